//! The JWKS document (RFC 7517, RFC 8037) that publishes the keys at `/.well-known/jwks.json`.
//!
//! Keys of other types in a document are skipped, as RFC 7517 §5 asks; a damaged Ed25519 key refuses the document. This
//! module must not fetch anything.

use serde::{Deserialize, Serialize};

use crate::jws;
use crate::key::{KeyError, KeySet, PublicKey};

/// The largest document that is parsed, in bytes.
const MAX_DOCUMENT_BYTES: usize = 64 * 1024;

/// Why a JWKS document is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// Not JSON of the right shape, or too large.
    #[error("not a JWKS document")]
    Malformed,
    /// An Ed25519 key in it is damaged.
    #[error("a key in the JWKS document is not acceptable: {0}")]
    Key(#[from] KeyError),
}

#[derive(Serialize, Deserialize)]
struct Document {
    keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
}

impl Jwk {
    fn from_key(key: &PublicKey) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: Some("Ed25519".to_owned()),
            x: Some(jws::encode(key.as_bytes())),
            kid: Some(key.kid().to_owned()),
            usage: Some("sig".to_owned()),
            alg: Some("EdDSA".to_owned()),
        }
    }

    fn is_ours(&self) -> bool {
        self.kty == "OKP"
            && self.crv.as_deref() == Some("Ed25519")
            && self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == "EdDSA" || alg == "Ed25519")
    }

    fn to_key(&self) -> Result<PublicKey, KeyError> {
        let x = self.x.as_deref().and_then(jws::decode).ok_or(KeyError::Invalid)?;
        let bytes = x.try_into().map_err(|_| KeyError::Invalid)?;
        PublicKey::with_kid(bytes, self.kid.clone().ok_or(KeyError::Kid)?)
    }
}

impl KeySet {
    /// The document to publish.
    #[must_use]
    pub fn to_jwks(&self) -> String {
        let document = Document { keys: self.iter().map(Jwk::from_key).collect() };
        serde_json::to_string(&document).unwrap_or_else(|_| r#"{"keys":[]}"#.to_owned())
    }

    /// Reads a published document.
    pub fn from_jwks(text: &str) -> Result<Self, JwksError> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(JwksError::Malformed);
        }
        let document: Document = serde_json::from_str(text).map_err(|_| JwksError::Malformed)?;
        let mut set = Self::default();
        for jwk in document.keys.iter().filter(|jwk| jwk.is_ours()) {
            set.insert(jwk.to_key()?)?;
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::JwksError;
    use crate::{KeyError, KeySet, PublicKey, Signer};

    fn key(seed: u8) -> PublicKey {
        Signer::from_seed(&[seed; 32]).unwrap().public_key()
    }

    #[test]
    fn survives_a_round_trip() {
        let set = KeySet::from_keys([key(1), key(2)]).unwrap();
        assert_eq!(KeySet::from_jwks(&set.to_jwks()).unwrap(), set);
    }

    #[test]
    fn skips_foreign_keys_and_refuses_damaged_ones() {
        let x = crate::jws::encode(key(1).as_bytes());
        let foreign = format!(
            r#"{{"keys":[{{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"r"}},
               {{"kty":"OKP","crv":"Ed25519","x":"{x}","kid":"enc","use":"enc"}},
               {{"kty":"OKP","crv":"Ed25519","x":"{x}","kid":"k","key_ops":["verify"]}}]}}"#
        );
        let set = KeySet::from_jwks(&foreign).unwrap();
        assert_eq!(set.iter().map(PublicKey::kid).collect::<Vec<_>>(), ["k"]);

        let short = foreign.replace(&x, &x[..40]);
        assert_eq!(KeySet::from_jwks(&short), Err(JwksError::Key(KeyError::Invalid)));
        let padded = foreign.replace(&x, &format!("{x}="));
        assert_eq!(KeySet::from_jwks(&padded), Err(JwksError::Key(KeyError::Invalid)));
        let nameless = foreign.replace(r#""kid":"k","#, "");
        assert_eq!(KeySet::from_jwks(&nameless), Err(JwksError::Key(KeyError::Kid)));
        assert_eq!(KeySet::from_jwks(r#"{"keys":{}}"#), Err(JwksError::Malformed));
    }

    #[test]
    fn two_keys_never_share_an_id() {
        let other = PublicKey::with_kid(*key(2).as_bytes(), key(1).kid().to_owned()).unwrap();
        assert_eq!(KeySet::from_keys([key(1), other]), Err(KeyError::DuplicateKid));
        assert_eq!(KeySet::from_keys([key(1), key(1)]).unwrap().len(), 1);
    }
}
