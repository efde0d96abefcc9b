//! An account with a password is linked to a provider's word for it by its owner: whoever comes from a provider whose address
//! has such an account signs in with the password, and with the second factor if there is one, in the same browser.
//!
//! What is to be linked waits sealed in a cookie that only the sign-in of our own pages is sent.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vq_api::{ApiError, cookie};
use vq_domain::{Account, AccountId, Error, IdentityProvider, Millis, ProviderId};
use vq_keyring::{seal, unseal};
use vq_ports::Ids;

use crate::Auth;

/// How long a link may be confirmed, in seconds.
const LINK_SECONDS: u32 = 600;
const LINK: &[u8] = b"sso-link";
/// Longest cookie that is looked at, in bytes.
const LONGEST: usize = 4096;

/// What is to be confirmed.
#[derive(Serialize, Deserialize)]
struct Link {
    provider: ProviderId,
    /// Of the provider whose word it was: one that has changed since says it again.
    version: u64,
    subject: String,
    account: AccountId,
    expires_at: i64,
}

impl Auth {
    pub(super) fn seal_link(
        &self,
        provider: &IdentityProvider,
        subject: String,
        account: AccountId,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<String, Error> {
        let expires_at = now.plus_seconds(LINK_SECONDS).0;
        let link = Link { provider: provider.id, version: provider.version, subject, account, expires_at };
        let text = serde_json::to_vec(&link).map_err(|_| Error::internal())?;
        let sealed = seal(self.keyring(), ids, LINK, &text).map_err(|_| Error::internal())?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Links what this browser was told to confirm, now that somebody has signed in with a password, if the account is theirs.
    pub(crate) async fn confirm_link(
        &self,
        account: &Account,
        headers: &HeaderMap,
        now: Millis,
    ) -> Result<(), ApiError> {
        let Some(link) = self.link_in(headers, now).filter(|link| link.account == account.id) else {
            return Ok(());
        };
        let provider = self.stores().identity_providers.get(link.provider).await?;
        let same = provider.is_some_and(|provider| {
            provider.settings.enabled
                && provider.version == link.version
                && Some(provider.tenant_id) == account.tenant_id
        });
        if same { self.link_confirmed(link.provider, &link.subject, account).await } else { Ok(()) }
    }

    fn link_in(&self, headers: &HeaderMap, now: Millis) -> Option<Link> {
        // Over TLS only the cookie counts that a browser takes over TLS alone.
        let value = cookie::get(headers, cookie_name(cookie::is_secure(headers)))?;
        let sealed = (value.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(value).ok()).flatten()?;
        let link: Link = serde_json::from_slice(&unseal(self.keyring(), LINK, &sealed).ok()?).ok()?;
        (now.0 < link.expires_at).then_some(link)
    }
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Secure-vqlink" } else { "vqlink" }
}

/// The cookie with what is to be confirmed, sent where a page signs in.
pub(crate) fn link_cookie(value: &str, secure: bool) -> Option<HeaderValue> {
    let (name, tls) = (cookie_name(secure), if secure { "; Secure" } else { "" });
    let text = format!(
        "{name}={value}; Path=/v1/auth/browser/login; HttpOnly; SameSite=Strict; Max-Age={LINK_SECONDS}{tls}"
    );
    HeaderValue::from_str(&text).ok()
}
