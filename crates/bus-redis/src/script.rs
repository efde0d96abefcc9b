//! A Lua script, called by its hash and sent whole only to a server that does not know it yet.

use redis::Cmd;

pub(crate) struct Script {
    source: &'static str,
    hash: String,
}

impl Script {
    pub(crate) fn new(source: &'static str) -> Self {
        let hash = redis::Script::new(source).get_hash().to_owned();
        Self { source, hash }
    }

    /// The call by hash, and the call with the source.
    pub(crate) fn commands<F: Fn(&mut Cmd)>(&self, fill: F) -> (Cmd, impl FnOnce() -> Cmd + use<F>) {
        let filled = move |name: &str, script: &str, fill: &F| {
            let mut command = redis::cmd(name);
            command.arg(script);
            fill(&mut command);
            command
        };
        let source = self.source;
        (filled("EVALSHA", &self.hash, &fill), move || filled("EVAL", source, &fill))
    }
}
