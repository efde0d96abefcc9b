//! Sign-ins: device and address are sealed, the network is only compared. They are the platform's, whosever they are, for they
//! are found before a tenant is known; they go with their account.

use async_trait::async_trait;
use vq_domain::{AccountId, Millis, RefreshToken, RoleRef, SignIn, SignInId, TenantId};
use vq_ports::{Audit, PersonalTable, SignIns, StoreResult, Which};

use super::Protected;
use crate::{
    Personal, Place,
    adopt::{address_in, address_of, blind_network},
};

impl Protected {
    async fn sign_in(&self, sign_in: SignIn) -> StoreResult<SignIn> {
        let place = Place::row(None, PersonalTable::SignIns, sign_in.id.0);
        Ok(match self.vault.open_text(None, &place, &sign_in.device).await? {
            Some(personal) => {
                let sealed = personal.lookup.unwrap_or_default();
                let (network, address) = address_of(&sealed).unwrap_or((sign_in.network, ""));
                let device = personal.words.unwrap_or_default();
                SignIn { device, address: address.to_owned(), network, ..sign_in }
            }
            None => sign_in,
        })
    }
}

#[async_trait]
impl SignIns for Protected {
    async fn begin(&self, sign_in: &SignIn, token: &RefreshToken, audit: &Audit) -> StoreResult<()> {
        let ring = self.vault.ring(None).await?;
        let personal = Personal {
            lookup: Some(address_in(sign_in.network, &sign_in.address)),
            words: Some(sign_in.device.clone()),
        };
        let place = Place::row(None, PersonalTable::SignIns, sign_in.id.0);
        let sealed = SignIn {
            device: self.vault.seal(&ring, &place, &personal)?,
            address: String::new(),
            network: blind_network(&ring, sign_in.network),
            ..sign_in.clone()
        };
        self.inner.sign_ins.begin(&sealed, token, audit).await
    }

    async fn exchange(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>> {
        self.inner.sign_ins.exchange(hash, successor, successor_expires_at, now).await
    }

    async fn keep(&self, token: &RefreshToken) -> StoreResult<bool> {
        self.inner.sign_ins.keep(token).await
    }

    async fn get(&self, sign_in: SignInId) -> StoreResult<Option<SignIn>> {
        match self.inner.sign_ins.get(sign_in).await? {
            Some(sign_in) => self.sign_in(sign_in).await.map(Some),
            None => Ok(None),
        }
    }

    async fn list(&self, account: AccountId, now: Millis) -> StoreResult<Vec<SignIn>> {
        let mut found = self.inner.sign_ins.list(account, now).await?;
        for sign_in in &mut found {
            *sign_in = self.sign_in(sign_in.clone()).await?;
        }
        Ok(found)
    }

    async fn revoke(
        &self,
        account: AccountId,
        which: Which,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>> {
        self.inner.sign_ins.revoke(account, which, until, audit).await
    }

    async fn revoke_holders(
        &self,
        realm: Option<TenantId>,
        role: RoleRef,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>> {
        self.inner.sign_ins.revoke_holders(realm, role, until, audit).await
    }

    async fn revoked(&self, now: Millis) -> StoreResult<Vec<SignInId>> {
        self.inner.sign_ins.revoked(now).await
    }

    async fn knows_network(&self, account: AccountId, network: [u8; 16]) -> StoreResult<bool> {
        let ring = self.vault.ring(None).await?;
        let known = self.inner.sign_ins.knows_network(account, blind_network(&ring, network)).await?;
        // Asked for everybody while there may be rows from before, so that the answer takes as long for all.
        let plain = self.vault.has_plain() && self.inner.sign_ins.knows_network(account, network).await?;
        Ok(known || plain)
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.inner.sign_ins.forget(now).await
    }
}
