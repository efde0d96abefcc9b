//! Failed sign-ins in the audit log: of accounts that there are, one entry per account and ten minutes, however many fail.

use serde_json::json;
use vq_api::{to_the_end, trail};
use vq_domain::{Account, Action, Millis, audit::Target};
use vq_ports::StoreResult;

use crate::Auth;

/// One entry per account within so many seconds.
const QUIET_SECONDS: u32 = 600;
/// Failures that no entry has told of are kept for so many seconds.
const KEPT_SECONDS: u32 = 7 * 24 * 60 * 60;

impl Auth {
    /// Notes a wrong password or code. In a task of its own, which ends with its write: how long an answer takes does not
    /// tell whether there is an account.
    pub(crate) fn note_failure(&self, account: &Account, step: &'static str, now: Millis) {
        let (auth, account) = (self.clone(), account.clone());
        to_the_end(async move {
            if let Err(error) = auth.write_failure(&account, step, now).await {
                tracing::warn!(account_id = %account.id, %error, "a failed sign-in was not written down");
            }
        });
    }

    async fn write_failure(&self, account: &Account, step: &'static str, now: Millis) -> StoreResult<()> {
        let counters = &self.inner().parts.counters;
        let untold = format!("sign-in-failures:{}", account.id);
        let failures = counters.count(&untold, 1, KEPT_SECONDS, now).await?.value;
        let told = format!("sign-in-failures-told:{}", account.id);
        if counters.count(&told, 1, QUIET_SECONDS, now).await?.value > 1 {
            return Ok(());
        }
        counters.remove(&untold).await?;
        let entry = trail()
            .entry(account.tenant_id, Action::SignInFail, Target::new("account", account.id))
            .after(json!({"step": step, "failures": failures}));
        self.stores().audit.append(&entry).await
    }
}
