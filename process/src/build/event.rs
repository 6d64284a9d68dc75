//! Events: what they wait for and what they give out.

use super::Builder;
use crate::feel;
use crate::model::{NodeKind, Throw, TimerSpec, Trigger};
use crate::xml::{Element, Space};

/// The single event definition of an event, if it has one.
fn definition(e: &Element) -> Result<Option<&Element>, String> {
    let mut all = e.children.iter().filter(|c| c.space == Space::Bpmn && c.local().ends_with("EventDefinition"));
    let first = all.next();
    if all.next().is_some() {
        return Err("Sự kiện có nhiều loại cùng lúc. Mỗi sự kiện chỉ giữ một loại.".into());
    }
    if e.child("eventDefinitionRef").is_some() {
        return Err("Sự kiện dùng định nghĩa ngoài (eventDefinitionRef). Đặt định nghĩa ngay trong sự kiện.".into());
    }
    Ok(first)
}

fn unfit(d: &Element, place: &str) -> String {
    let kind = d.local().trim_end_matches("EventDefinition");
    format!("Sự kiện loại “{kind}” không dùng được ở {place}. Đổi sang loại khác.")
}

/// The name behind a reference; the event's own name where there is none.
fn named(b: &Builder<'_>, e: &Element, reference: Option<&str>) -> Result<String, String> {
    let known = reference.map(|r| b.names.names.get(r).cloned().unwrap_or_else(|| r.to_owned()));
    let name = known.or_else(|| e.get("name").map(str::to_owned)).filter(|n| !n.is_empty());
    name.ok_or_else(|| "Sự kiện chưa có tên thông điệp hoặc tín hiệu. Đặt tên cho sự kiện.".into())
}

fn trigger(b: &Builder<'_>, e: &Element, d: &Element) -> Result<Trigger, String> {
    Ok(match d.local() {
        "timerEventDefinition" => Trigger::Timer(timer(e, d)?),
        "messageEventDefinition" => Trigger::Message(named(b, e, d.get("messageRef"))?),
        "signalEventDefinition" => Trigger::Signal(named(b, e, d.get("signalRef"))?),
        _ => return Err(unfit(d, "đây")),
    })
}

/// What a start event waits for.
pub fn start(b: &Builder<'_>, e: &Element) -> Result<Trigger, String> {
    definition(e)?.map_or(Ok(Trigger::None), |d| trigger(b, e, d))
}

/// What an intermediate event waits for.
pub fn catch(b: &Builder<'_>, e: &Element) -> Result<Trigger, String> {
    let none = "Sự kiện chờ chưa nêu chờ gì. Chọn hẹn giờ, thông điệp hoặc tín hiệu.";
    definition(e)?.map_or_else(|| Err(none.into()), |d| trigger(b, e, d))
}

/// What a throwing or end event gives out.
pub fn throw(b: &Builder<'_>, e: &Element) -> Result<Throw, String> {
    let Some(d) = definition(e)? else { return Ok(Throw::None) };
    Ok(match d.local() {
        "messageEventDefinition" => Throw::Message(named(b, e, d.get("messageRef"))?),
        "signalEventDefinition" => Throw::Signal(named(b, e, d.get("signalRef"))?),
        "terminateEventDefinition" => Throw::Terminate,
        "errorEventDefinition" => match error(b, d).or_else(|| e.get("name").map(str::to_owned)) {
            Some(code) => Throw::Error(code),
            None => return Err("Sự kiện lỗi chưa có mã lỗi. Đặt mã lỗi (errorRef).".into()),
        },
        _ => return Err(unfit(d, "cuối hoặc giữa quy trình")),
    })
}

fn error(b: &Builder<'_>, d: &Element) -> Option<String> {
    let reference = d.get("errorRef").filter(|r| !r.is_empty())?;
    Some(b.names.errors.get(reference).cloned().unwrap_or_else(|| reference.to_owned()))
}

/// A boundary event; the host is set once all ids are known.
pub fn boundary(b: &Builder<'_>, e: &Element) -> Result<NodeKind, String> {
    let none = "Sự kiện biên chưa nêu chờ gì. Chọn hẹn giờ, thông điệp, tín hiệu hoặc lỗi.";
    let d = definition(e)?.ok_or(none)?;
    let interrupting = e.get("cancelActivity") != Some("false");
    let trigger = if d.local() == "errorEventDefinition" {
        if !interrupting {
            return Err("Sự kiện lỗi ở biên luôn ngắt công việc. Bỏ cancelActivity=\"false\".".into());
        }
        Trigger::Error(error(b, d))
    } else {
        trigger(b, e, d)?
    };
    Ok(NodeKind::Boundary { attached: usize::MAX, interrupting, trigger })
}

const MINUTES_MOST: i64 = 5_256_000;

fn timer(e: &Element, d: &Element) -> Result<TimerSpec, String> {
    let own = e.extension("timer").or_else(|| d.extension("timer"));
    if let Some(hours) = own.and_then(|t| t.get("hours")) {
        let minutes = super::task::minutes(hours);
        return minutes
            .map(TimerSpec::WorkingMinutes)
            .ok_or_else(|| format!("Số giờ làm việc “{hours}” không đọc được. Ghi số giờ, ví dụ 4 hoặc 0,5."));
    }
    let text = |name: &str| d.child(name).map(|c| c.text.trim()).filter(|t| !t.is_empty());
    if let Some(duration) = text("timeDuration") {
        let wrong = || {
            format!(
                "Thời hạn “{duration}” không đọc được. Ghi theo ISO 8601 bằng ngày, giờ, phút, ví dụ P5D hoặc PT4H."
            )
        };
        // Months differ in length, so they are not taken as a count of minutes.
        let (months, seconds) = feel::duration(duration).ok_or_else(wrong)?;
        let minutes = seconds / 60;
        let fits = months == 0 && seconds % 60 == 0 && (1..=MINUTES_MOST).contains(&minutes);
        return if fits { Ok(TimerSpec::Duration(minutes)) } else { Err(wrong()) };
    }
    if let Some(date) = text("timeDate") {
        let found = feel::moment(date).map(|m| TimerSpec::At(m.strftime("%Y-%m-%dT%H:%M").to_string()));
        return found.ok_or_else(|| format!("Ngày giờ “{date}” không đọc được. Ghi dạng 2025-07-01T08:00:00."));
    }
    if text("timeCycle").is_some() {
        return Err("Hẹn giờ lặp lại (timeCycle) không được nhận. Dùng thời hạn hoặc ngày giờ.".into());
    }
    Err("Hẹn giờ chưa có thời hạn. Ghi timeDuration, timeDate hoặc <motcua:timer hours=\"…\"/>.".into())
}
