//! Editing the steps of a BPMN text as a table: name, role, who, hours of each task are set in place; everything else of the
//! document, the drawing too, stays as it was. And a table in any file as a process.

use kernel::error::Refusal;
use process::table;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::reader::Reader;

use super::model::ProcessDraft;
use super::reading::source;

/// One task as edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepEdit {
    /// The element's id.
    pub id: String,
    pub name: String,
    pub role: String,
    pub post: String,
    /// Working minutes; none leaves the step without a time.
    pub minutes: Option<i64>,
}

/// The namespace of our extension.
const OURS: &str = "https://motcua.vn/bpmn/1";

fn broken() -> Refusal {
    Refusal::new("process", "Không sửa được quy trình: tệp BPMN hỏng. Tải tệp khác hoặc dựng lại từ bảng.").at("steps")
}

fn hours(minutes: i64) -> String {
    let text = format!("{:.4}", minutes as f64 / 60.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// "4", "4,5", "0.5" hours as minutes; blank is none.
///
/// # Errors
/// "hours": not a number from 0 to 10,000.
pub fn minutes(text: &str) -> Result<Option<i64>, Refusal> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let hours: Option<f64> = text.parse().ok().filter(|h: &f64| (0.0..=10_000.0).contains(h));
    let hours =
        hours.ok_or_else(|| Refusal::new("hours", format!("“{text}” không phải số giờ. Ghi như 4 hoặc 4,5.")))?;
    Ok(Some((hours * 60.0).round() as i64))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A tag with some attributes set; an empty value takes the attribute away.
fn with(tag: &BytesStart<'_>, set: &[(&str, String)]) -> BytesStart<'static> {
    let name = tag.name().as_ref().to_owned();
    let mut out = BytesStart::new(name);
    for a in tag.attributes().flatten() {
        let key: &str = a.key.as_ref();
        if !set.iter().any(|(k, _)| *k == key) {
            out.push_attribute(a.clone());
        }
    }
    for (key, value) in set.iter().filter(|(_, v)| !v.is_empty()) {
        out.push_attribute((*key, value.as_str()));
    }
    out.into_owned()
}

struct Editing<'a> {
    edits: &'a [StepEdit],
    /// The edit of the task being read, and whether its extension was met.
    open: Option<(&'a StepEdit, bool)>,
    out: Writer<Vec<u8>>,
}

fn ours(e: &StepEdit) -> Vec<(&'static str, String)> {
    vec![("role", e.role.clone()), ("post", e.post.clone()), ("hours", e.minutes.map(hours).unwrap_or_default())]
}

impl<'a> Editing<'a> {
    fn put(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        self.out.write_event(event).map_err(|_| broken())
    }

    /// The edit of a task tag, if it is one.
    fn edit_of(&self, tag: &BytesStart<'_>) -> Option<&'a StepEdit> {
        let tasks = ["userTask", "manualTask", "serviceTask", "businessRuleTask", "task", "sendTask", "receiveTask"];
        let name = tag.name();
        let name: &str = name.as_ref();
        if !tasks.contains(&local(name)) || is_ours(tag) {
            return None;
        }
        let id = tag.attributes().flatten().find(|a| AsRef::<str>::as_ref(&a.key) == "id")?;
        let id = id.value.to_string();
        self.edits.iter().find(|e| e.id == id)
    }

    fn extension(&mut self, e: &StepEdit) -> Result<(), Refusal> {
        self.put(Event::Empty(with(&BytesStart::new("motcua:task"), &ours(e))))
    }

    fn start(&mut self, tag: &BytesStart<'_>, closed: bool) -> Result<(), Refusal> {
        if let Some(edit) = self.edit_of(tag) {
            let named = with(tag, &[("name", edit.name.clone())]);
            self.put(Event::Start(named))?;
            self.open = Some((edit, false));
            if closed {
                self.end_of_task(edit, tag.name().as_ref())?;
                self.put(Event::End(BytesEnd::new(tag.name().as_ref().to_owned())))?;
                self.open = None;
            }
            return Ok(());
        }
        if let Some((edit, _)) = self.open.filter(|_| is_ours(tag)) {
            self.open = Some((edit, true));
            let tag = with(tag, &ours(edit));
            return self.put(if closed { Event::Empty(tag) } else { Event::Start(tag) });
        }
        let root = local(tag.name().as_ref()) == "definitions";
        let declared = tag.attributes().flatten().any(|a| AsRef::<str>::as_ref(&a.key) == "xmlns:motcua");
        let tag =
            if root && !declared { with(tag, &[("xmlns:motcua", OURS.to_owned())]) } else { tag.clone().into_owned() };
        self.put(if closed { Event::Empty(tag) } else { Event::Start(tag) })
    }

    /// A task that has no extension of ours gets one before it ends.
    fn end_of_task(&mut self, edit: &StepEdit, name: &str) -> Result<(), Refusal> {
        let holder = match name.rsplit_once(':') {
            Some((prefix, _)) => format!("{prefix}:extensionElements"),
            None => "extensionElements".to_owned(),
        };
        self.put(Event::Start(BytesStart::new(holder.clone())))?;
        self.extension(edit)?;
        self.put(Event::End(BytesEnd::new(holder)))
    }

    fn end(&mut self, tag: &BytesEnd<'_>) -> Result<(), Refusal> {
        let name = tag.name().as_ref().to_owned();
        if let Some((edit, met)) = self.open {
            if local(&name) == "extensionElements" && !met {
                self.extension(edit)?;
                self.open = Some((edit, true));
            } else if local(&name).to_lowercase().ends_with("task") && !name.starts_with("motcua:") {
                if !met {
                    self.end_of_task(edit, &name)?;
                }
                self.open = None;
            }
        }
        self.put(Event::End(tag.clone()))
    }
}

fn is_ours(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    AsRef::<str>::as_ref(&name) == "motcua:task"
}

/// The text with the steps set as edited; tasks not named stay as they are.
///
/// # Errors
/// "process": the text is no XML.
pub fn set(bpmn: &str, edits: &[StepEdit]) -> Result<String, Refusal> {
    let mut reader = Reader::from_str(bpmn);
    let mut editing = Editing { edits, open: None, out: Writer::new(vec![]) };
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Eof => break,
            Event::Start(tag) => editing.start(&tag, false)?,
            Event::Empty(tag) => editing.start(&tag, true)?,
            Event::End(tag) => editing.end(&tag)?,
            other => editing.put(other)?,
        }
    }
    String::from_utf8(editing.out.into_inner()).map_err(|_| broken())
}

/// The steps as a table to be edited as text: number, who, what, hours, parted by tabs.
pub fn as_text(definition: &process::Definition) -> String {
    let clean = |t: &str| kernel::text::line(&t.replace(['\t', '\n'], " "));
    let mut out = "Bước\tĐơn vị, người thực hiện\tNội dung công việc\tThời gian thực hiện\n".to_owned();
    for (i, t) in definition.tasks().enumerate() {
        let what = t.description.clone().filter(|x| !x.trim().is_empty()).unwrap_or_else(|| t.name.clone());
        let time = t.minutes.map_or("Giờ hành chính".to_owned(), |m| format!("{} giờ", super::auto::hours(m)));
        out.push_str(&format!("{}\t{}\t{}\t{time}\n", i + 1, clean(&t.post.clone().unwrap_or_default()), clean(&what)));
    }
    out
}

/// A file or pasted text as a draft: BPMN as it is, a table of steps as a process with what is left to settle.
///
/// # Errors
/// "file": neither; every problem of a BPMN file is named.
pub fn draft((code, title): (&str, &str), name: &str, bytes: &[u8]) -> Result<ProcessDraft, Refusal> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        process::parse(text).map_err(|problems| {
            let all: Vec<String> = problems.iter().take(5).map(ToString::to_string).collect();
            Refusal::new("file", format!("Tệp BPMN có {} lỗi: {}", problems.len(), all.join("; "))).at("file")
        })?;
        return Ok(ProcessDraft { code: code.to_owned(), bpmn: text.to_owned(), doubts: vec![] });
    }
    let read = if bytes.starts_with(b"PK") {
        let rows = source::lines(name, bytes)?
            .into_iter()
            .filter(|l| l.cells.iter().filter(|c| !c.trim().is_empty()).count() > 1);
        let quoted = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
        let rows = rows.map(|l| l.cells.iter().map(quoted).collect::<Vec<_>>().join("\t"));
        table::from_tsv(title, &rows.collect::<Vec<_>>().join("\n"))
    } else {
        table::from_text(title, text)
    };
    let reading = table::read(&read);
    if reading.steps.is_empty() {
        let message =
            "Không thấy bước nào. Bảng cần dòng tiêu đề có cột nội dung công việc, người thực hiện, thời gian.";
        return Err(Refusal::new("file", message).at("file"));
    }
    let doubt = |d: &table::Difference| match d.row {
        0 => d.what.clone(),
        n => format!("Dòng {n}: {}", d.what),
    };
    let id = format!("p_{}", code.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let bpmn = table::bpmn(&id, &reading);
    Ok(ProcessDraft { code: code.to_owned(), bpmn, doubts: reading.differences.iter().map(doubt).collect() })
}
