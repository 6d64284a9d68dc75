//! Editing a procedure: a draft kept beside the published versions, published as a new version from a day on; and two
//! versions side by side.

use std::collections::HashMap;

use askama::Template;
use kernel::error::Refusal;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::{Code, asked, no_procedure};
use crate::actions::Publication;
use crate::model::Version;
use crate::rules::{self, Part};
use crate::texts::{self, FIELDS};

#[derive(Template)]
#[template(path = "catalogue_edit.html")]
struct Edit {
    page: Page,
    /// Empty for a procedure that does not exist yet.
    code: String,
    base: i64,
    fields: Vec<EditField>,
    errors: Vec<EditError>,
    valid_from: String,
    valid_to: String,
    note: String,
    draft: Option<String>,
    may_publish: bool,
}

struct EditField {
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    lines: u8,
    value: String,
    error: String,
}

struct EditError {
    field: String,
    message: String,
}

struct Filled<'a> {
    values: HashMap<&'static str, String>,
    errors: &'a [Refusal],
    valid_from: String,
    valid_to: String,
    note: String,
}

fn view(visit: &Visit, (version, draft): (Option<&Version>, Option<String>), filled: Filled<'_>) -> Edit {
    let error = |key: &str| {
        let found = filled.errors.iter().find(|e| e.field.as_deref() == Some(key));
        found.map(|e| e.message.clone()).unwrap_or_default()
    };
    let fields = FIELDS.iter().filter(|f| version.is_none() || f.key != "code").map(|f| EditField {
        key: f.key,
        label: f.label,
        hint: f.hint,
        lines: f.lines,
        value: filled.values.get(f.key).cloned().unwrap_or_default(),
        error: error(f.key),
    });
    let errors = filled
        .errors
        .iter()
        .map(|e| EditError { field: e.field.clone().unwrap_or_else(|| "name".to_owned()), message: e.message.clone() });
    Edit {
        page: visit.page(if version.is_some() { "Sửa thủ tục" } else { "Thêm thủ tục" }),
        code: version.map(|v| v.parts.code.clone()).unwrap_or_default(),
        base: version.map_or(0, |v| v.number),
        fields: fields.collect(),
        errors: errors.collect(),
        valid_from: filled.valid_from,
        valid_to: filled.valid_to,
        note: filled.note,
        draft,
        may_publish: visit.actor.as_ref().is_some_and(|a| a.can(crate::PUBLISH)),
    }
}

fn fresh(values: HashMap<&'static str, String>, valid_from: String) -> Filled<'static> {
    Filled { values, errors: &[], valid_from, valid_to: String::new(), note: String::new() }
}

/// GET /catalogue/new
pub async fn blank(visit: Visit) -> Reply {
    let today = crate::today(&visit.app).to_string();
    visit.html(&view(&visit, (None, None), fresh(HashMap::new(), today)))
}

/// POST /catalogue/new
pub async fn create(visit: Visit, posted: Posted) -> Reply {
    let code = kernel::text::line(posted.get("code"));
    if !code.is_empty() && !crate::versions(&visit.app, &code).await?.is_empty() {
        let message = format!("Mã {code} đã có trong danh mục. Mở thủ tục đó để sửa, hoặc nhập mã khác.");
        return refused(&visit, (None, &posted), &[Refusal::new("code", message).at("code")]);
    }
    publish(&visit, None, &posted).await
}

/// GET /catalogue/{code}/edit
pub async fn edit(visit: Visit, Code(code): Code) -> Reply {
    let versions = crate::versions(&visit.app, &code).await?;
    let newest = versions.first().ok_or_else(|| no_procedure(&code))?;
    let draft = crate::draft(&visit.app, newest.procedure).await?;
    let parts = draft.as_ref().map_or(&newest.parts, |d| &d.parts);
    let saved = draft.as_ref().map(|d| short(d.saved_at));
    let day = crate::today(&visit.app).max(newest.valid_from).to_string();
    visit.html(&view(&visit, (Some(newest), saved), fresh(texts::write(parts), day)))
}

/// POST /catalogue/{code}/edit: keep the draft, throw it away, or publish it.
pub async fn save(visit: Visit, Code(code): Code, posted: Posted) -> Reply {
    let versions = crate::versions(&visit.app, &code).await?;
    let newest = versions.first().ok_or_else(|| no_procedure(&code))?;
    let page = format!("/catalogue/{code}");
    match posted.get("action") {
        "drop" => {
            crate::drop_draft(&visit.app, newest.procedure).await?;
            Ok(visit.done(&page, visit.lang.t("Đã bỏ bản nháp; các phiên bản đã công bố giữ nguyên.")))
        }
        "publish" => publish(&visit, Some(newest), &posted).await,
        _ => match read(&posted, Some(newest)) {
            Ok(parts) => {
                crate::save_draft(&visit.app, newest, &parts, visit.actor()?.by()).await?;
                Ok(visit.done(&page, visit.lang.t("Đã lưu bản nháp; nội dung công khai chưa thay đổi.")))
            }
            Err(problems) => refused(&visit, (Some(newest), &posted), &problems),
        },
    }
}

fn read(posted: &Posted, version: Option<&Version>) -> Result<crate::Parts, Vec<Refusal>> {
    texts::read(|key| match (key, version) {
        ("code", Some(v)) => v.parts.code.clone(),
        _ => posted.get(key).to_owned(),
    })
}

/// The page again with everything typed and the reasons at their fields.
fn refused(visit: &Visit, (version, posted): (Option<&Version>, &Posted), errors: &[Refusal]) -> Reply {
    let values = FIELDS.iter().map(|f| (f.key, posted.get(f.key).to_owned())).collect();
    let (valid_from, note) = (posted.get("valid_from").to_owned(), posted.get("note").to_owned());
    let valid_to = posted.get("valid_to").to_owned();
    visit.html_refused(&view(visit, (version, None), Filled { values, errors, valid_from, valid_to, note }))
}

async fn publish(visit: &Visit, version: Option<&Version>, posted: &Posted) -> Reply {
    let actor = visit.actor()?;
    if !actor.can(crate::PUBLISH) {
        let message =
            "Ông/bà được soạn thảo nhưng chưa được giao quyền công bố. Lưu bản nháp để người có quyền công bố.";
        return Err(Failure::Forbidden(Refusal::new("forbidden", message)));
    }
    let again = |problems: &[Refusal]| refused(visit, (version, posted), problems);
    if let Some(v) = version
        && posted.get("base").parse() != Ok(v.number)
    {
        let message = format!(
            "Trong lúc ông/bà soạn, phiên bản {} đã được công bố. So sánh với phiên bản đó; nội dung ông/bà nhập vẫn còn dưới đây, bấm Công bố lần nữa nếu vẫn đúng.",
            v.number
        );
        return again(&[Refusal::new("base", message).at("name")]);
    }
    let parts = match read(posted, version) {
        Ok(parts) => parts,
        Err(problems) => return again(&problems),
    };
    let Ok(valid_from) = posted.get("valid_from").parse() else {
        let message = "Ngày hiệu lực chưa đúng. Nhập theo mẫu 2024-05-01.";
        return again(&[Refusal::new("valid-from", message).at("valid_from")]);
    };
    let valid_to = match posted.some("valid_to").map(str::parse).transpose() {
        Ok(valid_to) => valid_to,
        Err(_) => {
            let message = "Ngày hết hiệu lực chưa đúng. Nhập theo mẫu 2024-05-01, hoặc để trống.";
            return again(&[Refusal::new("valid-to", message).at("valid_to")]);
        }
    };
    let note = posted.some("note").map(kernel::text::line);
    let publication = Publication { parts, valid_from, valid_to, note };
    match crate::publish(&visit.app, publication, actor.by()).await {
        Ok(v) => {
            let text =
                visit.lang.f("Đã công bố phiên bản {}, có hiệu lực từ ngày {}.", &[&v.number, &date(v.valid_from)]);
            Ok(visit.done(&format!("/catalogue/{}", v.parts.code), &text))
        }
        Err(Failure::Refused(refusal)) => again(&[refusal]),
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "catalogue_compare.html")]
struct Compare {
    page: Page,
    code: String,
    name: String,
    a: Side,
    b: Side,
    numbers: Vec<i64>,
    lines: Vec<CompareLine>,
    changed: usize,
}

struct Side {
    number: i64,
    from: String,
}

struct CompareLine {
    label: &'static str,
    same: bool,
    /// Lines with whether they stand only on this side.
    before: Vec<(String, bool)>,
    after: Vec<(String, bool)>,
}

/// GET /catalogue/{code}/compare?a=1&b=2
pub async fn compare(visit: Visit, Code(code): Code) -> Reply {
    let versions = crate::versions(&visit.app, &code).await?;
    let newest = versions.first().ok_or_else(|| no_procedure(&code))?;
    let q = asked(&visit);
    let numbered = |key: &str, otherwise: i64| {
        let n = q.get(key).parse().unwrap_or(otherwise);
        versions.iter().find(|v| v.number == n)
    };
    let (a, b) = (numbered("a", (newest.number - 1).max(1)), numbered("b", newest.number));
    let (Some(a), Some(b)) = (a, b) else {
        return Err(Failure::missing("Thủ tục không có phiên bản này"));
    };
    let lines: Vec<CompareLine> = compared(a, b);
    let side = |v: &Version| Side { number: v.number, from: date(v.valid_from) };
    visit.html(&Compare {
        page: visit.page("So sánh hai phiên bản"),
        name: newest.parts.name.clone(),
        a: side(a),
        b: side(b),
        numbers: versions.iter().map(|v| v.number).collect(),
        changed: lines.iter().filter(|l| !l.same).count(),
        lines,
        code,
    })
}

fn compared(a: &Version, b: &Version) -> Vec<CompareLine> {
    let pairs = rules::words(&a.parts).into_iter().zip(rules::words(&b.parts));
    let shown = pairs.filter(|((part, _), _)| *part != Part::Kind);
    let lines = shown.map(|((part, before), (_, after))| {
        let only = |text: &str, other: &str| -> Vec<(String, bool)> {
            let there: Vec<&str> = other.lines().collect();
            text.lines().map(|l| (l.to_owned(), !there.contains(&l))).collect()
        };
        CompareLine {
            label: part.label(),
            same: before == after,
            before: only(&before, &after),
            after: only(&after, &before),
        }
    });
    lines.collect()
}
