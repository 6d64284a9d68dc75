//! Commendation and misconduct in handling procedures (text I of the plan): a record of a person or a unit, optionally of the cases it
//! is about, proposed by one manager and decided by another; nobody else sees it.

use documents::StoredFile;
use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::status;
use kernel::text::line;
use kernel::time::{Timestamp, from_local, local};
use platform::db::Table;
use platform::web::Failure;
use platform::{Actor, App, Permission};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::CONDUCT;
use crate::law::{ConductLaw, Named, law};
use crate::record::{self, Columns, Deed, Ground, Record, Seen, act, may, needed, only_in, place};

status! {
    /// Where a record stands.
    Status {
        Proposed = 1, "Chờ quyết định", "yellow";
        Decided = 2, "Đã có quyết định", "green";
        Dropped = 3, "Không xử lý", "grey";
    }
}

status! {
    /// What it is.
    Kind {
        Merit = 1, "Khen thưởng", "green";
        Fault = 2, "Vi phạm", "red";
    }
}

/// The most cases one record names, and files it holds.
const CASES: usize = 20;
const FILES: usize = 20;

/// A case it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLink {
    pub id: Uuid,
    pub code: String,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Number and sign of the paper ("15/QĐ-SGDĐT").
    pub number: String,
    pub on: Date,
    /// What was decided ("Giấy khen", "Khiển trách").
    pub form: String,
    pub by: Uuid,
}

/// A record of conduct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    pub id: Uuid,
    pub tenant: Uuid,
    /// The unit it is about, or of the person it is about.
    pub unit: Uuid,
    pub unit_name: String,
    /// Account and name; none when it is about the unit as a whole.
    pub person: Option<(Uuid, String)>,
    pub kind: Kind,
    /// A key of the law's lists.
    pub ground: String,
    pub on: Date,
    pub content: String,
    pub cases: Vec<CaseLink>,
    pub files: Vec<StoredFile>,
    pub by: Uuid,
    pub status: Status,
    pub decision: Option<Decision>,
    /// Why nothing was decided.
    pub reason: String,
    pub changed_at: Timestamp,
}

pub static CONDUCTS: Table = Table::new("outreach_conduct", record::KEY, record::COLUMNS);

impl Record for Conduct {
    const KIND: &'static str = "conduct";
    const MISSING: &'static str = "Không có bản ghi này";
    const READ: Permission = CONDUCT;

    fn table() -> &'static Table {
        &CONDUCTS
    }
    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
            status: self.status.number(),
            at: from_local(self.on.at(0, 0, 0, 0)),
            public_at: None,
            changed_at: self.changed_at,
        }
    }
    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}

impl Conduct {
    /// Whom it is about.
    pub fn about(&self) -> &str {
        self.person.as_ref().map_or(&self.unit_name, |p| &p.1)
    }
}

/// The grounds of a kind.
pub fn grounds(law: &ConductLaw, kind: Kind) -> &[Named] {
    if kind == Kind::Merit { &law.merit } else { &law.fault }
}

/// A record as typed.
#[derive(Debug, Clone)]
pub struct Typed {
    pub unit: Uuid,
    pub person: Option<Uuid>,
    pub kind: Kind,
    pub ground: String,
    pub on: Date,
    pub content: String,
    /// Codes apart by spaces, commas or lines.
    pub cases: String,
    pub files: Vec<StoredFile>,
}

fn refuse<T>(code: &'static str, told: impl Into<String>, field: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code, told.into()).at(field))
}

/// The cases behind codes, within what the person may read.
async fn cases(app: &App, actor: &Actor, codes: &str) -> Result<Vec<CaseLink>, Failure> {
    let mut all: Vec<CaseLink> = vec![];
    let typed = codes.split([',', ';', ' ', '\n']).map(str::trim).filter(|c| !c.is_empty());
    for code in typed.map(str::to_uppercase) {
        if all.iter().any(|c| c.code == code) {
            continue;
        }
        if all.len() == CASES {
            return Err(Refusal::new("many", "Một bản ghi nêu tối đa 20 hồ sơ.").at("cases").into());
        }
        actor.require("cases.read", &actor.agency_path)?;
        let q = cases::search_query(actor.agency, &code);
        let found: Vec<cases::Line> = app.db().all(q.sql, q.args).await?;
        let one = found.into_iter().find(|l| l.code == code);
        let told = || Refusal::new("cases", format!("Không tìm thấy hồ sơ mã {code} của cơ quan.")).at("cases");
        all.push(CaseLink { id: one.ok_or_else(told)?.id.0, code });
    }
    Ok(all)
}

/// Proposes a record about a unit one manages, or somebody of it.
///
/// # Errors
/// No permission over the unit; unknown person, ground or case; a day to come; oneself; too many files.
pub async fn propose(app: &App, actor: &Actor, typed: Typed) -> Result<Conduct, Failure> {
    let told = || Refusal::new("required", "Chọn đơn vị trong danh sách.").at("unit");
    let unit = people::unit(app, typed.unit).await?.ok_or_else(told)?;
    actor.require(CONDUCT, &unit.path)?;
    let person = match typed.person {
        Some(account) => {
            let staff = people::staff_of(app, unit.id).await?;
            let found = staff.into_iter().find(|p| p.account == account).map(|p| (p.account, p.name));
            Some(found.ok_or_else(|| Refusal::new("person", "Chọn người đang làm việc ở đơn vị này.").at("person"))?)
        }
        None => None,
    };
    let law = law(app)?;
    let now = app.now();
    let known = law.conduct(typed.on).map(|c| grounds(c, typed.kind)).unwrap_or_default();
    check(&typed, (actor.account, local(now).date()), known)?;
    let c = Conduct {
        id: app.new_id(),
        tenant: unit.agency,
        unit: unit.id,
        unit_name: unit.name,
        person,
        kind: typed.kind,
        ground: typed.ground,
        on: typed.on,
        content: needed(&typed.content, "content", "nội dung thành tích hoặc vi phạm")?,
        cases: cases(app, actor, &typed.cases).await?,
        files: typed.files,
        by: actor.account,
        status: Status::Proposed,
        decision: None,
        reason: String::new(),
        changed_at: now,
    };
    let deed = Deed::new("conduct.proposed", json!({ "title": c.about(), "kind": c.kind.number() }));
    record::create(app, actor.by(), c, &deed).await
}

/// What is checked of a proposal without looking anything up.
///
/// # Errors
/// Oneself; a day to come; an unknown ground; too many files.
pub fn check(typed: &Typed, (who, today): (Uuid, Date), known: &[Named]) -> Result<(), Refusal> {
    if typed.person == Some(who) {
        return refuse("own", "Không tự lập bản ghi về chính mình; đề nghị người quản lý khác lập.", "person");
    }
    if typed.on > today {
        return refuse("future", "Ngày xảy ra không được sau hôm nay.", "on");
    }
    if !known.iter().any(|n| n.key == typed.ground) {
        return refuse("ground", "Chọn căn cứ thuộc đúng loại khen thưởng hoặc vi phạm.", "ground");
    }
    if typed.files.len() > FILES {
        return refuse("many", "Một bản ghi có tối đa 20 tệp.", "files");
    }
    Ok(())
}

/// What the agency's leader may do.
#[derive(Debug, Clone)]
pub enum Work {
    /// Number, day and what was decided.
    Decide(String, Date, String),
    Drop(String),
}

/// Records the decision: by somebody who neither proposed it nor is its subject.
///
/// # Errors
/// Decided already; one's own proposal or oneself; a text missing; a day before the conduct or to come.
pub fn decide(c: &mut Conduct, g: &Ground, work: &Work) -> Result<Deed, Refusal> {
    only_in(c.status, &[Status::Proposed], c.status.label())?;
    if c.by == g.who || c.person.as_ref().is_some_and(|p| p.0 == g.who) {
        let told = "Người đề nghị và người được nêu tên không quyết định bản ghi này; đề nghị lãnh đạo khác.";
        return Err(Refusal::new("four_eyes", told));
    }
    match work {
        Work::Decide(number, on, form) => {
            let number = line(&needed(number, "number", "số, ký hiệu quyết định")?);
            let form = line(&needed(form, "form", "hình thức khen thưởng hoặc xử lý")?);
            if *on < c.on || *on > g.today {
                return refuse("dates", "Ngày quyết định từ ngày xảy ra đến hôm nay.", "decided");
            }
            let note = format!("{form}, {number}");
            c.decision = Some(Decision { number, on: *on, form, by: g.who });
            c.status = Status::Decided;
            Ok(Deed::new("conduct.decided", json!({ "title": c.about(), "note": note })))
        }
        Work::Drop(reason) => {
            c.reason = needed(reason, "reason", "lý do không xử lý")?;
            c.status = Status::Dropped;
            Ok(Deed::new("conduct.dropped", json!({ "title": c.about(), "reason": c.reason })))
        }
    }
}

/// Does it, with the permission over the whole agency.
///
/// # Errors
/// As [`decide`]; no permission; a conflict.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Conduct, Failure> {
    let c = may::<Conduct>(app, actor, (id, CONDUCT)).await?;
    actor.require(CONDUCT, &place(app, c.tenant).await?)?;
    act(app, actor, (id, seen), |c: &mut Conduct, g| decide(c, g, &work)).await
}
