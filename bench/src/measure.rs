//! Two things, measured in turns: A B A B …, and the median of the pairs' ratios.

use std::sync::Arc;

use vq_crowd::{
    BaseUrl,
    http::{Call, Connection},
    load::{Hammered, hammer},
};

use crate::{Result, Size};

/// A call that is made again and again; it is told the count so far.
pub type Caller = Arc<dyn Fn(usize) -> Call + Send + Sync>;

/// What came of measuring A and B.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Median answers per second of A.
    pub a: f64,
    /// Median answers per second of B.
    pub b: f64,
    /// Median of A over B, pair by pair.
    pub ratio: f64,
}

/// Connections that are open, to these servers in turn.
pub async fn open(bases: &[BaseUrl], count: usize) -> Result<Vec<Connection>> {
    let mut connections: Vec<Connection> = bases.iter().cycle().take(count).map(Connection::new).collect();
    for connection in &mut connections {
        connection.open().await?;
    }
    Ok(connections)
}

/// Hammers with A and B in turns over the same connections.
pub async fn in_turns(base: &BaseUrl, size: Size, a: Caller, b: Caller) -> Result<Pair> {
    in_turns_at(std::slice::from_ref(base), size, a, b).await
}

/// As [`in_turns`], at several servers at once.
pub async fn in_turns_at(bases: &[BaseUrl], size: Size, a: Caller, b: Caller) -> Result<Pair> {
    let mut connections = open(bases, size.connections).await?;
    let mut rates = Vec::new();
    // One pair more, which is not counted: caches fill, files grow.
    for pair in 0..=size.pairs {
        let mut both = [0.0; 2];
        // Which one comes first changes, so that a drift helps neither.
        for which in if pair % 2 == 0 { [0, 1] } else { [1, 0] } {
            let caller = [&a, &b][which].clone();
            let (done, back) = hammer(connections, size.round, move |at| caller(at)).await;
            connections = back;
            refuse_errors(&done)?;
            both[which] = done.per_second();
        }
        if pair > 0 {
            rates.push(both);
        }
    }
    Ok(pair(&rates))
}

/// The medians of pairs of values.
pub fn pair(rates: &[[f64; 2]]) -> Pair {
    let of = |select: fn(&[f64; 2]) -> f64| median(rates.iter().map(select).collect());
    Pair { a: of(|both| both[0]), b: of(|both| both[1]), ratio: of(|both| both[0] / both[1].max(1e-9)) }
}

/// A server that refuses is fast: such a number would be worth nothing.
pub fn refuse_errors(done: &Hammered) -> Result<()> {
    if done.errors > 0 || done.answers == 0 {
        return Err(format!("{} calls failed beside {} that did not", done.errors, done.answers).into());
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_the_median_of_the_pairs() {
        let pair = pair(&[[10.0, 20.0], [30.0, 30.0], [90.0, 100.0]]);
        assert_eq!((pair.a, pair.b, pair.ratio), (30.0, 30.0, 0.9));
    }
}
