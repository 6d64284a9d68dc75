//! Directives of a plan: issued, delivered, read, reminded.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use kernel::time::{from_micros, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::show::{Head, day_words, head};
use super::{Names, Wrong, at, day_option, id, wrong};
use crate::directives::{Directive, NewDirective, issue, load, newest, read, remind};

struct Line {
    id: Uuid,
    number: String,
    issued: String,
    title: String,
    read: usize,
    all: usize,
}

#[derive(Template)]
#[template(path = "plans_directives.html")]
struct List {
    page: Page,
    head: Head,
    lines: Vec<Line>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl List {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

async fn view(visit: &Visit, plan: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Result<List, Failure> {
    let app = &visit.app;
    let plan = crate::plan(app, plan).await?;
    let q = newest();
    let all: Vec<Directive> = app.db().all(q.sql, q.args).await?;
    let mut lines = vec![];
    for d in all.into_iter().filter(|d| d.body.plan == plan.id) {
        let (_, _, deliveries) = load(app, d.id).await?;
        let read = deliveries.iter().filter(|x| x.read_at > 0).count();
        let (issued, all) = (day_words(d.issued), deliveries.len());
        lines.push(Line { id: d.id, number: d.number, issued, title: d.body.title, read, all });
    }
    Ok(List { page: visit.page("Văn bản chỉ đạo"), head: head(visit, &plan).await?, lines, typed, errors })
}

/// GET /plans/{id}/directives
pub async fn list(visit: Visit, Path(plan): Path<String>) -> Reply {
    let page = view(&visit, id(&plan)?, (Posted::default(), vec![])).await?;
    visit.html(&page)
}

/// POST /plans/{id}/directives
pub async fn add(visit: Visit, Path(plan): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let plan = id(&plan)?;
    let form =
        sent.map_err(|_| Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into()))?;
    let arrived = documents::take(&visit.app, form).await?;
    let posted = Posted(arrived.texts);
    let done = async {
        if let Some(refusal) = arrived.refused.first() {
            return Err(refusal.clone().at("file").into());
        }
        let get = |name: &str| posted.get(name).to_owned();
        let new = NewDirective {
            plan,
            number: get("number"),
            issued: day_option(&posted, "issued")?,
            title: get("title"),
            text: get("text"),
            file: arrived.files.first().map(|(_, f)| f.clone()),
            to: get("to"),
        };
        issue(&visit.app, Some(visit.actor()?), new).await
    };
    match done.await {
        Ok(made) => Ok(visit
            .done(&format!("/plans/directives/{made}"), visit.lang.t("Đã ban hành và gửi văn bản tới các đơn vị."))),
        Err(Failure::Refused(r)) => {
            let page = view(&visit, plan, (posted, wrong(Some(r)))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

struct Receipt {
    unit: String,
    read: String,
    by: String,
    reminded: String,
}

#[derive(Template)]
#[template(path = "plans_directive.html")]
struct Show {
    page: Page,
    id: Uuid,
    plan: Uuid,
    number: String,
    issued: String,
    text: String,
    file: String,
    receipts: Vec<Receipt>,
    unread: usize,
    /// The reader's unit has not confirmed yet.
    mine: bool,
    may_remind: bool,
}

/// GET /plans/directives/{id}
pub async fn show(visit: Visit, Path(directive): Path<String>) -> Reply {
    let app = &visit.app;
    let (_, d, deliveries) = load(app, id(&directive)?).await?;
    let plan = crate::plan(app, d.body.plan).await?;
    let mut names = Names::default();
    names.know(app, deliveries.iter().map(|x| x.unit).collect()).await?;
    let mut receipts = vec![];
    for x in &deliveries {
        let by = match x.body.by {
            Some(account) => people::name_of(app, account).await?,
            None => String::new(),
        };
        let read = if x.read_at > 0 { short(from_micros(x.read_at)) } else { String::new() };
        let reminded = x.body.reminded.last().map(|t| short(from_micros(*t))).unwrap_or_default();
        receipts.push(Receipt { unit: names.name(x.unit), read, by, reminded });
    }
    receipts.sort_by_cached_key(|r| (!r.read.is_empty(), kernel::text::sort_key(&r.unit)));
    let actor = visit.actor()?;
    let path = people::unit_known(app, plan.unit).await?.map(|u| u.path).unwrap_or_default();
    let mut page = visit.page("Văn bản chỉ đạo");
    page.title = d.body.title;
    visit.html(&Show {
        page,
        id: d.id,
        plan: plan.id,
        number: d.number,
        issued: day_words(d.issued),
        text: d.body.text,
        file: d.body.file.map(|f| f.name).unwrap_or_default(),
        unread: receipts.iter().filter(|r| r.read.is_empty()).count(),
        receipts,
        mine: deliveries.iter().any(|x| x.unit == actor.unit && x.read_at == 0),
        may_remind: actor.can_at(crate::ACCEPT, &path),
    })
}

/// GET /plans/directives/{id}/file
pub async fn file(visit: Visit, Path(directive): Path<String>) -> Reply {
    let (_, d, _) = load(&visit.app, id(&directive)?).await?;
    let stored = d.body.file.ok_or_else(|| Failure::missing("Văn bản không có tệp đính kèm"))?;
    documents::send(&visit.app, &stored).await
}

/// POST /plans/directives/{id}/read
pub async fn confirm(visit: Visit, Path(directive): Path<String>, _: Posted) -> Reply {
    let directive = id(&directive)?;
    read(&visit.app, visit.actor()?, directive).await?;
    Ok(visit.done(&format!("/plans/directives/{directive}"), visit.lang.t("Đã xác nhận đơn vị đã đọc văn bản.")))
}

/// POST /plans/directives/{id}/remind
pub async fn urge(visit: Visit, Path(directive): Path<String>, _: Posted) -> Reply {
    let directive = id(&directive)?;
    let count = remind(&visit.app, Some(visit.actor()?), directive).await?;
    Ok(visit.done(&format!("/plans/directives/{directive}"), &visit.lang.f("Đã nhắc {} đơn vị chưa đọc.", &[&count])))
}
