//! What an action wants written: one atomic batch. Ledgered rows go through an [`Entry`], so no record changes
//! without an event; the event's place in the record's chain is what makes two writers of one record conflict.

use uuid::Uuid;

use super::{Table, Value};
use crate::ledger::Entry;

/// One statement of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub sql: std::borrow::Cow<'static, str>,
    pub args: Vec<Value>,
    /// When set, the statement must touch exactly this many rows or the whole batch is a conflict named so.
    pub expect: Option<(u64, &'static str)>,
}

/// Builds the rest of a batch once its number is known. Runs while the number's row is locked: pure and short.
pub(crate) type WithNumber = Box<dyn FnOnce(i64) -> Changes + Send>;

/// A gapless number taken inside the batch, and what is written with it.
pub(crate) struct Numbered {
    pub tenant: Uuid,
    pub name: String,
    pub build: WithNumber,
}

/// A batch of changes, committed whole or not at all.
#[derive(Default)]
pub struct Changes {
    pub(crate) statements: Vec<Statement>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) numbered: Option<Numbered>,
}

/// Where a ledger event of this batch stands; lets a commit of unknown outcome be looked up.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub tenant: Uuid,
    pub record: Uuid,
    pub seq: i64,
    pub hash: [u8; 32],
}

impl Changes {
    pub fn new() -> Changes {
        Changes::default()
    }

    /// Adds an event and the rows it covers.
    pub fn record(&mut self, entry: Entry) -> &mut Self {
        let (mark, statements) = entry.finish();
        self.marks.push(mark);
        self.statements.extend(statements);
        self
    }

    /// Saves a row of a table that is not ledgered (sessions, drafts, jobs).
    pub fn save(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.statements.push(Statement { sql: table.save_sql().into(), args: row, expect: None });
        self
    }

    /// Removes a row of a table that is not ledgered.
    pub fn delete(&mut self, table: &'static Table, key: Vec<Value>) -> &mut Self {
        self.statements.push(Statement { sql: table.delete_sql().into(), args: key, expect: None });
        self
    }

    /// Runs a statement over unledgered tables.
    pub fn exec(&mut self, sql: &'static str, args: Vec<Value>) -> &mut Self {
        self.statements.push(Statement { sql: sql.into(), args, expect: None });
        self
    }

    /// Runs a statement that must touch exactly `rows` rows; otherwise the batch is a conflict called `what`.
    pub fn expect(&mut self, sql: &'static str, args: Vec<Value>, (rows, what): (u64, &'static str)) -> &mut Self {
        self.statements.push(Statement { sql: sql.into(), args, expect: Some((rows, what)) });
        self
    }

    /// Adds `by` to a counter row.
    pub fn count(&mut self, tenant: Uuid, name: impl Into<String>, by: i64) -> &mut Self {
        if by == 0 {
            return self;
        }
        self.exec(
            "INSERT INTO counters (tenant_id, name, n) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id, name) DO UPDATE SET n = counters.n + excluded.n",
            crate::args![tenant, name.into(), by],
        )
    }

    /// Takes the next number of `name` (1, 2, 3… without gaps, even under concurrency) and adds what `build` makes of it.
    /// A batch takes one number at most; the number's statements run after those already in the batch.
    pub fn with_number(
        &mut self,
        tenant: Uuid,
        name: impl Into<String>,
        build: impl FnOnce(i64) -> Changes + Send + 'static,
    ) -> &mut Self {
        self.numbered = Some(Numbered { tenant, name: name.into(), build: Box::new(build) });
        self
    }

    /// Appends another batch; its number, if any, is kept.
    pub fn merge(&mut self, other: Changes) -> &mut Self {
        self.statements.extend(other.statements);
        self.marks.extend(other.marks);
        if other.numbered.is_some() {
            self.numbered = other.numbered;
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.numbered.is_none()
    }
}

pub(crate) const NEXT_NUMBER: &str = "INSERT INTO numbers (tenant_id, name, last) VALUES ($1, $2, 1) \
     ON CONFLICT (tenant_id, name) DO UPDATE SET last = numbers.last + 1 RETURNING last";
