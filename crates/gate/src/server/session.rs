//! A session as the server tells it, reduced to what the gate decides by.

use serde_json::{Map, Value};

/// Fields of a session that are tokens: they go into cookies and nowhere else.
const TOKENS: [&str; 2] = ["sessionToken", "admissionToken"];
/// Where somebody goes on in another line, with the token for it.
const MOVED_TO: &str = "movedTo";
/// When to ask again where the server does not say, in seconds.
const DEFAULT_POLL_SECONDS: u64 = 5;

/// A session with its tokens taken out.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub status: Status,
    pub session_token: Option<String>,
    pub admission_token: Option<String>,
    fields: Map<String, Value>,
}

/// Where a session stands, as far as the gate tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// In the line.
    Waiting,
    /// The turn has come and is not taken.
    Released,
    /// Inside.
    Active,
    /// Was inside and is done: a new visit begins a new session.
    Over,
    /// Lost its place before it was inside, was removed or sent to another line, or is in a state that this version does not
    /// know: no reason to let somebody through.
    Ended,
}

impl Session {
    /// Reads the `data` of an answer; `None` where it is not a session.
    pub fn from_json(data: Value) -> Option<Self> {
        let Value::Object(mut fields) = data else { return None };
        let status = match fields.get("status")?.as_str()? {
            "waiting" => Status::Waiting,
            "released" => Status::Released,
            "active" => Status::Active,
            "completed" | "expired" => Status::Over,
            // `left`, `abandoned`, `no_show`, `removed`, `transferred`, and what a later server may add. It is an answer: were
            // it none, the queue's fail mode would decide, and might open the gate.
            _ => Status::Ended,
        };
        fields.remove(MOVED_TO);
        let [session_token, admission_token] = TOKENS.map(|name| match fields.remove(name) {
            Some(Value::String(token)) => Some(token),
            _ => None,
        });
        Some(Self { status, session_token, admission_token, fields })
    }

    /// The queue's name, where the server said it.
    pub fn queue_name(&self) -> Option<&str> {
        self.fields.get("queueName")?.as_str()
    }

    /// When to ask again, in seconds.
    pub fn poll_after(&self) -> u64 {
        self.fields.get("pollAfterSeconds").and_then(Value::as_u64).unwrap_or(DEFAULT_POLL_SECONDS)
    }

    /// The session for pages and clients, without tokens.
    pub fn to_json(&self) -> Value {
        Value::Object(self.fields.clone())
    }

    /// The session with the de-facto fields of waiting rooms, where the server left them out.
    pub fn to_client_json(&self, now: &str) -> Value {
        let mut fields = self.fields.clone();
        let seconds =
            fields.get("estimatedWaitSeconds").and_then(|wait| wait.get("p50")).and_then(Value::as_u64);
        let text = fields.get("estimatedWaitTime").cloned().unwrap_or(Value::Null);
        let defaults = [
            ("inWaitingRoom", Value::Bool(matches!(self.status, Status::Waiting | Status::Released))),
            ("waitTime", seconds.map_or(Value::Null, |seconds| seconds.div_ceil(60).into())),
            ("waitTimeKnown", Value::Bool(seconds.is_some())),
            ("waitTimeFormatted", text),
            ("queueIsFull", Value::Bool(false)),
            ("lastUpdated", now.into()),
            ("refreshIntervalSeconds", self.poll_after().into()),
        ];
        for (name, value) in defaults {
            fields.entry(name).or_insert(value);
        }
        Value::Object(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::{Session, Status};
    use serde_json::json;

    #[test]
    fn tokens_never_reach_a_page() {
        let session = Session::from_json(json!({
            "id": "s", "status": "waiting", "sessionToken": "secret", "admissionToken": "secret", "position": 3
        }));
        let session = session.unwrap();
        assert_eq!(session.status, Status::Waiting);
        assert_eq!(session.session_token.as_deref(), Some("secret"));
        assert!(!session.to_json().to_string().contains("secret"));
        assert!(!session.to_client_json("now").to_string().contains("secret"));
    }

    #[test]
    fn de_facto_fields_are_completed_not_replaced() {
        let data = json!({ "status": "waiting", "estimatedWaitSeconds": { "p50": 61 }, "queueIsFull": true });
        let json = Session::from_json(data).unwrap().to_client_json("now");
        assert_eq!(json["inWaitingRoom"], true);
        assert_eq!(json["waitTime"], 2);
        assert_eq!(json["waitTimeKnown"], true);
        assert_eq!(json["queueIsFull"], true);
        assert_eq!(json["refreshIntervalSeconds"], 5);
        assert!(Session::from_json(json!({ "id": "s" })).is_none());
        assert!(Session::from_json(json!([])).is_none());
    }

    #[test]
    fn any_status_is_an_answer() {
        for status in ["left", "abandoned", "no_show", "removed", "transferred", "of_a_later_version", ""] {
            let session = Session::from_json(json!({ "status": status })).unwrap();
            assert_eq!((session.status, &session.to_json()["status"]), (Status::Ended, &json!(status)));
        }
    }

    #[test]
    fn the_token_for_another_line_never_reaches_a_page() {
        let moved_to =
            json!({ "queueId": "q", "sessionId": "t", "number": "B002", "sessionToken": "secret" });
        let session = json!({ "id": "s", "status": "transferred", "movedTo": moved_to });
        let session = Session::from_json(session).unwrap();
        assert_eq!(session.session_token, None);
        assert!(!session.to_json().to_string().contains("secret"));
        assert!(!session.to_client_json("now").to_string().contains("secret"));
    }
}
