//! The processes of one service: which is asked next, and which of them are well.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use http::Uri;
use tokio::sync::Notify;
use vq_proxy::Upstream;

use crate::Service;

/// One process of a service.
pub(crate) struct Member {
    pub service: Service,
    /// Where it is.
    pub base: Uri,
    pub upstream: Upstream,
    healthy: AtomicBool,
    /// It could not be reached, and nobody has looked since.
    doubted: Notify,
}

impl Member {
    /// Well until the opposite is known.
    pub fn new(service: Service, base: Uri, upstream: Upstream) -> Self {
        Self { service, base, upstream, healthy: AtomicBool::new(true), doubted: Notify::new() }
    }

    /// Whether it is well, as far as is known.
    pub fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
    }

    /// What a look at it has shown.
    pub fn found(&self, healthy: bool) {
        if self.healthy.swap(healthy, Ordering::Relaxed) != healthy {
            let (service, upstream) = (self.service.name(), &self.base);
            if healthy {
                tracing::info!(service, %upstream, "an upstream is well again");
            } else {
                tracing::warn!(service, %upstream, "an upstream is not well; others get its requests");
            }
        }
    }

    /// It could not be reached: it gets no requests until somebody has looked, which will be soon.
    pub fn eject(&self) {
        self.found(false);
        self.doubted.notify_one();
    }

    /// Waits until it could not be reached.
    pub async fn doubt(&self) {
        self.doubted.notified().await;
    }
}

/// The processes of one service.
pub(crate) struct Pool {
    members: Vec<std::sync::Arc<Member>>,
    turn: AtomicUsize,
}

impl Pool {
    pub fn new(members: Vec<std::sync::Arc<Member>>) -> Self {
        Self { members, turn: AtomicUsize::new(0) }
    }

    /// Who is asked next: one after the other of those that are well. If none is, all are tried: that nobody is ready, as
    /// when the database is away, must not keep those from being answered who can be.
    pub fn next(&self, except: Option<&Member>) -> Option<&Member> {
        let others = || self.members.iter().map(|member| &**member).filter(|member| !is_same(member, except));
        let healthy = others().filter(|member| member.is_healthy()).count();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        match (healthy, others().count()) {
            (_, 0) => None,
            (0, all) => others().nth(turn % all),
            (healthy, _) => others().filter(|member| member.is_healthy()).nth(turn % healthy),
        }
    }
}

fn is_same(member: &Member, other: Option<&Member>) -> bool {
    other.is_some_and(|other| std::ptr::eq(member, other))
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use vq_proxy::{Limits, UpstreamOptions, http_client};

    use super::*;

    fn pool(count: usize) -> Pool {
        let limits = Limits { write: Duration::from_secs(1), read: Duration::from_secs(1) };
        let client = http_client(limits.read);
        let members = (0..count).map(|number| {
            let base: Uri = format!("http://127.0.0.1:{}", number + 1).parse().expect("a URL");
            let options = UpstreamOptions { preserve_host: true, via: "test".into(), limits };
            let upstream = Upstream::new(&base, client.clone(), options);
            Arc::new(Member::new(Service::Session, base, upstream))
        });
        Pool::new(members.collect())
    }

    fn ports(pool: &Pool, calls: usize) -> Vec<u16> {
        let next = |_| pool.next(None).and_then(|member| member.base.port_u16()).expect("somebody");
        (0..calls).map(next).collect()
    }

    #[tokio::test]
    async fn those_that_are_well_take_turns() {
        let pool = pool(3);
        assert_eq!(ports(&pool, 6), [1, 2, 3, 1, 2, 3]);
        pool.members[1].eject();
        assert!(!ports(&pool, 6).contains(&2));
        pool.members[1].found(true);
        assert_eq!(ports(&pool, 3).len(), 3);
        assert!(ports(&pool, 3).contains(&2));
    }

    #[tokio::test]
    async fn where_none_is_well_all_are_tried() {
        let pool = pool(2);
        pool.members.iter().for_each(|member| member.found(false));
        let mut tried = ports(&pool, 2);
        tried.sort_unstable();
        assert_eq!(tried, [1, 2]);
    }

    #[tokio::test]
    async fn another_one_is_another_one() {
        let (two, one) = (pool(2), pool(1));
        for _ in 0..4 {
            let first = two.next(None).expect("somebody");
            assert!(two.next(Some(first)).is_some_and(|second| !std::ptr::eq(first, second)));
        }
        assert!(one.next(one.next(None)).is_none());
        assert!(pool(0).next(None).is_none());
    }
}
