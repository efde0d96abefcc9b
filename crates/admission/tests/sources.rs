//! Documents that are kept fresh: what stays, what is fetched, how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking::Shelf;
use vq_admission::layer::{Checker, JwksSource, Refusal, RevocationSource, SourceError};
use vq_admission::{Claims, KeySet, RevocationList, Signer, VerifyError};

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

fn token(seed: u8) -> String {
    let claims = Claims {
        iss: "vqueue".into(),
        aud: "q".into(),
        sub: "s".into(),
        iat: NOW,
        exp: NOW + 600,
        jti: "j".into(),
        tkt: None,
    };
    signer(seed).sign(&claims).unwrap()
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

#[tokio::test]
async fn what_the_list_revokes_is_refused() {
    let shelf = Arc::new(Shelf::default());
    shelf.publish(jwks(&[1]));
    let keys = keys_from(&shelf);
    keys.refresh().await.unwrap();

    let list = Arc::new(Shelf::default());
    let published = Arc::clone(&list);
    let revocations = Arc::new(RevocationSource::new(move || std::future::ready(published.fetch())));
    let checker = Checker::new("vqueue", 0, keys, Some(Arc::clone(&revocations)));
    assert!(checker.check(&token(1), "q", NOW).await.is_ok());

    let mut revoked = RevocationList::default();
    revoked.revoke_session("s", NOW + 600);
    list.publish(Some(revoked.to_document()));
    revocations.refresh().await.unwrap();
    assert_eq!(checker.check(&token(1), "q", NOW).await, Err(Refusal::Revoked));
}
