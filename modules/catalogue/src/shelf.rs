//! Kept copies of what is read often: the searchable index of the day. A counter in the database says when a copy is old,
//! so several servers over one database agree.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use platform::App;
use platform::web::Failure;

use crate::search::Index;
use crate::store::{self, Stored};

struct Kept {
    revision: i64,
    day: Date,
    index: Arc<Index>,
}

/// The revision of the catalogue: moved by every change.
pub(crate) async fn revision(app: &App) -> Result<i64, Failure> {
    let q = store::revision();
    let found: Option<(i64,)> = app.db().first(q.sql, q.args).await?;
    Ok(found.map_or(0, |(n,)| n))
}

/// The index of the versions in force today; built once and kept until the catalogue or the day changes.
pub async fn all(app: &App) -> Result<Arc<Index>, Failure> {
    let (revision, day) = (revision(app).await?, crate::today(app));
    if let Some(kept) = app.kept::<Kept>().filter(|k| k.revision == revision && k.day == day) {
        return Ok(kept.index.clone());
    }
    let q = store::all_on(day);
    let stored: Vec<Stored> = app.db().all(q.sql, q.args).await?;
    let versions: Vec<_> = stored.into_iter().map(|s| s.version).collect();
    let forms: HashSet<String> = crate::series::FORMS.codes(app).await?.into_iter().collect();
    let index = Arc::new(Index::build(&versions, |code| forms.contains(code)));
    app.keep(Arc::new(Kept { revision, day, index: index.clone() }));
    Ok(index)
}
