//! Running cases moved to a new version of their process: which versions run, what would become of each case, approved one by one
//! or all together. Nothing moves by itself: a case stays on the version it began with.

use askama::Template;
use kernel::error::Refusal;
use kernel::page::Cursor;
use platform::Actor;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::bulk::{BulkItem, outcome};
use super::lists::capped;
use crate::actions::migrate::{Preview, approve, previews, running};
use crate::model::{CaseId, Task};
use crate::rules::MIGRATION_BASIS;

/// Cases on a page.
const SIZE: i64 = 50;
/// At most so many cases in one approval: more would keep the person waiting without a word.
const MOST: usize = 200;

struct VersionLine {
    code: String,
    name: String,
    version: i64,
    cases: String,
    /// The newest version's number and the address of the preview.
    newest: Option<(i64, String)>,
}

#[derive(Template)]
#[template(path = "cases_versions.html")]
struct VersionsPage {
    page: Page,
    versions: Vec<VersionLine>,
}

struct Line {
    id: CaseId,
    code: String,
    applicant: String,
    now: Vec<String>,
    then: Vec<String>,
    wrong: String,
    picked: bool,
}

#[derive(Template)]
#[template(path = "cases_migrate.html")]
struct MigratePage {
    page: Page,
    from: Uuid,
    to: Uuid,
    name: String,
    numbers: (i64, i64),
    mapping: catalogue::Mapping,
    lines: Vec<Line>,
    most: usize,
    first: String,
    next: String,
    address: String,
    basis: String,
    error: String,
    errors: Vec<(String, String)>,
}

impl MigratePage {
    fn any(&self) -> bool {
        self.lines.iter().any(|l| l.wrong.is_empty())
    }
}

/// The two versions an address or a form names.
fn asked(p: &Posted) -> Result<(Uuid, Uuid), Failure> {
    let id = |name: &str| p.get(name).parse::<Uuid>().ok();
    id("from").zip(id("to")).ok_or_else(|| Failure::missing("Không có phiên bản quy trình này"))
}

/// GET /desk/migrate
pub async fn show(v: Visit) -> Reply {
    let query = v.path.split_once('?').map_or("", |(_, q)| q).to_owned();
    let asked = Posted::parse(query.as_bytes());
    if asked.get("from").is_empty() {
        let page = versions(&v).await?;
        return v.html(&page);
    }
    let page = listed(&v, &asked, None).await?;
    v.html(&page)
}

async fn versions(v: &Visit) -> Result<VersionsPage, Failure> {
    let actor = v.actor()?;
    let line = |r: crate::actions::migrate::Running| VersionLine {
        code: r.process.code.clone(),
        name: r.process.definition.name.clone(),
        version: r.process.version,
        cases: capped(r.cases),
        newest: r.newest.map(|n| (n.version, format!("/desk/migrate?from={}&to={}", r.process.id, n.id))),
    };
    let versions = running(&v.app, actor.agency).await?.into_iter().map(line).collect();
    Ok(VersionsPage { page: v.page("Chuyển phiên bản quy trình"), versions })
}

fn steps(v: &Visit, tasks: &[Task]) -> Vec<String> {
    let step = |t: &Task| {
        let due = v.lang.f("hạn {}", &[&kernel::time::short(t.due_at)]);
        format!("{} ({due})", t.name)
    };
    tasks.iter().map(step).collect()
}

fn line(v: &Visit, p: Preview, picked: &[CaseId]) -> Line {
    let (then, wrong) = match &p.then {
        Ok(tasks) => (steps(v, tasks), String::new()),
        Err(r) => (vec![], r.message.clone()),
    };
    Line {
        id: p.case.id,
        code: p.case.code,
        applicant: p.case.body.applicant.name,
        now: steps(v, &p.now),
        then,
        wrong,
        picked: picked.contains(&p.case.id),
    }
}

async fn listed(v: &Visit, posted: &Posted, refusal: Option<Refusal>) -> Result<MigratePage, Failure> {
    let (from, to) = asked(posted)?;
    let after = posted.some("after").unwrap_or_default();
    let (found, next) = previews(&v.app, v.actor()?, (from, to), (Cursor::decode(after), SIZE)).await?;
    let picked: Vec<CaseId> = posted.all("id").filter_map(|t| t.parse().ok()).collect();
    let error = refusal.map(|r| r.message).unwrap_or_default();
    let (old, new) = (catalogue::process_version(&v.app, from).await?, catalogue::process_version(&v.app, to).await?);
    let place = format!("/desk/migrate?from={from}&to={to}");
    Ok(MigratePage {
        page: v.page("Chuyển phiên bản quy trình"),
        from,
        to,
        name: new.definition.name.clone(),
        numbers: (old.version, new.version),
        mapping: catalogue::mapping(&v.app, from, to).await?,
        lines: found.into_iter().map(|p| line(v, p, &picked)).collect(),
        most: MOST,
        first: if after.is_empty() { String::new() } else { place.clone() },
        next: next.map_or_else(String::new, |c| format!("{place}&after={}", c.encode())),
        address: after.to_owned(),
        basis: posted.get("basis").to_owned(),
        errors: if error.is_empty() { vec![] } else { vec![("#basis".to_owned(), error.clone())] },
        error,
    })
}

/// POST /desk/migrate
pub async fn apply(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?.clone();
    let (from, to) = asked(&posted)?;
    if !posted.get("basis").chars().any(char::is_alphanumeric) {
        let page = listed(&v, &posted, Some(Refusal::new("required", MIGRATION_BASIS).at("basis"))).await?;
        return v.html_refused(&page);
    }
    let wanted = match posted.get("action") {
        "all" => every(&v, &actor, (from, to)).await?,
        _ => posted.all("id").filter_map(|t| t.parse().ok()).take(MOST).collect(),
    };
    let back = format!("/desk/migrate?from={from}&to={to}");
    if wanted.is_empty() {
        return Ok(v.warn(&back, v.lang.t("Chưa chọn hồ sơ nào.")));
    }
    let mut items = vec![];
    for id in wanted {
        let done = approve(&v.app, &actor, id, (from, to, posted.get("basis"))).await;
        let text = || v.lang.t("Đã chuyển").to_owned();
        items.push(BulkItem::of(&v, &actor, (id, done.map(|d| (text(), d.case.code)))).await);
    }
    outcome(&v, back, items)
}

/// Every case that can go over, up to what one approval carries.
async fn every(v: &Visit, actor: &Actor, versions: (Uuid, Uuid)) -> Result<Vec<CaseId>, Failure> {
    let (mut all, mut after) = (vec![], None);
    loop {
        let (found, next) = previews(&v.app, actor, versions, (after, SIZE)).await?;
        all.extend(found.iter().filter(|p| p.then.is_ok()).map(|p| p.case.id));
        all.truncate(MOST);
        match next {
            Some(next) if all.len() < MOST => after = Some(next),
            _ => return Ok(all),
        }
    }
}
