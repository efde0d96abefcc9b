//! Prints a kiosk's tickets.
//!
//! A kiosk's browser cannot open a connection to a printer, and the server may be far away. So a small program runs beside
//! the browser: the page sends it a ticket as dots (every language and script prints, on printers that know none), and it
//! sends them to the printer as ESC/POS.
//!
//! Architecture invariant: it listens to pages of one origin only, and what it sends to the printer was built here; no byte of
//! a request reaches the printer as a command.

mod agent;
mod escpos;
mod raster;

pub use agent::{Agent, PrintArgs, router};
pub use escpos::ticket;
pub use raster::{BadRaster, Raster};
