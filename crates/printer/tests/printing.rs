//! What arrives at a printer, decoded as a printer would.

use axum::{
    body::Body,
    http::{Request, Response, StatusCode},
};
use proptest::prelude::*;
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpListener};
use tower::ServiceExt;
use vq_printer::{Agent, BadRaster, Raster, router, ticket};

const ORIGIN: &str = "https://queue.example";

/// What came out: the rows of the paper, and whether it was cut.
#[derive(Debug, PartialEq)]
struct Paper {
    rows: Vec<Vec<u8>>,
    is_cut: bool,
}

/// Reads commands as a printer does; `None` for one that no printer knows.
fn burn(mut bytes: &[u8]) -> Option<Paper> {
    let mut paper = Paper { rows: Vec::new(), is_cut: false };
    while !bytes.is_empty() {
        bytes = match bytes {
            [0x1b, b'@', rest @ ..] => rest,
            [0x1b, b'd', 1..=20, rest @ ..] => rest,
            [0x1d, b'V', 66, _, rest @ ..] => {
                paper.is_cut = true;
                rest
            }
            [0x1d, b'v', b'0', 0, x_low, x_high, y_low, y_high, rest @ ..] => {
                let width = usize::from(u16::from_le_bytes([*x_low, *x_high]));
                let height = usize::from(u16::from_le_bytes([*y_low, *y_high]));
                let (image, rest) = rest.split_at_checked(width * height)?;
                paper.rows.extend(image.chunks(width).map(<[u8]>::to_vec));
                rest
            }
            _ => return None,
        };
    }
    Some(paper)
}

fn sent_from(origin: Option<&str>, body: &serde_json::Value) -> Request<Body> {
    let mut request = Request::post("/print").header("content-type", "application/json");
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    request.body(Body::from(body.to_string())).unwrap()
}

async fn send(printer: &str, request: Request<Body>) -> Response<Body> {
    router(Agent::new(printer, ORIGIN).unwrap()).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_ticket_arrives_dot_by_dot_and_is_cut_off() {
    let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = printer.local_addr().unwrap().to_string();
    let burnt = tokio::spawn(async move {
        let (mut stream, _) = printer.accept().await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        burn(&bytes)
    });
    // Two rows of 16 dots: 1000000010000000, 0000000111111111.
    let body = json!({"width": 16, "height": 2, "bits": "gIAB/w=="});
    let answer = send(&address, sent_from(Some(ORIGIN), &body)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["access-control-allow-origin"], ORIGIN);
    let paper = burnt.await.unwrap();
    assert_eq!(paper, Some(Paper { rows: vec![vec![0x80, 0x80], vec![0x01, 0xff]], is_cut: true }));
}

#[tokio::test]
async fn a_printer_that_is_away_is_said_to_be() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let body = json!({"width": 8, "height": 1, "bits": "/w=="});
    assert_eq!(send(&gone, sent_from(Some(ORIGIN), &body)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let status = Request::get("/status").body(Body::empty()).unwrap();
    assert_eq!(send(&gone, status).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn only_the_kiosks_pages_print() {
    let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = printer.local_addr().unwrap().to_string();
    let body = json!({"width": 8, "height": 1, "bits": "/w=="});
    for other in ["https://evil.example", "null", "http://queue.example"] {
        assert_eq!(
            send(&address, sent_from(Some(other), &body)).await.status(),
            StatusCode::FORBIDDEN,
            "{other}"
        );
    }
    let preflight = Request::options("/print")
        .header("origin", ORIGIN)
        .header("access-control-request-method", "POST")
        .header("access-control-request-private-network", "true");
    let answer = send(&address, preflight.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.headers()["access-control-allow-private-network"], "true");
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    for body in [
        json!({}),
        json!({"width": 9, "height": 1, "bits": "/w=="}),
        json!({"width": 8, "height": 2, "bits": "/w=="}),
        json!({"width": 8, "height": 1, "bits": "?"}),
        json!({"width": 8, "height": 1, "bits": "/w==", "command": "open the till"}),
    ] {
        let answer = send("127.0.0.1:1", sent_from(None, &body)).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
}

#[test]
fn an_origin_has_no_path() {
    for bad in ["queue.example", "https://queue.example/kiosk", "", "/"] {
        assert!(Agent::new("p:1", bad).is_err(), "{bad}");
    }
    assert!(Agent::new("p:1", "http://localhost:7878/").is_ok());
}

proptest! {
    #[test]
    fn every_picture_comes_out_as_it_went_in(bytes in 1..20_u16, height in 1..400_u16, seed: u64) {
        let count = usize::from(bytes) * usize::from(height);
        // Bytes of commands, too: none of them may be taken for one.
        let bits: Vec<u8> = (0..count as u64).map(|at| (seed.wrapping_mul(at + 1) >> 24) as u8).collect();
        let picture = Raster::new(bytes * 8, height, bits.clone()).unwrap();
        let paper = burn(&ticket(&picture)).expect("commands that printers know");
        prop_assert_eq!(paper.rows.concat(), bits);
        prop_assert_eq!((paper.rows.len(), paper.is_cut), (usize::from(height), true));
    }

    #[test]
    fn a_picture_fits_its_size_or_is_refused(width: u16, height: u16, length in 0..200_usize) {
        match Raster::new(width, height, vec![0; length]) {
            Ok(picture) => prop_assert_eq!(usize::from(picture.row_bytes()) * usize::from(height), length),
            Err(BadRaster::Bits) => prop_assert_ne!(usize::from(width / 8) * usize::from(height), length),
            Err(_) => {}
        }
    }
}
