//! Notices while all is well, and among nodes of two versions.

use vq_ports::{Bus, Notice};

use crate::nodes::{bus, connect, hear, notice, with};

#[tokio::test]
async fn deployments_with_different_prefixes_do_not_hear_each_other() {
    let server = vq_testkit::Redis::start().await;
    let ours = connect(&server.url());
    let theirs = with(&server.url(), |config| {
        config.prefix = "other".into();
        config.timeout_millis = 20_000;
    });
    let (teller, listener) = (bus(&ours, 1).await, bus(&ours, 2).await);
    let stranger = bus(&theirs, 3).await;
    let (mut own, mut foreign) = (listener.subscribe(), stranger.subscribe());
    teller.publish(notice(1));
    hear(&mut own, &notice(1)).await;
    let other = bus(&theirs, 4).await;
    other.publish(notice(2));
    let heard = async {
        loop {
            match foreign.recv().await {
                Ok(Notice::Gap) => {}
                heard => return heard,
            }
        }
    };
    assert_eq!(heard.await, Ok(notice(2)));
}

#[tokio::test]
async fn nodes_with_the_same_number_hear_each_other() {
    let server = vq_testkit::Redis::start().await;
    let way = connect(&server.url());
    let (one, other) = (bus(&way, 1).await, bus(&way, 1).await);
    let mut notices = other.subscribe();
    one.publish(notice(1));
    hear(&mut notices, &notice(1)).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_a_gap() {
    let server = vq_testkit::Redis::start().await;
    let way = connect(&server.url());
    let listener = bus(&way, 1).await;
    let client = redis::Client::open(server.url()).unwrap();
    let mut stranger = client.get_multiplexed_async_connection().await.unwrap();
    for message in [&b""[..], b"\x63 of a later version", b"\x01\x01", &[0xff; 300]] {
        let mut notices = listener.subscribe();
        let _: i64 =
            redis::cmd("PUBLISH").arg("vq:bus").arg(message).query_async(&mut stranger).await.unwrap();
        hear(&mut notices, &Notice::Gap).await;
    }
}

#[tokio::test]
async fn a_bus_counts_what_it_carries_and_ends_when_it_is_closed() {
    let server = vq_testkit::Redis::start().await;
    let (way, other) = (connect(&server.url()), connect(&server.url()));
    let (teller, listener) = (bus(&way, 1).await, bus(&other, 2).await);
    let mut notices = listener.subscribe();
    for number in 1..=100 {
        teller.publish(notice(number));
    }
    hear(&mut notices, &notice(100)).await;
    let stats = teller.stats();
    assert_eq!((stats.dropped, listener.stats().heard), (0, 100));
    assert!(stats.delay.is_some());
    way.close().await;
    teller.publish(notice(101));
    assert_eq!(teller.stats().dropped, 1);
}
