//! Typed ids. A tenant's id cannot be passed where a queue's is meant.
//!
//! Ids are version 7 UUIDs, drawn at the edge and passed in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = "uuid")]
        pub struct $name(pub Uuid);

        impl $name {
            /// The 16 bytes of the UUID, big-endian.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id with these 16 bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.as_hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    };
}

typed_id! {
    /// A customer of the platform whose data nobody else can see (invariant I9).
    TenantId
}
typed_id! {
    /// One line.
    QueueId
}
typed_id! {
    /// One person's stay in one line.
    SessionId
}
typed_id! {
    /// Somebody who signs in: operator, tenant admin, platform admin.
    AccountId
}
typed_id! {
    /// A place where people come in person.
    LocationId
}
typed_id! {
    /// A desk of a location, to which people are called.
    CounterId
}
typed_id! {
    /// A device that hands out tickets at a location.
    KioskId
}
typed_id! {
    /// A range of ticket numbers handed out in advance.
    ReservationId
}
typed_id! {
    /// One sign-in of somebody on one device: the family of its refresh tokens.
    SignInId
}
typed_id! {
    /// A role that a tenant made.
    RoleId
}
typed_id! {
    /// An invitation to join.
    InvitationId
}
typed_id! {
    /// A program's key.
    ApiKeyId
}
typed_id! {
    /// A code that lets somebody into a queue.
    InviteCodeId
}
typed_id! {
    /// A rule of a block or allow list.
    AccessRuleId
}
typed_id! {
    /// A key with which a tenant's shop signs enqueue tokens.
    EnqueueKeyId
}
typed_id! {
    /// A domain that a tenant says is its own.
    DomainId
}
typed_id! {
    /// A provider of identities.
    ProviderId
}
