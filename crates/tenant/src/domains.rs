//! The rules of tenants' domains.
//!
//! Anybody may say that a domain is theirs; nothing follows from it until it is shown, by a token at the domain's web server or in
//! the DNS, or by the word of the platform's own people. Our own pages never serve a token: that a domain leads to this server shows
//! that it is a tenant's of ours, not whose.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use vq_api::{ApiError, trail};
use vq_domain::{
    AccountId, Action, DomainId, DomainName, DomainProof, Error, ErrorCode, FieldError, Millis, Tenant,
    TenantDomain, TenantId,
    audit::{Entry, Target},
    limit,
};
use vq_ports::{DomainProver, Domains, Ids, Looked, ShortLived, StoreError};

use crate::HostDirectory;

/// The window in which checks are counted, in seconds.
const MINUTE: u32 = 60;
/// How long looking at a domain may take in all: longer than its parts may.
const PATIENCE: Duration = Duration::from_secs(25);

/// What the rules work with.
#[derive(Clone)]
pub struct DomainService {
    /// The store.
    pub domains: Arc<dyn Domains>,
    /// Whose a host is.
    pub hosts: Arc<HostDirectory>,
    /// Looks at domains.
    pub prover: Arc<dyn DomainProver>,
    /// Counts checks.
    pub counters: Arc<dyn ShortLived>,
    /// The platform's own host, which is nobody's.
    pub own_host: Option<Arc<str>>,
}

impl DomainService {
    /// All of a tenant, in the order of their creation.
    pub async fn list(&self, tenant: TenantId) -> Result<Vec<TenantDomain>, ApiError> {
        Ok(self.domains.list(tenant).await?)
    }

    async fn get(&self, tenant: TenantId, domain: DomainId) -> Result<TenantDomain, ApiError> {
        Ok(self.domains.get(tenant, domain).await?.ok_or_else(|| Error::not_found("domain"))?)
    }

    /// Writes down that a tenant says that a domain is its own.
    pub async fn create(
        &self,
        tenant: &Tenant,
        by: AccountId,
        name: &str,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<TenantDomain, ApiError> {
        let name = DomainName::parse(name).map_err(|error| {
            let message = format!("{}.", capitalised(&error.to_string()));
            Error {
                errors: vec![FieldError::new(ErrorCode::InvalidField, "name", message)],
                retry_after_seconds: None,
            }
        })?;
        if self.own_host.as_deref() == Some(name.as_str()) {
            let message = "This is the host of the platform itself; choose one of your own.";
            return Err(Error::field(ErrorCode::Conflict, "name", message).into());
        }
        let domain = TenantDomain {
            id: DomainId(ids.uuid(now)),
            tenant_id: tenant.id,
            name,
            token: token(ids),
            created_by: by,
            created_at: now,
            verified: None,
            is_primary: false,
        };
        let most = tenant.limits.domains();
        let written = entry(&domain, Action::DomainCreate).after(json!({"domain": domain.name}));
        self.domains.create(&domain, most.value, &written.into()).await.map_err(|error| match error {
            StoreError::Full(used) => Error::full(most, used).into(),
            StoreError::Taken(_) => {
                ApiError(Error::field(ErrorCode::Conflict, "name", "The tenant has this domain already."))
            }
            error => error.into(),
        })?;
        tracing::info!(tenant_id = %tenant.id, domain = %domain.name, "a domain was registered");
        Ok(domain)
    }

    /// Looks for the token at the domain; if it is there, the domain is the tenant's.
    pub async fn check(&self, tenant: TenantId, id: DomainId, now: Millis) -> Result<TenantDomain, ApiError> {
        let domain = self.get(tenant, id).await?;
        if domain.verified.is_some() {
            return Ok(domain);
        }
        self.count_check(tenant, now).await?;
        let looked = tokio::time::timeout(PATIENCE, self.prover.look(&domain.name, &domain.token)).await;
        match looked {
            Ok(Looked::Proven(proof)) => self.verify(domain, proof, now).await,
            Ok(Looked::Not { http, dns }) => {
                let message = format!("The token was not found at {}. {dns} {http}", domain.name);
                Err(Error::new(ErrorCode::DomainNotProven, message).into())
            }
            Err(_) => {
                let message = format!("{} did not answer in time; try again.", domain.name);
                Err(Error::new(ErrorCode::DomainNotProven, message).into())
            }
        }
    }

    /// Takes the word of the platform's own people that a domain is a tenant's.
    pub async fn approve(
        &self,
        tenant: TenantId,
        id: DomainId,
        now: Millis,
    ) -> Result<TenantDomain, ApiError> {
        let domain = self.get(tenant, id).await?;
        if domain.verified.is_some() {
            return Ok(domain);
        }
        self.verify(domain, DomainProof::Platform, now).await
    }

    async fn verify(
        &self,
        domain: TenantDomain,
        proof: DomainProof,
        now: Millis,
    ) -> Result<TenantDomain, ApiError> {
        let seen = json!({"domain": domain.name, "proof": proof.as_str()});
        let written = entry(&domain, Action::DomainVerify).after(seen).into();
        let done = self.domains.verify(domain.tenant_id, domain.id, proof, now, &written).await;
        done.map_err(|error| match error {
            StoreError::Taken(_) => {
                let message =
                    "Another tenant has shown this domain to be its own; it has to give it up first.";
                ApiError(Error::field(ErrorCode::Conflict, "name", message))
            }
            error => error.into(),
        })?;
        self.hosts.changed(domain.tenant_id).await;
        tracing::info!(tenant_id = %domain.tenant_id, domain = %domain.name, ?proof, "a domain is a tenant's");
        self.get(domain.tenant_id, domain.id).await
    }

    /// Links to the tenant begin with this one of its domains from now on.
    pub async fn set_primary(&self, tenant: TenantId, id: DomainId) -> Result<TenantDomain, ApiError> {
        let domain = self.get(tenant, id).await?;
        if domain.verified.is_none() {
            let message = "Links can begin with a domain once it was shown to be the tenant's.";
            return Err(Error::new(ErrorCode::DomainNotProven, message).into());
        }
        let written = entry(&domain, Action::DomainPrimary).after(json!({"domain": domain.name}));
        self.domains.set_primary(tenant, id, &written.into()).await?;
        self.hosts.changed(tenant).await;
        self.get(tenant, id).await
    }

    /// The domain is no longer the tenant's.
    pub async fn remove(&self, tenant: TenantId, id: DomainId) -> Result<(), ApiError> {
        let domain = self.get(tenant, id).await?;
        let seen = json!({"domain": domain.name, "proof": domain.verified.map(|(_, proof)| proof.as_str())});
        let written = entry(&domain, Action::DomainDelete).before(seen);
        self.domains.remove(tenant, id, &written.into()).await?;
        self.hosts.changed(tenant).await;
        tracing::info!(tenant_id = %tenant, domain = %domain.name, "a domain was removed");
        Ok(())
    }

    /// Every check calls others, on a tenant's word: some are enough. Our own fault refuses nobody.
    async fn count_check(&self, tenant: TenantId, now: Millis) -> Result<(), ApiError> {
        let most = limit::DOMAIN_CHECKS;
        let count = match self.counters.count(&format!("domains:{tenant}"), 1, MINUTE, now).await {
            Ok(count) => count,
            Err(error) => {
                tracing::debug!(%error, "a check of a domain was not counted");
                return Ok(());
            }
        };
        if count.value <= i64::from(most.value) {
            return Ok(());
        }
        let seconds =
            u32::try_from(count.ends_at.since(now).div_ceil(1000)).unwrap_or(u32::MAX).clamp(1, MINUTE);
        let message = format!(
            "Domains are looked at {} times in a minute; try again in {seconds} seconds.",
            most.value
        );
        let error = Error::new(ErrorCode::RateLimited, message).over(most, count.value);
        Err(Error { retry_after_seconds: Some(seconds), ..error }.into())
    }
}

/// 160 random bits, as letters that go through the DNS as they are.
fn token(ids: &dyn Ids) -> String {
    let mut random = [0; 20];
    ids.fill(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(domain: &TenantDomain, action: Action) -> Entry {
    trail().entry(Some(domain.tenant_id), action, Target::new("domain", domain.id))
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
