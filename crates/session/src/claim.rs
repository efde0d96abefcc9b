//! Taking one's turn: the admission token.

use vq_admission::Claims;
use vq_domain::{Error, Millis, Result, SessionState};
use vq_engine::{Command, Entry};
use vq_ports::Ids;

use crate::{Pass, SessionService, SessionView};

/// Somebody who may go in.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// What they are told.
    pub view: SessionView,
    /// What lets them in.
    pub admission_token: String,
    /// Until when.
    pub expires_at: Millis,
    /// Where to go, if the queue says so.
    pub redirect_url: Option<String>,
}

impl SessionService {
    /// Takes the offered turn. Again while inside, it gives a fresh admission for the time that is left.
    pub async fn claim(&self, pass: &Pass, now: Millis, ids: &dyn Ids) -> Result<Claimed> {
        let (view, entry) = self.command(pass, Command::Claim { ticket: pass.ticket }, now).await?;
        self.admit(pass, view, &entry, now, ids).await
    }

    /// One more claim window, or more time inside with a fresh admission.
    pub async fn extend(
        &self,
        pass: &Pass,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(SessionView, Option<Claimed>)> {
        let (view, entry) = self.command(pass, Command::Extend { ticket: pass.ticket }, now).await?;
        if entry.state != SessionState::Active {
            return Ok((view, None));
        }
        let claimed = self.admit(pass, view, &entry, now, ids).await?;
        Ok((claimed.view.clone(), Some(claimed)))
    }

    async fn admit(
        &self,
        pass: &Pass,
        view: SessionView,
        entry: &Entry,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Claimed> {
        let line = self.line(pass.queue).await?;
        let expires_at = entry.deadline.unwrap_or(now);
        let issued = now.0.div_euclid(1000);
        let claims = Claims {
            iss: self.inner.config.issuer.clone(),
            aud: pass.queue.to_string(),
            sub: pass.session.to_string(),
            iat: issued,
            // A token outlives the moment it is made in, however little time is left.
            exp: expires_at.0.div_euclid(1000).max(issued + 1),
            jti: ids.uuid(now).simple().to_string(),
            tkt: Some(pass.ticket),
        };
        let admission_token = self.inner.keyring.signer().sign(&claims).map_err(|error| {
            tracing::error!(%error, "an admission could not be signed");
            Error::internal()
        })?;
        let target = line.queue().settings.target_url.clone();
        let redirect_url = target.map(|url| with_token(&url, &admission_token));
        Ok(Claimed { view, admission_token, expires_at, redirect_url })
    }
}

/// The target with the admission in its query, where a gate or an origin's layer takes it over into a cookie.
fn with_token(url: &str, token: &str) -> String {
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let separator = if rest.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{rest}{separator}vq_token={token}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::with_token;

    #[test]
    fn the_token_joins_the_query() {
        assert_eq!(with_token("https://a.example/", "t"), "https://a.example/?vq_token=t");
        assert_eq!(with_token("https://a.example/?x=1#top", "t"), "https://a.example/?x=1&vq_token=t#top");
    }
}
