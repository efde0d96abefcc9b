//! The gate over real HTTP: a real origin behind it, a scripted server beside it.

mod bypass;
mod clients;
mod commands;
mod configuration;
mod hostile;
mod outage;
mod passing;
mod streams;
mod support;
mod tokens;
mod visitor_api;
mod visitors;
