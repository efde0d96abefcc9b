//! `vqueue keys rotate-data`, `rewrap` and `master`.

use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use vq_crowd::{KeyRotation, Staff};
use vq_domain::{TenantId, Trail};
use vq_ports::{KeyUse, SystemIds};
use vq_protection::{LocalMaster, Progress};

use crate::{
    cli::{RemoteArgs, RotateDataArgs},
    config::Config,
    deployment::Deployment,
};

/// How often a running server is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How far all rotations together have come.
struct Sum {
    done: u64,
    total: u64,
    sealed: u64,
    left: usize,
}

fn bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows  {msg}")?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn show(bar: &ProgressBar, sum: &Sum) {
    bar.set_length(sum.total);
    bar.set_position(sum.done);
    bar.set_message(format!("{} sealed again, {} keys to go", sum.sealed, sum.left));
}

pub(super) async fn rotate(args: RotateDataArgs) -> anyhow::Result<()> {
    let tenant: Option<TenantId> = match &args.tenant {
        Some(id) => Some(id.parse().context("--tenant is no id")?),
        None => None,
    };
    let key_use = if args.index { KeyUse::Index } else { KeyUse::Seal };
    match staff(&args.remote).await? {
        Some(staff) => rotate_remote(&staff, tenant, key_use).await,
        None => rotate_here(&args.remote, tenant, key_use).await,
    }
}

async fn rotate_remote(staff: &Staff, tenant: Option<TenantId>, key_use: KeyUse) -> anyhow::Result<()> {
    let begun = staff.rotate_data_keys(tenant.map(|tenant| tenant.0), key_use.as_str()).await;
    let begun = begun.context("the keys were not rotated")?;
    let bar = bar()?;
    loop {
        let all = staff.data_key_rotations().await.context("the rotation goes on, but cannot be watched")?;
        let ours = |rotation: &&KeyRotation| {
            let same =
                |one: &KeyRotation| (one.tenant_id, &one.key_use) == (rotation.tenant_id, &rotation.key_use);
            begun.iter().any(|one| same(one) && one.number <= rotation.number)
        };
        let ours: Vec<_> = all.iter().filter(|rotation| !rotation.first).filter(ours).collect();
        let sum = Sum {
            done: ours.iter().map(|one| one.rows_done).sum(),
            total: ours.iter().map(|one| one.rows_total).sum(),
            sealed: ours.iter().map(|one| one.rows_sealed).sum(),
            left: ours.iter().filter(|one| one.finished_at.is_none()).count(),
        };
        show(&bar, &sum);
        if sum.left == 0 {
            bar.finish();
            println!("rotated the keys of {} realms; {} rows were sealed again", begun.len(), sum.sealed);
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn rotate_here(args: &RemoteArgs, tenant: Option<TenantId>, key_use: KeyUse) -> anyhow::Result<()> {
    let mut deployment = Deployment::existing(Config::load(&args.common)?)?;
    deployment.start(&["store".to_owned()]).await?;
    let done = rotate_in(&deployment, tenant, key_use).await;
    deployment.stop().await;
    let (realms, sealed) = done?;
    println!("rotated the keys of {realms} realms; {sealed} rows were sealed again");
    Ok(())
}

/// Answers how many realms, and how many rows.
async fn rotate_in(
    deployment: &Deployment,
    tenant: Option<TenantId>,
    key_use: KeyUse,
) -> anyhow::Result<(usize, u64)> {
    let keeper = deployment.protection()?.keeper;
    let trail = Trail::system("command line", deployment.clock.now());
    let begun = match tenant {
        None => keeper.rotate_all(key_use, &trail).await?,
        Some(tenant) => {
            vec![keeper.rotate(Some(tenant), key_use, &trail).await.context("the keys were not rotated")?]
        }
    };
    let bar = bar()?;
    loop {
        let all = keeper.progress().await?;
        let ours = |one: &&Progress| {
            let same =
                |begun: &Progress| (begun.realm, begun.key_use, false) == (one.realm, one.key_use, one.first);
            begun.iter().any(same)
        };
        let ours: Vec<_> = all.iter().filter(ours).collect();
        let sum = Sum {
            done: ours.iter().map(|one| one.done).sum(),
            total: ours.iter().map(|one| one.total).sum(),
            sealed: ours.iter().map(|one| one.sealed).sum(),
            left: ours.iter().filter(|one| one.finished_at.is_none()).count(),
        };
        show(&bar, &sum);
        if sum.left == 0 {
            bar.finish();
            return Ok((begun.len(), sum.sealed));
        }
        if !keeper.step().await? {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

pub(super) async fn rewrap(args: RemoteArgs) -> anyhow::Result<()> {
    let rewrapped = match staff(&args).await? {
        Some(staff) => staff.rewrap_data_keys().await.context("the keys were not wrapped anew")?,
        None => {
            let mut deployment = Deployment::existing(Config::load(&args.common)?)?;
            deployment.start(&["store".to_owned()]).await?;
            let trail = Trail::system("command line", deployment.clock.now());
            let rewrapped = deployment.protection()?.rewrap(&trail).await;
            deployment.stop().await;
            rewrapped?
        }
    };
    println!("wrapped {rewrapped} keys with the first master key");
    Ok(())
}

/// A fresh master key.
pub(super) fn master() -> String {
    LocalMaster::draw(&SystemIds).to_string()
}

/// Somebody signed in at a running server, if that is what was asked for.
async fn staff(args: &RemoteArgs) -> anyhow::Result<Option<Staff>> {
    let Some(url) = &args.url else { return Ok(None) };
    let (Some(email), Some(password)) = (&args.email, &args.password) else {
        bail!("with --url, give --email and --password (or VQUEUE_USER_PASSWORD) of a platform admin");
    };
    Ok(Some(Staff::login(url, email, password).await.context("cannot sign in")?))
}
