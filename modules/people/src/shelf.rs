//! The tree kept in memory: asked for many times in a request, changed a few times a year. A counter raised with every change
//! tells a kept tree that it is old, also when another process made the change.

use std::sync::Arc;

use platform::App;
use platform::db::{DbError, FromRow, Row, rows};

use crate::store;
use crate::tree::Tree;

struct Kept {
    revision: i64,
    tree: Arc<Tree>,
}

/// The number in the answer to [`store::revision`]; 0 before the first change.
pub fn revision(set: Vec<Row>) -> Result<i64, DbError> {
    Ok(rows::<(i64,)>(set)?.first().map_or(0, |(n,)| *n))
}

/// The tree as of now.
pub async fn tree(app: &App) -> Result<Arc<Tree>, DbError> {
    let mut sets = app.db().load(vec![store::revision()]).await?;
    at_revision(app, revision(sets.pop().unwrap_or_default())?).await
}

/// The tree of a revision just read.
pub async fn at_revision(app: &App, current: i64) -> Result<Arc<Tree>, DbError> {
    if let Some(kept) = app.kept::<Kept>().filter(|k| k.revision == current) {
        return Ok(kept.tree.clone());
    }
    // The number is read first: rows read after it are at least as new.
    let mut sets = app.db().load(vec![store::revision(), store::all_units()]).await?;
    let units = sets.pop().unwrap_or_default();
    let revision = revision(sets.pop().unwrap_or_default())?;
    let all = units.into_iter().map(|mut r| crate::model::UnitRow::from_row(&mut r)).collect::<Result<Vec<_>, _>>()?;
    let tree = Arc::new(Tree::new(all));
    app.keep(Arc::new(Kept { revision, tree: tree.clone() }));
    Ok(tree)
}
