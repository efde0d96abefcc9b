//! Signing in: a password or a provider of identities first, then a second factor where there is one or a role demands one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use serde_json::json;
use vq_api::{ApiError, request, trail};
use vq_domain::{
    Account, AccountId, Action, Actor, Error, ErrorCode, Millis, RefreshToken, SignIn, SignInId,
    SignInMethod, audit::Target,
};
use vq_keyring::{seal, unseal};
use vq_ports::{Audit, Ids};

use crate::{
    Auth,
    account::{LONGEST_PASSWORD, normalise_email},
    auth::unauthorized,
    device::Devices,
    opaque,
    password::{Asker, Verdict},
    second_factor::Enrolment,
    throttle::Attempter,
    visit::Visit,
};

/// How long one may take for the second step, in seconds.
pub(crate) const CHALLENGE_SECONDS: u32 = 300;
/// Longest challenge that is looked at, in bytes.
const LONGEST_CHALLENGE: usize = 1000;
const CHALLENGE: &[u8] = b"challenge";

/// Whether somebody can sign in at the host that was asked, stay signed in there, and use links from mails: at a tenant's own host its
/// people alone can.
pub(crate) fn at_home(account: &Account) -> bool {
    request::host_tenant().is_none_or(|host| account.tenant_id == Some(host))
}

/// What somebody who signed in is given.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// How long `access` is good, in seconds.
    pub(crate) expires_in: u32,
    /// After a first enrolment.
    pub(crate) recovery_codes: Option<Vec<String>>,
    /// By which the browser will be known.
    pub(crate) cookie: Option<HeaderValue>,
}

/// How far somebody came.
pub(crate) enum Entered {
    /// They are in.
    SignedIn(Tokens),
    /// A second step is to be made.
    SecondFactor {
        /// To be sent along with it.
        challenge: String,
        /// Whether there is no second factor yet.
        enrolment: bool,
    },
}

/// What a challenge says: sealed, so that it is kept nowhere and works on every node.
#[derive(Serialize, Deserialize)]
struct Challenge {
    account: AccountId,
    sso: bool,
    enrolment: bool,
    /// Tells challenges apart.
    id: uuid::Uuid,
    expires_at: i64,
}

impl Auth {
    /// The first step with a password.
    pub(crate) async fn login(
        &self,
        email: &str,
        password: String,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Entered, ApiError> {
        let email = normalise_email(email);
        let account = self.stores().accounts.by_email(&email).await?.filter(at_home);
        let who = self.attempter(&email, account.as_ref(), visit, now).await?;
        let stored = account.as_ref().and_then(|account| account.password_hash.clone());
        let verdict = self.check_password(&who, stored, password.clone(), now).await?;
        if let (Some(account), Verdict::Wrong) = (&account, &verdict) {
            self.note_failure(account, "password", now);
        }
        let (Some(account), Verdict::Right { outdated }) = (account, verdict) else {
            // The same answer, whether the e-mail or the password is wrong.
            return Err(unauthorized("E-mail or password is wrong.").into());
        };
        if outdated {
            self.rehash(&account, password, ids).await;
        }
        self.enter(account, SignInMethod::Password, visit, now, ids).await
    }

    /// Goes on with somebody who has shown who they are.
    pub(crate) async fn enter(
        &self,
        account: Account,
        method: SignInMethod,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Entered, ApiError> {
        self.check_allowed(&account).await?;
        let factor = self.stores().second_factors.get(account.id).await?;
        let has_one = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        if !has_one && !self.demands_second_factor(&account).await? {
            return Ok(Entered::SignedIn(self.begin(&account, method, false, visit, now, ids).await?));
        }
        let challenge = Challenge {
            account: account.id,
            sso: method == SignInMethod::Sso,
            enrolment: !has_one,
            id: ids.uuid(now),
            expires_at: now.plus_seconds(CHALLENGE_SECONDS).0,
        };
        let text = serde_json::to_vec(&challenge).map_err(|_| Error::internal())?;
        let sealed = seal(self.keyring(), ids, CHALLENGE, &text).map_err(|_| Error::internal())?;
        Ok(Entered::SecondFactor {
            challenge: URL_SAFE_NO_PAD.encode(sealed),
            enrolment: challenge.enrolment,
        })
    }

    /// The second step.
    pub(crate) async fn second_step(
        &self,
        challenge: &str,
        code: &str,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Tokens, ApiError> {
        let (challenge, account) = self.open(challenge, now).await?;
        let spent = format!("challenge:{}", challenge.id);
        let counters = &self.inner().parts.counters;
        if counters.get(&spent, now).await?.is_some() {
            return Err(unknown_challenge().into());
        }
        let known = self.attempter(&account.email, Some(&account), visit, now).await?;
        let who = Attempter { account: account.id.to_string(), ..known };
        let attempt = self.inner().code_throttle.begin(&who, now).await?;
        let checked = if challenge.enrolment {
            self.confirm_second_factor(&account, code, now, ids).await.map(Some)
        } else {
            self.use_code(account.id, code, now).await.map(|()| None)
        };
        if checked.as_ref().is_err_and(|error| error.0.code() == ErrorCode::Unauthorized) {
            self.note_failure(&account, "second_factor", now);
        }
        let recovery_codes = checked?;
        self.inner().code_throttle.forgive(attempt, now).await;
        counters.put(&spent, b"", CHALLENGE_SECONDS, now).await?;
        let method = if challenge.sso { SignInMethod::Sso } else { SignInMethod::Password };
        let tokens = self.begin(&account, method, true, visit, now, ids).await?;
        Ok(Tokens { recovery_codes, ..tokens })
    }

    /// A secret for somebody whose role demands a second factor that they do not have yet.
    pub(crate) async fn enrol(
        &self,
        challenge: &str,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Enrolment, ApiError> {
        let (challenge, account) = self.open(challenge, now).await?;
        if !challenge.enrolment {
            return Err(unknown_challenge().into());
        }
        self.start_second_factor(&account, ids).await
    }

    async fn open(&self, challenge: &str, now: Millis) -> Result<(Challenge, Account), ApiError> {
        let opened = (challenge.len() <= LONGEST_CHALLENGE)
            .then(|| URL_SAFE_NO_PAD.decode(challenge).ok())
            .flatten()
            .and_then(|sealed| unseal(self.keyring(), CHALLENGE, &sealed).ok())
            .and_then(|text| serde_json::from_slice::<Challenge>(&text).ok())
            .filter(|challenge| now.0 < challenge.expires_at)
            .ok_or_else(unknown_challenge)?;
        let account = self.stores().accounts.get(opened.account).await?.filter(at_home);
        let account = account.ok_or_else(unknown_challenge)?;
        self.check_allowed(&account).await?;
        Ok((opened, account))
    }

    /// Begins a sign-in.
    async fn begin(
        &self,
        account: &Account,
        method: SignInMethod,
        second_factor: bool,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Tokens, ApiError> {
        let config = &self.inner().config;
        let (refresh, hash) = opaque::draw(ids);
        let expires_at = now.plus_seconds(config.refresh_seconds);
        let sign_in = SignIn {
            id: SignInId(ids.uuid(now)),
            account_id: account.id,
            method,
            second_factor,
            device: visit.device.clone(),
            address: visit.address.0.map(|address| address.to_string()).unwrap_or_default(),
            network: visit.address.network().octets(),
            created_at: now,
            last_used_at: now,
            expires_at,
        };
        let family = sign_in.id;
        let token = RefreshToken { hash, family, account_id: account.id, expires_at, used_at: None };
        // Without a second factor it is the provider's word alone that signs somebody in.
        let trail = match (method, second_factor) {
            (SignInMethod::Sso, false) => trail().by(Actor::system("single sign-on")),
            _ => trail().or_account(account.id),
        };
        let written = trail
            .entry(account.tenant_id, Action::SignInBegin, Target::new("account", account.id))
            .after(json!({"signIn": family, "method": method.as_str(), "secondFactor": second_factor}));
        self.stores().sign_ins.begin(&sign_in, &token, &written.into()).await?;
        tracing::info!(account_id = %account.id, "signed in");
        if method == SignInMethod::Password {
            // Whoever is in is in, whatever comes of the rest.
            if let Err(error) = self.confirm_link(account, &visit.headers, now).await {
                tracing::warn!(account_id = %account.id, error = %error.0, "an account was not linked to a provider");
            }
        }
        let access = self.access_token(account, family, now).await?;
        let devices = Devices { keys: self.keyring() };
        let cookie = match devices.read(&visit.headers, &account.email, now) {
            Some(_) => None,
            None => devices.remember(&account.email, visit.secure, now, ids),
        };
        Ok(Tokens { access, refresh, expires_in: config.access_seconds, recovery_codes: None, cookie })
    }

    /// Who tries to sign in, as far as throttling goes.
    pub(crate) async fn attempter(
        &self,
        email: &str,
        account: Option<&Account>,
        visit: &Visit,
        now: Millis,
    ) -> Result<Attempter, ApiError> {
        let network = visit.address.network();
        let device = Devices { keys: self.keyring() }.read(&visit.headers, email, now);
        // Asked for nobody, too, who knows no network: the answer takes as long.
        let id = account.map_or(AccountId(uuid::Uuid::nil()), |account| account.id);
        let known_network = self.stores().sign_ins.knows_network(id, network.octets()).await?;
        let known = device.is_some() || known_network;
        Ok(Attempter { account: email.to_owned(), network, device, known })
    }

    /// Checks a password within the bounds on attempts and on the work they cost.
    pub(crate) async fn check_password(
        &self,
        who: &Attempter,
        stored: Option<String>,
        password: String,
        now: Millis,
    ) -> Result<Verdict, ApiError> {
        let throttle = &self.inner().password_throttle;
        let attempt = throttle.begin(who, now).await?;
        if password.chars().count() > LONGEST_PASSWORD {
            return Ok(Verdict::Wrong);
        }
        let asker = if who.known { Asker::Known } else { Asker::Stranger(who.network) };
        let verdict = self.inner().passwords.check(asker, stored, password).await;
        match verdict {
            Ok(Verdict::Right { .. }) => throttle.forgive(attempt, now).await,
            Ok(Verdict::Wrong) => {}
            Err(_) => throttle.take_back(attempt, now).await,
        }
        Ok(verdict?)
    }

    /// Hashes a password with today's parameters. Signing in does not fail for it; the next time tries again.
    async fn rehash(&self, account: &Account, password: String, ids: &dyn Ids) {
        let hash = match self.inner().passwords.hash(password, ids).await {
            Ok(hash) => hash,
            Err(error) => return tracing::info!(%error, "a password was not hashed anew"),
        };
        let same = Audit::exempt("the same password, hashed with today's parameters");
        if let Err(error) = self.stores().accounts.set_password_hash(account.id, &hash, &same).await {
            tracing::warn!(%error, "a password hashed anew was not kept");
        }
    }
}

fn unknown_challenge() -> Error {
    unauthorized("This sign-in was not finished in time; begin again.")
}
