//! Recorded traffic: a file of `minute_utc,requests`, e.g. `1998-06-10 14:00,63121`. Outside bytes: bounded, and every
//! error names the line and what would be right.

use std::str::FromStr;

/// Larger files are not read.
pub const MAX_TRACE_BYTES: usize = 64 << 20;

/// A trace spans no more than a leap year.
pub const MAX_TRACE_MINUTES: usize = 366 * DAY;

/// No minute has more requests.
pub const MAX_REQUESTS_PER_MINUTE: u64 = 1_000_000_000;

const HEADER: &str = "minute_utc,requests";
const DAY: usize = 24 * 60;

/// Requests per minute, without gaps: minutes the file does not mention had none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Minute of the day (UTC) of the first entry.
    first_minute_of_day: usize,
    requests: Vec<u64>,
}

/// What is wrong with a trace file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// A line cannot be read.
    #[error("line {line}: {problem}; {right}")]
    Line {
        /// 1-based.
        line: usize,
        /// What is there.
        problem: String,
        /// What should be.
        right: &'static str,
    },
    /// The file is too large.
    #[error("the trace has {0} bytes; at most {MAX_TRACE_BYTES} are read")]
    TooLarge(usize),
    /// Nothing is left.
    #[error("there are no requests in the selection; see that --from and --to lie within the trace")]
    Empty,
}

impl Trace {
    /// Reads a trace from the bytes of a file.
    pub fn parse(bytes: &[u8]) -> Result<Self, TraceError> {
        if bytes.len() > MAX_TRACE_BYTES {
            return Err(TraceError::TooLarge(bytes.len()));
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut lines = text.split(|&byte| byte == b'\n').enumerate().map(|(at, line)| (at + 1, line));
        let (_, header) = lines.next().unwrap_or((1, b""));
        if header.trim_ascii() != HEADER.as_bytes() {
            return Err(wrong(1, header, "a trace begins with the line `minute_utc,requests`"));
        }
        let mut first = None;
        let mut requests: Vec<u64> = Vec::new();
        for (number, line) in lines {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let (minute, count) = entry(number, line)?;
            let first = *first.get_or_insert(minute);
            let at = usize::try_from(minute - first).ok().filter(|&at| at >= requests.len());
            let at = at
                .ok_or_else(|| wrong(number, line, "each line must be a later minute than the one before"))?;
            if at >= MAX_TRACE_MINUTES {
                return Err(wrong(number, line, "a trace spans at most 366 days"));
            }
            requests.resize(at, 0);
            requests.push(count);
        }
        let minute_of_day = first.unwrap_or(0).rem_euclid(DAY as i64);
        Ok(Self { first_minute_of_day: usize::try_from(minute_of_day).unwrap_or(0), requests })
    }

    /// The requests of each minute whose time of day is in `[from, to)`, over all days one after the other. Without
    /// `from` it begins at 00:00, without `to` it ends at 24:00; a `to` not after `from` is on the next day.
    pub fn select(&self, from: Option<TimeOfDay>, to: Option<TimeOfDay>) -> Result<Vec<u64>, TraceError> {
        let from = from.map_or(0, |time| time.0);
        let to = to.map_or(DAY, |time| time.0);
        let chosen = |minute: usize| match from < to {
            true => (from..to).contains(&minute),
            false => minute >= from || minute < to,
        };
        let minutes = self.requests.iter().enumerate();
        let selected: Vec<u64> = minutes
            .filter(|(at, _)| chosen((self.first_minute_of_day + at) % DAY))
            .map(|(_, &requests)| requests)
            .collect();
        if selected.iter().all(|&requests| requests == 0) { Err(TraceError::Empty) } else { Ok(selected) }
    }
}

/// A time of day as on the command line, `HH:MM`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(usize);

/// Not a time of day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time of day like 14:00")]
pub struct NotATimeOfDay(String);

impl FromStr for TimeOfDay {
    type Err = NotATimeOfDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let parsed = (bytes.len() == 5 && bytes[2] == b':')
            .then(|| Some((digits(&bytes[..2])?, digits(&bytes[3..])?)))
            .flatten()
            .filter(|&(hour, minute)| minute < 60 && hour * 60 + minute <= DAY as u64);
        let (hour, minute) = parsed.ok_or_else(|| NotATimeOfDay(text.to_owned()))?;
        Ok(Self((hour * 60 + minute) as usize))
    }
}

/// Minutes since the Unix epoch, and requests.
fn entry(number: usize, line: &[u8]) -> Result<(i64, u64), TraceError> {
    let line = line.trim_ascii();
    let comma = line.iter().position(|&byte| byte == b',');
    let comma = comma.ok_or_else(|| wrong(number, line, "a line is like `2026-01-01 00:00,123`"))?;
    let (minute, count) = (line[..comma].trim_ascii(), line[comma + 1..].trim_ascii());
    let minute = epoch_minute(minute)
        .ok_or_else(|| wrong(number, minute, "a minute is a UTC date and time like `2026-01-01 00:00`"))?;
    let count = digits(count)
        .filter(|&count| count <= MAX_REQUESTS_PER_MINUTE)
        .ok_or_else(|| wrong(number, count, "requests are a whole number from 0 to 1000000000"))?;
    Ok((minute, count))
}

fn epoch_minute(text: &[u8]) -> Option<i64> {
    let [date @ .., b' ', _, _, b':', _, _] = text else { return None };
    let [_, _, _, _, b'-', _, _, b'-', _, _] = date else { return None };
    let part = |bytes: &[u8]| digits(bytes).and_then(|number| i16::try_from(number).ok());
    let small = |bytes: &[u8]| digits(bytes).and_then(|number| i8::try_from(number).ok());
    let date = jiff::civil::Date::new(part(&date[..4])?, small(&date[5..7])?, small(&date[8..])?).ok()?;
    let (hour, minute) = (small(&text[11..13])?, small(&text[14..])?);
    let at = date.to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).ok()?);
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second().div_euclid(60))
}

/// Digits only: no sign, no spaces, nothing that overflows.
fn digits(text: &[u8]) -> Option<u64> {
    let all = !text.is_empty() && text.len() <= 10 && text.iter().all(u8::is_ascii_digit);
    all.then(|| text.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

fn wrong(line: usize, found: &[u8], right: &'static str) -> TraceError {
    // Only the beginning: a binary file has long lines.
    let shown = String::from_utf8_lossy(&found[..found.len().min(40)]).trim().to_owned();
    TraceError::Line { line, problem: format!("{shown:?} cannot be read"), right }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Trace, TraceError> {
        Trace::parse(text.as_bytes())
    }

    fn time(text: &str) -> Option<TimeOfDay> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn gaps_are_minutes_without_requests() {
        let trace = parse("minute_utc,requests\r\n2026-01-01 23:58,5\r\n2026-01-02 00:01,7\r\n\r\n").unwrap();
        assert_eq!(trace.requests, [5, 0, 0, 7]);
        assert_eq!(trace.select(None, None).unwrap(), [5, 0, 0, 7]);
        assert_eq!(trace.select(time("00:00"), time("00:02")).unwrap(), [0, 7]);
        assert_eq!(trace.select(time("23:58"), time("00:01")).unwrap(), [5, 0, 0]);
        assert_eq!(trace.select(time("12:00"), time("13:00")), Err(TraceError::Empty));
    }

    #[test]
    fn errors_name_the_line_and_what_would_be_right() {
        let error = |lines: &str| parse(&format!("minute_utc,requests\n{lines}")).unwrap_err().to_string();
        assert_eq!(
            error("2026-01-01 00:00,1\n2026-01-01 00:01;2"),
            "line 3: \"2026-01-01 00:01;2\" cannot be read; a line is like `2026-01-01 00:00,123`"
        );
        for (lines, part) in [
            ("2026-02-30 00:00,1", "line 2: \"2026-02-30 00:00\""),
            ("2026-01-01 24:00,1", "UTC date and time"),
            ("2026-01-01 00:00,-1", "whole number"),
            ("2026-01-01 00:00,1.5", "whole number"),
            ("2026-01-01 00:00,1000000001", "whole number"),
            ("2026-01-01 00:01,1\n2026-01-01 00:01,1", "later minute"),
            ("2026-01-01 00:01,1\n2026-01-01 00:00,1", "later minute"),
            ("2026-01-01 00:00,1\n2028-01-01 00:00,1", "366 days"),
            ("2026-01-01T00:00,1", "UTC date and time"),
        ] {
            assert!(error(lines).contains(part), "{lines}: {}", error(lines));
        }
        assert!(parse("").unwrap_err().to_string().contains("begins with the line `minute_utc,requests`"));
    }

    #[test]
    fn times_of_day_are_strict() {
        for wrong in ["", "1:00", "24:01", "12:60", "12-30", "ab:cd", "12:300", "٣2:00"] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
        assert!(time("00:00") < time("24:00"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Trace::parse(&bytes);
        }

        #[test]
        fn no_nearly_right_lines_make_it_panic(
            lines in proptest::collection::vec("[0-9]{1,5}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2},[-0-9]{0,12}", 0..5),
        ) {
            let text = format!("minute_utc,requests\n{}", lines.join("\n"));
            if let Err(TraceError::Line { line, .. }) = parse(&text) {
                prop_assert!((2..=lines.len() + 1).contains(&line));
            }
        }

        #[test]
        fn what_is_written_is_read(
            start in 0i64..50_000_000,
            entries in proptest::collection::vec((1i64..500, 0..MAX_REQUESTS_PER_MINUTE), 1..50),
        ) {
            let (mut minute, mut text, mut sum) = (start, String::from("minute_utc,requests\n"), 0);
            for (gap, requests) in entries {
                minute += gap;
                let at = jiff::Timestamp::from_second(minute * 60).unwrap();
                text += &format!("{},{requests}\n", at.strftime("%Y-%m-%d %H:%M"));
                sum += requests;
            }
            let trace = parse(&text).unwrap();
            prop_assert_eq!(trace.requests.iter().sum::<u64>(), sum);
            prop_assert_eq!((trace.first_minute_of_day + trace.requests.len() - 1) % DAY, (minute % 1440) as usize);
        }

        #[test]
        fn no_text_makes_a_time_of_day_panic(text in ".{0,8}") {
            let _ = text.parse::<TimeOfDay>();
        }
    }
}
