//! Campaigns of communication: what is to be told to whom, and what was done with its evidence: where, when, by which channel, how
//! many people were reached, photos and files.

use documents::StoredFile;
use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::status;
use kernel::text::line;
use kernel::time::{Timestamp, from_local};
use platform::db::Table;
use platform::web::Failure;
use platform::{Actor, App, Permission};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::fulfil::Told;
use crate::record::{self, Columns, Deed, Ground, Record, Seen, act, may, needed, only_in};
use crate::{READ, WRITE, law};

status! {
    /// Where a campaign stands.
    Status {
        Running = 1, "Đang thực hiện", "blue";
        Done = 2, "Đã kết thúc", "green";
        Cancelled = 3, "Đã hủy", "grey";
    }
}

/// The most activities of one campaign, and files of one activity.
const ACTIVITIES: usize = 300;
const FILES: usize = 12;
/// The most people one activity can have reached: the country.
const REACH: i64 = 110_000_000;

/// Something done in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: Uuid,
    pub on: Date,
    pub place: String,
    /// A key of the law's channels.
    pub channel: String,
    pub content: String,
    /// People reached.
    pub reach: i64,
    pub files: Vec<StoredFile>,
    pub by: Uuid,
}

/// What a campaign is about, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub title: String,
    pub purpose: String,
    pub audience: String,
    pub starts: Date,
    pub ends: Date,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    pub id: Uuid,
    pub tenant: Uuid,
    pub unit: Uuid,
    pub unit_name: String,
    pub status: Status,
    pub brief: Brief,
    pub activities: Vec<Activity>,
    /// What came of it, or why it was called off.
    pub result: String,
    pub changed_at: Timestamp,
}

pub static CAMPAIGNS: Table = Table::new("outreach_campaigns", record::KEY, record::COLUMNS);

impl Record for Campaign {
    const KIND: &'static str = "campaign";
    const MISSING: &'static str = "Không có đợt tuyên truyền này";
    const READ: Permission = READ;

    fn table() -> &'static Table {
        &CAMPAIGNS
    }
    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
            status: self.status.number(),
            at: from_local(self.brief.starts.at(0, 0, 0, 0)),
            public_at: None,
            changed_at: self.changed_at,
        }
    }
    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}

impl Campaign {
    /// People reached by all activities together.
    pub fn reach(&self) -> i64 {
        self.activities.iter().map(|a| a.reach).sum()
    }

    /// Files of all activities.
    pub fn files(&self) -> usize {
        self.activities.iter().map(|a| a.files.len()).sum()
    }
}

fn brief(b: Brief) -> Result<Brief, Refusal> {
    let kept = Brief {
        title: line(&needed(&b.title, "title", "tên đợt tuyên truyền")?),
        purpose: needed(&b.purpose, "purpose", "mục đích, nội dung tuyên truyền")?,
        audience: needed(&b.audience, "audience", "đối tượng cần tiếp cận")?,
        ..b
    };
    if kept.title.chars().count() > 200 {
        return Err(Refusal::new("long", "Rút gọn tên đợt tuyên truyền: tối đa 200 ký tự.").at("title"));
    }
    if kept.ends < kept.starts {
        return Err(Refusal::new("dates", "Ngày kết thúc phải từ ngày bắt đầu trở đi.").at("ends"));
    }
    Ok(kept)
}

/// What is checked of an activity before it is added to a running campaign.
///
/// # Errors
/// Not running; in the future; unknown channel; a number nobody can have reached; too many files.
pub fn add(c: &mut Campaign, g: &Ground, (mut a, channels): (Activity, &[law::Named])) -> Result<Deed, Refusal> {
    only_in(c.status, &[Status::Running], c.status.label())?;
    a.place = line(&needed(&a.place, "place", "nơi thực hiện")?);
    a.content = needed(&a.content, "content", "nội dung đã thực hiện")?;
    let refuse = |code, told: &str, field: &str| Err(Refusal::new(code, told).at(field));
    if a.on > g.today {
        return refuse("future", "Chỉ ghi hoạt động đã thực hiện; ngày không được sau hôm nay.", "on");
    }
    if !channels.iter().any(|n| n.key == a.channel) {
        return refuse("channel", "Chọn hình thức tuyên truyền trong danh sách.", "channel");
    }
    if !(0..=REACH).contains(&a.reach) {
        return refuse("reach", "Số người tiếp cận là số từ 0 đến 110.000.000.", "reach");
    }
    if a.files.len() > FILES || c.activities.len() >= ACTIVITIES {
        return refuse("many", "Mỗi hoạt động có tối đa 12 tệp, mỗi đợt tối đa 300 hoạt động.", "files");
    }
    let deed = Deed::new("campaign.activity", json!({ "title": a.content, "note": a.place, "reach": a.reach }));
    c.activities.push(a);
    c.activities.sort_by_key(|a| (a.on, a.id));
    Ok(deed)
}

/// Takes an activity away while the campaign runs.
///
/// # Errors
/// Not running; no such activity.
pub fn remove(c: &mut Campaign, id: Uuid) -> Result<Deed, Refusal> {
    only_in(c.status, &[Status::Running], c.status.label())?;
    let at = c.activities.iter().position(|a| a.id == id);
    let at = at.ok_or_else(|| Refusal::new("missing", "Hoạt động này không còn trong đợt tuyên truyền."))?;
    let gone = c.activities.remove(at);
    Ok(Deed::new("campaign.activity_removed", json!({ "title": gone.content, "note": gone.place })))
}

/// Ends a campaign: something was done, and at least one activity proves it.
///
/// # Errors
/// Not running; nothing done; no evidence; no result.
pub fn finish(c: &mut Campaign, result: &str) -> Result<Deed, Refusal> {
    only_in(c.status, &[Status::Running], c.status.label())?;
    let result = needed(result, "result", "kết quả, đánh giá của đợt tuyên truyền")?;
    if c.activities.is_empty() {
        return Err(Refusal::new("empty", "Ghi ít nhất một hoạt động đã thực hiện trước khi kết thúc.").at("content"));
    }
    if c.files() == 0 {
        let told = "Chưa có minh chứng nào. Đính kèm ảnh hoặc tài liệu vào ít nhất một hoạt động trước khi kết thúc.";
        return Err(Refusal::new("evidence", told).at("files"));
    }
    c.result = result;
    c.status = Status::Done;
    let mut deed = Deed::new("campaign.finished", json!({ "title": c.brief.title, "note": c.result }));
    deed.told = Some(Told {
        kind: "outreach-campaign".into(),
        id: c.id,
        label: format!("Đợt tuyên truyền: {}", c.brief.title),
        href: format!("/outreach/campaigns/{}", c.id),
        unit: c.unit,
    });
    Ok(deed)
}

/// Calls a campaign off.
///
/// # Errors
/// Not running; no reason.
pub fn cancel(c: &mut Campaign, reason: &str) -> Result<Deed, Refusal> {
    only_in(c.status, &[Status::Running], c.status.label())?;
    c.result = needed(reason, "result", "lý do hủy")?;
    c.status = Status::Cancelled;
    Ok(Deed::new("campaign.cancelled", json!({ "title": c.brief.title, "reason": c.result })))
}

/// Begins a campaign of the person's unit.
///
/// # Errors
/// No permission; the brief is not in order; storage failures.
pub async fn begin(app: &App, actor: &Actor, typed: Brief) -> Result<Campaign, Failure> {
    actor.require(WRITE, &actor.unit_path)?;
    let c = Campaign {
        id: app.new_id(),
        tenant: actor.agency,
        unit: actor.unit,
        unit_name: actor.unit_name.clone(),
        status: Status::Running,
        brief: brief(typed)?,
        activities: vec![],
        result: String::new(),
        changed_at: app.now(),
    };
    let deed = Deed::new("campaign.begun", json!({ "title": c.brief.title }));
    record::create(app, actor.by(), c, &deed).await
}

/// What may be done with a campaign.
#[derive(Debug, Clone)]
pub enum Work {
    Edit(Brief),
    Add(Activity),
    Remove(Uuid),
    Finish(String),
    Cancel(String),
}

/// Does it.
///
/// # Errors
/// As the rules; no permission; a conflict.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Campaign, Failure> {
    may::<Campaign>(app, actor, (id, WRITE)).await?;
    let law = law::law(app)?;
    act(app, actor, (id, seen), |c: &mut Campaign, g| match &work {
        Work::Edit(typed) => {
            only_in(c.status, &[Status::Running], c.status.label())?;
            c.brief = brief(typed.clone())?;
            Ok(Deed::new("campaign.edited", json!({ "title": c.brief.title })))
        }
        Work::Add(a) => add(c, g, (a.clone(), law.channels())),
        Work::Remove(id) => remove(c, *id),
        Work::Finish(result) => finish(c, result),
        Work::Cancel(reason) => cancel(c, reason),
    })
    .await
}
