//! W3C trace context (<https://www.w3.org/TR/trace-context/>): which chain of requests one belongs to, so that the log lines
//! of all processes that had a part in it can be found together.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries it.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Where a request stands in a trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace. Not all zero.
    pub trace: [u8; 16],
    /// This request's part of it. Not all zero.
    pub span: [u8; 8],
    /// The caller's part, if there is one.
    pub parent: Option<[u8; 8]>,
    /// Whether the caller records it.
    pub sampled: bool,
}

impl TraceContext {
    /// The trace that a caller named, or a new one; with a part of our own. What cannot be read counts as not named.
    /// `random` draws unpredictable bytes.
    pub fn of(headers: &HeaderMap, random: impl Fn(&mut [u8])) -> Self {
        // Two headers are as good as none: nobody knows which is meant.
        let mut named = headers.get_all(TRACEPARENT).iter();
        let caller = match (named.next(), named.next()) {
            (Some(value), None) => value.to_str().ok().and_then(parse),
            _ => None,
        };
        let mut context = caller.unwrap_or_default();
        if caller.is_none() {
            random(&mut context.trace);
            // All zero means none; the chance is that of drawing somebody else's.
            context.trace[0] |= u8::from(context.trace == [0; 16]);
        }
        random(&mut context.span);
        context.span[0] |= u8::from(context.span == [0; 8]);
        context
    }

    /// For the next process.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::try_from(self.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", Hex(&self.trace), Hex(&self.span), u8::from(self.sampled))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// `version-trace-parent-flags`. A later version may have more behind that; `ff` is none.
fn parse(text: &str) -> Option<TraceContext> {
    let mut parts = text.split('-');
    let version: [u8; 1] = bytes(parts.next()?)?;
    let (trace, parent) = (bytes(parts.next()?)?, bytes(parts.next()?)?);
    let flags: [u8; 1] = bytes(parts.next()?)?;
    let more = parts.next().is_some();
    let usable = version != [0xff] && !(version == [0] && more) && trace != [0; 16] && parent != [0; 8];
    usable.then_some(TraceContext { trace, span: [0; 8], parent: Some(parent), sampled: flags[0] & 1 == 1 })
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes();
    if pairs.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(pairs.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn of(value: &str) -> TraceContext {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, HeaderValue::from_str(value).unwrap());
        TraceContext::of(&headers, |bytes| bytes.fill(7))
    }

    #[test]
    fn a_callers_trace_is_gone_on_with() {
        let context = of(KNOWN);
        assert_eq!(context.parent, Some([0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7]));
        assert_eq!(context.to_string(), "00-4bf92f3577b34da6a3ce929d0e0e4736-0707070707070707-01");
        assert_eq!(of("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later").trace, context.trace);
    }

    #[test]
    fn what_names_no_trace_begins_a_new_one() {
        for broken in [
            "",
            "00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        ] {
            let context = of(broken);
            assert_eq!((context.trace, context.parent), ([7; 16], None), "{broken}");
        }
        let mut twice = HeaderMap::new();
        twice.append(TRACEPARENT, HeaderValue::from_static(KNOWN));
        twice.append(TRACEPARENT, HeaderValue::from_static(KNOWN));
        assert_eq!(
            TraceContext::of(&twice, |bytes| bytes.fill(0)).to_string(),
            "00-01000000000000000000000000000000-0100000000000000-00"
        );
    }

    proptest! {
        #[test]
        fn what_we_send_on_is_understood(trace in any::<[u8; 16]>(), span in any::<[u8; 8]>(), sampled: bool) {
            prop_assume!(trace != [0; 16] && span != [0; 8]);
            let sent = TraceContext { trace, span, parent: None, sampled };
            let got = of(&sent.to_string());
            prop_assert_eq!((got.trace, got.parent, got.sampled), (trace, Some(span), sampled));
        }

        #[test]
        fn any_text_is_read_or_not(text in "[0-9a-f-]{0,60}|\\PC*") {
            if let Some(context) = parse(&text) {
                prop_assert!(context.trace != [0; 16] && context.parent.is_some_and(|parent| parent != [0; 8]));
            }
        }
    }
}
