//! A DMN file to decisions: decision tables and literal expressions; everything else is refused with its place.

use std::collections::HashMap;

use super::{Collect, Decision, Decisions, Logic, Output, Policy, Rule, Table};
use crate::feel::{Expression, Test};
use crate::model::Problem;
use crate::xml::{self, Element, Space};

/// More rows than a person can review.
const ROWS: usize = 10_000;

/// Reads a DMN file.
///
/// # Errors
/// Every problem found: element, line, and a Vietnamese reason with what to do. Never panics, whatever the text.
pub fn parse(dmn_xml: &str) -> Result<Decisions, Vec<Problem>> {
    let source = xml::read(dmn_xml.trim_start_matches('\u{feff}')).map_err(|p| vec![p])?;
    if !source.is(Space::Dmn, "definitions") {
        return Err(vec![source.problem("Không phải tệp DMN (phần tử gốc phải là definitions). Chọn đúng tệp .dmn.")]);
    }
    let elements: Vec<&Element> = source.all(Space::Dmn, "decision").collect();
    if elements.is_empty() {
        return Err(vec![source.problem("Tệp không có quyết định (decision) nào. Vẽ bảng quyết định rồi lưu lại.")]);
    }
    let mut problems = vec![];
    let ids: HashMap<&str, usize> = elements.iter().enumerate().map(|(i, e)| (id(e), i)).collect();
    if ids.len() < elements.len() {
        problems.push(source.problem("Có hai quyết định trùng mã (id). Đặt mã khác nhau."));
    }
    let mut decisions = vec![];
    for e in &elements {
        match decision(e, &ids) {
            Ok(d) => decisions.push(d),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    sort(decisions).map(|decisions| Decisions { decisions }).map_err(|at| {
        vec![
            elements[at]
                .problem("Quyết định cần chính kết quả của nó, trực tiếp hoặc vòng quanh. Bỏ đường phụ thuộc đó."),
        ]
    })
}

fn id(e: &Element) -> &str {
    e.get("id").unwrap_or_default()
}

fn text<'a>(e: &'a Element, child: &'a str) -> Option<&'a str> {
    let holder = if child == "text" { Some(e) } else { e.all(Space::Dmn, child).next() };
    holder?.all(Space::Dmn, "text").next().map(|t| t.text.trim()).filter(|t| !t.is_empty())
}

fn decision(e: &Element, ids: &HashMap<&str, usize>) -> Result<Decision, Vec<Problem>> {
    let needs = e.all(Space::Dmn, "informationRequirement").flat_map(|r| r.all(Space::Dmn, "requiredDecision"));
    let found: Option<Vec<usize>> =
        needs.map(|r| ids.get(r.get("href").unwrap_or_default().trim_start_matches('#')).copied()).collect();
    let missing = || vec![e.problem("Quyết định cần một quyết định khác không có trong tệp. Thêm quyết định đó.")];
    let needs = found.ok_or_else(missing)?;
    let logic = if let Some(t) = e.all(Space::Dmn, "decisionTable").next() {
        Logic::Table(Box::new(table(t)?))
    } else if let Some(literal) = text(e, "literalExpression") {
        Logic::Literal(Expression::parse(literal).map_err(|x| vec![e.problem(format!("Biểu thức sai: {x}."))])?)
    } else {
        return Err(vec![e.problem("Quyết định chưa có bảng hoặc biểu thức được nhận. Dùng bảng quyết định.")]);
    };
    let name = e.get("name").unwrap_or(id(e)).to_owned();
    let variable = e.all(Space::Dmn, "variable").next().and_then(|v| v.get("name")).unwrap_or(&name).to_owned();
    Ok(Decision { id: id(e).to_owned(), name, variable, needs, logic })
}

fn policy(t: &Element) -> Result<Policy, Problem> {
    Ok(match (t.get("hitPolicy").unwrap_or("UNIQUE"), t.get("aggregation")) {
        ("UNIQUE", _) => Policy::Unique,
        ("ANY", _) => Policy::Any,
        ("FIRST", _) => Policy::First,
        ("PRIORITY", _) => Policy::Priority,
        ("OUTPUT ORDER", _) => Policy::OutputOrder,
        ("RULE ORDER", _) => Policy::RuleOrder,
        ("COLLECT", None) => Policy::Collect(Collect::List),
        ("COLLECT", Some("SUM")) => Policy::Collect(Collect::Sum),
        ("COLLECT", Some("MIN")) => Policy::Collect(Collect::Min),
        ("COLLECT", Some("MAX")) => Policy::Collect(Collect::Max),
        ("COLLECT", Some("COUNT")) => Policy::Collect(Collect::Count),
        (other, _) => {
            let reason = format!(
                "Cách chọn dòng “{other}” không được nhận. Dùng UNIQUE, ANY, FIRST, PRIORITY, OUTPUT ORDER, RULE ORDER hoặc COLLECT."
            );
            return Err(t.problem(reason));
        }
    })
}

fn table(t: &Element) -> Result<Table, Vec<Problem>> {
    let mut problems = vec![];
    let mut inputs = vec![];
    for i in t.all(Space::Dmn, "input") {
        let source = text(i, "inputExpression").or_else(|| i.get("label")).unwrap_or_default();
        match Expression::parse(source) {
            Ok(e) => inputs.push(e),
            Err(x) => problems.push(i.problem(format!("Cột đầu vào “{source}” sai: {x}. Sửa lại biểu thức."))),
        }
    }
    let outputs: Vec<Output> = t.all(Space::Dmn, "output").map(|o| output(o, &mut problems)).collect();
    let mut rules = vec![];
    for (i, r) in t.all(Space::Dmn, "rule").enumerate() {
        match rule(r, (inputs.len(), outputs.len())) {
            Ok(found) => rules.push(found),
            Err(reason) => problems.push(r.problem(format!("Dòng {}: {reason}", i + 1))),
        }
    }
    let policy = policy(t).map_err(|p| problems.push(p)).unwrap_or(Policy::Unique);
    if outputs.is_empty() || rules.len() > ROWS {
        problems.push(t.problem("Bảng phải có ít nhất một cột kết quả và không quá 10.000 dòng. Sửa lại bảng."));
    }
    if matches!(policy, Policy::Collect(how) if how != Collect::List) && outputs.len() > 1 {
        problems.push(
            t.problem("Gộp bằng SUM, MIN, MAX hoặc COUNT chỉ dùng cho bảng một cột kết quả. Tách thành nhiều bảng."),
        );
    }
    if matches!(policy, Policy::Priority | Policy::OutputOrder) && outputs.iter().any(|o| o.order.is_empty()) {
        problems.push(
            t.problem("Cách chọn PRIORITY và OUTPUT ORDER cần danh sách giá trị (outputValues) của cột kết quả. Ghi danh sách đó."),
        );
    }
    if problems.is_empty() { Ok(Table { policy, inputs, outputs, rules }) } else { Err(problems) }
}

fn output(o: &Element, problems: &mut Vec<Problem>) -> Output {
    let mut read = |source: Option<String>| {
        let parsed = source.map(|s| Expression::parse(&s)).transpose();
        parsed.unwrap_or_else(|x| {
            problems.push(o.problem(format!("Giá trị của cột kết quả sai: {x}. Sửa lại biểu thức.")));
            None
        })
    };
    let default = read(text(o, "defaultOutputEntry").map(str::to_owned));
    let list = read(text(o, "outputValues").map(|v| format!("[{v}]")));
    let order = match list.map(|l| l.evaluate(&serde_json::Value::Null)) {
        Some(serde_json::Value::Array(values)) => values,
        _ => vec![],
    };
    Output { name: o.get("name").or_else(|| o.get("label")).unwrap_or("value").to_owned(), order, default }
}

fn rule(r: &Element, (inputs, outputs): (usize, usize)) -> Result<Rule, String> {
    let cells = |name: &'static str| r.all(Space::Dmn, name).map(|e| text(e, "text").unwrap_or_default());
    let tests: Result<Vec<Test>, String> = cells("inputEntry").map(Test::parse).collect();
    let tests = tests.map_err(|x| format!("ô điều kiện sai: {x}. Sửa lại ô đó."))?;
    let values: Result<Vec<Expression>, String> =
        cells("outputEntry").map(|t| Expression::parse(if t.is_empty() { "null" } else { t })).collect();
    let values = values.map_err(|x| format!("ô kết quả sai: {x}. Sửa lại ô đó."))?;
    if tests.len() != inputs || values.len() != outputs {
        return Err("số ô không khớp số cột. Bổ sung hoặc bớt ô.".into());
    }
    Ok(Rule { tests, values })
}

/// Puts what is needed before what needs it; a circle gives one of its members.
fn sort(decisions: Vec<Decision>) -> Result<Vec<Decision>, usize> {
    let mut place: Vec<Option<usize>> = vec![None; decisions.len()];
    let mut order = vec![];
    while order.len() < decisions.len() {
        let ready = |i: &usize| place[*i].is_none() && decisions[*i].needs.iter().all(|n| place[*n].is_some());
        let Some(next) = (0..decisions.len()).find(ready) else {
            return Err(place.iter().position(Option::is_none).unwrap_or_default());
        };
        place[next] = Some(order.len());
        order.push(next);
    }
    let renumbered = |i: &usize| {
        let mut d = decisions[*i].clone();
        d.needs = d.needs.iter().filter_map(|n| place[*n]).collect();
        d
    };
    Ok(order.iter().map(renumbered).collect())
}
