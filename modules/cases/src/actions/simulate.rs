//! What a simulation of a process starts from: when past cases of the agency came, how they really went, and how many people there
//! are for each role today. The simulation itself is `process::simulate`, run where it holds nobody up.

use std::sync::Arc;

use catalogue::PublishedProcess;
use kernel::time::Timestamp;
use platform::web::Failure;
use platform::{Actor, App};
use process::simulate::{Comparison, Report, Scenario, compare, simulate};

use super::Span;
use crate::law::law;
use crate::store;

/// At most so many cases of a period are played; with ten runs a simulation stays a matter of seconds.
pub const PLAYED: usize = 20_000;

/// Past cases of a period.
#[derive(Debug, Default)]
pub struct Past {
    pub arrivals: Vec<Timestamp>,
    /// Those of them whose result was decided, and those decided after their due date.
    pub done: usize,
    pub late: usize,
    /// More came than are played.
    pub more: bool,
}

/// What came in a period on a version of a process.
pub async fn past(app: &App, span: Span) -> Result<Past, Failure> {
    let most = i64::try_from(PLAYED + 1).unwrap_or(i64::MAX);
    let q = store::times_query((span.agency, span.process), span.received, most);
    let mut rows: Vec<(Timestamp, Option<Timestamp>, Timestamp)> = app.db().all(q.sql, q.args).await?;
    let more = rows.len() > PLAYED;
    rows.truncate(PLAYED);
    let decided = |(_, finished, due): &(Timestamp, Option<Timestamp>, Timestamp)| finished.map(|f| f > *due);
    let ends: Vec<bool> = rows.iter().filter_map(decided).collect();
    Ok(Past {
        done: ends.len(),
        late: ends.iter().filter(|late| **late).count(),
        arrivals: rows.into_iter().map(|(at, ..)| at).collect(),
        more,
    })
}

/// The roles of a process's steps, in the order of its file, with the people who hold them today in the agency.
pub async fn roles(app: &App, actor: &Actor, process: &PublishedProcess) -> Result<Vec<(String, usize)>, Failure> {
    let mut all: Vec<(String, usize)> = vec![];
    for role in process.definition.tasks().filter_map(|t| t.role.clone()) {
        if all.iter().all(|(known, _)| *known != role) {
            let people = people::holders(app, actor.agency, &role).await?.len();
            all.push((role, people));
        }
    }
    Ok(all)
}

/// The report of one scenario, or of two and what separates them.
///
/// # Errors
/// A scenario that cannot be played, in words for its author.
pub async fn played(
    app: &App,
    process: Arc<PublishedProcess>,
    (first, second): (Scenario, Option<Scenario>),
) -> Result<(Report, Option<(Report, Comparison)>), Failure> {
    let law = law(app)?;
    let work = move || {
        let run =
            |s: &Scenario| simulate(&process.definition, &law.calendar, s).map_err(|e| Failure::Bad(e.to_string()));
        let one = run(&first)?;
        let two = second.as_ref().map(run).transpose()?;
        let beside = two.map(|two| {
            let comparison = compare(&one, &two);
            (two, comparison)
        });
        Ok((one, beside))
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Internal(e.to_string()))?
}
