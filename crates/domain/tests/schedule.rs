//! Opening hours: what is refused, and the rules against a minute-by-minute look at the clock on the wall.

use jiff::{Timestamp, civil::Date};
use proptest::prelude::*;
use vq_domain::schedule::{Day, Event, Exception, Schedule, Window};
use vq_domain::{ErrorCode, Millis};

const DAYS: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe", // clocks change by half an hour
    "Africa/Cairo",        // clocks change at midnight
    "America/St_Johns",
    "Asia/Kathmandu",
];

fn at(text: &str) -> Millis {
    text.parse::<Timestamp>().unwrap().into()
}

fn window(days: &[Day], from: &str, to: &str) -> Window {
    Window { days: days.to_vec(), from: from.into(), to: to.into() }
}

fn weekly(zone: &str, windows: Vec<Window>) -> Schedule {
    Schedule { time_zone: zone.into(), windows, ..Default::default() }
}

#[test]
fn everything_that_is_wrong_is_named() {
    let schedule = Schedule {
        time_zone: "Europe/Atlantis".into(),
        windows: vec![window(&[], "9:00", "24:01"), window(&DAYS, "24:00", "24:00")],
        exceptions: vec![
            Exception { date: "2026-02-29".into(), from: Some("10:00".into()), to: None },
            Exception { date: "2026-03-01".into(), from: None, to: None },
            Exception { date: "2026-03-01".into(), from: None, to: Some("10:00".into()) },
        ],
        events: vec![
            Event { from: "2026-03-01".into(), to: "2026-03-01T10:00:00Z".into() },
            Event { from: "2026-03-01T10:00:00Z".into(), to: "2026-03-01T10:00:00Z".into() },
        ],
    };
    let errors = schedule.validate().unwrap_err().errors;
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_deref().unwrap()).collect();
    assert_eq!(
        fields,
        [
            "schedule.timeZone",
            "schedule.windows[0].days",
            "schedule.windows[0].from",
            "schedule.windows[0].to",
            "schedule.windows[1].from",
            "schedule.exceptions[0].date",
            "schedule.exceptions[0].to",
            "schedule.exceptions[2].from",
            "schedule.exceptions[2].date",
            "schedule.events[0].from",
            "schedule.events[1].to",
        ]
    );
    let error = Schedule::default().validate().unwrap_err();
    assert_eq!(
        (error.code(), error.errors[0].field.as_deref()),
        (ErrorCode::MissingField, Some("schedule.timeZone"))
    );
    assert!(!schedule.is_open(Millis(0)) && schedule.next_change(Millis(0)).is_none());
}

#[test]
fn a_night_goes_on_after_midnight() {
    let schedule = weekly("Europe/Berlin", vec![window(&[Day::Fri], "22:00", "02:00")]);
    schedule.validate().unwrap();
    assert!(!schedule.is_open(at("2026-06-05T21:59:59+02:00")));
    assert!(schedule.is_open(at("2026-06-05T22:00:00+02:00")));
    assert!(schedule.is_open(at("2026-06-06T01:59:59+02:00")));
    assert!(!schedule.is_open(at("2026-06-06T02:00:00+02:00")));
    let now = at("2026-06-05T23:00:00+02:00");
    assert_eq!(schedule.next_change(now), Some(at("2026-06-06T02:00:00+02:00")));
    assert_eq!(schedule.next_opening(now), Some(at("2026-06-12T22:00:00+02:00")));
    assert_eq!(schedule.openings(now, 3).len(), 3);
}

#[test]
fn the_missing_hour_and_the_one_that_comes_twice() {
    let spring = weekly("Europe/Berlin", vec![window(&[Day::Sun], "02:30", "04:00")]);
    assert_eq!(spring.next_opening(at("2026-03-28T12:00:00Z")), Some(at("2026-03-29T03:00:00+02:00")));
    let inside = weekly("Europe/Berlin", vec![window(&[Day::Sun], "02:00", "03:00")]);
    assert_eq!(inside.next_opening(at("2026-03-28T12:00:00Z")), Some(at("2026-04-05T02:00:00+02:00")));
    let autumn = weekly("Europe/Berlin", vec![window(&[Day::Sun], "02:15", "02:45")]);
    let openings = autumn.openings(at("2026-10-24T12:00:00Z"), 2);
    assert_eq!(openings, [at("2026-10-25T02:15:00+02:00"), at("2026-10-25T02:15:00+01:00")]);
    let always = weekly("Europe/Berlin", vec![window(&DAYS, "00:00", "24:00")]);
    assert_eq!(always.next_change(at("2026-03-28T12:00:00Z")), None);
}

#[test]
fn exceptions_and_events_come_first() {
    let schedule = Schedule {
        exceptions: vec![
            Exception { date: "2026-12-25".into(), from: None, to: None },
            Exception { date: "2026-12-31".into(), from: Some("20:00".into()), to: Some("03:00".into()) },
        ],
        events: vec![Event { from: "2026-12-25T12:00:00Z".into(), to: "2026-12-25T13:00:00Z".into() }],
        ..weekly("UTC", vec![window(&DAYS, "18:00", "01:00")])
    };
    schedule.validate().unwrap();
    for (moment, open) in [
        ("2026-12-25T00:30:00Z", false), // what is left of the night belongs to the exception's date
        ("2026-12-25T12:30:00Z", true),
        ("2026-12-25T18:30:00Z", false),
        ("2026-12-26T00:30:00Z", false),
        ("2026-12-31T00:30:00Z", false),
        ("2026-12-31T18:30:00Z", false),
        ("2027-01-01T02:30:00Z", true),
        ("2027-01-01T18:30:00Z", true),
    ] {
        assert_eq!(schedule.is_open(at(moment)), open, "{moment}");
    }
}

#[test]
fn an_opening_years_ahead_is_found() {
    let event = Event { from: "2040-01-01T00:00:00Z".into(), to: "2040-01-02T00:00:00Z".into() };
    let once = Schedule { events: vec![event], ..weekly("Asia/Tokyo", vec![]) };
    assert_eq!(once.next_opening(at("2026-01-01T00:00:00Z")), Some(at("2040-01-01T00:00:00Z")));
    let date = Exception { date: "2040-01-01".into(), from: Some("09:00".into()), to: Some("10:00".into()) };
    let day = Schedule { exceptions: vec![date], ..weekly("Asia/Tokyo", vec![]) };
    assert_eq!(day.openings(at("2026-01-01T00:00:00Z"), 9), [at("2040-01-01T09:00:00+09:00")]);
    for extreme in [Millis(i64::MIN / 2), Millis(0), Millis(i64::MAX / 2)] {
        day.next_change(extreme);
        day.is_open(extreme);
    }
}

/// Looks at the clock on the wall and at nothing else.
fn wall(schedule: &Schedule, moment: Timestamp) -> bool {
    let millis = Millis::from(moment);
    if schedule.events.iter().any(|event| at(&event.from) <= millis && millis < at(&event.to)) {
        return true;
    }
    let zone = jiff::tz::TimeZoneDatabase::bundled().get(&schedule.time_zone).unwrap();
    let local = zone.to_datetime(moment);
    let time = local.strftime("%H:%M").to_string();
    let spans = |date: Date| -> Vec<(String, String)> {
        match schedule.exceptions.iter().find(|exception| exception.date == date.to_string()) {
            Some(exception) => exception.from.clone().zip(exception.to.clone()).into_iter().collect(),
            None => {
                let day = DAYS[date.weekday().to_monday_zero_offset() as usize];
                let windows = schedule.windows.iter().filter(|window| window.days.contains(&day));
                windows.map(|window| (window.from.clone(), window.to.clone())).collect()
            }
        }
    };
    let today = local.date();
    let own = |(from, to): (String, String)| if to > from { from <= time && time < to } else { from <= time };
    let left = |(from, to): (String, String)| to <= from && time < to;
    let is_exception = schedule.exceptions.iter().any(|exception| exception.date == today.to_string());
    spans(today).into_iter().any(own)
        || (!is_exception && spans(today.yesterday().unwrap()).into_iter().any(left))
}

fn time_of_day() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..24, 0..60).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
        prop::sample::select(vec!["00:00", "01:59", "02:00", "02:30", "03:00", "23:59"])
            .prop_map(str::to_owned),
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let end = || prop_oneof![5 => time_of_day(), 1 => Just("24:00".to_owned())];
    let days = prop::collection::vec(prop::sample::select(DAYS.to_vec()), 1..4);
    let windows = prop::collection::vec(
        (days, time_of_day(), end()).prop_map(|(days, from, to)| Window { days, from, to }),
        0..4,
    );
    // Around the days on which clocks change in 2026, in most of the zones.
    let date =
        prop::sample::select(vec!["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-25", "2026-10-31"]);
    let hours = prop::option::of((time_of_day(), end()));
    let exceptions = prop::collection::vec((date, hours), 0..3).prop_map(|mut list| {
        list.sort();
        list.dedup_by_key(|(date, _)| *date);
        let exception = |(date, hours): (&str, Option<(String, String)>)| {
            let (from, to) = hours.unzip();
            Exception { date: date.into(), from, to }
        };
        list.into_iter().map(exception).collect::<Vec<_>>()
    });
    let events = prop::collection::vec((0..40_000u32, 1..2_000u32), 0..2).prop_map(|list| {
        let text = |minutes: u32| (at("2026-03-20T00:00:00Z") + i64::from(minutes) * 60_000).to_rfc3339();
        list.into_iter()
            .map(|(from, length)| Event { from: text(from), to: text(from + length) })
            .collect::<Vec<_>>()
    });
    (prop::sample::select(ZONES.to_vec()), windows, exceptions, events).prop_map(
        |(zone, windows, exceptions, events)| Schedule {
            time_zone: zone.into(),
            windows,
            exceptions,
            events,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_open_when_the_clock_on_the_wall_says_so(
        schedule in schedule(),
        start in prop::sample::select(vec!["2026-03-07T00:00:00Z", "2026-03-27T00:00:00Z", "2026-04-03T12:00:00Z",
            "2026-04-23T12:00:00Z", "2026-10-24T00:00:00Z", "2026-10-30T00:00:00Z"]),
    ) {
        let timetable = schedule.timetable().unwrap();
        let start = at(start);
        let minutes = 4 * 24 * 60;
        let open: Vec<bool> =
            (0..minutes).map(|minute| wall(&schedule, (start + minute * 60_000).to_timestamp())).collect();
        let mut change = timetable.next_change(start);
        for (minute, pair) in open.windows(2).enumerate() {
            let now = start + (minute as i64 + 1) * 60_000;
            prop_assert_eq!(timetable.is_open(now), pair[1]);
            if pair[0] != pair[1] {
                prop_assert_eq!(change, Some(now));
                if pair[1] {
                    prop_assert_eq!(timetable.next_opening(now + -1), Some(now));
                }
                change = timetable.next_change(now);
            }
        }
        prop_assert!(change.is_none_or(|change| change >= start + (minutes - 1) * 60_000));
    }

    #[test]
    fn whatever_is_written_is_either_refused_or_answered(
        texts in prop::collection::vec(prop_oneof![any::<String>(), "[0-9:TZ+-]{0,25}", "[0-9]{2}:[0-9]{2}"], 6),
        zone in prop_oneof![any::<String>(), Just("Europe/Paris".to_owned())],
        moment in any::<i64>(),
    ) {
        let [a, b, c, d, e, f] = texts.try_into().unwrap();
        let schedule = Schedule {
            time_zone: zone,
            windows: vec![Window { days: DAYS.to_vec(), from: a, to: b }],
            exceptions: vec![Exception { date: c, from: Some(d.clone()), to: Some(d) }],
            events: vec![Event { from: e, to: f }],
        };
        let moment = Millis(moment / 2);
        let valid = schedule.validate().is_ok();
        prop_assert!(valid || !schedule.is_open(moment));
        schedule.openings(moment, 2);
    }
}
