//! The pages of remedies: the list with what is overdue first, one remedy with what the unit showed and what may be done now.

use askama::Template;
use axum::extract::{Multipart, Path};
use kernel::time::{date, from_micros, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::visits::{ToDo, to_do};
use super::{Wrong, at, today, unit_name, wrong};
use crate::actions::remedies::{self, Deal, PAGE};
use crate::model::{Progress, Remedy};
use crate::store::visits::day_number;

#[derive(Template)]
#[template(path = "inspections_remedies.html")]
struct ListPage {
    page: Page,
    settled: bool,
    lines: Vec<ToDo>,
    next: String,
}

/// GET /inspections/remedies?settled=1&after=19723.<id>
pub async fn list(v: Visit) -> Reply {
    let asked = Posted::parse(v.path.split_once('?').map_or("", |(_, q)| q).as_bytes());
    let settled = asked.get("settled") == "1";
    let after = asked.get("after").split_once('.').and_then(|(d, id)| Some((d.parse().ok()?, id.parse().ok()?)));
    let after = after.unwrap_or((i64::MIN, Uuid::nil()));
    let mut all = remedies::list(&v.app, v.actor()?, i64::from(settled), after).await?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let next = match all.last().filter(|_| more) {
        Some(r) => format!("/inspections/remedies?settled={}&after={}.{}", i64::from(settled), day_number(r.due), r.id),
        None => String::new(),
    };
    let page = v.page("Khắc phục sau kiểm tra");
    v.html(&ListPage { settled, lines: to_do(&v, all).await?, next, page })
}

#[derive(Template)]
#[template(path = "inspections_remedy.html")]
struct ShowPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    r: Remedy,
    unit: String,
    inspected: String,
    late: bool,
    by: String,
    may_show: bool,
    may_judge: bool,
}

impl ShowPage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }

    fn open(&self) -> bool {
        matches!(self.r.progress, Progress::Open | Progress::Returned)
    }

    fn reported(&self) -> bool {
        self.r.progress == Progress::Reported
    }

    fn due(&self) -> String {
        date(self.r.due)
    }

    fn done(&self) -> String {
        self.r.done.map(date).unwrap_or_default()
    }

    fn when(&self) -> String {
        self.r.shown.as_ref().map(|s| short(from_micros(s.at))).unwrap_or_default()
    }
}

/// GET /inspections/remedies/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (None, vec![])).await
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Option<Posted>, Vec<Wrong>)) -> Reply {
    let actor = v.actor()?;
    let (o, r) = remedies::open(&v.app, actor, id).await?;
    let by = match &r.shown {
        Some(s) => people::name_of(&v.app, s.by).await?,
        None => String::new(),
    };
    let stored = || Posted(vec![("text".into(), r.shown.as_ref().map(|s| s.text.clone()).unwrap_or_default())]);
    let view = ShowPage {
        page: v.page("Yêu cầu khắc phục"),
        seq: o.ledger.seq,
        unit: unit_name(v, r.unit).await?,
        inspected: unit_name(v, r.inspected).await?,
        late: r.late(today(v)),
        by,
        may_show: remedies::may_show(&v.app, actor, &r).await?,
        may_judge: o.part.manages || o.part.head,
        typed: typed.unwrap_or_else(stored),
        r,
        errors,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

async fn answered(v: &Visit, id: Uuid, (posted, done): (Posted, Result<(), Failure>)) -> Reply {
    match done {
        Ok(()) => Ok(v.done(&format!("/inspections/remedies/{id}"), v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => again(v, id, (Some(posted), vec![wrong(&r)])).await,
        Err(Failure::Conflict(message)) => {
            again(v, id, (Some(posted), vec![Wrong { field: "main".into(), message }])).await
        }
        Err(other) => Err(other),
    }
}

/// POST /inspections/remedies/{id}/show
pub async fn shown(v: Visit, Path(id): Path<Uuid>, form: Multipart) -> Reply {
    let arrived = documents::take(&v.app, form).await?;
    let posted = Posted(arrived.texts);
    let seen = posted.get("seen").parse().ok();
    let done = match arrived.refused.into_iter().next() {
        Some(refused) => Err(refused.at("file").into()),
        None => {
            let files = arrived.files.into_iter().map(|(_, f)| f).collect();
            remedies::act(&v.app, v.actor()?, (id, seen), &Deal::Show(posted.get("text").into(), files)).await
        }
    };
    answered(&v, id, (posted, done)).await
}

/// POST /inspections/remedies/{id}/accept and …/send-back
pub async fn judge(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let seen = posted.get("seen").parse().ok();
    let accepts = v.path.split('?').next().is_some_and(|p| p.ends_with("/accept"));
    let deal = if accepts { Deal::Accept } else { Deal::SendBack(posted.get("reason").into()) };
    let done = remedies::act(&v.app, v.actor()?, (id, seen), &deal).await;
    answered(&v, id, (posted, done)).await
}
