//! `vqueue keys`.

use std::sync::Arc;

use anyhow::{Context, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use vq_crowd::Staff;
use vq_domain::{Millis, Trail};
use vq_keyring::{Key, Purpose};

use crate::{
    cli::{CommonArgs, RotateArgs},
    config::Config,
    deployment::Deployment,
    store::Store,
    vault,
};

pub(super) async fn rotate(args: RotateArgs) -> anyhow::Result<()> {
    if let Some(url) = &args.url {
        let (Some(email), Some(password)) = (&args.email, &args.password) else {
            bail!("with --url, give --email and --password (or VQUEUE_USER_PASSWORD) of a platform admin");
        };
        let staff = Staff::login(url, email, password).await.context("cannot sign in")?;
        staff.rotate_keys(&args.purpose).await.context("the key was not rotated")?;
        println!("rotated {}", args.purpose);
        return Ok(());
    }
    let purpose = Purpose::parse(&args.purpose).context("there is no such purpose")?;
    let mut deployment = Deployment::existing(Config::load(&args.common)?)?;
    deployment.start(&["keys".to_owned()]).await?;
    let trail = Trail::system("command line", deployment.clock.now());
    let rotated = deployment.keyring()?.rotate(purpose, None, &trail).await;
    deployment.stop().await;
    let key = rotated?;
    println!("{purpose} key {} signs from {}", key.number(), Millis::to_rfc3339(key.signs_from()));
    Ok(())
}

pub(super) async fn list(args: &CommonArgs) -> anyhow::Result<()> {
    println!("{:10} {:>6}  {:24}  RETIRES", "PURPOSE", "NUMBER", "SIGNS FROM");
    for key in all(args).await? {
        let retires = key.retires_at().map_or_else(|| "-".to_owned(), Millis::to_rfc3339);
        println!(
            "{:10} {:>6}  {:24}  {retires}",
            key.purpose(),
            key.number(),
            Millis::to_rfc3339(key.signs_from())
        );
    }
    Ok(())
}

/// Before the deployment starts, for without its keys it does not.
pub(super) async fn wrap(args: &CommonArgs) -> anyhow::Result<()> {
    let Deployment { config, clock, ids, .. } = Deployment::existing(Config::load(args)?)?;
    let store = Store::open(&config.store).await?;
    let wrapped = vault::wrap_open_keys(&config, &store.stores(), store.is_shared(), clock, ids).await;
    store.close().await;
    let wrapped = wrapped.context("the signing keys were not wrapped")?;
    println!("wrapped {} signing keys that stood in the open", wrapped.len());
    for key in wrapped {
        println!("{key}");
    }
    Ok(())
}

pub(super) async fn export(args: &CommonArgs) -> anyhow::Result<()> {
    println!("{:>6}  SECRET (BASE64)", "NUMBER");
    for key in all(args).await?.iter().filter(|key| key.purpose() == Purpose::Access) {
        println!("{:>6}  {}", key.number(), STANDARD.encode(key.bytes()));
    }
    Ok(())
}

async fn all(args: &CommonArgs) -> anyhow::Result<Vec<Arc<Key>>> {
    let mut deployment = Deployment::existing(Config::load(args)?)?;
    deployment.start(&["keys".to_owned()]).await?;
    let keys = deployment.keyring()?.all();
    deployment.stop().await;
    Ok(keys)
}
