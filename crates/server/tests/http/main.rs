//! The HTTP suite: the whole product, driven through HTTP, in three set-ups: one process on SQLite; three nodes over
//! PostgreSQL and Redis; services as processes of their own behind the gateway, over PostgreSQL and Redis.

/// Runs tests in every set-up.
macro_rules! everywhere {
    ($($name:ident),+ $(,)?) => {
        mod one_process {
            $(#[tokio::test] async fn $name() { super::$name(crate::app::App::one_process().await).await; })+
        }

        mod three_nodes {
            $(#[tokio::test] async fn $name() { super::$name(crate::app::App::three_nodes().await).await; })+
        }

        mod services_apart {
            $(#[tokio::test] async fn $name() { super::$name(crate::app::App::services_apart().await).await; })+
        }
    };
}

mod access;
mod analytics;
mod app;
mod audit;
mod branding;
mod command_line;
mod deploy;
mod domains;
mod edges;
mod headers;
mod input;
mod isolation;
mod leaks;
mod limits;
mod live;
mod logs;
mod metrics;
mod only;
mod openapi;
mod protection;
mod queues;
mod restart;
mod rights;
mod rotation;
mod routes;
mod services;
mod sessions;
mod setups;
mod tls;
mod tokens;
mod traces;
mod walk_in;
