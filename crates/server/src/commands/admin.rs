//! `vqueue admin`.

use anyhow::{Context, bail};
use vq_auth::NewUser;
use vq_domain::Role;

use crate::{
    cli::{CreateUserArgs, RescueUserArgs},
    config::Config,
    deployment::Deployment,
};

pub(super) async fn create_user(args: CreateUserArgs) -> anyhow::Result<()> {
    let mut roles = Vec::new();
    for name in &args.role {
        match Role::parse(name) {
            Some(role) => roles.push(role),
            None if args.tenant.is_none() => bail!(
                "there is no role {name:?}; without --tenant there is platform_admin, with it {}",
                tenants_roles()
            ),
            None => bail!("there is no role {name:?}; in a tenant there are {}", tenants_roles()),
        }
    }
    let tenant = args
        .tenant
        .as_deref()
        .map(str::parse)
        .transpose()
        .context("--tenant must be a tenant's id, a UUID")?;
    let mut deployment = Deployment::new(Config::load(&args.common)?);
    deployment.start(&["store".to_owned()]).await?;
    let stores = deployment.stores()?;
    let user = NewUser { email: args.email.clone(), password: args.password, roles, tenant };
    let created =
        vq_auth::create_user(&*stores.accounts, &*stores.tenants, &*deployment.clock, &*deployment.ids, user)
            .await;
    deployment.stop().await;
    let created = created?;
    println!("created {} as {}", args.email, args.role.join(", "));
    if let Some(made) = created.one_time_password {
        println!("one-time password: {}", made.password);
    }
    Ok(())
}

/// The roles that people of a tenant can have.
fn tenants_roles() -> String {
    let roles = Role::ALL.into_iter().filter(|role| *role != Role::PlatformAdmin).map(Role::as_str);
    roles.collect::<Vec<_>>().join(", ")
}

pub(super) async fn rescue_user(args: RescueUserArgs) -> anyhow::Result<()> {
    let mut deployment = Deployment::existing(Config::load(&args.common)?)?;
    deployment.start(&["store".to_owned()]).await?;
    let (stores, clock, ids) = (deployment.stores()?, deployment.clock.clone(), deployment.ids.clone());
    let rescued = vq_auth::rescue_user(&stores, &*clock, &*ids, &args.email, args.password).await;
    deployment.stop().await;
    if let Some(made) = rescued? {
        println!("one-time password: {}", made.password);
    }
    println!("{} can sign in again, without a second factor; all sessions have ended", args.email);
    Ok(())
}
