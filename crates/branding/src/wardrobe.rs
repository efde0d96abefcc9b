//! Brandings at hand for those who draw pages: a crowd that looks at a page asks the store nothing.
//!
//! What it answers may be some seconds old.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_lc_rs::digest::{Context, SHA256};
use parking_lot::RwLock;
use uuid::Uuid;
use vq_domain::{Logo, Look, Millis, QueueId, TenantId, Wearer};
use vq_ports::{Brandings, Clock, StoreError, StoreResult, brandings::Worn};

use crate::stylesheet;

/// How long an answer is good, in milliseconds. Other nodes learn of a change after at most twice this time.
const FRESH_MILLIS: u64 = 3_000;
/// Most dresses at hand; each may carry a logo.
const MOST: usize = 256;

/// What somebody's pages wear, ready to be served.
#[derive(Clone, Debug, PartialEq)]
pub struct Dress {
    /// Whose it is; `None` if nobody has said what to wear.
    pub owner: Option<TenantId>,
    /// Colours and words.
    pub look: Look,
    /// The picture.
    pub logo: Option<Logo>,
    /// The stylesheet; empty without colours and logo.
    pub css: String,
    /// Changes with anything of the above.
    pub hash: String,
}

impl Dress {
    fn new(look: Look, logo: Option<Logo>) -> Self {
        let css = stylesheet::of(&look, logo.as_ref());
        let mut sum = Context::new(&SHA256);
        sum.update(css.as_bytes());
        sum.update(&serde_json::to_vec(&look).unwrap_or_default());
        let hash = sum.finish().as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { owner: None, look, logo, css, hash }
    }

    /// Whether there is nothing to wear.
    pub fn is_plain(&self) -> bool {
        self.css.is_empty() && self.look.texts.is_empty()
    }

    fn of(worn: Worn) -> Self {
        let Worn { tenant, queue } = worn;
        let owner = tenant.as_ref().or(queue.as_ref()).map(|branding| branding.wearer.tenant_id);
        let base = tenant.as_ref().map(|tenant| tenant.look.clone()).unwrap_or_default();
        let look = queue.as_ref().map_or_else(|| base.clone(), |queue| queue.look.over(&base));
        let logo = queue.and_then(|queue| queue.logo).or(tenant.and_then(|tenant| tenant.logo));
        Self { owner, ..Self::new(look, logo) }
    }
}

/// A cache before the stored brandings.
pub struct Wardrobe {
    brandings: Arc<dyn Brandings>,
    clock: Arc<dyn Clock>,
    dresses: RwLock<HashMap<Uuid, (Arc<Dress>, Millis)>>,
    /// Counts local changes, so that a reading begun before a change is not kept after it.
    changes: AtomicU64,
}

impl Wardrobe {
    /// Of what is in `brandings`.
    pub fn new(brandings: Arc<dyn Brandings>, clock: Arc<dyn Clock>) -> Self {
        Self { brandings, clock, dresses: RwLock::default(), changes: AtomicU64::new(0) }
    }

    /// What the pages of a queue wear.
    pub async fn of_queue(&self, queue: QueueId) -> StoreResult<Arc<Dress>> {
        self.find(queue.0, async || Ok(Dress::of(self.brandings.of_queue(queue).await?))).await
    }

    /// What the pages of a tenant wear: its locations, kiosks and boards.
    pub async fn of_tenant(&self, tenant_id: TenantId) -> StoreResult<Arc<Dress>> {
        let read = async || {
            let tenant = self.brandings.get(Wearer { tenant_id, queue_id: None }).await?;
            Ok(Dress::of(Worn { tenant, queue: None }))
        };
        self.find(tenant_id.0, read).await
    }

    /// What is worn by whoever has this id, a queue or a tenant. An id that nobody has wears nothing.
    pub async fn of_either(&self, id: Uuid) -> StoreResult<Arc<Dress>> {
        let read = async || {
            let worn = self.brandings.of_queue(QueueId(id)).await?;
            if worn != Worn::default() {
                return Ok(Dress::of(worn));
            }
            let tenant = self.brandings.get(Wearer { tenant_id: TenantId(id), queue_id: None }).await?;
            Ok(Dress::of(Worn { tenant, queue: None }))
        };
        self.find(id, read).await
    }

    /// Forgets everything: a tenant's branding is part of its queues'.
    pub(crate) fn forget(&self) {
        let mut dresses = self.dresses.write();
        self.changes.fetch_add(1, Ordering::Relaxed);
        dresses.clear();
    }

    async fn find(
        &self,
        id: Uuid,
        read: impl AsyncFnOnce() -> StoreResult<Dress>,
    ) -> StoreResult<Arc<Dress>> {
        let now = self.clock.now();
        let known = self.dresses.read().get(&id).cloned();
        if let Some((dress, read_at)) = &known
            && now.since(*read_at) < FRESH_MILLIS
        {
            return Ok(dress.clone());
        }
        let changes = self.changes.load(Ordering::Relaxed);
        match (read().await, known) {
            (Ok(dress), _) => {
                let dress = Arc::new(dress);
                self.keep(id, dress.clone(), now, changes);
                Ok(dress)
            }
            // Without the store the last answer is better than none (I8).
            (Err(StoreError::Unavailable(reason)), Some((dress, _))) => {
                tracing::warn!(reason, %id, "the store is not available; using the branding as last read");
                Ok(dress)
            }
            (Err(error), _) => Err(error),
        }
    }

    fn keep(&self, id: Uuid, dress: Arc<Dress>, read_at: Millis, changes: u64) {
        let mut dresses = self.dresses.write();
        if self.changes.load(Ordering::Relaxed) != changes {
            return;
        }
        if dresses.len() >= MOST && !dresses.contains_key(&id) {
            dresses.clear();
        }
        dresses.insert(id, (dress, read_at));
    }
}
