//! Block and allow lists: who a rule is about, and why. Found by the tenant, never by whom they are about.

use async_trait::async_trait;
use vq_domain::{AccessRule, AccessRuleId, Millis, TenantId};
use vq_ports::{AccessRules, Audit, Page, PageRequest, PersonalTable, StoreResult};

use super::Protected;
use crate::{Label, Personal, Place};

impl Protected {
    async fn rules(&self, mut rules: Vec<AccessRule>) -> StoreResult<Vec<AccessRule>> {
        for rule in &mut rules {
            let place = Place::row(Some(rule.tenant_id), PersonalTable::AccessRules, rule.id.0);
            if let Some(personal) = self.vault.open_text(Some(rule.tenant_id), &place, &rule.reason).await? {
                let value = personal.lookup.unwrap_or_default();
                self.vault.is_bound(Some(rule.tenant_id), Label::Identifier, &value, &rule.value).await?;
                rule.value = value;
                rule.reason = personal.words.unwrap_or_default();
            }
        }
        Ok(rules)
    }
}

#[async_trait]
impl AccessRules for Protected {
    async fn create(&self, rule: &AccessRule, most: u32, audit: &Audit) -> StoreResult<()> {
        let ring = self.vault.ring(Some(rule.tenant_id)).await?;
        let personal = Personal { lookup: Some(rule.value.clone()), words: Some(rule.reason.clone()) };
        let place = Place::row(Some(rule.tenant_id), PersonalTable::AccessRules, rule.id.0);
        let sealed = AccessRule {
            value: ring.blind(Label::Identifier, &rule.value),
            reason: self.vault.seal(&ring, &place, &personal)?,
            ..rule.clone()
        };
        self.inner.access_rules.create(&sealed, most, audit).await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<AccessRule>> {
        let Page { items, next } = self.inner.access_rules.list(tenant, page).await?;
        Ok(Page { items: self.rules(items).await?, next })
    }

    async fn in_force(&self, tenant: TenantId, now: Millis) -> StoreResult<Vec<AccessRule>> {
        self.rules(self.inner.access_rules.in_force(tenant, now).await?).await
    }

    async fn remove(&self, tenant: TenantId, rule: AccessRuleId, audit: &Audit) -> StoreResult<()> {
        self.inner.access_rules.remove(tenant, rule, audit).await
    }
}
