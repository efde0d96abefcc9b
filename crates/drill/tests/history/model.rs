//! A line that does everything right, told by three nodes of which two are behind, for the checker to judge.

use uuid::Uuid;
use vq_admission::{Claims, DEFAULT_ISSUER, KeySet, Signer};
use vq_crowd::wire::{Counts, Listed, Status};
use vq_drill::history::{Asked, Event, History, Run, Seen, Settings, Told};

/// What somebody does. Numbers are people and nodes.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Join(u8, usize),
    /// A join whose answer is lost; it may have been done.
    Broken(u8, usize, bool),
    Look(u8, usize),
    Claim(u8, usize),
    Leave(u8, usize),
    Counts(usize),
    /// Acknowledged; lost and done; lost and not done.
    SetUp(u32, u32, usize, u8),
    Wait(i64),
    /// A node catches up.
    Follow(usize),
}

pub const QUEUE: Uuid = Uuid::from_u128(77);
const FIRST: Settings = Settings { cap: 3, rate_per_minute: 600 };
const TOKEN: i64 = 60_000;

pub struct Model {
    now: i64,
    settings: Settings,
    level: i64,
    level_at: i64,
    /// In the order of tickets.
    sessions: Vec<Listed>,
    /// All sessions as they were at each version.
    states: Vec<Vec<Listed>>,
    nodes: [usize; 3],
    events: Vec<Event>,
    signer: Signer,
}

/// Carries the ops out, takes a census, and tells the history.
pub fn run(ops: &[Op]) -> History {
    let mut model = Model::new();
    for op in ops {
        model.now += 3;
        model.carry_out(*op);
    }
    model.census();
    let keys = KeySet::from_keys([model.signer.public_key()]).unwrap().to_jwks();
    let Model { events, sessions, .. } = model;
    History { queue: QUEUE, first: FIRST, events, sessions, keys, strangers: false }
}

impl Model {
    fn new() -> Self {
        let now = 1_700_000_000_000;
        let level = capacity(FIRST.rate_per_minute);
        Self {
            now,
            settings: FIRST,
            level,
            level_at: now,
            sessions: Vec::new(),
            states: vec![Vec::new()],
            nodes: [0; 3],
            events: Vec::new(),
            signer: Signer::from_seed(&[5; 32]).unwrap(),
        }
    }

    fn carry_out(&mut self, op: Op) {
        match op {
            Op::Join(who, node) => {
                let at = self.join(who, node);
                self.answer(node, Asked::Join(name(who)), |model| Told::Session(model.seen(at, node)));
            }
            Op::Broken(who, node, done) => {
                if done {
                    self.join(who, node);
                }
                self.answer(node, Asked::Join(name(who)), |_| Told::Unknown);
            }
            Op::Look(who, node) => {
                let Some(at) = self.latest(who) else { return };
                self.look_up(at, node);
                let asked = Asked::Look(self.sessions[at].id);
                self.answer(node, asked, |model| Told::Session(model.seen(at, node)));
            }
            Op::Claim(who, node) => self.claim(who, node),
            Op::Leave(who, node) => self.leave(who, node),
            Op::Counts(node) => self.answer(node, Asked::Counts, |model| Told::Counts(model.counts(node))),
            Op::SetUp(cap, rate_per_minute, node, how) => {
                let settings = Settings { cap, rate_per_minute };
                if how < 2 {
                    self.flow();
                    self.settings = settings;
                    self.level = self.level.min(capacity(rate_per_minute));
                    self.changed(node);
                }
                let told = if how == 0 { Told::Done } else { Told::Unknown };
                self.answer(node, Asked::SetUp(settings), |_| told);
            }
            Op::Wait(millis) => {
                self.now += millis;
                self.release();
            }
            Op::Follow(node) => self.nodes[node] = self.states.len() - 1,
        }
    }

    fn join(&mut self, who: u8, node: usize) -> usize {
        let live = self.latest(who).filter(|&at| self.sessions[at].ended_at.is_none());
        if live.is_none() {
            let ticket = self.sessions.len() as u32 + 1;
            self.sessions.push(Listed {
                id: Uuid::from_u128(u128::from(ticket) << 8 | u128::from(who)),
                user_identifier: Some(name(who)),
                status: Status::Waiting,
                ticket,
                priority: 0,
                enqueued_at: self.now,
                released_at: None,
                served_at: None,
                ended_at: None,
            });
        }
        self.changed(node);
        live.unwrap_or(self.sessions.len() - 1)
    }

    fn claim(&mut self, who: u8, node: usize) {
        let Some(at) = self.latest(who) else { return };
        let (now, session) = (self.now, &mut self.sessions[at]);
        let id = session.id;
        match session.status {
            Status::Waiting => {
                self.answer(node, Asked::Claim(id), |_| Told::Refused(409, "not_your_turn".into()));
                return;
            }
            Status::Released => (session.status, session.served_at) = (Status::Active, Some(now)),
            Status::Active => {}
            _ => {
                self.answer(node, Asked::Claim(id), |_| Told::Refused(410, "session_ended".into()));
                return;
            }
        }
        self.changed(node);
        let token = self.token(id, self.events.len());
        self.answer(node, Asked::Claim(id), |model| Told::Admitted(model.seen(at, node), token));
    }

    fn leave(&mut self, who: u8, node: usize) {
        let Some(at) = self.latest(who) else { return };
        let (now, session) = (self.now, &mut self.sessions[at]);
        if session.ended_at.is_none() {
            let inside = session.status == Status::Active;
            session.status = if inside { Status::Completed } else { Status::Left };
            session.ended_at = Some(now);
        }
        let id = session.id;
        self.changed(node);
        self.answer(node, Asked::Leave(id), |model| Told::Session(model.seen(at, node)));
    }

    fn census(&mut self) {
        self.now += 10;
        self.nodes = [self.states.len() - 1; 3];
        for node in 0..3 {
            for at in 0..self.sessions.len() {
                let asked = Asked::Census(1, self.sessions[at].id);
                self.answer(node, asked, |model| Told::Session(model.seen(at, node)));
            }
        }
    }

    /// Admission of somebody at a moment.
    fn token(&self, session: Uuid, number: usize) -> String {
        let seconds = self.now / 1000;
        let claims = Claims {
            iss: DEFAULT_ISSUER.into(),
            aud: QUEUE.to_string(),
            sub: session.to_string(),
            iat: seconds,
            exp: seconds + 600,
            jti: format!("token-{number}"),
            tkt: None,
        };
        self.signer.sign(&claims).unwrap()
    }

    /// A state more, which the node that made it knows.
    fn changed(&mut self, node: usize) {
        self.states.push(self.sessions.clone());
        self.release();
        self.nodes[node] = self.states.len() - 1;
    }

    fn release(&mut self) {
        self.flow();
        for at in 0..self.sessions.len() {
            let holding = self.sessions.iter().filter(|one| holds(one.status)).count();
            if self.level < TOKEN || holding >= self.settings.cap as usize {
                return;
            }
            let session = &mut self.sessions[at];
            if session.status == Status::Waiting {
                (session.status, session.released_at) = (Status::Released, Some(self.now));
                self.level -= TOKEN;
                self.states.push(self.sessions.clone());
            }
        }
    }

    fn flow(&mut self) {
        let rate = self.settings.rate_per_minute;
        let inflow = i64::from(rate) * (self.now - self.level_at);
        self.level = (self.level + inflow).min(capacity(rate));
        self.level_at = self.now;
    }

    /// A node that does not know a session looks it up.
    fn look_up(&mut self, at: usize, node: usize) {
        if self.states[self.nodes[node]].len() <= at {
            self.nodes[node] = self.states.len() - 1;
        }
    }

    fn latest(&self, who: u8) -> Option<usize> {
        self.sessions.iter().rposition(|one| one.user_identifier.as_deref() == Some(&name(who)))
    }

    fn seen(&self, at: usize, node: usize) -> Seen {
        let state = &self.states[self.nodes[node]];
        let one = &state[at];
        let waits = one.status == Status::Waiting;
        let ahead = state[..at].iter().filter(|other| other.status == Status::Waiting).count() as u32;
        Seen {
            session: one.id,
            status: one.status,
            ticket: one.ticket,
            place: waits.then_some(one.ticket),
            position: waits.then_some(ahead + 1),
            released_at: one.released_at,
            version: self.nodes[node] as u64,
        }
    }

    fn counts(&self, node: usize) -> Counts {
        let state = &self.states[self.nodes[node]];
        let count = |status| state.iter().filter(|one| one.status == status).count() as u64;
        Counts {
            waiting_users: count(Status::Waiting),
            released_users: count(Status::Released),
            active_users: count(Status::Active),
        }
    }

    fn answer(&mut self, node: usize, asked: Asked, told: impl FnOnce(&Self) -> Told) {
        let (asked_at, told) = (self.now * 1000, told(self));
        let at = Run { node, start: 0 };
        self.events.push(Event { at, asked, asked_at, told, told_at: asked_at + 700 });
    }
}

fn name(who: u8) -> String {
    format!("person {who}")
}

fn holds(status: Status) -> bool {
    matches!(status, Status::Released | Status::Active)
}

fn capacity(rate: u32) -> i64 {
    TOKEN.max(i64::from(rate) * 1000)
}
