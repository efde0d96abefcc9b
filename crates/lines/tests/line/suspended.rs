//! What a line does while its tenant is suspended: it holds, and nobody loses anything by that.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use vq_domain::{Limits, Millis, Tenant, TenantId, TenantStatus};
use vq_engine::{Command, Standing};
use vq_lines::LinesConfig;
use vq_ports::{StoreResult, TenantLookup};

use crate::{outage::World, support::settings};

/// Longer than the claim window and the grace period of signs of life.
const LONG: Duration = Duration::from_secs(300);

/// The one tenant there is.
#[derive(Default)]
struct OneTenant(AtomicBool);

impl OneTenant {
    fn suspend(&self, suspended: bool) {
        self.0.store(suspended, Ordering::Relaxed);
    }

    fn as_of_now(&self, id: TenantId) -> Option<Arc<Tenant>> {
        let status =
            if self.0.load(Ordering::Relaxed) { TenantStatus::Suspended } else { TenantStatus::Active };
        Some(Arc::new(Tenant {
            id,
            name: "Late payer".into(),
            domain: None,
            status,
            configuration: serde_json::json!({}),
            limits: Limits::default(),
            version: 1,
            created_at: Millis(0),
            updated_at: Millis(0),
        }))
    }
}

#[async_trait]
impl TenantLookup for OneTenant {
    async fn tenant(&self, id: TenantId) -> StoreResult<Option<Arc<Tenant>>> {
        Ok(self.as_of_now(id))
    }

    fn at_hand(&self, id: TenantId) -> Option<Arc<Tenant>> {
        self.as_of_now(id)
    }
}

async fn world() -> (World, Arc<OneTenant>) {
    let tenants = Arc::new(OneTenant::default());
    let config = LinesConfig::single_node().knowing(tenants.clone());
    (World::with(settings(1), config).await, tenants)
}

fn is_released(standing: Standing) -> bool {
    matches!(standing, Standing::Released { .. })
}

#[tokio::test(start_paused = true)]
async fn nobody_is_offered_a_turn_and_nobody_loses_a_place() {
    let (mut world, tenants) = world().await;
    let inside = world.ticket("a").await;
    let (second, third) = (world.ticket("b").await, world.ticket("c").await);
    tenants.suspend(true);
    world.line.submit(Command::Leave { ticket: inside }).await.expect("left");
    // Nobody shows up meanwhile either: their pages are not the tenant's to keep alive.
    tokio::time::sleep(LONG).await;
    for (ticket, ahead) in [(second, 0), (third, 1)] {
        let standing = world.standing(ticket);
        assert!(
            matches!(standing, Standing::Waiting { people_ahead, .. } if people_ahead == ahead),
            "{standing:?}"
        );
    }
    tenants.suspend(false);
    world.until(second, is_released).await;
    assert!(matches!(world.standing(third), Standing::Waiting { people_ahead: 0, .. }));
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_offer_is_kept_and_has_its_whole_time_afterwards() {
    let (mut world, tenants) = world().await;
    let offered = world.ticket("a").await;
    let waiting = world.ticket("b").await;
    tenants.suspend(true);
    tokio::time::sleep(LONG).await;
    assert!(is_released(world.standing(offered)), "the offer is kept");
    tenants.suspend(false);
    // The claim window is 30 seconds.
    tokio::time::sleep(Duration::from_secs(25)).await;
    assert!(is_released(world.standing(offered)), "there is time to take it");
    world.until(offered, |standing| standing == Standing::Gone).await;
    world.until(waiting, is_released).await;
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_short_suspension_takes_nobodys_time_away() {
    let (mut world, tenants) = world().await;
    let offered = world.ticket("a").await;
    // Nobody is released or judged from here to the end of it: the claim window is 30 seconds.
    tokio::time::sleep(Duration::from_secs(1)).await;
    tenants.suspend(true);
    tokio::time::sleep(Duration::from_secs(24)).await;
    tenants.suspend(false);
    tokio::time::sleep(Duration::from_secs(28)).await;
    assert!(is_released(world.standing(offered)), "there is a whole window to take it");
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(world.standing(offered), Standing::Gone);
    world.lines.stop().await;
}
