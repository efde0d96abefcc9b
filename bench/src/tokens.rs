//! Verifying admission tokens, on one core, against the bare signature check under it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use vq_admission::{Claims, KeySet, Signer, Verifier};

use crate::{Result, Size, line::Line, measure::pair};

const SEED: [u8; 32] = [7; 32];

/// Verifications per second and core.
pub fn verify(size: Size) -> Result<Line> {
    let signer = Signer::from_seed(&SEED)?;
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

    let pair_of_keys = Ed25519KeyPair::from_seed_unchecked(&SEED)?;
    let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed).as_bytes();
    let signature = pair_of_keys.sign(signed);
    let key = ParsedPublicKey::new(&ED25519, pair_of_keys.public_key().as_ref())?;

    let mut rates = Vec::new();
    for _ in 0..size.pairs {
        let tokens = per_second(size.round / 3, || {
            black_box(verifier.verify(black_box(&token), &claims.aud, 1_001)).is_ok()
        })?;
        let bare = per_second(size.round / 3, || {
            black_box(key.verify_sig(black_box(signed), signature.as_ref())).is_ok()
        })?;
        rates.push([tokens, bare]);
    }
    let pair = pair(&rates);
    let note = format!("per core; against {:.0}/s of a bare Ed25519 check", pair.b);
    Ok(Line::plain("verify an admission token", pair.a, "/s", note).against(pair.ratio))
}

fn per_second(lasting: Duration, mut check: impl FnMut() -> bool) -> Result<f64> {
    let (begin, mut count) = (Instant::now(), 0u32);
    while begin.elapsed() < lasting {
        for _ in 0..100 {
            if !check() {
                return Err("a good token was refused".into());
            }
        }
        count += 100;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}
