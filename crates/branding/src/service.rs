//! The rules of changing a branding.

use std::sync::Arc;

use serde_json::{Value, json};
use vq_api::{ApiError, trail};
use vq_domain::{
    Action, Branding, Error, ErrorCode, Look, Millis, Wearer,
    audit::{Entry, Target},
};
use vq_ports::{Brandings, Queues, StoreError};

use crate::{LookInput, Wardrobe, logo, rules};

/// How often a change without a version is tried against others that change the same branding.
const ATTEMPTS: u32 = 5;

/// Reads and changes brandings.
#[derive(Clone)]
pub struct BrandingService {
    brandings: Arc<dyn Brandings>,
    queues: Arc<dyn Queues>,
    wardrobe: Arc<Wardrobe>,
}

impl BrandingService {
    /// Over the stores; `wardrobe` is told of every change.
    pub fn new(brandings: Arc<dyn Brandings>, queues: Arc<dyn Queues>, wardrobe: Arc<Wardrobe>) -> Self {
        Self { brandings, queues, wardrobe }
    }

    /// Fails unless the tenant has this queue.
    pub async fn check_wearer(&self, wearer: Wearer) -> Result<(), ApiError> {
        let Some(queue) = wearer.queue_id else { return Ok(()) };
        match self.queues.get(wearer.tenant_id, queue).await? {
            Some(_) => Ok(()),
            None => Err(Error::not_found("queue").into()),
        }
    }

    /// A branding as it is stored; one that was never set has version 0 and nothing in it.
    pub async fn get(&self, wearer: Wearer) -> Result<Branding, ApiError> {
        self.check_wearer(wearer).await?;
        Ok(self.stored(wearer).await?)
    }

    /// What a branding would be. Nothing is stored.
    pub async fn draft(&self, wearer: Wearer, input: &LookInput) -> Result<Branding, ApiError> {
        let stored = self.get(wearer).await?;
        let look = input.over(&stored.look);
        rules::check(&look)?;
        Ok(Branding { look, ..stored })
    }

    /// Changes colours and words.
    pub async fn change(&self, wearer: Wearer, input: &LookInput, now: Millis) -> Result<Branding, ApiError> {
        let edit = |branding: &mut Branding| {
            if let Some(read) = input.version
                && read != branding.version
            {
                return Err(version_conflict(branding.version));
            }
            branding.look = input.over(&branding.look);
            rules::check(&branding.look)
        };
        self.edit(wearer, now, edit).await
    }

    /// Sets or removes the logo.
    pub async fn set_logo(
        &self,
        wearer: Wearer,
        bytes: Option<Vec<u8>>,
        now: Millis,
    ) -> Result<Branding, ApiError> {
        self.check_wearer(wearer).await?;
        let logo = bytes.map(logo::read).transpose()?;
        self.edit(wearer, now, |branding| {
            branding.logo.clone_from(&logo);
            Ok(())
        })
        .await
    }

    /// Takes a branding off.
    pub async fn remove(&self, wearer: Wearer) -> Result<(), ApiError> {
        self.check_wearer(wearer).await?;
        let written = entry(wearer, Action::BrandingRemove);
        self.brandings.delete(wearer, &written.into()).await?;
        self.wardrobe.forget();
        tracing::info!(tenant_id = %wearer.tenant_id, queue_id = ?wearer.queue_id, "branding removed");
        Ok(())
    }

    async fn stored(&self, wearer: Wearer) -> Result<Branding, StoreError> {
        let none = Branding { wearer, look: Look::default(), logo: None, version: 0, updated_at: Millis(0) };
        Ok(self.brandings.get(wearer).await?.unwrap_or(none))
    }

    async fn edit(
        &self,
        wearer: Wearer,
        now: Millis,
        apply: impl Fn(&mut Branding) -> Result<(), Error>,
    ) -> Result<Branding, ApiError> {
        self.check_wearer(wearer).await?;
        for _ in 0..ATTEMPTS {
            let stored = self.stored(wearer).await?;
            let mut branding = stored.clone();
            apply(&mut branding)?;
            branding.version += 1;
            branding.updated_at = now;
            let audited = entry(wearer, Action::BrandingUpdate).change(seen(&stored), seen(&branding));
            let written = self.brandings.put(&branding, &audited.into()).await;
            self.wardrobe.forget();
            match written {
                Ok(()) => {
                    tracing::info!(tenant_id = %wearer.tenant_id, queue_id = ?wearer.queue_id, "branding changed");
                    return Ok(branding);
                }
                // Somebody was faster: apply the change to what is there now.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Stale.into())
    }
}

fn entry(wearer: Wearer, action: Action) -> Entry {
    let target = match wearer.queue_id {
        Some(queue) => Target::new("queue", queue),
        None => Target::new("tenant", wearer.tenant_id),
    };
    trail().entry(Some(wearer.tenant_id), action, target)
}

/// What the audit log tells of a branding.
fn seen(branding: &Branding) -> Value {
    json!({"look": branding.look, "logo": branding.logo.as_ref().map(|logo| &logo.hash)})
}

fn version_conflict(version: u64) -> Error {
    let message = format!(
        "The branding was changed by somebody else meanwhile; its version is {version}. Read it again and repeat the change."
    );
    Error::field(ErrorCode::VersionConflict, "version", message)
}
