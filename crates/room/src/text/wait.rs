//! A wait as a range that a person can use: whole minutes, coarser the longer it is.
//!
//! The same rounding as `web/room/src/i18n/wait.ts`.

use super::{Locale, Plural, number, plural};

/// P50 and P90 in seconds, rounded to minutes; `(0, 0)` when it is less than a minute. The upper end is rounded up:
/// nobody minds being earlier than told.
pub fn rounded_wait(p50: f64, p90: f64) -> (u64, u64) {
    // 30 days; beyond that, and for what is no number, there is nothing to tell apart.
    let minutes =
        |seconds: f64| if seconds.is_finite() { (seconds / 60.0).clamp(0.0, 43_200.0) } else { 43_200.0 };
    let (low, high) = (minutes(p50), minutes(p50).max(minutes(p90)));
    if high < 1.0 {
        return (0, 0);
    }
    let step = match high {
        _ if high <= 20.0 => 1.0,
        _ if high <= 60.0 => 5.0,
        _ if high <= 240.0 => 10.0,
        _ => 30.0,
    };
    let to = (high / step).ceil() * step;
    let from = ((low / step).round() * step).max(1.0).min(to);
    (from as u64, to as u64)
}

/// "5–8 minutes", "1 hr to 1 hr 20 min". `soon` is the sentence for less than a minute, `range` the pattern
/// `{from} to {to}`.
pub fn wait(locale: Locale, p50: f64, p90: f64, soon: &str, range: &str) -> String {
    let (from, to) = rounded_wait(p50, p90);
    match (from, to) {
        (_, 0) => soon.to_owned(),
        (from, to) if to >= 60 && from == to => hours(locale, to),
        (from, to) if to >= 60 => {
            range.replace("{from}", &hours(locale, from)).replace("{to}", &hours(locale, to))
        }
        (from, to) if from == to => minutes(locale, plural(locale, to), &number(locale, to)),
        (from, to) => {
            let dash = match locale {
                Locale::Es => "-",
                Locale::Ja => "～",
                _ => "–",
            };
            let numbers = format!("{}{dash}{}", number(locale, from), number(locale, to));
            minutes(locale, of_range(locale, from, to), &numbers)
        }
    }
}

/// The plural category of a range (CLDR "plural ranges", as far as ranges of minutes go): that of its end.
fn of_range(locale: Locale, from: u64, to: u64) -> Plural {
    if locale == Locale::Ar && (from, to) == (1, 2) { Plural::Other } else { plural(locale, to) }
}

fn minutes(locale: Locale, category: Plural, numbers: &str) -> String {
    let one = category == Plural::One;
    match locale {
        Locale::En => format!("{numbers} {}", if one { "minute" } else { "minutes" }),
        Locale::De => format!("{numbers} {}", if one { "Minute" } else { "Minuten" }),
        Locale::Es => format!("{numbers} {}", if one { "minuto" } else { "minutos" }),
        Locale::Fr => format!("{numbers}\u{a0}{}", if one { "minute" } else { "minutes" }),
        Locale::Ja => format!("{numbers} 分"),
        Locale::Ar => match category {
            Plural::One => "دقيقة".to_owned(),
            Plural::Two => "دقيقتان".to_owned(),
            Plural::Few => format!("{numbers} دقائق"),
            _ => format!("{numbers} دقيقة"),
        },
    }
}

/// "1 hr 20 min"
fn hours(locale: Locale, minutes: u64) -> String {
    let (hour, minute) = match locale {
        Locale::En => ("hr", "min"),
        Locale::De => ("Std.", "Min."),
        Locale::Es | Locale::Fr => ("h", "min"),
        Locale::Ar => ("س", "د"),
        Locale::Ja => ("時間", "分"),
    };
    let part = |count: u64, unit: &str| (count > 0).then(|| format!("{}\u{a0}{unit}", number(locale, count)));
    [part(minutes / 60, hour), part(minutes % 60, minute)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Locale, rounded_wait, wait};

    fn said(locale: Locale, from_minutes: u32, to_minutes: u32) -> String {
        wait(locale, f64::from(from_minutes) * 60.0, f64::from(to_minutes) * 60.0, "soon", "{from} to {to}")
    }

    #[test]
    fn short_waits_are_in_minutes() {
        assert_eq!(said(Locale::En, 5, 8), "5–8 minutes");
        assert_eq!(said(Locale::En, 1, 1), "1 minute");
        assert_eq!(wait(Locale::En, 10.0, 59.9, "soon", ""), "soon");
        assert_eq!(said(Locale::De, 1, 3), "1–3 Minuten");
        assert_eq!(said(Locale::Es, 2, 8), "2-8 minutos");
        assert_eq!(said(Locale::Fr, 1, 2), "1–2\u{a0}minutes");
        assert_eq!(said(Locale::Ja, 12, 18), "12～18 分");
    }

    #[test]
    fn arabic_minutes_take_the_form_of_the_range() {
        let cases = [
            ((1, 1), "دقيقة"),
            ((2, 2), "دقيقتان"),
            ((1, 2), "1–2 دقيقة"),
            ((1, 3), "1–3 دقائق"),
            ((2, 11), "2–11 دقيقة"),
            ((5, 8), "5–8 دقائق"),
        ];
        for ((from, to), expected) in cases {
            assert_eq!(said(Locale::Ar, from, to), expected);
        }
    }

    #[test]
    fn long_waits_are_coarser_and_in_hours() {
        assert_eq!(said(Locale::En, 24, 33), "25–35 minutes");
        assert_eq!(said(Locale::En, 57, 71), "1\u{a0}hr to 1\u{a0}hr 20\u{a0}min");
        assert_eq!(said(Locale::De, 300, 300), "5\u{a0}Std.");
    }

    proptest! {
        #[test]
        fn the_upper_end_is_never_below_p90(p50 in 0.0..90_000.0f64, p90 in 0.0..90_000.0f64) {
            let (from, to) = rounded_wait(p50, p90);
            prop_assert!(from <= to);
            prop_assert!(to == 0 || to as f64 * 60.0 >= p90.max(p50));
        }

        #[test]
        fn any_wait_can_be_said(p50: f64, p90: f64) {
            for locale in Locale::ALL {
                let said = wait(locale, p50, p90, "soon", "{from} to {to}");
                prop_assert!(!said.is_empty());
            }
        }
    }
}
