//! Strict reading of small JSON objects: every member once, nothing after the end.
//!
//! `serde_json` keeps the last of two equal members; a token in which readers may disagree about a claim must be
//! refused instead. This module must not know what the members mean.

use serde::Deserializer as _;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Reads `bytes` as one JSON object without duplicate members.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let map = reader.deserialize_map(UniqueMembers)?;
    reader.end()?;
    Ok(map)
}

struct UniqueMembers;

impl<'de> Visitor<'de> for UniqueMembers {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::object;

    #[test]
    fn refuses_duplicates_trailing_text_and_other_types() {
        assert!(object(br#"{"a":1,"b":2}"#).is_ok());
        for bad in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"a":1} {}"#, "[]", "1", "", "{", "null"]
        {
            assert!(object(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
