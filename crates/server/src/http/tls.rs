//! TLS of the listener: a certificate from files, read again when they change, without a restart. Connections that are open
//! keep what they began with.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use arc_swap::ArcSwap;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// Where the certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The chain, PEM, the server's own first.
    pub certificates: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// The certificate in use.
pub struct Certificate {
    files: Files,
    current: ArcSwap<Loaded>,
}

struct Loaded {
    key: Arc<CertifiedKey>,
    /// What the files were, to notice a change.
    bytes: (Vec<u8>, Vec<u8>),
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Certificate {
    /// Reads the files.
    pub fn open(files: Files) -> anyhow::Result<Arc<Self>> {
        let loaded = load(&files)?;
        Ok(Arc::new(Self { files, current: ArcSwap::from_pointee(loaded) }))
    }

    /// Reads the files again; answers whether they hold something new. What cannot be used leaves the certificate as it is.
    pub fn refresh(&self) -> anyhow::Result<bool> {
        let before = self.current.load();
        // The key is compared as it stands in the file, never shown.
        if read(&self.files)? == before.bytes {
            return Ok(false);
        }
        self.current.store(Arc::new(load(&self.files)?));
        Ok(true)
    }

    /// How connections are taken: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    pub fn config(self: &Arc<Self>) -> anyhow::Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
        let mut config = builder.with_cert_resolver(self.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load().key.clone())
    }
}

fn read(files: &Files) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let bytes = |path: &Path| fs::read(path).with_context(|| format!("{} cannot be read", path.display()));
    Ok((bytes(&files.certificates)?, bytes(&files.key)?))
}

fn load(files: &Files) -> anyhow::Result<Loaded> {
    let bytes = read(files)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&bytes.0)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no PEM file of certificates", files.certificates.display()))?;
    if chain.is_empty() {
        bail!("there is no certificate in {}", files.certificates.display());
    }
    let key = PrivateKeyDer::from_pem_slice(&bytes.1)
        .with_context(|| format!("{} is no PEM file of a private key", files.key.display()))?;
    let key = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
        .with_context(|| format!("the key in {} does not fit the certificate", files.key.display()))?;
    Ok(Loaded { key: Arc::new(key), bytes })
}
