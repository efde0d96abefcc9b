//! Passwords and TLS.

use std::path::PathBuf;

use vq_bus_redis::Redis;
use vq_ports::{Bus, StoreError};

use crate::{
    nodes::{bus, connect, hear, notice, with},
    server::Server,
};

#[tokio::test]
async fn a_password_comes_with_the_url_or_apart_from_it() {
    let server = vq_testkit::Redis::with_password("pass word{}@:/").await;
    let open = format!("redis://{}", server.address());
    let apart = with(&open, |config| {
        config.password = "pass word{}@:/".into();
        config.timeout_millis = 20_000;
    });
    apart.ping().await.unwrap();
    let in_url = connect(&format!("redis://:pass%20word%7B%7D%40%3A%2F@{}", server.address()));
    in_url.ping().await.unwrap();
    let mut notices = bus(&in_url, 2).await.subscribe();
    let teller = bus(&apart, 1).await;
    teller.publish(notice(1));
    hear(&mut notices, &notice(1)).await;
    let wrong = [connect(&open), with(&open, |config| config.password = "wrong".into())];
    for way in wrong {
        assert!(matches!(way.ping().await, Err(StoreError::Unavailable(_))));
    }
}

struct Secure {
    server: Server,
}

impl Secure {
    async fn start() -> Self {
        let server = Server::start(|folder, port| {
            let signed =
                rcgen::generate_simple_self_signed(["localhost".into(), "127.0.0.1".into()]).unwrap();
            let file = |name: &str, pem: String| {
                let path = folder.path().join(name);
                std::fs::write(&path, pem).unwrap();
                path.to_string_lossy().into_owned()
            };
            let certificate = file("certificate.pem", signed.cert.pem());
            let key = file("key.pem", signed.signing_key.serialize_pem());
            let port = port.to_string();
            [
                ["--port", "0"],
                ["--tls-port", &port],
                ["--tls-cert-file", &certificate],
                ["--tls-key-file", &key],
                ["--tls-ca-cert-file", &certificate],
                ["--tls-auth-clients", "no"],
                ["--requirepass", "secret"],
            ]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect()
        });
        Self { server: server.await }
    }

    fn way(&self, host: &str, ca_file: PathBuf) -> Redis {
        with(&format!("rediss://:secret@{host}:{}", self.server.port), |config| {
            config.ca_file = ca_file;
            config.timeout_millis = 20_000;
        })
    }

    fn certificate(&self) -> PathBuf {
        self.server.folder.path().join("certificate.pem")
    }
}

#[tokio::test]
async fn notices_and_calls_go_through_tls() {
    let secure = Secure::start().await;
    for host in ["localhost", "127.0.0.1"] {
        let way = secure.way(host, secure.certificate());
        way.ping().await.unwrap();
        let (teller, listener) = (bus(&way, 1).await, bus(&way, 2).await);
        let mut notices = listener.subscribe();
        teller.publish(notice(1));
        hear(&mut notices, &notice(1)).await;
        way.close().await;
    }
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let (secure, other) = (Secure::start().await, Secure::start().await);
    for ca_file in [PathBuf::new(), other.certificate()] {
        let refused = secure.way("localhost", ca_file).ping().await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    let plain = connect(&format!("redis://127.0.0.1:{}", secure.server.port));
    assert!(matches!(plain.ping().await, Err(StoreError::Unavailable(_))));
}
