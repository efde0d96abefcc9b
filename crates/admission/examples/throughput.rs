//! How many admission tokens one core signs and verifies per second: `cargo run --release --example throughput`.

use std::error::Error;
use std::time::Instant;

use vq_admission::{Claims, KeySet, Signer, Verifier};

const ROUNDS: u32 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let signer = Signer::from_seed(&[7; 32])?;
    let claims = Claims {
        iss: "vqueue".into(),
        aud: "0190c8f1-7a5e-7c3e-9a51-2f4f5d1f0001".into(),
        sub: "0190c8f1-7a5e-7c3e-9a51-2f4f5d1f0002".into(),
        iat: 1_000,
        exp: 1_600,
        jti: "0190c8f1-7a5e-7c3e-9a51-2f4f5d1f0003".into(),
        tkt: Some(345),
    };
    let token = signer.sign(&claims)?;
    let verifier = Verifier::new(KeySet::from_keys([signer.public_key()])?, "vqueue", 5);

    let start = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(signer.sign(std::hint::black_box(&claims))?);
    }
    report("sign", start);

    let start = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(verifier.verify(std::hint::black_box(&token), &claims.aud, 1_001)?);
    }
    report("verify", start);
    println!("token: {} bytes", token.len());
    Ok(())
}

fn report(what: &str, start: Instant) {
    println!("{what}: {:.0} per second and core", f64::from(ROUNDS) / start.elapsed().as_secs_f64());
}
