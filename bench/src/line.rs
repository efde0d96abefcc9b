//! One line of the table, and the table.

use std::fmt::Write;

use serde::Serialize;

/// One measurement.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What was measured.
    pub name: String,
    /// In `unit`.
    pub value: f64,
    /// Of `value`.
    pub unit: &'static str,
    /// Against its counterpart in the same run, if it has one.
    pub ratio: Option<f64>,
    /// What `ratio` must reach, or what `value` must not exceed where there is no ratio.
    pub goal: Option<f64>,
    /// Against what, and anything one must know to read it.
    pub note: String,
}

impl Line {
    /// A number that has no goal.
    pub fn plain(name: impl Into<String>, value: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Self { name: name.into(), value, unit, ratio: None, goal: None, note: note.into() }
    }

    /// With the ratio to its counterpart.
    pub fn against(self, ratio: f64) -> Self {
        Self { ratio: Some(ratio), ..self }
    }

    /// With a goal: the least ratio, or the largest value.
    pub fn goal(self, goal: f64) -> Self {
        Self { goal: Some(goal), ..self }
    }

    /// Whether the goal is reached, if there is one.
    pub fn met(&self) -> bool {
        match (self.goal, self.ratio) {
            (None, _) => true,
            (Some(goal), Some(ratio)) => ratio >= goal,
            (Some(goal), None) => self.value <= goal,
        }
    }

    fn goal_text(&self) -> String {
        match (self.goal, self.ratio) {
            (None, _) => String::new(),
            (Some(goal), Some(_)) => format!("≥ {goal:.2}"),
            (Some(goal), None) => format!("≤ {goal:.0} {}", self.unit),
        }
    }
}

/// All lines, aligned.
pub fn table(lines: &[Line]) -> String {
    let mut text = format!("\n{:<40}{:>12} {:<8}{:>8}  {:<16}\n", "", "value", "", "ratio", "goal");
    for line in lines {
        let value =
            if line.value >= 100.0 { format!("{:.0}", line.value) } else { format!("{:.2}", line.value) };
        let ratio = line.ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let verdict = match (line.goal, line.met()) {
            (None, _) => "",
            (_, true) => "ok",
            (_, false) => "MISSED",
        };
        let goal = format!("{} {verdict}", line.goal_text());
        let _ = writeln!(
            text,
            "{:<40}{value:>12} {:<8}{ratio:>8}  {goal:<16}{}",
            line.name, line.unit, line.note
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_a_least_ratio_or_a_largest_value() {
        let line = Line::plain("x", 150.0, "B", "");
        assert!(line.met());
        assert!(line.clone().goal(200.0).met() && !line.clone().goal(100.0).met());
        assert!(line.clone().against(0.7).goal(0.6).met() && !line.against(0.5).goal(0.6).met());
    }
}
