//! The organisation file of `law/organisation/` read into dated rows. Ids come from the names along the path, so reading the
//! same file twice gives the same tree; a unit that joins another names it, and so does everything inside it.

use kernel::time::civil::Date;
use serde::Deserialize;
use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

use crate::ADMINISTRATION;
use crate::model::{Level, UnitKind, UnitRow};

#[derive(Deserialize)]
struct File {
    root: Root,
    #[serde(default)]
    province: Vec<Entry>,
    #[serde(default)]
    districts: Vec<District>,
    each_district_until: Option<String>,
    #[serde(default)]
    each_district_has: Vec<String>,
    #[serde(default)]
    attached_examples: Vec<String>,
    attached_to: Option<String>,
    two_level: Option<Later>,
}

#[derive(Deserialize)]
struct Root {
    name: String,
    short: Option<String>,
    code: Option<String>,
    valid: (String, Option<String>),
    mark: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    short: Option<String>,
    role: Option<String>,
    code: Option<String>,
    mark: Option<String>,
    takes_over: Option<String>,
    #[serde(default)]
    units: Vec<Entry>,
}

#[derive(Deserialize)]
struct District {
    name: String,
    code: Option<String>,
    valid_to: Option<String>,
    successor: Option<String>,
    mark: Option<String>,
}

/// The administration that follows the first one.
#[derive(Deserialize)]
struct Later {
    from: String,
    name: String,
    short: Option<String>,
    code: Option<String>,
    mark: Option<String>,
    #[serde(default)]
    units: Vec<Entry>,
}

/// A file that cannot be read as an organisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tệp cơ cấu tổ chức: {0}; sửa tệp trong law/organisation rồi chạy lại")]
pub struct SeedError(String);

/// The id of a unit from the names along its path.
fn id(path: &[&str]) -> Uuid {
    if path.len() == 1 && path.first() == Some(&"") {
        return ADMINISTRATION;
    }
    let mut hash = Sha1::new();
    hash.update(ADMINISTRATION.as_bytes());
    for name in path {
        hash.update([0]);
        hash.update(name.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

fn day(text: &str) -> Result<Date, SeedError> {
    text.parse().map_err(|_| SeedError(format!("“{text}” không phải ngày theo mẫu 2024-08-31")))
}

/// Both shapes of an identifier, from the one given.
fn codes(code: Option<&str>) -> Result<(Option<String>, Option<String>), SeedError> {
    let Some(code) = code else { return Ok((None, None)) };
    let parsed = kernel::identifiers::AgencyCode::parse(code).map_err(|r| SeedError(r.message))?;
    let old = parsed.to_2016().ok().map(|c| c.as_str().to_owned());
    Ok((old, Some(parsed.to_2020().as_str().to_owned())))
}

struct Reader {
    rows: Vec<UnitRow>,
    from: Date,
    to: Option<Date>,
    level: Level,
}

/// A unit about to be added.
struct Add<'a> {
    id: Uuid,
    parent: Option<Uuid>,
    name: &'a str,
    short: Option<&'a str>,
    kind: UnitKind,
    code: Option<&'a str>,
    mark: Option<&'a str>,
}

impl Reader {
    fn add(&mut self, a: &Add<'_>) -> Result<(), SeedError> {
        let (code2016, code2020) = codes(a.code)?;
        self.rows.push(UnitRow {
            id: a.id,
            number: 1,
            parent: a.parent,
            name: a.name.to_owned(),
            short: a.short.map(str::to_owned),
            kind: a.kind,
            level: self.level,
            code2016,
            code2020,
            valid_from: self.from,
            valid_to: self.to,
            successor: None,
            phone: None,
            address: None,
            mark: a.mark.map(str::to_owned),
        });
        Ok(())
    }

    fn entries(&mut self, top: &str, parent: Uuid, entries: &[Entry]) -> Result<(), SeedError> {
        for e in entries {
            let own = id(&[top, &e.name]);
            let kind = if e.role.as_deref() == Some("one-stop") { UnitKind::Desk } else { UnitKind::Agency };
            let mark = e.mark.as_deref();
            let (short, code) = (e.short.as_deref(), e.code.as_deref());
            self.add(&Add { id: own, parent: Some(parent), name: &e.name, short, kind, code, mark })?;
            self.take_over(own, e.takes_over.as_deref().map(|n| id(&["", n])));
            for r in &e.units {
                let room = id(&[top, &e.name, &r.name]);
                let kind = if r.role.as_deref() == Some("one-stop") { UnitKind::Desk } else { UnitKind::Room };
                let (short, code) = (r.short.as_deref(), r.code.as_deref());
                let mark = r.mark.as_deref().or(mark);
                self.add(&Add { id: room, parent: Some(own), name: &r.name, short, kind, code, mark })?;
                let old = e.takes_over.as_deref().zip(r.takes_over.as_deref()).map(|(a, b)| id(&["", a, b]));
                self.take_over(room, old);
            }
        }
        Ok(())
    }

    fn take_over(&mut self, new: Uuid, old: Option<Uuid>) {
        if let Some(row) = old.and_then(|old| self.rows.iter_mut().find(|r| r.id == old)) {
            row.successor = Some(new);
        }
    }

    fn district(&mut self, d: &District, parts: &[String]) -> Result<(), SeedError> {
        let lower = lower_first(&d.name);
        let committee = id(&["", &d.name]);
        let heir = d.successor.as_deref();
        let mark = d.mark.as_deref().or(Some("seed"));
        let name = format!("Ủy ban nhân dân {lower}");
        let short = format!("UBND {lower}");
        let (kind, code) = (UnitKind::Agency, d.code.as_deref());
        let parent = Some(ADMINISTRATION);
        self.add(&Add { id: committee, parent, name: &name, short: Some(&short), kind, code, mark })?;
        self.succeed(heir.map(|h| id(&["", h])));
        for part in parts.iter().filter(|p| *p != "Ủy ban nhân dân") {
            let desk = part.starts_with("Bộ phận tiếp nhận");
            let kind = if desk { UnitKind::Desk } else { UnitKind::Room };
            let name = if desk { format!("{part} của {name}") } else { format!("{part} {lower}") };
            let short = if desk { "Bộ phận Một cửa".to_owned() } else { format!("Phòng GDĐT {lower}") };
            let own = id(&["", &d.name, part]);
            self.add(&Add {
                id: own,
                parent: Some(committee),
                name: &name,
                short: Some(&short),
                kind,
                code: None,
                mark,
            })?;
            self.succeed(heir.map(|h| id(&["", h, part])));
        }
        Ok(())
    }

    fn succeed(&mut self, heir: Option<Uuid>) {
        if let Some(row) = self.rows.last_mut() {
            row.successor = heir;
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Reads the file into rows.
///
/// # Errors
/// Text that is no such file, a day or identifier that cannot be read.
pub fn read(text: &str) -> Result<Vec<UnitRow>, SeedError> {
    let file: File = serde_json::from_str(text).map_err(|e| SeedError(e.to_string()))?;
    let from = day(&file.root.valid.0)?;
    let to = file.root.valid.1.as_deref().map(day).transpose()?;
    let mut reader = Reader { rows: vec![], from, to, level: Level::Province };
    let root = &file.root;
    reader.add(&Add {
        id: ADMINISTRATION,
        parent: None,
        name: &root.name,
        short: root.short.as_deref(),
        kind: UnitKind::Administration,
        code: root.code.as_deref(),
        mark: root.mark.as_deref(),
    })?;
    reader.entries("", ADMINISTRATION, &file.province)?;
    let attached = file.attached_to.as_deref().unwrap_or_default();
    for name in &file.attached_examples {
        let parent = Some(id(&["", attached]));
        let own = id(&["", attached, name]);
        let mark = Some("seed");
        reader.to = None;
        reader.add(&Add { id: own, parent, name, short: None, kind: UnitKind::School, code: None, mark })?;
    }
    reader.level = Level::District;
    for d in &file.districts {
        reader.to = d.valid_to.as_deref().or(file.each_district_until.as_deref()).map(day).transpose()?;
        reader.district(d, &file.each_district_has)?;
    }
    if let Some(later) = &file.two_level {
        follow(&mut reader, later)?;
    }
    Ok(reader.rows)
}

/// The administration that follows: its units take over those they name, and schools move to the heir of their agency.
fn follow(reader: &mut Reader, later: &Later) -> Result<(), SeedError> {
    (reader.from, reader.to, reader.level) = (day(&later.from)?, None, Level::Province);
    let root = id(&[&later.name]);
    let (short, code, mark) = (later.short.as_deref(), later.code.as_deref(), later.mark.as_deref());
    let kind = UnitKind::Administration;
    reader.add(&Add { id: root, parent: None, name: &later.name, short, kind, code, mark })?;
    reader.take_over(root, Some(ADMINISTRATION));
    reader.entries(&later.name, root, &later.units)?;
    let heirs: Vec<(Uuid, Option<Uuid>)> = reader.rows.iter().map(|r| (r.id, r.successor)).collect();
    let heir = |of: Option<Uuid>| heirs.iter().find(|(id, _)| Some(*id) == of).and_then(|(_, s)| *s);
    let moved: Vec<UnitRow> = reader
        .rows
        .iter()
        .filter(|r| r.kind == UnitKind::School && r.valid_to.is_none())
        .filter_map(|r| {
            heir(r.parent).map(|p| UnitRow { number: 2, parent: Some(p), valid_from: reader.from, ..r.clone() })
        })
        .collect();
    reader.rows.extend(moved);
    Ok(())
}
