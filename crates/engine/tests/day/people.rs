//! The visitors: each has a plan that unfolds as things happen to them.

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt, rngs::ChaCha20Rng};
use roaring::RoaringBitmap;
use vq_domain::{Millis, Priority, SessionId, SessionState, Ticket};
use vq_engine::{Change, ChangeSet, Command, LineState, Outcome};

#[derive(Default)]
pub struct People {
    joins: u128,
    /// What somebody will do, by the moment.
    plans: BTreeMap<(Millis, u32), Command>,
    next_plan: u32,
    /// Those who wait and have gone without a word.
    silent: BTreeSet<Ticket>,
    known: RoaringBitmap,
}

impl People {
    /// What is done up to now, newcomers included.
    pub fn act(
        &mut self,
        now: Millis,
        arrivals: u32,
        state: &LineState,
        random: &mut ChaCha20Rng,
    ) -> Vec<Command> {
        let later = self.plans.split_off(&(now, 0));
        let mut commands: Vec<_> = std::mem::replace(&mut self.plans, later).into_values().collect();
        for _ in 0..arrivals {
            self.joins += 1;
            let known = random.random_bool(0.5);
            let priority = if random.random_bool(0.05) { random.random_range(1..10) } else { 0 };
            commands.push(Command::Join {
                session: SessionId::from_bytes(self.joins.to_be_bytes()),
                identifier: known.then(|| format!("person {}", random.random_range(0..200)).into()),
                metadata: None,
                priority: Priority::new(priority).unwrap(),
            });
        }
        if random.random_bool(0.05) {
            // Somebody does something out of turn.
            let ticket = random.random_range(0..=state.next_ticket);
            commands.push(match random.random_range(0..4) {
                0 => Command::Claim { ticket },
                1 => Command::Leave { ticket },
                2 => Command::Extend { ticket },
                _ => Command::Annotate { ticket, metadata: Some("{}".into()) },
            });
        }
        commands
    }

    /// What was answered. Who got no answer tries again.
    pub fn learn(
        &mut self,
        batch: &[Command],
        outcomes: Option<&[Outcome]>,
        now: Millis,
        random: &mut ChaCha20Rng,
    ) {
        if outcomes.is_none() {
            for command in batch {
                self.plan(now + random.random_range(500..5_000), command.clone());
            }
        }
    }

    /// What happened to people, and what they will do next.
    pub fn see(&mut self, set: &ChangeSet, now: Millis, random: &mut ChaCha20Rng) {
        for change in &set.changes {
            let (ticket, state) = match *change {
                Change::Joined { ticket, state, .. } => (ticket, state),
                Change::Moved { ticket, to, .. } => (ticket, to),
                _ => continue,
            };
            self.known.insert(ticket);
            let mut after = |seconds: i64| now + random.random_range(500..seconds * 1_000);
            match state {
                SessionState::Waiting if ticket % 4 == 0 => {
                    self.plan(after(1_200), Command::Leave { ticket })
                }
                SessionState::Waiting if ticket % 17 == 1 => {
                    self.silent.insert(ticket);
                }
                SessionState::Released if ticket % 10 == 3 || self.silent.contains(&ticket) => {}
                SessionState::Released => {
                    if ticket % 7 == 0 {
                        self.plan(after(40), Command::Extend { ticket });
                    }
                    self.plan(after(60), Command::Claim { ticket });
                }
                SessionState::Active if ticket % 11 == 5 => {}
                SessionState::Active => self.plan(after(600), Command::Leave { ticket }),
                _ => {
                    self.silent.remove(&ticket);
                }
            }
        }
    }

    /// Everybody but those who have gone without a word.
    pub fn with_signs_of_life(&self) -> RoaringBitmap {
        let silent: RoaringBitmap = self.silent.iter().copied().collect();
        &self.known - &silent
    }

    fn plan(&mut self, at: Millis, command: Command) {
        self.next_plan += 1;
        self.plans.insert((at, self.next_plan), command);
    }
}
