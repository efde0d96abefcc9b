//! `POST /v1/queues/{queueId}/challenge`

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, ClientAddress, Edge, Envelope, Path, Reply, request};
use vq_domain::{Error, QueueId};

use crate::{AccessService, Challenge, guard::store};

/// What has to be computed before joining.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkChallengeView {
    /// Whether anything has to be. If not, join without.
    required: bool,
    /// The challenge, to be sent back as it is. `null` if nothing is asked.
    challenge: Option<String>,
    /// How the puzzles are hashed.
    #[schema(example = "SHA-256")]
    algorithm: &'static str,
    /// How many puzzles there are. Puzzle `i` (from 0) is solved by a number `n` below 2^32 for which the hash of
    /// `SHA-256(challenge) ‖ i ‖ n` (32 bytes, one, and four, big-endian) begins with `bits` zero bits.
    puzzles: u8,
    /// How many zero bits.
    bits: u8,
    /// Until when it can be used, RFC 3339; `null` if nothing is asked.
    expires_at: Option<String>,
}

impl WorkChallengeView {
    fn new(challenge: Option<(Challenge, String)>) -> Self {
        let (puzzles, bits) =
            challenge.as_ref().map_or((0, 0), |(challenge, _)| (challenge.puzzles, challenge.bits));
        Self {
            required: challenge.is_some(),
            algorithm: "SHA-256",
            puzzles,
            bits,
            expires_at: challenge.as_ref().map(|(challenge, _)| challenge.expires_at.to_rfc3339()),
            challenge: challenge.map(|(_, text)| text),
        }
    }
}

/// Get a challenge
///
/// For queues that ask strangers for a proof of work (`joinRules.proofOfWork`). Solve it and join with `proofOfWork`. It is good
/// for one place, in this queue, from the network that asked, for five minutes; and harder while many ask.
#[utoipa::path(post, path = "/v1/queues/{queueId}/challenge", tag = "visitors",
    params(("queueId" = QueueId, Path)),
    responses((status = 200, body = Envelope<WorkChallengeView>)))]
pub(crate) async fn give(
    State(service): State<AccessService>,
    Path(queue): Path<QueueId>,
    address: ClientAddress,
    edge: Edge,
) -> ApiResult<WorkChallengeView> {
    let line = service.lines.find(queue).await.map_err(store)?;
    let line = line.ok_or_else(|| Error::not_found("queue"))?;
    request::concerns(line.tenant_id())?;
    let queue = line.queue();
    if !queue.settings.is_public {
        return Err(Error::not_found("queue").into());
    }
    let challenge = service.guard.challenge(&queue, address, edge.now(), edge.ids()).await?;
    let signed = challenge.map(|challenge| (challenge, service.guard.sign(&challenge)));
    Ok(Reply::ok(WorkChallengeView::new(signed)))
}
