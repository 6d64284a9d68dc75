//! The parts of a procedure as plain texts and back: one text a part, one line an item. The edit page and the XLSX template
//! speak this; blank is a gap, "Không có" is an explicit none.

use std::collections::HashMap;

use kernel::error::Refusal;
use kernel::text::{clean, fold, line};

use crate::model::{Case, Channel, ChannelTerm, Component, Fee, Kind, Level, Parts};
use crate::rules::{self, NONE};

/// One text of a procedure.
pub struct TextField {
    /// Its name in forms.
    pub key: &'static str,
    /// The legal word, and the column of the template.
    pub label: &'static str,
    /// How to write it.
    pub hint: &'static str,
    /// Height of its box in lines; 1 is a single line.
    pub lines: u8,
}

const fn field(key: &'static str, label: &'static str, (hint, lines): (&'static str, u8)) -> TextField {
    TextField { key, label, hint, lines }
}

/// The texts, in the order of the template.
pub const FIELDS: [TextField; 19] = [
    field("code", "Mã thủ tục", ("Mã quốc gia, ví dụ 1.005099.", 1)),
    field("name", "Tên thủ tục hành chính", ("Đúng tên trong quyết định công bố.", 2)),
    field("field", "Lĩnh vực", ("", 1)),
    field(
        "level",
        "Cấp thực hiện",
        ("Cấp bộ, cấp tỉnh, cấp huyện, cấp xã, cơ sở giáo dục; ngăn cách bằng dấu phẩy.", 1),
    ),
    field(
        "steps",
        "Trình tự thực hiện",
        ("Mỗi bước một dòng. Nếu chia trường hợp, ghi dòng [Trường hợp …] trước các bước.", 8),
    ),
    field("channels", "Cách thức thực hiện", ("Mỗi dòng một cách: Trực tiếp, Trực tuyến, Dịch vụ bưu chính.", 3)),
    field(
        "limit",
        "Thời hạn giải quyết",
        ("Một dòng cho mọi cách, hoặc mỗi dòng một cách: Trực tuyến (trường hợp …): 5 ngày làm việc.", 4),
    ),
    field("fee", "Phí, lệ phí", ("Ghi như thời hạn. Không thu thì ghi: Không.", 3)),
    field(
        "components",
        "Thành phần hồ sơ",
        (
            "Mỗi giấy tờ một dòng. Thêm sau dấu |: mẫu: …, bản chính: 1, bản sao: 1, khi: …, thay bằng: …, ghi chú: …",
            10,
        ),
    ),
    field("sets", "Số lượng hồ sơ", ("Số bộ, ví dụ 1.", 1)),
    field("subjects", "Đối tượng thực hiện", ("Mỗi đối tượng một dòng.", 3)),
    field("agency", "Cơ quan giải quyết", ("", 1)),
    field("place", "Địa điểm thực hiện", ("Nơi nộp và nhận kết quả, theo quyết định công bố.", 1)),
    field("forms", "Mẫu đơn, mẫu tờ khai", ("Mỗi mẫu một dòng. Không có thì ghi: Không có.", 3)),
    field("result", "Kết quả thực hiện", ("Mỗi kết quả một dòng. Không có thì ghi: Không có.", 3)),
    field("requirements", "Yêu cầu, điều kiện", ("Mỗi điều kiện một dòng. Không có thì ghi: Không có.", 4)),
    field("legal_basis", "Căn cứ pháp lý", ("Mỗi văn bản một dòng.", 4)),
    field(
        "kind",
        "Loại thủ tục",
        ("Để trống là thủ tục hành chính; Nội bộ A giữa các cơ quan, Nội bộ B trong một cơ quan.", 1),
    ),
    field("source", "Nguồn dữ liệu", ("Nơi đọc được các nội dung này.", 2)),
];

/// Every part as text, by key.
pub fn write(p: &Parts) -> HashMap<&'static str, String> {
    let list = |v: &Option<Vec<String>>| match v {
        None => String::new(),
        Some(v) if v.is_empty() => NONE.to_owned(),
        Some(v) => v.join("\n"),
    };
    let levels: Vec<&str> = p.level.iter().map(|l| l.label()).collect();
    let kind = match &p.kind {
        Kind::Public => String::new(),
        Kind::Internal { group } => format!("Nội bộ {group}"),
    };
    HashMap::from([
        ("code", p.code.clone()),
        ("name", p.name.clone()),
        ("field", p.field.clone().unwrap_or_default()),
        ("level", if p.level_text.is_empty() { levels.join(", ") } else { p.level_text.clone() }),
        ("steps", steps_text(p)),
        ("channels", channels_text(p)),
        ("limit", terms_text(p, |t| t.limit_text.clone())),
        ("fee", terms_text(p, |t| t.fee.as_ref().map(|f| f.text.clone()))),
        ("components", components_text(p)),
        ("sets", p.sets.map(|n| n.to_string()).unwrap_or_default()),
        ("subjects", list(&p.subjects)),
        ("agency", p.agency.clone().unwrap_or_default()),
        ("place", p.place.clone().unwrap_or_default()),
        ("forms", list(&p.forms)),
        ("result", list(&p.result)),
        ("requirements", list(&p.requirements)),
        ("legal_basis", p.legal_basis.join("\n")),
        ("kind", kind),
        ("source", p.source.clone().unwrap_or_default()),
    ])
}

fn steps_text(p: &Parts) -> String {
    let cases = p.steps.iter().flatten().map(|c| {
        let head = c.when.iter().map(|w| format!("[{w}]"));
        head.chain(c.steps.iter().cloned()).collect::<Vec<_>>().join("\n")
    });
    cases.collect::<Vec<_>>().join("\n")
}

fn channels_text(p: &Parts) -> String {
    let mut names: Vec<&str> = vec![];
    for t in p.channels.iter().filter(|t| t.channel != Channel::Any) {
        if !names.contains(&t.channel.label()) {
            names.push(t.channel.label());
        }
    }
    names.join("\n")
}

fn terms_text(p: &Parts, of: impl Fn(&ChannelTerm) -> Option<String>) -> String {
    let lines = p.channels.iter().filter_map(|t| {
        let text = line(&of(t)?);
        Some(match (&t.when, t.channel) {
            (None, Channel::Any) => text,
            (None, c) => format!("{}: {text}", c.label()),
            (Some(when), c) => format!("{} ({when}): {text}", c.label()),
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn components_text(p: &Parts) -> String {
    match &p.components {
        None => String::new(),
        Some(v) if v.is_empty() => NONE.to_owned(),
        Some(v) => {
            let mut lines: Vec<String> = v.iter().map(component_text).collect();
            if p.components_partial {
                lines.push(PARTIAL.to_owned());
            }
            lines.join("\n")
        }
    }
}

/// The line that says the list of components is known to be incomplete.
const PARTIAL: &str = "[còn thiếu]";

fn component_text(c: &Component) -> String {
    let mut out = c.name.clone();
    let number = |n: Option<u32>| n.map(|n| n.to_string());
    let extras = [
        ("mẫu", c.form.clone()),
        ("bản chính", number(c.originals)),
        ("bản sao", number(c.copies)),
        ("khi", c.condition.clone()),
        ("thay bằng", c.replaced_by.clone()),
        ("ghi chú", c.note.clone()),
    ];
    for (head, text) in extras {
        if let Some(text) = text {
            out.push_str(&format!(" | {head}: {text}"));
        }
    }
    out
}

/// Reads the parts back; every problem names its field.
pub fn read(get: impl Fn(&str) -> String) -> Result<Parts, Vec<Refusal>> {
    let mut problems: Vec<Refusal> = vec![];
    let one = |key: &str| Some(line(&get(key))).filter(|t| !t.is_empty());
    let list = |key: &str| read_list(&get(key));
    let level_text = one("level").unwrap_or_default();
    let mut parts = Parts {
        name: one("name").unwrap_or_default(),
        code: one("code").unwrap_or_default(),
        field: one("field"),
        level: levels(&level_text),
        level_text,
        steps: read_steps(&get("steps")),
        subjects: list("subjects"),
        agency: one("agency"),
        place: one("place"),
        forms: list("forms"),
        result: list("result"),
        requirements: list("requirements"),
        legal_basis: list("legal_basis").unwrap_or_default(),
        source: one("source"),
        ..Parts::default()
    };
    let mut keep = |result: Result<(), Refusal>| {
        if let Err(refusal) = result {
            problems.push(refusal);
        }
    };
    keep(rules::check_code(&parts.code));
    if parts.name.is_empty() {
        keep(Err(Refusal::new("name", "Thủ tục chưa có tên. Nhập tên thủ tục.").at("name")));
    }
    keep(read_channels(&mut parts, [&get("channels"), &get("limit"), &get("fee")]));
    keep(read_components(&mut parts, &get("components")));
    keep(read_sets(&mut parts, &get("sets")));
    keep(read_kind(&mut parts, &get("kind")));
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

fn lines(text: &str) -> Vec<String> {
    clean(text).lines().map(line).filter(|l| !l.is_empty()).collect()
}

fn read_list(text: &str) -> Option<Vec<String>> {
    let all = lines(text);
    match all.as_slice() {
        [] => None,
        [only] if matches!(fold(only).as_str(), "khong co" | "khong") => Some(vec![]),
        _ => Some(all),
    }
}

/// The levels named in a text, from the ministry down.
pub fn levels(text: &str) -> Vec<Level> {
    let folded = fold(text);
    let words = [
        (Level::Ministry, &["cap bo"][..]),
        (Level::Province, &["cap tinh"]),
        (Level::District, &["cap huyen"]),
        (Level::Commune, &["cap xa"]),
        (Level::School, &["truong", "co so giao duc"]),
    ];
    words.into_iter().filter(|(_, names)| names.iter().any(|n| folded.contains(n))).map(|(level, _)| level).collect()
}

fn read_steps(text: &str) -> Option<Vec<Case>> {
    let mut cases: Vec<Case> = vec![];
    for l in lines(text) {
        match l.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(when) => cases.push(Case { when: Some(when.to_owned()), steps: vec![] }),
            None => match cases.last_mut() {
                Some(case) => case.steps.push(l),
                None => cases.push(Case { when: None, steps: vec![l] }),
            },
        }
    }
    Some(cases).filter(|c| !c.is_empty())
}

fn channel(text: &str) -> Option<Channel> {
    match fold(text).as_str() {
        "truc tiep" => Some(Channel::Direct),
        "truc tuyen" => Some(Channel::Online),
        "dich vu buu chinh" | "buu chinh" | "qua buu chinh" => Some(Channel::Post),
        "moi cach thuc" | "tat ca" => Some(Channel::Any),
        _ => None,
    }
}

/// "Trực tuyến (khi …): 5 ngày" as channel, situation and text; without a known channel the whole line is the text.
fn term(text: &str) -> (Channel, Option<String>, String) {
    if let Some((head, rest)) = text.split_once("): ")
        && let Some((name, when)) = head.split_once(" (")
        && let Some(c) = channel(name)
    {
        return (c, Some(line(when)), line(rest));
    }
    match text.split_once(':').and_then(|(name, rest)| Some((channel(name)?, rest))) {
        Some((c, rest)) => (c, None, line(rest)),
        None => (Channel::Any, None, text.to_owned()),
    }
}

/// The fee of a text: nothing to pay, or an amount when the text is one.
pub fn fee(text: &str) -> Fee {
    let folded = fold(text);
    let amount = match folded.as_str() {
        "khong" | "khong co" | "khong thu" | "mien phi" | "0" => Some(0),
        _ => {
            let number = folded.trim_end_matches("dong").trim_end_matches(['d', ' ']);
            let plain = number.replace(['.', ','], "");
            plain.parse().ok().filter(|n: &i64| *n >= 0)
        }
    };
    Fee { amount, text: text.to_owned() }
}

fn slot<'a>(terms: &'a mut Vec<ChannelTerm>, channel: Channel, when: &Option<String>) -> &'a mut ChannelTerm {
    let at = terms.iter().position(|t| t.channel == channel && t.when == *when);
    let at = at.unwrap_or_else(|| {
        terms.push(ChannelTerm { channel, when: when.clone(), limit: None, limit_text: None, fee: None });
        terms.len() - 1
    });
    &mut terms[at]
}

fn read_channels(parts: &mut Parts, [channels, limits, fees]: [&str; 3]) -> Result<(), Refusal> {
    let mut terms: Vec<ChannelTerm> = vec![];
    for name in lines(&channels.replace([';', ','], "\n")) {
        let Some(c) = channel(&name) else {
            let message = format!(
                "Không biết cách thức “{name}”. Ghi mỗi dòng một trong: Trực tiếp, Trực tuyến, Dịch vụ bưu chính."
            );
            return Err(Refusal::new("channels", message).at("channels"));
        };
        slot(&mut terms, c, &None);
    }
    for l in lines(limits) {
        let (c, when, text) = term(&l);
        let t = slot(&mut terms, c, &when);
        (t.limit, t.limit_text) = (rules::counted_limit(&text), Some(text));
    }
    for l in lines(fees) {
        let (c, when, text) = term(&l);
        slot(&mut terms, c, &when).fee = Some(fee(&text));
    }
    parts.channels = terms;
    Ok(())
}

fn read_components(parts: &mut Parts, text: &str) -> Result<(), Refusal> {
    let Some(all) = read_list(text) else { return Ok(()) };
    let mut components = vec![];
    for l in all {
        if l == PARTIAL {
            parts.components_partial = true;
            continue;
        }
        let mut pieces = l.split('|').map(line);
        let mut c = Component { name: pieces.next().unwrap_or_default(), ..Component::default() };
        for piece in pieces {
            extra(&mut c, &piece)?;
        }
        c.required = c.condition.is_none();
        components.push(c);
    }
    parts.components = Some(components);
    Ok(())
}

fn extra(c: &mut Component, piece: &str) -> Result<(), Refusal> {
    let refuse = |why: &str| {
        let message = format!("Thành phần “{}”: {why} ở “{piece}”. Ghi như: | bản chính: 1 | khi: nếu có.", c.name);
        Refusal::new("components", message).at("components")
    };
    let (head, text) = piece.split_once(':').ok_or_else(|| refuse("thiếu dấu hai chấm"))?;
    let text = line(text);
    let number = || text.parse::<u32>().map_err(|_| refuse("cần một số"));
    match fold(head).as_str() {
        "mau" => c.form = Some(text),
        "ban chinh" => c.originals = Some(number()?),
        "ban sao" => c.copies = Some(number()?),
        "khi" => c.condition = Some(text),
        "thay bang" => c.replaced_by = Some(text),
        "ghi chu" => c.note = Some(text),
        _ => return Err(refuse("không biết mục")),
    }
    Ok(())
}

fn read_sets(parts: &mut Parts, text: &str) -> Result<(), Refusal> {
    let text = fold(text);
    let text = text.trim_end_matches("ho so").trim().trim_end_matches("bo").trim();
    if text.is_empty() {
        return Ok(());
    }
    let number = text.parse::<u32>().ok().filter(|n| *n <= 100);
    parts.sets = Some(number.ok_or_else(|| {
        Refusal::new("sets", format!("Số lượng hồ sơ “{text}” không phải một số bộ từ 0 đến 100.")).at("sets")
    })?);
    Ok(())
}

fn read_kind(parts: &mut Parts, text: &str) -> Result<(), Refusal> {
    parts.kind = match fold(text).as_str() {
        "" | "thu tuc hanh chinh" | "cong khai" => Kind::Public,
        "noi bo a" => Kind::Internal { group: "A".into() },
        "noi bo b" => Kind::Internal { group: "B".into() },
        _ => {
            let message = format!("Không biết loại thủ tục “{}”. Để trống, hoặc ghi Nội bộ A, Nội bộ B.", line(text));
            return Err(Refusal::new("kind", message).at("kind"));
        }
    };
    Ok(())
}
