//! Running cases that go over to another version of their process: which versions they run on, what would become of each, and the
//! change of each as approved.

use std::sync::Arc;

use catalogue::PublishedProcess;
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::micros;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

use super::recount::may;
use crate::model::{Case, CaseId, Dossier, Task};
use crate::rules::{self, Target};
use crate::store;

/// A version open cases run on, and the one they could go over to.
pub struct Running {
    pub process: Arc<PublishedProcess>,
    /// Open cases, counted up to a thousand.
    pub cases: i64,
    /// The newest version of the same process, when it is another.
    pub newest: Option<Arc<PublishedProcess>>,
}

const COUNTED: i64 = 1000;

/// The versions an agency's open cases run on.
pub async fn running(app: &App, agency: Uuid) -> Result<Vec<Running>, Failure> {
    let mut all = vec![];
    for (id, cases) in store::running(app.db(), agency, COUNTED).await? {
        let process = catalogue::process_version(app, id).await?;
        let versions = catalogue::process_versions(app, &process.code).await?;
        let newest = match versions.first().filter(|(newest, _)| *newest != id) {
            Some((newest, _)) => Some(catalogue::process_version(app, *newest).await?),
            None => None,
        };
        all.push(Running { process, cases, newest });
    }
    all.sort_by(|a, b| (&a.process.code, a.process.version).cmp(&(&b.process.code, b.process.version)));
    Ok(all)
}

/// What would become of a case.
pub struct Preview {
    pub case: Case,
    /// Open steps as they are called now.
    pub now: Vec<Task>,
    /// The same steps afterwards, or why the case cannot go over.
    pub then: Result<Vec<Task>, Refusal>,
}

/// The next open cases of a version after a cursor, each with its preview; what a person may not approve is left out.
pub async fn previews(
    app: &App,
    actor: &Actor,
    (from, to): (Uuid, Uuid),
    (after, size): (Option<Cursor>, i64),
) -> Result<(Vec<Preview>, Option<Cursor>), Failure> {
    let to = catalogue::process_version(app, to).await?;
    let q = store::open_query((actor.agency, Some(from)), after, size);
    let cases: Vec<Case> = app.db().all(q.sql, q.args).await?;
    let full = i64::try_from(cases.len()).is_ok_and(|n| n == size);
    let next = cases.last().filter(|_| full).map(|c| Cursor { key: micros(c.due_at), id: c.id.0 });
    let mut all = vec![];
    for case in cases {
        if !may(app, actor, case.unit).await? {
            continue;
        }
        let Some((_, before)) = super::load(app, (case.tenant, case.id)).await? else { continue };
        let mut decide = |d: &mut Dossier, g: &mut rules::Ground<'_>| rules::migrate(d, g, (target(&to), "–1"));
        let then = match super::decided(app, actor.by(), &before, &mut decide).await {
            Ok((after, _)) => Ok(after.steps().cloned().collect()),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(e) => return Err(e),
        };
        all.push(Preview { now: before.steps().cloned().collect(), case: before.case, then });
    }
    Ok((all, next))
}

fn target(to: &PublishedProcess) -> Target<'_> {
    Target { id: to.id, version: to.version, definition: &to.definition }
}

/// Moves one case as approved.
pub async fn approve(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (from, to, basis): (Uuid, Uuid, &str),
) -> Result<Dossier, Failure> {
    let (_, before) = super::open(app, actor, id).await?;
    if before.case.tenant != actor.agency || !may(app, actor, before.case.unit).await? {
        return Err(Refusal::new("forbidden", "Hồ sơ do đơn vị khác giữ; lãnh đạo đơn vị đó duyệt.").into());
    }
    let to = catalogue::process_version(app, to).await?;
    super::act(app, actor.by(), ((before.case.tenant, id), None), |d, g| {
        if d.case.process != Some(from) {
            return Err(Refusal::new("moved", "Hồ sơ nay chạy theo phiên bản khác. Tải lại danh sách rồi duyệt lại."));
        }
        rules::migrate(d, g, (target(&to), basis))
    })
    .await
}
