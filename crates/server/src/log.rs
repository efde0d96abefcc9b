//! What the log looks like. A line that is written while a request is answered names the request and its trace; that costs
//! nothing where no line is written. What looks personal in a line is masked.

use std::{fmt, io::IsTerminal};

use anyhow::Context;
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    fmt::{
        FmtContext, FormatEvent, FormatFields, MakeWriter,
        format::{self, Format, JsonFields, Writer},
    },
    registry::LookupSpan,
};
use vq_api::{request::current_trace, trace::Hex};
use vq_domain::mask;

use crate::config::{Log, LogFormat};

/// Starts the log; it goes to standard error, so that standard output belongs to what commands answer.
pub fn start(log: &Log) -> anyhow::Result<()> {
    // A second start in one process (tests) keeps the first log.
    let colours = std::io::stderr().is_terminal();
    drop(tracing::subscriber::set_global_default(coloured(log, std::io::stderr, colours)?));
    Ok(())
}

/// What writes the log, without colours.
pub fn subscriber<W>(log: &Log, writer: W) -> anyhow::Result<Box<dyn Subscriber + Send + Sync>>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    coloured(log, writer, false)
}

fn coloured<W>(log: &Log, writer: W, colours: bool) -> anyhow::Result<Box<dyn Subscriber + Send + Sync>>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // The migrations' own steps are of interest only to who asks for them.
    let filter = EnvFilter::try_new(format!("refinery_core=warn,{}", log.level))
        .with_context(|| format!("log.level cannot be read: {:?}", log.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(colours);
    Ok(match log.format {
        LogFormat::Text => {
            let lines = format::format().with_target(false).with_ansi(colours);
            Box::new(builder.event_format(Named { lines, format: LogFormat::Text }).finish())
        }
        LogFormat::Json => {
            let lines: Format<format::Json> = format::format().json().flatten_event(true);
            let builder = builder.fmt_fields(JsonFields::new());
            Box::new(builder.event_format(Named { lines, format: LogFormat::Json }).finish())
        }
    })
}

/// Lines with the request's names at their end.
struct Named<F> {
    lines: F,
    format: LogFormat,
}

impl<S, N, F> FormatEvent<S, N> for Named<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.lines.format_event(context, Writer::new(&mut line), event)?;
        // Whatever somebody puts into a field or an error: nothing that looks personal is written down.
        let line = mask::text(&line);
        let Some((request, trace)) = current_trace() else { return writer.write_str(&line) };
        let line = line.trim_end_matches('\n');
        let (trace, span) = (Hex(&trace.trace), Hex(&trace.span));
        match (self.format, line.strip_suffix('}')) {
            // A request's id needs no quoting: letters, digits, and `-_.` at most.
            (LogFormat::Json, Some(open)) => writeln!(
                writer,
                "{open},\"request_id\":\"{request}\",\"trace_id\":\"{trace}\",\"span_id\":\"{span}\"}}"
            ),
            _ => writeln!(writer, "{line} request_id={request} trace_id={trace} span_id={span}"),
        }
    }
}
