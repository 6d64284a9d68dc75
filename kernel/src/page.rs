//! Keyset pages: a cursor names the last row seen, so the next page costs the same however deep it lies.

use uuid::Uuid;

/// The place after which the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The value the list is ordered by (an instant in microseconds, a number).
    pub key: i64,
    /// The row itself, where several share a key.
    pub id: Uuid,
}

impl Cursor {
    /// A short text for an address.
    pub fn encode(&self) -> String {
        format!("{:x}.{}", self.key, self.id.simple())
    }

    /// Reads it back; anything else is no cursor.
    pub fn decode(text: &str) -> Option<Cursor> {
        let (key, id) = text.split_once('.')?;
        let key = match key.strip_prefix('-') {
            Some(k) => i64::from_str_radix(k, 16).ok()?.checked_neg()?,
            None => u64::from_str_radix(key, 16).ok()? as i64,
        };
        Some(Cursor { key, id: id.parse().ok()? })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next: Option<Cursor>,
}

impl<T> Slice<T> {
    /// Cuts a list read with one row more than the page holds; `cursor` names a row's place.
    pub fn cut(mut items: Vec<T>, size: usize, cursor: impl Fn(&T) -> Cursor) -> Slice<T> {
        let more = items.len() > size;
        items.truncate(size);
        let next = if more { items.last().map(cursor) } else { None };
        Slice { items, next }
    }
}
