//! Verification: recompute every chain, every row digest and every sealed root, and name the first broken record.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::{COLUMNS, Event, seal};
use crate::db::{Db, DbError, FromRow, Table, query};

/// What a verification found.
#[derive(Debug, Default, serde::Serialize)]
pub struct Report {
    pub events: u64,
    pub records: u64,
    pub rows: u64,
    pub seals: u64,
    /// Everything broken, in the order found; empty when all is whole.
    pub broken: Vec<Broken>,
}

/// One broken thing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// The kind of record ("case"), or the table or day.
    pub kind: String,
    pub record: String,
    pub why: String,
}

/// More than this many findings say nothing new.
const ENOUGH: usize = 100;

#[derive(Default)]
struct State {
    report: Report,
    current: Option<(Uuid, Uuid, i64, Vec<u8>)>,
    rows: HashMap<[u8; 16], ([u8; 16], Uuid)>,
    kinds: HashMap<Uuid, String>,
}

impl State {
    fn broken(&mut self, kind: &str, record: impl ToString, why: impl Into<String>) {
        if self.report.broken.len() < ENOUGH {
            self.report.broken.push(Broken { kind: kind.into(), record: record.to_string(), why: why.into() });
        }
    }

    fn event(&mut self, e: &Event, stored: &[u8]) {
        self.report.events += 1;
        let (seq, prev) = match self.current.take() {
            Some((t, r, seq, hash)) if t == e.tenant && r == e.record => (seq, hash),
            _ => {
                self.report.records += 1;
                (0, vec![0; 32])
            }
        };
        if e.seq != seq + 1 {
            self.broken(&e.kind, e.record, format!("sự kiện {} bị thiếu hoặc bị xóa", seq + 1));
        } else if e.prev != prev {
            self.broken(&e.kind, e.record, format!("sự kiện {} không nối với sự kiện trước", e.seq));
        } else if e.hash()[..] != *stored {
            self.broken(&e.kind, e.record, format!("nội dung sự kiện {} đã bị sửa", e.seq));
        }
        self.current = Some((e.tenant, e.record, e.seq, stored.to_vec()));
        self.kinds.entry(e.record).or_insert_with(|| e.kind.clone());
        for pair in e.rows.chunks_exact(32) {
            let (mut key, mut row) = ([0; 16], [0; 16]);
            key.copy_from_slice(&pair[..16]);
            row.copy_from_slice(&pair[16..]);
            if row == [0; 16] {
                self.rows.remove(&key);
            } else {
                self.rows.insert(key, (row, e.record));
            }
        }
    }

    fn row(&mut self, table: &Table, values: &[crate::db::Value]) {
        self.report.rows += 1;
        let name = || values.iter().take(table.key.len()).map(show).collect::<Vec<_>>().join("/");
        match self.rows.remove(&table.key_digest(values)) {
            None => self.broken(table.name, name(), "dòng này không có trong sổ cái: đã bị chèn từ bên ngoài"),
            Some((digest, record)) if digest != table.row_digest(values) => {
                let kind = self.kinds.get(&record).cloned().unwrap_or_default();
                self.broken(&kind, record, format!("dòng {} của bảng {} đã bị sửa", name(), table.name));
            }
            Some(_) => {}
        }
    }
}

fn show(v: &crate::db::Value) -> String {
    use crate::db::Value;
    match v {
        Value::Null => "-".into(),
        Value::Int(n) => n.to_string(),
        Value::Text(s) => s.clone(),
        Value::Bytes(b) => Uuid::from_slice(b).map_or_else(|_| HEXLOWER.encode(b), |u| u.to_string()),
        Value::Uuid(u) => u.to_string(),
    }
}

/// Recomputes everything. `tables` are all ledgered tables of all modules.
pub async fn verify(db: &Db, tables: &[&'static Table]) -> Result<Report, DbError> {
    let state = Arc::new(Mutex::new(State::default()));
    let lock = |s: &Arc<Mutex<State>>| s.clone();
    let events = query(format!("SELECT {COLUMNS}, hash FROM ledger_events ORDER BY tenant_id, record_id, seq"), vec![]);
    let shared = lock(&state);
    db.stream(events, move |mut row| {
        let event = Event::from_row(&mut row)?;
        let hash: Vec<u8> = row.get()?;
        shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).event(&event, &hash);
        Ok(())
    })
    .await?;
    for &table in tables {
        let shared = lock(&state);
        db.stream(query(table.scan_sql(), vec![]), move |row| {
            shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).row(table, &row.rest());
            Ok(())
        })
        .await?;
    }
    let mut state = std::mem::take(&mut *state.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    let left: std::collections::BTreeSet<Uuid> = state.rows.values().map(|(_, record)| *record).collect();
    for record in left {
        let kind = state.kinds.get(&record).cloned().unwrap_or_default();
        state.broken(&kind, record, "một dòng dữ liệu của bản ghi này đã bị xóa");
    }
    check_seals(db, &mut state).await?;
    Ok(state.report)
}

async fn check_seals(db: &Db, state: &mut State) -> Result<(), DbError> {
    let mut all = super::seals(db, i64::MAX).await?;
    all.reverse();
    let mut before = vec![0; 32];
    for s in all {
        state.report.seals += 1;
        let (root, records) = seal::root(db, s.day, &before).await?;
        if root != s.root || records != s.records {
            state.broken("ngày đã niêm phong", s.day, "gốc băm của ngày không khớp với các sự kiện");
        }
        before = s.root;
    }
    Ok(())
}
