//! The words of Virtual Queue: ids, entities, states, permissions and errors.
//!
//! Architecture invariant: nothing here does I/O, reads a clock or draws a random number. Every crate may depend on
//! this one; this one depends on none of ours.

pub mod access;
pub mod account;
pub mod audit;
pub mod branding;
pub mod colour;
pub mod credential;
pub mod error;
pub mod host;
pub mod id;
pub mod limit;
pub mod mask;
pub mod permission;
pub mod queue;
pub mod role;
pub mod schedule;
pub mod session;
pub mod tally;
pub mod tenant;
pub mod time;
pub mod wait;
pub mod walk_in;

pub use access::{
    AccessEffect, AccessRule, AccessSubject, EnqueueKey, EnqueueKeyMaterial, InviteCode, JoinRules,
    ProofOfWork,
};
pub use account::{
    Account, AccountStatus, Invitation, OneTimeToken, RefreshToken, SecondFactor, SignIn, SignInMethod,
    TokenPurpose,
};
pub use audit::{Action, Actor, Trail};
pub use branding::{Branding, Logo, LogoKind, Look, Wearer, Words};
pub use colour::{Colour, NoColour};
pub use credential::{ApiKey, IdentityProvider, ProviderSettings};
pub use error::{Error, ErrorCode, Exceeded, FieldError, Result};
pub use host::{DomainName, DomainProof, TenantDomain, VerifiedDomain};
pub use id::{
    AccessRuleId, AccountId, ApiKeyId, CounterId, DomainId, EnqueueKeyId, InvitationId, InviteCodeId,
    KioskId, LocationId, ProviderId, QueueId, ReservationId, RoleId, SessionId, SignInId, TenantId,
};
pub use limit::Limit;
pub use permission::{Permission, Role};
pub use queue::{Message, MessageLevel, PreQueue, Queue, QueueSettings, QueueStatus};
pub use role::{OwnRole, RoleRef, SignInPolicy};
pub use schedule::{Schedule, Timetable};
pub use session::{Place, Priority, SessionState, Ticket};
pub use tally::{Span, Tally, Waits};
pub use tenant::{Limits, Tenant, TenantDeletion, TenantStatus, TenantUsage};
pub use time::{Millis, Stamp};
pub use walk_in::{
    CallOrder, Counter, CounterRef, Kiosk, Location, Numbering, Releases, TicketNumber, WalkIn,
};
