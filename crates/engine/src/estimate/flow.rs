//! The moving line as a fluid: what flows out of it, at the front and along the way.
//!
//! Model. People are released at `μ` per second; who waits leaves with hazard `θ` (Palm's impatient customers, the
//! Erlang-A model: C. Palm, *Research on telephone traffic carried by full availability groups*, 1957; its fluid limit: A.
//! Mandelbaum, W. Massey, M. Reiman, *Strong approximations for Markovian service networks*, Queueing Systems 30, 1998). The
//! number `q` ahead of somebody then obeys `q' = −μ − θq`, so who has `p` ahead waits
//! `T(p) = ln(1 + θ(p + 1)/μ)/θ`, which is `(p + 1)/μ` for `θ → 0`.
//!
//! People do not leave evenly: many turn round when they see the length of the line. So `θ` is learned by the share of the
//! line that lies behind the leaver, in [`EDGES`], and `T` is put together piece by piece.
//!
//! `μ` is the release rate or, where that is less, what the cap lets through: by Little's law (J. Little, *A proof for the
//! queuing formula L = λW*, Operations Research 9, 1961) the mean stay in a slot is slot-seconds over slots freed, and
//! `cap` slots free up `cap / stay` per second. Slots that are free now are filled at the release rate before that holds. Before
//! enough slots were freed, one stay of half the time that people may have counts beside those that were seen, and time that
//! passes without one being freed makes the stay longer: a line behind a full cap never says "at once".
//!
//! Where staff calls people, neither rate nor cap says how fast: `μ` is what was seen while people waited, and before enough
//! was seen, the counters that are busy over the time that one person takes.

use vq_domain::Millis;

use crate::LineState;

/// Pieces of the line, as shares of it counted from its end; finer there, since that is where people turn round.
const EDGES: [f64; 8] = [0.0, 1.0 / 64.0, 1.0 / 32.0, 1.0 / 16.0, 1.0 / 8.0, 1.0 / 4.0, 1.0 / 2.0, 1.0];
const PIECES: usize = EDGES.len() - 1;

/// What is remembered counts for about this many releases, or for this share of the line where that is more.
const MEMORY_RELEASES: f64 = 64.0;
const MEMORY_OF_LINE: f64 = 0.25;

/// Stays are averaged over this many slots freed, or as many as are taken where that is more.
const MEMORY_FREED: f64 = 64.0;

/// Fewer slots freed than this do not suffice to tell the stay.
const MIN_FREED: f64 = 4.0;

/// The longest stay that is expected before any was seen, in seconds.
const EXPECTED_STAY_SECONDS: f64 = 300.0;

/// How long a person takes at a counter where nobody has said, in seconds.
const SERVICE_SECONDS: f64 = 300.0;

/// Learned flows. Sums that fade exponentially; each event costs O(1).
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// The last event, and what held from then on.
    at: Option<Millis>,
    waiting: f64,
    taken: f64,
    moves: bool,
    /// The line's own clock: seconds in which it moved.
    running: f64,
    /// While people wait: seconds, person-seconds, leavers by piece, people who got in ahead of others and where.
    seconds: f64,
    person_seconds: f64,
    called: f64,
    leavers: [f64; PIECES],
    overtakers: f64,
    overtakers_ahead: f64,
    /// Always: slots freed and slot-seconds.
    freed: f64,
    slot_seconds: f64,
}

impl Flow {
    /// Accounts for the time up to `now`, and takes over what holds from now on.
    pub(super) fn advance(&mut self, line: &LineState, now: Millis) {
        let seconds = self.since(now);
        if seconds > 0.0 {
            self.slot_seconds += self.taken * seconds;
            if self.moves {
                self.running += seconds;
            }
            if self.moves && self.waiting > 0.0 {
                self.fade(seconds, line);
                self.seconds += seconds;
                self.person_seconds += self.waiting * seconds;
            }
        }
        self.at = Some(self.at.map_or(now, |at| at.max(now)));
        self.waiting = f64::from(line.waiting);
        self.taken = f64::from(line.released + line.active);
        self.moves = line.status.releases();
    }

    /// The memory is as long as the line: a replay at sixty times the speed learns sixty times as fast.
    fn fade(&mut self, seconds: f64, line: &LineState) {
        let memory = MEMORY_RELEASES.max(MEMORY_OF_LINE * self.waiting) / self.throughput(line, self.at());
        let keep = (-seconds / memory).exp();
        self.seconds *= keep;
        self.person_seconds *= keep;
        self.called *= keep;
        self.overtakers *= keep;
        self.overtakers_ahead *= keep;
        for leavers in &mut self.leavers {
            *leavers *= keep;
        }
    }

    /// When it last heard of the line.
    pub(super) fn at(&self) -> Millis {
        self.at.unwrap_or_default()
    }

    pub(super) fn count_join(&mut self, people_ahead: u32, line: &LineState) {
        if people_ahead + 1 < line.waiting {
            self.overtakers += 1.0;
            self.overtakers_ahead += f64::from(people_ahead);
        }
    }

    /// `line` is without the leaver already.
    pub(super) fn count_leave(&mut self, people_ahead: u32, line: &LineState) {
        if !self.moves {
            return;
        }
        let length = f64::from(line.waiting) + 1.0;
        let from_end = (length - f64::from(people_ahead) - 0.5) / length;
        let piece = EDGES[1..].iter().position(|&edge| from_end <= edge).unwrap_or(PIECES - 1);
        self.leavers[piece] += 1.0;
    }

    pub(super) fn count_freed(&mut self, line: &LineState) {
        let keep = 1.0 - 1.0 / MEMORY_FREED.max(f64::from(line.released + line.active));
        self.freed = self.freed * keep + 1.0;
        self.slot_seconds *= keep;
    }

    /// Somebody who waited was called.
    pub(super) fn count_call(&mut self) {
        self.called += 1.0;
    }

    /// Seconds in which the line moved, on the line's own clock.
    pub(super) fn running_seconds(&self) -> f64 {
        self.running
    }

    /// People released per second while people wait, on the way of the last of them.
    pub(super) fn throughput(&self, line: &LineState, now: Millis) -> f64 {
        self.speed(line.waiting.saturating_sub(1), line, now)
    }

    /// People released per second until somebody is who has `people_ahead`.
    fn speed(&self, people_ahead: u32, line: &LineState, now: Millis) -> f64 {
        if !line.policy.releases_by_rate() {
            return self.calls_per_second(line, now);
        }
        let rate = f64::from(line.policy.rate_per_minute.max(1)) / 60.0;
        let expected = (f64::from(line.policy.active_timeout_seconds) / 2.0).min(EXPECTED_STAY_SECONDS);
        let cap = f64::from(line.policy.cap.max(1));
        let freeing = cap / self.stay(expected, now);
        let free = (cap - f64::from(line.released + line.active)).max(0.0);
        let people = f64::from(people_ahead) + 1.0;
        if freeing >= rate || people <= free {
            return rate;
        }
        people / (free / rate + (people - free) / freeing)
    }

    /// Seconds since the last event.
    fn since(&self, now: Millis) -> f64 {
        self.at.map_or(0.0, |at| now.since(at) as f64 / 1000.0)
    }

    /// Seconds for which a slot is taken, on average; `expected` counts as long as few were seen.
    fn stay(&self, expected: f64, now: Millis) -> f64 {
        let since = self.since(now);
        let weight = (1.0 - self.freed / MIN_FREED).max(0.0);
        let seconds = self.slot_seconds + self.taken * since + weight * expected;
        (seconds / (self.freed + weight)).max(1e-3)
    }

    fn calls_per_second(&self, line: &LineState, now: Millis) -> f64 {
        if self.called >= MIN_FREED && self.seconds > 0.0 {
            return self.called / self.seconds;
        }
        let said = line
            .policy
            .hall
            .as_ref()
            .and_then(|hall| hall.service_seconds)
            .map_or(SERVICE_SECONDS, f64::from);
        f64::from((line.released + line.active).max(1)) / self.stay(said, now).max(1.0)
    }

    /// What of the throughput is left for somebody with `people_ahead`, when others are put in ahead of them.
    fn throughput_for(&self, people_ahead: u32, line: &LineState, now: Millis) -> f64 {
        let throughput = self.speed(people_ahead, line, now);
        if self.overtakers < 1.0 || f64::from(people_ahead) < self.overtakers_ahead / self.overtakers {
            return throughput;
        }
        // As if nobody had overtaken anybody while MIN_FREED people went before: two in a second are no two a second.
        let seconds = self.seconds + self.since(now) + MIN_FREED / throughput;
        (throughput - self.overtakers / seconds).max(throughput / 10.0)
    }

    /// The base estimate: `T(people_ahead)` in seconds.
    pub(super) fn base(&self, people_ahead: u32, line: &LineState, now: Millis) -> f64 {
        let length = f64::from(line.waiting.max(people_ahead + 1));
        let ahead = f64::from(people_ahead) + 1.0;
        // From the front to the back: `speed` is how fast somebody moves who stands at the piece's near end.
        let mut speed = self.throughput_for(people_ahead, line, now);
        let mut wait = 0.0;
        for piece in (0..PIECES).rev() {
            let near = length * (1.0 - EDGES[piece + 1]);
            let far = (length * (1.0 - EDGES[piece])).min(ahead);
            if far <= near {
                break;
            }
            let hazard = self.hazard(piece);
            wait += crossing(far - near, speed, hazard);
            speed += hazard * (far - near);
        }
        wait
    }

    /// Leavers per waiting person and second in a piece of the line.
    fn hazard(&self, piece: usize) -> f64 {
        let width = EDGES[piece + 1] - EDGES[piece];
        if self.person_seconds <= 0.0 { 0.0 } else { self.leavers[piece] / (self.person_seconds * width) }
    }

    /// The one leave rate that gives somebody with `people_ahead` the same base estimate.
    pub(super) fn even_leave_rate(&self, people_ahead: u32, line: &LineState, now: Millis) -> f64 {
        let wait = self.base(people_ahead, line, now);
        let (ahead, speed) = (f64::from(people_ahead) + 1.0, self.throughput(line, now));
        let (mut low, mut high) = (0.0, (0..PIECES).map(|piece| self.hazard(piece)).fold(0.0, f64::max));
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            if crossing(ahead, speed, middle) > wait { low = middle } else { high = middle }
        }
        low
    }
}

/// Seconds to cross `people` at `speed` where each of them leaves with `hazard`.
fn crossing(people: f64, speed: f64, hazard: f64) -> f64 {
    let growth = hazard * people / speed;
    if growth < 1e-9 { people / speed } else { growth.ln_1p() / hazard }
}
