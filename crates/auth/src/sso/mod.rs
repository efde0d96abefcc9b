//! Single sign-on: a redirect to a provider of identities, and back (authorization code flow with PKCE, RFC 7636).
//!
//! What a sign-in that comes back is compared with is sealed in a cookie of the browser that began it: it is kept nowhere,
//! works on every node, and a link that somebody else began is worth nothing. The redirect hands over a code that works once,
//! so that no token stands in an address. A page gives it back together with a cookie that came with it: nobody is signed in
//! by an address that somebody else made.

mod link;
mod people;
mod provider;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vq_api::{ApiError, cookie, request};
use vq_domain::{
    Error, ErrorCode, IdentityProvider, Millis, OneTimeToken, ProviderId, SignInMethod, TenantId,
    TokenPurpose,
};
use vq_keyring::{seal, unseal};
use vq_ports::Ids;

pub(crate) use self::{link::link_cookie, provider::Providers};
use self::{
    people::Known,
    provider::{Expected, form},
};
use crate::{
    Auth,
    auth::unauthorized,
    opaque, providers,
    sign_in::{Entered, at_home},
    visit::Visit,
};

/// How long somebody may take at the provider, in seconds.
const FLOW_SECONDS: u32 = 600;
/// How long the code of the last redirect is good, in seconds.
const HANDOVER_SECONDS: u32 = 60;
const FLOW: &[u8] = b"sso";
/// Longest cookie, code or state that is looked at, in bytes.
const LONGEST: usize = 4096;

/// Where the cookie that comes with the code is sent.
const HANDOVER_PATH: &str = "/v1/auth/browser/sso";

/// What is kept in the browser meanwhile.
#[derive(Serialize, Deserialize)]
struct Flow {
    provider: ProviderId,
    state: String,
    nonce: String,
    verifier: String,
    return_to: String,
    expires_at: i64,
}

/// What the provider's redirect brings back.
#[derive(Deserialize)]
pub(crate) struct Callback {
    #[serde(default)]
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) state: String,
}

/// How a sign-in at a provider ended, as far as the browser is told.
pub(crate) struct Ended {
    /// Where to go.
    pub(crate) location: String,
    /// The code in it, if it went well.
    pub(crate) code: Option<String>,
    /// What is to be confirmed, sealed: see [`link_cookie`].
    pub(crate) link: Option<String>,
}

/// How far a provider's word went.
enum Recognised {
    /// Signed in, with this code.
    Code(String),
    /// An account is to be confirmed first; what is to be linked, sealed.
    ToConfirm(String),
}

impl Auth {
    /// Where a provider sends people back to.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("{}/v1/auth/sso/callback", self.inner().config.public_url)
    }

    async fn offered(&self, provider: ProviderId) -> Result<IdentityProvider, ApiError> {
        let found = self.stores().identity_providers.get(provider).await?;
        Ok(found
            .filter(|found| found.settings.enabled)
            .ok_or_else(|| Error::not_found("identity provider"))?)
    }

    /// The providers of a tenant that are offered.
    pub(crate) async fn offers(&self, tenant: TenantId) -> Result<Vec<IdentityProvider>, ApiError> {
        let mut all = self.stores().identity_providers.list(tenant).await?;
        all.retain(|provider| provider.settings.enabled);
        Ok(all)
    }

    /// Where to send a browser that wants to sign in, and the cookie for it.
    pub(crate) async fn begin_sso(
        &self,
        provider: ProviderId,
        return_to: &str,
        secure: bool,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(String, Option<HeaderValue>), ApiError> {
        let return_to = local_path(return_to).ok_or_else(|| {
            Error::field(ErrorCode::InvalidParameter, "returnTo", "returnTo is a path of this site.")
        })?;
        let provider = self.offered(provider).await?;
        request::concerns(provider.tenant_id)?;
        if request::host_tenant().is_some() {
            // Providers send people back to the platform's own host, where the cookie must be: the sign-in begins there.
            let query = form(&[("returnTo", return_to)]);
            let location = format!("{}/v1/auth/sso/{}?{query}", self.inner().config.public_url, provider.id);
            return Ok((location, None));
        }
        let settings = &provider.settings;
        let discovery = self.inner().providers.discover(&provider, now).await.map_err(|error| {
            tracing::warn!(provider_id = %provider.id, %error, "a provider of identities does not answer");
            Error::unavailable("The provider of identities does not answer. Try again in a moment.")
        })?;
        let draw = || opaque::draw(ids).0;
        let flow = Flow {
            provider: provider.id,
            state: draw(),
            nonce: draw(),
            verifier: draw(),
            return_to: return_to.to_owned(),
            expires_at: now.plus_seconds(FLOW_SECONDS).0,
        };
        let challenge = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, flow.verifier.as_bytes());
        let scopes = std::iter::once("openid").chain(settings.scopes.iter().map(String::as_str));
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", &self.redirect_uri()),
            ("scope", &scopes.collect::<Vec<_>>().join(" ")),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge", &URL_SAFE_NO_PAD.encode(challenge)),
            ("code_challenge_method", "S256"),
        ]);
        let endpoint = &discovery.authorization_endpoint;
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        let text = serde_json::to_vec(&flow).map_err(|_| Error::internal())?;
        let sealed = seal(self.keyring(), ids, FLOW, &text).map_err(|_| Error::internal())?;
        let cookie = set_cookie(&URL_SAFE_NO_PAD.encode(sealed), FLOW_SECONDS, secure);
        Ok((format!("{endpoint}{joint}{query}"), Some(cookie.ok_or_else(Error::internal)?)))
    }

    /// Somebody comes back from a provider. Answers where to send them, with a code in the fragment, or what went wrong.
    pub(crate) async fn end_sso(
        &self,
        callback: &Callback,
        headers: &HeaderMap,
        now: Millis,
        ids: &dyn Ids,
    ) -> Ended {
        let Some(flow) = self.flow(headers, now) else {
            return Ended { location: "/#sso_error=unauthorized".to_owned(), code: None, link: None };
        };
        let to = |fragment: &str| format!("{}#{fragment}", flow.return_to);
        match self.recognise(callback, &flow, now, ids).await {
            Ok(Recognised::Code(code)) => {
                Ended { location: to(&format!("sso={code}")), code: Some(code), link: None }
            }
            Ok(Recognised::ToConfirm(link)) => {
                Ended { location: to("sso_error=confirmation_required"), code: None, link: Some(link) }
            }
            Err(error) => {
                let fragment = format!("sso_error={}", error.0.code().as_str());
                Ended { location: to(&fragment), code: None, link: None }
            }
        }
    }

    fn flow(&self, headers: &HeaderMap, now: Millis) -> Option<Flow> {
        let value = [true, false].into_iter().find_map(|secure| cookie::get(headers, cookie_name(secure)))?;
        let sealed = (value.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(value).ok()).flatten()?;
        let flow: Flow = serde_json::from_slice(&unseal(self.keyring(), FLOW, &sealed).ok()?).ok()?;
        (now.0 < flow.expires_at).then_some(flow)
    }

    async fn recognise(
        &self,
        callback: &Callback,
        flow: &Flow,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Recognised, ApiError> {
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(
            callback.state.as_bytes(),
            flow.state.as_bytes(),
        );
        if same.is_err() || callback.code.is_empty() || callback.code.len() > LONGEST {
            return Err(unauthorized("This is not the sign-in that this browser began.").into());
        }
        let provider = self.offered(flow.provider).await?;
        let place = providers::place(provider.id);
        let secret = unseal(self.keyring(), &place, &provider.sealed_secret)
            .ok()
            .and_then(|secret| String::from_utf8(secret).ok())
            .ok_or_else(Error::internal)?;
        let expected = Expected {
            code: &callback.code,
            verifier: &flow.verifier,
            nonce: &flow.nonce,
            redirect_uri: &self.redirect_uri(),
        };
        let identity = self.inner().providers.identify(&provider, &secret, &expected, now).await;
        let identity = identity.map_err(|error| {
            tracing::warn!(provider_id = %provider.id, %error, "a provider's answer was refused");
            unauthorized("The provider of identities did not say who you are.")
        })?;
        let account = match self.account_for(&provider, identity, now, ids).await? {
            Known::Account(account) => account,
            Known::ToConfirm { account, subject } => {
                let link = self.seal_link(&provider, subject, account, now, ids)?;
                return Ok(Recognised::ToConfirm(link));
            }
        };
        self.check_allowed(&account).await?;
        let (code, hash) = opaque::draw(ids);
        let expires_at = now.plus_seconds(HANDOVER_SECONDS);
        let purpose = TokenPurpose::SsoHandover;
        let token = OneTimeToken { hash, purpose, account_id: account.id, expires_at };
        self.stores().one_time_tokens.keep(&token).await?;
        Ok(Recognised::Code(code))
    }

    /// Goes on with the code of the last redirect.
    pub(crate) async fn complete_sso(
        &self,
        code: &str,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Entered, ApiError> {
        let spent = || unauthorized("This sign-in was not finished in time; begin again.");
        let hash = opaque::hash(code).ok_or_else(spent)?;
        let taken = self.stores().one_time_tokens.take(&hash, TokenPurpose::SsoHandover, now).await?;
        let account = self.stores().accounts.get(taken.ok_or_else(spent)?).await?.filter(at_home);
        let account = account.ok_or_else(spent)?;
        self.enter(account, SignInMethod::Sso, visit, now, ids).await
    }
}

/// A path of this site, and nothing that a browser takes for another.
fn local_path(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#');
    let local = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain);
    (local && path.len() <= 1000).then_some(path)
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Secure-vqsso" } else { "vqsso" }
}

/// `Lax`, for it comes back by a link from another site.
pub(crate) fn set_cookie(value: &str, seconds: u32, secure: bool) -> Option<HeaderValue> {
    let (name, tls) = (cookie_name(secure), if secure { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/v1/auth/sso; HttpOnly; SameSite=Lax; Max-Age={seconds}{tls}");
    HeaderValue::from_str(&text).ok()
}

fn handover_name(secure: bool) -> &'static str {
    if secure { "__Secure-vqhandover" } else { "vqhandover" }
}

/// The cookie that comes with a code and is sent with it where a page signs in.
pub(crate) fn handover_cookie(code: &str, secure: bool) -> Option<HeaderValue> {
    let (name, tls) = (handover_name(secure), if secure { "; Secure" } else { "" });
    let text = format!(
        "{name}={code}; Path={HANDOVER_PATH}; HttpOnly; SameSite=Strict; Max-Age={HANDOVER_SECONDS}{tls}"
    );
    HeaderValue::from_str(&text).ok()
}

/// Whether this browser is the one that a code was handed over to.
pub(crate) fn is_handed_over(headers: &HeaderMap, code: &str) -> bool {
    let kept = cookie::get(headers, handover_name(cookie::is_secure(headers))).unwrap_or_default();
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(kept.as_bytes(), code.as_bytes());
    !code.is_empty() && same.is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_is_sent_back_to_this_site_only() {
        for good in ["/", "/admin", "/admin/sign-in?x=1&y=%20"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "admin",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\r\nb",
            "/a#b",
            "/ü",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_code_is_taken_from_the_browser_that_has_its_cookie() {
        let with = |cookie: &str| {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_str(cookie) {
                headers.insert(http::header::COOKIE, value);
            }
            headers
        };
        let set = handover_cookie("abc", false).and_then(|value| value.to_str().map(str::to_owned).ok());
        let kept = set.as_deref().and_then(|set| set.split(';').next()).unwrap_or_default();
        assert!(is_handed_over(&with(kept), "abc"));
        assert!(!is_handed_over(&with(kept), "abd"));
        assert!(!is_handed_over(&with("vqhandover="), ""));
        assert!(!is_handed_over(&HeaderMap::new(), "abc"));
        // Over TLS only the cookie counts that a browser takes over TLS alone.
        let mut secure = with(kept);
        secure.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(!is_handed_over(&secure, "abc"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_path_or_none(text in "\\PC{0,60}") {
            local_path(&text);
        }
    }
}
