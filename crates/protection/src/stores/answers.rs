//! Remembered answers: what was asked is only compared, what was answered is sealed. They are good for a day and the
//! platform's, for they are found before a tenant is known.

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use vq_domain::Millis;
use vq_ports::{Idempotency, Remembered, Reservation, StoreError, StoreResult};

use super::Protected;
use crate::{Label, Personal, Place, Ring};

fn blinded(ring: &Ring, scope: &str, key: &str) -> (String, String) {
    (ring.blind(Label::Request, scope), ring.blind(Label::Request, key))
}

#[async_trait]
impl Idempotency for Protected {
    async fn reserve(
        &self,
        scope: &str,
        key: &str,
        request: [u8; 32],
        now: Millis,
    ) -> StoreResult<Reservation> {
        let ring = self.vault.ring(None).await?;
        let (scope, key) = blinded(&ring, scope, key);
        let mac = ring.mac(Label::Request, &request);
        let request = std::array::from_fn(|at| mac.as_ref()[at]);
        let answer = match self.inner.idempotency.reserve(&scope, &key, request, now).await? {
            Reservation::Done(answer) => answer,
            other => return Ok(other),
        };
        let text = String::from_utf8(answer.body).map_err(|_| unreadable())?;
        let opened = self.vault.open_text(None, &Place::answer(&scope, &key), &text).await?;
        let Personal { lookup, words } = opened.ok_or_else(unreadable)?;
        let words = words.ok_or_else(unreadable)?;
        let body = match lookup {
            None => words.into_bytes(),
            Some(_) => STANDARD.decode(words).map_err(|_| unreadable())?,
        };
        Ok(Reservation::Done(Remembered { status: answer.status, body }))
    }

    async fn finish(&self, scope: &str, key: &str, answer: &Remembered) -> StoreResult<()> {
        let ring = self.vault.ring(None).await?;
        let (scope, key) = blinded(&ring, scope, key);
        let personal = match std::str::from_utf8(&answer.body) {
            Ok(text) => Personal { lookup: None, words: Some(text.to_owned()) },
            Err(_) => {
                Personal { lookup: Some("base64".to_owned()), words: Some(STANDARD.encode(&answer.body)) }
            }
        };
        let body = self.vault.seal(&ring, &Place::answer(&scope, &key), &personal)?.into_bytes();
        self.inner.idempotency.finish(&scope, &key, &Remembered { status: answer.status, body }).await
    }

    async fn release(&self, scope: &str, key: &str) -> StoreResult<()> {
        let (scope, key) = blinded(&*self.vault.ring(None).await?, scope, key);
        self.inner.idempotency.release(&scope, &key).await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        self.inner.idempotency.forget(before).await
    }
}

fn unreadable() -> StoreError {
    StoreError::Failed("a remembered answer cannot be read".into())
}
