//! Looks at what says who people are, and at who did what: nobody sees it without the audit log knowing.
//!
//! A page that asks every few seconds is one look: an entry stands for all that the same caller sees of the same page of the
//! same list in [`WINDOW_SECONDS`] from then on. That it was written is kept among what nodes share for a while; when that is
//! lost, there is an entry more.

use std::{fmt, sync::Arc};

use aws_lc_rs::digest;
use serde_json::{Value, json};
use vq_domain::{Action, TenantId, audit::Target};
use vq_ports::{AuditLog, ShortLived, StoreResult};

use crate::{Paging, request::trail};

/// How long an entry stands for looks of the same kind, in seconds.
pub const WINDOW_SECONDS: u32 = 10 * 60;

/// What is looked at: a list, what it was narrowed to, and which page of it; or one thing.
#[derive(Clone, Debug)]
pub struct Listed {
    action: Action,
    one: Option<Target>,
    filter: Value,
    paging: Paging,
}

impl Listed {
    /// A list, by the action that looking at it is.
    pub fn new(action: Action) -> Self {
        Self { action, one: None, filter: json!({}), paging: Paging::default() }
    }

    /// One person, or another thing that is one however much of it is seen.
    pub fn one(action: Action, target: Target) -> Self {
        Self { one: Some(target), ..Self::new(action) }
    }

    /// What it was narrowed to: an object with the names of the query. Who is named in it is masked before it is written.
    #[must_use]
    pub fn narrowed(self, mut filter: Value) -> Self {
        if let Some(fields) = filter.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        Self { filter, ..self }
    }

    /// Which page.
    #[must_use]
    pub fn page(self, paging: Paging) -> Self {
        Self { paging, ..self }
    }
}

/// Writes looks down.
pub struct Looks {
    audit: Arc<dyn AuditLog>,
    marks: Arc<dyn ShortLived>,
}

impl fmt::Debug for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looks").finish_non_exhaustive()
    }
}

impl Looks {
    /// Into this log; what was written is marked there.
    pub fn new(audit: Arc<dyn AuditLog>, marks: Arc<dyn ShortLived>) -> Self {
        Self { audit, marks }
    }

    /// Writes down that whoever acts in this request is about to see so many rows of it, unless it stands there already.
    pub(crate) async fn note(
        &self,
        tenant: Option<TenantId>,
        listed: &Listed,
        rows: usize,
    ) -> StoreResult<()> {
        if rows == 0 {
            return Ok(());
        }
        let trail = trail();
        let mark = mark(&trail.actor, tenant, listed);
        match self.marks.get(&mark, trail.at).await {
            Ok(Some(_)) => return Ok(()),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "it is not known whether a look was written down"),
        }
        let entry = match &listed.one {
            Some(target) => {
                let entry = trail.entry(tenant, listed.action, target.clone());
                if listed.filter == json!({}) { entry } else { entry.with("filter", &listed.filter) }
            }
            None => {
                let (_, of) = listed.action.as_str().split_once('.').unwrap_or_default();
                let entry = trail.entry(tenant, listed.action, Target::only(of));
                entry
                    .with("filter", &listed.filter)
                    .with("firstPage", listed.paging.cursor.is_none())
                    .with("rows", rows)
            }
        };
        self.audit.append(&entry).await?;
        if let Err(error) = self.marks.put(&mark, b"", WINDOW_SECONDS, trail.at).await {
            tracing::debug!(%error, "the next look will be written down, too");
        }
        Ok(())
    }
}

/// What looks of one kind have in common. Who looks is an id that cannot be guessed, so nobody can try what was looked for.
fn mark(actor: &vq_domain::audit::Actor, tenant: Option<TenantId>, listed: &Listed) -> String {
    let tenant = tenant.map(|tenant| tenant.to_string()).unwrap_or_default();
    let (filter, Paging { limit, cursor }) = (listed.filter.to_string(), &listed.paging);
    let page = format!("{limit:?} {cursor:?}");
    let one = listed.one.as_ref().map(|one| format!("{} {}", one.kind, one.id)).unwrap_or_default();
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [&*actor.kind, &*actor.id, &tenant, listed.action.as_str(), &one, &filter, &page] {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let hash = context.finish();
    hash.as_ref().iter().fold("look:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}
