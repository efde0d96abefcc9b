//! A protected store keeps every rule that a store keeps.

mod support;

mod sqlite {
    use vq_ports::Stores;

    async fn store() -> (Stores, impl Sized) {
        let node = super::support::on_sqlite().await;
        (node.open.clone(), node)
    }

    vq_ports::contract_suite!(store);
}

mod postgres {
    use vq_ports::Stores;

    async fn store() -> (Stores, impl Sized) {
        let node = super::support::on_postgres().await;
        (node.open.clone(), node)
    }

    vq_ports::contract_suite!(store);
}
