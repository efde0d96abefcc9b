//! The promise of admission tokens: nothing passes that this queue did not issue for itself, for now.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use proptest::prelude::*;
use vq_admission::{
    Claims, KeySet, RevocationError, RevocationPart, Revoked, SignError, Signer, Verifier, VerifyError,
};

const QUEUE: &str = "0190c8f1-7a5e-7c3e-9a51-2f4f5d1f0001";
const NOW: i64 = 1_750_000_000;

fn signer(seed: u8) -> Signer {
    Signer::from_seed(&[seed; 32]).unwrap()
}

fn claims() -> Claims {
    Claims {
        iss: "vqueue".into(),
        aud: QUEUE.into(),
        sub: "0190c8f1-7a5e-7c3e-9a51-2f4f5d1f0002".into(),
        iat: NOW,
        exp: NOW + 600,
        jti: "jti-1".into(),
        tkt: Some(345),
    }
}

fn verifier(seeds: &[u8]) -> Verifier {
    let keys = KeySet::from_keys(seeds.iter().map(|seed| signer(*seed).public_key())).unwrap();
    Verifier::new(keys, "vqueue", 5)
}

fn encode(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

#[test]
fn a_good_token_passes_until_it_expires() {
    let token = signer(1).sign(&claims()).unwrap();
    let verify = |now| verifier(&[1]).verify(&token, QUEUE, now);
    assert_eq!(verify(NOW), Ok(claims()));
    assert_eq!(verify(NOW + 604), Ok(claims()));
    assert_eq!(verify(NOW + 605), Err(VerifyError::Expired));
    assert_eq!(verify(NOW - 5), Ok(claims()));
    assert_eq!(verify(NOW - 6), Err(VerifyError::NotYetValid));
    assert_eq!(verify(i64::MAX), Err(VerifyError::Expired));
    assert_eq!(verify(i64::MIN), Err(VerifyError::NotYetValid));
}

#[test]
fn every_flipped_bit_invalidates() {
    let token = signer(1).sign(&claims()).unwrap();
    let verifier = verifier(&[1]);
    for at in 0..token.len() {
        for bit in 0..7 {
            let mut bytes = token.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let forged = String::from_utf8(bytes).unwrap();
            assert!(verifier.verify(&forged, QUEUE, NOW).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_other_last_character_invalidates() {
    let token = signer(1).sign(&claims()).unwrap();
    let verifier = verifier(&[1]);
    let parts: Vec<&str> = token.split('.').collect();
    for part in 0..3 {
        for last in (0..128u8).map(char::from) {
            let mut changed: Vec<String> = parts.iter().map(|p| (*p).to_owned()).collect();
            let old = changed[part].pop().unwrap();
            changed[part].push(last);
            assert!(
                old == last || verifier.verify(&changed.join("."), QUEUE, NOW).is_err(),
                "{part} {last:?}"
            );
        }
    }
}

#[test]
fn truncation_and_padding_invalidate() {
    let token = signer(1).sign(&claims()).unwrap();
    let verifier = verifier(&[1]);
    for end in 0..token.len() {
        assert!(verifier.verify(&token[..end], QUEUE, NOW).is_err());
    }
    for tail in ["=", "==", ".", "A", " ", "\n", "\0", ".e30"] {
        assert!(verifier.verify(&format!("{token}{tail}"), QUEUE, NOW).is_err());
        assert!(verifier.verify(&format!("{tail}{token}"), QUEUE, NOW).is_err());
    }
    assert_eq!(verifier.verify(&"A".repeat(2049), QUEUE, NOW), Err(VerifyError::TooLong));
}

#[test]
fn algorithm_swaps_are_refused_before_any_key_is_used() {
    let token = signer(1).sign(&claims()).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let payload = signed.split_once('.').unwrap().1;
    let public = signer(1).public_key();
    for alg in ["none", "NONE", "HS256", "HS512", "RS256", "ES256", "Ed25519", "EdDSA\\u0000"] {
        let header = encode(&format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{}"}}"#, public.kid()));
        let signed = format!("{header}.{payload}");
        // HMAC with the public key as the secret: the classic confusion, padded to the length of a signature.
        let key = hmac::Key::new(hmac::HMAC_SHA512, public.as_bytes());
        let mac = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()).as_ref());
        for signature in [signature, mac.as_str()] {
            let forged = format!("{signed}.{signature}");
            assert_eq!(verifier(&[1]).verify(&forged, QUEUE, NOW), Err(VerifyError::Algorithm), "{alg}");
        }
        assert!(verifier(&[1]).verify(&format!("{signed}."), QUEUE, NOW).is_err());
    }
}

#[test]
fn a_token_of_another_queue_issuer_or_key_is_refused() {
    let token = signer(1).sign(&claims()).unwrap();
    assert_eq!(verifier(&[1]).verify(&token, "other", NOW), Err(VerifyError::Audience));
    assert_eq!(verifier(&[2]).verify(&token, QUEUE, NOW), Err(VerifyError::UnknownKey));
    let foreign = signer(1).sign(&Claims { iss: "someone".into(), ..claims() }).unwrap();
    assert_eq!(verifier(&[1]).verify(&foreign, QUEUE, NOW), Err(VerifyError::Issuer));

    // The right key id on a signature of another key.
    let other = signer(2).sign(&claims()).unwrap();
    let header = token.split_once('.').unwrap().0;
    let swapped = format!("{header}.{}", other.split_once('.').unwrap().1);
    assert_eq!(verifier(&[1, 2]).verify(&swapped, QUEUE, NOW), Err(VerifyError::Signature));
}

#[test]
fn rotation_keeps_tokens_of_the_older_key() {
    let old = signer(1).sign(&claims()).unwrap();
    let new = signer(2).sign(&claims()).unwrap();
    let overlapping = KeySet::from_jwks(
        &KeySet::from_keys([signer(2).public_key(), signer(1).public_key()]).unwrap().to_jwks(),
    );
    let verifier = Verifier::new(overlapping.unwrap(), "vqueue", 0);
    assert!(verifier.verify(&old, QUEUE, NOW).is_ok());
    assert!(verifier.verify(&new, QUEUE, NOW).is_ok());
}

#[test]
fn claims_no_verifier_would_accept_are_not_signed() {
    for bad in [
        Claims { aud: String::new(), ..claims() },
        Claims { sub: "a b".into(), ..claims() },
        Claims { jti: "j".repeat(129), ..claims() },
        Claims { exp: NOW, ..claims() },
        Claims { iat: -1, ..claims() },
        Claims { iss: "i\n".into(), ..claims() },
    ] {
        assert!(matches!(signer(1).sign(&bad), Err(SignError::Claims(_))), "{bad:?}");
    }
}

/// Another implementation of JWS agrees with ours.
#[test]
fn an_independent_library_accepts_our_tokens() {
    let token = signer(1).sign(&claims()).unwrap();
    let key =
        DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(signer(1).public_key().as_bytes())).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[QUEUE]);
    validation.validate_exp = false;
    let data = jsonwebtoken::decode::<serde_json::Value>(&token, &key, &validation).unwrap();
    assert_eq!(data.claims, serde_json::to_value(claims()).unwrap());
    assert_eq!(data.header.kid.as_deref(), Some(signer(1).kid()));
}

fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._-]{1,40}"
}

prop_compose! {
    fn any_claims()(
        iss in "[!-~]{1,60}", aud in id(), sub in id(), jti in id(),
        iat in 0..4_000_000_000i64, life in 1..1_000_000i64, tkt in any::<Option<u32>>(),
    ) -> Claims {
        Claims { iss, aud, sub, iat, exp: iat + life, jti, tkt }
    }
}

proptest! {
    #[test]
    fn what_is_signed_is_what_is_read(claims in any_claims()) {
        let keys = KeySet::from_keys([signer(1).public_key()]).unwrap();
        let token = signer(1).sign(&claims).unwrap();
        let verifier = Verifier::new(keys, claims.iss.clone(), 0);
        prop_assert_eq!(verifier.verify(&token, &claims.aud, claims.iat), Ok(claims));
    }

    #[test]
    fn different_claims_never_share_signed_bytes(a in any_claims(), b in any_claims()) {
        let signed = |claims: &Claims| {
            let token = signer(1).sign(claims).unwrap();
            token.rsplit_once('.').unwrap().0.to_owned()
        };
        prop_assert_eq!(a == b, signed(&a) == signed(&b));
    }

    /// Moving a character over the border between two neighbouring claims changes the signed bytes.
    #[test]
    fn digits_cannot_move_between_claims(text in "[0-9]{2,30}", at in 1usize..29) {
        let at = at.min(text.len() - 1);
        let moved = |cut: usize| {
            let claims = Claims { aud: text[..cut].into(), sub: format!("0{}", &text[cut..]), ..claims() };
            signer(1).sign(&claims).unwrap()
        };
        for cut in 1..text.len() {
            prop_assert_eq!(cut == at, moved(cut) == moved(at));
        }
    }

    #[test]
    fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let token = signer(1).sign(&claims()).unwrap();
        let mut bytes = token.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert_eq!(verifier(&[1]).verify(&changed, QUEUE, NOW).is_ok(), changed == token);
        }
    }

    #[test]
    fn random_text_never_panics_and_never_passes(text in any::<String>()) {
        prop_assert!(verifier(&[1]).verify(&text, QUEUE, NOW).is_err());
    }

    #[test]
    fn random_json_in_a_well_formed_token_never_passes(header in ".{0,80}", payload in ".{0,200}", tail in any::<[u8; 32]>()) {
        let signature = URL_SAFE_NO_PAD.encode([tail, tail].concat());
        let text = format!("{}.{}.{signature}", encode(&header), encode(&payload));
        prop_assert!(verifier(&[1]).verify(&text, QUEUE, NOW).is_err());
    }

    #[test]
    fn documents_never_panic(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let lossy = String::from_utf8_lossy(&bytes);
        for text in [text.as_str(), &lossy] {
            let _ = KeySet::from_jwks(text);
            let _ = RevocationPart::from_document(text);
        }
    }

    #[test]
    fn a_part_of_a_revocation_list_is_read_as_it_was_written(
        groups in prop::collection::vec(
            (any::<i64>(), prop::collection::vec("[A-Za-z0-9._-]{1,40}", 0..4), "[A-Za-z0-9._-]{1,128}"),
            0..20,
        ),
        cursor in "[A-Za-z0-9._-]{1,128}",
        more in any::<bool>(),
    ) {
        let revoked = groups.into_iter().map(|(exp, jti, sub)| Revoked { exp, jti, sub: vec![sub] }).collect();
        let part = RevocationPart { revoked, cursor, more };
        prop_assert_eq!(RevocationPart::from_document(&part.to_document()), Ok(part));
    }

    #[test]
    fn ids_and_cursors_that_are_none_refuse_the_part(text in "\\PC{0,140}", at in 0..3_usize) {
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        prop_assume!(text.is_empty() || text.len() > 128 || !plain(&text));
        let good = || "a".to_owned();
        let mut part = RevocationPart {
            revoked: vec![Revoked { exp: 1, jti: vec![good()], sub: vec![good(), good()] }],
            cursor: good(),
            more: false,
        };
        match at {
            0 => part.revoked[0].jti[0] = text,
            1 => part.revoked[0].sub[1] = text,
            _ => part.cursor = text,
        }
        prop_assert_eq!(RevocationPart::from_document(&part.to_document()), Err(RevocationError::Entry));
    }

    #[test]
    fn damaged_documents_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let revoked = vec![Revoked { exp: 1, jti: vec!["a".to_owned()], sub: vec!["b".to_owned()] }];
        let list = RevocationPart { revoked, cursor: "3".to_owned(), more: false };
        let jwks = KeySet::from_keys([signer(1).public_key(), signer(2).public_key()]).unwrap().to_jwks();
        for document in [jwks, list.to_document()] {
            let mut bytes = document.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let text = String::from_utf8_lossy(&bytes);
            let _ = KeySet::from_jwks(&text);
            let _ = RevocationPart::from_document(&text);
        }
    }
}
