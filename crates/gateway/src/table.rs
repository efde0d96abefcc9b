//! Which path belongs to which service.
//!
//! The only table of its kind: the gateway routes by it, the configurations for other gateways in `deploy/` are held
//! against it, and a test of the server holds it against what each service really serves.

/// A service that can be a process of its own. Its name is the module's in `--target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Signing in; keys and their rotation.
    Auth,
    /// Tenants.
    Tenant,
    /// Queues and their frames.
    Queue,
    /// Sessions, real time, what verifiers read about them.
    Session,
    /// Locations, counters, kiosks, boards.
    Counter,
    /// How it went.
    Analytics,
    /// All pages.
    Room,
    /// Who did what.
    Audit,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 8] = [
        Self::Auth,
        Self::Tenant,
        Self::Queue,
        Self::Session,
        Self::Counter,
        Self::Analytics,
        Self::Room,
        Self::Audit,
    ];

    /// What `--target` and the configuration call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Tenant => "tenant",
            Self::Queue => "queue",
            Self::Session => "session",
            Self::Counter => "counter",
            Self::Analytics => "analytics",
            Self::Room => "room",
            Self::Audit => "audit",
        }
    }
}

/// Which bearer tokens the service takes. It refuses others, so the gateway does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// Those of people who signed in; keys of programs.
    Account,
    /// Those of people who signed in, or of visitors; keys of programs.
    Any,
    /// The service does not look at it: who signs in anew may still carry the token that has expired.
    Ignored,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The template, as axum writes it.
    pub path: &'static str,
    /// Whose it is.
    pub service: Service,
    /// Which tokens it takes.
    pub bearer: Bearer,
}

const fn account(service: Service, path: &'static str) -> Route {
    Route { path, service, bearer: Bearer::Account }
}

const fn any(service: Service, path: &'static str) -> Route {
    Route { path, service, bearer: Bearer::Any }
}

const fn ignored(service: Service, path: &'static str) -> Route {
    Route { path, service, bearer: Bearer::Ignored }
}

/// All rows. Health, metrics and the API's document are the gateway's own.
pub const ROUTES: &[Route] = &[
    ignored(Service::Auth, "/v1/auth/login"),
    ignored(Service::Auth, "/v1/auth/login/second-factor"),
    ignored(Service::Auth, "/v1/auth/login/enrolment"),
    ignored(Service::Auth, "/v1/auth/browser/login"),
    ignored(Service::Auth, "/v1/auth/browser/login/second-factor"),
    ignored(Service::Auth, "/v1/auth/browser/logout"),
    ignored(Service::Auth, "/v1/auth/browser/refresh"),
    ignored(Service::Auth, "/v1/auth/browser/sso/complete"),
    ignored(Service::Auth, "/v1/auth/refresh"),
    ignored(Service::Auth, "/v1/auth/logout"),
    account(Service::Auth, "/v1/auth/me"),
    account(Service::Auth, "/v1/auth/password"),
    account(Service::Auth, "/v1/auth/sessions"),
    account(Service::Auth, "/v1/auth/sessions/revoke-others"),
    account(Service::Auth, "/v1/auth/sessions/{signInId}"),
    account(Service::Auth, "/v1/auth/second-factor"),
    account(Service::Auth, "/v1/auth/second-factor/confirm"),
    account(Service::Auth, "/v1/auth/second-factor/recovery-codes"),
    account(Service::Auth, "/v1/auth/second-factor/disable"),
    account(Service::Auth, "/v1/auth/email-verification"),
    ignored(Service::Auth, "/v1/auth/email-verification/complete"),
    ignored(Service::Auth, "/v1/auth/password-reset"),
    ignored(Service::Auth, "/v1/auth/password-reset/complete"),
    ignored(Service::Auth, "/v1/auth/invitations/look-up"),
    ignored(Service::Auth, "/v1/auth/invitations/accept"),
    ignored(Service::Auth, "/v1/auth/sso/callback"),
    ignored(Service::Auth, "/v1/auth/sso/complete"),
    ignored(Service::Auth, "/v1/auth/sso/{providerId}"),
    ignored(Service::Auth, "/account/{about}"),
    ignored(Service::Auth, "/account/style.css"),
    account(Service::Auth, "/v1/tenants/{tenantId}/people"),
    account(Service::Auth, "/v1/tenants/{tenantId}/people/{accountId}"),
    account(Service::Auth, "/v1/tenants/{tenantId}/people/{accountId}/sign-out"),
    account(Service::Auth, "/v1/tenants/{tenantId}/people/{accountId}/reset-second-factor"),
    account(Service::Auth, "/v1/tenants/{tenantId}/invitations"),
    account(Service::Auth, "/v1/tenants/{tenantId}/invitations/{invitationId}"),
    account(Service::Auth, "/v1/tenants/{tenantId}/roles"),
    account(Service::Auth, "/v1/tenants/{tenantId}/roles/{roleId}"),
    account(Service::Auth, "/v1/tenants/{tenantId}/sign-in-policy"),
    account(Service::Auth, "/v1/tenants/{tenantId}/api-keys"),
    account(Service::Auth, "/v1/tenants/{tenantId}/api-keys/{keyId}"),
    account(Service::Auth, "/v1/tenants/{tenantId}/identity-providers"),
    account(Service::Auth, "/v1/tenants/{tenantId}/identity-providers/{providerId}"),
    account(Service::Auth, "/v1/tenants/{tenantId}/sso"),
    account(Service::Auth, "/v1/platform/people"),
    account(Service::Auth, "/v1/platform/people/{accountId}"),
    account(Service::Auth, "/v1/platform/people/{accountId}/sign-out"),
    account(Service::Auth, "/v1/platform/people/{accountId}/reset-second-factor"),
    account(Service::Auth, "/v1/platform/invitations"),
    account(Service::Auth, "/v1/platform/invitations/{invitationId}"),
    account(Service::Auth, "/v1/platform/sign-in-policy"),
    account(Service::Auth, "/v1/keys/{purpose}/rotate"),
    account(Service::Auth, "/v1/protection/rotations"),
    account(Service::Auth, "/v1/protection/rewrap"),
    ignored(Service::Auth, "/.well-known/jwks.json"),
    account(Service::Tenant, "/v1/tenants"),
    account(Service::Tenant, "/v1/tenants/{tenantId}"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/usage"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/deletion"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/suspend"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/resume"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/domains"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/domains/{domainId}"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/domains/{domainId}/verify"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/domains/{domainId}/approve"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/domains/{domainId}/primary"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/branding"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/branding/logo"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/branding/preview"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/queues/{queueId}/branding"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/queues/{queueId}/branding/logo"),
    account(Service::Tenant, "/v1/tenants/{tenantId}/queues/{queueId}/branding/preview"),
    ignored(Service::Tenant, "/brand/{id}/{file}"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/gather"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/open"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/pause"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/resume"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/drain"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/close"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/message"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/{queueId}/flow"),
    account(Service::Queue, "/v1/tenants/{tenantId}/queues/schedule-preview"),
    ignored(Service::Queue, "/v1/queues/{queueId}/frame"),
    any(Service::Session, "/v1/tenants/{tenantId}/sessions"),
    account(Service::Session, "/v1/tenants/{tenantId}/sessions/{sessionId}"),
    account(Service::Session, "/v1/tenants/{tenantId}/subjects/export"),
    account(Service::Session, "/v1/tenants/{tenantId}/subjects/erasure"),
    any(Service::Session, "/v1/sessions/current"),
    any(Service::Session, "/v1/sessions/current/claim"),
    any(Service::Session, "/v1/sessions/current/extend"),
    any(Service::Session, "/v1/sessions/current/complete"),
    any(Service::Session, "/v1/sessions/current/recovery"),
    any(Service::Session, "/v1/sessions/current/events"),
    ignored(Service::Session, "/v1/queues/{queueId}/recover"),
    ignored(Service::Session, "/v1/queues/{queueId}/challenge"),
    account(Service::Session, "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes"),
    account(Service::Session, "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes/{codeId}"),
    account(Service::Session, "/v1/tenants/{tenantId}/access-rules"),
    account(Service::Session, "/v1/tenants/{tenantId}/access-rules/{ruleId}"),
    account(Service::Session, "/v1/tenants/{tenantId}/enqueue-keys"),
    account(Service::Session, "/v1/tenants/{tenantId}/enqueue-keys/{enqueueKeyId}"),
    ignored(Service::Session, "/.well-known/vq-revoked.json"),
    // A socket brings its tokens along when it subscribes.
    ignored(Service::Session, "/ws"),
    account(Service::Counter, "/v1/tenants/{tenantId}/locations"),
    account(Service::Counter, "/v1/tenants/{tenantId}/locations/{locationId}"),
    account(Service::Counter, "/v1/tenants/{tenantId}/counters"),
    account(Service::Counter, "/v1/tenants/{tenantId}/counters/{counterId}"),
    account(Service::Counter, "/v1/tenants/{tenantId}/counters/{counterId}/call-next"),
    account(Service::Counter, "/v1/tenants/{tenantId}/counters/{counterId}/open"),
    account(Service::Counter, "/v1/tenants/{tenantId}/counters/{counterId}/close"),
    account(Service::Counter, "/v1/tenants/{tenantId}/kiosks"),
    account(Service::Counter, "/v1/tenants/{tenantId}/kiosks/{kioskId}"),
    account(Service::Counter, "/v1/tenants/{tenantId}/kiosks/{kioskId}/token"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/call"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/recall"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/start"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/finish"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/no-show"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/return"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/hold"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/resume"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/transfer"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/add-service"),
    account(Service::Counter, "/v1/tenants/{tenantId}/sessions/{sessionId}/check-in"),
    ignored(Service::Counter, "/v1/locations/{locationId}"),
    ignored(Service::Counter, "/v1/locations/{locationId}/board"),
    ignored(Service::Counter, "/v1/locations/{locationId}/board/events"),
    ignored(Service::Counter, "/v1/kiosks/{kioskId}"),
    ignored(Service::Counter, "/v1/kiosks/{kioskId}/tickets"),
    ignored(Service::Counter, "/v1/kiosks/{kioskId}/reservations"),
    ignored(Service::Counter, "/v1/kiosks/{kioskId}/reconciliation"),
    account(Service::Analytics, "/v1/tenants/{tenantId}/analytics"),
    account(Service::Analytics, "/v1/tenants/{tenantId}/queues/{queueId}/analytics"),
    account(Service::Analytics, "/v1/tenants/{tenantId}/sessions/{sessionId}/history"),
    ignored(Service::Room, "/q/{queue_id}"),
    ignored(Service::Room, "/q/{queue_id}/continue"),
    ignored(Service::Room, "/q/{queue_id}/leave"),
    ignored(Service::Room, "/q/{queue_id}/join"),
    ignored(Service::Room, "/q/{queue_id}/keep"),
    ignored(Service::Room, "/q/{queue_id}/recover"),
    ignored(Service::Room, "/assets/{*file}"),
    ignored(Service::Room, "/admin"),
    ignored(Service::Room, "/admin/"),
    ignored(Service::Room, "/admin/{*path}"),
    ignored(Service::Room, "/kiosk"),
    ignored(Service::Room, "/kiosk/"),
    ignored(Service::Room, "/kiosk/{*path}"),
    ignored(Service::Room, "/board"),
    ignored(Service::Room, "/board/"),
    ignored(Service::Room, "/board/{*path}"),
    ignored(Service::Room, "/l/{location_id}"),
    ignored(Service::Room, "/l/{location_id}/qr.svg"),
    ignored(Service::Room, "/preview/room"),
    ignored(Service::Room, "/snippet.js"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit/export"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit/checkpoints"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit/retention"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit/reports/{report}"),
    account(Service::Audit, "/v1/tenants/{tenantId}/audit/{sequence}"),
    account(Service::Audit, "/v1/platform/audit"),
    account(Service::Audit, "/v1/platform/audit/checkpoints"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_is_there_twice() {
        for (at, route) in ROUTES.iter().enumerate() {
            assert!(!ROUTES[..at].iter().any(|other| other.path == route.path), "{}", route.path);
        }
    }
}
