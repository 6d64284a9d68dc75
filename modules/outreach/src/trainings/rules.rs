//! Decisions on a training, pure: what may be changed when, who may register, what attendance and a test are worth.

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::text::line;
use serde_json::json;
use uuid::Uuid;

use super::{Brief, Invited, Kind, Participant, Session, Status, Test, Training};
use crate::fulfil::Told;
use crate::law::Thresholds;
use crate::quiz;
use crate::record::{Deed, Ground, allowed, needed, only_in};

/// The most sessions, invited units, files and participants of one training.
const SESSIONS: usize = 60;
const UNITS: usize = 400;
const FILES: usize = 60;
const PEOPLE: usize = 1_000;

fn refuse<T>(code: &'static str, told: impl Into<String>, field: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code, told.into()).at(field))
}

fn working(t: &Training) -> Result<(), Refusal> {
    only_in(t.status, &[Status::Draft, Status::Open], t.status.label())
}

fn deed(action: &'static str, note: &str) -> Deed {
    Deed::new(action, json!({ "note": note }))
}

/// What is typed of a training, as it is kept.
///
/// # Errors
/// A text missing or too long; registration that ends after everything began is allowed, a negative number of seats is not.
pub fn brief(b: Brief) -> Result<Brief, Refusal> {
    let title = line(&needed(&b.title, "title", "tên lớp, buổi trao đổi")?);
    let content = needed(&b.content, "content", "nội dung")?;
    let organiser = line(&allowed(&b.organiser, "organiser", "tên nơi tổ chức")?);
    if title.chars().count() > 200 {
        return refuse("long", "Rút gọn tên lớp: tối đa 200 ký tự.", "title");
    }
    if b.kind == Kind::Attended && organiser.is_empty() {
        return refuse("required", "Nhập cơ quan cấp trên tổ chức lớp.", "organiser");
    }
    if b.seats < 0 || b.seats > 1_000 {
        return refuse("seats", "Số chỗ là số từ 0 (không giới hạn) đến 1.000.", "seats");
    }
    Ok(Brief { title, content, organiser, ..b })
}

/// Changes what it is about.
///
/// # Errors
/// As [`brief`]; closed; fewer seats than people registered.
pub fn edit(t: &mut Training, typed: Brief) -> Result<Deed, Refusal> {
    working(t)?;
    let kept = brief(typed)?;
    let registered = t.participants.len();
    if kept.seats > 0 && usize::try_from(kept.seats).is_ok_and(|s| s < registered) {
        return refuse("seats", format!("Đã có {registered} người đăng ký; số chỗ không được ít hơn."), "seats");
    }
    if let Some(first) = t.sessions.iter().map(|s| s.on).min().filter(|first| *first < kept.starts) {
        let told = format!("Buổi đầu tiên là ngày {}; ngày bắt đầu không được sau ngày đó.", kernel::time::date(first));
        return refuse("dates", told, "starts");
    }
    t.brief = kept;
    Ok(Deed::new("training.edited", json!({ "title": t.brief.title })))
}

/// Adds a session.
///
/// # Errors
/// Closed; a text missing; before the first day.
pub fn add_session(t: &mut Training, mut s: Session) -> Result<Deed, Refusal> {
    working(t)?;
    s.topic = line(&needed(&s.topic, "topic", "chủ đề của buổi")?);
    s.place = line(&needed(&s.place, "place", "địa điểm")?);
    s.hours = line(&needed(&s.hours, "hours", "giờ, ví dụ 08:00–11:30")?);
    s.speaker = line(&allowed(&s.speaker, "speaker", "tên báo cáo viên")?);
    if s.on < t.brief.starts {
        return refuse("dates", "Ngày của buổi phải từ ngày bắt đầu trở đi.", "on");
    }
    if t.sessions.len() >= SESSIONS {
        return refuse("many", "Một lớp có tối đa 60 buổi.", "on");
    }
    let done = deed("training.session", &format!("{} {}, {}", kernel::time::date(s.on), s.hours, s.topic));
    t.sessions.push(s);
    t.sessions.sort_by(|a, b| (a.on, &a.hours).cmp(&(b.on, &b.hours)));
    Ok(done)
}

/// Takes a session away that nobody was marked at.
///
/// # Errors
/// Closed; not there; attended.
pub fn remove_session(t: &mut Training, id: Uuid) -> Result<Deed, Refusal> {
    working(t)?;
    if t.participants.iter().any(|p| p.present.contains(&id)) {
        return Err(Refusal::new("attended", "Buổi này đã điểm danh; bỏ điểm danh trước khi bỏ buổi."));
    }
    if t.status == Status::Open && t.sessions.len() == 1 {
        return Err(Refusal::new("sessions", "Lớp đã mời phải còn ít nhất một buổi."));
    }
    let at = t.sessions.iter().position(|s| s.id == id);
    let gone = t.sessions.remove(at.ok_or_else(|| Refusal::new("missing", "Buổi này không còn trong lớp."))?);
    Ok(deed("training.session_removed", &gone.topic))
}

/// Invites units; those already invited stay.
///
/// # Errors
/// Closed; none chosen; too many.
pub fn invite(t: &mut Training, units: &[Invited]) -> Result<Deed, Refusal> {
    working(t)?;
    let new: Vec<&Invited> = units.iter().filter(|u| !t.invited.iter().any(|i| i.unit == u.unit)).collect();
    if new.is_empty() {
        return refuse("required", "Chọn đơn vị chưa có trong danh sách mời.", "unit");
    }
    if t.invited.len() + new.len() > UNITS {
        return refuse("many", "Một lớp mời tối đa 400 đơn vị.", "unit");
    }
    let names: Vec<&str> = new.iter().map(|u| u.name.as_str()).collect();
    let done = deed("training.invited", &names.join(", "));
    let new: Vec<Invited> = new.into_iter().cloned().collect();
    t.invited.extend(new);
    Ok(done)
}

/// Takes an invitation back while nobody of the unit registered.
///
/// # Errors
/// Closed; not invited; somebody registered; the last one of an open training.
pub fn uninvite(t: &mut Training, unit: Uuid) -> Result<Deed, Refusal> {
    working(t)?;
    if t.participants.iter().any(|p| p.unit == unit) {
        return Err(Refusal::new("registered", "Đơn vị đã có người đăng ký nên không rút lời mời được."));
    }
    if t.status == Status::Open && t.invited.len() == 1 {
        return Err(Refusal::new("invited", "Lớp đã mời phải còn ít nhất một đơn vị."));
    }
    let at = t.invited.iter().position(|i| i.unit == unit);
    let gone = t.invited.remove(at.ok_or_else(|| Refusal::new("missing", "Đơn vị không còn trong danh sách mời."))?);
    Ok(deed("training.uninvited", &gone.name))
}

/// Adds materials.
///
/// # Errors
/// Called off; no file; too many.
pub fn add_materials(t: &mut Training, files: Vec<documents::StoredFile>) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Draft, Status::Open, Status::Done], t.status.label())?;
    if files.is_empty() {
        return refuse("required", "Chọn ít nhất một tệp tài liệu.", "files");
    }
    if t.materials.len() + files.len() > FILES {
        return refuse("many", "Một lớp có tối đa 60 tệp tài liệu.", "files");
    }
    let names: Vec<&str> = files.iter().map(|f| f.name.as_str()).collect();
    let done = deed("training.materials", &names.join(", "));
    t.materials.extend(files);
    Ok(done)
}

/// Sets the test, or takes it away when the text is empty.
///
/// # Errors
/// Closed; already sat by somebody; the text or the mark is not in order.
pub fn set_test(t: &mut Training, (text, pass): (&str, i64)) -> Result<Deed, Refusal> {
    working(t)?;
    if t.participants.iter().any(|p| p.tries > 0) {
        return refuse("answered", "Đã có người làm bài nên không đổi bài kiểm tra được.", "test");
    }
    let text = kernel::text::clean(text);
    if text.is_empty() {
        t.test = None;
        return Ok(deed("training.test_removed", ""));
    }
    let quiz = quiz::parse(&text)?;
    if !(1..=100).contains(&pass) {
        return refuse("pass", "Mức đạt là số phần trăm từ 1 đến 100.", "pass");
    }
    t.test = Some(Test { text, pass });
    Ok(Deed::new("training.test", json!({ "questions": quiz.total(), "pass": pass })))
}

/// Opens registration to the invited units.
///
/// # Errors
/// Not in preparation; no session or nobody invited.
pub fn announce(t: &mut Training) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Draft], t.status.label())?;
    if t.sessions.is_empty() {
        return refuse("sessions", "Thêm ít nhất một buổi trước khi mời.", "topic");
    }
    if t.invited.is_empty() {
        return refuse("invited", "Chọn đơn vị được mời trước khi gửi lời mời.", "unit");
    }
    t.status = Status::Open;
    Ok(Deed::new("training.announced", json!({ "title": t.brief.title })))
}

/// Registers people whose units are invited (the caller looks that up).
///
/// # Errors
/// Not open; too late; nobody new; no seats left.
pub fn enrol(t: &mut Training, g: &Ground, people: &[Participant]) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Open], t.status.label())?;
    if let Some(last) = t.brief.until.filter(|last| *last < g.today) {
        let told = format!("Đã hết hạn đăng ký ngày {}. Liên hệ đơn vị tổ chức.", kernel::time::date(last));
        return refuse("late", told, "people");
    }
    let new: Vec<&Participant> = people.iter().filter(|p| t.part(p.account).is_none()).collect();
    if new.is_empty() {
        return refuse("required", "Chọn người chưa đăng ký.", "people");
    }
    let most = usize::try_from(t.brief.seats).ok().filter(|s| *s > 0).unwrap_or(PEOPLE);
    let left = most.saturating_sub(t.participants.len());
    if new.len() > left {
        return refuse("full", format!("Lớp còn {left} chỗ, không đủ cho {} người.", new.len()), "people");
    }
    let names: Vec<&str> = new.iter().map(|p| p.name.as_str()).collect();
    let done = deed("training.enrolled", &names.join(", "));
    let new: Vec<Participant> = new.into_iter().cloned().collect();
    t.participants.extend(new);
    t.participants.sort_by_key(|p| (p.unit_name.clone(), kernel::text::sort_key(&p.name)));
    Ok(done)
}

/// Takes somebody off the list who neither came nor sat the test.
///
/// # Errors
/// Not open; not registered; already took part.
pub fn leave(t: &mut Training, account: Uuid) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Open], t.status.label())?;
    let at = t.participants.iter().position(|p| p.account == account);
    let at = at.ok_or_else(|| Refusal::new("missing", "Người này không có trong danh sách đăng ký."))?;
    if t.participants.get(at).is_some_and(|p| !p.present.is_empty() || p.tries > 0) {
        return Err(Refusal::new("took_part", "Người này đã dự lớp hoặc đã làm bài nên không rút đăng ký được."));
    }
    let gone = t.participants.remove(at);
    Ok(deed("training.left", &gone.name))
}

/// Notes who was at which session; sessions to come cannot be marked.
///
/// # Errors
/// Not open.
pub fn attendance(t: &mut Training, today: Date, marks: &[(Uuid, Uuid)]) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Open], t.status.label())?;
    let held: Vec<Uuid> = t.sessions.iter().filter(|s| s.on <= today).map(|s| s.id).collect();
    if held.is_empty() {
        return Err(Refusal::new("future", "Chưa có buổi nào diễn ra nên chưa điểm danh được."));
    }
    for p in &mut t.participants {
        p.present = held.iter().copied().filter(|s| marks.contains(&(p.account, *s))).collect();
    }
    let n: usize = t.participants.iter().map(|p| p.present.len()).sum();
    Ok(Deed::new("training.attendance", json!({ "present": n, "sessions": held.len() })))
}

/// A test handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub account: Uuid,
    pub right: i64,
    pub total: i64,
}

/// Whether somebody's best result reaches the mark.
pub fn passed(p: &Participant, test: &Test) -> bool {
    p.total > 0 && p.right * 100 >= test.pass * p.total
}

/// Counts a try at the test; the best result stands.
///
/// # Errors
/// Not open; not registered; no test; not begun; passed already; no tries left.
pub fn sit(t: &mut Training, g: &Ground, (a, law): (&Attempt, Thresholds)) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Open], t.status.label())?;
    let test = t.test.clone().ok_or_else(|| Refusal::new("test", "Lớp này không có bài kiểm tra."))?;
    if t.sessions.first().is_none_or(|s| g.today < s.on) {
        return Err(Refusal::new("early", "Lớp chưa bắt đầu nên chưa làm bài được."));
    }
    let found = t.participants.iter_mut().find(|p| p.account == a.account);
    let p = found.ok_or_else(|| Refusal::new("registered", "Chỉ người đã đăng ký lớp được làm bài."))?;
    if passed(p, &test) {
        return Err(Refusal::new("passed", "Ông/bà đã đạt bài kiểm tra này."));
    }
    if p.tries >= law.attempts {
        return Err(Refusal::new("tries", format!("Ông/bà đã làm đủ {} lần.", law.attempts)));
    }
    p.tries += 1;
    p.right = p.right.max(a.right);
    p.total = a.total;
    let said = json!({ "note": p.name, "right": a.right, "total": a.total, "tries": p.tries });
    Ok(Deed::new("training.test_sat", said))
}

/// Closes a training that was held.
///
/// # Errors
/// Not open; a session to come; nobody came; no result.
pub fn finish(t: &mut Training, g: &Ground, result: &str) -> Result<Deed, Refusal> {
    only_in(t.status, &[Status::Open], t.status.label())?;
    let result = needed(result, "result", "kết quả, bài học rút ra")?;
    if let Some(next) = t.sessions.iter().find(|s| s.on > g.today) {
        let told = format!("Buổi ngày {} chưa diễn ra; tổng kết sau buổi cuối.", kernel::time::date(next.on));
        return refuse("early", told, "result");
    }
    if t.came() == 0 {
        return refuse("attendance", "Chưa điểm danh ai. Điểm danh người dự trước khi tổng kết.", "result");
    }
    (t.result, t.status) = (result, Status::Done);
    let mut done = Deed::new("training.finished", json!({ "title": t.brief.title, "note": t.result }));
    done.told = Some(Told {
        kind: t.brief.kind.told().into(),
        id: t.id,
        label: format!("{}: {}", t.brief.kind.label(), t.brief.title),
        href: format!("/outreach/trainings/{}", t.id),
        unit: t.unit,
    });
    Ok(done)
}

/// Calls a training off.
///
/// # Errors
/// Closed; no reason.
pub fn cancel(t: &mut Training, reason: &str) -> Result<Deed, Refusal> {
    working(t)?;
    (t.result, t.status) = (needed(reason, "result", "lý do hủy")?, Status::Cancelled);
    Ok(Deed::new("training.cancelled", json!({ "title": t.brief.title, "reason": t.result })))
}

/// Whether somebody has earned a certificate; if not, why.
///
/// # Errors
/// Not a training of the agency itself; not closed; too few sessions; the test not passed.
pub fn earned(t: &Training, p: &Participant, law: Thresholds) -> Result<(), Refusal> {
    only_in(t.status, &[Status::Done], t.status.label())?;
    if t.brief.kind != Kind::Own {
        return Err(Refusal::new("kind", "Chỉ lớp do cơ quan tổ chức mới cấp giấy chứng nhận tại đây."));
    }
    let (came, all) = (p.present.len(), t.sessions.len());
    if came * 100 < all * usize::try_from(law.attendance_percent).unwrap_or(100) {
        let told = format!("{} dự {came}/{all} buổi, cần ít nhất {}%.", p.name, law.attendance_percent);
        return Err(Refusal::new("attendance", told));
    }
    match &t.test {
        Some(test) if !passed(p, test) => Err(Refusal::new("test", format!("{} chưa đạt bài kiểm tra.", p.name))),
        _ => Ok(()),
    }
}
