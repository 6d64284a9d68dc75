//! Cases as lists show them: names people know, how near the due date is, in words. And the search behind the box on every page.

use askama::Template;
use axum::extract::Query;
use kernel::time::{Timestamp, short};
use kernel::working_time::{State, state};
use platform::App;
use platform::web::{Failure, Page, Reply, Visit};
use serde::Deserialize;

use super::columns::ListColumn;
use crate::law::law;
use crate::model::{CaseId, Channel, Status};
use crate::rules::{Warn, warn_level};
use crate::store::{self, Line};

/// A case as a list shows it.
pub struct Shown {
    pub id: CaseId,
    pub code: String,
    pub procedure: String,
    pub applicant: String,
    pub status: Status,
    pub unit: String,
    pub officer: String,
    pub channel: Channel,
    pub submitted: String,
    pub received: String,
    pub finished: String,
    pub due: String,
    pub state: String,
    pub warn: Warn,
    /// What put it on the desk: an urging note, a question.
    pub note: String,
}

impl Shown {
    pub fn late(&self) -> bool {
        self.warn == Warn::Late
    }

    /// The warning in words, with its tag's colour; none when calm.
    pub fn tag(&self) -> Option<(&'static str, &'static str)> {
        match self.warn {
            Warn::Calm => None,
            Warn::Soon => Some(("Sắp đến hạn", "yellow")),
            Warn::Last => Some(("Phải xin lỗi hoặc trả hôm nay", "orange")),
            Warn::Late => Some(("Quá hạn", "red")),
        }
    }
}

/// How near a line's due date is; only what is in work, or waits for the desk's answer, can be late.
pub fn warn_of(l: &Line, now: Timestamp, law: &crate::law::Law) -> Warn {
    let regime = law.regimes.on(kernel::time::local(l.submitted_at).date());
    match l.status {
        Status::Working | Status::Accepted => warn_level(l.due_at, now, (regime, &law.calendar)),
        Status::Registered if now > l.due_at => Warn::Late,
        _ => Warn::Calm,
    }
}

/// Lines with the names people know.
pub async fn shown(app: &App, lines: Vec<Line>) -> Result<Vec<Shown>, Failure> {
    let index = catalogue::all(app).await?;
    let law = law(app)?;
    let now = app.now();
    let mut all = Vec::with_capacity(lines.len());
    for l in lines {
        let unit = people::unit(app, l.unit).await?.map(|u| u.called().to_owned()).unwrap_or_default();
        let officer = match l.officer {
            Some(id) => people::name_of(app, id).await?,
            None => String::new(),
        };
        let running = matches!(l.status, Status::Working | Status::Accepted | Status::Registered);
        let place = state(&law.calendar, l.due_at, now).ok().filter(|_| running);
        let warn = warn_of(&l, now, &law);
        all.push(Shown {
            id: l.id,
            code: l.code,
            procedure: index.entry(&l.procedure).map_or(l.procedure.clone(), |e| e.name.clone()),
            applicant: l.applicant,
            status: l.status,
            unit,
            officer,
            channel: l.channel,
            submitted: short(l.submitted_at),
            received: l.received_at.map(short).unwrap_or_default(),
            finished: l.finished_at.map(short).unwrap_or_default(),
            due: short(l.due_at),
            state: place.as_ref().map(State::to_string).unwrap_or_default(),
            warn,
            note: String::new(),
        });
    }
    Ok(all)
}

#[derive(Template)]
#[template(path = "cases_search.html")]
struct SearchPage {
    page: Page,
    query: String,
    lines: Vec<Shown>,
    procedures: Vec<NavHit>,
}

struct NavHit {
    code: String,
    name: String,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// What a scanner types from a receipt's QR code is the tracking address: the code stands in it.
fn scanned(q: &str) -> &str {
    let code = q.rsplit_once("code=").map_or(q, |(_, rest)| rest);
    code.split('&').next().unwrap_or(code)
}

/// GET /desk/search: a code that names one case opens it.
pub async fn search(v: Visit, Query(typed): Query<Typed>) -> Reply {
    let actor = v.actor()?;
    let q = kernel::text::line(scanned(&typed.q));
    let mut lines = vec![];
    let mut procedures = vec![];
    if !q.is_empty() {
        let found = store::search_query(actor.agency, &q);
        let rows: Vec<Line> = v.app.db().all(found.sql, found.args).await?;
        if let [only] = &rows[..]
            && only.code.eq_ignore_ascii_case(&q)
        {
            return Ok(platform::web::see_other(&format!("/desk/cases/{}", only.id)));
        }
        lines = shown(&v.app, rows).await?;
        let index = catalogue::all(&v.app).await?;
        let hits = catalogue::search(&index, &q, 8);
        procedures = hits
            .iter()
            .map(|h| &index.entries[h.entry])
            .map(|e| NavHit { code: e.code.clone(), name: e.name.clone() })
            .collect();
    }
    v.html(&SearchPage { page: v.page("Tìm kiếm"), query: q, lines, procedures })
}
