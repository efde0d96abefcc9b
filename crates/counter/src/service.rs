//! Locations, counters and kiosks as they are set up, and the way to the lines of their services.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use vq_api::request;
use vq_domain::{
    Action, Counter, CounterId, Error, ErrorCode, Kiosk, KioskId, Limit, Location, LocationId, Millis, Queue,
    QueueId, Result, SessionId, Tenant, TenantId, TenantStatus, Ticket,
};
use vq_engine::{Command, Policy, hall::Occupant};
use vq_lines::{LineHandle, Lines};
use vq_ports::{Audit, CounterTurns, Fixture, Fixtures, Ids, Queues, Sessions, StoreError, Stores, Tenants};

use crate::{
    input::{CounterInput, KioskInput, LocationInput, MOST_SERVICES},
    trail,
    view::PublicLocationView,
};

/// Makes what the holder of a ticket proves their place with.
pub trait Passes: Send + Sync + 'static {
    /// The session's token.
    fn token(&self, queue: QueueId, session: SessionId, ticket: Ticket, enqueued_at: Millis) -> String;

    /// The code that brings the place to another device.
    fn recovery_code(&self, queue: QueueId, ticket: Ticket) -> String;
}

/// Where everything is kept.
#[derive(Clone)]
pub struct CounterStores {
    /// Locations.
    pub locations: Arc<dyn Fixtures<Location>>,
    /// Counters.
    pub counters: Arc<dyn Fixtures<Counter>>,
    /// Whose turn it is there.
    pub turns: Arc<dyn CounterTurns>,
    /// Kiosks.
    pub kiosks: Arc<dyn Fixtures<Kiosk>>,
    /// Queues, of which services are made.
    pub queues: Arc<dyn Queues>,
    /// Sessions, for reading.
    pub sessions: Arc<dyn Sessions>,
    /// Tenants, of which those that are suspended show nothing.
    pub tenants: Arc<dyn Tenants>,
}

impl From<&Stores> for CounterStores {
    fn from(stores: &Stores) -> Self {
        Self {
            locations: stores.locations.clone(),
            counters: stores.counters.clone(),
            turns: stores.turns.clone(),
            kiosks: stores.kiosks.clone(),
            queues: stores.queues.clone(),
            sessions: stores.sessions.clone(),
            tenants: stores.tenants.clone(),
        }
    }
}

/// Locations, counters, kiosks and boards. Cheap to clone.
#[derive(Clone)]
pub struct CounterService {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) stores: CounterStores,
    pub(crate) lines: Lines,
    pub(crate) passes: Arc<dyn Passes>,
    /// The services of locations as they were a moment ago: who calls need not look through all lines each time.
    lately: Mutex<HashMap<LocationId, Lately>>,
    /// One call at a time for each counter.
    turns: Mutex<HashMap<CounterId, Arc<tokio::sync::Mutex<()>>>>,
    /// When kiosks last showed up here.
    pub(crate) kiosks_seen: Mutex<HashMap<KioskId, Millis>>,
}

/// Services, and when they were looked up.
type Lately = (tokio::time::Instant, Vec<Arc<LineHandle>>);

/// Services that are new are seen by boards and at counters after this long at most.
const LATELY: std::time::Duration = std::time::Duration::from_secs(1);

/// Somebody at a counter.
#[derive(Clone)]
pub(crate) struct There {
    pub line: Arc<LineHandle>,
    pub occupant: Occupant,
}

impl CounterService {
    /// Over a store and the lines of this node.
    pub fn new(stores: CounterStores, lines: Lines, passes: Arc<dyn Passes>) -> Self {
        let (lately, turns, kiosks_seen) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { inner: Arc::new(Inner { stores, lines, passes, lately, turns, kiosks_seen }) }
    }

    /// The services of a location, in the order of their creation.
    pub(crate) fn services(&self, location: LocationId) -> Vec<Arc<LineHandle>> {
        let mut lines = self.inner.lines.all();
        lines.retain(|line| offered_at(&line.queue()) == Some(location));
        lines.sort_by_key(|line| {
            let queue = line.queue();
            (queue.created_at, queue.id)
        });
        lines
    }

    /// The services of a location, perhaps without those of the last moment.
    pub(crate) fn services_lately(&self, location: LocationId) -> Vec<Arc<LineHandle>> {
        let now = tokio::time::Instant::now();
        let known = |(at, lines): &Lately| (now.duration_since(*at) < LATELY).then(|| lines.clone());
        if let Some(lines) = self.inner.lately.lock().get(&location).and_then(known) {
            return lines;
        }
        let lines = self.services(location);
        let mut lately = self.inner.lately.lock();
        lately.retain(|_, (at, _)| now.duration_since(*at) < LATELY);
        lately.insert(location, (now, lines.clone()));
        lines
    }

    /// A tenant's line.
    pub(crate) async fn line(&self, tenant: TenantId, queue: QueueId) -> Result<Arc<LineHandle>> {
        let line = self.inner.lines.find_of_tenant(tenant, queue).await.map_err(store)?;
        line.ok_or_else(|| Error::not_found("queue"))
    }

    /// Who is at a counter, the last called last.
    pub(crate) fn there(&self, counter: &Counter) -> Vec<There> {
        let mut there = Vec::new();
        // Those that it takes, and those that it took when somebody was called from them.
        let mut lines = self.lines_of(counter);
        for line in self.services_lately(counter.location_id) {
            if lines.iter().all(|known| known.id() != line.id()) {
                lines.push(line);
            }
        }
        for line in lines {
            let occupants = line.read(|index| {
                let hall = index.state().hall.as_ref();
                hall.map(|hall| hall.at(counter.id).cloned().collect::<Vec<_>>()).unwrap_or_default()
            });
            there.extend(occupants.into_iter().map(|occupant| There { line: line.clone(), occupant }));
        }
        there.sort_by_key(|there| there.occupant.called_at);
        there
    }

    /// Waits until nobody else calls to this counter on this node. Those at other nodes are told apart in the transaction:
    /// [`vq_engine::attend::AtCounter::turn`].
    pub(crate) async fn turn(&self, counter: CounterId) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = self.inner.turns.lock().entry(counter).or_default().clone();
        turn.lock_owned().await
    }

    /// How often people were called to a counter so far. Afterwards this node's lines have everything that came of it, also
    /// what other nodes did: whoever looks who is there sees nobody less than that.
    pub(crate) async fn abreast(&self, counter: &Counter) -> Result<u64> {
        let turn = self.inner.stores.turns.turn(counter.tenant_id, counter.id).await.map_err(store)?;
        let turn = turn.ok_or_else(|| Error::not_found("counter"))?;
        for (queue, version) in &turn.lines {
            let found = self.inner.lines.find_of_tenant(counter.tenant_id, *queue).await.map_err(store)?;
            // Who was in a queue that is gone is nowhere.
            let Some(line) = found else { continue };
            if line.read(|index| index.state().version) < *version {
                line.sync().await?;
                // It may be new here.
                self.inner.lately.lock().remove(&counter.location_id);
            }
        }
        Ok(turn.number)
    }

    /// A tenant's location.
    pub(crate) async fn location(&self, tenant: TenantId, id: LocationId) -> Result<Location> {
        let found = self.inner.stores.locations.get(tenant, id.0).await.map_err(store)?;
        found.ok_or_else(|| Error::not_found("location"))
    }

    /// Any location, for what is public. At another tenant's own host there is none, suspended or not.
    pub(crate) async fn public_location(&self, id: LocationId) -> Result<Location> {
        let found = self.inner.stores.locations.by_id(id.0).await.map_err(store)?;
        let location = found.ok_or_else(|| Error::not_found("location"))?;
        request::concerns(location.tenant_id)?;
        let tenant = self.inner.stores.tenants.get(location.tenant_id).await.map_err(store)?;
        match tenant.map(|tenant| tenant.status) {
            Some(TenantStatus::Active) => Ok(location),
            Some(TenantStatus::Suspended) => {
                Err(Error::new(ErrorCode::TenantSuspended, "This location is not in service."))
            }
            Some(TenantStatus::Deleting) | None => Err(Error::not_found("location")),
        }
    }

    /// A location as everybody may see it, for its page.
    pub async fn shown(&self, id: LocationId, now: Millis) -> Result<PublicLocationView> {
        let location = self.public_location(id).await?;
        Ok(PublicLocationView::new(&location, self.services_shown(id, false, now), now))
    }

    /// A tenant's counter.
    pub(crate) async fn counter(&self, tenant: TenantId, id: CounterId) -> Result<Counter> {
        let found = self.inner.stores.counters.get(tenant, id.0).await.map_err(store)?;
        found.ok_or_else(|| Error::not_found("counter"))
    }

    /// A tenant's kiosk.
    pub(crate) async fn kiosk(&self, tenant: TenantId, id: KioskId) -> Result<Kiosk> {
        let found = self.inner.stores.kiosks.get(tenant, id.0).await.map_err(store)?;
        found.ok_or_else(|| Error::not_found("kiosk"))
    }

    /// Sets a location up.
    pub(crate) async fn create_location(
        &self,
        owner: &Tenant,
        input: LocationInput,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Location> {
        let tenant = owner.id;
        let mut location = Location {
            id: LocationId(ids.uuid(now)),
            tenant_id: tenant,
            name: String::new(),
            address: String::new(),
            time_zone: String::new(),
            languages: vec!["en".to_owned()],
            hours: None,
            message: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        input.apply(&mut location, now)?;
        let written = trail::made(tenant, Action::LocationCreate, ("location", location.id.0), &location);
        let most = owner.limits.locations();
        let made = self.inner.stores.locations.create(&location, most.value, &written.into()).await;
        made.map_err(|error| full(error, most))?;
        Ok(location)
    }

    /// Changes a location. Its services follow its hours and its time zone.
    pub(crate) async fn change_location(
        &self,
        tenant: &Tenant,
        id: LocationId,
        input: LocationInput,
        now: Millis,
    ) -> Result<Location> {
        let old = self.location(tenant.id, id).await?;
        same_version("location", input.version, old.version)?;
        let mut changed = Location { version: old.version + 1, updated_at: now, ..old.clone() };
        input.apply(&mut changed, now)?;
        let written = trail::of(tenant.id, Action::LocationUpdate, "location", id.0).change(&old, &changed);
        self.inner.stores.locations.update(&changed, &written.into()).await.map_err(store)?;
        self.follow(tenant, &changed, now).await?;
        Ok(changed)
    }

    /// Lets the services of a location follow its hours and its time zone.
    async fn follow(&self, tenant: &Tenant, location: &Location, now: Millis) -> Result<()> {
        for line in self.services(location.id) {
            let stored = self.inner.stores.queues.get(tenant.id, line.id()).await.map_err(store)?;
            let Some(old) = stored else { continue };
            let mut settings = old.settings.clone();
            if let Some(walk_in) = &mut settings.walk_in {
                walk_in.time_zone.clone_from(&location.time_zone);
                walk_in.hours.clone_from(&location.hours);
            }
            if settings != old.settings {
                let policy = Policy::new(&settings, tenant.limits.max_waiting);
                let written = trail::of(tenant.id, Action::QueueUpdate, "queue", line.id().0)
                    .change(&old.settings, &settings)
                    .because(Some("the location's hours or time zone changed"));
                let changed = Queue { settings, revision: old.revision + 1, updated_at: now, ..old };
                self.inner.stores.queues.update(&changed, &written.into()).await.map_err(store)?;
                line.set_queue(changed);
                self.inner.lines.tell_queue(line.id());
                let written = Audit::exempt("with the settings it comes from");
                line.direct(Command::SetPolicy(policy), written).await?;
            }
        }
        Ok(())
    }

    /// Removes a location that nothing belongs to any more.
    pub(crate) async fn delete_location(&self, tenant: TenantId, id: LocationId) -> Result<Location> {
        let location = self.location(tenant, id).await?;
        if !self.services(id).is_empty() {
            return Err(in_use());
        }
        let written = trail::removed(tenant, Action::LocationDelete, ("location", id.0), &location);
        self.inner.stores.locations.delete(tenant, id.0, &written.into()).await.map_err(store)?;
        Ok(location)
    }

    /// Sets a counter up.
    pub(crate) async fn create_counter(
        &self,
        owner: &Tenant,
        input: CounterInput,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Counter> {
        let tenant = owner.id;
        let location = self.wanted_location(tenant, input.location_id).await?;
        let mut counter = Counter {
            id: CounterId(ids.uuid(now)),
            tenant_id: tenant,
            location_id: location.id,
            name: String::new(),
            services: Vec::new(),
            order: Default::default(),
            max_served: 1,
            is_open: false,
            staffed_by: None,
            opened_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let offered = self.offered(tenant, location.id, input.services.as_deref()).await?;
        input.apply(&mut counter, &offered)?;
        let written = trail::made(tenant, Action::CounterCreate, ("counter", counter.id.0), &counter);
        let most = owner.limits.counters();
        let made = self.inner.stores.counters.create(&counter, most.value, &written.into()).await;
        made.map_err(|error| full(error, most))?;
        Ok(counter)
    }

    /// The services of a location, those among `wanted` included that were just made at another node.
    async fn offered(
        &self,
        tenant: TenantId,
        location: LocationId,
        wanted: Option<&[QueueId]>,
    ) -> Result<Vec<QueueId>> {
        let mut offered: Vec<_> = self.services(location).iter().map(|line| line.id()).collect();
        for queue in wanted.unwrap_or_default().iter().take(MOST_SERVICES) {
            if offered.contains(queue) {
                continue;
            }
            let line = self.inner.lines.find_of_tenant(tenant, *queue).await.map_err(store)?;
            if line.is_some_and(|line| offered_at(&line.queue()) == Some(location)) {
                offered.push(*queue);
            }
        }
        Ok(offered)
    }

    async fn wanted_location(&self, tenant: TenantId, id: Option<LocationId>) -> Result<Location> {
        let id =
            id.ok_or_else(|| Error::field(ErrorCode::MissingField, "locationId", "Say where it stands."))?;
        let found = self.inner.stores.locations.get(tenant, id.0).await.map_err(store)?;
        found.ok_or_else(|| Error::field(ErrorCode::NotFound, "locationId", "There is no such location."))
    }

    /// Changes a counter.
    pub(crate) async fn change_counter(
        &self,
        tenant: TenantId,
        id: CounterId,
        input: CounterInput,
        now: Millis,
    ) -> Result<Counter> {
        let old = self.counter(tenant, id).await?;
        same_version("counter", input.version, old.version)?;
        let mut changed = Counter { version: old.version + 1, updated_at: now, ..old.clone() };
        let offered = self.offered(tenant, changed.location_id, input.services.as_deref()).await?;
        input.apply(&mut changed, &offered)?;
        let written = trail::of(tenant, Action::CounterUpdate, "counter", id.0).change(&old, &changed);
        self.inner.stores.counters.update(&changed, &written.into()).await.map_err(store)?;
        Ok(changed)
    }

    /// Opens or closes a counter. Doing so twice changes nothing; whom it serves stays.
    pub(crate) async fn staff_counter(
        &self,
        tenant: TenantId,
        id: CounterId,
        open: Option<vq_domain::AccountId>,
        now: Millis,
    ) -> Result<Counter> {
        let old = self.counter(tenant, id).await?;
        if old.is_open == open.is_some() && old.staffed_by == open {
            return Ok(old);
        }
        let changed = Counter {
            is_open: open.is_some(),
            staffed_by: open,
            opened_at: open.map(|_| now),
            version: old.version + 1,
            updated_at: now,
            ..old.clone()
        };
        let action = if changed.is_open { Action::CounterOpen } else { Action::CounterClose };
        let written = trail::of(tenant, action, "counter", id.0).change(&old, &changed);
        self.inner.stores.counters.update(&changed, &written.into()).await.map_err(store)?;
        Ok(changed)
    }

    /// Removes a counter at which nobody is.
    pub(crate) async fn delete_counter(&self, tenant: TenantId, id: CounterId) -> Result<Counter> {
        let occupied = || {
            let message = "Somebody is called to this counter or served there; finish that first.";
            Error::new(ErrorCode::Conflict, message)
        };
        let _turn = self.turn(id).await;
        let counter = self.counter(tenant, id).await?;
        let turn = self.abreast(&counter).await?;
        if !self.there(&counter).is_empty() {
            return Err(occupied());
        }
        let written = trail::removed(tenant, Action::CounterDelete, ("counter", id.0), &counter);
        let removed = self.inner.stores.turns.remove(tenant, id, turn, &written.into()).await;
        removed.map_err(|error| match error {
            // Called at another node, since we looked.
            StoreError::Stale => occupied(),
            error => store(error),
        })?;
        Ok(counter)
    }

    /// Registers a kiosk. Answers it and the token that it shows, which is not kept.
    pub(crate) async fn create_kiosk(
        &self,
        owner: &Tenant,
        input: KioskInput,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(Kiosk, String)> {
        let tenant = owner.id;
        let location = self.wanted_location(tenant, input.location_id).await?;
        let (token, token_hash) = crate::kiosk::new_token(ids);
        let mut kiosk = Kiosk {
            id: KioskId(ids.uuid(now)),
            tenant_id: tenant,
            location_id: location.id,
            name: String::new(),
            token_hash,
            out_of_service: false,
            out_of_service_text: String::new(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        input.apply(&mut kiosk)?;
        let written = trail::made(tenant, Action::KioskCreate, ("kiosk", kiosk.id.0), &kiosk);
        let most = owner.limits.kiosks();
        let made = self.inner.stores.kiosks.create(&kiosk, most.value, &written.into()).await;
        made.map_err(|error| full(error, most))?;
        Ok((kiosk, token))
    }

    /// Changes a kiosk.
    pub(crate) async fn change_kiosk(
        &self,
        tenant: TenantId,
        id: KioskId,
        input: KioskInput,
        now: Millis,
    ) -> Result<Kiosk> {
        let old = self.kiosk(tenant, id).await?;
        same_version("kiosk", input.version, old.version)?;
        let mut changed = Kiosk { version: old.version + 1, updated_at: now, ..old.clone() };
        input.apply(&mut changed)?;
        let written = trail::of(tenant, Action::KioskUpdate, "kiosk", id.0).change(&old, &changed);
        self.inner.stores.kiosks.update(&changed, &written.into()).await.map_err(store)?;
        Ok(changed)
    }

    /// Gives a kiosk another token; the old one is good for nothing from then on.
    pub(crate) async fn renew_token(
        &self,
        tenant: TenantId,
        id: KioskId,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(Kiosk, String)> {
        let old = self.kiosk(tenant, id).await?;
        let (token, token_hash) = crate::kiosk::new_token(ids);
        let changed = Kiosk { token_hash, version: old.version + 1, updated_at: now, ..old };
        let written = trail::of(tenant, Action::KioskToken, "kiosk", id.0);
        self.inner.stores.kiosks.update(&changed, &written.into()).await.map_err(store)?;
        Ok((changed, token))
    }

    /// Removes a kiosk.
    pub(crate) async fn delete_kiosk(&self, tenant: TenantId, id: KioskId) -> Result<Kiosk> {
        let kiosk = self.kiosk(tenant, id).await?;
        let written = trail::removed(tenant, Action::KioskDelete, ("kiosk", id.0), &kiosk);
        self.inner.stores.kiosks.delete(tenant, id.0, &written.into()).await.map_err(store)?;
        Ok(kiosk)
    }
}

/// The location at which a queue is offered.
pub(crate) fn offered_at(queue: &Queue) -> Option<LocationId> {
    queue.settings.walk_in.as_ref().map(|walk_in| walk_in.location_id)
}

fn same_version(what: &str, based_on: Option<u64>, current: u64) -> Result<()> {
    match based_on {
        Some(version) if version != current => {
            let message = format!(
                "The change was made on version {version}; the {what} has version {current} by now. Read it again and repeat the change."
            );
            Err(Error::field(ErrorCode::VersionConflict, "version", message))
        }
        _ => Ok(()),
    }
}

fn in_use() -> Error {
    Error::new(ErrorCode::Conflict, "A queue, counter or kiosk belongs to this location; remove it first.")
}

pub(crate) fn store(error: StoreError) -> Error {
    match error {
        StoreError::Taken("location") => in_use(),
        error => vq_api::ApiError::from(error).0,
    }
}

/// There are as many as a limit allows, if that is why something was not stored.
fn full(error: StoreError, limit: Limit) -> Error {
    match error {
        StoreError::Full(used) => Error::full(limit, used),
        error => store(error),
    }
}

/// What every kind of fixture has in common, for pages of lists.
pub(crate) async fn page<T: Fixture>(
    fixtures: &dyn Fixtures<T>,
    tenant: TenantId,
    location: Option<LocationId>,
    page: vq_ports::PageRequest,
) -> Result<vq_ports::Page<T>> {
    fixtures.list(tenant, location, page).await.map_err(store)
}
