//! Tracking by code and a second fact only the applicant knows: the last four digits of the phone, or the day it was sent.

use askama::Template;
use axum::extract::{Multipart, Query};
use kernel::error::Refusal;
use kernel::identifiers::CaseCode;
use kernel::time::{local, short};
use kernel::working_time::{Strip, state};
use platform::ledger;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{App, By};
use serde::Deserialize;

use crate::actions::Place;
use crate::law::law;
use crate::model::{Dossier, Status};
use crate::rules;
use crate::words::{self, Line};

#[derive(Template)]
#[template(path = "cases_track.html")]
struct AskPage {
    page: Page,
    code: String,
    proof: String,
    error: String,
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    code: String,
}

/// GET /theo-doi
pub async fn ask(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let page = v.page("Theo dõi hồ sơ");
    v.html(&AskPage { page, code: asked.code, proof: String::new(), error: String::new() })
}

#[derive(Template)]
#[template(path = "cases_tracked.html")]
struct TrackedPage {
    page: Page,
    d: Dossier,
    code: String,
    proof: String,
    procedure: String,
    agency: String,
    unit: String,
    state: String,
    strip: Option<Strip>,
    sum: String,
    due: String,
    timeline: Vec<Line>,
    error: String,
    can_withdraw: bool,
    late: bool,
}

impl TrackedPage {
    fn asked(&self) -> Option<&crate::model::Supplement> {
        let last = self.d.case.body.supplements.last();
        last.filter(|_| self.d.case.status == Status::SupplementAsked)
    }
    fn date(&self, t: kernel::time::Timestamp) -> String {
        short(t)
    }
    fn is_registered(&self) -> bool {
        self.d.case.status == Status::Registered
    }
    fn result_file(&self) -> Option<&documents::StoredFile> {
        self.d.case.body.outcome.as_ref().and_then(|o| o.file.as_ref()).filter(|_| self.has_result())
    }
    /// What happens next, in plain words.
    fn next(&self) -> &'static str {
        match self.d.case.status {
            Status::Registered => {
                "Bộ phận Một cửa kiểm tra hồ sơ và trả lời ông/bà: tiếp nhận, yêu cầu bổ sung hoặc không tiếp nhận, kèm lý do."
            }
            Status::Accepted | Status::Working if self.late => {
                "Hồ sơ đã quá ngày hẹn trả. Cơ quan giải quyết phải xin lỗi bằng văn bản và hẹn lại ngày trả; ông/bà có thể hỏi hoặc phản ánh tại Bộ phận Một cửa."
            }
            Status::Accepted | Status::Working => {
                "Cơ quan đang giải quyết. Ông/bà không phải làm gì thêm; kết quả được trả vào ngày hẹn ở trên."
            }
            Status::SupplementAsked => {
                "Ông/bà gửi giấy tờ được yêu cầu ở dưới. Trong thời gian chờ, thời hạn giải quyết tạm dừng."
            }
            Status::FeeAsked => {
                "Ông/bà nộp phí, lệ phí theo thông báo. Trong thời gian chờ, thời hạn giải quyết tạm dừng."
            }
            Status::WithdrawalAsked => "Bộ phận Một cửa đang xem xét đề nghị rút hồ sơ và sẽ trả lời ông/bà.",
            Status::Finished => {
                "Đã có kết quả. Ông/bà nhận kết quả theo cách đã đăng ký; khi đến nhận trực tiếp, mang theo giấy tiếp nhận và giấy tờ tùy thân."
            }
            Status::Returned => "Kết quả đã được trả. Nếu kết quả có sai sót, ông/bà liên hệ Bộ phận Một cửa.",
            Status::NotAccepted => {
                "Hồ sơ không được tiếp nhận vì lý do ở dưới. Ông/bà có thể nộp lại khi đủ điều kiện."
            }
            Status::Stopped => "Hồ sơ đã dừng giải quyết. Ông/bà có thể nộp hồ sơ mới khi cần.",
        }
    }
    fn has_result(&self) -> bool {
        matches!(self.d.case.status, Status::Finished | Status::Returned)
    }
}

fn unknown() -> Refusal {
    Refusal::new(
        "tracking",
        "Không tìm thấy hồ sơ với mã và thông tin xác nhận này. Kiểm tra lại mã hồ sơ trên giấy tiếp nhận và 4 số cuối điện thoại (hoặc ngày nộp).",
    )
    .at("code")
}

fn proved(d: &Dossier, proof: &str) -> bool {
    let digits: String = proof.chars().filter(char::is_ascii_digit).collect();
    let person = &d.case.body.applicant;
    let phone = crate::store::digits(&person.phone);
    let agent = d.case.body.agent.as_ref().map(|a| crate::store::digits(&a.phone)).unwrap_or_default();
    let tail = digits.len() == 4 && (phone.ends_with(&digits) || agent.ends_with(&digits));
    let day = kernel::time::parse_local(proof).is_ok_and(|t| local(t).date() == local(d.case.submitted_at).date());
    tail || day
}

/// The case behind a code, when the proof fits. A wrong proof and an unknown code answer alike.
async fn find(app: &App, code: &str, proof: &str) -> Result<(Place, Dossier), Failure> {
    let parsed = CaseCode::parse(code).map_err(|_| unknown())?;
    let prefix = parsed.agency().to_owned();
    for unit in crate::places::receiving(&people::units(app, crate::places::today(app)).await?) {
        let fits = [&unit.code2016, &unit.code2020].into_iter().flatten().any(|c| {
            let same = |c: &kernel::identifiers::AgencyCode| {
                c.to_2020().to_string() == prefix || c.to_2016().is_ok_and(|x| x.to_string() == prefix)
            };
            kernel::identifiers::AgencyCode::parse(c).is_ok_and(|c| same(&c))
        });
        if !fits {
            continue;
        }
        if let Some(id) = crate::store::by_code(app.db(), unit.id, parsed.as_str()).await?
            && let Some((_, d)) = crate::load(app, (unit.id, id)).await?
            && proved(&d, proof)
        {
            return Ok(((unit.id, id), d));
        }
    }
    Err(unknown().into())
}

async fn tracked(v: &Visit, (place, d): (Place, Dossier), proof: &str, error: String) -> Result<TrackedPage, Failure> {
    let (app, now) = (&v.app, v.app.now());
    let law = law(app)?;
    let index = catalogue::all(app).await?;
    let events = ledger::history(app.db(), place.0, place.1.0).await?;
    let timeline = events.iter().rev().filter_map(|e| {
        let (title, text) = words::public(e, v.lang)?;
        Some(Line { title: v.lang.t(title).to_owned(), at: short(e.time()), by: String::new(), text })
    });
    let finished = d.case.status.closed() || d.case.status == Status::Finished;
    let deadline = d.case.body.deadline.as_ref();
    let open =
        matches!(d.case.status, Status::Registered | Status::Working | Status::Accepted | Status::SupplementAsked);
    Ok(TrackedPage {
        page: v.page("Theo dõi hồ sơ"),
        code: d.case.code.clone(),
        proof: proof.to_owned(),
        procedure: index.entry(&d.case.procedure).map_or(d.case.procedure.clone(), |e| e.name.clone()),
        agency: people::unit(app, place.0).await?.map(|u| u.name).unwrap_or_default(),
        unit: people::unit(app, d.case.unit).await?.map(|u| u.name).unwrap_or_default(),
        state: if finished { String::new() } else { state(&law.calendar, d.case.due_at, now)?.to_string() },
        strip: super::parts::strip_of(&d, now),
        sum: deadline.map(|x| x.sum_vi()).unwrap_or_default(),
        due: short(d.case.due_at),
        timeline: timeline.collect(),
        error,
        late: now > d.case.due_at,
        can_withdraw: open && d.case.body.outcome.is_none(),
        d,
    })
}

async fn answer(v: &Visit, (code, proof): (&str, &str), error: String) -> Reply {
    match find(&v.app, code, proof).await {
        Ok(found) => {
            let refused = !error.is_empty();
            let page = tracked(v, found, proof, error).await?;
            if refused { v.html_refused(&page) } else { v.html(&page) }
        }
        Err(Failure::Refused(r)) => {
            let page = v.page("Theo dõi hồ sơ");
            v.html_refused(&AskPage { page, code: code.to_owned(), proof: proof.to_owned(), error: r.message })
        }
        Err(e) => Err(e),
    }
}

/// POST /theo-doi
pub async fn show(v: Visit, posted: Posted) -> Reply {
    answer(&v, (posted.get("code"), posted.get("proof")), String::new()).await
}

/// POST /theo-doi/ket-qua: the result as a file, once it is there to be handed out.
pub async fn result(v: Visit, posted: Posted) -> Reply {
    let (code, proof) = (posted.get("code"), posted.get("proof"));
    let (_, d) = find(&v.app, code, proof).await?;
    let ready = matches!(d.case.status, Status::Finished | Status::Returned);
    let file = d.case.body.outcome.as_ref().and_then(|o| o.file.as_ref()).filter(|_| ready);
    match file {
        Some(file) => documents::send(&v.app, file).await,
        None => answer(&v, (code, proof), "Hồ sơ chưa có tệp kết quả để tải về.".into()).await,
    }
}

/// POST /theo-doi/rut
pub async fn withdraw(v: Visit, posted: Posted) -> Reply {
    let (code, proof) = (posted.get("code"), posted.get("proof"));
    let (place, _) = find(&v.app, code, proof).await?;
    let reason = posted.get("reason");
    let done = crate::act(&v.app, By::default(), (place, None), |d, g| rules::ask_withdrawal(d, g, reason)).await;
    answer(&v, (code, proof), refused(done)?).await
}

fn refused(done: Result<Dossier, Failure>) -> Result<String, Failure> {
    match done {
        Ok(_) => Ok(String::new()),
        Err(Failure::Refused(r)) => Ok(r.message),
        Err(e) => Err(e),
    }
}

/// POST /theo-doi/bo-sung: papers asked for, sent from home.
pub async fn supplement(v: Visit, body: Multipart) -> Reply {
    let arrived = documents::take(&v.app, body).await?;
    let posted = Posted(arrived.texts);
    let (code, proof) = (posted.get("code"), posted.get("proof"));
    let (place, d) = find(&v.app, code, proof).await?;
    if let Some(r) = arrived.refused.first() {
        return answer(&v, (code, proof), r.message.clone()).await;
    }
    let items = d.case.body.supplements.last().map(|s| s.items.clone()).unwrap_or_default();
    let parts = super::forms_of::answered(&items, &arrived.files);
    let done =
        crate::act(&v.app, By::default(), (place, None), |d, g| rules::answer_supplement(d, g, parts.clone())).await;
    answer(&v, (code, proof), refused(done)?).await
}
