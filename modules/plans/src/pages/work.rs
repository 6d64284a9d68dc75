//! One unit's share of a task: what is asked, evidence, handing in; and the lead's word: accepted, sent back, opened again.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use kernel::error::Refusal;
use kernel::time::{from_micros, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::history::{Told, history};
use super::show::day_words;
use super::{Wrong, at, id, place, wrong};
use crate::actions::today;
use crate::model::{Status, Work, day_of};
use crate::{Deed, RecordLink, rules};

struct Piece {
    id: Uuid,
    label: String,
    href: String,
    by: String,
    at: String,
    record: bool,
}

#[derive(Template)]
#[template(path = "plans_work.html")]
struct WorkPage {
    page: Page,
    id: Uuid,
    task: Uuid,
    plan: Uuid,
    plan_title: String,
    place: String,
    text: String,
    products: Vec<String>,
    unit: String,
    period: String,
    status: Status,
    due: String,
    late: String,
    urged: String,
    /// The unit's own plan that carries it out: address, accepted and all.
    below: Option<(String, usize, usize)>,
    reason: String,
    by_record: String,
    pieces: Vec<Piece>,
    history: Vec<Told>,
    /// The reader may work for the unit now.
    works: bool,
    /// The reader may take back what was handed in.
    takes_back: bool,
    /// The reader decides about what was handed in.
    decides: bool,
    reopens: bool,
    urges: bool,
    kinds: Vec<(String, String)>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl WorkPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

/// What the reader may do about the work as it stands.
struct May {
    work: bool,
    decide: bool,
}

async fn may(visit: &Visit, (work, plan): (&Work, &crate::Plan)) -> Result<May, Failure> {
    let path = async |unit| -> Result<String, Failure> {
        Ok(people::unit_known(&visit.app, unit).await?.map(|u| u.path).unwrap_or_default())
    };
    let (own, lead) = (path(work.unit).await?, path(plan.unit).await?);
    let can = |permission: &str, path: &str| visit.actor.as_ref().is_some_and(|a| a.can_at(permission, path));
    Ok(May { work: can(crate::WORK, &own), decide: can(crate::ACCEPT, &lead) })
}

async fn pieces(visit: &Visit, loaded: &crate::Loaded, work: Uuid) -> Result<Vec<Piece>, Failure> {
    let mut all = vec![];
    for e in loaded.evidence.iter().filter(|e| e.work == work) {
        let by = match e.body.by {
            Some(account) => people::name_of(&visit.app, account).await?,
            None => visit.lang.t("Hệ thống").to_owned(),
        };
        let href = match &e.body.file {
            Some(_) => format!("/plans/work/{work}/evidence/{}/file", e.id),
            None => e.body.href.clone(),
        };
        let at = short(from_micros(e.added_at));
        all.push(Piece { id: e.id, label: e.body.label.clone(), href, by, at, record: e.body.file.is_none() });
    }
    Ok(all)
}

async fn view(visit: &Visit, work: Uuid, typed: Option<(Posted, Refusal)>) -> Result<WorkPage, Failure> {
    let app = &visit.app;
    let (loaded, w) = crate::load_work(app, work).await?;
    let plan = crate::plan(app, w.plan).await?;
    let may = may(visit, (&w, &plan)).await?;
    let open = matches!(w.status, Status::Open | Status::Doing | Status::Returned);
    let late = rules::late_days(&w, day_of(today(app)));
    let (typed, refusal) = match typed {
        Some((typed, refusal)) => (typed, Some(refusal)),
        None => (Posted(vec![("note".into(), w.body.note.clone())]), None),
    };
    let part = loaded.task.body.parts.get(w.body.part).cloned().unwrap_or_default();
    let law = crate::law(app)?;
    let below = crate::below(app, (&loaded.task, Some(w.unit))).await?.into_iter().next();
    Ok(WorkPage {
        below: below.map(|b| {
            let (done, all) = b.progress(&w.body.period);
            (format!("/plans/{}", b.plan.id), done, all)
        }),
        page: visit.page("Công việc của đơn vị"),
        id: work,
        task: w.task,
        plan: plan.id,
        plan_title: plan.title.clone(),
        place: place(&plan, &loaded.task),
        text: loaded.task.body.text.clone(),
        products: part.products,
        unit: people::unit_known(app, w.unit).await?.map(|u| u.name).unwrap_or_default(),
        due: day_words(w.due),
        late: late.map(|n| visit.lang.f("Quá hạn {} ngày", &[&n])).unwrap_or_default(),
        urged: w.body.urged.last().map(|t| short(from_micros(*t))).unwrap_or_default(),
        reason: w.body.reason.clone(),
        by_record: w.body.by_record.as_ref().map(|r| r.label.clone()).unwrap_or_default(),
        pieces: pieces(visit, &loaded, work).await?,
        history: history(visit, (w.task, Some(work))).await?,
        works: may.work && open,
        takes_back: may.work && w.status == Status::Handed,
        decides: may.decide && w.status == Status::Handed,
        reopens: may.decide && w.status == Status::Accepted,
        urges: may.decide && open,
        kinds: law.kinds.all().iter().map(|k| (k.kind.clone(), k.label.clone())).collect(),
        period: w.body.period,
        status: w.status,
        typed,
        errors: wrong(refusal),
    })
}

/// GET /plans/work/{id}
pub async fn work(visit: Visit, Path(work): Path<String>) -> Reply {
    let page = view(&visit, id(&work)?, None).await?;
    visit.html(&page)
}

/// The same page with the refusal at its field and everything typed; or the way back with a message.
async fn answered(visit: &Visit, work: Uuid, (posted, done): (Posted, Result<(), Failure>), told: &str) -> Reply {
    match done {
        Ok(()) => Ok(visit.done(&format!("/plans/work/{work}"), told)),
        Err(Failure::Refused(refusal)) => {
            let page = view(visit, work, Some((posted, refusal))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

fn unknown() -> Failure {
    Failure::Bad("Thao tác không có. Tải lại trang rồi thực hiện lại.".into())
}

/// POST /plans/work/{id}/do: what the unit does; words typed are kept with every button.
pub async fn act(visit: Visit, Path(work): Path<String>, posted: Posted) -> Reply {
    let work = id(&work)?;
    let done = async {
        let actor = Some(visit.actor()?);
        if posted.has("note") && posted.get("action") != "begin" {
            crate::act(&visit.app, actor, work, Deed::Note(posted.get("note").to_owned())).await?;
        }
        let deed = match posted.get("action") {
            "begin" => Deed::Begin,
            "note" => return Ok(()),
            "hand-in" => Deed::HandIn(0),
            "take-back" => Deed::TakeBack,
            _ => return Err(unknown()),
        };
        crate::act(&visit.app, actor, work, deed).await.map(|_| ())
    };
    let done = done.await;
    let told = visit.lang.t(match posted.get("action") {
        "hand-in" => "Đã nộp kết quả, chờ nghiệm thu.",
        "take-back" => "Đã rút lại để làm tiếp.",
        _ => "Đã ghi.",
    });
    answered(&visit, work, (posted, done), told).await
}

/// POST /plans/work/{id}/decide: the lead's word.
pub async fn decide(visit: Visit, Path(work): Path<String>, posted: Posted) -> Reply {
    let work = id(&work)?;
    let reason = posted.get("reason").to_owned();
    let deed = match posted.get("action") {
        "accept" => Deed::Accept,
        "send-back" => Deed::SendBack(reason),
        "reopen" => Deed::Reopen(reason),
        "urge" => Deed::Urge,
        _ => return Err(unknown()),
    };
    let told = visit.lang.t(match deed {
        Deed::Accept => "Đã nghiệm thu.",
        Deed::Urge => "Đã đôn đốc đơn vị.",
        _ => "Đã trả lại đơn vị kèm lý do.",
    });
    let done = crate::act(&visit.app, Some(visit.actor()?), work, deed).await.map(|_| ());
    answered(&visit, work, (posted, done), told).await
}

/// POST /plans/work/{id}/evidence: documents as evidence.
pub async fn evidence(visit: Visit, Path(work): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let work = id(&work)?;
    let form =
        sent.map_err(|_| Failure::Bad("Biểu mẫu tải tệp không đúng định dạng. Mở lại trang rồi tải lên lại.".into()))?;
    let arrived = documents::take(&visit.app, form).await?;
    let done = async {
        if let Some(refusal) = arrived.refused.first() {
            return Err(refusal.clone().at("file").into());
        }
        if arrived.files.is_empty() {
            return Err(Refusal::new("file", "Chọn tệp minh chứng (PDF, ảnh, DOCX, XLSX).").at("file").into());
        }
        for (_, file) in arrived.files {
            crate::add_file(&visit.app, Some(visit.actor()?), work, file).await?;
        }
        Ok(())
    };
    let done = done.await;
    answered(&visit, work, (Posted(arrived.texts), done), visit.lang.t("Đã thêm minh chứng.")).await
}

/// POST /plans/work/{id}/link: a record of the system as evidence.
pub async fn link(visit: Visit, Path(work): Path<String>, posted: Posted) -> Reply {
    let work = id(&work)?;
    let href = posted.get("href").to_owned();
    let record = href.split(['/', '?', '#']).find_map(|p| p.parse().ok()).unwrap_or(Uuid::nil());
    let kind = kernel::text::line(posted.get("kind"));
    let link = RecordLink { kind, id: record, label: posted.get("label").to_owned(), href };
    let done = crate::add_link(&visit.app, Some(visit.actor()?), work, link).await;
    answered(&visit, work, (posted, done), visit.lang.t("Đã thêm minh chứng.")).await
}

/// POST /plans/work/{id}/evidence/{piece}/remove
pub async fn remove(visit: Visit, Path((work, piece)): Path<(String, String)>, posted: Posted) -> Reply {
    let work = id(&work)?;
    let done = crate::remove_evidence(&visit.app, Some(visit.actor()?), (work, id(&piece)?)).await;
    answered(&visit, work, (posted, done), visit.lang.t("Đã bỏ minh chứng.")).await
}
