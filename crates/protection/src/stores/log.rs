//! The queue log: identifiers and metadata are sealed on the way in, before the transaction, and opened on the way out.
//! Change sets hold nothing personal but the reasons that staff gives, which stay sealed.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{Millis, QueueId, SessionId, TenantId, Ticket};
use vq_engine::{ChangeSet, Command, Outcome, Verb};
use vq_ports::{
    Commit, LineHead, Order, PersonalTable, QueueLog, StoreError, StoreResult, StoredLine, Whose,
};

use super::{Protected, records};
use crate::{Label, Personal, Place, Ring, adopt};

/// How often a batch is tried while the key that blinds changes.
const TRIES: u32 = 5;

#[async_trait]
impl QueueLog for Protected {
    async fn carry_out(
        &self,
        queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        if !orders.iter().any(|order| named(order).is_some()) {
            return self.carry_out_once(queue, orders, known, now).await;
        }
        for _ in 0..TRIES {
            match self.carry_out_once(queue, orders.clone(), known, now).await {
                // Another key blinds since a moment ago.
                Err(StoreError::Stale) => self.vault.refresh().await?,
                other => return other,
            }
        }
        Err(StoreError::Unavailable("the key of the index was changed again and again".into()))
    }

    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine> {
        self.inner.log.load(queue).await
    }

    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
        self.inner.log.changes_after(queue, version, most).await
    }

    async fn heads(&self) -> StoreResult<Vec<LineHead>> {
        self.inner.log.heads().await
    }

    async fn forget_changes(&self, before: Millis, at_last: Millis, now: Millis) -> StoreResult<u64> {
        self.inner.log.forget_changes(before, at_last, now).await
    }
}

impl Protected {
    /// `Stale` if the key that blinds is not the one at hand; nothing is done then.
    async fn carry_out_once(
        &self,
        queue: QueueId,
        mut orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        let mut notes = Vec::new();
        if orders.iter().any(|order| says_who(&order.command)) {
            let tenant = self.tenant_of(queue).await?;
            let ring = self.vault.ring(Some(tenant)).await?;
            self.name_as_now(queue, &ring, &mut orders).await?;
            for at in 0..orders.len() {
                match &mut orders[at].command {
                    Command::Annotate { ticket, metadata } => {
                        let Some(note) = self.annotate(tenant, queue, &ring, *ticket, metadata).await? else {
                            if at == 0 {
                                // Nobody has this ticket; nothing may be written in the open should somebody get it.
                                *metadata = None;
                                continue;
                            }
                            // Who this is about may come with the commands before it.
                            return self.in_two(queue, orders, at, known, now).await;
                        };
                        notes.push((at, note));
                    }
                    command => {
                        self.seal(tenant, &ring, command)?;
                        if let Some(reason) = records::reason(command) {
                            self.seal_reason(&Place::reason(tenant, queue), &ring, reason)?;
                        }
                    }
                }
            }
        }
        let mut commit = self.inner.log.carry_out(queue, orders, known, now).await?;
        self.mend(&commit, notes).await?;
        for outcome in &mut commit.outcomes {
            if let Outcome::Joined(entry) | Outcome::Existing(entry) | Outcome::Session(entry) = outcome {
                let tenant = self.tenant_of(queue).await?;
                *entry = self.entry(tenant, entry.clone()).await?;
            }
        }
        Ok(commit)
    }

    /// Sees to it that those whom the orders name are found by the index that the ring makes, however they were stored, and
    /// that nothing is done should another key blind by then.
    async fn name_as_now(&self, queue: QueueId, ring: &Ring, orders: &mut [Order]) -> StoreResult<()> {
        if !orders.iter().any(|order| named(order).is_some()) {
            return Ok(());
        }
        let (personal, names) = (&*self.inner.personal, orders.iter().filter_map(named));
        let before: Vec<_> =
            names.clone().flat_map(|name| ring.blinds_before(Label::Identifier, name)).collect();
        if self.vault.has_plain() {
            let names = names.map(str::to_owned).collect();
            adopt::in_queue(&self.vault, personal, queue, names).await?;
        }
        adopt::blinded_in_queue(&self.vault, personal, queue, before).await?;
        if ring.changes_index() || self.vault.is_alone() {
            orders[0].index = Some(ring.index_number());
        }
        Ok(())
    }
}

/// Whether a command says who somebody is, or something about them.
fn says_who(command: &Command) -> bool {
    match command {
        Command::Join { identifier, metadata, .. } => identifier.is_some() || metadata.is_some(),
        Command::Arrive(arrival) => arrival.identifier.is_some() || arrival.metadata.is_some(),
        Command::Attend(attend) => {
            matches!(attend.verb, Verb::Return(_, Some(_))) || attend.by.reason.is_some()
        }
        Command::CallNext(call) => call.by.reason.is_some(),
        Command::Annotate { .. } => true,
        _ => false,
    }
}

/// Who may be there already.
fn named(order: &Order) -> Option<&str> {
    match &order.command {
        Command::Join { identifier, .. } => identifier.as_deref(),
        Command::Arrive(arrival) => arrival.identifier.as_deref(),
        Command::Attend(attend) => match &attend.verb {
            Verb::Return(_, identifier) => identifier.as_deref(),
            _ => None,
        },
        _ => None,
    }
}

/// What was written about a session.
struct Note {
    session: SessionId,
    /// The blind index of whom it was written about.
    lookup: Option<String>,
}

impl Protected {
    fn seal(&self, tenant: TenantId, ring: &Ring, command: &mut Command) -> StoreResult<()> {
        let (session, identifier, metadata) = match command {
            Command::Join { session, identifier, metadata, .. } => (*session, identifier, metadata),
            Command::Arrive(arrival) => (arrival.session, &mut arrival.identifier, &mut arrival.metadata),
            Command::Attend(attend) => {
                if let Verb::Return(_, Some(identifier)) = &mut attend.verb {
                    *identifier = ring.blind(Label::Identifier, identifier).into();
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        if identifier.is_none() && metadata.is_none() {
            return Ok(());
        }
        let personal = Personal {
            lookup: identifier.as_deref().map(str::to_owned),
            words: metadata.as_deref().map(str::to_owned),
        };
        *metadata = Some(self.vault.seal(ring, &Place::session(tenant, session), &personal)?.into());
        if let Some(identifier) = identifier {
            *identifier = ring.blind(Label::Identifier, identifier).into();
        }
        Ok(())
    }

    /// Puts an envelope with the new metadata and the identifier that is there in place of `metadata`. `None` if there is
    /// nobody with this ticket.
    async fn annotate(
        &self,
        tenant: TenantId,
        queue: QueueId,
        ring: &Ring,
        ticket: Ticket,
        metadata: &mut Option<Box<str>>,
    ) -> StoreResult<Option<Note>> {
        let Some(mut stored) = self.inner.sessions.by_ticket(queue, ticket).await? else { return Ok(None) };
        let session = stored.entry.session;
        if self.vault.has_plain() {
            adopt::one(&self.vault, &*self.inner.personal, session).await?;
            let Some(sealed) = self.inner.sessions.by_ticket(queue, ticket).await? else { return Ok(None) };
            stored = sealed;
        }
        let open = self.entry(tenant, stored.entry.clone()).await?;
        let lookup = open.identifier.as_deref().map(|text| ring.blind(Label::Identifier, text));
        if open.metadata == *metadata {
            // As it is, so that nothing changes.
            *metadata = stored.entry.metadata;
        } else if open.identifier.is_some() || metadata.is_some() {
            let personal = Personal {
                lookup: open.identifier.map(String::from),
                words: metadata.as_deref().map(str::to_owned),
            };
            *metadata = Some(self.vault.seal(ring, &Place::session(tenant, session), &personal)?.into());
        }
        Ok(Some(Note { session, lookup }))
    }

    /// Somebody who was erased after we looked stays so.
    async fn mend(&self, commit: &Commit, notes: Vec<(usize, Note)>) -> StoreResult<()> {
        for (at, note) in notes {
            let Some(Outcome::Session(entry)) = commit.outcomes.get(at) else { continue };
            if entry.identifier.as_deref() == note.lookup.as_deref() {
                continue;
            }
            let whose = Whose::Rows(vec![note.session.0]);
            for row in self.inner.personal.rows(PersonalTable::Sessions, whose, 1).await? {
                if row.lookup.is_none() {
                    let erased = vq_ports::PersonalRow { words: None, ..row.clone() };
                    self.inner.personal.replace(PersonalTable::Sessions, vec![(row, erased)]).await?;
                }
            }
        }
        Ok(())
    }

    /// Carries out the commands before `at`, some of which are sealed already, and then the others.
    async fn in_two(
        &self,
        queue: QueueId,
        mut orders: Vec<Order>,
        at: usize,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        let rest = orders.split_off(at);
        let mut first = self.inner.log.carry_out(queue, orders, known, now).await?;
        for outcome in &mut first.outcomes {
            if let Outcome::Joined(entry) | Outcome::Existing(entry) | Outcome::Session(entry) = outcome {
                let tenant = self.tenant_of(queue).await?;
                *entry = self.entry(tenant, entry.clone()).await?;
            }
        }
        // The index of the caller is where the first part has brought it.
        let reached = match (&first.changes, &first.missed) {
            (Some(set), _) => set.version,
            (None, Some(missed)) => missed.last().map_or(known, |set| set.version),
            (None, None) => known,
        };
        let second = Box::pin(self.carry_out(queue, rest, reached, now)).await?;
        let missed = first.missed.zip(second.missed).map(|(mut missed, others)| {
            missed.extend(first.changes.as_deref().cloned());
            missed.extend(others);
            missed
        });
        let mut outcomes = first.outcomes;
        outcomes.extend(second.outcomes);
        let changes: Option<Arc<ChangeSet>> = second.changes;
        Ok(Commit { outcomes, missed, changes })
    }
}
