//! Judges joins.
//!
//! In this order, so that what is cheap for us comes before what is dear:
//!
//! 1. lists: who is blocked goes, who is allowed passes work and limits;
//! 2. an enqueue token: its signature, and who it says they are;
//! 3. whether the identifier may be used, whether an invitation is needed;
//! 4. the proof of work, by computing alone;
//! 5. limits: joins a minute from the address, with the identifier as anybody may say it, and as a token proves it;
//! 6. what is used up: the invite code, the token, the challenge. In the store, so that neither another node nor a restart
//!    takes it a second time.

use std::{fmt::Write, sync::Arc};

use async_trait::async_trait;
use vq_api::ClientAddress;
use vq_domain::{
    AccessEffect, EnqueueKeyMaterial, Error, ErrorCode, Limit, Millis, ProofOfWork, Queue, QueueId, Result,
    TenantId, limit,
};
use vq_keyring::{Keyring, unseal};
use vq_ports::{
    AccessRules, Admitted, EnqueueKeys, Ids, InviteCodes, JoinAttempt, JoinGuard, OnePlace, ShortLived,
    SpentTokens,
};

use crate::{
    Challenge, ChallengeError, GuardConfig, Kind,
    challenge::sha256,
    code,
    lists::ListCache,
    pressure,
    rush::{self, MINUTE, network_text},
    token::{self, TokenError, Verifier, Word},
};

/// What a guard works with.
#[derive(Clone)]
pub struct GuardParts {
    /// Codes.
    pub invite_codes: Arc<dyn InviteCodes>,
    /// Lists.
    pub access_rules: Arc<dyn AccessRules>,
    /// Keys of enqueue tokens.
    pub enqueue_keys: Arc<dyn EnqueueKeys>,
    /// What was used.
    pub spent_tokens: Arc<dyn SpentTokens>,
    /// Where joins are counted.
    pub counters: Arc<dyn ShortLived>,
    /// Signs challenges, opens secrets.
    pub keyring: Arc<Keyring>,
}

/// The way in for a browser that computes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowWay {
    /// The challenge, to be sent back once the time is over.
    pub challenge: String,
    /// How long that is from now, in seconds.
    pub seconds: u32,
}

/// Judges joins.
pub struct Guard {
    parts: GuardParts,
    lists: ListCache,
    config: GuardConfig,
}

impl Guard {
    /// Over the stores, the counters and the keys of a deployment.
    pub fn new(parts: GuardParts, config: GuardConfig) -> Self {
        Self { lists: ListCache::new(parts.access_rules.clone()), parts, config }
    }

    /// The challenge for somebody who wants to join this queue; `None` if nothing is asked of them.
    pub async fn challenge(
        &self,
        queue: &Queue,
        address: ClientAddress,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Option<Challenge>> {
        let work = queue.settings.join_rules.proof_of_work;
        if work == ProofOfWork::Off {
            return Ok(None);
        }
        match self.about_address(queue, address, now).await? {
            Some(AccessEffect::Block) => return Err(blocked()),
            Some(AccessEffect::Allow) => return Ok(None),
            None => {}
        }
        let asked = rush::asked(&*self.parts.counters, queue.id, address, now).await;
        let rate = queue.settings.release_rate_per_minute;
        let bits = pressure::bits(work, asked.of_queue, rate, asked.of_address);
        Ok(bits.map(|bits| Challenge::work(bits, queue.id, address.0, salt(ids), now)))
    }

    /// The text of a challenge.
    pub fn sign(&self, challenge: &Challenge) -> String {
        challenge.sign(&self.parts.keyring)
    }

    /// The way in for a browser that computes nothing. `held` is what it was given before: who waits already goes on waiting
    /// for that.
    pub fn slow_way(
        &self,
        queue: &Queue,
        address: ClientAddress,
        held: Option<&str>,
        now: Millis,
        ids: &dyn Ids,
    ) -> Option<SlowWay> {
        queue.settings.join_rules.proof_of_work.bits()?;
        let queue = queue.id;
        let held = held.and_then(|text| {
            let challenge = Challenge::read(text, &self.parts.keyring).ok()?;
            let good = challenge.check(text, &[], queue, address.0, now);
            let waits = challenge.kind == Kind::Wait && matches!(good, Ok(()) | Err(ChallengeError::Early));
            waits.then(|| (text.to_owned(), challenge.ready_at))
        });
        let (challenge, ready_at) = held.unwrap_or_else(|| {
            let challenge = Challenge::wait(queue, address.0, salt(ids), now);
            (self.sign(&challenge), challenge.ready_at)
        });
        let seconds = u32::try_from(ready_at.since(now).div_ceil(1000)).unwrap_or(u32::MAX);
        Some(SlowWay { challenge, seconds })
    }

    /// Counts an attempt at a recovery code, and refuses one too many.
    pub async fn recovery_begins(&self, queue: QueueId, address: ClientAddress, now: Millis) -> Result<()> {
        let key = format!("joins:recovery:{queue}:{}", network_text(address));
        self.limit(&key, limit::RECOVERY_TRIES, "Too many recovery codes from this address", now).await
    }

    /// The attempt was right.
    pub async fn recovery_was_right(&self, queue: QueueId, address: ClientAddress, now: Millis) {
        self.uncount(&format!("joins:recovery:{queue}:{}", network_text(address)), now).await;
    }

    /// A tenant's lists were changed through this node.
    pub fn lists_changed(&self, tenant: TenantId) {
        self.lists.changed(tenant);
    }

    async fn about_address(
        &self,
        queue: &Queue,
        address: ClientAddress,
        now: Millis,
    ) -> Result<Option<AccessEffect>> {
        let lists = self.lists.of(queue.tenant_id, now).await.map_err(store)?;
        Ok(address.0.and_then(|address| lists.about_address(queue.id, address)))
    }

    async fn uncount(&self, key: &str, now: Millis) {
        if let Err(error) = self.parts.counters.count(key, -1, MINUTE, now).await {
            tracing::debug!(%error, "a count was not taken back");
        }
    }

    /// Counts, and refuses one too many; `most` 0 is any number.
    async fn limit(&self, key: &str, limit: Limit, what: &str, now: Millis) -> Result<()> {
        let most = i64::from(limit.value);
        if most == 0 {
            return Ok(());
        }
        let count = rush::counted(&*self.parts.counters, key, 1, now).await;
        let Some(count) = count.filter(|count| count.value > most) else { return Ok(()) };
        let seconds =
            u32::try_from(count.ends_at.since(now).div_ceil(1000)).unwrap_or(u32::MAX).clamp(1, MINUTE);
        let message = format!("{what}: {most} in a minute is the most. Try again in {seconds} seconds.");
        let error = Error::new(ErrorCode::RateLimited, message).over(limit, count.value);
        Err(Error { retry_after_seconds: Some(seconds), ..error })
    }

    /// What an enqueue token says.
    async fn word(&self, attempt: &JoinAttempt<'_>, token: &str, network: &str) -> Result<Word> {
        let wrong = format!("joins:token:{}:{network}", attempt.queue);
        self.limit(
            &wrong,
            limit::ENQUEUE_TOKEN_TRIES,
            "Too many enqueue tokens from this address",
            attempt.now,
        )
        .await?;
        let word = self.read_token(attempt, token).await?;
        self.uncount(&wrong, attempt.now).await;
        Ok(word)
    }

    async fn read_token(&self, attempt: &JoinAttempt<'_>, token: &str) -> Result<Word> {
        let id = token::key_of(token).map_err(bad_token)?;
        let keys = self.parts.enqueue_keys.list(attempt.tenant).await.map_err(store)?;
        let key = keys.into_iter().find(|key| key.id == id);
        let key = key.ok_or_else(|| bad_token(TokenError::Signature))?;
        let verifier = match key.material {
            EnqueueKeyMaterial::Public(bytes) => Verifier::Public(bytes),
            EnqueueKeyMaterial::Shared(sealed) => {
                let place = crate::routes::sealed_place(key.tenant_id, key.id);
                let secret = unseal(&self.parts.keyring, &place, &sealed).map_err(|error| {
                    tracing::error!(%error, key_id = %key.id, "a secret of enqueue tokens cannot be opened");
                    Error::internal()
                })?;
                Verifier::Shared(secret)
            }
        };
        token::read(token, &verifier, attempt.tenant, attempt.queue, attempt.now).map_err(bad_token)
    }

    /// The proof of work, by computing alone: what to mark used and until when. `None`: they waited instead, and that has to
    /// be counted.
    fn proven(&self, attempt: &JoinAttempt<'_>) -> Result<Proven> {
        let Some(proof) = attempt.proof else {
            let message = "This queue asks for a proof of work: get a challenge from POST /v1/queues/{queueId}/challenge, \
                           solve it, and send it as proofOfWork.";
            return Err(Error::field(ErrorCode::ProofOfWorkRequired, "proofOfWork", message));
        };
        let invalid = |error: ChallengeError| {
            Error::field(ErrorCode::ProofOfWorkInvalid, "proofOfWork", error.to_string())
        };
        let challenge = Challenge::read(&proof.challenge, &self.parts.keyring).map_err(invalid)?;
        challenge
            .check(&proof.challenge, &proof.solutions, attempt.queue, attempt.address, attempt.now)
            .map_err(invalid)?;
        Ok(Proven {
            mark: challenge.mark(),
            until: challenge.expires_at,
            waited: challenge.kind == Kind::Wait,
        })
    }

    async fn use_code(&self, attempt: &JoinAttempt<'_>, typed: &str, network: &str) -> Result<Admitted> {
        let wrong = format!("joins:code:{}:{network}", attempt.queue);
        self.limit(&wrong, limit::INVITE_CODE_TRIES, "Too many invite codes from this address", attempt.now)
            .await?;
        let codes = &self.parts.invite_codes;
        let invite = match code::hash(typed) {
            None => None,
            Some(hash) => {
                codes.redeem(attempt.tenant, attempt.queue, &hash, attempt.now).await.map_err(store)?
            }
        };
        let Some(invite) = invite else {
            let message = "This invite code was used, has expired, or never was.";
            return Err(Error::field(ErrorCode::TokenSpent, "inviteCode", message));
        };
        self.uncount(&wrong, attempt.now).await;
        Ok(Admitted { invite: Some(invite), ..Admitted::default() })
    }

    /// Uses up what works once. What was used up before, if the rest fails, is given back.
    async fn use_up(
        &self,
        attempt: &JoinAttempt<'_>,
        word: Option<Word>,
        proven: Option<Proven>,
        network: &str,
    ) -> Result<Admitted> {
        let mut admitted = match attempt.invite_code {
            Some(typed) if attempt.rules.invite_only && word.is_none() => {
                self.use_code(attempt, typed, network).await?
            }
            _ => Admitted::default(),
        };
        let spent = self.spend(&word, &proven, &mut admitted).await;
        if let Err(error) = spent {
            self.undo(attempt.tenant, admitted).await;
            return Err(error);
        }
        if let Some(word) = word {
            admitted.token = Some(OnePlace { mark: word.mark, until: word.until });
            admitted.proven = Some(word.subject);
        }
        Ok(admitted)
    }

    async fn spend(
        &self,
        word: &Option<Word>,
        proven: &Option<Proven>,
        admitted: &mut Admitted,
    ) -> Result<()> {
        if let Some(proven) = proven {
            if !self.parts.spent_tokens.spend(&proven.mark, proven.until).await.map_err(store)? {
                let message = "This challenge was used. Get a new one for another place.";
                return Err(Error::field(ErrorCode::ProofOfWorkInvalid, "proofOfWork", message));
            }
            admitted.spent.push(proven.mark);
        }
        if let Some(word) = word {
            // Who shows it again is the same person, on a page that was loaded anew.
            admitted.existing_only =
                !self.parts.spent_tokens.spend(&word.mark, word.until).await.map_err(store)?;
            if !admitted.existing_only {
                admitted.spent.push(word.mark);
            }
        }
        Ok(())
    }
}

struct Proven {
    mark: [u8; 32],
    until: Millis,
    waited: bool,
}

#[async_trait]
impl JoinGuard for Guard {
    async fn admit(&self, attempt: &JoinAttempt<'_>) -> Result<Admitted> {
        let JoinAttempt { tenant, queue, rules, now, .. } = *attempt;
        let address = ClientAddress(attempt.address);
        let network = network_text(address);
        let lists = self.lists.of(tenant, now).await.map_err(store)?;
        let about = address.0.and_then(|address| lists.about_address(queue, address));
        if about == Some(AccessEffect::Block) {
            return Err(blocked());
        }
        let word = match attempt.enqueue_token {
            Some(token) => Some(self.word(attempt, token, &network).await?),
            None => None,
        };
        if let (Some(word), Some(identifier)) = (&word, attempt.identifier)
            && word.subject != identifier
        {
            let message = "The enqueue token is for somebody else (sub). Leave userIdentifier out.";
            return Err(Error::invalid("userIdentifier", message));
        }
        let identifier = word.as_ref().map(|word| word.subject.as_str()).or(attempt.identifier);
        let about_identifier = identifier.and_then(|identifier| lists.about_identifier(queue, identifier));
        if about_identifier == Some(AccessEffect::Block) {
            return Err(blocked());
        }
        // A name that anybody can say opens no door.
        let allowed = about == Some(AccessEffect::Allow)
            || (word.is_some() && about_identifier == Some(AccessEffect::Allow));
        if rules.identifier_requires_token && identifier.is_some() && word.is_none() {
            let message = "In this queue a userIdentifier counts only with an enqueue token that names it.";
            return Err(Error::field(ErrorCode::EnqueueTokenRequired, "enqueueToken", message));
        }
        if rules.invite_only && word.is_none() && attempt.invite_code.is_none() {
            let message = "This queue is for those who were invited; send inviteCode or enqueueToken.";
            return Err(Error::field(ErrorCode::InviteRequired, "inviteCode", message));
        }
        let asks_work = rules.proof_of_work != ProofOfWork::Off && !allowed && word.is_none();
        let proven = if asks_work { Some(self.proven(attempt)?) } else { None };

        if !allowed {
            let most = |name, own: u32, general: u32, about| Limit {
                name,
                value: if own == 0 { general } else { own },
                about,
            };
            let per_address = most(
                "joinsPerAddressPerMinute",
                rules.per_address_per_minute,
                self.config.per_address,
                "joins to a queue from one address in a minute",
            );
            let key = format!("joins:address:{queue}:{network}");
            self.limit(&key, per_address, "Too many joins from this address", now).await?;
            if let Some(identifier) = identifier {
                let per_identifier = most(
                    "joinsPerIdentifierPerMinute",
                    rules.per_identifier_per_minute,
                    self.config.per_identifier,
                    "joins to a queue with one identifier in a minute",
                );
                // Whoever says a name takes nothing from who shows that it is theirs.
                let kind = if word.is_some() { "proven" } else { "identifier" };
                let key = format!("joins:{kind}:{queue}:{}", hex(&sha256(identifier.as_bytes())));
                self.limit(&key, per_identifier, "Too many joins with this userIdentifier", now).await?;
            }
        }
        if proven.as_ref().is_some_and(|proven| proven.waited) {
            for (key, most, what) in rush::slow_limits(queue, address) {
                self.limit(&key, most, what, now).await?;
            }
        }
        self.use_up(attempt, word, proven, &network).await
    }

    async fn gave_place(&self, admitted: &Admitted) -> bool {
        let Some(OnePlace { mark, until }) = admitted.token else { return true };
        match self.parts.spent_tokens.spend(&placed(&mark), until).await {
            Ok(is_first) => is_first,
            Err(error) => {
                // Our own fault: they keep it.
                tracing::warn!(%error, "that an enqueue token gave a place could not be written down");
                true
            }
        }
    }

    async fn undo(&self, tenant: TenantId, admitted: Admitted) {
        if let Some(invite) = admitted.invite
            && let Err(error) = self.parts.invite_codes.give_back(tenant, invite).await
        {
            tracing::warn!(%error, code_id = %invite, "a use of an invite code could not be given back");
        }
        for mark in admitted.spent {
            if let Err(error) = self.parts.spent_tokens.take_back(&mark).await {
                tracing::debug!(%error, "what was not used after all counts as used");
            }
        }
    }
}

fn salt(ids: &dyn Ids) -> [u8; 16] {
    let mut salt = [0; 16];
    ids.fill(&mut salt);
    salt
}

/// As what it is remembered that a token has given a place; its own mark says that it is, or was, being used.
fn placed(mark: &[u8; 32]) -> [u8; 32] {
    sha256(&[b"virtual-queue enqueue token placed v1\0".as_slice(), mark.as_slice()].concat())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn blocked() -> Error {
    Error::new(
        ErrorCode::Blocked,
        "You cannot join this queue. If you think this is a mistake, ask its organiser.",
    )
}

fn bad_token(error: TokenError) -> Error {
    let code = match error {
        TokenError::Time => ErrorCode::TokenSpent,
        _ => ErrorCode::InvalidField,
    };
    Error::field(code, "enqueueToken", error.to_string())
}

pub(crate) fn store(error: vq_ports::StoreError) -> Error {
    vq_api::ApiError::from(error).0
}
