//! A wait as a person says it.

/// A wait in English words, rounded up so that it is not promised too short: `less than a minute`, `5 minutes`,
/// `1 hour 20 minutes`. Other languages are the clients' own work; they have the seconds.
pub fn spoken(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "unknown".to_owned();
    }
    let minutes = (seconds / 60.0).ceil().max(0.0) as u64;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "no wait".to_owned(),
        (0, 1) if seconds < 60.0 => "less than a minute".to_owned(),
        (hours, minutes) => {
            let mut words = String::with_capacity(24);
            for (count, unit) in [(hours, "hour"), (minutes, "minute")] {
                if count == 0 {
                    continue;
                }
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(&count.to_string());
                words.push(' ');
                words.push_str(unit);
                if count > 1 {
                    words.push('s');
                }
            }
            words
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn a_wait_is_never_said_too_short() {
        assert_eq!(spoken(0.0), "no wait");
        assert_eq!(spoken(20.0), "less than a minute");
        assert_eq!(spoken(60.0), "1 minute");
        assert_eq!(spoken(61.0), "2 minutes");
        assert_eq!(spoken(3600.0), "1 hour");
        assert_eq!(spoken(4801.0), "1 hour 21 minutes");
        assert_eq!(spoken(f64::NAN), "unknown");
    }
}
