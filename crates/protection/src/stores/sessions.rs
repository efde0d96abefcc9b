//! Sessions, opened.

use async_trait::async_trait;
use vq_domain::{QueueId, SessionId, TenantId, Ticket};
use vq_engine::Entry;
use vq_ports::{Page, PageRequest, SessionFilter, SessionRecord, Sessions, StoreError, StoreResult};

use super::Protected;
use crate::{Label, Place, adopt, envelope::is_index, vault::broken};

impl Protected {
    /// An entry as its services know it. `Failed` if it was sealed and cannot be opened.
    pub(super) async fn entry(&self, tenant: TenantId, mut entry: Entry) -> StoreResult<Entry> {
        let Some(words) = &entry.metadata else {
            // An index without its envelope says nothing any more.
            entry.identifier = entry.identifier.filter(|text| !is_index(text));
            if entry.identifier.is_some() {
                self.vault.plain_is_fine()?;
            }
            return Ok(entry);
        };
        let place = Place::session(tenant, entry.session);
        if let Some(personal) = self.vault.open_text(Some(tenant), &place, words).await? {
            match (&entry.identifier, &personal.lookup) {
                (None, None) => {}
                // Erased while something was written about them.
                (None, Some(_)) => return Ok(Entry { metadata: None, ..entry }),
                (Some(index), lookup) => {
                    // An envelope without a name belongs to no index.
                    let lookup = lookup.as_deref().ok_or_else(broken)?;
                    self.vault.is_bound(Some(tenant), Label::Identifier, lookup, index).await?;
                }
            }
            entry.identifier = personal.lookup.map(Into::into);
            entry.metadata = personal.words.map(Into::into);
        }
        Ok(entry)
    }

    async fn record(&self, tenant: TenantId, record: SessionRecord) -> StoreResult<SessionRecord> {
        Ok(SessionRecord { queue: record.queue, entry: self.entry(tenant, record.entry).await? })
    }
}

impl Protected {
    /// One person's sessions.
    async fn list_of(
        &self,
        tenant: TenantId,
        identifier: &str,
        filter: &SessionFilter,
        page: PageRequest,
    ) -> StoreResult<Page<SessionRecord>> {
        if self.vault.has_plain() {
            adopt::of_tenant(&self.vault, &*self.inner.personal, tenant, identifier).await?;
        }
        loop {
            // A tenant without keys has nobody.
            let Some(ring) = self.vault.latest(Some(tenant)).await? else {
                return Ok(Page { items: Vec::new(), next: None });
            };
            adopt::blinded_of_tenant(&self.vault, &*self.inner.personal, &ring, tenant, identifier).await?;
            let index = ring.blind(Label::Identifier, identifier);
            let blinded = SessionFilter { identifier: Some(index), ..filter.clone() };
            let found = self.inner.sessions.list(tenant, &blinded, page.clone()).await?;
            if self.vault.still_blinds(&ring).await? {
                return Ok(found);
            }
        }
    }
}

#[async_trait]
impl Sessions for Protected {
    async fn get(&self, tenant: TenantId, session: SessionId) -> StoreResult<Option<SessionRecord>> {
        match self.inner.sessions.get(tenant, session).await? {
            Some(record) => self.record(tenant, record).await.map(Some),
            None => Ok(None),
        }
    }

    async fn by_ticket(&self, queue: QueueId, ticket: Ticket) -> StoreResult<Option<SessionRecord>> {
        match self.inner.sessions.by_ticket(queue, ticket).await? {
            Some(record) => self.record(self.tenant_of(queue).await?, record).await.map(Some),
            None => Ok(None),
        }
    }

    async fn list(
        &self,
        tenant: TenantId,
        filter: &SessionFilter,
        page: PageRequest,
    ) -> StoreResult<Page<SessionRecord>> {
        // A person's own sessions are told whole or not at all: a copy with holes would pass for all there is.
        let is_of_a_person = filter.identifier.is_some();
        let found = match &filter.identifier {
            None => self.inner.sessions.list(tenant, filter, page).await?,
            Some(identifier) => self.list_of(tenant, identifier, filter, page).await?,
        };
        let mut items = Vec::with_capacity(found.items.len());
        for record in found.items {
            let mut unread = record.clone();
            items.push(match self.record(tenant, record).await {
                // One that cannot be opened hides no other: it stands there without what is personal.
                Err(StoreError::Failed(reason)) if !is_of_a_person => {
                    let session = unread.entry.session;
                    tracing::error!(tenant_id = %tenant, session_id = %session, reason, "a session cannot be opened");
                    (unread.entry.identifier, unread.entry.metadata) = (None, None);
                    unread
                }
                opened => opened?,
            });
        }
        Ok(Page { items, next: found.next })
    }
}
