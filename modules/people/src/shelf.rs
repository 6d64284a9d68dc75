//! The tree kept in memory: asked for many times in a request, changed a few times a year. A counter raised with every change
//! tells a kept tree that it is old, also when another process made the change; what is only shown is checked every few seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::time::civil::Date;
use platform::App;
use platform::db::{DbError, FromRow, Row, rows};

use crate::model::Unit;
use crate::store;
use crate::tree::Tree;

/// How long what is shown may be behind another process. Time as it passes, whatever the application's clock says: no decision
/// stands on it.
const SHOWN: Duration = Duration::from_secs(5);
/// More kept days than this are dropped together.
const MOST: usize = 400;

struct Kept {
    revision: i64,
    tree: Arc<Tree>,
    /// When the revision was last compared with the database; none when it must be.
    checked: Mutex<Option<Instant>>,
    days: Mutex<HashMap<Date, Arc<Vec<Unit>>>>,
}

/// The number in the answer to [`store::revision`]; 0 before the first change.
pub fn revision(set: Vec<Row>) -> Result<i64, DbError> {
    Ok(rows::<(i64,)>(set)?.first().map_or(0, |(n,)| *n))
}

/// The tree as of now: what a decision stands on.
pub async fn tree(app: &App) -> Result<Arc<Tree>, DbError> {
    Ok(fresh(app).await?.tree.clone())
}

/// The tree of a revision just read.
pub async fn at_revision(app: &App, current: i64) -> Result<Arc<Tree>, DbError> {
    Ok(kept_at(app, current).await?.tree.clone())
}

/// The tree for pages and names: at most a few seconds behind a change made by another process.
pub async fn shown(app: &App) -> Result<Arc<Tree>, DbError> {
    Ok(recent(app).await?.tree.clone())
}

/// The units of a day in the order of the tree, for pages and places.
pub async fn day(app: &App, day: Date) -> Result<Arc<Vec<Unit>>, DbError> {
    let kept = recent(app).await?;
    let mut days = kept.days.lock().unwrap_or_else(PoisonError::into_inner);
    if days.len() > MOST {
        days.clear();
    }
    Ok(days.entry(day).or_insert_with(|| Arc::new(kept.tree.valid(day))).clone())
}

/// Drops what is kept, after a change made here.
pub fn forget(app: &App) {
    if let Some(kept) = app.kept::<Kept>() {
        *kept.checked.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

async fn recent(app: &App) -> Result<Arc<Kept>, DbError> {
    let young = |k: &Arc<Kept>| {
        let checked = *k.checked.lock().unwrap_or_else(PoisonError::into_inner);
        checked.is_some_and(|at| at.elapsed() < SHOWN)
    };
    match app.kept::<Kept>().filter(young) {
        Some(kept) => Ok(kept),
        None => fresh(app).await,
    }
}

async fn fresh(app: &App) -> Result<Arc<Kept>, DbError> {
    let mut sets = app.db().load(vec![store::revision()]).await?;
    let kept = kept_at(app, revision(sets.pop().unwrap_or_default())?).await?;
    *kept.checked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    Ok(kept)
}

async fn kept_at(app: &App, current: i64) -> Result<Arc<Kept>, DbError> {
    if let Some(kept) = app.kept::<Kept>().filter(|k| k.revision == current) {
        return Ok(kept);
    }
    // The number is read first: rows read after it are at least as new.
    let mut sets = app.db().load(vec![store::revision(), store::all_units()]).await?;
    let units = sets.pop().unwrap_or_default();
    let revision = revision(sets.pop().unwrap_or_default())?;
    let all = units.into_iter().map(|mut r| crate::model::UnitRow::from_row(&mut r)).collect::<Result<Vec<_>, _>>()?;
    let (tree, checked) = (Arc::new(Tree::new(all)), Mutex::new(Some(Instant::now())));
    let kept = Arc::new(Kept { revision, tree, checked, days: Mutex::default() });
    app.keep(kept.clone());
    Ok(kept)
}
