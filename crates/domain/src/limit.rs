//! Every limit of the product that does not belong to a tenant's own [`crate::Limits`], by name. Whoever goes over one is told its
//! name, its value and what is used.

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its stable name in answers.
    pub name: &'static str,
    /// The most that is allowed.
    pub value: u32,
    /// What is counted.
    pub about: &'static str,
}

impl Limit {
    /// As a count of things in memory.
    pub const fn count(self) -> usize {
        self.value as usize
    }
}

macro_rules! limits {
    ($($const:ident = ($name:literal, $value:literal, $about:literal)),+ $(,)?) => {
        $(
            #[doc = $about]
            pub const $const: Limit = Limit { name: $name, value: $value, about: $about };
        )+

        /// Every one.
        pub const ALL: &[Limit] = &[$($const),+];
    };
}

limits! {
    // How many of something.
    ROLES = ("roles", 50, "roles of a tenant's own"),
    IDENTITY_PROVIDERS = ("identityProviders", 10, "providers of identities of a tenant"),
    ENQUEUE_KEYS = ("enqueueKeys", 20, "keys of enqueue tokens of a tenant"),
    ACCESS_RULES = ("accessRules", 10_000, "rules on the block and allow lists of a tenant"),
    INVITE_CODES = ("inviteCodes", 100_000, "invite codes of a queue"),
    INVITE_CODES_AT_ONCE = ("inviteCodesAtOnce", 1_000, "invite codes made by one call"),
    INVITE_CODE_USES = ("inviteCodeUses", 1_000_000, "joins with one invite code"),
    ROLES_OF_A_PERSON = ("rolesOfAPerson", 20, "roles of one person"),
    PROVIDER_SCOPES = ("providerScopes", 20, "scopes asked of a provider of identities"),
    PROVIDER_GROUPS = ("providerGroups", 200, "groups of a provider of identities that give roles"),
    COUNTER_SERVICES = ("counterServices", 100, "services of a counter"),
    COUNTER_SERVED = ("counterServed", 20, "people served at a counter at once"),
    LOCATION_LANGUAGES = ("locationLanguages", 20, "languages of a location"),
    BRANDING_LANGUAGES = ("brandingLanguages", 40, "languages of a branding"),
    CORS_ORIGINS = ("corsOrigins", 50, "origins that may call a tenant's API"),
    SCHEDULE_WINDOWS = ("scheduleWindows", 100, "windows of a schedule"),
    SCHEDULE_EXCEPTIONS = ("scheduleExceptions", 400, "exceptions of a schedule"),
    SCHEDULE_EVENTS = ("scheduleEvents", 400, "events of a schedule"),
    SOCKET_QUEUES = ("socketQueues", 32, "queues that one WebSocket follows"),
    LIST_ITEMS = ("listItems", 200, "items on a page of a list"),
    // How large something is, in bytes.
    BODY_BYTES = ("bodyBytes", 65_536, "bytes of the body of a call"),
    LOGO_BYTES = ("logoBytes", 262_144, "bytes of a logo"),
    LOGO_SIDE = ("logoPixels", 4_096, "pixels of the longer side of a logo"),
    CONFIGURATION_BYTES = ("configurationBytes", 16_384, "bytes of a tenant's configuration as JSON"),
    SUBJECT_BYTES = ("subjectBytes", 4_096, "bytes of whom a copy or an erasure is about"),
    METADATA_BYTES = ("metadataBytes", 4_096, "bytes of a session's metadata as JSON"),
    // How long a text is, in characters.
    PROVIDER_TEXT = ("providerTextLength", 1_000, "bytes of an issuer, a client id or a client secret"),
    TENANT_NAME = ("tenantNameLength", 200, "characters of a tenant's name"),
    PERSON_NAME = ("personNameLength", 100, "characters of the name of a person, a role or a key"),
    EMAIL = ("emailLength", 254, "bytes of an e-mail address"),
    PASSWORD = ("passwordLength", 200, "characters of a password"),
    QUEUE_NAME = ("queueNameLength", 200, "characters of a queue's name"),
    QUEUE_DESCRIPTION = ("queueDescriptionLength", 2_000, "characters of a queue's description"),
    TARGET_URL = ("targetUrlLength", 2_000, "characters of a queue's target"),
    MESSAGE = ("messageLength", 1_000, "characters of a message to those who wait"),
    REASON = ("reasonLength", 500, "characters of why staff did something"),
    LEGAL_HOLD = ("legalHoldLength", 500, "characters of why an audit log is held"),
    RESERVED_NUMBERS = ("reservedNumbers", 200, "ticket numbers that a kiosk reserves at once"),
    RECONCILED_TICKETS = ("reconciledTickets", 200, "tickets that a kiosk reports at once"),
    IDENTIFIER = ("userIdentifierLength", 256, "characters of a user identifier"),
    LOCATION_NAME = ("locationNameLength", 200, "characters of a location's name"),
    LOCATION_ADDRESS = ("locationAddressLength", 500, "characters of a location's address"),
    COUNTER_NAME = ("counterNameLength", 50, "characters of a counter's name"),
    KIOSK_NAME = ("kioskNameLength", 200, "characters of a kiosk's name"),
    KIOSK_TEXT = ("outOfServiceTextLength", 500, "characters of what a kiosk says when it is out of service"),
    INVITE_LABEL = ("inviteLabelLength", 100, "characters of what invite codes are for"),
    RULE_VALUE = ("accessRuleValueLength", 256, "characters of whom a rule is about"),
    RULE_REASON = ("accessRuleReasonLength", 200, "characters of why there is a rule"),
    ENQUEUE_KEY_NAME = ("enqueueKeyNameLength", 100, "characters of the name of a key of enqueue tokens"),
    BRANDING_TITLE = ("brandingTitleLength", 80, "characters of a branding's title"),
    BRANDING_WELCOME = ("brandingWelcomeLength", 200, "characters of a branding's welcome"),
    BRANDING_NOTE = ("brandingNoteLength", 500, "characters of a branding's note"),
    IDEMPOTENCY_KEY = ("idempotencyKeyLength", 255, "characters of an Idempotency-Key"),
    // How often.
    DOMAIN_CHECKS = ("domainChecksPerMinute", 10, "checks of a tenant's domains in a minute"),
    MAILS = ("mailsPerHour", 5, "mails to one address in an hour that strangers can cause"),
    INVITE_CODE_TRIES = ("wrongInviteCodesPerMinute", 20, "wrong invite codes from one address in a minute"),
    ENQUEUE_TOKEN_TRIES = ("wrongEnqueueTokensPerMinute", 60, "wrong enqueue tokens from one address in a minute"),
    SLOW_JOINS = ("joinsWithoutJavaScriptPerMinute", 2, "joins to a queue without JavaScript from one address in a minute"),
    SLOW_JOINS_OF_IPV4_NETWORK = ("joinsWithoutJavaScriptPerIpv4NetworkPerMinute", 20, "joins to a queue without JavaScript from one /24 of IPv4 in a minute"),
    SLOW_JOINS_OF_IPV6_NETWORK = ("joinsWithoutJavaScriptPerIpv6NetworkPerMinute", 6, "joins to a queue without JavaScript from one /48 of IPv6 in a minute"),
    SLOW_JOINS_OF_ALL = ("allJoinsWithoutJavaScriptPerMinute", 60, "joins to a queue without JavaScript in a minute"),
    RECOVERY_TRIES = ("wrongRecoveryCodesPerMinute", 30, "wrong recovery codes from one address in a minute"),
}
