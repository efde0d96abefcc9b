//! Times of day and dates, always with their zone: without JavaScript the server does not know the visitor's.

use jiff::{Zoned, tz::TimeZone};
use vq_domain::Millis;

use super::Locale;

/// The zone with this IANA name; UTC where there is none.
pub fn zone(name: Option<&str>) -> TimeZone {
    name.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// "14:05:09 UTC", "2:05:09 PM UTC".
pub fn clock(locale: Locale, at: Millis, zone: &TimeZone) -> String {
    let at = at.to_timestamp().to_zoned(zone.clone());
    format!("{} {}", time_of_day(locale, &at, true), at.strftime("%Z"))
}

/// "14:05 UTC" on the same day as `now`, else "Montag, 3. Juni um 14:05 UTC".
pub fn moment(locale: Locale, at: Millis, now: Option<Millis>, zone: &TimeZone) -> String {
    let at = at.to_timestamp().to_zoned(zone.clone());
    let today = now.is_some_and(|now| now.to_timestamp().to_zoned(zone.clone()).date() == at.date());
    let time = time_of_day(locale, &at, false);
    let abbreviation = at.strftime("%Z");
    if today {
        format!("{time} {abbreviation}")
    } else {
        format!("{}{time} {abbreviation}", date(locale, &at))
    }
}

fn time_of_day(locale: Locale, at: &Zoned, seconds: bool) -> String {
    let tail = if seconds {
        format!("{:02}:{:02}", at.minute(), at.second())
    } else {
        format!("{:02}", at.minute())
    };
    let halves = match locale {
        Locale::En => ["AM", "PM"],
        Locale::Ar => ["ص", "م"],
        _ => return format!("{:02}:{tail}", at.hour()),
    };
    let hour = if at.hour() % 12 == 0 { 12 } else { at.hour() % 12 };
    format!("{hour}:{tail}\u{a0}{}", halves[usize::from(at.hour() >= 12)])
}

/// The date, up to where the time follows.
fn date(locale: Locale, at: &Zoned) -> String {
    let month = usize::from(at.month().unsigned_abs()) - 1;
    let weekday = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
    let day = at.day();
    let (weekdays, months) = names(locale);
    let weekday = weekdays.split(' ').nth(weekday).unwrap_or_default();
    let month = months.split(' ').nth(month).unwrap_or_default();
    match locale {
        Locale::En => format!("{weekday}, {month} {day} at "),
        Locale::De => format!("{weekday}, {day}. {month} um "),
        Locale::Es => format!("{weekday}, {day} de {month}, "),
        Locale::Fr => format!("{weekday} {day} {month} à "),
        Locale::Ar => format!("{weekday}، {day} {month} في "),
        Locale::Ja => format!("{month}{day}日{weekday} "),
    }
}

/// Weekdays from Monday, and months, as they stand within a date.
fn names(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => (
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
            "January February March April May June July August September October November December",
        ),
        Locale::De => (
            "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        ),
        Locale::Es => (
            "lunes martes miércoles jueves viernes sábado domingo",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        ),
        Locale::Fr => (
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        ),
        Locale::Ar => (
            "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        ),
        Locale::Ja => (
            "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
            "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::Millis;

    use super::{Locale, clock, moment, names, zone};

    /// 2024-06-03T14:05:09Z, a Monday.
    const AT: Millis = Millis(1_717_423_509_000);
    const DAY: i64 = 86_400_000;

    #[test]
    fn times_are_written_as_in_the_language() {
        let utc = zone(None);
        assert_eq!(clock(Locale::De, AT, &utc), "14:05:09 UTC");
        assert_eq!(clock(Locale::En, AT, &utc), "2:05:09\u{a0}PM UTC");
        assert_eq!(clock(Locale::En, AT + DAY / 2, &utc), "2:05:09\u{a0}AM UTC");
        assert_eq!(moment(Locale::Fr, AT, Some(AT + 60_000), &utc), "14:05 UTC");
    }

    #[test]
    fn another_day_is_named() {
        let utc = zone(None);
        let cases = [
            (Locale::En, "Monday, June 3 at 2:05\u{a0}PM UTC"),
            (Locale::De, "Montag, 3. Juni um 14:05 UTC"),
            (Locale::Es, "lunes, 3 de junio, 14:05 UTC"),
            (Locale::Fr, "lundi 3 juin à 14:05 UTC"),
            (Locale::Ar, "الاثنين، 3 يونيو في 2:05\u{a0}م UTC"),
            (Locale::Ja, "6月3日月曜日 14:05 UTC"),
        ];
        for (locale, expected) in cases {
            assert_eq!(moment(locale, AT, Some(AT + DAY), &utc), expected);
        }
    }

    #[test]
    fn the_zone_is_the_queues_own_or_else_utc() {
        assert_eq!(clock(Locale::De, AT, &zone(Some("Europe/Berlin"))), "16:05:09 CEST");
        assert_eq!(clock(Locale::De, AT, &zone(Some("Mars/Olympus"))), "14:05:09 UTC");
    }

    #[test]
    fn every_day_and_month_has_a_name() {
        for locale in Locale::ALL {
            let (weekdays, months) = names(locale);
            assert_eq!((weekdays.split(' ').count(), months.split(' ').count()), (7, 12), "{locale:?}");
        }
    }

    proptest! {
        #[test]
        fn any_moment_can_be_said(at: i64, now: Option<i64>) {
            for locale in Locale::ALL {
                moment(locale, Millis(at), now.map(Millis), &zone(None));
            }
        }
    }
}
