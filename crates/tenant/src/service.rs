//! The rules of changing tenants.

use std::sync::Arc;

use serde_json::{Value, json};
use vq_api::{ApiError, to_the_end, trail};
use vq_domain::{
    AccountId, Action, Error, ErrorCode, Limits, Millis, Tenant, TenantDeletion, TenantId, TenantStatus,
    TenantUsage,
    audit::{Entry, Target},
};
use vq_ports::{Audit, Ids, Page, PageRequest, StoreError, TenantGuests, TenantRecords, Tenants};

use crate::{ChangeTenant, CreateTenant, TenantDirectory, rules};

/// How often a change without a version is tried against others that change the same tenant.
const ATTEMPTS: u32 = 5;

/// Creates, changes, suspends and removes tenants.
#[derive(Clone)]
pub struct TenantService {
    tenants: Arc<dyn Tenants>,
    records: Arc<dyn TenantRecords>,
    directory: Arc<TenantDirectory>,
    guests: Arc<[Arc<dyn TenantGuests>]>,
}

impl TenantService {
    /// `guests` are told, in order, before a tenant is removed.
    pub fn new(
        tenants: Arc<dyn Tenants>,
        records: Arc<dyn TenantRecords>,
        directory: Arc<TenantDirectory>,
        guests: Vec<Arc<dyn TenantGuests>>,
    ) -> Self {
        Self { tenants, records, directory, guests: guests.into() }
    }

    /// One page of all tenants.
    pub async fn list(&self, page: PageRequest) -> Result<Page<Tenant>, ApiError> {
        Ok(self.tenants.list(page).await?)
    }

    /// One tenant, as stored now.
    pub async fn get(&self, id: TenantId) -> Result<Tenant, ApiError> {
        Ok(self.tenants.get(id).await?.ok_or_else(|| Error::not_found("tenant"))?)
    }

    /// A new tenant with its defaults.
    pub async fn create(&self, wanted: CreateTenant, now: Millis, ids: &dyn Ids) -> Result<Tenant, ApiError> {
        let mut tenant = Tenant {
            id: TenantId(ids.uuid(now)),
            name: wanted.name,
            domain: wanted.domain,
            configuration: rules::with_defaults(wanted.configuration),
            limits: wanted.limits.unwrap_or_default().over(&Limits::default()),
            status: TenantStatus::Active,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        rules::normalise(&mut tenant);
        rules::check(&tenant)?;
        let written = entry(&tenant, Action::TenantCreate).after(seen(&tenant));
        self.tenants.create(&tenant, &written.into()).await?;
        tracing::info!(tenant_id = %tenant.id, "tenant created");
        Ok(tenant)
    }

    /// Changes what the caller may change: its limits only `on_platform`.
    pub async fn change(
        &self,
        id: TenantId,
        wanted: ChangeTenant,
        on_platform: bool,
        now: Millis,
    ) -> Result<Tenant, ApiError> {
        self.edit(id, Action::TenantUpdate, now, |tenant| {
            if wanted.version.is_some_and(|version| version != tenant.version) {
                return Err(version_conflict(tenant.version));
            }
            let limits =
                wanted.limits.as_ref().map_or_else(|| tenant.limits.clone(), |new| new.over(&tenant.limits));
            if limits != tenant.limits && !on_platform {
                let message =
                    "Only the platform's own people change the limits of a tenant; leave them as they are.";
                return Err(Error::field(ErrorCode::Forbidden, "limits", message));
            }
            tenant.limits = limits;
            tenant.name.clone_from(&wanted.name);
            if let Some(domain) = &wanted.domain {
                tenant.domain.clone_from(domain);
            }
            if let Some(configuration) = &wanted.configuration {
                tenant.configuration.clone_from(configuration);
            }
            rules::normalise(tenant);
            rules::check(tenant)
        })
        .await
    }

    /// Suspends or resumes. Doing so twice changes nothing. One that is being deleted comes back only if its audit log is held:
    /// earlier versions began a deletion that could not come to its end.
    pub async fn set_status(
        &self,
        id: TenantId,
        status: TenantStatus,
        now: Millis,
    ) -> Result<Tenant, ApiError> {
        let action = match status {
            TenantStatus::Active => Action::TenantResume,
            TenantStatus::Suspended => Action::TenantSuspend,
            TenantStatus::Deleting => Action::TenantDelete,
        };
        let tenant = self
            .edit(id, action, now, |tenant| {
                tenant.status = status;
                Ok(())
            })
            .await?;
        tracing::info!(tenant_id = %id, ?status, "tenant status set");
        Ok(tenant)
    }

    /// Removes a tenant and all that belongs to it. Goes on to its end when the caller hangs up, and after a restart.
    ///
    /// The tenant vanishes at once; rows of its queues, which may be millions, are removed in the background. What is left
    /// [`Self::deletion`] tells.
    pub async fn remove(&self, id: TenantId, by: AccountId, now: Millis) -> Result<(), ApiError> {
        let this = self.clone();
        let removal = to_the_end(async move {
            // First, so that nobody joins a line that is being taken down. Refused while its audit log is held.
            this.set_status(id, TenantStatus::Deleting, now).await?;
            this.records.begin_deletion(id, by, now).await?;
            this.take_down(id).await?;
            this.records.check_deletion(id, now).await?;
            Ok(())
        });
        removal.await.unwrap_or_else(|_| Err(Error::internal().into()))
    }

    async fn take_down(&self, id: TenantId) -> Result<(), ApiError> {
        let Some(tenant) = self.tenants.get(id).await? else { return Ok(()) };
        for guest in self.guests.iter() {
            guest.tenant_removed(id).await;
        }
        let _forget = self.directory.forget_after_change(id);
        // In the platform's log: the tenant's own goes with it.
        let written =
            trail().entry(None, Action::TenantDelete, Target::new("tenant", id)).before(seen(&tenant));
        match self.tenants.delete(id, &written.into()).await {
            // Somebody else removed it meanwhile: it is gone, as asked.
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(StoreError::Taken("legal hold")) => return Err(held().into()),
            Err(error) => return Err(error.into()),
        }
        for guest in self.guests.iter() {
            guest.tenant_gone(id).await;
        }
        tracing::info!(tenant_id = %id, "tenant removed");
        Ok(())
    }

    /// Goes on with deletions that have not come to their end: those of nodes that died, too.
    pub async fn work_off(&self, now: Millis) -> Result<(), ApiError> {
        for id in self.records.unfinished_deletions().await? {
            // One that cannot go on, because its log was held by an earlier version, keeps no other waiting.
            if let Err(error) = self.go_on(id, now).await {
                tracing::warn!(tenant_id = %id, ?error, "the deletion of a tenant could not go on yet");
            }
        }
        Ok(())
    }

    async fn go_on(&self, id: TenantId, now: Millis) -> Result<(), ApiError> {
        self.take_down(id).await?;
        let deletion = self.records.check_deletion(id, now).await?;
        if deletion.finished_at.is_some() {
            let rows: u64 = deletion.rows.values().sum();
            tracing::info!(tenant_id = %id, rows, "nothing is left of a deleted tenant");
        }
        Ok(())
    }

    /// What became of a tenant that was deleted.
    pub async fn deletion(&self, id: TenantId) -> Result<TenantDeletion, ApiError> {
        Ok(self.records.deletion(id).await?.ok_or_else(|| Error::not_found("deletion"))?)
    }

    /// How much a tenant uses.
    pub async fn usage(&self, id: TenantId) -> Result<TenantUsage, ApiError> {
        Ok(self.records.usage(id).await?)
    }

    async fn edit(
        &self,
        id: TenantId,
        action: Action,
        now: Millis,
        apply: impl Fn(&mut Tenant) -> Result<(), Error>,
    ) -> Result<Tenant, ApiError> {
        let _forget = self.directory.forget_after_change(id);
        for _ in 0..ATTEMPTS {
            let stored = self.get(id).await?;
            let mut tenant = stored.clone();
            apply(&mut tenant)?;
            if tenant == stored {
                return Ok(stored);
            }
            tenant.version += 1;
            tenant.updated_at = now;
            let written = entry(&tenant, action).change(seen(&stored), seen(&tenant));
            let mut audit = Audit::from(written.clone());
            if [stored.status, tenant.status].contains(&TenantStatus::Deleting) {
                // The tenant's own log goes with it.
                audit = audit.and(Entry { tenant: None, ..written });
            }
            match self.tenants.update(&tenant, &audit).await {
                Ok(()) => return Ok(tenant),
                Err(StoreError::Taken("legal hold")) => return Err(held().into()),
                Err(StoreError::Taken("deletion")) => {
                    let message = "This tenant is being deleted; there is no way back.";
                    return Err(Error::new(ErrorCode::Conflict, message).into());
                }
                // Somebody was faster: apply the change to what is there now.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Stale.into())
    }
}

fn entry(tenant: &Tenant, action: Action) -> Entry {
    trail().entry(Some(tenant.id), action, Target::new("tenant", tenant.id))
}

/// What the audit log tells of a tenant.
fn seen(tenant: &Tenant) -> Value {
    json!({
        "name": tenant.name,
        "domain": tenant.domain,
        "configuration": tenant.configuration,
        "limits": tenant.limits,
        "status": tenant.status,
    })
}

fn held() -> Error {
    let message = "The audit log of this tenant is held for legal reasons, so it cannot be deleted. It stays as it is; lift the hold first (PUT …/audit/retention).";
    Error::new(ErrorCode::Conflict, message)
}

fn version_conflict(version: u64) -> Error {
    let message = format!(
        "The tenant was changed by somebody else meanwhile; its version is {version}. Read it again and repeat the change."
    );
    Error::field(ErrorCode::VersionConflict, "version", message)
}
