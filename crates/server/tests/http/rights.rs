//! Every endpoint, and who may call it: the table that says so, and the proof that it is so.
//!
//! An endpoint that is added without a row fails `the_table_is_complete`. Give it the row that its extractor says.

use axum::http::Method;
use serde_json::{Value, json};
use vq_domain::{Permission, Role, TenantId};

use crate::app::{Answer, App};

everywhere! {
    nobody_gets_in_without_a_token_that_is_good,
    another_tenant_does_not_exist,
    a_key_is_no_person_and_its_tenants_alone,
}

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Public,
    /// A visitor, with the token of a session in a queue.
    Visitor,
    /// A kiosk, with its own token.
    Kiosk,
    /// Whoever is signed in, with whatever rights; no API key.
    Person,
    /// Whoever has this permission in the tenant of the path: `InTenant<may::…>`.
    InTenant(Permission),
    /// Whoever has all that an admin has in the tenant of the path, and signed in; no API key: `Administers`.
    Admin,
    /// The platform's own people with this permission: `OnPlatform<may::…>`.
    OnPlatform(Permission),
}

use Permission::*;
use Who::{Admin, InTenant, Kiosk, OnPlatform, Person, Public, Visitor};

/// One row per endpoint, sorted by path.
const TABLE: &[(&str, Who)] = &[
    ("GET /.well-known/jwks.json", Public),
    ("GET /.well-known/vq-revoked.json", Public),
    ("GET /health", Public),
    ("GET /health/ready", Public),
    ("POST /v1/auth/browser/login", Public),
    ("POST /v1/auth/browser/login/second-factor", Public),
    ("POST /v1/auth/browser/logout", Public),
    ("POST /v1/auth/browser/refresh", Public),
    ("POST /v1/auth/browser/sso/complete", Public),
    ("POST /v1/auth/email-verification", Person),
    ("POST /v1/auth/email-verification/complete", Public),
    ("POST /v1/auth/invitations/accept", Public),
    ("POST /v1/auth/invitations/look-up", Public),
    ("POST /v1/auth/login", Public),
    ("POST /v1/auth/login/enrolment", Public),
    ("POST /v1/auth/login/second-factor", Public),
    ("POST /v1/auth/logout", Public),
    ("GET /v1/auth/me", Person),
    ("PUT /v1/auth/me", Person),
    ("PUT /v1/auth/password", Person),
    ("POST /v1/auth/password-reset", Public),
    ("POST /v1/auth/password-reset/complete", Public),
    ("POST /v1/auth/refresh", Public),
    ("GET /v1/auth/second-factor", Person),
    ("POST /v1/auth/second-factor", Person),
    ("POST /v1/auth/second-factor/confirm", Person),
    ("POST /v1/auth/second-factor/disable", Person),
    ("POST /v1/auth/second-factor/recovery-codes", Person),
    ("GET /v1/auth/sessions", Person),
    ("POST /v1/auth/sessions/revoke-others", Person),
    ("DELETE /v1/auth/sessions/{signInId}", Person),
    ("GET /v1/auth/sso/callback", Public),
    ("POST /v1/auth/sso/complete", Public),
    ("GET /v1/auth/sso/{providerId}", Public),
    ("POST /v1/keys/{purpose}/rotate", OnPlatform(PlatformAdmin)),
    ("GET /v1/kiosks/{kioskId}", Kiosk),
    ("POST /v1/kiosks/{kioskId}/reconciliation", Kiosk),
    ("POST /v1/kiosks/{kioskId}/reservations", Kiosk),
    ("POST /v1/kiosks/{kioskId}/tickets", Kiosk),
    ("GET /v1/locations/{locationId}", Public),
    ("GET /v1/locations/{locationId}/board", Public),
    ("GET /v1/locations/{locationId}/board/events", Public),
    ("GET /v1/platform/audit", OnPlatform(PlatformAdmin)),
    ("GET /v1/platform/audit/checkpoints", OnPlatform(PlatformAdmin)),
    ("GET /v1/platform/invitations", OnPlatform(AccountRead)),
    ("POST /v1/platform/invitations", OnPlatform(AccountWrite)),
    ("DELETE /v1/platform/invitations/{invitationId}", OnPlatform(AccountWrite)),
    ("GET /v1/platform/people", OnPlatform(AccountRead)),
    ("GET /v1/platform/people/{accountId}", OnPlatform(AccountRead)),
    ("PUT /v1/platform/people/{accountId}", OnPlatform(AccountWrite)),
    ("DELETE /v1/platform/people/{accountId}", OnPlatform(AccountWrite)),
    ("POST /v1/platform/people/{accountId}/reset-second-factor", OnPlatform(AccountWrite)),
    ("POST /v1/platform/people/{accountId}/sign-out", OnPlatform(AccountWrite)),
    ("GET /v1/platform/sign-in-policy", OnPlatform(AccountRead)),
    ("PUT /v1/platform/sign-in-policy", OnPlatform(IdentityWrite)),
    ("POST /v1/protection/rewrap", OnPlatform(PlatformAdmin)),
    ("GET /v1/protection/rotations", OnPlatform(PlatformAdmin)),
    ("POST /v1/protection/rotations", OnPlatform(PlatformAdmin)),
    ("POST /v1/queues/{queueId}/challenge", Public),
    ("GET /v1/queues/{queueId}/frame", Public),
    ("POST /v1/queues/{queueId}/recover", Public),
    ("GET /v1/sessions/current", Visitor),
    ("DELETE /v1/sessions/current", Visitor),
    ("POST /v1/sessions/current/claim", Visitor),
    ("POST /v1/sessions/current/complete", Visitor),
    ("GET /v1/sessions/current/events", Visitor),
    ("POST /v1/sessions/current/extend", Visitor),
    ("GET /v1/sessions/current/recovery", Visitor),
    ("GET /v1/tenants", OnPlatform(PlatformAdmin)),
    ("POST /v1/tenants", OnPlatform(PlatformAdmin)),
    ("GET /v1/tenants/{tenantId}", InTenant(TenantRead)),
    ("PUT /v1/tenants/{tenantId}", InTenant(TenantWrite)),
    ("DELETE /v1/tenants/{tenantId}", OnPlatform(PlatformAdmin)),
    ("GET /v1/tenants/{tenantId}/access-rules", InTenant(SessionRead)),
    ("POST /v1/tenants/{tenantId}/access-rules", InTenant(SessionWrite)),
    ("DELETE /v1/tenants/{tenantId}/access-rules/{ruleId}", InTenant(SessionWrite)),
    ("GET /v1/tenants/{tenantId}/analytics", InTenant(AnalyticsRead)),
    ("GET /v1/tenants/{tenantId}/api-keys", InTenant(KeyWrite)),
    ("POST /v1/tenants/{tenantId}/api-keys", InTenant(KeyWrite)),
    ("DELETE /v1/tenants/{tenantId}/api-keys/{keyId}", InTenant(KeyWrite)),
    ("GET /v1/tenants/{tenantId}/audit", InTenant(AuditRead)),
    ("GET /v1/tenants/{tenantId}/audit/checkpoints", InTenant(AuditRead)),
    ("GET /v1/tenants/{tenantId}/audit/export", InTenant(AuditExport)),
    ("GET /v1/tenants/{tenantId}/audit/reports/{report}", InTenant(AuditExport)),
    ("GET /v1/tenants/{tenantId}/audit/retention", InTenant(AuditRead)),
    ("PUT /v1/tenants/{tenantId}/audit/retention", InTenant(AuditWrite)),
    ("GET /v1/tenants/{tenantId}/audit/{sequence}", InTenant(AuditRead)),
    ("GET /v1/tenants/{tenantId}/branding", InTenant(TenantRead)),
    ("PUT /v1/tenants/{tenantId}/branding", InTenant(TenantWrite)),
    ("PUT /v1/tenants/{tenantId}/branding/logo", InTenant(TenantWrite)),
    ("DELETE /v1/tenants/{tenantId}/branding/logo", InTenant(TenantWrite)),
    ("POST /v1/tenants/{tenantId}/branding/preview", InTenant(TenantRead)),
    ("GET /v1/tenants/{tenantId}/counters", InTenant(CounterRead)),
    ("POST /v1/tenants/{tenantId}/counters", InTenant(CounterWrite)),
    ("GET /v1/tenants/{tenantId}/counters/{counterId}", InTenant(CounterRead)),
    ("PUT /v1/tenants/{tenantId}/counters/{counterId}", InTenant(CounterWrite)),
    ("DELETE /v1/tenants/{tenantId}/counters/{counterId}", InTenant(CounterWrite)),
    ("POST /v1/tenants/{tenantId}/counters/{counterId}/call-next", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/counters/{counterId}/close", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/counters/{counterId}/open", InTenant(CounterCall)),
    ("GET /v1/tenants/{tenantId}/deletion", OnPlatform(PlatformAdmin)),
    ("GET /v1/tenants/{tenantId}/domains", InTenant(TenantRead)),
    ("POST /v1/tenants/{tenantId}/domains", InTenant(TenantWrite)),
    ("DELETE /v1/tenants/{tenantId}/domains/{domainId}", InTenant(TenantWrite)),
    ("POST /v1/tenants/{tenantId}/domains/{domainId}/approve", OnPlatform(PlatformAdmin)),
    ("POST /v1/tenants/{tenantId}/domains/{domainId}/primary", Admin),
    ("POST /v1/tenants/{tenantId}/domains/{domainId}/verify", Admin),
    ("GET /v1/tenants/{tenantId}/enqueue-keys", InTenant(KeyWrite)),
    ("POST /v1/tenants/{tenantId}/enqueue-keys", InTenant(KeyWrite)),
    ("DELETE /v1/tenants/{tenantId}/enqueue-keys/{enqueueKeyId}", InTenant(KeyWrite)),
    ("GET /v1/tenants/{tenantId}/identity-providers", InTenant(IdentityWrite)),
    ("POST /v1/tenants/{tenantId}/identity-providers", Admin),
    ("GET /v1/tenants/{tenantId}/identity-providers/{providerId}", InTenant(IdentityWrite)),
    ("PUT /v1/tenants/{tenantId}/identity-providers/{providerId}", Admin),
    ("DELETE /v1/tenants/{tenantId}/identity-providers/{providerId}", Admin),
    ("GET /v1/tenants/{tenantId}/invitations", InTenant(AccountRead)),
    ("POST /v1/tenants/{tenantId}/invitations", InTenant(AccountWrite)),
    ("DELETE /v1/tenants/{tenantId}/invitations/{invitationId}", InTenant(AccountWrite)),
    ("GET /v1/tenants/{tenantId}/kiosks", InTenant(LocationRead)),
    ("POST /v1/tenants/{tenantId}/kiosks", InTenant(LocationWrite)),
    ("GET /v1/tenants/{tenantId}/kiosks/{kioskId}", InTenant(LocationRead)),
    ("PUT /v1/tenants/{tenantId}/kiosks/{kioskId}", InTenant(LocationWrite)),
    ("DELETE /v1/tenants/{tenantId}/kiosks/{kioskId}", InTenant(LocationWrite)),
    ("POST /v1/tenants/{tenantId}/kiosks/{kioskId}/token", InTenant(LocationWrite)),
    ("GET /v1/tenants/{tenantId}/locations", InTenant(LocationRead)),
    ("POST /v1/tenants/{tenantId}/locations", InTenant(LocationWrite)),
    ("GET /v1/tenants/{tenantId}/locations/{locationId}", InTenant(LocationRead)),
    ("PUT /v1/tenants/{tenantId}/locations/{locationId}", InTenant(LocationWrite)),
    ("DELETE /v1/tenants/{tenantId}/locations/{locationId}", InTenant(LocationWrite)),
    ("GET /v1/tenants/{tenantId}/people", InTenant(AccountRead)),
    ("GET /v1/tenants/{tenantId}/people/{accountId}", InTenant(AccountRead)),
    ("PUT /v1/tenants/{tenantId}/people/{accountId}", InTenant(AccountWrite)),
    ("DELETE /v1/tenants/{tenantId}/people/{accountId}", InTenant(AccountWrite)),
    ("POST /v1/tenants/{tenantId}/people/{accountId}/reset-second-factor", InTenant(AccountWrite)),
    ("POST /v1/tenants/{tenantId}/people/{accountId}/sign-out", InTenant(AccountWrite)),
    ("GET /v1/tenants/{tenantId}/queues", InTenant(QueueRead)),
    ("POST /v1/tenants/{tenantId}/queues", InTenant(QueueWrite)),
    ("POST /v1/tenants/{tenantId}/queues/schedule-preview", InTenant(QueueRead)),
    ("GET /v1/tenants/{tenantId}/queues/{queueId}", InTenant(QueueRead)),
    ("PUT /v1/tenants/{tenantId}/queues/{queueId}", InTenant(QueueWrite)),
    ("DELETE /v1/tenants/{tenantId}/queues/{queueId}", InTenant(QueueWrite)),
    ("GET /v1/tenants/{tenantId}/queues/{queueId}/analytics", InTenant(AnalyticsRead)),
    ("GET /v1/tenants/{tenantId}/queues/{queueId}/branding", InTenant(QueueRead)),
    ("PUT /v1/tenants/{tenantId}/queues/{queueId}/branding", InTenant(QueueWrite)),
    ("DELETE /v1/tenants/{tenantId}/queues/{queueId}/branding", InTenant(QueueWrite)),
    ("PUT /v1/tenants/{tenantId}/queues/{queueId}/branding/logo", InTenant(QueueWrite)),
    ("DELETE /v1/tenants/{tenantId}/queues/{queueId}/branding/logo", InTenant(QueueWrite)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/branding/preview", InTenant(QueueRead)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/close", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/drain", InTenant(QueueOperate)),
    ("PUT /v1/tenants/{tenantId}/queues/{queueId}/flow", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/gather", InTenant(QueueOperate)),
    ("GET /v1/tenants/{tenantId}/queues/{queueId}/invite-codes", InTenant(QueueRead)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/invite-codes", InTenant(QueueWrite)),
    ("DELETE /v1/tenants/{tenantId}/queues/{queueId}/invite-codes/{codeId}", InTenant(QueueWrite)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/message", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/open", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/pause", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/queues/{queueId}/resume", InTenant(QueueOperate)),
    ("POST /v1/tenants/{tenantId}/resume", OnPlatform(PlatformAdmin)),
    ("GET /v1/tenants/{tenantId}/roles", InTenant(AccountRead)),
    ("POST /v1/tenants/{tenantId}/roles", InTenant(RoleWrite)),
    ("PUT /v1/tenants/{tenantId}/roles/{roleId}", InTenant(RoleWrite)),
    ("DELETE /v1/tenants/{tenantId}/roles/{roleId}", InTenant(RoleWrite)),
    ("GET /v1/tenants/{tenantId}/sessions", InTenant(SessionRead)),
    ("POST /v1/tenants/{tenantId}/sessions", Public),
    ("GET /v1/tenants/{tenantId}/sessions/{sessionId}", InTenant(SessionRead)),
    ("PUT /v1/tenants/{tenantId}/sessions/{sessionId}", InTenant(SessionWrite)),
    ("DELETE /v1/tenants/{tenantId}/sessions/{sessionId}", InTenant(SessionWrite)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/add-service", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/call", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/check-in", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/finish", InTenant(CounterCall)),
    ("GET /v1/tenants/{tenantId}/sessions/{sessionId}/history", InTenant(SessionRead)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/hold", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/no-show", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/recall", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/resume", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/return", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/start", InTenant(CounterCall)),
    ("POST /v1/tenants/{tenantId}/sessions/{sessionId}/transfer", InTenant(CounterCall)),
    ("GET /v1/tenants/{tenantId}/sign-in-policy", InTenant(AccountRead)),
    ("PUT /v1/tenants/{tenantId}/sign-in-policy", InTenant(IdentityWrite)),
    ("GET /v1/tenants/{tenantId}/sso", Public),
    ("POST /v1/tenants/{tenantId}/subjects/erasure", InTenant(PersonalErase)),
    ("POST /v1/tenants/{tenantId}/subjects/export", InTenant(PersonalRead)),
    ("POST /v1/tenants/{tenantId}/suspend", OnPlatform(PlatformAdmin)),
    ("GET /v1/tenants/{tenantId}/usage", InTenant(TenantRead)),
];

/// The rows that not everybody may call.
fn guarded() -> impl Iterator<Item = (&'static str, Who)> {
    TABLE.iter().copied().filter(|(_, who)| *who != Public)
}

/// Calls an endpoint of a tenant, with ids that nothing has and a body that says nothing.
async fn call(app: &App, endpoint: &str, tenant: &str, token: Option<&str>) -> Answer {
    let (method, path) = endpoint.split_once(' ').expect("a method and a path");
    let method: Method = method.parse().expect("a method");
    let mut filled = path.replace("{tenantId}", tenant).replace("{purpose}", "nothing");
    while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
        filled.replace_range(from..=to, "0192f0c1-7a00-7000-8000-000000000001");
    }
    let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
    app.call(method, &filled, token, body).await
}

/// Whether somebody was let through: what came then is not about rights.
fn let_through(answer: &Answer) -> bool {
    !matches!(answer.status.as_u16(), 401 | 403)
}

#[tokio::test]
async fn the_table_is_complete() {
    let app = App::one_process().await;
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let mut documented = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let endpoint = format!("{} {path}", method.to_uppercase());
            let row = TABLE.iter().find(|(known, _)| *known == endpoint);
            let (_, who) = row.unwrap_or_else(|| panic!("{endpoint} has no row in the table of rights"));
            // What the documentation says of rights is what the extractor asks for.
            let says = operation["responses"]["403"]["description"].as_str();
            if let (InTenant(permission) | OnPlatform(permission), Some(says)) = (who, says) {
                let name = permission.as_str();
                assert!(says.contains(name), "{endpoint}: {says:?} does not name {name}");
            }
            if let (Admin, Some(says)) = (who, says) {
                assert!(says.contains("all that an admin has"), "{endpoint}: {says:?} does not say so");
            }
            documented.push(endpoint);
        }
    }
    for (endpoint, _) in TABLE {
        assert!(documented.iter().any(|known| known == endpoint), "{endpoint} is not there any more");
    }
    assert_eq!(documented.len(), TABLE.len(), "a row is there twice");
}

async fn nobody_gets_in_without_a_token_that_is_good(app: App) {
    let tenant = app.tenant("Shop").await;
    let expired = app.expired_token(Some(&tenant), Permission::ALL).await;
    for (endpoint, who) in guarded() {
        let none = call(&app, endpoint, &tenant, None).await;
        assert_eq!((none.status.as_u16(), none.error().0), (401, "unauthorized"), "{endpoint}");
        let nonsense = [
            "",
            "x",
            "a.b.c",
            "eyJhbGciOiJub25lIn0.e30.",
            "vqk_",
            "vqk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ];
        for token in nonsense {
            let answer = call(&app, endpoint, &tenant, Some(token)).await;
            assert_eq!(answer.status, 401, "{endpoint} with {token:?}: {}", answer.body);
        }
        if !matches!(who, Visitor | Kiosk) {
            let late = call(&app, endpoint, &tenant, Some(&expired)).await;
            assert_eq!((late.status.as_u16(), late.error().0), (401, "token_expired"), "{endpoint}");
        }
    }
}

#[tokio::test]
async fn each_role_may_what_it_says() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    for role in [Role::Admin, Role::Manager, Role::Operator, Role::Clerk, Role::Viewer] {
        let token = app.member(&tenant, role).await;
        for (endpoint, who) in guarded() {
            let answer = call(&app, endpoint, &tenant, Some(&token)).await;
            let expected = match who {
                InTenant(permission) => role.permissions().contains(&permission),
                Admin => {
                    Role::Admin.permissions().iter().all(|permission| role.permissions().contains(permission))
                }
                // Ends one's own session, which is tested where it belongs.
                Person => true,
                OnPlatform(_) => false,
                Public | Visitor | Kiosk => continue,
            };
            assert_eq!(let_through(&answer), expected, "{endpoint} as {}: {}", role.as_str(), answer.body);
        }
    }
    for (endpoint, who) in guarded() {
        // What could do harm with an empty body to the tenant of this test is left out.
        if matches!(who, Visitor | Kiosk) || endpoint.starts_with("DELETE /v1/tenants/{tenantId}") {
            continue;
        }
        let answer = call(&app, endpoint, &tenant, Some(&app.admin)).await;
        assert!(let_through(&answer), "{endpoint} as platform_admin: {}", answer.body);
    }
}

#[tokio::test]
async fn each_permission_is_missed() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    for (endpoint, who) in guarded() {
        let (permission, realm) = match who {
            InTenant(permission) => (permission, Some(tenant.as_str())),
            OnPlatform(permission) => (permission, None),
            Admin => {
                each_is_missed(&app, endpoint, &tenant).await;
                continue;
            }
            Public | Visitor | Kiosk | Person => continue,
        };
        let others: Vec<_> = Permission::ALL.iter().copied().filter(|other| *other != permission).collect();
        let without = call(&app, endpoint, &tenant, Some(&app.token_with(realm, &others).await)).await;
        assert_eq!((without.status.as_u16(), without.error().0), (403, "forbidden"), "{endpoint}");
        // On the platform nothing is done in a tenant without this one.
        let least = [permission, Permission::PlatformAdmin];
        let least = if realm.is_some() { &least[..1] } else { &least[..] };
        if !endpoint.starts_with("DELETE /v1/tenants/{tenantId}") && !endpoint.ends_with("/suspend") {
            let with = call(&app, endpoint, &tenant, Some(&app.token_with(realm, least).await)).await;
            assert!(
                let_through(&with),
                "{endpoint} needs no more than {}: {}",
                permission.as_str(),
                with.body
            );
        }
        if realm.is_none() {
            let of_tenant = app.token_with(Some(&tenant), Permission::ALL).await;
            let refused = call(&app, endpoint, &tenant, Some(&of_tenant)).await;
            assert_eq!(refused.status, 403, "{endpoint} from within a tenant: {}", refused.body);
        }
    }
}

/// Of what an admin has nothing can be left out, and no more is needed.
async fn each_is_missed(app: &App, endpoint: &str, tenant: &str) {
    for lacking in Role::Admin.permissions() {
        let others: Vec<_> = Permission::ALL.iter().copied().filter(|other| other != lacking).collect();
        let without = call(app, endpoint, tenant, Some(&app.token_with(Some(tenant), &others).await)).await;
        let refused = (without.status.as_u16(), without.error().0);
        assert_eq!(refused, (403, "forbidden"), "{endpoint} without {}", lacking.as_str());
    }
    let all = app.token_with(Some(tenant), Role::Admin.permissions()).await;
    let with = call(app, endpoint, tenant, Some(&all)).await;
    assert!(let_through(&with), "{endpoint} needs more than an admin has: {}", with.body);
}

async fn another_tenant_does_not_exist(app: App) {
    let (own, foreign) = (app.tenant("Own").await, app.tenant("Foreign").await);
    let token = app.token_with(Some(&own), Permission::ALL).await;
    for (endpoint, who) in guarded() {
        if !matches!(who, InTenant(_) | Admin) {
            continue;
        }
        let theirs = call(&app, endpoint, &foreign, Some(&token)).await;
        assert_eq!((theirs.status.as_u16(), theirs.error().0), (404, "not_found"), "{endpoint}");
        let nobodys = TenantId::from_bytes([7; 16]).to_string();
        let missing = call(&app, endpoint, &nobodys, Some(&token)).await;
        assert_eq!(missing.body["errors"], theirs.body["errors"], "{endpoint}: they cannot be told apart");
    }
}

#[tokio::test]
async fn a_suspended_tenant_is_closed_to_its_own_people() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let (token, member) =
        (app.token_with(Some(&tenant), Permission::ALL).await, app.member(&tenant, Role::Admin).await);
    app.post(&format!("/v1/tenants/{tenant}/suspend"), Some(&app.admin), json!({})).await.expect(200);
    for (endpoint, who) in guarded() {
        let token = match who {
            InTenant(_) | Admin => &token,
            Person => &member,
            Public | Visitor | Kiosk | OnPlatform(_) => continue,
        };
        let answer = call(&app, endpoint, &tenant, Some(token)).await;
        assert_eq!((answer.status.as_u16(), answer.error().0), (403, "tenant_suspended"), "{endpoint}");
    }
}

async fn a_key_is_no_person_and_its_tenants_alone(app: App) {
    let (tenant, foreign) = (app.tenant("Own").await, app.tenant("Foreign").await);
    let permissions: Vec<_> =
        Role::Admin.permissions().iter().map(|permission| permission.as_str()).collect();
    let wanted = json!({"name": "All", "permissions": permissions});
    let key = app
        .post(&format!("/v1/tenants/{tenant}/api-keys"), Some(&app.admin), wanted)
        .await
        .expect(201)
        .text("secret");
    for (endpoint, who) in guarded() {
        let own = call(&app, endpoint, &tenant, Some(&key)).await;
        match who {
            InTenant(_) => assert!(let_through(&own), "{endpoint}: {}", own.body),
            Person | Admin | OnPlatform(_) => {
                assert_eq!((own.status.as_u16(), own.error().0), (403, "forbidden"), "{endpoint}")
            }
            Visitor | Kiosk => assert_eq!(own.status, 401, "{endpoint}"),
            Public => {}
        }
        if matches!(who, InTenant(_) | Admin) {
            assert_eq!(call(&app, endpoint, &foreign, Some(&key)).await.status, 404, "{endpoint}");
        }
    }
    assert_eq!(app.get("/v1/auth/me", &key).await.body["data"], Value::Null);
}
