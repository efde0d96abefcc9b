//! The wall clock, read in one place. Only measurements use it (a moment the server told against a moment seen here);
//! what visitors do hangs on the seed and on monotonic time alone.

/// Milliseconds since the Unix epoch.
#[expect(clippy::disallowed_methods, reason = "a load generator measures; this is its edge")]
pub fn wall_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

/// An RFC 3339 timestamp as milliseconds since the Unix epoch.
pub fn parse_millis(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
