//! Whether the settings fit the server: looked at in the background from the start on, and told once each, then ever more
//! seldom. Must not keep a gate from starting: the server may come later.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use crate::config::CompiledRule;
use crate::gate::Inner;

/// The first pause before looking again, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Looks until everything fits, and says what does not.
pub(crate) async fn watch(gate: Arc<Inner>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let problems = problems(&gate).await;
        if problems.is_empty() {
            if pause > FIRST_PAUSE {
                tracing::info!("the server answers and knows the queues of this gate");
            }
            return;
        }
        for problem in problems {
            tracing::warn!("{problem}");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

pub(crate) async fn problems(gate: &Inner) -> Vec<String> {
    let mut problems = Vec::new();
    for (at, rule) in gate.config.rules.iter().enumerate() {
        match problem(gate, at, rule).await {
            Ok(None) => {}
            Ok(Some(problem)) => problems.push(problem),
            Err(reason) => {
                let server = &gate.config.server;
                return vec![format!(
                    "the server at {server} (gate.server) does not answer: {reason}; until it does, `fail` of each rule decides who passes"
                )];
            }
        }
    }
    problems
}

/// What is wrong with a rule; fails where the server does not answer.
async fn problem(gate: &Inner, at: usize, rule: &CompiledRule) -> Result<Option<String>, String> {
    let CompiledRule { queue, tenant, .. } = rule;
    let (status, frame) = gate.server.frame(queue).await?;
    if status == StatusCode::NOT_FOUND {
        let is_queue = gate.server.frame(tenant).await?.0 == StatusCode::OK;
        return Ok(Some(if is_queue {
            format!("gate.rules[{at}]: tenant and queue are swapped: {tenant} is a queue")
        } else {
            format!(
                "gate.rules[{at}].queue is {queue}, and the server knows no such queue, or it is not public; nobody may be able to join"
            )
        }));
    }
    if status.is_server_error() {
        return Err(format!("it answered {status}"));
    }
    if status != StatusCode::OK {
        // Too many calls, for instance: it says nothing of the settings.
        return Ok(None);
    }
    Ok(match frame.pointer("/data/tenantId").and_then(Value::as_str) {
        Some(owner) if owner.eq_ignore_ascii_case(tenant) => None,
        Some(owner) => Some(format!(
            "gate.rules[{at}].tenant is {tenant}, but the queue {queue} belongs to the tenant {owner}; nobody could join"
        )),
        None => Some(format!(
            "what answers at {} (gate.server) is no Virtual Queue server: it knows nothing of queues",
            gate.config.server
        )),
    })
}
