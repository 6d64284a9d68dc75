//! The control officer's list: every procedure with its gaps, limit, form and process; and one procedure with its history.

use std::collections::HashMap;

use askama::Template;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Reply, Visit};

use super::publication::{TodoLine, place_names, todo_line};
use super::{Code, Link, asked, encode, no_procedure};
use crate::decisions::model::Decision;
use crate::decisions::store;
use crate::decisions::todos::Todo;
use crate::model::Version;
use crate::search::{Index, capital, search};
use crate::{IndexEntry, flows, series};

#[derive(Template)]
#[template(path = "catalogue_list.html")]
struct List {
    page: Page,
    query: String,
    chips: Vec<Link>,
    total: usize,
    lines: Vec<Line>,
    may_edit: bool,
    prev: String,
    next: String,
}

struct Line {
    code: String,
    name: String,
    field: String,
    level: String,
    limit: String,
    counted: bool,
    gaps: String,
    missing: usize,
    form: bool,
    process: String,
    /// "A" or "B" for an internal procedure.
    group: String,
}

const PER_PAGE: usize = 50;

/// The filters by the name they have in the address.
const FILTERS: [(&str, &str); 7] = [
    ("", "Tất cả"),
    ("gaps", "Thiếu nội dung"),
    ("no-limit", "Chưa có thời hạn tính được"),
    ("no-form", "Chưa có biểu mẫu riêng"),
    ("internal", "Thủ tục nội bộ"),
    ("internal-a", "Nội bộ nhóm A"),
    ("internal-b", "Nội bộ nhóm B"),
];

fn fits(filter: &str, e: &IndexEntry) -> bool {
    match filter {
        "gaps" => !e.gaps.is_empty(),
        "no-limit" => !e.counted,
        "no-form" => !e.own_form,
        "internal" => e.internal,
        "internal-a" => e.group.as_deref() == Some("A"),
        "internal-b" => e.group.as_deref() == Some("B"),
        _ => true,
    }
}

fn chosen<'a>(index: &'a Index, query: &str, filter: &str) -> Vec<&'a IndexEntry> {
    let all: Vec<&IndexEntry> = match query {
        "" => index.entries.iter().collect(),
        words => search(index, words, usize::MAX).iter().filter_map(|h| index.entries.get(h.entry)).collect(),
    };
    all.into_iter().filter(|e| fits(filter, e)).collect()
}

/// GET /catalogue?q=&filter=&page=
pub async fn list(visit: Visit) -> Reply {
    let index = crate::all(&visit.app).await?;
    let q = asked(&visit);
    let (query, filter) = (kernel::text::line(q.get("q")), q.get("filter").to_owned());
    let assigned: HashMap<String, String> = flows::assignments(&visit.app).await?.into_iter().collect();
    let found = chosen(&index, &query, &filter);
    let at = q.get("page").parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    let lines = found.iter().skip((at - 1) * PER_PAGE).take(PER_PAGE).map(|e| line(e, &assigned)).collect();
    let address =
        |filter: &str, page: usize| format!("/catalogue?q={}&filter={}&page={page}", encode(&query), encode(filter));
    let chip = |(name, label): (&str, &str)| {
        let count = chosen(&index, &query, name).len();
        Link { current: name == filter, ..Link::new(address(name, 1), format!("{} ({count})", visit.lang.t(label))) }
    };
    visit.html(&List {
        page: visit.page("Danh mục thủ tục"),
        chips: FILTERS.into_iter().map(chip).collect(),
        total: found.len(),
        lines,
        may_edit: visit.actor()?.can(crate::EDIT),
        prev: if at > 1 { address(&filter, at - 1) } else { String::new() },
        next: if at * PER_PAGE < found.len() { address(&filter, at + 1) } else { String::new() },
        query,
    })
}

fn line(e: &IndexEntry, assigned: &HashMap<String, String>) -> Line {
    let gaps: Vec<&str> = e.gaps.iter().map(|g| g.label()).collect();
    Line {
        code: e.code.clone(),
        name: e.name.clone(),
        field: e.field.as_deref().map(capital).unwrap_or_default(),
        level: capital(&e.level_text),
        limit: e.limit.clone().unwrap_or_default(),
        counted: e.counted,
        gaps: gaps.join(", "),
        missing: gaps.len(),
        form: e.own_form,
        process: assigned.get(&e.code).cloned().unwrap_or_default(),
        group: e.group.clone().unwrap_or_default(),
    }
}

#[derive(Template)]
#[template(path = "catalogue_one.html")]
struct One {
    page: Page,
    code: String,
    name: String,
    versions: Vec<VersionLine>,
    process: String,
    processes: Vec<(String, bool)>,
    form: String,
    own_form: bool,
    draft: Option<String>,
    history: Vec<Told>,
    decisions: Vec<Link>,
    todos: Vec<TodoLine>,
    may_edit: bool,
    may_process: bool,
}

struct VersionLine {
    number: i64,
    from: String,
    to: String,
    published: String,
    note: String,
    gaps: usize,
    compare: Option<String>,
}

/// One event of a history, in plain words.
pub struct Told {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

/// GET /catalogue/{code}
pub async fn one(visit: Visit, Code(code): Code) -> Reply {
    let app = &visit.app;
    let versions = crate::versions(app, &code).await?;
    let newest = versions.first().ok_or_else(|| no_procedure(&code))?;
    let process = crate::process_for(app, &code).await.map(|p| p.code.clone()).unwrap_or_default();
    let own = series::FORMS.newest(app, &code).await?.is_some();
    let draft = crate::draft(app, newest.procedure).await?;
    let events = platform::ledger::history(app.db(), crate::TENANT, newest.procedure).await?;
    let actor = visit.actor()?;
    let mut page = visit.page("Thủ tục");
    page.title = format!("{} {}", code, newest.parts.name);
    visit.html(&One {
        page,
        name: newest.parts.name.clone(),
        versions: versions.iter().map(version_line).collect(),
        processes: series::PROCESSES.codes(app).await?.into_iter().map(|c| (c.clone(), c == process)).collect(),
        process,
        form: if own { code.clone() } else { crate::GENERIC.to_owned() },
        own_form: own,
        draft: draft.map(|d| short(d.saved_at)),
        history: history(&visit, &events).await?,
        decisions: decisions(&visit, &code).await?,
        todos: todos(&visit, &code).await?,
        may_edit: actor.can(crate::EDIT),
        may_process: actor.can(crate::DESIGN_PROCESSES),
        code,
    })
}

/// The decisions that name the procedure, with where each stands.
async fn decisions(visit: &Visit, code: &str) -> Result<Vec<Link>, Failure> {
    let q = store::naming(code);
    let found: Vec<Decision> = visit.app.db().all(q.sql, q.args).await?;
    let link = |d: Decision| {
        let number = d.number.map(|n| format!(" · {n}")).unwrap_or_default();
        Link::new(format!("/publication/{}", d.id), d.title).note(format!("{}{number}", visit.lang.t(d.status.label())))
    };
    Ok(found.into_iter().map(link).collect())
}

/// What is to be done along the chain, and what was and by what.
async fn todos(visit: &Visit, code: &str) -> Result<Vec<TodoLine>, Failure> {
    let (places, today) = (place_names(visit).await?, crate::today(&visit.app));
    let mut all = vec![];
    for set in visit.app.db().load(vec![store::todos_of(code), store::closed_todos_of(code)]).await? {
        all.extend(platform::db::rows::<Todo>(set)?.iter().map(|t| todo_line(t, &places, today)));
    }
    Ok(all)
}

async fn history(visit: &Visit, events: &[platform::ledger::Event]) -> Result<Vec<Told>, Failure> {
    let mut all = vec![];
    for e in events.iter().rev() {
        let by = match e.actor {
            Some(account) => people::name_of(&visit.app, account).await?,
            None => visit.lang.t("Hệ thống").to_owned(),
        };
        all.push(Told { by, ..told(e, visit) });
    }
    Ok(all)
}

fn version_line(v: &Version) -> VersionLine {
    let compare =
        (v.number > 1).then(|| format!("/catalogue/{}/compare?a={}&b={}", v.parts.code, v.number - 1, v.number));
    VersionLine {
        number: v.number,
        from: date(v.valid_from),
        to: v.valid_to.map(date).unwrap_or_default(),
        published: short(v.published_at),
        note: v.note.clone().unwrap_or_default(),
        gaps: crate::gaps(&v.parts).len(),
        compare,
    }
}

fn told(e: &platform::ledger::Event, visit: &Visit) -> Told {
    let data = e.data();
    let text = |key: &str| data.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let number = data.get("number").and_then(serde_json::Value::as_i64).unwrap_or(0);
    let changed: Vec<&str> =
        data.get("changed").and_then(|v| v.as_array()).into_iter().flatten().filter_map(|v| v.as_str()).collect();
    let (title, more) = match e.action.as_str() {
        "procedure.created" => (visit.lang.t("Đưa thủ tục vào danh mục").to_owned(), text("note")),
        "procedure.version" => {
            let labels: Vec<&str> = changed.iter().map(|l| visit.lang.t(l)).collect();
            let words = visit.lang.f("Thay đổi: {}.", &[&labels.join(", ")]);
            (visit.lang.f("Công bố phiên bản {}", &[&number]), format!("{words} {}", text("note")))
        }
        "procedure.process" => (visit.lang.f("Gán quy trình {}", &[&text("process")]), String::new()),
        other => (other.to_owned(), String::new()),
    };
    Told { title, at: short(e.time()), by: String::new(), text: more.trim().to_owned() }
}
