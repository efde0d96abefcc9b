//! `vqueue audit`.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, bail};
use vq_audit::{CheckpointView, is_genuine};
use vq_domain::TenantId;
use vq_ports::{
    AuditLog,
    audit::{Chain, Checkpoint, verify::verify},
};

use crate::{
    cli::{AuditChainArgs, VerifyArgs},
    config::Config,
    deployment::Deployment,
};

/// Checkpoints read at once.
const PORTION: u32 = 1000;

pub(super) async fn verify_chains(args: &VerifyArgs) -> anyhow::Result<()> {
    let mut elsewhere = Vec::new();
    for file in &args.checkpoint {
        elsewhere.extend(read(file)?);
    }
    let mut deployment = Deployment::new(Config::load(&args.chains.common)?);
    deployment.start(&["keys".to_owned()]).await?;
    let verified = verify_all(&deployment, &args.chains, &elsewhere).await;
    deployment.stop().await;
    let flaws = verified?;
    if flaws > 0 {
        bail!("the audit log is not what it was: {flaws} finding(s)");
    }
    Ok(())
}

/// Verifies chain by chain and tells what it finds. Answers how many flaws.
async fn verify_all(
    deployment: &Deployment,
    args: &AuditChainArgs,
    elsewhere: &[Checkpoint],
) -> anyhow::Result<usize> {
    let (log, keys) = (deployment.stores()?.audit, deployment.keyring()?);
    let genuine = |checkpoint: &Checkpoint| is_genuine(&keys, checkpoint);
    let mut flaws = 0;
    for chain in chains(&*log, args, elsewhere).await? {
        let verified = verify(&*log, chain, elsewhere, &genuine).await?;
        let (from, to, checkpoints) = (verified.from, verified.to, verified.checkpoints);
        println!("{}: entries {from} to {to}, {checkpoints} checkpoint(s)", name(chain));
        for removed in &verified.removed {
            let at = removed.at.to_rfc3339();
            println!("  entries {} to {} were removed, as an anchor of {at} says", removed.from, removed.to);
        }
        if let (Some(first), count) = (verified.incomparable.first(), verified.incomparable.len()) {
            println!(
                "  {count} checkpoint(s) from entry {first} on cannot be compared: what they are about was removed"
            );
        }
        for finding in &verified.findings {
            println!("  entry {}: {}", finding.sequence, finding.what);
        }
        flaws += verified.findings.len();
    }
    Ok(flaws)
}

pub(super) async fn checkpoints(args: &AuditChainArgs) -> anyhow::Result<()> {
    let mut deployment = Deployment::new(Config::load(&args.common)?);
    deployment.start(&["keys".to_owned()]).await?;
    let printed = print(&deployment, args).await;
    deployment.stop().await;
    printed
}

async fn print(deployment: &Deployment, args: &AuditChainArgs) -> anyhow::Result<()> {
    let log = deployment.stores()?.audit;
    for chain in chains(&*log, args, &[]).await? {
        let mut after = 0;
        loop {
            let some = log.checkpoints(chain, after, PORTION).await?;
            let Some(last) = some.last() else { break };
            after = last.sequence;
            for checkpoint in &some {
                println!("{}", serde_json::to_string(&CheckpointView::from(checkpoint))?);
            }
        }
    }
    Ok(())
}

/// The chains that are meant: also those of which only a checkpoint that was kept elsewhere is left.
async fn chains(
    log: &dyn AuditLog,
    args: &AuditChainArgs,
    elsewhere: &[Checkpoint],
) -> anyhow::Result<BTreeSet<Chain>> {
    if let Some(tenant) = &args.tenant {
        let tenant: TenantId = tenant.parse().ok().context("--tenant must be a tenant's id, a UUID")?;
        return Ok(BTreeSet::from([Some(tenant)]));
    }
    let known = log.heads().await?.into_iter().map(|head| head.chain);
    Ok(known.chain(elsewhere.iter().map(|checkpoint| checkpoint.chain)).collect())
}

fn name(chain: Chain) -> String {
    chain.map_or_else(|| "platform".to_owned(), |tenant| format!("tenant {tenant}"))
}

fn read(file: &Path) -> anyhow::Result<Vec<Checkpoint>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the checkpoints in {} cannot be read", file.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let view: CheckpointView = serde_json::from_str(line)
                .with_context(|| format!("a line of {} is no checkpoint", file.display()))?;
            view.read().with_context(|| format!("a line of {} is no checkpoint", file.display()))
        })
        .collect()
}
