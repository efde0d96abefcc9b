//! `vqueue keys`.

use anyhow::{Context, bail};
use vq_crowd::Staff;
use vq_domain::Millis;
use vq_keyring::Purpose;

use crate::{
    cli::{CommonArgs, RotateArgs},
    config::Config,
    deployment::Deployment,
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
    let mut deployment = Deployment::new(Config::load(&args.common)?);
    deployment.start(&["keys".to_owned()]).await?;
    let rotated = deployment.keyring()?.rotate(purpose, None).await;
    deployment.stop().await;
    let key = rotated?;
    println!("{purpose} key {} signs from {}", key.number(), Millis::to_rfc3339(key.signs_from()));
    Ok(())
}

pub(super) async fn list(args: &CommonArgs) -> anyhow::Result<()> {
    let mut deployment = Deployment::new(Config::load(args)?);
    deployment.start(&["keys".to_owned()]).await?;
    let keys = deployment.keyring()?.all();
    deployment.stop().await;
    println!("{:10} {:>6}  {:24}  RETIRES", "PURPOSE", "NUMBER", "SIGNS FROM");
    for key in keys {
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
