//! Pages of lists.

use vq_ports::Page;

/// A page's size within what the port allows.
pub fn clamp(limit: u32) -> u32 {
    limit.clamp(1, 200)
}

/// A page of rows, of which one more than `limit` was asked for.
pub fn page<T>(mut items: Vec<T>, limit: u32, cursor: impl FnOnce(&T) -> String) -> Page<T> {
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = if more { items.last().map(cursor) } else { None };
    Page { items, next }
}
