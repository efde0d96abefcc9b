//! What the wait page asks for, answered by the session service.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;
use vq_access::Guard;
use vq_api::{ClientAddress, request};
use vq_branding::{Dress, Wardrobe};
use vq_counter::CounterService;
use vq_domain::{Error, ErrorCode, LocationId, QueueId, Result, Words};
use vq_ports::{Clock, Ids, TenantLookup};
use vq_room::{
    Arrival, Branding, Claimed, Joined, PublicLocation, PublicQueue, RoomBackend, SlowWay, text::Locale,
};
use vq_session::{JoinInput, Pass, ProofInput, SESSION_COOKIE_SECONDS, SessionService};
use vq_tenant::TenantDirectory;

/// The session service as the pages see it.
pub struct Backend {
    sessions: SessionService,
    guard: Arc<Guard>,
    counters: CounterService,
    tenants: Arc<TenantDirectory>,
    wardrobe: Arc<Wardrobe>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Backend {
    /// Over the services of this process.
    pub fn new(
        sessions: SessionService,
        guard: Arc<Guard>,
        counters: CounterService,
        tenants: Arc<TenantDirectory>,
        wardrobe: Arc<Wardrobe>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { sessions, guard, counters, tenants, wardrobe, clock, ids }
    }

    /// What a queue wears. A page without its dress is better than none.
    async fn branding(&self, queue: QueueId, locale: Locale) -> Option<Branding> {
        let dress = self.wardrobe.of_queue(queue).await;
        let dress = dress.inspect_err(|error| tracing::warn!(%error, "a branding could not be read")).ok()?;
        worn(&dress, locale)
    }

    fn pass(&self, queue: QueueId, token: &str) -> Result<Pass> {
        let pass = self.sessions.pass(token)?;
        if pass.queue == queue { Ok(pass) } else { Err(Error::not_found("session")) }
    }
}

fn worn(dress: &Dress, locale: Locale) -> Option<Branding> {
    if dress.is_plain() {
        return None;
    }
    let Words { title, welcome, note } = dress.look.words(locale.code());
    Some(Branding { version: Some(dress.hash.clone()), title, welcome, note })
}

fn json(view: &vq_session::SessionView) -> Result<Value> {
    serde_json::to_value(view).map_err(|_| Error::internal())
}

#[async_trait]
impl RoomBackend for Backend {
    async fn queue_public(&self, queue: QueueId, locale: Locale) -> Result<Option<PublicQueue>> {
        let line = match self.sessions.line(queue).await {
            Ok(line) => line,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let queue = line.queue();
        if !queue.settings.is_public || request::concerns(queue.tenant_id).is_err() {
            return Ok(None);
        }
        let now = self.clock.now();
        let (status, opens_at) = line
            .read(|index| (index.state().status, vq_lines::opens_at(&queue.settings, index.state(), now)));
        Ok(Some(PublicQueue {
            tenant_id: queue.tenant_id,
            name: queue.settings.name.clone(),
            status,
            opens_at,
            message: queue.message.clone(),
            target_url: queue.settings.target_url.clone(),
            time_zone: queue.settings.hours().map(|hours| hours.time_zone.clone()),
            branding: self.branding(queue.id, locale).await,
        }))
    }

    async fn location_public(&self, location: Uuid, locale: Locale) -> Result<Option<PublicLocation>> {
        let view = match self.counters.shown(LocationId(location), self.clock.now()).await {
            Ok(view) => view,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let dress = self.wardrobe.of_tenant(view.tenant_id).await;
        let dress = dress.inspect_err(|error| tracing::warn!(%error, "a branding could not be read"));
        let branding = dress.ok().and_then(|dress| worn(&dress, locale));
        let tenant_id = view.tenant_id;
        let view = serde_json::to_value(view).map_err(|_| Error::internal())?;
        Ok(Some(PublicLocation { tenant_id, view, branding }))
    }

    async fn session_for(&self, queue: QueueId, token: &str) -> Result<Option<Value>> {
        let Ok(pass) = self.pass(queue, token) else { return Ok(None) };
        match self.sessions.current(&pass, self.clock.now()).await {
            Ok(view) => json(&view).map(Some),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn join(&self, queue: QueueId, token: Option<&str>, arrival: Arrival) -> Result<Joined> {
        let line = self.sessions.line(queue).await?;
        let tenant =
            self.tenants.tenant(line.tenant_id()).await.map_err(|error| vq_api::ApiError::from(error).0)?;
        let tenant = tenant.ok_or_else(|| Error::not_found("queue"))?;
        if tenant.status != vq_domain::TenantStatus::Active {
            return Err(Error::new(ErrorCode::TenantSuspended, "This queue is not in service."));
        }
        let known = token.and_then(|token| self.pass(queue, token).ok());
        let proof = arrival.challenge.map(|challenge| ProofInput { challenge, solutions: Vec::new() });
        let input = JoinInput {
            proof_of_work: proof,
            invite_code: arrival.invite_code,
            enqueue_token: arrival.enqueue_token,
            ..JoinInput::stranger(queue)
        };
        let (now, address) = (self.clock.now(), arrival.address);
        let joined = self.sessions.join(&tenant, None, input, known, address, now, &*self.ids).await?;
        Ok(Joined {
            session: json(&vq_session::SessionView { session_token: None, ..joined.view })?,
            token: self.sessions.token(&joined.pass),
            max_age_seconds: SESSION_COOKIE_SECONDS,
        })
    }

    async fn slow_way(&self, queue: QueueId, arrival: &Arrival) -> Result<Option<SlowWay>> {
        let line = self.sessions.line(queue).await?;
        let (address, held) = (ClientAddress(arrival.address), arrival.challenge.as_deref());
        let way = self.guard.slow_way(&line.queue(), address, held, self.clock.now(), &*self.ids);
        Ok(way.map(|way| SlowWay { challenge: way.challenge, seconds: way.seconds }))
    }

    async fn claim(&self, queue: QueueId, token: &str) -> Result<Claimed> {
        let now = self.clock.now();
        let claimed = self.sessions.claim(&self.pass(queue, token)?, now, &*self.ids).await?;
        Ok(Claimed {
            admission_token: claimed.admission_token,
            max_age_seconds: u32::try_from(claimed.expires_at.since(now) / 1000).unwrap_or(u32::MAX).max(1),
            redirect_url: claimed.redirect_url,
        })
    }

    async fn leave(&self, queue: QueueId, token: &str) -> Result<()> {
        self.sessions.leave(&self.pass(queue, token)?, self.clock.now()).await.map(|_| ())
    }

    async fn recovery(&self, queue: QueueId, token: &str) -> Result<String> {
        Ok(self.sessions.recovery_code(&self.pass(queue, token)?))
    }

    async fn recover(&self, queue: QueueId, code: &str, address: ClientAddress) -> Result<Option<Joined>> {
        let now = self.clock.now();
        self.guard.recovery_begins(queue, address, now).await?;
        let Some(pass) = self.sessions.recover(queue, code).await? else { return Ok(None) };
        self.guard.recovery_was_right(queue, address, now).await;
        let view = self.sessions.current(&pass, self.clock.now()).await?;
        let token = self.sessions.token(&pass);
        Ok(Some(Joined { session: json(&view)?, token, max_age_seconds: SESSION_COOKIE_SECONDS }))
    }
}
