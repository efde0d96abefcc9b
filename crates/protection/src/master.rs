//! Master keys on this machine: the adapter of [`KeyManagement`] that needs no service.
//!
//! Keys are 32 random bytes as base64, one a line, the one that wraps first; `#` begins a comment. Those after the first
//! only unwrap what they wrapped before they were replaced. A key's id is made from it, so that nobody has to give names.

use std::{
    fmt, fs, io,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use vq_ports::{Ids, KeyManagement, KeyManagementError};
use zeroize::{Zeroize, Zeroizing};

/// Why there are no master keys.
#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    /// What should be keys is something else; nothing of it is shown.
    #[error("line {0} of the master keys is not 32 bytes as base64")]
    Line(usize),
    /// There is none.
    #[error("there is no master key in it")]
    Empty,
    /// The file cannot be read or made.
    #[error("the file of the master keys {path} cannot be used: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Others could read it.
    #[error(
        "the file of the master keys {0} can be read by others; it must be for its owner alone (chmod 600)"
    )]
    Open(PathBuf),
}

struct MasterKey {
    id: String,
    cipher: LessSafeKey,
}

/// Master keys in memory.
pub struct LocalMaster {
    /// The one that wraps first.
    keys: Vec<MasterKey>,
    ids: std::sync::Arc<dyn Ids>,
}

impl fmt::Debug for LocalMaster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.iter().map(|key| &key.id).collect();
        f.debug_struct("LocalMaster").field("ids", &ids).finish_non_exhaustive()
    }
}

impl LocalMaster {
    /// From text: keys a line each, or separated by commas.
    pub fn parse(text: &str, ids: std::sync::Arc<dyn Ids>) -> Result<Self, MasterError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            for word in line.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                keys.push(master_key(word).ok_or(MasterError::Line(at + 1))?);
            }
        }
        if keys.is_empty() { Err(MasterError::Empty) } else { Ok(Self { keys, ids }) }
    }

    /// From a file that only its owner can read.
    pub fn read(path: &Path, ids: std::sync::Arc<dyn Ids>) -> Result<Self, MasterError> {
        let trouble = |error| MasterError::File { path: path.to_owned(), error };
        let mut file = fs::File::open(path).map_err(trouble)?;
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::mode(&file.metadata().map_err(trouble)?) & 0o077 != 0 {
            return Err(MasterError::Open(path.to_owned()));
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(trouble)?;
        Self::parse(&text, ids)
    }

    /// From a file, which is made with a fresh key if it is not there.
    pub fn read_or_make(path: &Path, ids: std::sync::Arc<dyn Ids>) -> Result<Self, MasterError> {
        match make(path, &*ids) {
            Ok(()) => tracing::warn!(
                path = %path.display(),
                "a master key was made; keep a copy of it apart from the data: without it personal data cannot be read"
            ),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(MasterError::File { path: path.to_owned(), error }),
        }
        Self::read(path, ids)
    }

    /// A fresh master key as text.
    pub fn draw(ids: &dyn Ids) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 32]);
        ids.fill(&mut *bytes);
        Zeroizing::new(STANDARD.encode(*bytes))
    }
}

/// Makes the file so that it is there whole or not at all.
fn make(path: &Path, ids: &dyn Ids) -> io::Result<()> {
    let temporary = path.with_extension("new");
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(format!("{}\n", LocalMaster::draw(ids).as_str()).as_bytes())?;
    file.sync_all()?;
    // A link fails where the name is taken; a rename would replace a key.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    linked?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn master_key(word: &str) -> Option<MasterKey> {
    let mut bytes = Zeroizing::new(STANDARD.decode(word).ok()?);
    if bytes.len() != 32 {
        return None;
    }
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"vq master key id");
    context.update(&bytes);
    let id = context.finish().as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let cipher = UnboundKey::new(&AES_256_GCM, &bytes).map(LessSafeKey::new).ok();
    bytes.zeroize();
    Some(MasterKey { id, cipher: cipher? })
}

#[async_trait]
impl KeyManagement for LocalMaster {
    fn current(&self) -> String {
        self.keys.first().map(|key| key.id.clone()).unwrap_or_default()
    }

    async fn wrap(&self, place: &[u8], key: &[u8; 32]) -> Result<Vec<u8>, KeyManagementError> {
        let master = self.keys.first().ok_or_else(|| KeyManagementError::NoMaster(String::new()))?;
        let mut nonce = [0; NONCE_LEN];
        self.ids.fill(&mut nonce);
        let mut text = Zeroizing::new(*key);
        let tag = master
            .cipher
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut *text)
            .map_err(|_| KeyManagementError::Broken)?;
        Ok([&nonce[..], &text[..], tag.as_ref()].concat())
    }

    async fn unwrap(
        &self,
        master: &str,
        place: &[u8],
        wrapped: &[u8],
        key: &mut [u8; 32],
    ) -> Result<(), KeyManagementError> {
        let found = self.keys.iter().find(|key| key.id == master);
        let found = found.ok_or_else(|| KeyManagementError::NoMaster(master.to_owned()))?;
        let (nonce, text) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(KeyManagementError::Broken)?;
        let mut text = Zeroizing::new(text.to_vec());
        let opened = found
            .cipher
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut text)
            .map_err(|_| KeyManagementError::Broken)?;
        *key = <[u8; 32]>::try_from(&*opened).map_err(|_| KeyManagementError::Broken)?;
        Ok(())
    }
}
