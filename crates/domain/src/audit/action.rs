//! The names of what is written down. They are stored and exported: a name never changes its meaning.

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$doc])* $variant,)+
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, e.g. `queue.pause`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

actions! {
    /// Somebody's account was made.
    AccountCreate = "account.create",
    /// Name, language, roles or status.
    AccountUpdate = "account.update",
    /// Somebody was removed.
    AccountDelete = "account.delete",
    /// Another password.
    AccountPassword = "account.password",
    /// An address was shown to be somebody's.
    AccountVerify = "account.verify",
    /// An account was linked to a subject of a provider of identities.
    AccountLink = "account.link",
    /// Somebody was invited.
    InvitationCreate = "invitation.create",
    /// An invitation was taken back.
    InvitationRevoke = "invitation.revoke",
    /// Somebody accepted an invitation.
    InvitationAccept = "invitation.accept",
    /// A tenant's own role was made.
    RoleCreate = "role.create",
    /// A role's name or permissions.
    RoleUpdate = "role.update",
    /// A role was removed.
    RoleDelete = "role.delete",
    /// What is demanded of those who sign in.
    SignInPolicyUpdate = "sign_in_policy.update",
    /// A program's key was made.
    ApiKeyCreate = "api_key.create",
    /// A program's key was revoked.
    ApiKeyRevoke = "api_key.revoke",
    /// A provider of identities was set up.
    ProviderCreate = "identity_provider.create",
    /// A provider of identities was changed.
    ProviderUpdate = "identity_provider.update",
    /// A provider of identities was removed.
    ProviderDelete = "identity_provider.delete",
    /// Somebody signed in.
    SignInBegin = "sign_in.begin",
    /// Wrong passwords or codes for somebody's account.
    SignInFail = "sign_in.fail",
    /// Sign-ins were ended.
    SignInEnd = "sign_in.end",
    /// A refresh token was used twice.
    SignInReuse = "sign_in.reuse",
    /// A second factor was set up.
    SecondFactorEnable = "second_factor.enable",
    /// Other recovery codes.
    SecondFactorCodes = "second_factor.codes",
    /// A second factor was taken away.
    SecondFactorRemove = "second_factor.remove",
    /// A tenant was made.
    TenantCreate = "tenant.create",
    /// A tenant's settings or limits.
    TenantUpdate = "tenant.update",
    /// A tenant was suspended.
    TenantSuspend = "tenant.suspend",
    /// A tenant was resumed.
    TenantResume = "tenant.resume",
    /// A tenant was removed with all it had.
    TenantDelete = "tenant.delete",
    /// A tenant says that a domain is its own.
    DomainCreate = "domain.create",
    /// A domain was shown to be a tenant's.
    DomainVerify = "domain.verify",
    /// Links to a tenant begin with another of its domains.
    DomainPrimary = "domain.primary",
    /// A domain is no longer a tenant's.
    DomainDelete = "domain.delete",
    /// A queue was made.
    QueueCreate = "queue.create",
    /// A queue's settings.
    QueueUpdate = "queue.update",
    /// What is said to all who wait.
    QueueMessage = "queue.message",
    /// A queue was removed with everybody in it.
    QueueDelete = "queue.delete",
    /// People may gather.
    QueueGather = "queue.gather",
    /// Opened.
    QueueOpen = "queue.open",
    /// Paused.
    QueuePause = "queue.pause",
    /// Resumed.
    QueueResume = "queue.resume",
    /// Drained.
    QueueDrain = "queue.drain",
    /// Closed.
    QueueClose = "queue.close",
    /// Staff or a program put somebody in line with a priority, or booked for them.
    SessionAdmit = "session.admit",
    /// Another priority.
    SessionPrioritise = "session.prioritise",
    /// Other notes.
    SessionAnnotate = "session.annotate",
    /// Taken out.
    SessionRemove = "session.remove",
    /// The next person was called.
    SessionCallNext = "session.call_next",
    /// One person was called, wherever they stood.
    SessionCall = "session.call",
    /// Called again.
    SessionRecall = "session.recall",
    /// Served.
    SessionStart = "session.start",
    /// Done.
    SessionFinish = "session.finish",
    /// Did not come.
    SessionNoShow = "session.no_show",
    /// Put back into the line.
    SessionReturn = "session.return",
    /// Put aside.
    SessionHold = "session.hold",
    /// Back to the place that was kept.
    SessionResume = "session.resume",
    /// Sent to another service or counter.
    SessionTransfer = "session.transfer",
    /// Given another service to go on to.
    SessionAddService = "session.add_service",
    /// Who booked is here.
    SessionCheckIn = "session.check_in",
    /// A location was set up.
    LocationCreate = "location.create",
    /// A location was changed.
    LocationUpdate = "location.update",
    /// A location was removed.
    LocationDelete = "location.delete",
    /// A counter was set up.
    CounterCreate = "counter.create",
    /// A counter was changed.
    CounterUpdate = "counter.update",
    /// A counter was removed.
    CounterDelete = "counter.delete",
    /// Somebody works at a counter.
    CounterOpen = "counter.open",
    /// Nobody does any more.
    CounterClose = "counter.close",
    /// A kiosk was registered.
    KioskCreate = "kiosk.create",
    /// A kiosk was changed.
    KioskUpdate = "kiosk.update",
    /// A kiosk was removed.
    KioskDelete = "kiosk.delete",
    /// A kiosk was given another token.
    KioskToken = "kiosk.token",
    /// Codes that let people join were made.
    InviteCodesCreate = "invite_codes.create",
    /// A code was taken back.
    InviteCodeRevoke = "invite_code.revoke",
    /// Somebody was put on a list: to be kept out, or let past the guard.
    AccessRuleCreate = "access_rule.create",
    /// Somebody was taken off a list.
    AccessRuleRemove = "access_rule.remove",
    /// A key of the tenant's shop, by which it says who may join.
    EnqueueKeyCreate = "enqueue_key.create",
    /// A key of the tenant's shop was removed.
    EnqueueKeyRemove = "enqueue_key.remove",
    /// How pages are dressed.
    BrandingUpdate = "branding.update",
    /// Pages are no longer dressed.
    BrandingRemove = "branding.remove",
    /// A signing or sealing key was made.
    SigningKeyRotate = "signing_key.rotate",
    /// Personal data is sealed again under another key, in the background.
    DataKeyRotate = "data_key.rotate",
    /// The keys of personal data were wrapped by another master key.
    DataKeyRewrap = "data_key.rewrap",
    /// Records about a person were looked at.
    SessionRead = "session.read",
    /// Sessions were listed with who the people are.
    LookSessions = "look.sessions",
    /// Counters were listed with who is at them.
    LookCounters = "look.counters",
    /// The block and allow lists were looked at.
    LookAccessRules = "look.access_rules",
    /// The people who sign in were listed.
    LookPeople = "look.people",
    /// Those who are invited were listed.
    LookInvitations = "look.invitations",
    /// One session was looked at with who the person is.
    LookSession = "look.session",
    /// Entries of the audit log were looked at.
    LookAudit = "look.audit",
    /// Data of a person was exported.
    DataExport = "data.export",
    /// Data of a person was erased.
    DataErase = "data.erase",
    /// The audit log was exported.
    AuditExport = "audit.export",
    /// A report was made of it.
    AuditReport = "audit.report",
    /// How long it is kept.
    AuditRetention = "audit.retention",
    /// What was kept long enough was removed.
    AuditPrune = "audit.prune",
}

impl Action {
    /// The action with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == name)
    }
}
