//! Files of a web build as part of the binary: hashed once, compressed once, answered from memory.
//!
//! Which build it is, is its owner's business: this crate is given the files and knows names, caches and encodings only.

mod asset;

use std::{borrow::Cow, collections::HashMap};

use axum::response::Response;
use http::{HeaderMap, Method};
use rust_embed::RustEmbed;

use asset::Asset;

/// The files of one build by name.
pub struct Assets(HashMap<String, Asset>);

impl Assets {
    /// All files of an embedded folder.
    pub fn embedded<Folder: RustEmbed>() -> Self {
        let read = |name: Cow<'static, str>| {
            let file = Folder::get(&name)?;
            Some((name.to_string(), Asset::new(&name, &file)))
        };
        Self(Folder::iter().filter_map(read).collect())
    }

    /// Whether there is a file of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The file as it was built.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Asset::bytes)
    }

    /// The answer to a request for a file; `None` if there is none, or the method is not for files. Names with a hash are
    /// kept by browsers for a year, the others are asked for again.
    pub fn answer(&self, name: &str, method: &Method, asked: &HeaderMap) -> Option<Response> {
        let reads = method == Method::GET || method == Method::HEAD;
        self.0.get(name).filter(|_| reads).map(|asset| asset.answer(asked))
    }
}
