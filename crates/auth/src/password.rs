//! Hashing passwords: off the async threads, a few at a time, and no faster for an unknown e-mail than for a known one.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::{ParamsString, Salt},
};
use tokio::sync::Semaphore;
use vq_domain::Error;
use vq_ports::Ids;

use crate::Hashing;

/// Length of a salt, in bytes (RFC 9106 recommends 16).
const SALT_BYTES: usize = 16;

/// What a check of a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right {
        /// It was hashed with other parameters than those of now.
        outdated: bool,
    },
}

/// Hashes passwords within bounds.
pub(crate) struct Passwords {
    argon: Argon2<'static>,
    /// The hash of no password, with today's parameters: checked against when there is no account.
    nobody: String,
    running: Arc<Semaphore>,
    /// Those that run and those that wait for it.
    admitted: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(hashing: Hashing, concurrency: usize, queue: usize) -> Self {
        let argon = argon(hashing);
        let params = argon.params();
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
            "A".repeat(22),
            "A".repeat(43)
        );
        let concurrency = concurrency.max(1);
        Self {
            argon,
            nobody,
            running: Arc::new(Semaphore::new(concurrency)),
            admitted: Arc::new(Semaphore::new(concurrency + queue)),
        }
    }

    /// The PHC string of a password.
    pub(crate) async fn hash(&self, password: String, ids: &dyn Ids) -> Result<String, Error> {
        let mut salt = [0; SALT_BYTES];
        ids.fill(&mut salt);
        self.run(move |argon| hash(&argon, &password, &salt)).await?
    }

    /// Checks a password against a stored hash, or, without one, takes as long as if there were one.
    pub(crate) async fn check(&self, stored: Option<String>, password: String) -> Result<Verdict, Error> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let verdict = self.run(move |argon| verify(&argon, &stored, &password)).await?;
        Ok(if exists { verdict } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| busy())?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| Error::internal())?;
        let argon = self.argon.clone();
        let result = tokio::task::spawn_blocking(move || {
            // Held by the work, not by the caller: a caller that hangs up does not make room for another hash.
            let _held = (admitted, running);
            work(argon)
        });
        result.await.map_err(|_| Error::internal())
    }
}

/// An argon2id of these parameters; of the default ones if these are not possible.
fn argon(hashing: Hashing) -> Argon2<'static> {
    let params = Params::new(hashing.memory_kib, hashing.passes, hashing.lanes, None).unwrap_or_else(|_| {
        tracing::warn!(?hashing, "these argon2id parameters are not possible; using the default");
        Params::default()
    });
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(argon: &Argon2<'_>, password: &str, salt: &[u8; SALT_BYTES]) -> Result<String, Error> {
    let hashed = argon.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        Error::internal()
    })?;
    Ok(hashed.to_string())
}

fn verify(argon: &Argon2<'_>, stored: &str, password: &str) -> Verdict {
    let Ok(parsed) = PasswordHash::new(stored) else {
        tracing::error!("a stored password hash cannot be read");
        return Verdict::Wrong;
    };
    // The parameters are those of the stored hash, whatever `argon` has.
    if argon.verify_password(password.as_bytes(), &parsed).is_err() {
        return Verdict::Wrong;
    }
    let today = ParamsString::try_from(argon.params()).ok();
    let long_salt = parsed.salt.as_ref().is_some_and(|salt: &Salt| salt.len() >= SALT_BYTES);
    let up_to_date =
        parsed.algorithm == argon2::ARGON2ID_IDENT && Some(&parsed.params) == today.as_ref() && long_salt;
    Verdict::Right { outdated: !up_to_date }
}

fn busy() -> Error {
    Error::unavailable("Many people are signing in at this moment. Try again in a moment.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_ports::SystemIds;

    use super::*;

    const CHEAP: Hashing = Hashing { memory_kib: 64, passes: 1, lanes: 1 };

    #[tokio::test]
    async fn a_password_is_found_right_and_outdated() {
        let old = Passwords::new(CHEAP, 1, 4);
        let stored = old.hash("correct horse".into(), &SystemIds).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        let right = Ok(Verdict::Right { outdated: false });
        assert_eq!(old.check(Some(stored.clone()), "correct horse".into()).await, right);
        assert_eq!(old.check(Some(stored.clone()), "correct horsf".into()).await, Ok(Verdict::Wrong));

        let new = Passwords::new(Hashing { memory_kib: 128, ..CHEAP }, 1, 4);
        let right = Ok(Verdict::Right { outdated: true });
        assert_eq!(new.check(Some(stored), "correct horse".into()).await, right);
    }

    #[tokio::test]
    async fn nobody_has_no_password_but_takes_the_same_work() {
        let passwords = Passwords::new(CHEAP, 1, 4);
        assert_eq!(passwords.check(None, String::new()).await, Ok(Verdict::Wrong));
        let parsed = PasswordHash::new(&passwords.nobody).expect("is a PHC string");
        assert_eq!(Params::try_from(&parsed).map(|params| params.m_cost()), Ok(64));
        assert_eq!(parsed.hash.map(|hash| hash.len()), Some(32));
        assert_eq!(verify(&passwords.argon, "not a hash", "x"), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_flood_is_asked_to_come_again() {
        let passwords = Passwords::new(CHEAP, 1, 1);
        let _running = passwords.running.clone().acquire_owned().await;
        let mut waiting = Box::pin(passwords.check(None, "a".into()));
        let mut queued = Box::pin(passwords.check(None, "b".into()));
        let still_waits = |poll: std::task::Poll<_>| poll.is_pending();
        std::future::poll_fn(|cx| {
            assert!(still_waits(waiting.as_mut().poll(cx)));
            assert!(still_waits(queued.as_mut().poll(cx)));
            std::task::Poll::Ready(())
        })
        .await;
        let refused = passwords.check(None, "c".into()).await.expect_err("refuses");
        assert_eq!(
            (refused.code(), refused.retry_after_seconds),
            (vq_domain::ErrorCode::Unavailable, Some(1))
        );
    }

    proptest! {
        #[test]
        fn no_stored_text_makes_it_panic(stored in "[$a-z0-9=,]{0,80}") {
            let argon = argon(CHEAP);
            prop_assert_eq!(verify(&argon, &stored, "x"), Verdict::Wrong);
        }
    }
}
