//! Documents that are kept fresh: what stays, what is fetched, how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use parking::Shelf;
use vq_admission::layer::{Checker, JwksSource, Refusal, RevocationSource, SourceError};
use vq_admission::{Claims, KeySet, RevocationError, RevocationPart, Revoked, Signer, VerifyError};

mod parking {
    //! A publisher whose document the test changes.
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Default)]
    pub struct Shelf {
        document: Mutex<Option<String>>,
        pub fetches: AtomicUsize,
    }

    impl Shelf {
        pub fn publish(&self, document: Option<String>) {
            *self.document.lock().unwrap() = document;
        }

        pub fn fetch(&self) -> Result<String, &'static str> {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            self.document.lock().unwrap().clone().ok_or("unreachable")
        }
    }
}

const NOW: i64 = 1_750_000_000;

fn signer(seed: u8) -> Signer {
    Signer::from_seed(&[seed; 32]).unwrap()
}

fn jwks(seeds: &[u8]) -> Option<String> {
    Some(KeySet::from_keys(seeds.iter().map(|seed| signer(*seed).public_key())).unwrap().to_jwks())
}

fn claims(session: &str) -> Claims {
    Claims {
        iss: "vqueue".into(),
        aud: "q".into(),
        sub: session.into(),
        iat: NOW,
        exp: NOW + 600,
        jti: "j".into(),
        tkt: None,
    }
}

fn token(seed: u8) -> String {
    signer(seed).sign(&claims("s")).unwrap()
}

fn keys_from(shelf: &Arc<Shelf>) -> Arc<JwksSource> {
    let shelf = Arc::clone(shelf);
    Arc::new(JwksSource::new(move || std::future::ready(shelf.fetch())))
}

#[tokio::test(start_paused = true)]
async fn a_failed_or_empty_refresh_keeps_the_old_keys() {
    let shelf = Arc::new(Shelf::default());
    let keys = keys_from(&shelf);
    assert!(matches!(keys.refresh().await, Err(SourceError::Fetch(_))));
    assert!(!keys.is_loaded());
    shelf.publish(jwks(&[1]));
    keys.refresh().await.unwrap();
    assert!(keys.is_loaded());

    for document in [None, Some("{}".into()), Some(r#"{"keys":[]}"#.into())] {
        shelf.publish(document);
        assert!(keys.refresh().await.is_err());
        assert_eq!(keys.current().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_key_is_fetched_at_once_and_rotation_refuses_nobody() {
    let shelf = Arc::new(Shelf::default());
    shelf.publish(jwks(&[1]));
    let keys = keys_from(&shelf);
    keys.refresh().await.unwrap();
    let checker = Checker::new("vqueue", 0, Arc::clone(&keys), None);
    assert!(checker.check(&token(1), "q", NOW).await.is_ok());

    shelf.publish(jwks(&[2, 1]));
    let (new, old) = (token(2), token(1));
    let (a, b, c) = tokio::join!(
        checker.check(&new, "q", NOW),
        checker.check(&old, "q", NOW),
        checker.check(&new, "q", NOW)
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(shelf.fetches.load(Ordering::SeqCst), 2, "callers share one fetch");
}

#[tokio::test(start_paused = true)]
async fn forged_key_ids_cannot_flood_the_publisher() {
    let shelf = Arc::new(Shelf::default());
    shelf.publish(jwks(&[1]));
    let keys = keys_from(&shelf);
    keys.refresh().await.unwrap();
    let checker = Checker::new("vqueue", 0, keys, None);
    let start = tokio::time::Instant::now();
    let forged = token(9);
    for _ in 0..5 {
        let refused = checker.check(&forged, "q", NOW).await;
        assert_eq!(refused, Err(Refusal::Invalid(VerifyError::UnknownKey)));
    }
    assert_eq!(shelf.fetches.load(Ordering::SeqCst), 6);
    assert!(start.elapsed() >= Duration::from_secs(5), "one fetch a second at most");
}

#[tokio::test(start_paused = true)]
async fn runs_in_the_background_and_reports_failures() {
    let shelf = Arc::new(Shelf::default());
    let keys = keys_from(&shelf);
    let failures = Arc::new(AtomicUsize::new(0));
    let task = tokio::spawn({
        let (keys, failures) = (Arc::clone(&keys), Arc::clone(&failures));
        async move {
            let count = |_: &SourceError| {
                failures.fetch_add(1, Ordering::SeqCst);
            };
            keys.run(Duration::from_secs(60), count).await;
        }
    });
    tokio::time::advance(Duration::from_millis(1)).await;
    tokio::task::yield_now().await;
    assert_eq!(failures.load(Ordering::SeqCst), 1);
    shelf.publish(jwks(&[1]));
    tokio::time::advance(Duration::from_secs(1)).await;
    tokio::task::yield_now().await;
    assert!(keys.is_loaded());
    task.abort();
}

/// A publisher of one queue's list, which can be away.
#[derive(Default)]
struct Publisher {
    /// Sessions in the order in which they were revoked.
    sessions: std::sync::Mutex<Vec<String>>,
    asked: std::sync::Mutex<Vec<String>>,
    is_away: AtomicBool,
}

impl Publisher {
    /// Most sessions in a part.
    const PART: usize = 4096;
    const FIRST: &'static str = "/.well-known/vq-revoked.json?queueId=q";

    fn revoke(&self, sessions: impl IntoIterator<Item = String>) {
        self.sessions.lock().unwrap().extend(sessions);
    }

    /// The answer to a path and query; cursors count sessions.
    fn answer(&self, path: &str) -> Result<String, &'static str> {
        self.asked.lock().unwrap().push(path.to_owned());
        if self.is_away.load(Ordering::SeqCst) {
            return Err("unreachable");
        }
        let since = match path.strip_prefix(Self::FIRST) {
            Some("") => 0,
            Some(rest) => rest.strip_prefix("&since=").unwrap().parse().unwrap(),
            None => return Err("not a path of this queue's list"),
        };
        let sessions = self.sessions.lock().unwrap();
        let upto = sessions.len().min(since + Self::PART);
        let named = Revoked { exp: NOW + 600, sub: sessions[since..upto].to_vec(), jti: Vec::new() };
        let revoked = if named.sub.is_empty() { Vec::new() } else { vec![named] };
        Ok(RevocationPart { revoked, cursor: upto.to_string(), more: upto < sessions.len() }.to_document())
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn revocations_from(publisher: &Arc<Publisher>) -> Arc<RevocationSource> {
    let publisher = Arc::clone(publisher);
    Arc::new(RevocationSource::new("q", move |path: String| std::future::ready(publisher.answer(&path))))
}

async fn checker_with(revocations: &Arc<RevocationSource>) -> Checker {
    let shelf = Arc::new(Shelf::default());
    shelf.publish(jwks(&[1]));
    let keys = keys_from(&shelf);
    keys.refresh().await.unwrap();
    Checker::new("vqueue", 0, keys, [Arc::clone(revocations)])
}

#[tokio::test]
async fn what_the_list_revokes_is_refused() {
    let publisher = Arc::new(Publisher::default());
    let revocations = revocations_from(&publisher);
    let checker = checker_with(&revocations).await;
    assert!(checker.check(&token(1), "q", NOW).await.is_ok(), "the first to come has the list read");

    publisher.revoke(["s".to_owned()]);
    revocations.refresh().await.unwrap();
    assert_eq!(checker.check(&token(1), "q", NOW).await, Err(Refusal::Revoked));
}

#[tokio::test]
async fn a_list_of_any_length_is_read_and_then_only_what_is_new() {
    let publisher = Arc::new(Publisher::default());
    // More than fit into one document of 8 MiB with 64 bytes for each.
    let count = 150_000;
    publisher.revoke((0..count).map(|number| format!("0192f0c1-7a00-7000-8000-{number:012x}")));
    let revocations = revocations_from(&publisher);
    revocations.refresh().await.unwrap();
    assert_eq!(revocations.len(), count);
    for number in [0, count / 2, count - 1] {
        let one = claims(&format!("0192f0c1-7a00-7000-8000-{number:012x}"));
        assert_eq!(revocations.is_revoked(&one, NOW), Some(true), "{number}");
    }
    assert_eq!(revocations.is_revoked(&claims("s"), NOW), Some(false));

    let before = publisher.asked();
    publisher.revoke(["s".to_owned()]);
    revocations.refresh().await.unwrap();
    assert_eq!(revocations.is_revoked(&claims("s"), NOW), Some(true));
    assert_eq!(publisher.asked() - before, 1, "what was read is not read again");
    let last = publisher.asked.lock().unwrap().last().cloned();
    assert_eq!(last, Some(format!("{}&since={count}", Publisher::FIRST)));

    // Once all of it is over it is forgotten.
    assert_eq!(revocations.is_revoked(&claims("s"), NOW + 600), Some(true));
    revocations.refresh().await.unwrap();
    assert!(revocations.is_empty());
}

#[tokio::test(start_paused = true)]
async fn without_a_list_nobody_is_good_and_after_a_while_nobody_waits_for_it() {
    let publisher = Arc::new(Publisher::default());
    publisher.is_away.store(true, Ordering::SeqCst);
    let revocations = revocations_from(&publisher);
    let checker = checker_with(&revocations).await;
    for _ in 0..9 {
        assert_eq!(checker.check(&token(1), "q", NOW).await, Err(Refusal::ListMissing));
    }
    assert!(!checker.knows_revocations("q").await);
    assert!(checker.knows_revocations("a queue without a list").await);
    assert_eq!(publisher.asked(), 3);
    assert!(matches!(revocations.refresh().await, Err(SourceError::Fetch(_))));

    publisher.is_away.store(false, Ordering::SeqCst);
    revocations.refresh().await.unwrap();
    assert!(checker.check(&token(1), "q", NOW).await.is_ok());
    // What was read goes on to hold.
    publisher.revoke(["s".to_owned()]);
    revocations.refresh().await.unwrap();
    publisher.is_away.store(true, Ordering::SeqCst);
    assert!(revocations.refresh().await.is_err());
    assert_eq!(checker.check(&token(1), "q", NOW).await, Err(Refusal::Revoked));
}

#[tokio::test(start_paused = true)]
async fn who_comes_while_the_publisher_starts_waits_for_it() {
    let publisher = Arc::new(Publisher::default());
    publisher.is_away.store(true, Ordering::SeqCst);
    let revocations = revocations_from(&publisher);
    let checker = checker_with(&revocations).await;
    assert!(revocations.refresh().await.is_err());
    publisher.is_away.store(false, Ordering::SeqCst);
    let token = token(1);
    let (one, other) = tokio::join!(checker.check(&token, "q", NOW), checker.check(&token, "q", NOW));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(publisher.asked(), 2, "callers share attempts");
}

#[tokio::test]
async fn a_read_that_was_broken_off_goes_on_where_it_was() {
    let publisher = Arc::new(Publisher::default());
    publisher.revoke((0..3 * Publisher::PART).map(|number| number.to_string()));
    let (behind, left) = (Arc::clone(&publisher), AtomicBool::new(true));
    let revocations = RevocationSource::new("q", move |path: String| {
        let is_second = path.ends_with(&format!("={}", Publisher::PART));
        let breaks = is_second && left.swap(false, Ordering::SeqCst);
        std::future::ready(if breaks { Err("broken off") } else { behind.answer(&path) })
    });
    assert!(revocations.refresh().await.is_err());
    assert_eq!(revocations.is_revoked(&claims("1"), NOW), Some(true));
    assert_eq!(revocations.is_revoked(&claims("s"), NOW), None, "may be in what was not read");
    assert!(!revocations.is_loaded());
    revocations.refresh().await.unwrap();
    assert_eq!(publisher.asked(), 3, "each part once");
    assert_eq!(revocations.is_revoked(&claims("s"), NOW), Some(false));
}

#[tokio::test]
async fn a_list_without_an_end_is_refused() {
    let stuck = RevocationPart { revoked: Vec::new(), cursor: "7".to_owned(), more: true }.to_document();
    let revocations =
        RevocationSource::new("q", move |_| std::future::ready(Ok::<_, std::io::Error>(stuck.clone())));
    let refused = revocations.refresh().await;
    assert!(matches!(refused, Err(SourceError::Revocations(RevocationError::Endless))), "{refused:?}");
    assert!(!revocations.is_loaded());
}
