//! A table as the seam sees it: rows are saved whole, so the ledger can carry the digest of what was written
//! and a verification can recompute it from the table.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::Value;

/// A table whose rows are written whole. Column order is key columns first, then the rest, in the order of [`Table::new`].
pub struct Table {
    pub name: &'static str,
    pub key: &'static [&'static str],
    pub columns: &'static [&'static str],
    sql: OnceLock<Sql>,
}

struct Sql {
    save: String,
    delete: String,
    scan: String,
    columns: String,
}

impl Table {
    pub const fn new(name: &'static str, key: &'static [&'static str], columns: &'static [&'static str]) -> Table {
        Table { name, key, columns, sql: OnceLock::new() }
    }

    fn sql(&self) -> &Sql {
        self.sql.get_or_init(|| {
            let all: Vec<&str> = self.key.iter().chain(self.columns).copied().collect();
            let marks: Vec<String> = (1..=all.len()).map(|i| format!("${i}")).collect();
            let sets: Vec<String> = self.columns.iter().map(|c| format!("{c} = excluded.{c}")).collect();
            let action = if sets.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", sets.join(", ")) };
            let by_key: Vec<String> = self.key.iter().enumerate().map(|(i, k)| format!("{k} = ${}", i + 1)).collect();
            let columns = all.join(", ");
            Sql {
                save: format!(
                    "INSERT INTO {} ({columns}) VALUES ({}) ON CONFLICT ({}) DO {action}",
                    self.name,
                    marks.join(", "),
                    self.key.join(", "),
                ),
                delete: format!("DELETE FROM {} WHERE {}", self.name, by_key.join(" AND ")),
                scan: format!("SELECT {columns} FROM {}", self.name),
                columns,
            }
        })
    }

    /// The statement that saves a row whole, columns in the table's order.
    pub fn save_sql(&'static self) -> &'static str {
        &self.sql().save
    }
    pub(crate) fn delete_sql(&'static self) -> &'static str {
        &self.sql().delete
    }
    /// Reads every row, columns in the table's order.
    pub fn scan_sql(&'static self) -> &'static str {
        &self.sql().scan
    }
    /// The column list for a SELECT that a `from_row` reads in the table's order.
    pub fn column_list(&'static self) -> &'static str {
        &self.sql().columns
    }

    /// Sixteen bytes naming a row: table and key.
    pub(crate) fn key_digest(&self, row: &[Value]) -> [u8; 16] {
        digest(self.name, row.iter().take(self.key.len()))
    }

    /// Sixteen bytes over the whole row.
    pub(crate) fn row_digest(&self, row: &[Value]) -> [u8; 16] {
        digest(self.name, row.iter())
    }
}

fn digest<'a>(name: &str, values: impl Iterator<Item = &'a Value>) -> [u8; 16] {
    let mut bytes = Vec::with_capacity(256);
    Value::Text(name.to_owned()).canonical(&mut bytes);
    for v in values {
        v.canonical(&mut bytes);
    }
    let full = Sha256::digest(&bytes);
    let mut out = [0; 16];
    out.copy_from_slice(&full[..16]);
    out
}
