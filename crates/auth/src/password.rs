//! Hashing passwords: off the async threads, a few at a time, and no faster for an unknown e-mail than for a known one.

use std::{collections::HashMap, net::Ipv6Addr, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::{ParamsString, Salt},
};
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use vq_domain::Error;
use vq_ports::Ids;

use crate::{AuthConfig, Hashing};

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

/// Who wants a password hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Somebody on a device or network that is known, or who has shown otherwise that they may.
    Known,
    /// Somebody from this network.
    Stranger(Ipv6Addr),
}

/// A few hashes at once, and some that wait for it.
struct Lane {
    running: Arc<Semaphore>,
    /// Those that run and those that wait.
    admitted: Arc<Semaphore>,
}

impl Lane {
    fn new(concurrency: usize, queue: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(concurrency)),
            admitted: Arc::new(Semaphore::new(concurrency + queue)),
        }
    }
}

/// Hashes passwords within bounds: a lane for those who are known, one for strangers, and of that no more than a part for
/// any one network. A flood of strangers slows nobody known, and one from one network not even the other strangers.
pub(crate) struct Passwords {
    argon: Argon2<'static>,
    /// The hash of no password, with today's parameters: checked against when there is no account.
    nobody: String,
    known: Lane,
    strangers: Lane,
    networks: Arc<Mutex<HashMap<Ipv6Addr, usize>>>,
    per_network: usize,
}

/// A stranger's place in the lane, counted for their network.
struct Place {
    networks: Arc<Mutex<HashMap<Ipv6Addr, usize>>>,
    network: Ipv6Addr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut networks = self.networks.lock();
        if let Some(count) = networks.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                networks.remove(&self.network);
            }
        }
    }
}

impl Passwords {
    pub(crate) fn new(config: &AuthConfig) -> Self {
        let argon = argon(config.hashing);
        let params = argon.params();
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
            "A".repeat(22),
            "A".repeat(43)
        );
        let concurrency = config.hash_concurrency.max(1);
        Self {
            argon,
            nobody,
            known: Lane::new(concurrency, config.hash_queue),
            strangers: Lane::new(concurrency, config.hash_queue),
            networks: Arc::default(),
            per_network: config.hash_per_network,
        }
    }

    /// The PHC string of a password.
    pub(crate) async fn hash(&self, password: String, ids: &dyn Ids) -> Result<String, Error> {
        let mut salt = [0; SALT_BYTES];
        ids.fill(&mut salt);
        self.run(Asker::Known, move |argon| hash(&argon, &password, &salt)).await?
    }

    /// Checks a password against a stored hash, or, without one, takes as long as if there were one.
    pub(crate) async fn check(
        &self,
        asker: Asker,
        stored: Option<String>,
        password: String,
    ) -> Result<Verdict, Error> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let verdict = self.run(asker, move |argon| verify(&argon, &stored, &password)).await?;
        Ok(if exists { verdict } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(
        &self,
        asker: Asker,
        work: impl FnOnce(Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (lane, place) = match asker {
            Asker::Known => (&self.known, None),
            Asker::Stranger(network) => (&self.strangers, Some(self.place(network)?)),
        };
        let admitted = lane.admitted.clone().try_acquire_owned().map_err(|_| busy())?;
        let running = lane.running.clone().acquire_owned().await.map_err(|_| Error::internal())?;
        let argon = self.argon.clone();
        let result = tokio::task::spawn_blocking(move || {
            // Held by the work, not by the caller: a caller that hangs up does not make room for another hash.
            let _held = (admitted, running, place);
            work(argon)
        });
        result.await.map_err(|_| Error::internal())
    }

    fn place(&self, network: Ipv6Addr) -> Result<Place, Error> {
        let mut networks = self.networks.lock();
        let count = networks.entry(network).or_default();
        if *count >= self.per_network {
            return Err(busy());
        }
        *count += 1;
        Ok(Place { networks: self.networks.clone(), network })
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
    const STRANGER: Asker = Asker::Stranger(Ipv6Addr::LOCALHOST);

    fn passwords(hashing: Hashing, hash_queue: usize) -> Passwords {
        Passwords::new(&AuthConfig { hashing, hash_queue, ..AuthConfig::default() })
    }

    #[tokio::test]
    async fn a_password_is_found_right_and_outdated() {
        let old = passwords(CHEAP, 4);
        let stored = old.hash("correct horse".into(), &SystemIds).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        let right = Ok(Verdict::Right { outdated: false });
        assert_eq!(old.check(Asker::Known, Some(stored.clone()), "correct horse".into()).await, right);
        assert_eq!(
            old.check(Asker::Known, Some(stored.clone()), "correct horsf".into()).await,
            Ok(Verdict::Wrong)
        );

        let new = passwords(Hashing { memory_kib: 128, ..CHEAP }, 4);
        let right = Ok(Verdict::Right { outdated: true });
        assert_eq!(new.check(STRANGER, Some(stored), "correct horse".into()).await, right);
    }

    #[tokio::test]
    async fn nobody_has_no_password_but_takes_the_same_work() {
        let passwords = self::passwords(CHEAP, 4);
        assert_eq!(passwords.check(STRANGER, None, String::new()).await, Ok(Verdict::Wrong));
        let parsed = PasswordHash::new(&passwords.nobody).expect("is a PHC string");
        assert_eq!(Params::try_from(&parsed).map(|params| params.m_cost()), Ok(64));
        assert_eq!(parsed.hash.map(|hash| hash.len()), Some(32));
        assert_eq!(verify(&passwords.argon, "not a hash", "x"), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_flood_is_asked_to_come_again() {
        let passwords = self::passwords(CHEAP, 1);
        let _running = passwords.strangers.running.clone().acquire_owned().await;
        let mut waiting = Box::pin(passwords.check(STRANGER, None, "a".into()));
        let mut queued = Box::pin(passwords.check(STRANGER, None, "b".into()));
        let still_waits = |poll: std::task::Poll<_>| poll.is_pending();
        std::future::poll_fn(|cx| {
            assert!(still_waits(waiting.as_mut().poll(cx)));
            assert!(still_waits(queued.as_mut().poll(cx)));
            std::task::Poll::Ready(())
        })
        .await;
        let refused = passwords.check(STRANGER, None, "c".into()).await.expect_err("refuses");
        assert_eq!(
            (refused.code(), refused.retry_after_seconds),
            (vq_domain::ErrorCode::Unavailable, Some(1))
        );
    }

    #[tokio::test]
    async fn a_flood_slows_nobody_who_is_known_and_one_network_fills_no_lane() {
        let passwords = self::passwords(CHEAP, 100);
        let _running = passwords.strangers.running.clone().acquire_owned().await;
        let mut flood: Vec<_> =
            (0..4).map(|_| Box::pin(passwords.check(STRANGER, None, "a".into()))).collect();
        let elsewhere = Asker::Stranger(Ipv6Addr::UNSPECIFIED);
        let mut other = Box::pin(passwords.check(elsewhere, None, "b".into()));
        std::future::poll_fn(|cx| {
            assert!(flood.iter_mut().all(|attempt| attempt.as_mut().poll(cx).is_pending()));
            assert!(other.as_mut().poll(cx).is_pending(), "waits its turn");
            std::task::Poll::Ready(())
        })
        .await;
        assert!(passwords.check(STRANGER, None, "c".into()).await.is_err(), "one too many of its network");
        assert_eq!(passwords.check(Asker::Known, None, "d".into()).await, Ok(Verdict::Wrong));
        // Whoever hangs up while waiting makes room.
        drop(flood);
        assert_eq!(passwords.networks.lock().len(), 1);
    }

    proptest! {
        #[test]
        fn no_stored_text_makes_it_panic(stored in "[$a-z0-9=,]{0,80}") {
            let argon = argon(CHEAP);
            prop_assert_eq!(verify(&argon, &stored, "x"), Verdict::Wrong);
        }
    }
}
