//! Who signs in, and what they are known by: access tokens, people, mail to them.

use std::{sync::Arc, time::Duration};

use vq_auth::{Auth, AuthConfig, AuthParts, Doorkeeper, Post, Revoked};
use vq_mail::{FileMailer, SmtpMailer};
use vq_ports::{Mailer, Stores};

use super::{Deployment, SWEEP, part};
use crate::http;

/// How often to look for sessions that other nodes have ended.
const REVOCATIONS: Duration = Duration::from_secs(2);

impl Deployment {
    pub(crate) async fn start_doorkeeper(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let stores = self.stores()?;
        let revoked = Arc::new(Revoked::new(stores.sign_ins.clone()));
        revoked.refresh(self.clock.now()).await?;
        let doorkeeper = Doorkeeper::new(self.keyring()?, directory, revoked.clone(), &stores);
        self.authenticator = Some(Arc::new(doorkeeper));
        self.follow_revocations(revoked.clone());
        self.revoked = Some(revoked);
        Ok(())
    }

    pub(crate) async fn start_auth(&mut self) -> anyhow::Result<()> {
        let (stores, keyring) = (self.stores()?, self.keyring()?);
        let directory = part(&self.directory, "directory")?;
        let revoked = part(&self.revoked, "doorkeeper")?;
        let public_url = self.config.public_url();
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let post = Arc::new(Post::new(stores.clone(), self.mailer()?, clock, ids, &public_url));
        let (office, stop) = (post.clone(), self.stop.clone());
        self.tasks.spawn(async move { office.run(stop).await });
        self.forget_sign_ins(stores.clone());
        let counters = self.attempts();
        let parts = AuthParts { stores, tenants: directory, keys: keyring.clone(), counters, revoked, post };
        let internal_providers = self.config.sign_in.internal_providers;
        let auth = Auth::new(parts, AuthConfig { public_url, internal_providers, ..AuthConfig::default() });
        self.pages = std::mem::take(&mut self.pages).merge(vq_auth::pages(auth.clone()));
        self.add(vq_auth::router(auth));
        self.add(http::keys::router(keyring));
        self.add(http::protection::router(self.protection()?));
        self.signs_in = true;
        Ok(())
    }

    /// The way for mail to go.
    fn mailer(&self) -> anyhow::Result<Arc<dyn Mailer>> {
        let mail = &self.config.mail;
        if mail.url.is_empty() {
            let folder = self.config.store.data.join("mail");
            tracing::warn!(folder = %folder.display(), "mail.url is not set: mails are written into a folder instead of being sent");
            return Ok(Arc::new(FileMailer::new(&folder, &mail.from, self.clock.clone())?));
        }
        Ok(Arc::new(SmtpMailer::new(&mail.url, &mail.from)?))
    }

    /// Keeps up with what other nodes have ended.
    fn follow_revocations(&self, revoked: Arc<Revoked>) {
        let clock = self.clock.clone();
        self.every(REVOCATIONS, "revocations", move || {
            let (revoked, clock) = (revoked.clone(), clock.clone());
            async move {
                if let Err(error) = revoked.refresh(clock.now()).await {
                    tracing::debug!(%error, "ended sessions could not be read; those known stay ended");
                }
            }
        });
    }

    /// Forgets what is over.
    fn forget_sign_ins(&self, stores: Stores) {
        let clock = self.clock.clone();
        self.every(SWEEP, "sign-ins", move || {
            let (stores, clock) = (stores.clone(), clock.clone());
            async move {
                let now = clock.now();
                let sign_ins = stores.sign_ins.forget(now).await;
                if let Err(error) = sign_ins.and(stores.one_time_tokens.forget(now).await) {
                    tracing::warn!(%error, "what is old could not be forgotten yet");
                }
            }
        });
    }
}
