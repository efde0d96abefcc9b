//! What people see in a browser: the wait pages and how they are dressed, the web applications.

use std::sync::Arc;

use vq_branding::{BrandingService, Wardrobe};
use vq_room::Room;

use super::{Deployment, part};
use crate::room_backend::Backend;

impl Deployment {
    pub(crate) async fn start_branding(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let wardrobe = Arc::new(Wardrobe::new(stores.brandings.clone(), self.clock.clone()));
        self.add(vq_branding::router(BrandingService::new(
            stores.brandings,
            stores.queues,
            wardrobe.clone(),
        )));
        self.pages = std::mem::take(&mut self.pages).merge(vq_branding::public_router(wardrobe.clone()));
        self.wardrobe = Some(wardrobe);
        Ok(())
    }

    pub(crate) async fn start_room(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let (sessions, wardrobe) = (part(&self.sessions, "session")?, part(&self.wardrobe, "branding")?);
        let counters = part(&self.counters, "counter")?;
        let guard = part(&self.guard, "session")?;
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let backend = Backend::new(sessions, guard, counters, directory, wardrobe, clock, ids);
        let pages = vq_room::router(Arc::new(Room::new()?), Arc::new(backend))
            .merge(vq_room::assets_router(""))
            .merge(vq_room::snippet_router());
        self.pages = std::mem::take(&mut self.pages).merge(pages);
        Ok(())
    }

    pub(crate) async fn start_console(&mut self) -> anyhow::Result<()> {
        self.pages = std::mem::take(&mut self.pages).merge(vq_console::router());
        self.console = true;
        Ok(())
    }
}
