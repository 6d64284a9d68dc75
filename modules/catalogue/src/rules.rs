//! Decisions about procedures, pure: which constituent parts are missing (NĐ 63/2010 Điều 8.2, amended by NĐ 92/2017),
//! what differs between two versions, whether a version may be published, how a text limit becomes a counted one.

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::text::fold;
use kernel::working_time::Limit;
use serde::{Deserialize, Serialize};

use crate::model::{Channel, Component, Parts};

/// A constituent part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Name,
    Steps,
    Channels,
    Components,
    Sets,
    Limit,
    Subjects,
    Agency,
    Place,
    Forms,
    Result,
    Requirements,
    Fee,
    LegalBasis,
    Field,
    Level,
    Kind,
    Source,
}

/// The parts a complete procedure shows: seven always (components and their number are one), four where they exist.
pub const REQUIRED: [Part; 12] = [
    Part::Name,
    Part::Steps,
    Part::Channels,
    Part::Components,
    Part::Sets,
    Part::Limit,
    Part::Subjects,
    Part::Agency,
    Part::Forms,
    Part::Result,
    Part::Requirements,
    Part::Fee,
];

impl Part {
    /// The legal word.
    pub fn label(self) -> &'static str {
        match self {
            Part::Name => "Tên thủ tục hành chính",
            Part::Steps => "Trình tự thực hiện",
            Part::Channels => "Cách thức thực hiện",
            Part::Components => "Thành phần hồ sơ",
            Part::Sets => "Số lượng hồ sơ",
            Part::Limit => "Thời hạn giải quyết",
            Part::Subjects => "Đối tượng thực hiện",
            Part::Agency => "Cơ quan giải quyết",
            Part::Place => "Địa điểm thực hiện",
            Part::Forms => "Mẫu đơn, mẫu tờ khai",
            Part::Result => "Kết quả thực hiện",
            Part::Requirements => "Yêu cầu, điều kiện",
            Part::Fee => "Phí, lệ phí",
            Part::LegalBasis => "Căn cứ pháp lý",
            Part::Field => "Lĩnh vực",
            Part::Level => "Cấp thực hiện",
            Part::Kind => "Loại thủ tục",
            Part::Source => "Nguồn dữ liệu",
        }
    }

    /// Always required, whatever the procedure; the rest only "nếu có", with an explicit "không có".
    pub fn always(self) -> bool {
        !matches!(self, Part::Forms | Part::Result | Part::Requirements | Part::Fee)
    }
}

/// The parts nothing is known of. An explicit "không có" is known.
pub fn gaps(p: &Parts) -> Vec<Part> {
    let missing = |part: &Part| match part {
        Part::Name => p.name.trim().is_empty(),
        Part::Steps => p.steps.as_ref().is_none_or(|s| s.is_empty()),
        Part::Channels => !p.channels.iter().any(|t| t.channel != Channel::Any),
        Part::Components => p.components.is_none() || p.components_partial,
        Part::Sets => p.sets.is_none(),
        Part::Limit => !p.channels.iter().any(|t| t.limit_text.is_some()),
        Part::Subjects => p.subjects.as_ref().is_none_or(|s| s.is_empty()),
        Part::Agency => p.agency.is_none(),
        Part::Forms => p.forms.is_none(),
        Part::Result => p.result.is_none(),
        Part::Requirements => p.requirements.is_none(),
        Part::Fee => !p.channels.iter().any(|t| t.fee.is_some()),
        _ => false,
    };
    REQUIRED.iter().copied().filter(missing).collect()
}

/// How many of the known facts a record holds: decides which of two contradictory rows is kept.
pub fn completeness(p: &Parts) -> usize {
    let components = p.components.as_ref().map_or(0, Vec::len);
    let texts = [p.field.is_some(), p.source.is_some(), !p.level_text.is_empty(), !p.legal_basis.is_empty()];
    let texts = texts.into_iter().filter(|known| *known).count();
    (REQUIRED.len() - gaps(p).len()) * 100 + components * 5 + texts
}

/// One part that differs between two versions, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub part: Part,
    pub before: String,
    pub after: String,
}

/// The parts in which two versions differ, in legal order.
pub fn differences(a: &Parts, b: &Parts) -> Vec<Difference> {
    let (before, after) = (words(a), words(b));
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, x), (_, y))| x != y)
        .map(|((part, before), (_, after))| Difference { part, before, after })
        .collect()
}

/// Every part in words, in legal order; a gap is an empty text.
pub fn words(p: &Parts) -> Vec<(Part, String)> {
    let list = |items: &Option<Vec<String>>| match items {
        None => String::new(),
        Some(v) if v.is_empty() => NONE.to_owned(),
        Some(v) => v.join("\n"),
    };
    let levels: Vec<&str> = p.level.iter().map(|l| l.label()).collect();
    let level = if p.level_text.is_empty() { levels.join(", ") } else { p.level_text.clone() };
    vec![
        (Part::Name, p.name.clone()),
        (Part::Field, p.field.clone().unwrap_or_default()),
        (Part::Level, level),
        (Part::Steps, steps_words(p)),
        (Part::Channels, channel_words(p)),
        (Part::Components, component_words(p)),
        (Part::Sets, p.sets.map(|n| format!("{n:02} bộ")).unwrap_or_default()),
        (Part::Limit, limit_words(p)),
        (Part::Subjects, list(&p.subjects)),
        (Part::Agency, p.agency.clone().unwrap_or_default()),
        (Part::Place, p.place.clone().unwrap_or_default()),
        (Part::Forms, list(&p.forms)),
        (Part::Result, list(&p.result)),
        (Part::Requirements, list(&p.requirements)),
        (Part::Fee, fee_words(p)),
        (Part::LegalBasis, p.legal_basis.join("\n")),
        (Part::Kind, kind_words(p)),
        (Part::Source, p.source.clone().unwrap_or_default()),
    ]
}

/// What follows a list of components the source did not finish.
pub const PARTIAL: &str = "(nguồn chỉ nêu một phần thành phần hồ sơ)";

/// The explicit word for a part that does not exist.
pub const NONE: &str = "Không có";

fn kind_words(p: &Parts) -> String {
    match &p.kind {
        crate::model::Kind::Public => "Thủ tục hành chính".into(),
        crate::model::Kind::Internal { group } => format!("Thủ tục hành chính nội bộ, nhóm {group}"),
    }
}

fn steps_words(p: &Parts) -> String {
    let cases = p.steps.iter().flatten().map(|c| {
        let head = c.when.iter().map(|w| format!("{w}:"));
        head.chain(c.steps.iter().cloned()).collect::<Vec<_>>().join("\n")
    });
    cases.collect::<Vec<_>>().join("\n")
}

fn at(term: &crate::model::ChannelTerm, text: &str) -> String {
    match &term.when {
        Some(when) => format!("{} ({when}): {text}", term.channel.label()),
        None => format!("{}: {text}", term.channel.label()),
    }
}

fn channel_words(p: &Parts) -> String {
    let mut names: Vec<&str> =
        p.channels.iter().filter(|t| t.channel != Channel::Any).map(|t| t.channel.label()).collect();
    names.dedup();
    names.join("\n")
}

fn limit_words(p: &Parts) -> String {
    let lines = p.channels.iter().filter_map(|t| t.limit_text.as_ref().map(|l| at(t, l)));
    lines.collect::<Vec<_>>().join("\n")
}

fn fee_words(p: &Parts) -> String {
    let lines = p.channels.iter().filter_map(|t| t.fee.as_ref().map(|f| at(t, &f.text)));
    lines.collect::<Vec<_>>().join("\n")
}

/// One component in words.
pub fn component_line(c: &Component) -> String {
    let mut line = c.name.clone();
    for (head, text) in [("mẫu: ", &c.form), ("", &c.condition), ("", &c.note), ("thay bằng dữ liệu: ", &c.replaced_by)]
    {
        if let Some(text) = text {
            line.push_str(&format!(" ({head}{text})"));
        }
    }
    let counts = [(c.originals, "bản chính"), (c.copies, "bản sao")];
    for (n, what) in counts.into_iter().filter_map(|(n, what)| n.map(|n| (n, what))) {
        line.push_str(&format!("; {n:02} {what}"));
    }
    line
}

fn component_words(p: &Parts) -> String {
    match &p.components {
        None => String::new(),
        Some(v) if v.is_empty() => NONE.to_owned(),
        Some(v) => {
            let more = p.components_partial.then(|| PARTIAL.to_owned());
            v.iter().map(component_line).chain(more).collect::<Vec<_>>().join("\n")
        }
    }
}

/// The counted limit in a text of law, when the text says one clearly: a number with its unit at the start, running from
/// the receipt of the dossier. A limit that runs from another moment cannot be counted from the receipt.
pub fn counted_limit(text: &str) -> Option<String> {
    let limit = Limit::parse(text).ok()?;
    let first = fold(text.split([';', '.']).next().unwrap_or(text));
    let start = first.split_once("ke tu").map(|(_, from)| from);
    let clear = start.is_none_or(|from| {
        let receipt = ["nhan du", "nhan duoc", "tiep nhan", "nhan ho so", "nop"].iter().any(|w| from.contains(w));
        receipt && !from.contains("ket thuc")
    });
    clear.then(|| limit.to_string())
}

/// Whether a code can name a procedure: short, and safe in an address.
pub fn check_code(code: &str) -> Result<(), Refusal> {
    let fits = !code.is_empty()
        && code.len() <= 60
        && code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && code.starts_with(|c: char| c.is_ascii_alphanumeric());
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        "code",
        format!(
            "Mã thủ tục “{code}” không hợp lệ. Nhập mã quốc gia dạng 1.005099 hoặc mã riêng gồm chữ không dấu, số, dấu chấm, gạch nối, tối đa 60 ký tự."
        ),
    )
    .at("code"))
}

/// Whether a code has the shape of the national database ("1.005099", with or without the agency's part).
pub fn national_code(code: &str) -> bool {
    let (head, tail) = code.split_at_checked(8).unwrap_or((code, ""));
    let bytes = head.as_bytes();
    let digits = |s: &[u8]| s.iter().all(u8::is_ascii_digit);
    let shape = bytes.len() == 8 && (b'1'..=b'9').contains(&bytes[0]) && bytes[1] == b'.' && digits(&bytes[2..]);
    shape && (tail.is_empty() || tail.starts_with('.'))
}

/// Whether these parts may stand as the version after `last` (number and first day), from `from` on.
pub fn may_publish(parts: &Parts, from: Date, last: Option<(i64, Date)>) -> Result<i64, Refusal> {
    check_code(&parts.code)?;
    if parts.name.trim().is_empty() {
        return Err(Refusal::new("name", "Thủ tục chưa có tên. Nhập tên thủ tục rồi công bố.").at("name"));
    }
    match last {
        None => Ok(1),
        Some((number, day)) if from >= day => Ok(number + 1),
        Some((number, day)) => Err(Refusal::new(
            "valid-from",
            format!(
                "Ngày hiệu lực {} sớm hơn ngày hiệu lực của phiên bản {number} ({}). Chọn ngày từ {} trở đi; phiên bản cũ không được sửa.",
                kernel::time::date(from),
                kernel::time::date(day),
                kernel::time::date(day)
            ),
        )
        .at("valid_from")),
    }
}

/// Whether a version may end on a day: not before it begins.
pub fn may_end(from: Date, to: Option<Date>) -> Result<(), Refusal> {
    match to {
        Some(to) if to < from => Err(Refusal::new(
            "valid-to",
            format!(
                "Ngày hết hiệu lực {} sớm hơn ngày bắt đầu hiệu lực {}. Chọn lại một trong hai ngày.",
                kernel::time::date(to),
                kernel::time::date(from)
            ),
        )
        .at("valid_to")),
        _ => Ok(()),
    }
}
