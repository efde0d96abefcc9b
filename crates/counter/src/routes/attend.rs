//! The verbs on one person. All are idempotent.

use axum::extract::State;
use vq_api::{ApiResult, Body, Envelope, InTenant, Path, Reply, may};
use vq_domain::{SessionId, TenantId};

use crate::{
    CounterService,
    verbs::{Deskwork, DeskworkInput},
    view::DeskSession,
};

type Clerk = InTenant<may::CounterCall>;

/// The path of one session.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
pub(crate) struct DeskSessionPath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The session.
    session_id: SessionId,
}

macro_rules! verb {
    ($(#[doc = $doc:literal])* $name:ident, $id:literal, $path:literal, $work:expr) => {
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, tag = "counters", security(("bearer" = [])), operation_id = $id,
            params(DeskSessionPath), request_body = DeskworkInput,
            responses((status = 200, body = Envelope<DeskSession>)))]
        pub(crate) async fn $name(
            State(service): State<CounterService>,
            caller: Clerk,
            Path(path): Path<DeskSessionPath>,
            Body(input): Body<DeskworkInput>,
        ) -> ApiResult<DeskSession> {
            let account = Some(caller.principal.account);
            let view = service.attend(caller.id(), path.session_id, $work, input, account).await?;
            Ok(Reply::ok(caller.shown(view)))
        }
    };
}

verb!(
    /// Call this person, wherever they stand
    ///
    /// Needs `counterId`, and `current` as call-next does.
    call, "call_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/call", Deskwork::Call
);
verb!(
    /// Repeat the call, perhaps to another counter (`counterId`)
    recall, "recall_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/recall", Deskwork::Recall
);
verb!(
    /// They are here
    start, "start_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/start", Deskwork::Start
);
verb!(
    /// They are done
    finish, "finish_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/finish", Deskwork::Finish
);
verb!(
    /// They were called and did not come
    no_show, "no_show_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/no-show", Deskwork::NoShow
);
verb!(
    /// To wait, again or elsewhere in the line: `to` is `front`, `end`, or a position
    send_back, "return_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/return", Deskwork::Return
);
verb!(
    /// Out of the order; the place is kept
    hold, "hold_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/hold", Deskwork::Hold
);
verb!(
    /// Back to the place that was kept
    resume, "resume_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/resume", Deskwork::Resume
);
verb!(
    /// To another service (`queueId`), with the arrival time, or to one counter (`counterId`)
    transfer, "transfer_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/transfer", Deskwork::Transfer
);
verb!(
    /// On to another service (`queueId`) once they are done here
    add_service, "add_service", "/v1/tenants/{tenantId}/sessions/{sessionId}/add-service", Deskwork::AddService
);
verb!(
    /// Somebody who booked is here
    check_in, "check_in_session", "/v1/tenants/{tenantId}/sessions/{sessionId}/check-in", Deskwork::CheckIn
);
