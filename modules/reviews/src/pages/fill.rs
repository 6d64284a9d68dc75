//! Filling in a question bank, page by page: what is typed is kept while it is typed, whatever is wrong with it, and every page can
//! be saved unfinished; only handing in asks for the whole.

use askama::Template;
use axum::extract::Path;
use forms::{Answers, Context, Form, Render};
use kernel::time::short;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Tab, Wrong, seen, tabs, today};
use crate::actions::{drafts, impact as impacts, open, place, reviews};
use crate::law::law;
use crate::model::{Impact, ImpactStatus, Review, ReviewStatus};
use crate::{WORK, actions};

/// Where a form is filled in.
struct Sheet {
    /// Address of the record, and of the form below it.
    back: String,
    base: String,
    draft: String,
    papers: String,
    title: String,
    record: Uuid,
    slot: String,
    bank: String,
    answers: Answers,
    facts: serde_json::Value,
    seq: i64,
    can_edit: bool,
    tab: &'static str,
}

#[derive(Template)]
#[template(path = "reviews_fill.html")]
struct FillPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    sheet: Sheet,
    form: String,
    summary: String,
    part: String,
    steps: Vec<(String, String, bool)>,
    number: usize,
    last: bool,
    kept: String,
    hidden: bool,
    /// Question and answer, for whoever may only read.
    answers: Vec<forms::SummaryGroup>,
}

async fn of_review(v: &Visit, (id, code): (Uuid, &str)) -> Result<Sheet, Failure> {
    let (head, r) = open::<Review>(&v.app, v.actor()?, id).await?;
    let one = r.examined(code).ok_or_else(|| Failure::missing("Cuộc rà soát này không có thủ tục đó"))?;
    let working = matches!(r.status, ReviewStatus::Planned | ReviewStatus::Running);
    Ok(Sheet {
        back: format!("/reviews/work/{id}"),
        base: format!("/reviews/work/{id}/form/{code}"),
        draft: format!("/reviews/work/{id}/draft/{code}"),
        papers: format!("/reviews/work/{id}/form/{code}/papers"),
        title: one.subject.name.clone(),
        record: id,
        slot: format!("form/{code}"),
        bank: r.bank.clone(),
        answers: one.answers.clone(),
        facts: reviews::facts(&v.app, one.subject.version).await?,
        seq: head.seq,
        can_edit: working && v.actor()?.can_at(WORK, &place(&v.app, r.unit).await?),
        tab: "/reviews/work",
    })
}

async fn of_impact(v: &Visit, (id, item): (Uuid, Uuid)) -> Result<Sheet, Failure> {
    let (head, i) = open::<Impact>(&v.app, v.actor()?, id).await?;
    let missing = || Failure::missing("Bản đánh giá này không có nội dung đó");
    let one = i.items.iter().find(|x| x.id == item).ok_or_else(missing)?;
    Ok(Sheet {
        back: format!("/reviews/impact/{id}"),
        base: format!("/reviews/impact/{id}/form/{item}"),
        draft: format!("/reviews/impact/{id}/draft/{item}"),
        papers: format!("/reviews/impact/{id}/form/{item}/papers"),
        title: one.title.clone(),
        record: id,
        slot: format!("form/{item}"),
        bank: one.bank.clone(),
        answers: one.answers.clone(),
        facts: serde_json::Value::Null,
        seq: head.seq,
        can_edit: i.status != ImpactStatus::Sent && v.actor()?.can_at(WORK, &place(&v.app, i.unit).await?),
        tab: "/reviews/impact",
    })
}

/// The page as a number from 1, as the address has it.
fn page_of(bank: &Form, number: usize) -> Result<usize, Failure> {
    let page = number.checked_sub(1).filter(|n| *n < bank.pages().len());
    page.ok_or_else(|| Failure::missing("Biểu mẫu không có phần này"))
}

/// What to show: answers, messages of the form, and whether they were just refused.
struct Shown {
    answers: Answers,
    errors: Vec<forms::FieldError>,
    kept: String,
    wrong: Vec<Wrong>,
}

async fn show(v: &Visit, sheet: Sheet, (number, shown): (usize, Option<Shown>)) -> Reply {
    let law = law(&v.app)?;
    let bank = law.bank(&sheet.bank)?;
    let page = page_of(bank, number)?;
    let lang = if v.lang.code() == "en" { forms::Lang::En } else { forms::Lang::Vi };
    let refused = shown.as_ref().is_some_and(|s| !s.wrong.is_empty());
    let shown = match shown {
        Some(shown) => shown,
        None => {
            let slot = format!("{}/{number}", sheet.slot);
            let draft = drafts::kept(&v.app, v.actor()?, (sheet.record, &slot)).await?.filter(|_| sheet.can_edit);
            let kept = draft
                .as_ref()
                .map(|(at, _)| v.lang.f("Phần ông/bà nhập dở lúc {} vẫn còn và chưa được lưu.", &[&short(*at)]));
            let answers = draft.map_or_else(|| drafts::begin(bank, &sheet.answers, &sheet.facts), |(_, a)| a);
            Shown { answers, errors: vec![], kept: kept.unwrap_or_default(), wrong: vec![] }
        }
    };
    let render = Render { lang, page: Some(page), id_prefix: "" };
    let step = |(n, p): (usize, &forms::PageDef)| {
        (format!("{}/{}", sheet.base, n + 1), p.title.get(lang).to_owned(), n == page)
    };
    let view = FillPage {
        form: bank.html(&shown.answers, &shown.errors, &render),
        summary: bank.error_summary_in(&shown.errors, &render),
        part: bank.pages().get(page).map(|p| p.title.get(lang).to_owned()).unwrap_or_default(),
        steps: bank.pages().iter().enumerate().map(step).collect(),
        number,
        last: page + 1 == bank.pages().len(),
        kept: shown.kept,
        hidden: !bank.page_shown(&shown.answers, page),
        answers: bank.summary(&shown.answers, lang).into_iter().filter(|g| g.page == page).collect(),
        page: v.page("Biểu mẫu rà soát, đánh giá"),
        tabs: tabs(v, sheet.tab),
        errors: shown.wrong,
        sheet,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// What was posted, laid over what stood before.
fn read(bank: &Form, sheet: &Sheet, (page, posted): (usize, &Posted)) -> Answers {
    let before = drafts::begin(bank, &sheet.answers, &sheet.facts);
    bank.merge(&before, &bank.read(&posted.0), Some(page))
}

/// How a page is saved: the record's own action.
enum Keep<'a> {
    Review(Uuid, &'a str),
    Impact(Uuid, Uuid),
}

async fn save(v: &Visit, sheet: Sheet, (number, posted): (usize, &Posted), keep: Keep<'_>) -> Reply {
    let law = law(&v.app)?;
    let bank = law.bank(&sheet.bank)?;
    let page = page_of(bank, number)?;
    let answers = read(bank, &sheet, (page, posted));
    if answers.rows_changed() {
        // A row button shows the page again; what is on it is kept as a draft meanwhile.
        let slot = format!("{}/{number}", sheet.slot);
        drafts::keep(&v.app, v.actor()?, (sheet.record, &slot), &answers).await?;
        let shown = Shown { answers, errors: vec![], kept: String::new(), wrong: vec![] };
        return show(v, sheet, (number, Some(shown))).await;
    }
    let errors = bank.validate(&answers, &Context { today: today(&v.app), page: Some(page) });
    let (actor, at) = (v.actor()?, seen(posted));
    let done = match keep {
        Keep::Review(id, code) => {
            let work = reviews::Work::Fill(code.to_owned(), page, answers.clone());
            reviews::work(&v.app, actor, (id, at), work).await.map(drop)
        }
        Keep::Impact(id, item) => {
            let work = impacts::Work::Fill(item, page, answers.clone());
            impacts::work(&v.app, actor, (id, at), work).await.map(drop)
        }
    };
    let wrong = match done {
        Ok(()) => {
            actions::drafts::forget(&v.app, actor, (sheet.record, &format!("{}/{number}", sheet.slot))).await?;
            if errors.is_empty() {
                let stay = posted.get("then") == "stay" || page + 1 == bank.pages().len();
                let to = if stay { sheet.back.clone() } else { format!("{}/{}", sheet.base, number + 1) };
                return Ok(v.done(&to, v.lang.t("Đã lưu phần vừa nhập.")));
            }
            let text = v.lang.t("Đã lưu. Phần này còn nội dung cần sửa trước khi gửi.").to_owned();
            Wrong { field: "main".into(), message: text }
        }
        Err(Failure::Refused(r)) => super::wrong(&r),
        Err(Failure::Conflict(text)) => Wrong { field: "main".into(), message: text },
        Err(other) => return Err(other),
    };
    // What the record now is, so that sending again is not a conflict with oneself.
    let fresh = match keep {
        Keep::Review(id, code) => of_review(v, (id, code)).await?,
        Keep::Impact(id, item) => of_impact(v, (id, item)).await?,
    };
    show(v, fresh, (number, Some(Shown { answers, errors, kept: String::new(), wrong: vec![wrong] }))).await
}

async fn draft(v: &Visit, sheet: Sheet, (number, posted): (usize, &Posted)) -> Reply {
    let law = law(&v.app)?;
    let bank = law.bank(&sheet.bank)?;
    let page = page_of(bank, number)?;
    if !sheet.can_edit {
        return Err(Failure::Forbidden(kernel::error::Refusal::new(
            "forbidden",
            "Ông/bà không sửa được biểu mẫu này.",
        )));
    }
    let answers = read(bank, &sheet, (page, posted));
    drafts::keep(&v.app, v.actor()?, (sheet.record, &format!("{}/{number}", sheet.slot)), &answers).await?;
    Ok(axum::response::IntoResponse::into_response(axum::http::StatusCode::NO_CONTENT))
}

/// GET /reviews/work/{id}/form/{code}/{page}
pub async fn review(v: Visit, Path((id, code, page)): Path<(Uuid, String, usize)>) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    show(&v, sheet, (page, None)).await
}

/// POST /reviews/work/{id}/form/{code}/{page}
pub async fn save_review(v: Visit, Path((id, code, page)): Path<(Uuid, String, usize)>, posted: Posted) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    save(&v, sheet, (page, &posted), Keep::Review(id, &code)).await
}

/// POST /reviews/work/{id}/draft/{code}/{page}
pub async fn draft_review(v: Visit, Path((id, code, page)): Path<(Uuid, String, usize)>, posted: Posted) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    draft(&v, sheet, (page, &posted)).await
}

/// GET /reviews/impact/{id}/form/{item}/{page}
pub async fn impact(v: Visit, Path((id, item, page)): Path<(Uuid, Uuid, usize)>) -> Reply {
    let sheet = of_impact(&v, (id, item)).await?;
    show(&v, sheet, (page, None)).await
}

/// POST /reviews/impact/{id}/form/{item}/{page}
pub async fn save_impact(v: Visit, Path((id, item, page)): Path<(Uuid, Uuid, usize)>, posted: Posted) -> Reply {
    let sheet = of_impact(&v, (id, item)).await?;
    save(&v, sheet, (page, &posted), Keep::Impact(id, item)).await
}

/// POST /reviews/impact/{id}/draft/{item}/{page}
pub async fn draft_impact(v: Visit, Path((id, item, page)): Path<(Uuid, Uuid, usize)>, posted: Posted) -> Reply {
    let sheet = of_impact(&v, (id, item)).await?;
    draft(&v, sheet, (page, &posted)).await
}
