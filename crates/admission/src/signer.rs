//! Signing, on the queue's side only.
//!
//! The secret never leaves this type and never shows in `Debug`. Must not read a clock or draw ids: the claims say all.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

use crate::claims::{Claims, ClaimsError};
use crate::key::{KeyError, PublicKey};
use crate::{MAX_TOKEN_BYTES, jws};

/// Signs admission tokens with one Ed25519 key.
pub struct Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
    /// The encoded header with its dot: the same for every token of this key.
    prefix: String,
}

/// Why a token could not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The claims break a rule, so no verifier would accept them.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// The token would be longer than [`MAX_TOKEN_BYTES`].
    #[error("the token would be too long")]
    TooLong,
    /// The cryptography library failed.
    #[error("signing failed")]
    Crypto,
}

impl Signer {
    /// A signer from a 32-byte seed that came from a cryptographic random source.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Invalid)?;
        let bytes = pair.public_key().as_ref().try_into().map_err(|_| KeyError::Invalid)?;
        let public = PublicKey::from_bytes(bytes)?;
        let prefix = format!("{}.", jws::encode(jws::header(public.kid()).as_bytes()));
        Ok(Self { pair, public, prefix })
    }

    /// The key to publish.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// The id of the key.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.public.kid()
    }

    /// Signs `claims` into a compact token.
    pub fn sign(&self, claims: &Claims) -> Result<String, SignError> {
        claims.check()?;
        let payload = serde_json::to_vec(claims).map_err(|_| SignError::Crypto)?;
        let token = self.complete(format!("{}{}", self.prefix, jws::encode(&payload)))?;
        if token.len() > MAX_TOKEN_BYTES { Err(SignError::TooLong) } else { Ok(token) }
    }

    /// Appends the signature over `signed`.
    fn complete(&self, signed: String) -> Result<String, SignError> {
        let signature = self.pair.try_sign(signed.as_bytes()).map_err(|_| SignError::Crypto)?;
        Ok(format!("{signed}.{}", jws::encode(signature.as_ref())))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("kid", &self.kid()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Signer;
    use crate::jws;

    /// RFC 8037 appendix A: key, thumbprint and JWS.
    #[test]
    fn rfc_8037_vector() {
        let seed = jws::decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let signer = Signer::from_seed(&seed.try_into().unwrap()).unwrap();
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(jws::encode(signer.public_key().as_bytes()), x);
        assert_eq!(
            crate::key::thumbprint(signer.public_key().as_bytes()),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        assert_eq!(signer.kid(), "kPrK_qmxVWaYVA9w");

        let signed =
            format!("{}.{}", jws::encode(br#"{"alg":"EdDSA"}"#), jws::encode(b"Example of Ed25519 signing"));
        let expected = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
                        hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt\
                        9g7sVvpAr_MuM0KAg";
        let token = signer.complete(signed.clone()).unwrap();
        assert_eq!(token, expected);
        let signature = jws::decode(&token[signed.len() + 1..]).unwrap();
        assert!(signer.public_key().accepts(signed.as_bytes(), &signature));
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", Signer::from_seed(&[9; 32]).unwrap());
        assert!(text.starts_with("Signer { kid: "), "{text}");
    }
}
