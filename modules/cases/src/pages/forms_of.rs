//! Small readers for posted fields, with refusals that name the field.

use documents::StoredFile;
use kernel::error::Refusal;
use kernel::time::{Timestamp, civil, parse_local};
use kernel::working_time::Limit;
use platform::web::Posted;
use uuid::Uuid;

use super::sent::Sent;
use crate::model::{Channel, Outcome, Part, Person};
use crate::rules::Scan;

pub fn id(p: &Posted, field: &'static str) -> Result<Uuid, Refusal> {
    p.get(field).parse().map_err(|_| Refusal::new("required", "Chọn một mục trong danh sách.").at(field))
}

pub fn moment(p: &Posted, field: &'static str) -> Result<Timestamp, Refusal> {
    parse_local(p.get(field)).map_err(|r| r.at(field))
}

pub fn day(p: &Posted, field: &'static str) -> Result<civil::Date, Refusal> {
    parse_local(p.get(field)).map(|t| kernel::time::local(t).date()).map_err(|_| {
        Refusal::new("date", format!("Không đọc được ngày “{}”. Nhập như 07/02/2024.", p.get(field))).at(field)
    })
}

pub fn limit(p: &Posted) -> Result<Limit, Refusal> {
    Limit::parse(p.get("limit")).map_err(|r| r.at("limit"))
}

pub fn channel(p: &Posted, field: &str) -> Channel {
    p.get(field).parse::<i64>().ok().and_then(|n| Channel::try_from(n).ok()).unwrap_or_default()
}

pub fn lines(p: &Posted, field: &str) -> Vec<String> {
    p.get(field).lines().map(kernel::text::line).filter(|l| !l.is_empty()).collect()
}

/// A person as typed under a prefix ("" or "agent_").
pub fn person(p: &Posted, prefix: &str) -> Result<Person, Refusal> {
    let get = |name: &str| kernel::text::line(p.get(&format!("{prefix}{name}")));
    let phone = get("phone");
    let phone = match phone.as_str() {
        "" => phone,
        text => kernel::identifiers::Phone::parse(text).map_err(|r| r.at(format!("{prefix}phone")))?.national(),
    };
    let organisation = p.has(&format!("{prefix}organisation"));
    let number = get("number").replace(' ', "");
    if !number.is_empty() && !organisation {
        kernel::identifiers::PersonalNumber::parse(&number).map_err(|r| r.at(format!("{prefix}number")))?;
    }
    let email = get("email");
    if !email.is_empty() && (!email.contains('@') || email.contains(' ')) {
        return Err(Refusal::new("email", "Thư điện tử không đúng dạng ten@mien.vn. Sửa lại hoặc để trống.")
            .at(format!("{prefix}email")));
    }
    Ok(Person { name: get("name"), number, phone, email, address: get("address"), organisation })
}

/// The checklist of papers: those ticked or scanned are there, those not are missing.
pub fn parts(sent: &Sent) -> Vec<Part> {
    let p = &sent.posted;
    let mut all = vec![];
    for (i, name) in p.all("part_name").enumerate() {
        let name = kernel::text::line(name);
        if name.is_empty() {
            continue;
        }
        let number = |what: &str| p.get(&format!("part_{what}_{i}")).parse::<u32>().unwrap_or(0).min(999);
        let file = sent.file(&format!("file_{i}")).cloned();
        let optional = p.get(&format!("part_optional_{i}")) == "1";
        let whole = p.has("all_there") && !optional;
        let there = p.has(&format!("part_there_{i}")) || file.is_some() || whole;
        if !there && optional {
            continue;
        }
        all.push(Part { name, originals: number("originals"), copies: number("copies"), file, missing: !there });
    }
    all
}

/// Files sent for what a supplement asks for: "file_0" answers its first line.
pub fn answered(items: &[String], files: &[(String, StoredFile)]) -> Vec<Part> {
    let part = |(field, file): &(String, StoredFile)| {
        let index = field.strip_prefix("file_").and_then(|n| n.parse::<usize>().ok());
        let name = index.and_then(|i| items.get(i).cloned()).unwrap_or_else(|| file.name.clone());
        Part { name, copies: 1, file: Some(file.clone()), ..Part::default() }
    };
    files.iter().map(part).collect()
}

/// What came in answer to a supplement: papers named, and files.
pub fn supplied(items: &[String], sent: &Sent) -> Vec<Part> {
    let there = |name: String| Part { name, originals: 1, ..Part::default() };
    let mut parts: Vec<Part> = lines(&sent.posted, "parts").into_iter().map(there).collect();
    parts.extend(answered(items, &sent.files));
    parts
}

/// Scans by the paper they belong to: "file_0" is the first of the dossier, "other" one of its own.
pub fn scans(sent: &Sent) -> Vec<Scan> {
    let scan = |(field, file): &(String, StoredFile)| Scan {
        part: field.strip_prefix("file_").and_then(|n| n.parse().ok()),
        name: sent.posted.get("other_name").to_owned(),
        file: file.clone(),
    };
    sent.files.iter().map(scan).collect()
}

/// The result of a case, when its fields are filled; refusing it says so in `granted` afterwards.
pub fn outcome(p: &Posted) -> Result<Option<Outcome>, Refusal> {
    if p.get("number").is_empty() && p.get("signer").is_empty() {
        return Ok(None);
    }
    Ok(Some(Outcome {
        granted: true,
        number: p.get("number").to_owned(),
        date: day(p, "date")?,
        signer: kernel::text::line(p.get("signer")),
        summary: p.get("summary").to_owned(),
        file: None,
    }))
}
