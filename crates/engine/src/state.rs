//! The part of a line that every transaction reads and writes: one small row per queue.

use serde::{Deserialize, Serialize};
use vq_domain::{Millis, Queue, QueueSettings, QueueStatus, Ticket};

use crate::{Bucket, Draw, Hall, HallPolicy, bucket::CLOCK_SET_MILLIS};

/// The settings that decisions inside a transaction depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The revision of the queue's settings that it follows from. One of an earlier revision that comes later is refused.
    #[serde(default)]
    pub revision: u64,
    /// The tenant's limit on waiting people when it was made.
    #[serde(default = "unlimited")]
    pub tenant_max_waiting: u32,
    /// released + active never exceed it (I1).
    pub cap: u32,
    /// Releases per minute (I2).
    pub rate_per_minute: u32,
    /// How many may wait at once.
    pub max_waiting: u32,
    /// How long an offered turn is kept, in seconds.
    pub claim_timeout_seconds: u32,
    /// How long somebody may be inside without a sign, in seconds.
    pub active_timeout_seconds: u32,
    /// How long somebody may be inside at all, in seconds; 0 is without end.
    pub max_active_seconds: u32,
    /// Without a sign of life for this long a waiting person has abandoned the line, in seconds; 0 is never.
    pub abandon_after_seconds: u32,
    /// Whether those who gather before an opening draw their places.
    pub draw: bool,
    /// For a line with counters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hall: Option<HallPolicy>,
}

fn unlimited() -> u32 {
    u32::MAX
}

impl Policy {
    /// The policy that follows from a queue as it is set up and its tenant's limit on waiting people.
    pub fn of(queue: &Queue, tenant_max_waiting: u32) -> Self {
        Self { revision: queue.revision, ..Self::new(&queue.settings, tenant_max_waiting) }
    }

    /// The policy that follows from the first revision of settings.
    pub fn new(settings: &QueueSettings, tenant_max_waiting: u32) -> Self {
        let max_waiting = match settings.max_waiting {
            0 => tenant_max_waiting,
            own => own.min(tenant_max_waiting),
        };
        let hall = HallPolicy::new(settings);
        Self {
            revision: 1,
            tenant_max_waiting,
            cap: settings.max_concurrent_users,
            rate_per_minute: settings.release_rate_per_minute,
            max_waiting,
            claim_timeout_seconds: settings.claim_timeout_seconds,
            active_timeout_seconds: settings.active_timeout_seconds,
            max_active_seconds: settings.max_active_seconds,
            // Who holds a ticket of paper gives no sign of life, and who stands in the hall draws no lot.
            abandon_after_seconds: if hall.is_some() { 0 } else { settings.abandon_after_seconds },
            draw: settings.pre_queue.draw && hall.is_none(),
            hall,
        }
    }

    /// What a queue's settings ask for, if that is not in force: the change was stored, but whoever made it could not tell
    /// the line.
    pub fn overdue(&self, queue: &Queue) -> Option<Self> {
        // Looked at with every batch, and almost always so.
        if queue.revision <= self.revision {
            return None;
        }
        let due = Self::of(queue, self.tenant_max_waiting);
        let same = Self { revision: self.revision, ..due.clone() } == *self;
        (!same).then_some(due)
    }

    /// Whether the rate lets people through.
    pub fn releases_by_rate(&self) -> bool {
        self.hall.as_ref().is_none_or(|hall| hall.by_rate)
    }
}

/// What settings allowed that are no longer in force: whoever was admitted under them may still be on the way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formerly {
    /// How long somebody could be inside without a sign, in seconds: the longest of all that still matters.
    pub active_timeout_seconds: u32,
    /// When all of it is over.
    pub until: Millis,
}

/// Who controls the releases of a line. A holder whose epoch is no longer current can do nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Counts holders; starts at 0, nobody's.
    pub epoch: u64,
    /// The node that holds it.
    pub node: u64,
    /// Until when, unless renewed.
    pub until: Millis,
}

/// One queue's row of truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineState {
    /// Counts commits; 0 before the first.
    pub version: u64,
    /// The time of the last of them. Nodes read their clocks before it is their turn; the times in the store follow the
    /// order of the commits all the same.
    #[serde(default)]
    pub at: Millis,
    /// What the queue does now.
    pub status: QueueStatus,
    /// Opening or closing by hand holds against the schedule until then.
    pub held_until: Option<Millis>,
    /// Settings in force.
    pub policy: Policy,
    /// What longer ones before them still have an effect on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formerly: Option<Formerly>,
    /// The ticket of the next person who joins; the first is 1.
    pub next_ticket: Ticket,
    /// How many wait.
    pub waiting: u32,
    /// How many were offered their turn and have not claimed it.
    pub released: u32,
    /// How many are inside.
    pub active: u32,
    /// The release rate's tokens.
    pub bucket: Bucket,
    /// The version at which somebody last came to stand before people who were already there. A release that was planned
    /// on an older version would break the order (I3) and is refused.
    pub reordered_at: u64,
    /// Who controls the releases.
    pub lease: Lease,
    /// The first ticket of those who gather now.
    pub gathering_from: Option<Ticket>,
    /// Draws that still matter, oldest first.
    pub draws: Vec<Draw>,
    /// What a line with counters knows besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hall: Option<Box<Hall>>,
}

impl LineState {
    /// A line that nobody has joined.
    pub fn new(policy: Policy, status: QueueStatus, now: Millis) -> Self {
        Self {
            version: 0,
            at: now,
            status,
            held_until: None,
            formerly: None,
            next_ticket: 1,
            waiting: 0,
            released: 0,
            active: 0,
            bucket: Bucket::full(policy.rate_per_minute, now),
            reordered_at: 0,
            lease: Lease::default(),
            gathering_from: (status == QueueStatus::PreQueue).then_some(1),
            draws: Vec::new(),
            hall: policy.hall.as_ref().map(|_| Box::default()),
            policy,
        }
    }

    /// Makes or drops what belongs to counters, when `policy` has come into force. Those who have seats keep them.
    pub(crate) fn furnish(&mut self) {
        let emptied = |hall: &Hall| self.waiting == 0 && hall.booked == 0 && hall.is_empty();
        if self.policy.hall.is_some() {
            let last = self.next_ticket - 1;
            self.hall.get_or_insert_with(|| Box::new(Hall::after(last)));
        } else if self.hall.as_deref().is_some_and(emptied) {
            self.hall = None;
        }
    }

    /// Before the settings become `policy`: where a draw is switched on while people gather, those who are there were
    /// shown their places, and nobody's place may get worse (I3); only who comes from now on takes part.
    pub(crate) fn draw_from_now_on(&mut self, policy: &Policy) {
        if policy.draw && !self.policy.draw && self.gathering_from.is_some() {
            self.gathering_from = Some(self.next_ticket);
        }
    }

    /// Before the settings become `policy` at `at`: an admission lives as long as the settings said when it was given.
    pub(crate) fn remember_stay(&mut self, policy: &Policy, at: Millis) {
        let seconds = self.policy.active_timeout_seconds;
        if policy.active_timeout_seconds < seconds {
            let until = at.plus_seconds(seconds);
            let before = self.formerly.filter(|before| before.until > at);
            self.formerly = Some(Formerly {
                active_timeout_seconds: self.longest_stay_seconds(at),
                until: before.map_or(until, |before| before.until.max(until)),
            });
        }
    }

    /// The longest that an admission which is good at `at` was given for, in seconds.
    pub fn longest_stay_seconds(&self, at: Millis) -> u32 {
        let seconds = self.policy.active_timeout_seconds;
        match self.formerly {
            Some(before) if before.until >= at => seconds.max(before.active_timeout_seconds),
            _ => seconds,
        }
    }

    /// The time of a commit at which a node read `now`: never before the one before, unless the clock was set back.
    pub(crate) fn time_of_commit(&self, now: Millis) -> Millis {
        if self.at - now > CLOCK_SET_MILLIS { now } else { now.max(self.at) }
    }

    /// How many more may be let in (I1).
    pub fn room(&self) -> u32 {
        self.policy.cap.saturating_sub(self.released + self.active)
    }
}
