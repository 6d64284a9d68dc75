//! The public page of a procedure: every constituent part, gaps said openly, limits and fees by channel and situation,
//! the way to apply, and what it said on any day.

use askama::Template;
use jiff::civil::Date;
use kernel::time::date;
use platform::web::{Page, Reply, Visit};

use super::{Code, PartLine, asked, no_procedure, part_lines};
use crate::model::{Case, Version};
use crate::rules::{NONE, Part};

#[derive(Template)]
#[template(path = "catalogue_show.html")]
struct Show {
    page: Page,
    code: String,
    name: String,
    field: String,
    level: String,
    internal: bool,
    /// May be applied for here: public, and in force today.
    open: bool,
    gaps: usize,
    /// Parts shown as plain text before and after the tables.
    steps: Option<Vec<Case>>,
    terms: Vec<TermLine>,
    components: Option<Vec<ComponentLine>>,
    /// The source names only some of the components.
    partial: bool,
    sets: Option<u32>,
    others: Vec<PartLine>,
    source: Option<String>,
    note: Option<String>,
    number: i64,
    from: String,
    to: Option<String>,
    /// The day asked about, when not today.
    day: Option<String>,
    day_error: bool,
    day_value: String,
    versions: Vec<VersionLine>,
}

struct TermLine {
    channel: &'static str,
    when: String,
    limit: String,
    counted: bool,
    fee: String,
}

struct ComponentLine {
    name: String,
    form: String,
    count: String,
    notes: Vec<String>,
    replaced_by: String,
}

struct VersionLine {
    number: i64,
    from: String,
    to: Option<String>,
    href: String,
    current: bool,
    note: String,
}

/// GET /thu-tuc/{code}?ngay=2024-05-01
pub async fn show(visit: Visit, Code(code): Code) -> Reply {
    let app = &visit.app;
    let today = crate::today(app);
    let typed = asked(&visit).get("ngay").to_owned();
    let day = typed.parse::<Date>().ok();
    let versions = crate::versions(app, &code).await?;
    let on = day.unwrap_or(today);
    let stands = |v: &&Version| v.valid_from <= on && v.valid_to.is_none_or(|to| to >= on);
    let Some(version) = versions.iter().find(stands) else {
        return match versions.last() {
            None => Err(no_procedure(&code)),
            Some(first) => Err(platform::web::Failure::NotFound(format!(
                "Ngày {} chưa có hoặc không còn phiên bản nào có hiệu lực của thủ tục {code}; phiên bản đầu tiên có hiệu lực từ ngày {}",
                date(on),
                date(first.valid_from)
            ))),
        };
    };
    let other_day = day.filter(|d| *d != today);
    visit.html(&view(&visit, version, &versions, (other_day, typed)))
}

fn view(visit: &Visit, v: &Version, all: &[Version], (day, typed): (Option<Date>, String)) -> Show {
    let p = &v.parts;
    let apart = [
        Part::Name,
        Part::Field,
        Part::Level,
        Part::Steps,
        Part::Channels,
        Part::Components,
        Part::Sets,
        Part::Limit,
        Part::Fee,
        Part::Kind,
        Part::Source,
    ];
    let mut page = visit.page("Thủ tục hành chính");
    page.title = format!("{} ({})", p.name, p.code);
    Show {
        page,
        code: p.code.clone(),
        name: p.name.clone(),
        field: p.field.as_deref().map(crate::search::capital).unwrap_or_default(),
        level: crate::search::capital(&p.level_text),
        internal: p.internal(),
        open: !p.internal() && day.is_none(),
        gaps: crate::gaps(p).len(),
        steps: p.steps.clone().filter(|s| !s.is_empty()),
        terms: terms(v),
        components: p.components.as_ref().map(|c| c.iter().map(component).collect()),
        partial: p.components_partial,
        sets: p.sets,
        others: part_lines(v).into_iter().filter(|l| !apart.contains(&l.part)).collect(),
        source: p.source.clone(),
        note: v.note.clone(),
        number: v.number,
        from: date(v.valid_from),
        to: v.valid_to.map(date),
        day: day.map(date),
        day_error: !typed.is_empty() && typed.parse::<Date>().is_err(),
        day_value: typed,
        versions: all.iter().map(|x| version_line(x, v.id)).collect(),
    }
}

fn terms(v: &Version) -> Vec<TermLine> {
    let lines = v.parts.channels.iter().map(|t| TermLine {
        channel: t.channel.label(),
        when: t.when.clone().unwrap_or_default(),
        limit: t.limit_text.clone().unwrap_or_default(),
        counted: t.limit.is_some(),
        fee: t.fee.as_ref().map(|f| f.text.clone()).unwrap_or_default(),
    });
    lines.collect()
}

fn component(c: &crate::Component) -> ComponentLine {
    let counts = [(c.originals, "bản chính"), (c.copies, "bản sao")];
    let count: Vec<String> = counts.iter().filter_map(|(n, what)| n.map(|n| format!("{n:02} {what}"))).collect();
    ComponentLine {
        name: c.name.clone(),
        form: c.form.clone().unwrap_or_default(),
        count: count.join(", "),
        notes: [&c.condition, &c.note].into_iter().flatten().cloned().collect(),
        replaced_by: c.replaced_by.clone().unwrap_or_default(),
    }
}

fn version_line(v: &Version, shown: uuid::Uuid) -> VersionLine {
    VersionLine {
        number: v.number,
        from: date(v.valid_from),
        to: v.valid_to.map(date),
        href: format!("/thu-tuc/{}?ngay={}", v.parts.code, v.valid_from),
        current: v.id == shown,
        note: v.note.clone().unwrap_or_default(),
    }
}

impl PartLine {
    /// Said in the record itself that there is none.
    fn none(&self) -> bool {
        self.lines.len() == 1 && self.lines.iter().all(|l| l == NONE)
    }
}
