//! Business rule steps: the decision table named by the step answers over the facts of the case, and the answer is a fact from
//! then on. Without an answer nothing moves, and the refusal names the table and what it was asked.

use kernel::error::Refusal;
use kernel::time::local;
use process::{TaskDef, TaskKind};
use serde_json::Value;

use super::{Decided, Ground};
use crate::model::Dossier;

/// Decides a step; other steps of programs have nothing to decide.
pub(super) fn decide(
    d: &mut Dossier,
    g: &Ground<'_>,
    (step, data): (&TaskDef, &Value),
) -> Result<Option<Decided>, Refusal> {
    let Some(name) = step.service.as_deref().filter(|_| step.kind == TaskKind::Rule) else { return Ok(None) };
    let day = local(d.case.received_at.unwrap_or(d.case.submitted_at)).date();
    let refused = |why: String| Refusal::new("undecided", format!("Bước “{}” chưa quyết định được: {why}", step.name));
    let Some(tables) = g.tables.on(name, day) else {
        return Err(refused(format!(
            "không có bảng quyết định “{name}” có hiệu lực ngày {}. Đề nghị quản trị viên bổ sung bảng vào thư mục decisions của bộ quy định.",
            kernel::time::date(day)
        )));
    };
    let title = tables.list().find(|(id, n)| *id == name || *n == name).map_or(name, |(_, n)| n);
    let inputs = tables.inputs(name, data);
    let asked = || inputs.iter().map(|(i, v)| format!("{i} = {}", shown(v))).collect::<Vec<_>>().join("; ");
    let answer = tables.decide(name, data).map_err(|e| refused(format!("{e}. Dữ liệu đã hỏi: {}.", asked())))?;
    if answer.value.is_null() {
        return Err(refused(format!(
            "bảng “{title}” không có dòng nào trả lời cho dữ liệu này ({}). Kiểm tra dữ liệu của hồ sơ hoặc đề nghị sửa bảng quyết định.",
            asked()
        )));
    }
    let facts = &mut d.case.body.facts;
    match (&step.result, &answer.value) {
        (Some(result), value) => drop(facts.insert(result.clone(), value.clone())),
        // Several outputs have names of their own.
        (None, Value::Object(several)) => facts.extend(several.clone()),
        (None, value) => drop(facts.insert(name.to_owned(), value.clone())),
    }
    let table = title.to_owned();
    Ok(Some(Decided { step: step.name.clone(), table, inputs, answer: answer.value, rows: answer.rows }))
}

/// A value as people read it.
pub(crate) fn shown(v: &Value) -> String {
    match v {
        Value::Null => "chưa có".into(),
        Value::Bool(true) => "có".into(),
        Value::Bool(false) => "không".into(),
        Value::String(s) => format!("“{s}”"),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(all) => all.iter().map(|(n, v)| format!("{n} = {}", shown(v))).collect::<Vec<_>>().join(", "),
        Value::Number(n) => n.to_string(),
    }
}
