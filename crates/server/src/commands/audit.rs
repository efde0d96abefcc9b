//! `vqueue audit`.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, bail};
use vq_audit::{CheckpointView, is_genuine};
use vq_domain::TenantId;
use vq_ports::{
    AuditLog, Stores, all_pages,
    audit::{
        Chain, Checkpoint,
        verify::{Finding, Flaw, verify},
    },
};

use crate::{
    cli::{AuditChainArgs, VerifyArgs},
    config::Config,
    deployment::Deployment,
};

/// Checkpoints read at once.
const PORTION: u32 = 1000;

/// What came of a verification.
#[derive(Default)]
struct Sum {
    chains: usize,
    entries: u64,
    checkpoints: u64,
    flaws: usize,
}

pub(super) async fn verify_chains(args: &VerifyArgs) -> anyhow::Result<()> {
    let mut elsewhere = Vec::new();
    for file in &args.checkpoint {
        elsewhere.extend(read(file)?);
    }
    let mut deployment = Deployment::existing(Config::load(&args.chains.common)?)?;
    deployment.start(&["keys".to_owned()]).await?;
    let verified = verify_all(&deployment, &args.chains, &elsewhere).await;
    deployment.stop().await;
    let Sum { chains, entries, checkpoints, flaws } = verified?;
    let looked = format!("{chains} log(s), {entries} entries, {checkpoints} checkpoint(s)");
    if flaws > 0 {
        bail!("the audit log is not what it was: {flaws} finding(s) in {looked}");
    }
    println!("nothing was changed, removed, moved or cut off: {looked}");
    Ok(())
}

/// Verifies chain by chain and tells what it finds.
async fn verify_all(
    deployment: &Deployment,
    args: &AuditChainArgs,
    elsewhere: &[Checkpoint],
) -> anyhow::Result<Sum> {
    let (stores, keys) = (deployment.stores()?, deployment.keyring()?);
    let log = stores.audit.clone();
    let genuine = |checkpoint: &Checkpoint| is_genuine(&keys, checkpoint);
    let begun = begun(&stores).await?;
    let mut sum = Sum::default();
    for chain in chains(&*log, args, elsewhere, &begun).await? {
        let verified = verify(&*log, chain, elsewhere, &genuine).await?;
        let (from, to, checkpoints) = (verified.from, verified.to, verified.checkpoints);
        let findings = once_each(verified.findings);
        sum.chains += 1;
        sum.flaws += findings.len();
        sum.checkpoints += checkpoints;
        sum.entries += (to + 1).saturating_sub(from);
        if to > 0 || !findings.is_empty() {
            println!("{}: entries {from} to {to}, {checkpoints} checkpoint(s)", name(chain));
        } else if begun.contains(&chain) {
            sum.flaws += 1;
            println!("{}: no entries, though it was begun: all of it was removed", name(chain));
        } else {
            println!("{}: no entries yet", name(chain));
        }
        for removed in &verified.removed {
            let at = removed.at.to_rfc3339();
            println!("  entries {} to {} were removed, as an anchor of {at} says", removed.from, removed.to);
        }
        if let (Some(first), count) = (verified.incomparable.first(), verified.incomparable.len()) {
            println!(
                "  {count} checkpoint(s) from entry {first} on cannot be compared: what they are about was removed"
            );
        }
        for finding in findings {
            println!("  entry {}: {}", finding.sequence, finding.what);
        }
    }
    Ok(sum)
}

/// Without what tells again that the same entry is missing.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut missing = BTreeSet::new();
    let is_missing = |what| matches!(what, Flaw::Missing | Flaw::EndsEarly | Flaw::CutBeforeCheckpoint);
    findings
        .into_iter()
        .filter(|finding| !is_missing(finding.what) || missing.insert(finding.sequence))
        .collect()
}

/// The chains that must have begun: making a tenant, or the first administrator, is an entry.
async fn begun(stores: &Stores) -> anyhow::Result<BTreeSet<Chain>> {
    let mut begun = BTreeSet::new();
    if stores.accounts.has_platform_admin().await? {
        begun.insert(None);
    }
    let tenants = all_pages(|page| stores.tenants.list(page)).await?;
    begun.extend(tenants.into_iter().map(|tenant| Some(tenant.id)));
    Ok(begun)
}

pub(super) async fn checkpoints(args: &AuditChainArgs) -> anyhow::Result<()> {
    let mut deployment = Deployment::existing(Config::load(&args.common)?)?;
    deployment.start(&["keys".to_owned()]).await?;
    let printed = print(&deployment, args).await;
    deployment.stop().await;
    printed
}

async fn print(deployment: &Deployment, args: &AuditChainArgs) -> anyhow::Result<()> {
    let stores = deployment.stores()?;
    let (log, begun) = (stores.audit.clone(), begun(&stores).await?);
    for chain in chains(&*log, args, &[], &begun).await? {
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

/// The chains that are meant: also those of which only a checkpoint that was kept elsewhere is left, or nothing at all.
async fn chains(
    log: &dyn AuditLog,
    args: &AuditChainArgs,
    elsewhere: &[Checkpoint],
    begun: &BTreeSet<Chain>,
) -> anyhow::Result<BTreeSet<Chain>> {
    let mut known = begun.clone();
    known.extend(log.heads().await?.into_iter().map(|head| head.chain));
    known.extend(elsewhere.iter().map(|checkpoint| checkpoint.chain));
    let Some(tenant) = &args.tenant else { return Ok(known) };
    let tenant: TenantId = tenant.parse().ok().context("--tenant must be a tenant's id, a UUID")?;
    // What is left of a chain whose head was removed.
    let is_left = !log.after(Some(tenant), 0, 1).await.is_ok_and(|entries| entries.is_empty());
    if !known.contains(&Some(tenant)) && !is_left {
        bail!("there is no tenant {tenant} here, and no audit log of one");
    }
    Ok(BTreeSet::from([Some(tenant)]))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_entry_is_told_once() {
        let found = |sequence, what| Finding { chain: None, sequence, what };
        let told = once_each(vec![
            found(3, Flaw::Missing),
            found(3, Flaw::Missing),
            found(4, Flaw::Changed),
            found(4, Flaw::DiffersFromCheckpoint),
            found(5, Flaw::EndsEarly),
            found(5, Flaw::CutBeforeCheckpoint),
        ]);
        let told: Vec<_> = told.iter().map(|finding| (finding.sequence, finding.what)).collect();
        assert_eq!(
            told,
            [(3, Flaw::Missing), (4, Flaw::Changed), (4, Flaw::DiffersFromCheckpoint), (5, Flaw::EndsEarly)]
        );
    }
}
