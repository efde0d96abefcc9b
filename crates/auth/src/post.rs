//! The post office: takes letters from those who answer requests, and writes and sends them in the background.
//!
//! What is to be looked up for a letter is looked up here, so that nobody can tell from an answer, or from how long it took,
//! whether there was anything to send. Letters wait in memory: those that a node has not sent when it stops are lost, and
//! whoever waits for one asks again.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vq_domain::{Account, AccountId, AccountStatus, Error, OneTimeToken, TokenPurpose};
use vq_ports::{Clock, Ids, Mail, MailError, Mailer, StoreResult, Stores};

use crate::{
    letters::{Kind, Letters},
    opaque,
};

/// Letters that may wait.
const WAITING: usize = 1_000;
/// How long a link to another password is good, in seconds.
const RESET_SECONDS: u32 = 30 * 60;
/// How long a link that shows an address is good, in seconds.
const VERIFICATION_SECONDS: u32 = 24 * 60 * 60;
/// Before a mail that was not taken is tried again.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(15), Duration::from_secs(60)];

/// What to write to somebody.
pub(crate) enum Letter {
    /// That they are invited.
    Invitation { to: String, language: String, token: String, place: String },
    /// How to choose another password, if there is an account that has one.
    Reset { email: String },
    /// How to show that the address is theirs.
    Verification { account: AccountId },
}

/// Takes letters and sends them.
pub struct Post {
    letters: mpsc::Sender<Letter>,
    waiting: Mutex<Option<mpsc::Receiver<Letter>>>,
    stores: Stores,
    mailer: Arc<dyn Mailer>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    writer: Letters,
    public_url: String,
}

impl Post {
    /// Sends by `mailer`; links begin with `public_url`.
    pub fn new(
        stores: Stores,
        mailer: Arc<dyn Mailer>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        public_url: &str,
    ) -> Self {
        let (letters, waiting) = mpsc::channel(WAITING);
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self {
            letters,
            waiting: Mutex::new(Some(waiting)),
            stores,
            mailer,
            clock,
            ids,
            writer: Letters::default(),
            public_url,
        }
    }

    /// Takes a letter. Never waits.
    pub(crate) fn hand_over(&self, letter: Letter) -> Result<(), Error> {
        self.letters.try_send(letter).map_err(|_| {
            tracing::warn!("letters wait in masses; one was refused");
            Error::unavailable("Too many mails wait to be sent. Try again in a moment.")
        })
    }

    /// Sends what comes in until it is told to stop. To be run once.
    pub async fn run(&self, stop: CancellationToken) {
        let Some(mut waiting) = self.waiting.lock().take() else { return };
        let work = async {
            while let Some(letter) = waiting.recv().await {
                match self.write(letter).await {
                    Ok(Some(mail)) => self.send(&mail).await,
                    Ok(None) => {}
                    Err(error) => tracing::warn!(%error, "a letter could not be written"),
                }
            }
        };
        stop.run_until_cancelled(work).await;
    }

    async fn send(&self, mail: &Mail) {
        let mut pauses = PAUSES.iter();
        loop {
            match self.mailer.send(mail).await {
                Ok(()) => return tracing::info!("{}", self.mailer.done()),
                Err(error @ MailError::NotNow(_)) => match pauses.next() {
                    Some(pause) => {
                        tracing::info!(%error, "a mail is tried again");
                        tokio::time::sleep(*pause).await;
                    }
                    None => return tracing::error!(%error, "a mail was given up"),
                },
                Err(error) => return tracing::warn!(%error, "a mail cannot be sent"),
            }
        }
    }

    /// The mail for a letter; `None` if there is nobody to send it to.
    async fn write(&self, letter: Letter) -> StoreResult<Option<Mail>> {
        let mail = match letter {
            Letter::Invitation { to, language, token, place } => {
                let link = self.link("invitation", &token);
                self.writer.write(Kind::Invitation, &language, &to, &place, &link)
            }
            Letter::Reset { email } => {
                let account = self.stores.accounts.by_email(&email).await?;
                // Who has no password comes by single sign-on alone: whether they still may is said there.
                let account = account.filter(|account| {
                    account.status == AccountStatus::Active && account.password_hash.is_some()
                });
                let Some(account) = account else { return Ok(None) };
                let token = self.token(account.id, TokenPurpose::PasswordReset, RESET_SECONDS).await?;
                self.mail(Kind::Reset, &account, &self.link("reset", &token))
            }
            Letter::Verification { account } => {
                let Some(account) = self.stores.accounts.get(account).await? else { return Ok(None) };
                let purpose = TokenPurpose::EmailVerification;
                let token = self.token(account.id, purpose, VERIFICATION_SECONDS).await?;
                self.mail(Kind::Verification, &account, &self.link("verify", &token))
            }
        };
        Ok(mail)
    }

    fn mail(&self, kind: Kind, account: &Account, link: &str) -> Option<Mail> {
        self.writer.write(kind, &account.language, &account.email, "Virtual Queue", link)
    }

    async fn token(&self, account: AccountId, purpose: TokenPurpose, seconds: u32) -> StoreResult<String> {
        let (token, hash) = opaque::draw(&*self.ids);
        let expires_at = self.clock.now().plus_seconds(seconds);
        self.stores
            .one_time_tokens
            .keep(&OneTimeToken { hash, purpose, account_id: account, expires_at })
            .await?;
        Ok(token)
    }

    /// Always to the platform's own address, whatever the tenant's links begin with: whoever serves a tenant's domain, or gets it
    /// next, would be handed what makes them anybody who asks for another password.
    fn link(&self, page: &str, token: &str) -> String {
        format!("{}/account/{page}?token={token}", self.public_url)
    }
}
