//! What is stored says nothing about anybody, is found all the same, and opens at its own place alone.

mod support;

use std::sync::Arc;

use vq_domain::{
    AccountId, IdentityProvider, Invitation, InvitationId, Millis, Priority, ProviderId, ProviderSettings,
    Role, SessionId, Trail,
};
use vq_engine::{Attend, Command, Verb, attend::By};
use vq_ports::{
    KeyUse, PageRequest, PersonalTable, Remembered, Reservation, SecretRecord, SessionFilter, StoreError,
    Stores, SystemIds, Turn, Whose,
    contract::sample::{self, START, one},
};
use vq_protection::{Vault, VaultConfig};

use support::{Backing, MASTER, Node, OTHER_MASTER, SetClock, has, master};

on_both! {
    nothing_personal_is_stored,
    one_live_session_per_identifier_on_all_nodes,
    a_value_opens_at_its_own_place_alone,
    plain_text_is_none_of_ours,
    an_index_is_bound_to_its_row,
    another_master_key_opens_nothing,
    a_master_key_is_replaced,
    a_tenants_keys_go_with_it,
    signing_keys_are_stored_wrapped,
    a_signing_key_in_the_open_is_not_used,
    a_wrapping_belongs_to_its_signing_key,
    somebody_is_erased,
    old_sessions_lose_their_owner,
    notes_are_sealed_with_who_they_are_about,
}

const IDENTIFIER: &str = "Zanzibar-Quokka-4711";
const METADATA: &str = "{\"phone\":\"+4915799911122\",\"note\":\"Xylophon-Metadata\"}";
const EMAIL: &str = "wombat.personal@planted.example";
const NAME: &str = "Wilhelmine Wombat-Planted";
const REASON: &str = "because Platypus-Reason shouted";
const SUBJECT: &str = "subject-Numbat-9000";
const DEVICE: &str = "Device-Dugong-77";
const ADDRESS: &str = "203.0.113.77";
const BODY: &str = "{\"answer\":\"Axolotl-Answer\"}";
const SCOPE: &str = "/v1/who?identifier=Scope-Serval:1";
const KEY: &str = "key-Kinkajou";

fn joining(identifier: Option<&str>, metadata: Option<&str>) -> Command {
    Command::Join {
        session: SessionId(sample::id()),
        identifier: identifier.map(Into::into),
        metadata: metadata.map(Into::into),
        priority: Priority::NORMAL,
    }
}

fn page() -> PageRequest {
    PageRequest { limit: 50, cursor: None }
}

async fn node(stores: Stores, backing: Arc<Backing>) -> Node {
    Node::new(stores, backing, SetClock::new(), 1).await
}

async fn nothing_personal_is_stored(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let open = &node.open;
    let queue = sample::stored(open, sample::paused()).await;
    let joined = one(open, queue.id, joining(Some(IDENTIFIER), Some(METADATA))).await;
    let entry = sample::joined(&joined).clone();
    assert_eq!((entry.identifier.as_deref(), entry.metadata.as_deref()), (Some(IDENTIFIER), Some(METADATA)));
    let account = vq_domain::Account {
        name: NAME.into(),
        ..sample::account(Some(queue.tenant_id), EMAIL, &[Role::Admin])
    };
    open.accounts.create(&account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    assert_eq!(open.accounts.by_email(EMAIL).await.unwrap().as_ref(), Some(&account));
    assert_eq!(
        open.accounts.list(account.tenant_id, page()).await.unwrap().items,
        std::slice::from_ref(&account)
    );
    let again = vq_domain::Account { id: AccountId(sample::id()), ..account.clone() };
    assert_eq!(
        open.accounts.create(&again, &vq_ports::Audit::exempt("a test")).await,
        Err(StoreError::Taken("email"))
    );

    let invitation = Invitation {
        id: InvitationId(sample::id()),
        tenant_id: account.tenant_id,
        email: format!("invited.{EMAIL}"),
        roles: account.roles.clone(),
        language: "de".into(),
        token_hash: [9; 32],
        invited_by: account.id,
        created_at: START,
        expires_at: START.plus_seconds(60),
    };
    open.invitations.create(&invitation, 99, &vq_ports::Audit::exempt("a test")).await.unwrap();
    assert_eq!(open.invitations.by_token(&[9; 32]).await.unwrap(), Some(invitation));

    let (sign_in, token) = sample::sign_in(account.id, [3; 32], START.plus_seconds(60));
    let network = *b"Network-Narwhal!";
    let sign_in = vq_domain::SignIn { device: DEVICE.into(), address: ADDRESS.into(), network, ..sign_in };
    open.sign_ins.begin(&sign_in, &token, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let stored = open.sign_ins.get(sign_in.id).await.unwrap().unwrap();
    assert_eq!((stored.device.as_str(), stored.address.as_str()), (DEVICE, ADDRESS));
    assert!(open.sign_ins.knows_network(account.id, network).await.unwrap());
    assert!(!open.sign_ins.knows_network(account.id, [1; 16]).await.unwrap());

    let provider = IdentityProvider {
        id: ProviderId(sample::id()),
        tenant_id: queue.tenant_id,
        settings: ProviderSettings {
            name: "Company".into(),
            issuer: "https://id.example".into(),
            client_id: "queue".into(),
            scopes: Vec::new(),
            groups_claim: None,
            group_roles: Default::default(),
            default_roles: Vec::new(),
            create_accounts: false,
            enabled: true,
        },
        sealed_secret: vec![1],
        version: 1,
        created_at: START,
    };
    open.identity_providers.create(&provider, 10, &vq_ports::Audit::exempt("a test")).await.unwrap();
    open.identity_providers
        .link(provider.id, SUBJECT, account.id, &vq_ports::Audit::exempt("a test"))
        .await
        .unwrap();
    assert_eq!(open.identity_providers.account_of(provider.id, SUBJECT).await.unwrap(), Some(account.id));

    assert_eq!(open.idempotency.reserve(SCOPE, KEY, [5; 32], START).await.unwrap(), Reservation::New);
    let answer = Remembered { status: 200, body: BODY.into() };
    open.idempotency.finish(SCOPE, KEY, &answer).await.unwrap();
    let again = open.idempotency.reserve(SCOPE, KEY, [5; 32], START).await.unwrap();
    assert_eq!(again, Reservation::Done(answer));
    let other = open.idempotency.reserve(SCOPE, KEY, [6; 32], START).await.unwrap();
    assert_eq!(other, Reservation::Mismatch);

    let by = By { account: Some(account.id), reason: Some(REASON.into()) };
    let remove = Command::Attend(Box::new(Attend { ticket: entry.ticket, verb: Verb::Remove, by }));
    one(open, queue.id, remove).await;
    let turn = Turn { node: 1, now: START, millis: 1000 };
    let portion = open.consumers.take("test", queue.id, turn, 100).await.unwrap().unwrap();
    assert!(format!("{:?}", portion.sets).contains(REASON), "who reads the records reads the reason");

    // A page, a ticket and an id all find the person.
    let filter = SessionFilter { identifier: Some(IDENTIFIER.into()), ..SessionFilter::default() };
    let listed = open.sessions.list(queue.tenant_id, &filter, page()).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    assert_eq!(listed.items[0].entry.metadata.as_deref(), Some(METADATA));
    let by_id = open.sessions.get(queue.tenant_id, entry.session).await.unwrap().unwrap();
    assert_eq!(by_id, listed.items[0]);
    assert_eq!(open.sessions.by_ticket(queue.id, entry.ticket).await.unwrap(), Some(by_id));

    let dump = node.dump().await;
    assert!(has(&dump, "vq1."), "the dump holds what is stored");
    let planted = [
        IDENTIFIER,
        "Xylophon",
        "15799911122",
        "wombat.personal",
        "Wilhelmine",
        "Platypus",
        "Numbat",
        "Dugong",
        ADDRESS,
        "Axolotl",
        "Serval",
        "Kinkajou",
        "Narwhal",
    ];
    for text in planted {
        assert!(!has(&dump, text), "{text} is stored in the open");
    }
}

async fn one_live_session_per_identifier_on_all_nodes(stores: Stores, backing: Arc<Backing>) {
    let first = node(stores, backing).await;
    let second = first.another(2).await;
    let queue = sample::stored(&first.open, sample::paused()).await;
    for round in 0..20 {
        let identifier = format!("person-{round}");
        let mut tasks = tokio::task::JoinSet::new();
        for at in 0..16 {
            let log = if at % 2 == 0 { first.open.log.clone() } else { second.open.log.clone() };
            let commands = vec![joining(Some(&identifier), None)];
            tasks.spawn(async move { log.commit(queue.id, commands, u64::MAX, START).await.unwrap() });
        }
        let commits = tasks.join_all().await;
        let sessions: std::collections::HashSet<_> =
            commits.iter().map(|commit| sample::session(&commit.outcomes[0]).session).collect();
        assert_eq!(sessions.len(), 1, "{identifier} has one session");
        for commit in &commits {
            assert_eq!(sample::session(&commit.outcomes[0]).identifier.as_deref(), Some(identifier.as_str()));
        }
    }
}

async fn a_value_opens_at_its_own_place_alone(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let anna = sample::joined(&one(&node.open, queue.id, joining(Some("anna"), None)).await).clone();
    let berta = sample::joined(&one(&node.open, queue.id, joining(Some("berta"), None)).await).clone();
    // Somebody who can write the database gives one row what belongs to the other.
    let row = |session: SessionId| {
        node.bare.personal.rows(PersonalTable::Sessions, Whose::Rows(vec![session.0]), 1)
    };
    let (from, to) =
        (row(anna.session).await.unwrap().remove(0), row(berta.session).await.unwrap().remove(0));
    let moved = vq_ports::PersonalRow { words: from.words.clone(), ..to.clone() };
    node.bare.personal.replace(PersonalTable::Sessions, vec![(to, moved)]).await.unwrap();
    let read = node.open.sessions.get(queue.tenant_id, berta.session).await;
    assert!(matches!(read, Err(StoreError::Failed(_))), "{read:?}");
    assert!(node.open.sessions.get(queue.tenant_id, anna.session).await.is_ok());
    // In a list it hides nobody else, and stands there without what is personal.
    let listed = node.open.sessions.list(queue.tenant_id, &SessionFilter::default(), page()).await.unwrap();
    let shown = |session| listed.items.iter().find(|item| item.entry.session == session).unwrap();
    assert_eq!(shown(anna.session).entry.identifier.as_deref(), Some("anna"));
    assert_eq!(
        (&shown(berta.session).entry.identifier, &shown(berta.session).entry.metadata),
        (&None, &None)
    );
    // A list of one person's is not one that may have holes.
    let filter = SessionFilter { identifier: Some("berta".into()), ..SessionFilter::default() };
    let of_berta = node.open.sessions.list(queue.tenant_id, &filter, page()).await;
    assert!(matches!(of_berta, Err(StoreError::Failed(_))), "{of_berta:?}");
    // Nor is it another tenant's.
    let other = sample::stored(&node.open, sample::paused()).await;
    let theirs = sample::joined(&one(&node.open, other.id, joining(Some("anna"), None)).await).session;
    let theirs = row(theirs).await.unwrap().remove(0);
    assert_ne!(theirs.lookup, from.lookup, "the same word has another index in another tenant");
}

/// Writes into a row as somebody would who can write the database and has no keys.
async fn forge(node: &Node, table: PersonalTable, id: uuid::Uuid, lookup: Option<&str>, words: Option<&str>) {
    let row = node.bare.personal.rows(table, Whose::Rows(vec![id]), 1).await.unwrap().remove(0);
    let (lookup, words) = (lookup.map(str::to_owned), words.map(str::to_owned));
    let forged = vq_ports::PersonalRow { lookup, words, ..row.clone() };
    assert_eq!(node.bare.personal.replace(table, vec![(row, forged)]).await.unwrap(), [id]);
}

async fn plain_text_is_none_of_ours(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let anna = sample::joined(&one(&node.open, queue.id, joining(Some("anna"), None)).await).session;
    let read = || node.open.sessions.get(queue.tenant_id, anna);
    // Nor is it ours because a pass is written down that would seal it.
    node.bare.personal.note_pass("seal", "{}", 0).await.unwrap();
    assert!(!node.keeper.refresh().await.unwrap());
    for words in [Some("{\"vip\":true}"), None] {
        forge(&node, PersonalTable::Sessions, anna.0, Some("mallory"), words).await;
        assert!(matches!(read().await, Err(StoreError::Failed(_))), "{:?}", read().await);
        // Nor does a rotation of the keys make it ours.
        node.keeper.rotate(Some(queue.tenant_id), KeyUse::Seal, &Trail::system("test", START)).await.unwrap();
        node.finish().await;
        assert!(matches!(read().await, Err(StoreError::Failed(_))), "{:?}", read().await);
    }
    let account = sample::account(Some(queue.tenant_id), EMAIL, &[Role::Admin]);
    node.open.accounts.create(&account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    forge(&node, PersonalTable::Accounts, account.id.0, Some("mallory@evil.example"), Some("Mallory")).await;
    let read = node.open.accounts.get(account.id).await;
    assert!(matches!(read, Err(StoreError::Failed(_))), "{read:?}");
}

async fn an_index_is_bound_to_its_row(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let tenant = queue.tenant_id;
    let other = sample::stored_for(&node.open, tenant, sample::paused()).await;
    let anna = sample::joined(&one(&node.open, queue.id, joining(Some("anna"), None)).await).session;
    let berta = joining(Some("berta"), Some(METADATA));
    let berta = sample::joined(&one(&node.open, other.id, berta).await).session;
    let nameless = sample::joined(&one(&node.open, other.id, joining(None, Some(METADATA))).await).session;
    let bare = &node.bare;
    let stored = |session: SessionId| async move {
        let whose = Whose::Rows(vec![session.0]);
        bare.personal.rows(PersonalTable::Sessions, whose, 1).await.unwrap().remove(0)
    };
    let (of_anna, of_berta, of_nobody) = (stored(anna).await, stored(berta).await, stored(nameless).await);
    let (index, envelope) = (of_anna.lookup.as_deref(), of_berta.words.as_deref());
    forge(&node, PersonalTable::Sessions, berta.0, index, envelope).await;
    // The copy for Anna does not give out what is Berta's.
    let copy = node.subjects.sessions(tenant, "anna", page()).await;
    assert!(matches!(copy, Err(StoreError::Failed(_))), "{copy:?}");
    assert!(node.open.sessions.get(tenant, berta).await.is_err());
    // Without any index it is nobody's.
    forge(&node, PersonalTable::Sessions, berta.0, None, envelope).await;
    let erased = node.open.sessions.get(tenant, berta).await.unwrap().unwrap().entry;
    assert_eq!((erased.identifier, erased.metadata), (None, None));
    // An index beside an envelope without a name.
    let (index, envelope) = (of_berta.lookup.as_deref(), of_nobody.words.as_deref());
    forge(&node, PersonalTable::Sessions, nameless.0, index, envelope).await;
    assert!(node.open.sessions.get(tenant, nameless).await.is_err());
    assert_eq!(node.subjects.sessions(tenant, "anna", page()).await.unwrap().items.len(), 1);

    let people = ["one@shop.example", "two@shop.example"]
        .map(|email| sample::account(Some(tenant), email, &[Role::Admin]));
    for account in &people {
        node.open.accounts.create(account, &vq_ports::Audit::exempt("a test")).await.unwrap();
    }
    let [first, second] = &people;
    let mut rows = Vec::new();
    for account in &people {
        let whose = Whose::Rows(vec![account.id.0]);
        rows.extend(node.bare.personal.rows(PersonalTable::Accounts, whose, 1).await.unwrap());
    }
    // The first one's address leads to the second one's account.
    forge(&node, PersonalTable::Accounts, first.id.0, Some("~moved"), rows[0].words.as_deref()).await;
    let (index, envelope) = (rows[0].lookup.as_deref(), rows[1].words.as_deref());
    forge(&node, PersonalTable::Accounts, second.id.0, index, envelope).await;
    let found = node.open.accounts.by_email("one@shop.example").await;
    assert!(matches!(found, Err(StoreError::Failed(_))), "{found:?}");
}

async fn another_master_key_opens_nothing(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    one(&node.open, queue.id, joining(Some("anna"), None)).await;
    let open = |text: &str| {
        let ids = Arc::new(SystemIds);
        Vault::open(
            node.bare.data_keys.clone(),
            master(text),
            node.clock.clone(),
            ids,
            VaultConfig::default(),
        )
    };
    let refused = open(OTHER_MASTER).await.unwrap_err();
    assert!(refused.to_string().contains("master key"), "{refused}");
    assert!(!format!("{refused:?} {:?}", master_debug()).contains(&MASTER[..16]));
    assert!(open(MASTER).await.is_ok());
}

fn master_debug() -> vq_protection::LocalMaster {
    vq_protection::LocalMaster::parse(MASTER, Arc::new(SystemIds)).unwrap()
}

async fn a_master_key_is_replaced(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let anna = sample::joined(&one(&node.open, queue.id, joining(Some("anna"), None)).await).session;
    let open = |text: String| {
        let ids = Arc::new(SystemIds);
        let keys = node.bare.data_keys.clone();
        let clock = node.clock.clone();
        async move { Vault::open(keys, master(&text), clock, ids, VaultConfig::default()).await }
    };
    let signing = secret("access", KEY_MATERIAL);
    node.open.secrets.add(&signing, None, &vq_ports::Audit::exempt("a test")).await.unwrap();
    let both = open(format!("# the new one\n{OTHER_MASTER}\n{MASTER}\n")).await.unwrap();
    let keys = node.bare.data_keys.all().await.unwrap().len() as u64 + 1;
    assert_eq!(both.rewrap().await.unwrap(), keys);
    assert_eq!(both.rewrap().await.unwrap(), 0);
    // From now on the new one is enough, and the old one useless.
    let vault = Arc::new(open(OTHER_MASTER.into()).await.unwrap());
    let stores = vq_protection::protect(&node.bare, vault);
    let found = stores.sessions.get(queue.tenant_id, anna).await.unwrap().unwrap();
    assert_eq!(found.entry.identifier.as_deref(), Some("anna"));
    assert_eq!(stores.secrets.all().await.unwrap(), [signing]);
    assert!(open(MASTER.into()).await.is_err());
}

async fn a_tenants_keys_go_with_it(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    one(&node.open, queue.id, joining(Some("anna"), None)).await;
    let realms = || async {
        let keys = node.bare.data_keys.all().await.unwrap();
        keys.into_iter().filter(|key| key.realm == Some(queue.tenant_id)).count()
    };
    assert_eq!(realms().await, 2);
    node.open.tenants.delete(queue.tenant_id, &vq_ports::Audit::exempt("a test")).await.unwrap();
    assert_eq!(realms().await, 0);
}

const KEY_MATERIAL: &[u8; 32] = b"Coelacanth-Key Coelacanth-Key 32";

fn secret(purpose: &str, bytes: &[u8; 32]) -> SecretRecord {
    let (bytes, purpose) = (bytes.to_vec().into(), purpose.to_owned());
    SecretRecord { purpose, number: 1, bytes, master: None, signs_from: START, retires_at: None }
}

async fn signing_keys_are_stored_wrapped(stores: Stores, backing: Arc<Backing>) {
    // As an earlier version left it.
    let earlier = secret("access", KEY_MATERIAL);
    stores.secrets.add(&earlier, None, &vq_ports::Audit::exempt("a test")).await.unwrap();
    // Two nodes that are told at once wrap it once.
    let clock = SetClock::new();
    let start = |number| Node::new(stores.clone(), backing.clone(), clock.clone(), number);
    let (first, second) = tokio::join!(start(1), start(2));
    let (one, other) = tokio::join!(first.keeper.wrap_secrets(), second.keeper.wrap_secrets());
    assert_eq!((one.unwrap() + other.unwrap(), first.keeper.wrap_secrets().await.unwrap()), (1, 0));
    let later = secret("session", b"Coelacanth-Key made later, of 32");
    second.open.secrets.add(&later, None, &vq_ports::Audit::exempt("a test")).await.unwrap();
    for node in [&first, &second] {
        assert_eq!(node.open.secrets.all().await.unwrap(), [earlier.clone(), later.clone()]);
    }
    let stored = stores.data_keys.secrets().await.unwrap();
    assert!(stored.iter().all(|secret| secret.master.is_some() && secret.bytes.len() == 60), "{stored:?}");
    let passes = stores.personal.passes().await.unwrap();
    assert!(!passes.contains(&"secrets".to_owned()), "nothing is left to be done: {passes:?}");
    if let Backing::Folder(_, store) = &*backing {
        // The thread that empties the log is waited for.
        store.close().await;
    }
    let dump = first.dump().await;
    assert!(has(&dump, "session"), "the dump holds what is stored");
    assert!(!has(&dump, "Coelacanth"), "a signing key is stored in the open");
}

async fn a_signing_key_in_the_open_is_not_used(stores: Stores, backing: Arc<Backing>) {
    let unaudited = vq_ports::Audit::exempt("a test");
    let running = node(stores.clone(), backing).await;
    let ours = secret("access", &[7; 32]);
    running.open.secrets.add(&ours, None, &unaudited).await.unwrap();
    assert_eq!(running.vault.refused_secrets(), 0);
    // Somebody who can write to the database, and knows no master key, puts keys beside it.
    let theirs = SecretRecord { number: 2, ..secret("access", KEY_MATERIAL) };
    let another = secret("session", KEY_MATERIAL);
    for planted in [&theirs, &another] {
        stores.secrets.add(planted, Some(START), &unaudited).await.unwrap();
    }
    // Neither a node that runs takes one, nor one that starts, nor does wrapping with another master key launder them.
    assert_eq!(running.vault.rewrap().await.unwrap(), 0);
    let started = running.another(2).await;
    for node in [&running, &started] {
        let read = node.open.secrets.all().await.unwrap();
        let read: Vec<_> = read.iter().map(|key| (&*key.purpose, key.number, &key.bytes[..])).collect();
        assert_eq!(read, [("access", 1, &[7_u8; 32][..])]);
        assert_eq!(node.vault.refused_secrets(), 2);
    }
    let open = stores.data_keys.secrets().await.unwrap();
    assert_eq!(open.iter().filter(|secret| secret.master.is_none()).count(), 2, "they stand as they stood");
    // No key of ours is made in place of one that may be an earlier version's.
    let refused = started.open.secrets.add(&another, None, &unaudited).await;
    assert!(
        matches!(&refused, Err(StoreError::Failed(why)) if why.contains("vqueue keys wrap")),
        "{refused:?}"
    );
    // Whoever runs the deployment can say that they are ours.
    assert_eq!(started.keeper.wrap_secrets().await.unwrap(), 2);
    assert_eq!(running.open.secrets.all().await.unwrap().len(), 3);
    assert_eq!(running.vault.refused_secrets(), 0);
}

async fn a_wrapping_belongs_to_its_signing_key(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let (mine, other) = (secret("access", KEY_MATERIAL), secret("session", &[7; 32]));
    for secret in [&mine, &other] {
        node.open.secrets.add(secret, None, &vq_ports::Audit::exempt("a test")).await.unwrap();
    }
    assert_eq!(node.open.secrets.all().await.unwrap(), [mine, other]);
    // Somebody who can write the database puts a key that they know in place of another.
    let stored = node.bare.data_keys.secrets().await.unwrap();
    let moved = SecretRecord { bytes: stored[1].bytes.clone(), ..stored[0].clone() };
    assert!(node.bare.data_keys.rewrap_secret(&moved, &stored[0]).await.unwrap());
    let read = node.open.secrets.all().await;
    assert!(matches!(read, Err(StoreError::Failed(_))), "{read:?}");
}

async fn somebody_is_erased(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let other = sample::stored_for(&node.open, queue.tenant_id, sample::paused()).await;
    let mut sessions = Vec::new();
    for queue in [queue.id, other.id] {
        let joined = one(&node.open, queue, joining(Some(IDENTIFIER), Some(METADATA))).await;
        let entry = sample::joined(&joined).clone();
        one(&node.open, queue, Command::Leave { ticket: entry.ticket }).await;
        let again = one(&node.open, queue, joining(Some(IDENTIFIER), Some(METADATA))).await;
        sessions.extend([entry.session, sample::joined(&again).session]);
    }
    let bystander = sample::joined(&one(&node.open, queue.id, joining(Some("berta"), None)).await).session;
    let found = node.subjects.sessions(queue.tenant_id, IDENTIFIER, page()).await.unwrap();
    assert_eq!(found.items.len(), 4);
    let foreign = sample::stored(&node.open, sample::paused()).await;
    assert_eq!(node.subjects.erase(foreign.tenant_id, IDENTIFIER).await.unwrap(), 0, "nobody of theirs");

    assert_eq!(node.subjects.erase(queue.tenant_id, IDENTIFIER).await.unwrap(), 4);
    assert!(node.subjects.is_gone(queue.tenant_id, IDENTIFIER).await.unwrap());
    assert_eq!(node.subjects.erase(queue.tenant_id, IDENTIFIER).await.unwrap(), 0);
    for session in sessions {
        let entry = node.open.sessions.get(queue.tenant_id, session).await.unwrap().unwrap().entry;
        assert_eq!((entry.identifier, entry.metadata), (None, None));
    }
    let bystander = node.open.sessions.get(queue.tenant_id, bystander).await.unwrap().unwrap();
    assert_eq!(bystander.entry.identifier.as_deref(), Some("berta"));
    // All counts are as before: two in the one queue, one in the other still wait.
    assert_eq!(node.open.log.load(queue.id).await.unwrap().state.waiting, 2);
    assert_eq!(node.open.log.load(other.id).await.unwrap().state.waiting, 1);
}

async fn old_sessions_lose_their_owner(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let mut sessions = Vec::new();
    for (name, days) in [("anna", 0), ("berta", 20)] {
        let at = START.plus_seconds(days * 86_400);
        let joined = sample::one_at(&node.open, queue.id, joining(Some(name), Some(METADATA)), at).await;
        let entry = sample::joined(&joined).clone();
        sample::one_at(&node.open, queue.id, Command::Leave { ticket: entry.ticket }, at).await;
        sessions.push(entry.session);
    }
    let waiting = sample::joined(&one(&node.open, queue.id, joining(Some("clara"), None)).await).session;
    sessions.push(waiting);
    let before: Millis = START.plus_seconds(10 * 86_400);
    assert_eq!(node.subjects.erase_ended(queue.id, before).await.unwrap(), 1);
    assert_eq!(node.subjects.erase_ended(queue.id, before).await.unwrap(), 0);
    let mut left = Vec::new();
    for session in sessions {
        let entry = node.open.sessions.get(queue.tenant_id, session).await.unwrap().unwrap().entry;
        left.push(entry.identifier.map(String::from));
    }
    assert_eq!(left, [None, Some("berta".to_owned()), Some("clara".to_owned())]);
}

async fn notes_are_sealed_with_who_they_are_about(stores: Stores, backing: Arc<Backing>) {
    let node = node(stores, backing).await;
    let queue = sample::stored(&node.open, sample::paused()).await;
    let entry = sample::joined(&one(&node.open, queue.id, joining(Some("anna"), None)).await).clone();
    let annotate =
        |ticket, metadata: Option<&str>| Command::Annotate { ticket, metadata: metadata.map(Into::into) };
    for metadata in [Some(METADATA), Some("{\"a\":1}"), Some("{\"a\":1}"), None] {
        let noted = one(&node.open, queue.id, annotate(entry.ticket, metadata)).await;
        let noted = sample::session(&noted).clone();
        assert_eq!((noted.identifier.as_deref(), noted.metadata.as_deref()), (Some("anna"), metadata));
        let read = node.open.sessions.get(queue.tenant_id, entry.session).await.unwrap().unwrap();
        assert_eq!(read.entry, noted);
    }
    // About somebody who comes in the same batch.
    let next = entry.ticket + 1;
    let batch =
        vec![joining(Some("berta"), None), annotate(next, Some(METADATA)), joining(Some("clara"), None)];
    let commit = node.open.log.commit(queue.id, batch, u64::MAX, START).await.unwrap();
    assert_eq!(commit.outcomes.len(), 3);
    let berta = sample::session(&commit.outcomes[1]);
    assert_eq!((berta.identifier.as_deref(), berta.metadata.as_deref()), (Some("berta"), Some(METADATA)));
    assert!(!has(&node.dump().await, "Xylophon"));
    // Nobody has this ticket.
    let nobody = one(&node.open, queue.id, annotate(999, Some(METADATA))).await;
    assert!(matches!(nobody, vq_engine::Outcome::Refused(_)), "{nobody:?}");
}
