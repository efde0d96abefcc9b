//! Crowds and faults, made on purpose. Sizes are parameters: tests carry the drills out small, the bench whole.

mod control;
mod crowd;
mod database;
mod limits;
mod missed;
mod redis;
mod rolling;
mod scene;
mod storm;

use crate::DrillError;
pub use control::{FrozenDrill, FrozenReport, KilledDrill, KilledReport};
pub use crowd::{Crowd, Progress};
pub use database::{DatabaseDrill, DatabaseReport};
pub use limits::{LimitDrill, LimitReport, Tally};
pub use missed::{MissedDrill, MissedReport};
pub use redis::{RedisDrill, RedisReport};
pub use rolling::{RollingDrill, RollingReport};
pub use scene::Scene;
pub use storm::{StormDrill, StormReport};
