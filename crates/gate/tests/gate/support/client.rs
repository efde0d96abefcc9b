//! A client that follows nothing and hides nothing.

use std::net::SocketAddr;

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// A request being written.
pub struct Ask {
    builder: http::request::Builder,
    cookies: Vec<String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Ask {
    pub fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        let builder = Request::builder().method(method).uri(format!("http://{address}{path}"));
        Self { builder, cookies: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push(format!("{name}={value}"));
        self
    }

    /// The request with a body that may still be growing.
    pub fn request(mut self, body: Body) -> Request<Body> {
        if !self.cookies.is_empty() {
            self.builder = self.builder.header("cookie", self.cookies.join("; "));
        }
        self.builder.body(body).unwrap()
    }

    /// Sends it and returns as soon as the answer's head is there.
    pub async fn open(self, body: Body) -> http::Response<hyper::body::Incoming> {
        Client::builder(TokioExecutor::new()).build_http().request(self.request(body)).await.unwrap()
    }

    pub async fn send_body(self, body: impl Into<Body>) -> Answer {
        let (parts, body) = self.open(body.into()).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn send(self) -> Answer {
        self.send_body(Body::empty()).await
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What the gate says it did.
    pub fn mark(&self) -> &str {
        self.header("vq-gate")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// What the page was told.
    pub fn page(&self) -> Value {
        let json =
            self.body.strip_prefix("<!doctype html>").unwrap_or_else(|| panic!("not a page: {self:?}"));
        serde_json::from_str(json).unwrap()
    }

    /// The whole `Set-Cookie` line of a cookie.
    pub fn set_cookie(&self, name: &str) -> Option<String> {
        let start = format!("{name}=");
        let lines = self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        lines.into_iter().find(|line| line.starts_with(&start)).map(str::to_owned)
    }

    /// The value of a cookie the answer sets.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let line = self.set_cookie(name)?;
        Some(line.split(';').next()?.split_once('=')?.1.to_owned())
    }
}
