//! What is removed or replaced is in no file any more.

use std::path::Path;

use vq_domain::{Millis, Priority, SessionId, TenantId};
use vq_engine::Command;
use vq_ports::{
    Audit, DataKeyRecord, KeyUse, PersonalRow, PersonalTable, Whose,
    contract::sample::{self, one},
};

use crate::{Options, SqliteStore};

const UNAUDITED: Audit = Audit::exempt("a test");

/// Filling of an envelope.
const FILLING: &str = "EEEEEEEEEEEEEEEE";

fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(folder, Options::default()).unwrap()
}

/// All files of the folder, byte by byte.
fn files(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        all.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    all
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// An envelope, as far as the store can tell; of `times` fillings, which need more than a page if they are many.
fn envelope(name: &str, times: usize) -> String {
    format!("vq1.{name}-{}", FILLING.repeat(times))
}

fn joining(name: &str, times: usize) -> Command {
    Command::Join {
        session: SessionId(sample::id()),
        identifier: Some(format!("~{name}").into()),
        metadata: Some(envelope(name, times).into()),
        priority: Priority::NORMAL,
    }
}

fn key(realm: TenantId, number: u32, retired_at: Option<Millis>) -> DataKeyRecord {
    DataKeyRecord {
        realm: Some(realm),
        key_use: KeyUse::Seal,
        number,
        wrapped: wrapped(realm, number).into_bytes(),
        master: "m1".into(),
        seals_from: Millis(1),
        retired_at,
    }
}

/// About as long as a wrapped key is.
fn wrapped(realm: TenantId, number: u32) -> String {
    format!("wrapped-{number:04}-{realm}-0123456789")
}

#[tokio::test]
async fn a_deleted_tenants_keys_and_envelopes_are_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let stores = store.stores();
    let gone = sample::stored(&stores, sample::paused()).await;
    let kept = sample::stored(&stores, sample::paused()).await;
    // Enough for pages to be split.
    for number in 1..=100 {
        for tenant in [gone.tenant_id, kept.tenant_id] {
            stores.data_keys.add(&key(tenant, number, None), &UNAUDITED).await.unwrap();
        }
    }
    for (queue, name) in [(&gone, "gone"), (&kept, "kept")] {
        one(&stores, queue.id, joining(name, 10)).await;
        one(&stores, queue.id, joining(&format!("{name}-long"), 1000)).await;
    }
    stores.tenants.delete(gone.tenant_id, &Audit::exempt("a test")).await.unwrap();
    // What is swept follows.
    let buried = || async {
        let read =
            |connection: &rusqlite::Connection| crate::row::exists(connection, "SELECT 1 FROM graveyard", ());
        store.core.read(read).await.unwrap()
    };
    while buried().await {
        store.check().await.unwrap();
    }
    store.close().await;
    let all = files(folder.path());
    assert!(!has(&all, "vq1.gone"), "an envelope is left");
    assert!(!has(&all, "~gone"), "a blind index is left");
    for number in 1..=100 {
        assert!(!has(&all, &wrapped(gone.tenant_id, number)), "key {number} is left");
        assert!(has(&all, &wrapped(kept.tenant_id, number)), "another's key {number} is gone");
    }
    assert!(has(&all, &envelope("kept", 10)));
    let keys = open(folder.path()).stores().data_keys.all().await.unwrap();
    assert_eq!(keys.len(), 100);
}

#[tokio::test]
async fn destroyed_keys_and_replaced_envelopes_are_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await;
    for number in 1..=100 {
        stores.data_keys.add(&key(queue.tenant_id, number, Some(Millis(2))), &UNAUDITED).await.unwrap();
    }
    assert_eq!(stores.data_keys.destroy(Some(queue.tenant_id), KeyUse::Seal, 100).await, Ok(99));
    for (name, times) in [("anna", 10), ("berta", 1000)] {
        let ticket = sample::joined(&one(&stores, queue.id, joining(name, times)).await).ticket;
        // A shorter one in its place.
        let metadata = Some("vq1.short".into());
        one(&stores, queue.id, Command::Annotate { ticket, metadata }).await;
        let found = Whose::With(Some(queue.tenant_id), format!("~{name}"));
        let row = stores.personal.rows(PersonalTable::Sessions, found, 1).await.unwrap().remove(0);
        let erased = PersonalRow { lookup: None, words: None, ..row.clone() };
        stores.personal.replace(PersonalTable::Sessions, vec![(row, erased)]).await.unwrap();
    }
    stores.personal.scrub(false).await.unwrap();
    store.close().await;
    let all = files(folder.path());
    for text in ["vq1.anna", "vq1.berta", FILLING, "vq1.short", "~anna", "~berta"] {
        assert!(!has(&all, text), "{text} is left");
    }
    for number in 1..100 {
        assert!(!has(&all, &wrapped(queue.tenant_id, number)), "key {number} is left");
    }
    assert!(has(&all, &wrapped(queue.tenant_id, 100)));
}

#[tokio::test]
async fn a_file_of_an_earlier_version_is_rebuilt_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await;
    one(&stores, queue.id, joining("anna", 1000)).await;
    store.close().await;
    // As earlier versions erased.
    let before = rusqlite::Connection::open(folder.path().join("vqueue.db")).unwrap();
    before.pragma_update(None, "secure_delete", false).unwrap();
    before.pragma_update(None, "user_version", 0).unwrap();
    before.execute("UPDATE sessions SET identifier = NULL, metadata = NULL", ()).unwrap();
    drop(before);
    assert!(has(&files(folder.path()), FILLING), "the test shows nothing");
    open(folder.path()).close().await;
    assert!(!has(&files(folder.path()), FILLING));
    let after = rusqlite::Connection::open(folder.path().join("vqueue.db")).unwrap();
    let version: i64 = after.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}
