//! The server speaks TLS itself, and changes its certificate without a restart.

use std::{path::Path, sync::Arc};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;
use vq_server::http::{
    serve::{Serving, serve},
    tls::{Certificate, Files},
};

fn issue(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    std::fs::write(folder.join("cert.pem"), cert.pem()).expect("written");
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).expect("written");
    cert.der().clone()
}

/// What the server answers to somebody who trusts this certificate alone.
async fn ask(address: std::net::SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a root");
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream = connector.connect(name, stream).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_certificate_is_replaced_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = issue(folder.path());
    let files = Files { certificates: folder.path().join("cert.pem"), key: folder.path().join("key.pem") };
    let certificate = Certificate::open(files.clone()).expect("a certificate");
    let router = axum::Router::new().route("/", axum::routing::get(|| async { "over TLS" }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let serving = Serving {
        header_timeout: std::time::Duration::from_secs(15),
        grace: std::time::Duration::ZERO,
        most_connections: 100,
        tls: Some(certificate.config().expect("a configuration")),
    };
    let server = tokio::spawn(serve(listener, router, serving, stop.clone()));

    assert!(ask(address, &first).await.expect("an answer").ends_with("over TLS"));
    assert!(!certificate.refresh().expect("read"), "nothing has changed");
    // What is half written is not used.
    std::fs::write(&files.key, "-----BEGIN").expect("written");
    assert!(certificate.refresh().is_err());
    assert!(ask(address, &first).await.is_ok());
    let second = issue(folder.path());
    assert!(certificate.refresh().expect("read"));
    assert!(ask(address, &second).await.expect("an answer").ends_with("over TLS"));
    assert!(ask(address, &first).await.is_err(), "the old one is no longer shown");
    assert!(!format!("{certificate:?}").contains("BEGIN"));

    // Who speaks no TLS gets nothing.
    let mut plain = TcpStream::connect(address).await.expect("a connection");
    plain.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.windows(8).any(|window| window == b"over TLS"));
    stop.cancel();
    server.await.expect("it ends");
}
