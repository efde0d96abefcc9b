//! A lean HTTP/1.1 client: keep-alive connections that are opened once, used by one call at a time and opened again when
//! the server hung up. No pool, no redirects, no cookies: the load generator shares its cores with the server.

use std::{fmt, str::FromStr, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// No answer is larger: the largest we ask for is a page of 200 sessions.
const MAX_ANSWER_BYTES: usize = 16 << 20;

/// Whoever has not answered by then is taken for dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a call got no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nobody listens there, or it hung up.
    #[error("cannot connect to {0}: {1}")]
    Connect(String, std::io::Error),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    /// The answer is larger than anything we asked for.
    #[error("the answer could not be read: {0}")]
    Body(String),
    /// No answer within 30 s.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    TimedOut,
}

impl CallError {
    /// A short name to count by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Connect(..) => "connect",
            Self::Broken(_) => "broken",
            Self::Body(_) => "body",
            Self::TimedOut => "timeout",
        }
    }
}

/// Where a server is: `http://host:port` and a path prefix, e.g. `/.vq` behind a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// `host:port`.
    pub authority: String,
    /// Empty, or begins with a slash and does not end with one.
    pub prefix: String,
}

/// Not an address a crowd can go to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a URL like http://127.0.0.1:8080 (plain http only)")]
pub struct NotABaseUrl(String);

impl FromStr for BaseUrl {
    type Err = NotABaseUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotABaseUrl(text.to_owned());
        let uri: http::Uri = text.parse().map_err(|_| wrong())?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        if uri.scheme_str() != Some("http") || uri.query().is_some() || text.contains('@') {
            return Err(wrong());
        }
        Ok(Self {
            authority: format!("{host}:{}", uri.port_u16().unwrap_or(80)),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority, self.prefix)
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Answer {
    /// `Retry-After` in seconds, if the server said when to come again.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

/// A request without its target: what varies between calls.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path below the base URL, with its query.
    pub path: String,
    /// A bearer token.
    pub bearer: Option<String>,
    /// A JSON body.
    pub json: Option<Bytes>,
    /// The address of whom it is made for, as a proxy says it.
    pub forwarded_for: Option<String>,
}

impl Call {
    /// A `GET`.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), bearer: None, json: None, forwarded_for: None }
    }

    /// A `POST` without a body.
    pub fn post(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// With a bearer token.
    pub fn bearer(mut self, token: &str) -> Self {
        self.bearer = Some(format!("Bearer {token}"));
        self
    }

    /// For somebody at this address. A server believes it of proxies that it trusts; that on its own machine is one.
    pub fn forwarded_for(mut self, address: impl Into<String>) -> Self {
        self.forwarded_for = Some(address.into());
        self
    }

    /// With a JSON body.
    pub fn json(mut self, body: impl Into<Bytes>) -> Self {
        self.json = Some(body.into());
        self
    }
}

/// One keep-alive connection. Opens itself on the first call, and again when it broke.
pub struct Connection {
    base: BaseUrl,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// A connection that is not open yet.
    pub fn new(base: &BaseUrl) -> Self {
        Self { base: base.clone(), sender: None }
    }

    /// Opens it ahead of the first call.
    pub async fn open(&mut self) -> Result<(), CallError> {
        self.ready().await.map(|_| ())
    }

    /// Sends a request and reads the whole answer.
    pub async fn call(&mut self, call: Call) -> Result<Answer, CallError> {
        let answer = tokio::time::timeout(PATIENCE, self.exchange(call)).await;
        let answer = answer.unwrap_or(Err(CallError::TimedOut));
        if answer.is_err() {
            // Half an answer may still be under way on it.
            self.sender = None;
        }
        answer
    }

    async fn exchange(&mut self, call: Call) -> Result<Answer, CallError> {
        let mut request = self.request(call);
        // A server may close an idle connection just as we use it: then the request was not sent, and is sent once more.
        for attempt in 0.. {
            let sender = self.ready().await?;
            match sender.try_send_request(request).await {
                Ok(answer) => return read(answer).await,
                Err(mut refused) => {
                    self.sender = None;
                    match refused.take_message() {
                        Some(unsent) if attempt == 0 => request = unsent,
                        _ => return Err(refused.into_error().into()),
                    }
                }
            }
        }
        unreachable!("the second attempt returns")
    }

    fn request(&self, call: Call) -> Request<Full<Bytes>> {
        let path = format!("{}{}", self.base.prefix, call.path);
        let body = call.json.unwrap_or_default();
        let mut request = Request::new(Full::new(body.clone()));
        *request.method_mut() = call.method;
        *request.uri_mut() = path.parse().unwrap_or_default();
        let headers = request.headers_mut();
        if let Ok(host) = self.base.authority.parse() {
            headers.insert(header::HOST, host);
        }
        if !body.is_empty() {
            headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
        }
        if let Some(bearer) = call.bearer.and_then(|bearer| bearer.parse().ok()) {
            headers.insert(header::AUTHORIZATION, bearer);
        }
        if let Some(address) = call.forwarded_for.and_then(|address| address.parse().ok()) {
            headers.insert("x-forwarded-for", address);
        }
        request
    }

    async fn ready(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, CallError> {
        let usable = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.sender = Some(connect(&self.base).await?);
        }
        Ok(self.sender.as_mut().expect("just set"))
    }
}

async fn connect(base: &BaseUrl) -> Result<SendRequest<Full<Bytes>>, CallError> {
    let failed = |error| CallError::Connect(base.authority.clone(), error);
    let stream = TcpStream::connect(&base.authority).await.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    let (sender, connection) =
        http1::Builder::new().max_buf_size(64 << 10).handshake(TokioIo::new(stream)).await?;
    // The bytes of one connection; it ends with the sender. Its error reaches the caller through the sender.
    tokio::spawn(connection);
    Ok(sender)
}

async fn read(answer: hyper::Response<hyper::body::Incoming>) -> Result<Answer, CallError> {
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, MAX_ANSWER_BYTES).collect().await;
    let body = body.map_err(|error| CallError::Body(error.to_string()))?.to_bytes();
    Ok(Answer { status: head.status, headers: head.headers, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_plain_http_with_an_optional_prefix() {
        let parsed = |text: &str| text.parse::<BaseUrl>().map(|url| url.to_string()).ok();
        assert_eq!(parsed("http://127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(parsed("http://shop.test/.vq/").as_deref(), Some("http://shop.test:80/.vq"));
        assert_eq!(parsed("http://[::1]:80/").as_deref(), Some("http://[::1]:80"));
        for wrong in ["https://a", "127.0.0.1:80", "http://", "http://a/?x=1", "http://me@a", "", "/x"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
