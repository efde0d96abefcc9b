//! What is renewed while a deployment runs: signing keys, data keys and what they seal, the certificate.

use std::{sync::Arc, time::Duration};

use vq_keyring::{Keyring, KeyringConfig};

use super::Deployment;
use crate::{http, vault::Protection};

/// How often to look for keys that other nodes made.
const KEY_REFRESH: Duration = Duration::from_secs(20);
/// How often to look whether personal data is to be sealed again, and the pause between two batches.
const PASSES: Duration = Duration::from_secs(1);
const BREATH: Duration = Duration::from_millis(5);
/// How often to look for another certificate.
const CERTIFICATES: Duration = Duration::from_secs(10);

impl Deployment {
    pub(crate) async fn start_keys(&mut self) -> anyhow::Result<()> {
        let secrets = self.stores()?.secrets;
        let keyring =
            Keyring::open(secrets, self.clock.clone(), self.ids.clone(), KeyringConfig::default()).await?;
        let keyring = Arc::new(keyring);
        self.keyring = Some(keyring.clone());
        self.every(KEY_REFRESH, "keys", move || {
            let keyring = keyring.clone();
            async move {
                if let Err(error) = keyring.refresh().await {
                    tracing::warn!(%error, "the keys could not be read again; those at hand stay in use");
                }
            }
        });
        Ok(())
    }

    /// Keeps up with the data keys, and carries out the passes over personal data batch by batch.
    pub(super) fn keep_protection(&self, protection: &Protection) {
        let kept = protection.clone();
        self.every(KEY_REFRESH, "data-keys", move || {
            let kept = kept.clone();
            async move {
                if let Err(error) = kept.vault.refresh().await.and(kept.keeper.refresh().await.map(drop)) {
                    tracing::warn!(%error, "the data keys could not be read again; those at hand stay in use");
                }
            }
        });
        let (keeper, stop) = (protection.keeper.clone(), self.stop.clone());
        self.every(PASSES, "protection", move || {
            let (keeper, stop) = (keeper.clone(), stop.clone());
            async move {
                loop {
                    match keeper.step().await {
                        Ok(true) if !stop.is_cancelled() => tokio::time::sleep(BREATH).await,
                        Ok(_) => break,
                        Err(error) => {
                            tracing::warn!(%error, "sealing personal data stopped; it goes on later");
                            break;
                        }
                    }
                }
            }
        });
    }

    /// Looks whether there is a new certificate, until the deployment stops.
    pub(crate) fn keep_certificate(&self, certificate: Arc<http::tls::Certificate>) {
        self.every(CERTIFICATES, "certificates", move || {
            let certificate = certificate.clone();
            async move {
                match tokio::task::spawn_blocking(move || certificate.refresh()).await {
                    Ok(Ok(true)) => tracing::info!("a new certificate is in use"),
                    Ok(Ok(false)) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(
                            error = format!("{error:#}"),
                            "the certificate cannot be read; the one before stays in use"
                        );
                    }
                    Err(error) => tracing::error!(%error, "looking for a certificate failed"),
                }
            }
        });
    }
}
