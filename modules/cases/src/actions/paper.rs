//! The papers of a case: the regime says which number serves which purpose, the case fills it.

use documents::Format;
use kernel::time::{Timestamp, legal, legal_date, local, short};
use kernel::working_time::{Counting, SupplementPolicy, deadline};
use platform::App;
use platform::web::Failure;
use serde_json::{Value, json};

use crate::law::law;
use crate::model::Dossier;

/// What a paper is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Receipt,
    Supplement,
    Refusal,
    Apology,
    Stop,
    Control,
}

impl Purpose {
    /// Reads the word used in addresses.
    pub fn parse(word: &str) -> Option<Purpose> {
        match word {
            "tiep-nhan" => Some(Purpose::Receipt),
            "bo-sung" => Some(Purpose::Supplement),
            "tu-choi" => Some(Purpose::Refusal),
            "xin-loi" => Some(Purpose::Apology),
            "dung" => Some(Purpose::Stop),
            "kiem-soat" => Some(Purpose::Control),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Purpose::Receipt => "tiep-nhan",
            Purpose::Supplement => "bo-sung",
            Purpose::Refusal => "tu-choi",
            Purpose::Apology => "xin-loi",
            Purpose::Stop => "dung",
            Purpose::Control => "kiem-soat",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Purpose::Receipt => "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            Purpose::Supplement => "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
            Purpose::Refusal => "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
            Purpose::Apology => "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
            Purpose::Stop => "Thông báo dừng giải quyết hồ sơ",
            Purpose::Control => "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        }
    }

    /// The papers a case has by what happened to it.
    pub fn of(d: &Dossier) -> Vec<Purpose> {
        let body = &d.case.body;
        let mut all = vec![];
        let mut add = |yes: bool, p| all.extend(yes.then_some(p));
        add(d.case.received_at.is_some(), Purpose::Receipt);
        add(!body.supplements.is_empty(), Purpose::Supplement);
        add(body.ending.is_some() && d.case.received_at.is_none(), Purpose::Refusal);
        add(body.apology.is_some(), Purpose::Apology);
        add(body.ending.is_some() && d.case.received_at.is_some() && d.case.regime != "2018", Purpose::Stop);
        add(!body.transfers.is_empty(), Purpose::Control);
        all
    }
}

fn moment(t: Option<Timestamp>) -> Value {
    t.map_or(Value::Null, |t| legal(t).into())
}

/// A paper of a case as a file.
pub async fn paper(app: &App, d: &Dossier, (purpose, format): (Purpose, Format)) -> Result<Vec<u8>, Failure> {
    let law = law(app)?;
    let regime = law.regimes.get(&d.case.regime).ok_or_else(|| Failure::Internal("regime".into()))?;
    let numbers = &regime.papers;
    let number = match purpose {
        Purpose::Receipt => Some(&numbers.receipt),
        Purpose::Supplement => Some(&numbers.supplement),
        Purpose::Refusal => Some(&numbers.refusal),
        Purpose::Apology => Some(&numbers.apology),
        Purpose::Stop => numbers.stop.as_ref(),
        Purpose::Control => Some(&numbers.control),
    };
    let number = number.filter(|_| Purpose::of(d).contains(&purpose));
    let number = number.ok_or_else(|| Failure::missing("Hồ sơ này không có giấy tờ đó"))?;
    let data = data(app, d, purpose).await?;
    documents::render(app, (&regime.id, number), data, format).await
}

async fn data(app: &App, d: &Dossier, purpose: Purpose) -> Result<Value, Failure> {
    let (case, body) = (&d.case, &d.case.body);
    let person = &body.applicant;
    let agency = people::unit(app, case.tenant).await?;
    let parent = match agency.as_ref().and_then(|u| u.parent) {
        Some(p) => people::unit(app, p).await?,
        None => None,
    };
    let desk = people::unit(app, crate::places::places(app, case.tenant, "").await?.desk).await?;
    let clerk = first_clerk(app, d).await?;
    let name = agency.as_ref().map(|u| u.name.clone()).unwrap_or_default();
    let supplement = body.supplements.last();
    let at = paper_time(d, purpose, app.now());
    let version = catalogue::version(app, case.version).await?;
    let request = version.map_or_else(|| body.request.clone(), |v| v.parts.name);
    let parts: Vec<Value> = body
        .parts
        .iter()
        .filter(|p| !p.missing)
        .map(|p| json!({ "name": p.name, "form": form(p.originals, p.copies), "count": count(p.originals + p.copies) }))
        .collect();
    let mut all = json!({
        "agency": { "name": name, "parent": parent.map(|p| p.name) },
        "desk": { "name": desk.as_ref().map(|u| u.name.clone()) },
        "place": "Nam Định",
        "date": legal_date(local(at).date()),
        "case": { "code": case.code, "qr": format!("{}/theo-doi?code={}", app.address(), case.code) },
        "applicant": { "name": person.name, "address": person.address, "phone": person.phone, "email": person.email },
        "request": { "content": request },
        "components": if parts.is_empty() { json!([{ "name": "Đơn, tờ khai điện tử", "count": "01" }]) } else { json!(parts) },
        "sets": format!("{:02}", body.sets),
        "limit": { "text": body.limit.map(|l| l.to_string()) },
        "received": { "at": moment(case.received_at) },
        "due": due(app, d, purpose)?,
        "result": { "channel": case.result_channel.label() },
        "clerk": { "name": clerk },
        "guide": { "name": clerk },
        "submitter": { "name": body.agent.as_ref().map_or(&person.name, |a| &a.name) },
        "items": supplement.map(|s| s.items.iter().map(|i| json!({ "text": i })).collect::<Vec<_>>()),
        "reason": reason(d, purpose),
        "contact": { "name": desk.as_ref().map(|u| u.name.clone()), "phone": desk.as_ref().and_then(|u| u.phone.clone()) },
        "lead": { "name": name },
        "stop": { "at": moment(body.ending.as_ref().map(|e| e.at)) },
    });
    if let Some(a) = &body.apology {
        all["apology"] = json!({ "reason": a.reason, "due": legal(a.new_due) });
    }
    if purpose == Purpose::Control {
        all["transfers"] = transfers(app, d).await?.into();
    }
    prune(&mut all);
    Ok(all)
}

/// The date a paper speaks of. A receipt printed again says what it said when it was handed out, with its sum: what stopped or
/// extended the limit later stands on papers of its own.
fn due(app: &App, d: &Dossier, purpose: Purpose) -> Result<Value, Failure> {
    let (case, body) = (&d.case, &d.case.body);
    if let (Purpose::Receipt, Some(start), Some(limit)) = (purpose, case.received_at, body.limit) {
        let counting = Counting {
            start,
            limit,
            pauses: vec![],
            extensions: vec![],
            supplement: SupplementPolicy::Pause,
            regime: case.regime.clone(),
        };
        let counted = deadline(&law(app)?.calendar, &counting)?;
        return Ok(json!({ "at": legal(counted.due), "reason": counted.sum_vi() }));
    }
    Ok(json!({ "at": moment(Some(body.apology.as_ref().map_or(case.due_at, |a| a.old_due))) }))
}

/// Blank and missing values are left out: the layout prints its dotted line for them.
fn prune(v: &mut Value) {
    if let Value::Object(map) = v {
        map.values_mut().for_each(prune);
        map.retain(|_, v| !(v.is_null() || v.as_str().is_some_and(str::is_empty)));
    }
}

fn form(originals: u32, copies: u32) -> String {
    match (originals, copies) {
        (0, 0) => String::new(),
        (_, 0) => "bản chính".into(),
        (0, _) => "bản sao".into(),
        (o, c) => format!("{o:02} bản chính, {c:02} bản sao"),
    }
}

fn count(n: u32) -> String {
    if n == 0 { String::new() } else { format!("{n:02}") }
}

fn reason(d: &Dossier, purpose: Purpose) -> Option<String> {
    let body = &d.case.body;
    match purpose {
        Purpose::Supplement => body.supplements.last().map(|s| s.reason.clone()),
        Purpose::Apology => body.apology.as_ref().map(|a| a.reason.clone()),
        _ => body.ending.as_ref().map(|e| e.reason.clone()),
    }
}

fn paper_time(d: &Dossier, purpose: Purpose, now: Timestamp) -> Timestamp {
    let body = &d.case.body;
    let at = match purpose {
        Purpose::Receipt => d.case.received_at,
        Purpose::Supplement => body.supplements.last().map(|s| s.asked_at),
        Purpose::Apology => body.apology.as_ref().map(|a| a.at),
        Purpose::Refusal | Purpose::Stop => body.ending.as_ref().map(|e| e.at),
        Purpose::Control => None,
    };
    at.unwrap_or(now)
}

async fn first_clerk(app: &App, d: &Dossier) -> Result<String, Failure> {
    let by = d.tasks.iter().find(|t| t.role == "clerk").and_then(|t| t.officer);
    let asked = d.case.body.supplements.first().and_then(|s| s.asked_by);
    let ended = d.case.body.ending.as_ref().and_then(|e| e.by);
    match by.or(asked).or(ended) {
        Some(account) => people::name_of(app, account).await,
        None => Ok(String::new()),
    }
}

async fn transfers(app: &App, d: &Dossier) -> Result<Vec<Value>, Failure> {
    let mut rows = vec![];
    for t in &d.case.body.transfers {
        let unit = async |id| -> Result<String, Failure> {
            Ok(people::unit(app, id).await?.map(|u| u.name).unwrap_or_default())
        };
        let name = async |id: Option<uuid::Uuid>| match id {
            Some(id) => people::name_of(app, id).await,
            None => Ok(String::new()),
        };
        let due = t.due_at.map(|d| format!("Hạn: {}", short(d)));
        let note: Vec<String> = due.into_iter().chain(Some(t.note.clone()).filter(|n| !n.is_empty())).collect();
        let note = note.join("\n");
        rows.push(json!({
            "from": unit(t.from_unit).await?,
            "to": unit(t.to_unit).await?,
            "given_at": legal(t.given_at),
            "received_at": t.received_at.map(legal),
            "giver": name(t.giver).await?,
            "receiver": name(t.receiver).await?,
            "result": t.timely().label(),
            "note": note,
        }));
    }
    for row in &mut rows {
        prune(row);
    }
    Ok(rows)
}
