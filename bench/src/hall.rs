//! Kiosks that hand out tickets and counters that call, each one thing after another: how fast a hall is does not hang on
//! how many wait in parallel, as with the web, but on how soon one call is answered.

use uuid::Uuid;
use vq_crowd::{ServerProcess, drills::HallDrill, load::hammer};

use crate::{
    Result, Size,
    line::Line,
    measure::{open, refuse_errors},
    people::noop,
};

/// What a hall must be able to do, per second.
const TICKETS: f64 = 2_000.0;
const CALLS: f64 = 1_000.0;

/// Tickets and calls per second; refuses to tell numbers of a hall in which something went wrong.
pub async fn measure(server: &ServerProcess, size: Size) -> Result<Vec<Line>> {
    let drill = HallDrill { tickets: size.tickets, ..HallDrill::default() };
    let report = drill.run(&server.staff().await?).await?;
    if !report.passed() {
        return Err(report.to_string().into());
    }
    let connections = open(std::slice::from_ref(&server.base), drill.kiosks).await?;
    let (done, _) = hammer(connections, size.round, |_| noop(Uuid::nil())).await;
    refuse_errors(&done)?;
    let note = |wanted: f64| {
        let noop = done.per_second();
        format!(
            "against {wanted:.0}/s that are asked for; a no-op POST over 8 connections: {noop:.0}/s; fsync on"
        )
    };
    let line = |name, value: f64, wanted| {
        Line::plain(name, value, "/s", note(wanted)).against(value / wanted).goal(1.0)
    };
    Ok(vec![
        line("tickets of 8 kiosks", report.tickets_per_second, TICKETS),
        line("calls of 8 counters", report.calls_per_second, CALLS),
    ])
}
