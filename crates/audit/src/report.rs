//! Reports for those who have to show how access, data and fairness were handled.
//!
//! A report is made of sections, each a table; how it looks is [`html`]'s and [`pdf`]'s.

mod fairness;
mod html;
mod pdf;

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::IntoParams;
use vq_api::ApiError;
use vq_domain::{Error, ErrorCode, Millis, Permission, QueueId, Result, Role, RoleRef, Tenant};
use vq_ports::{
    PageRequest, all_pages,
    audit::{AuditFilter, AuditRecord, Chain},
};

use crate::{AuditService, query::moment};

/// Most rows of one section.
const MOST_ROWS: usize = 5_000;
/// The time a report is about unless it is said: 90 days, in milliseconds.
const USUAL: i64 = 90 * 24 * 60 * 60 * 1000;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    AccessReview,
    PermissionChanges,
    DataAccess,
    KeyRotations,
    Fairness,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::AccessReview, Self::PermissionChanges, Self::DataAccess, Self::KeyRotations, Self::Fairness];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AccessReview => "access-review",
            Self::PermissionChanges => "permission-changes",
            Self::DataAccess => "data-access",
            Self::KeyRotations => "key-rotations",
            Self::Fairness => "fairness",
        }
    }

    pub(crate) fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::not_found("report"))
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rendering {
    Html,
    Pdf,
}

impl Rendering {
    pub(crate) fn parse(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("html") => Ok(Self::Html),
            Some("pdf") => Ok(Self::Pdf),
            Some(_) => Err(Error::field(ErrorCode::InvalidParameter, "format", "format is html or pdf.")),
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
        }
    }

    pub(crate) fn render(self, report: &Report) -> Vec<u8> {
        match self {
            Self::Html => html::render(report).into_bytes(),
            Self::Pdf => pdf::render(report),
        }
    }
}

pub(crate) use html::policy;

/// Of which time, of which queue, in which form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct ReportQuery {
    /// `html` or `pdf`; `html` if absent.
    pub format: Option<String>,
    /// From this moment, RFC 3339; 90 days before `to` if absent.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Before this moment, RFC 3339; now if absent.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
    /// Of which queue; `fairness` needs it.
    #[param(value_type = Option<String>)]
    queue_id: Option<QueueId>,
}

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// What it is.
    pub title: &'static str,
    /// What it tells, in a sentence or two.
    pub about: &'static str,
    /// Whose it is, of which time, when it was made.
    pub facts: Vec<(&'static str, String)>,
    /// The tables.
    pub sections: Vec<Section>,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// What is in it.
    pub title: String,
    /// What has to be known to read it.
    pub note: Option<String>,
    /// The heads of its columns, and how much of the width each takes, in parts.
    pub columns: Vec<(&'static str, u8)>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// A time.
#[derive(Clone, Copy, Debug)]
struct Time {
    from: Millis,
    to: Millis,
}

/// Makes a report.
pub(crate) async fn make(
    service: &AuditService,
    tenant: &Tenant,
    kind: Kind,
    query: &ReportQuery,
    now: Millis,
) -> std::result::Result<Report, ApiError> {
    let to = moment("to", query.to.as_deref())?.unwrap_or(now);
    let from = moment("from", query.from.as_deref())?.unwrap_or(to + -USUAL);
    if from > to {
        return Err(Error::field(ErrorCode::InvalidParameter, "to", "to is not before from.").into());
    }
    let time = Time { from, to };
    let maker = Maker { service, tenant };
    let (title, about, sections) = match kind {
        Kind::AccessReview => (
            "Access review",
            "Who can sign in, what they may do, and which programs have keys: as it is now.",
            maker.access().await?,
        ),
        Kind::PermissionChanges => (
            "Permission changes",
            "How accounts, roles, keys and the ways to sign in were changed, and by whom.",
            vec![maker.changes(time).await?],
        ),
        Kind::DataAccess => (
            "Data exports and erasures",
            "What was taken out of the system or erased, and by whom.",
            vec![maker.data(time).await?],
        ),
        Kind::KeyRotations => (
            "Key rotations",
            "When signing and sealing keys were made. Keys are the platform's: all tenants share them.",
            vec![maker.keys(time).await?],
        ),
        Kind::Fairness => {
            let queue = query
                .queue_id
                .ok_or_else(|| Error::field(ErrorCode::InvalidParameter, "queueId", "Say of which queue."))?;
            let found = service.stores.queues.get(tenant.id, queue).await?;
            let queue = found.ok_or_else(|| Error::not_found("queue"))?;
            (
                "Fairness of a queue",
                "Who was let in or called after somebody who came later, and every time that staff or a program decided \
                 somebody's place, with who did it and why.",
                fairness::sections(&maker, &queue, time, now).await?,
            )
        }
    };
    let mut facts = vec![("Tenant", format!("{} ({})", tenant.name, tenant.id))];
    if kind != Kind::AccessReview {
        facts.push(("Time", format!("{} to {}", from.to_rfc3339(), to.to_rfc3339())));
    }
    facts.push(("Made", now.to_rfc3339()));
    if let Some(head) = service.log().head(Some(tenant.id)).await? {
        let (sequence, hash) = (head.sequence, crate::view::hex(&head.hash));
        facts.push(("Audit chain", format!("entry {sequence}, {hash}, signed up to entry {}", head.signed)));
    }
    Ok(Report { title, about, facts, sections })
}

struct Maker<'a> {
    service: &'a AuditService,
    tenant: &'a Tenant,
}

/// Entries and whether there were more than a section takes.
struct Found {
    records: Vec<AuditRecord>,
    more: bool,
}

impl Maker<'_> {
    /// Entries of a time whose action is one of these, or begins with one that ends with a dot; the oldest first.
    async fn entries(
        &self,
        chain: Chain,
        actions: &[&str],
        time: Time,
    ) -> std::result::Result<Found, ApiError> {
        let (mut records, mut more) = (Vec::new(), false);
        for action in actions {
            let filter = AuditFilter {
                action: Some((*action).to_owned()),
                from: Some(time.from),
                to: Some(time.to),
                ..AuditFilter::default()
            };
            let mut cursor = None;
            loop {
                let page =
                    self.service.log().list(chain, &filter, PageRequest { limit: 200, cursor }).await?;
                records.extend(page.items);
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
                if records.len() >= MOST_ROWS {
                    more = true;
                    break;
                }
            }
        }
        records.sort_by_key(|record| record.sequence);
        Ok(Found { records, more })
    }

    /// Who did something, as a report names them.
    async fn who(
        &self,
        names: &mut BTreeMap<String, String>,
        record: &AuditRecord,
    ) -> std::result::Result<String, ApiError> {
        let actor = &record.entry.actor;
        let key = format!("{} {}", actor.kind, actor.id);
        if let Some(name) = names.get(&key) {
            return Ok(name.clone());
        }
        let name = match &*actor.kind {
            "account" => self.service.name_of(Some(self.tenant.id), &actor.id).await?,
            _ => None,
        };
        let name = name.map_or_else(|| key.clone(), |name| format!("{name} ({})", actor.id));
        names.insert(key, name.clone());
        Ok(name)
    }

    async fn told(&self, title: &str, found: Found) -> std::result::Result<Section, ApiError> {
        let mut names = BTreeMap::new();
        let mut rows = Vec::with_capacity(found.records.len());
        for record in &found.records {
            let entry = &record.entry;
            let change = match (&entry.before, &entry.after) {
                (Some(before), Some(after)) => format!("{before} -> {after}"),
                (Some(before), None) => format!("was {before}"),
                (None, Some(after)) => after.to_string(),
                (None, None) => String::new(),
            };
            rows.push(vec![
                record.sequence.to_string(),
                entry.at.to_rfc3339(),
                self.who(&mut names, record).await?,
                entry.action.to_string(),
                format!("{} {}", entry.target.kind, entry.target.id),
                change,
                entry.reason.as_deref().unwrap_or_default().to_owned(),
            ]);
        }
        let note = found.more.then(|| format!("There are more than {MOST_ROWS}; ask for a shorter time."));
        let columns = vec![
            ("Entry", 6),
            ("When", 15),
            ("Who", 19),
            ("What", 13),
            ("To what", 17),
            ("Change", 22),
            ("Why", 8),
        ];
        Ok(Section { title: title.to_owned(), note, columns, rows })
    }

    async fn access(&self) -> std::result::Result<Vec<Section>, ApiError> {
        let stores = &self.service.stores;
        let realm = Some(self.tenant.id);
        let own = stores.roles.list(self.tenant.id).await?;
        let name = |role: &RoleRef| match role {
            RoleRef::Own(id) => own
                .iter()
                .find(|known| known.id == *id)
                .map_or_else(|| id.to_string(), |known| known.name.clone()),
            RoleRef::BuiltIn(role) => role.as_str().to_owned(),
        };
        let mut people = Vec::new();
        let mut cursor = None;
        loop {
            let page = stores.accounts.list(realm, PageRequest { limit: 200, cursor }).await?;
            let ids = page.items.iter().map(|account| account.id).collect();
            let holders = stores.second_factors.holders(ids).await?;
            for account in &page.items {
                let roles: Vec<_> = account.roles.iter().map(name).collect();
                people.push(vec![
                    account.name.clone(),
                    account.email.clone(),
                    account.status.as_str().to_owned(),
                    roles.join(", "),
                    if holders.contains(&account.id) { "yes" } else { "no" }.to_owned(),
                    account.created_at.to_rfc3339(),
                ]);
            }
            cursor = page.next;
            if cursor.is_none() || people.len() >= MOST_ROWS {
                break;
            }
        }
        let names = |permissions: &[Permission]| {
            permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(", ")
        };
        let built_in = Role::ALL.into_iter().filter(|role| *role != Role::PlatformAdmin);
        let mut roles: Vec<_> = built_in
            .map(|role| vec![role.as_str().to_owned(), "built in".to_owned(), names(role.permissions())])
            .collect();
        roles.extend(
            own.iter().map(|role| vec![role.name.clone(), "own".to_owned(), names(&role.permissions)]),
        );
        let keys = all_pages(|page| stores.api_keys.list(self.tenant.id, page)).await?;
        let keys = keys.iter().map(|key| {
            vec![
                key.name.clone(),
                key.prefix.clone(),
                names(&key.permissions),
                key.account_id.to_string(),
                key.expires_at.map_or_else(|| "never".to_owned(), Millis::to_rfc3339),
                key.last_used_at.map_or_else(|| "never".to_owned(), Millis::to_rfc3339),
            ]
        });
        let keys: Vec<_> = keys.collect();
        Ok(vec![
            Section {
                title: "People".to_owned(),
                note: None,
                columns: vec![
                    ("Name", 18),
                    ("E-mail", 26),
                    ("Status", 9),
                    ("Roles", 21),
                    ("Second factor", 8),
                    ("Since", 18),
                ],
                rows: people,
            },
            Section {
                title: "Roles".to_owned(),
                note: None,
                columns: vec![("Role", 18), ("Kind", 10), ("Permissions", 72)],
                rows: roles,
            },
            Section {
                title: "API keys".to_owned(),
                note: None,
                columns: vec![
                    ("Name", 14),
                    ("Prefix", 12),
                    ("Permissions", 28),
                    ("Made by", 20),
                    ("Until", 13),
                    ("Last used", 13),
                ],
                rows: keys,
            },
        ])
    }

    async fn changes(&self, time: Time) -> std::result::Result<Section, ApiError> {
        let actions = [
            "account.create",
            "account.update",
            "account.delete",
            "account.link",
            "invitation.",
            "role.",
            "sign_in_policy.",
            "api_key.",
            "identity_provider.",
            "second_factor.",
        ];
        let found = self.entries(Some(self.tenant.id), &actions, time).await?;
        self.told("Changes", found).await
    }

    async fn data(&self, time: Time) -> std::result::Result<Section, ApiError> {
        let actions = [
            "data.",
            "look.",
            "audit.export",
            "audit.report",
            "audit.prune",
            "session.read",
            "tenant.delete",
        ];
        let found = self.entries(Some(self.tenant.id), &actions, time).await?;
        self.told("Exports, looks and erasures", found).await
    }

    async fn keys(&self, time: Time) -> std::result::Result<Section, ApiError> {
        let found = self.entries(None, &["signing_key.", "data_key."], time).await?;
        self.told("Keys", found).await
    }
}
