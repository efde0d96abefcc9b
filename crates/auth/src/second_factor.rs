//! Second factors: setting one up, using it, and the codes for whoever has lost it.

use std::fmt::Write;

use aws_lc_rs::digest::{Context, SHA256};
use vq_api::{ApiError, trail};
use vq_domain::{Account, AccountId, Action, Error, ErrorCode, Millis, SecondFactor, audit::Target};
use vq_keyring::{seal, unseal};
use vq_ports::Ids;

use crate::{Auth, auth::unauthorized, password::Verdict, throttle::Attempter, totp, visit::Visit};

/// How many recovery codes there are.
const CODES: usize = 10;
/// Letters of a recovery code, 5 bits each, and after how many a hyphen helps the eye.
const LETTERS: usize = 16;
const GROUP: usize = 4;
/// None that looks like another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Who we are to an authenticator.
const ISSUER: &str = "Virtual Queue";

/// What an authenticator is set up with.
pub(crate) struct Enrolment {
    /// Base32.
    pub(crate) secret: String,
    /// For a QR code.
    pub(crate) uri: String,
}

impl Auth {
    pub(crate) async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, ApiError> {
        let found = self.stores().second_factors.get(account).await?;
        Ok(found.filter(|factor| factor.confirmed_at.is_some()))
    }

    /// Begins to set one up.
    pub(crate) async fn start_second_factor(
        &self,
        account: &Account,
        ids: &dyn Ids,
    ) -> Result<Enrolment, ApiError> {
        let mut secret = [0; totp::SECRET];
        ids.fill(&mut secret);
        let sealed = seal(self.keyring(), ids, &place(account.id), &secret).map_err(|_| Error::internal())?;
        self.stores().second_factors.start(account.id, &sealed).await?;
        let uri = totp::uri(&secret, &account.email, ISSUER);
        Ok(Enrolment { secret: totp::base32(&secret), uri })
    }

    /// The same for somebody who is signed in, who shows once more that it is them.
    pub(crate) async fn start_own_second_factor(
        &self,
        account: &Account,
        password: String,
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Enrolment, ApiError> {
        let who = self.attempter(&account.email, Some(account), visit, now).await?;
        let stored = account.password_hash.clone();
        if self.check_password(&who, stored, password, now).await? == Verdict::Wrong {
            return Err(Error::invalid("password", "This is not the password.").into());
        }
        self.start_second_factor(account, ids).await
    }

    /// Confirms the one being set up by its first code. Answers the recovery codes.
    pub(crate) async fn confirm_second_factor(
        &self,
        account: &Account,
        code: &str,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Vec<String>, ApiError> {
        let factors = &self.stores().second_factors;
        let begun = factors.get(account.id).await?.filter(|factor| factor.confirmed_at.is_none());
        let secret = self.secret(&begun.ok_or_else(wrong_code)?)?;
        let step = totp::step_of(&secret, code, now).ok_or_else(wrong_code)?;
        let (codes, hashes) = draw_codes(account.id, ids);
        let written = trail().or_account(account.id).entry(
            account.tenant_id,
            Action::SecondFactorEnable,
            Target::new("account", account.id),
        );
        if !factors.confirm(account.id, step, &hashes, now, &written.into()).await? {
            return Err(wrong_code().into());
        }
        tracing::info!(account_id = %account.id, "second factor set up");
        Ok(codes)
    }

    /// Uses a code up: one of the authenticator, or a recovery code.
    pub(crate) async fn use_code(&self, account: AccountId, code: &str, now: Millis) -> Result<(), ApiError> {
        let factors = &self.stores().second_factors;
        let used = if code.len() == 6 {
            let factor = self.second_factor(account).await?.ok_or_else(wrong_code)?;
            match totp::step_of(&self.secret(&factor)?, code, now) {
                Some(step) => factors.use_step(account, step).await?,
                None => false,
            }
        } else {
            let used = factors.use_code(account, &hash(account, code)).await?;
            if used {
                tracing::info!(account_id = %account, "a recovery code was used");
            }
            used
        };
        if used { Ok(()) } else { Err(wrong_code().into()) }
    }

    /// The same for somebody who is signed in, within the bounds on attempts.
    pub(crate) async fn use_own_code(
        &self,
        account: &Account,
        code: &str,
        visit: &Visit,
        now: Millis,
    ) -> Result<(), ApiError> {
        let known = self.attempter(&account.email, Some(account), visit, now).await?;
        let who = Attempter { account: account.id.to_string(), ..known };
        let attempt = self.inner().code_throttle.begin(&who, now).await?;
        match self.use_code(account.id, code, now).await {
            Err(error) if error.0.code() == ErrorCode::Unauthorized => {
                Err(Error::invalid("code", "This code is wrong or was used before.").into())
            }
            result => {
                self.inner().code_throttle.forgive(attempt, now).await;
                result
            }
        }
    }

    /// Other recovery codes.
    pub(crate) async fn renew_codes(
        &self,
        account: &Account,
        ids: &dyn Ids,
    ) -> Result<Vec<String>, ApiError> {
        let (codes, hashes) = draw_codes(account.id, ids);
        let target = Target::new("account", account.id);
        let written = trail().entry(account.tenant_id, Action::SecondFactorCodes, target);
        self.stores().second_factors.replace_codes(account.id, &hashes, &written.into()).await?;
        Ok(codes)
    }

    fn secret(&self, factor: &SecondFactor) -> Result<Vec<u8>, Error> {
        unseal(self.keyring(), &place(factor.account_id), &factor.sealed_secret).map_err(|error| {
            tracing::error!(account_id = %factor.account_id, %error, "a second factor cannot be used");
            Error::internal()
        })
    }
}

/// Where a secret belongs.
fn place(account: AccountId) -> Vec<u8> {
    [b"second_factor\0", &account.as_bytes()[..]].concat()
}

fn draw_codes(account: AccountId, ids: &dyn Ids) -> (Vec<String>, Vec<[u8; 32]>) {
    let codes: Vec<String> = std::iter::repeat_with(|| {
        let mut random = [0; LETTERS];
        ids.fill(&mut random);
        let mut code = String::new();
        for (at, byte) in random.iter().enumerate() {
            let hyphen = if at > 0 && at % GROUP == 0 { "-" } else { "" };
            let _ = write!(code, "{hyphen}{}", char::from(ALPHABET[usize::from(byte % 32)]));
        }
        code
    })
    .take(CODES)
    .collect();
    let hashes = codes.iter().map(|code| hash(account, code)).collect();
    (codes, hashes)
}

/// The hash under which a recovery code is stored: however it is written, and of one account.
fn hash(account: AccountId, code: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(account.as_bytes());
    for letter in code.chars().filter(|letter| letter.is_alphanumeric()).take(LETTERS + 1) {
        context.update(letter.to_lowercase().to_string().as_bytes());
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

fn wrong_code() -> Error {
    unauthorized("This code is wrong or was used before.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_ports::SystemIds;

    use super::*;

    #[test]
    fn recovery_codes_are_long_different_and_read_however_they_are_written() {
        let account = AccountId::from_bytes([1; 16]);
        let (codes, hashes) = draw_codes(account, &SystemIds);
        assert_eq!((codes.len(), hashes.len()), (CODES, CODES));
        assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3), "{codes:?}");
        assert!((1..CODES).all(|at| codes[at] != codes[0]));
        let spaced = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(hash(account, &spaced), hashes[0]);
        assert_ne!(hash(AccountId::from_bytes([2; 16]), &codes[0]), hashes[0]);
        assert_ne!(hash(account, &format!("{}0", codes[0])), hashes[0]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            hash(AccountId::from_bytes([1; 16]), &text);
        }
    }
}
