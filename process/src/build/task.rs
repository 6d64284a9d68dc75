//! What our extension element says of a task.

use super::{Builder, node};
use crate::model::{ClockPolicy, TaskDef, TaskKind};
use crate::xml::Element;

/// Ten years of working hours: more than any procedure allows.
const HOURS_MOST: i64 = 20_000;

/// Hours in words ("4", "0,5", "1.25") as whole minutes.
pub fn minutes(hours: &str) -> Option<i64> {
    let (whole, part) = hours.trim().split_once([',', '.']).unwrap_or((hours.trim(), ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 4 {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|h| *h <= HOURS_MOST)?;
    let scale = 10i64.pow(u32::try_from(part.len()).ok()?);
    let part: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some(whole * 60 + (part * 60 + scale / 2) / scale)
}

/// What files of other tools say of a program or decision table; a bare "##WebService" says nothing.
fn foreign_service(e: &Element) -> Option<&str> {
    let named = ["decisionRef", "topic", "class", "delegateExpression", "expression", "operationRef", "implementation"];
    let attribute = named.into_iter().find_map(|a| e.get(a)).filter(|v| !v.is_empty() && !v.starts_with("##"));
    attribute.or_else(|| e.foreign("taskDefinition", "type")).or_else(|| e.foreign("calledDecision", "decisionId"))
}

/// Reads a task; returns its place among the tasks.
pub fn read(b: &mut Builder<'_>, e: &Element) -> usize {
    let own = e.extension("task");
    let say = |name: &str| own.and_then(|x| x.get(name)).map(str::trim).filter(|v| !v.is_empty());
    let id = e.get("id").unwrap_or_default().to_owned();
    let allowed = say("hours").and_then(minutes);
    if let (Some(hours), None) = (say("hours"), allowed) {
        b.refuse(e, format!("Số giờ “{hours}” không đọc được. Ghi số giờ làm việc, ví dụ 4 hoặc 0,5."));
    }
    let clock = match say("clock") {
        None | Some("runs") => ClockPolicy::Runs,
        Some("pauses") => ClockPolicy::Pauses,
        Some(other) => {
            b.refuse(e, format!("clock=\"{other}\" không có nghĩa. Ghi runs (tính giờ) hoặc pauses (tạm dừng)."));
            ClockPolicy::Runs
        }
    };
    let kind = match e.local() {
        "manualTask" => TaskKind::Manual,
        "serviceTask" => TaskKind::Service,
        "businessRuleTask" => TaskKind::Rule,
        _ => TaskKind::User,
    };
    let service = say("service").or_else(|| foreign_service(e)).map(str::to_owned);
    let result =
        say("result").or_else(|| e.get("resultVariable")).or_else(|| e.foreign("calledDecision", "resultVariable"));
    if matches!(kind, TaskKind::Service | TaskKind::Rule) && service.is_none() {
        b.refuse(e, "Công việc tự động chưa nêu dịch vụ hoặc bảng quyết định. Ghi service=\"…\" trong <motcua:task/>.");
    }
    let letters = say("letters").unwrap_or_default().split([',', ';']).map(str::trim).filter(|l| !l.is_empty());
    let task = TaskDef {
        name: e.get("name").unwrap_or(&id).split_whitespace().collect::<Vec<_>>().join(" "),
        kind,
        role: say("role").map(str::to_owned),
        post: say("post").map(str::to_owned).or_else(|| b.lane_of.get(&id).cloned()),
        minutes: allowed,
        form: say("form").map(str::to_owned),
        letters: letters.map(str::to_owned).collect(),
        clock,
        signature: say("signature") == Some("required"),
        service,
        result: result.map(str::to_owned),
        description: node::documentation(e),
        id,
    };
    b.tasks.push(task);
    b.tasks.len() - 1
}
