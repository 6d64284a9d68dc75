//! Which element becomes which kind of node, and why others are refused.

use super::{Builder, event};
use crate::feel::Expression;
use crate::model::{Multi, NodeKind, Throw};
use crate::xml::{Element, Space};

/// The kind of a flow node, or why it cannot be carried out.
pub fn kind(b: &Builder<'_>, e: &Element) -> Result<NodeKind, String> {
    if e.child("standardLoopCharacteristics").is_some() {
        return Err(
            "Vòng lặp đơn không thực hiện được. Vẽ vòng lặp bằng cổng loại trừ, hoặc dùng lặp theo danh sách.".into()
        );
    }
    if e.get("isForCompensation") == Some("true") {
        return Err("Công việc bồi hoàn không thực hiện được. Vẽ nhánh xử lý bình thường.".into());
    }
    Ok(match e.local() {
        "startEvent" => NodeKind::Start(event::start(b, e)?),
        "endEvent" => NodeKind::End(event::throw(b, e)?),
        "intermediateCatchEvent" => NodeKind::Catch(event::catch(b, e)?),
        "intermediateThrowEvent" => match event::throw(b, e)? {
            Throw::Terminate | Throw::Error(_) => {
                return Err("Sự kiện này chỉ dùng ở cuối quy trình. Đổi thành sự kiện kết thúc.".into());
            }
            thrown => NodeKind::Throw(thrown),
        },
        "boundaryEvent" => event::boundary(b, e)?,
        "userTask" | "task" | "manualTask" | "serviceTask" | "businessRuleTask" => NodeKind::Task,
        "exclusiveGateway" => NodeKind::Exclusive,
        "parallelGateway" => NodeKind::Parallel,
        "inclusiveGateway" => NodeKind::Inclusive,
        "eventBasedGateway" => NodeKind::EventBased,
        "subProcess" if e.get("triggeredByEvent") == Some("true") => {
            return Err("Quy trình con kích hoạt bằng sự kiện không thực hiện được. Dùng sự kiện biên.".into());
        }
        "subProcess" => NodeKind::Sub { start: usize::MAX },
        "callActivity" => {
            match e.get("calledElement").filter(|c| !c.is_empty()).or_else(|| e.foreign("calledElement", "processId")) {
                Some(called) => NodeKind::Call(called.to_owned()),
                None => {
                    return Err("Công việc gọi chưa nêu quy trình được gọi (calledElement). Nêu mã quy trình.".into());
                }
            }
        }
        other => return Err(refused(other)),
    })
}

fn refused(local: &str) -> String {
    let advice = match local {
        "scriptTask" => {
            "Công việc chạy mã lệnh (scriptTask) không được nhận. Dùng bảng quyết định hoặc công việc dịch vụ."
        }
        "sendTask" => "Công việc gửi (sendTask) chưa nằm trong tập được nhận. Dùng sự kiện gửi thông điệp.",
        "receiveTask" => "Công việc nhận (receiveTask) chưa nằm trong tập được nhận. Dùng sự kiện chờ thông điệp.",
        "complexGateway" => "Cổng phức hợp không được nhận. Dùng cổng loại trừ, song song hoặc bao hàm.",
        "transaction" | "adHocSubProcess" => "Loại quy trình con này không được nhận. Dùng quy trình con thường.",
        _ => return format!("Phần tử “{local}” không nằm trong tập BPMN được nhận. Thay bằng phần tử khác."),
    };
    advice.into()
}

/// How often an activity is carried out, where it says so.
pub fn multi(b: &mut Builder<'_>, e: &Element) -> Option<Multi> {
    let m = e.child("multiInstanceLoopCharacteristics")?;
    let list = m
        .extension("each")
        .and_then(|x| x.get("list"))
        .or_else(|| m.get("collection"))
        .or_else(|| m.foreign("loopCharacteristics", "inputCollection"))
        .or_else(|| m.child("loopDataInputRef").map(|r| r.text.trim()).filter(|t| !t.is_empty()));
    let number = m.child("loopCardinality").map(|c| c.text.trim()).filter(|t| !t.is_empty());
    let Some(text) = number.or(list) else {
        b.refuse(
            e,
            "Công việc lặp chưa nêu số lần hoặc danh sách. Ghi loopCardinality hoặc <motcua:each list=\"…\"/>.",
        );
        return None;
    };
    let count = Expression::parse(text);
    let until = m.child("completionCondition").map(|c| c.text.trim()).filter(|t| !t.is_empty()).map(Expression::parse);
    match (count, until.transpose()) {
        (Ok(count), Ok(until)) => Some(Multi { sequential: m.get("isSequential") == Some("true"), count, until }),
        (Err(x), _) | (_, Err(x)) => {
            b.refuse(e, format!("Biểu thức lặp sai: {x}. Sửa lại theo cú pháp FEEL."));
            None
        }
    }
}

/// The documentation in words.
pub fn documentation(e: &Element) -> Option<String> {
    let text = e.all(Space::Bpmn, "documentation").map(|d| d.text.trim()).collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then_some(text)
}
