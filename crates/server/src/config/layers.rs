//! The layers of the configuration: what each value is, and which file, variable or flag it came from.

use std::{
    collections::BTreeMap,
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use config::{ConfigError, Environment, File, FileFormat, Map, Source, Value, ValueKind};
use vq_gateway::Service;

use super::{GateSection, REFERENCE};
use crate::cli::CommonArgs;

/// What variables of settings begin with.
const PREFIX: &str = "VQUEUE__";
/// Variables that are no settings.
const OTHERS: [&str; 3] = ["VQUEUE_CONFIG", "VQUEUE_USER_EMAIL", "VQUEUE_USER_PASSWORD"];
/// The one section that is not in the reference, for there is none by default.
const GATE: &str = "gate";

/// A part of the configuration with the names of its values.
type Leaves = BTreeMap<String, Value>;

/// All layers, one over the other.
pub(super) struct Layers {
    values: Map<String, Value>,
    /// Which flags were given, by the setting they beat.
    flags: BTreeMap<&'static str, &'static str>,
    file: Option<PathBuf>,
}

impl Layers {
    /// Reads them. Refuses settings that there are not.
    pub(super) fn read(args: &CommonArgs, listen: Option<SocketAddr>) -> anyhow::Result<Self> {
        let mut builder = config::Config::builder().add_source(File::from_str(REFERENCE, FileFormat::Toml));
        if let Some(file) = &args.config {
            readable(file)?;
            builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
        }
        let mut environment = Environment::with_prefix("VQUEUE")
            .prefix_separator("__")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("server.trusted_proxies")
            .with_list_parse_key("domains.resolvers");
        for service in Service::ALL {
            environment = environment.with_list_parse_key(&format!("gateway.upstreams.{}", service.name()));
        }
        builder = builder.add_source(environment);
        let mut flags = BTreeMap::new();
        if let Some(data) = &args.data {
            builder = builder.set_override("store.data", data.to_string_lossy().into_owned())?;
            flags.insert("store.data", "--data");
        }
        if let Some(listen) = listen {
            builder = builder.set_override("server.listen", listen.to_string())?;
            flags.insert("server.listen", "--listen");
        }
        let built = builder.build().context(match &args.config {
            Some(file) => {
                format!("the configuration of {} and the environment cannot be read", file.display())
            }
            None => "the configuration of the environment cannot be read".to_owned(),
        })?;
        let layers = Self { values: built.collect()?, flags, file: args.config.clone() };
        layers.refuse_unknown()?;
        Ok(layers)
    }

    /// Where a value came from, in words that follow the name of the setting.
    fn origin(&self, name: &str, value: &Value) -> String {
        if let Some(flag) = self.flags.get(name) {
            return format!("flag {flag}");
        }
        match (value.origin(), &self.file) {
            (None, _) => "default".to_owned(),
            (Some("the environment"), _) => format!("variable {}", variable(name)),
            (Some(_), Some(file)) => format!("file {}", file.display()),
            (Some(other), None) => other.to_owned(),
        }
    }

    /// Where a setting came from.
    pub(super) fn origin_of(&self, name: &str) -> String {
        let mut leaves = Leaves::new();
        flatten("", &self.values, &mut leaves);
        // Of a list or table, what is in it says it.
        let below = |key: &str| key.starts_with(name) || name.starts_with(key);
        match leaves
            .get(name)
            .map(|value| (name, value))
            .or_else(|| leaves.iter().find(|(key, _)| below(key)).map(|(key, value)| (key.as_str(), value)))
        {
            Some((key, value)) => self.origin(key, value),
            None => "default".to_owned(),
        }
    }

    fn refuse_unknown(&self) -> anyhow::Result<()> {
        let (mut given, known) = (Leaves::new(), reference()?);
        flatten("", &self.values, &mut given);
        let in_gate = |name: &str| name == GATE || name.starts_with("gate.") || name.starts_with("gate[");
        let unknown = given.iter().find(|(name, _)| !in_gate(name) && !known.contains_key(*name));
        let Some((name, value)) = unknown else { return Ok(()) };
        let origin = self.origin(name, value);
        match likely(name, known.keys()) {
            Some(meant) => bail!("there is no setting {name} ({origin}); {meant} is probably meant"),
            None => {
                bail!("there is no setting {name} ({origin}); `vqueue config reference` shows all of them")
            }
        }
    }

    /// All but the gate's section, as `T`, and that section.
    pub(super) fn parse<T: serde::de::DeserializeOwned>(&self) -> anyhow::Result<(T, Option<GateSection>)> {
        let mut values = self.values.clone();
        let gate = values.remove(GATE).map(|section| self.gate(section)).transpose()?;
        let rest = Value::new(None, ValueKind::Table(values)).try_deserialize();
        Ok((rest.map_err(|error| self.explain(&error))?, gate))
    }

    fn gate(&self, section: Value) -> anyhow::Result<GateSection> {
        let mut section = json(section);
        let listen = section.as_object_mut().and_then(|section| section.remove("listen"));
        let listen = match listen {
            None => None,
            Some(text) => Some(text.as_str().context("gate.listen must be an address").and_then(|text| {
                crate::cli::address(text).map_err(|problem| anyhow!("gate.listen {problem}"))
            })?),
        };
        let gate = serde_path_to_error::deserialize(section).map_err(|error| {
            let path = error.path().to_string();
            let name = if path == "." { GATE.to_owned() } else { format!("{GATE}.{path}") };
            anyhow!("{name} ({}): {}", self.origin_of(&name), error.inner())
        })?;
        Ok(GateSection { listen, gate })
    }

    /// What is wrong with a value, which one it is, and where it was set.
    fn explain(&self, error: &ConfigError) -> anyhow::Error {
        let (key, problem) = match error {
            ConfigError::Type { key: Some(key), unexpected, expected, .. } => {
                (key.clone(), format!("is {unexpected}, expected {expected}"))
            }
            ConfigError::At { key: Some(key), error, .. } => (key.clone(), error.to_string()),
            other => return anyhow!("the configuration is not usable: {other}"),
        };
        let hint = match key.as_str() {
            "server.listen" => "; write IP:PORT, like 127.0.0.1:7878, or 0.0.0.0:7878 for all addresses",
            "log.format" => "; it is \"text\" for people or \"json\" for machines",
            _ => "",
        };
        anyhow!("{key} ({}): {problem}{hint}", self.origin_of(&key))
    }

    /// A line per value with its origin, each as the type it is used as. Secrets are redacted.
    pub(super) fn print(&self) -> anyhow::Result<String> {
        let (mut leaves, known) = (Leaves::new(), reference()?);
        flatten("", &self.values, &mut leaves);
        let width = leaves.keys().map(String::len).max().unwrap_or(0);
        let line = |(name, value): (String, Value)| {
            let origin = self.origin(&name, &value);
            let value = match known.get(&name) {
                Some(default) => typed(value, default),
                None => value,
            };
            format!("{name:width$} = {}  # {origin}\n", shown(&name, &value))
        };
        Ok(leaves.into_iter().map(line).collect())
    }
}

/// Variables of the environment that look like settings but are none, each with the name that is probably meant.
pub(super) fn unknown_variables(names: impl Iterator<Item = String>) -> Vec<(String, Option<String>)> {
    let known = reference().unwrap_or_default();
    let plain = |text: &str| text.to_ascii_lowercase().replace(['.', '_'], "");
    names
        .filter(|name| name.starts_with("VQUEUE_") && !name.starts_with(PREFIX))
        .filter(|name| !OTHERS.contains(&name.as_str()))
        .map(|name| {
            let rest = plain(name.trim_start_matches("VQUEUE_"));
            let meant = known.keys().find(|key| plain(key) == rest).map(|key| variable(key));
            (name, meant)
        })
        .collect()
}

/// Names of the variables of this process.
pub(super) fn variables() -> impl Iterator<Item = String> {
    env::vars_os().filter_map(|(name, _)| name.into_string().ok())
}

fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('.', "__").to_ascii_uppercase())
}

fn readable(file: &Path) -> anyhow::Result<()> {
    let shown = file.display();
    if file.is_dir() {
        bail!("{shown} is a folder; --config (or VQUEUE_CONFIG) names a file");
    }
    fs::File::open(file)
        .map(drop)
        .with_context(|| format!("the configuration file {shown} (--config or VQUEUE_CONFIG) cannot be read"))
}

/// Every setting with its default.
fn reference() -> anyhow::Result<Leaves> {
    let reference =
        config::Config::builder().add_source(File::from_str(REFERENCE, FileFormat::Toml)).build()?;
    let mut leaves = Leaves::new();
    flatten("", &reference.collect()?, &mut leaves);
    Ok(leaves)
}

/// The name among the known ones that differs least, if it is close.
fn likely<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let section = |name: &str| name.rsplit_once('.').map(|(section, _)| section.to_owned());
    let near = known.map(|other| (strsim::levenshtein(name, other), section(name) != section(other), other));
    near.filter(|(distance, _, _)| *distance <= 3).min().map(|(_, _, other)| other)
}

/// Values by their names; a list of plain values is one.
fn flatten(prefix: &str, table: &Map<String, Value>, leaves: &mut Leaves) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        leaf(name, value, leaves);
    }
}

fn leaf(name: String, value: &Value, leaves: &mut Leaves) {
    match &value.kind {
        ValueKind::Table(table) => flatten(&name, table, leaves),
        ValueKind::Array(items) if items.iter().any(|item| matches!(item.kind, ValueKind::Table(_))) => {
            for (at, item) in items.iter().enumerate() {
                leaf(format!("{name}[{at}]"), item, leaves);
            }
        }
        ValueKind::Array(items) if value.origin().is_none() => {
            // What a variable says of a list, each part of it says.
            let origin = items.first().and_then(Value::origin).map(str::to_owned);
            leaves.insert(name, Value::new(origin.as_ref(), value.kind.clone()));
        }
        _ => {
            leaves.insert(name, value.clone());
        }
    }
}

/// The value as the type of its default, as it is used.
fn typed(value: Value, default: &Value) -> Value {
    let converted = match &default.kind {
        ValueKind::Boolean(_) => value.clone().into_bool().map(ValueKind::Boolean),
        ValueKind::I64(_) => value.clone().into_int().map(ValueKind::I64),
        ValueKind::Float(_) => value.clone().into_float().map(ValueKind::Float),
        ValueKind::String(_) => value.clone().into_string().map(ValueKind::String),
        _ => return value,
    };
    match converted {
        Ok(kind) => Value::new(None, kind),
        Err(_) => value,
    }
}

fn shown(name: &str, value: &Value) -> String {
    let secret = ["password", "secret", "token", "master_key"].iter().any(|word| name.contains(word))
        && !name.starts_with("tokens.")
        && !name.ends_with("_file");
    match &value.kind {
        ValueKind::String(text) if secret && !text.is_empty() => "\"[redacted]\"".to_owned(),
        ValueKind::String(text) if name.ends_with("url") => format!("{:?}", without_password(text)),
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| shown(name, item)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// `scheme://user:password@host` without the password.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.rsplit_once('@').map(|(user, _)| user.split(':').next().unwrap_or_default()) {
        Some(user) => {
            let after = &rest[authority.rfind('@').unwrap_or(0)..];
            format!("{scheme}://{user}:[redacted]{after}")
        }
        None => url.to_owned(),
    }
}

fn json(value: Value) -> serde_json::Value {
    match value.kind {
        ValueKind::Nil => serde_json::Value::Null,
        ValueKind::Boolean(value) => value.into(),
        ValueKind::I64(value) => value.into(),
        ValueKind::U64(value) => value.into(),
        ValueKind::Float(value) => value.into(),
        ValueKind::String(text) => text.into(),
        ValueKind::Array(items) => items.into_iter().map(json).collect(),
        ValueKind::Table(table) => {
            serde_json::Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
        // Larger than any setting.
        ValueKind::I128(value) => value.to_string().into(),
        ValueKind::U128(value) => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (tempfile::TempDir, anyhow::Result<Layers>) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vqueue.toml");
        fs::write(&file, text).expect("written");
        let layers = Layers::read(&CommonArgs { config: Some(file), data: None }, None);
        (folder, layers)
    }

    fn refusal(text: &str) -> String {
        let (_folder, layers) = of(text);
        match layers.and_then(|layers| layers.parse::<super::super::Config>()) {
            Ok(_) => panic!("must be refused: {text}"),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn each_value_is_printed_with_its_type_and_where_it_came_from() {
        let (folder, layers) = of("[rate_limit]\nenabled = \"yes\"\n[store]\nurl = \"postgres://a:b@c/d\"\n");
        let mut layers = layers.expect("layers");
        layers.flags.insert("store.data", "--data");
        let printed = layers.print().expect("printed");
        let line = |name: &str| {
            let line = printed.lines().find(|line| line.split(' ').next() == Some(name)).expect(name);
            line.split_once('=').expect("a value").1.trim().to_owned()
        };
        let file = folder.path().join("vqueue.toml");
        assert_eq!(line("rate_limit.enabled"), format!("true  # file {}", file.display()));
        assert_eq!(line("rate_limit.per_hour"), "10000  # default");
        assert_eq!(line("store.data"), "\"data\"  # flag --data");
        assert!(line("store.url").starts_with("\"postgres://a:[redacted]@c/d\"  # file "));
        assert_eq!(line("server.trusted_proxies"), "[\"127.0.0.0/8\", \"::1/128\"]  # default");
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_file() {
        let told = refusal("[server]\nlisen = \"127.0.0.1:1\"\n");
        assert!(
            told.contains("server.lisen (file ") && told.contains("server.listen is probably meant"),
            "{told}"
        );
        let told = refusal("[log]\nformat = \"xml\"\n");
        assert!(told.contains("log.format (file ") && told.contains("\"json\""), "{told}");
        let told = refusal("[server]\nlisten = \"localhost\"\n");
        assert!(told.contains("server.listen (file ") && told.contains("127.0.0.1:7878"), "{told}");
        let rule = "path = \"/\"\ntenant = \"t\"\nqueue = \"q\"\nfail = \"cloded\"\n";
        let told =
            refusal(&format!("[gate]\norigin = \"http://a\"\nserver = \"http://b\"\n[[gate.rules]]\n{rule}"));
        assert!(told.contains("gate.rules[0].fail (file ") && told.contains("`closed`"), "{told}");
    }

    #[test]
    fn a_file_that_is_none_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = |file: PathBuf| {
            let layers = Layers::read(&CommonArgs { config: Some(file), data: None }, None);
            format!("{:#}", layers.err().expect("must be refused"))
        };
        assert!(read(folder.path().to_owned()).contains("is a folder"));
        let told = read(folder.path().join("nothing.toml"));
        assert!(told.contains("nothing.toml") && told.contains("--config"), "{told}");
    }

    #[test]
    fn variables_that_are_no_settings_are_found() {
        let names =
            ["VQUEUE_SERVER_LISTEN", "VQUEUE_CONFIG", "VQUEUE__SERVER__LISTEN", "VQUEUE_NONSENSE", "HOME"];
        let found = unknown_variables(names.map(str::to_owned).into_iter());
        assert_eq!(
            found,
            [
                ("VQUEUE_SERVER_LISTEN".to_owned(), Some("VQUEUE__SERVER__LISTEN".to_owned())),
                ("VQUEUE_NONSENSE".to_owned(), None)
            ]
        );
    }
}
