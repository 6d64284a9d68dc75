//! The register of dossiers (sổ theo dõi hồ sơ): every case received in a period, on screen, as a table to calculate with and as
//! the paper of the regime.

use askama::Template;
use axum::extract::Path;
use documents::Format;
use kernel::error::Refusal;
use kernel::page::{Cursor, Slice};
use kernel::time::civil::Date;
use kernel::time::{Timestamp, local, micros};
use output::sheet::{Cell, Column, Kind};
use platform::App;
use platform::web::{Failure, Page, Posted, Reply, Visit, file as download};
use serde_json::json;
use uuid::Uuid;

use super::asked::{day, days};
use super::export::{self, Head, Rows};
use crate::law::law;
use crate::model::{Case, CaseId, Status};
use crate::store::{self, Window};

/// One line of the register, in words.
pub struct Entry {
    pub id: CaseId,
    pub code: String,
    pub procedure: String,
    pub sets: u32,
    pub applicant: String,
    pub address: String,
    pub phone: String,
    pub lead: String,
    pub received: Option<Timestamp>,
    pub due: Timestamp,
    pub sent: Option<Timestamp>,
    pub back: Option<Timestamp>,
    pub given: Option<Timestamp>,
    pub given_by: String,
    pub signed: String,
    pub note: String,
}

impl Entry {
    pub fn date(&self, t: &Option<Timestamp>) -> String {
        t.map(|t| kernel::time::date(local(t).date())).unwrap_or_default()
    }
    pub fn due_date(&self) -> String {
        kernel::time::date(local(self.due).date())
    }
}

fn note(c: &Case) -> String {
    let body = &c.body;
    let apology = body.apology.as_ref().map(|a| format!("Hẹn lại ngày trả: {}", kernel::time::short(a.new_due)));
    let supplement = (!body.supplements.is_empty()).then(|| format!("Bổ sung {} lần", body.supplements.len()));
    let ending = body.ending.as_ref().map(|e| format!("{}: {}", c.status.label(), e.reason));
    let late = c.finished_at.filter(|f| *f > c.due_at).map(|_| "Quá hạn".to_owned());
    [late, apology, supplement, ending].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

async fn entry(app: &App, lead: &str, c: Case) -> Result<Entry, Failure> {
    let index = catalogue::all(app).await?;
    let desk = c.body.transfers.last().filter(|_| c.finished_at.is_some());
    let note = note(&c);
    let handover = c.body.handover.as_ref();
    Ok(Entry {
        id: c.id,
        procedure: index.entry(&c.procedure).map_or(c.procedure.clone(), |e| e.name.clone()),
        sets: c.body.sets,
        applicant: c.body.applicant.name.clone(),
        address: c.body.applicant.address.clone(),
        phone: c.body.applicant.phone.clone(),
        lead: lead.to_owned(),
        received: c.received_at,
        due: c.due_at,
        sent: c.body.transfers.first().map(|t| t.given_at),
        back: desk.map(|t| t.given_at),
        given: c.closed_at.filter(|_| c.status == Status::Returned),
        given_by: handover.map(|h| h.channel.label().to_owned()).unwrap_or_default(),
        signed: handover.map(|h| h.to.clone()).unwrap_or_default(),
        note,
        code: c.code,
    })
}

async fn page_of(
    app: &App,
    (agency, lead): (Uuid, &str),
    period: Window,
    page: (Option<Cursor>, i64),
) -> Result<Slice<Entry>, Failure> {
    let q = store::register_query(agency, period, page);
    let cases: Vec<Case> = app.db().all(q.sql, q.args).await?;
    let place = |c: &Case| Cursor { key: micros(c.received_at.unwrap_or(c.submitted_at)), id: c.id.0 };
    let cut = Slice::cut(cases, usize::try_from(page.1).unwrap_or(50), place);
    let mut items = vec![];
    for c in cut.items {
        items.push(entry(app, lead, c).await?);
    }
    Ok(Slice { items, next: cut.next })
}

/// The period asked for: the current month without one.
fn period(v: &Visit) -> ((Date, Date), Posted) {
    let asked = Posted::parse(v.path.split_once('?').map_or("", |(_, q)| q).as_bytes());
    let today = local(v.app.now()).date();
    let to = day(asked.get("to")).unwrap_or(today);
    let from = day(asked.get("from")).unwrap_or(to.first_of_month());
    ((from.min(to), to.max(from)), asked)
}

#[derive(Template)]
#[template(path = "cases_register.html")]
struct RegisterPage {
    page: Page,
    from: Date,
    to: Date,
    entries: Vec<Entry>,
    first: String,
    next: String,
    can_export: bool,
}

const SIZE: i64 = 50;

/// GET /desk/register
pub async fn show(v: Visit) -> Reply {
    let actor = v.actor()?;
    let ((from, to), asked) = period(&v);
    let after = Cursor::decode(asked.get("after"));
    let place = (actor.agency, actor.agency_name.as_str());
    let Slice { items, next } = page_of(&v.app, place, days(Some(from), Some(to)), (after, SIZE)).await?;
    let address = format!("/desk/register?from={from}&to={to}");
    let template = RegisterPage {
        page: v.page("Sổ theo dõi hồ sơ"),
        from,
        to,
        entries: items,
        next: next.map_or_else(String::new, |c| format!("{address}&after={}", c.encode())),
        first: if after.is_some() { address } else { String::new() },
        can_export: actor.can_at("cases.export", &actor.agency_path),
    };
    v.html(&template)
}

struct Registered {
    app: App,
    agency: Uuid,
    lead: String,
    period: Window,
    after: Option<Option<Cursor>>,
    number: i64,
}

fn columns() -> Vec<Column> {
    let c = |title: &str, kind, width| Column::new(title, kind, width);
    vec![
        c("TT", Kind::Int, 6),
        c("Mã hồ sơ", Kind::Text, 26),
        c("Tên thủ tục hành chính", Kind::Text, 46),
        c("Số lượng hồ sơ (bộ)", Kind::Int, 10),
        c("Tên cá nhân, tổ chức", Kind::Text, 28),
        c("Địa chỉ", Kind::Text, 32),
        c("Số điện thoại", Kind::Text, 14),
        c("Cơ quan chủ trì giải quyết", Kind::Text, 28),
        c("Nhận hồ sơ", Kind::Date, 12),
        c("Hẹn trả kết quả", Kind::Date, 12),
        c("Chuyển hồ sơ đến cơ quan giải quyết", Kind::Date, 14),
        c("Nhận kết quả từ cơ quan giải quyết", Kind::Date, 14),
        c("Trả kết quả: ngày", Kind::Date, 12),
        c("Trả kết quả: phương thức", Kind::Text, 18),
        c("Trả kết quả: ký nhận", Kind::Text, 24),
        c("Ghi chú", Kind::Text, 30),
    ]
}

fn cells(n: i64, e: Entry) -> Vec<Cell> {
    let date = |t: Option<Timestamp>| t.map_or(Cell::Empty, |t| Cell::Date(local(t).date()));
    vec![
        Cell::Int(n),
        Cell::Text(e.code),
        Cell::Text(e.procedure),
        Cell::Int(i64::from(e.sets)),
        Cell::Text(e.applicant),
        Cell::Text(e.address),
        Cell::Text(e.phone),
        Cell::Text(e.lead),
        date(e.received),
        date(Some(e.due)),
        date(e.sent),
        date(e.back),
        date(e.given),
        Cell::Text(e.given_by),
        Cell::Text(e.signed),
        Cell::Text(e.note),
    ]
}

impl Rows for Registered {
    async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>, Failure> {
        let Some(after) = self.after else { return Ok(None) };
        let page = page_of(&self.app, (self.agency, &self.lead), self.period, (after, 500)).await?;
        self.after = page.next.map(Some);
        let from = self.number;
        self.number += i64::try_from(page.items.len()).unwrap_or(0);
        Ok(Some((from..).zip(page.items).map(|(n, e)| cells(n, e)).collect()))
    }
}

/// A paper is bound and signed: longer registers are printed period by period.
const PAPER: i64 = 1000;

async fn paper(v: &Visit, (from, to): (Date, Date), format: Format) -> Reply {
    let actor = v.actor()?;
    let place = (actor.agency, actor.agency_name.as_str());
    let Slice { items, next } = page_of(&v.app, place, days(Some(from), Some(to)), (None, PAPER)).await?;
    if next.is_some() {
        return Err(Refusal::new(
            "register",
            format!("Kỳ này có hơn {PAPER} hồ sơ. Chọn kỳ ngắn hơn để in sổ, hoặc xuất XLSX cho cả kỳ."),
        )
        .at("from")
        .into());
    }
    let law = law(&v.app)?;
    let regime = law.regimes.on(to);
    let desk = crate::places::places(&v.app, actor.agency, "").await?.desk;
    let desk = people::unit(&v.app, desk).await?.map(|u| u.name).unwrap_or_default();
    let rows: Vec<serde_json::Value> = items
        .iter()
        .map(|e| {
            json!({
                "code": e.code, "procedure": e.procedure, "sets": format!("{:02}", e.sets), "applicant": e.applicant,
                "address": e.address, "phone": e.phone, "lead": e.lead, "received_on": e.date(&e.received),
                "due_on": e.due_date(), "sent_on": e.date(&e.sent), "returned_on": e.date(&e.back),
                "given_on": e.date(&e.given), "given_by": e.given_by, "signed": e.signed, "note": e.note,
            })
        })
        .collect();
    let span = format!("Từ ngày {} đến ngày {}", kernel::time::date(from), kernel::time::date(to));
    let data = json!({
        "agency": { "name": actor.agency_name }, "desk": { "name": desk },
        "register": { "volume": from.year().to_string(), "period": span }, "rows": rows,
    });
    let bytes = documents::render(&v.app, (&regime.id, &regime.papers.register), data, format).await?;
    Ok(download(bytes, (&format!("so-theo-doi-{from}-{to}.{}", format.ending()), format.mime())))
}

/// GET /desk/register/{format}
pub async fn file(v: Visit, Path(format): Path<String>) -> Reply {
    let actor = v.actor()?;
    actor.require("cases.export", &actor.agency_path)?;
    let ((from, to), _) = period(&v);
    if let Some(format) = Format::parse(&format) {
        return paper(&v, (from, to), format).await;
    }
    let rows = Registered {
        app: v.app.clone(),
        agency: actor.agency,
        lead: actor.agency_name.clone(),
        period: days(Some(from), Some(to)),
        after: Some(None),
        number: 1,
    };
    let head =
        Head { title: "Sổ theo dõi hồ sơ".into(), name: format!("so-theo-doi-{from}-{to}"), columns: columns() };
    match format.as_str() {
        "csv" => export::csv(head, rows).await,
        "xlsx" => export::xlsx(&v.app, head, rows).await,
        _ => Err(Failure::missing("Chỉ xuất được PDF, DOCX, XLSX và CSV")),
    }
}
