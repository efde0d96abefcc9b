//! Looks at every upstream again and again.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http::{Request, StatusCode, Uri};
use tokio::time::{sleep, timeout};
use vq_proxy::HttpClient;

use crate::{config::Health, pool::Member};

/// How to look.
#[derive(Clone)]
pub(crate) struct Checks {
    client: HttpClient,
    path: String,
    interval: Duration,
    failed_interval: Duration,
    limit: Duration,
}

impl Checks {
    /// `limit` is how long an answer may take.
    pub fn new(client: HttpClient, settings: &Health, limit: Duration) -> Self {
        Self {
            client,
            path: settings.path.clone(),
            interval: Duration::from_secs(settings.interval_seconds.into()),
            failed_interval: Duration::from_secs(settings.failed_interval_seconds.into()),
            limit,
        }
    }

    /// Looks at one upstream for ever.
    pub async fn watch(self, member: Arc<Member>) {
        loop {
            member.found(self.is_well(&member.base).await);
            if member.is_healthy() {
                tokio::select! {
                    () = sleep(self.interval) => continue,
                    () = member.doubt() => {}
                }
            }
            sleep(self.failed_interval).await;
        }
    }

    async fn is_well(&self, base: &Uri) -> bool {
        let url = format!("{}{}", base.to_string().trim_end_matches('/'), self.path);
        let Ok(request) = Request::get(url).body(Body::empty()) else { return false };
        let answer = timeout(self.limit, self.client.request(request)).await;
        matches!(answer, Ok(Ok(response)) if response.status() == StatusCode::OK)
    }
}
