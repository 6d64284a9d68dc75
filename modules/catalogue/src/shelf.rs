//! Kept copies of what is read often: the searchable index of the day. A counter in the database says when a copy is old,
//! so several servers over one database agree.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use platform::App;
use platform::db::rows;
use platform::web::Failure;

use crate::search::Index;
use crate::store::{self, Stored};

/// Days between two changes of what is in force share one index.
struct Span {
    first: Date,
    last: Option<Date>,
    index: Arc<Index>,
}

/// The spans asked for so far; usually today's alone, more while a past is lived through.
struct Kept {
    revision: i64,
    spans: Vec<Arc<Span>>,
}

/// The revision of the catalogue: moved by every change.
pub(crate) async fn revision(app: &App) -> Result<i64, Failure> {
    let q = store::revision();
    let found: Option<(i64,)> = app.db().first(q.sql, q.args).await?;
    Ok(found.map_or(0, |(n,)| n))
}

/// The index of the versions in force today; built once and kept until the catalogue or what is in force changes.
pub async fn all(app: &App) -> Result<Arc<Index>, Failure> {
    let (revision, day) = (revision(app).await?, crate::today(app));
    let kept = app.kept::<Kept>().filter(|k| k.revision == revision);
    let covers = |s: &&Arc<Span>| s.first <= day && s.last.is_none_or(|last| day <= last);
    if let Some(span) = kept.as_ref().and_then(|k| k.spans.iter().find(covers)) {
        return Ok(span.index.clone());
    }
    let span = Arc::new(build(app, day).await?);
    let index = span.index.clone();
    let mut spans = kept.map_or_else(Vec::new, |k| k.spans.clone());
    spans.push(span);
    app.keep(Arc::new(Kept { revision, spans }));
    Ok(index)
}

async fn build(app: &App, day: Date) -> Result<Span, Failure> {
    let sets = app.db().load(vec![store::all_on(day), store::turns(day)]).await?;
    let [stored, turns] = <[_; 2]>::try_from(sets).unwrap_or_default();
    let stored: Vec<Stored> = rows(stored)?;
    let turn = rows::<store::Turns>(turns)?.pop();
    let versions: Vec<_> = stored.into_iter().map(|s| s.version).collect();
    let forms: HashSet<String> = crate::series::FORMS.codes(app).await?.into_iter().collect();
    let index = Arc::new(Index::build(&versions, |code| forms.contains(code)));
    let first = turn.as_ref().and_then(|t| t.last_before).unwrap_or(Date::MIN);
    Ok(Span { first, last: turn.and_then(|t| t.first_after).and_then(|d| d.yesterday().ok()), index })
}
