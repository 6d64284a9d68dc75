//! What a list is asked for, read from its address: a named list, and filters on top of it. The same text makes the list, its
//! chips, its saved form and its export, so they can never differ.

use kernel::time::{Timestamp, civil, from_local, local};
use platform::web::{Failure, Posted, Visit};
use platform::{Actor, App};
use uuid::Uuid;

use super::{day_end, days_end};
use crate::law::law;
use crate::model::{Channel, Status};
use crate::store::{Filter, Window};

/// The named lists, in the order they are shown: name, label, what is said when empty.
pub const VIEWS: [(&str, &str, &str); 12] = [
    ("mine", "Của tôi", "Không có hồ sơ nào đang chờ ông/bà xử lý."),
    ("unit", "Của đơn vị", "Đơn vị không có hồ sơ nào đang xử lý."),
    ("registered", "Chờ tiếp nhận", "Không có hồ sơ nào chờ tiếp nhận."),
    ("finished", "Chờ trả kết quả", "Không có kết quả nào chờ trả."),
    ("supplement", "Chờ bổ sung", "Không có hồ sơ nào chờ người nộp bổ sung."),
    ("fee", "Chờ nộp phí, lệ phí", "Không có hồ sơ nào chờ nộp phí, lệ phí."),
    ("withdrawal", "Đề nghị rút", "Không có đề nghị rút hồ sơ nào."),
    ("soon", "Sắp đến hạn", "Không có hồ sơ nào sắp đến hạn."),
    ("sorry", "Phải xin lỗi hôm nay", "Không có hồ sơ nào phải xin lỗi hôm nay."),
    ("today", "Đến hạn hôm nay", "Không có hồ sơ nào đến hạn hôm nay."),
    ("late", "Quá hạn", "Không có hồ sơ quá hạn."),
    ("open", "Tất cả đang mở", "Không có hồ sơ nào đang mở."),
];

/// A list by its name.
pub fn base(name: &str, actor: &Actor, app: &App) -> Result<Filter, Failure> {
    let now = app.now();
    let law = law(app)?;
    let rule = &law.regimes.on(local(now).date()).apology;
    let until = |days: i64| days_end(&law.calendar, now, days);
    let working =
        |from: Option<Timestamp>, to: Option<Timestamp>| Filter::status(Status::Working).due(Window { from, to });
    Ok(match name {
        "mine" => Filter::officer(actor.account),
        "unit" => Filter::unit(actor.unit),
        "registered" => Filter::status(Status::Registered),
        "supplement" => Filter::status(Status::SupplementAsked),
        "fee" => Filter::status(Status::FeeAsked),
        "withdrawal" => Filter::status(Status::WithdrawalAsked),
        "finished" => Filter::status(Status::Finished),
        "soon" => working(Some(until(rule.required_days).max(now)), Some(until(rule.offer_days))),
        "sorry" => Filter { unapologised: true, ..working(Some(now), Some(until(rule.required_days))) },
        "today" => working(Some(now), Some(day_end(now))),
        "late" => working(None, Some(now)),
        "open" => Filter::open(),
        other => {
            let code = other.strip_prefix("procedure-").ok_or_else(|| Failure::missing("Không có danh sách này"))?;
            Filter::procedure(code)
        }
    })
}

/// A filter in force: its words, and the address of the list without it.
pub struct Chip {
    pub label: String,
    pub href: String,
}

/// What was asked for.
pub struct Asked {
    pub pairs: Posted,
    pub filter: Filter,
    pub chips: Vec<Chip>,
}

impl Asked {
    pub fn view(&self) -> &str {
        self.pairs.get("view")
    }

    /// The address's query without some of its names.
    pub fn query(&self, without: &[&str]) -> String {
        query_of(&self.pairs, without)
    }
}

fn query_of(pairs: &Posted, without: &[&str]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.0.iter().filter(|(n, v)| !v.trim().is_empty() && !without.contains(&n.as_str())) {
        out.append_pair(name, value.trim());
    }
    out.finish()
}

/// The day of a date box, by both ways of writing it.
pub fn day(text: &str) -> Option<civil::Date> {
    text.parse().ok().or_else(|| kernel::time::parse_local(text).ok().map(|t| local(t).date()))
}

fn midnight(day: civil::Date) -> Timestamp {
    from_local(day.at(0, 0, 0, 0))
}

/// From the beginning of one day to the end of another; nothing where neither is given.
pub fn days(from: Option<civil::Date>, to: Option<civil::Date>) -> Window {
    let after = |d: civil::Date| midnight(d.tomorrow().unwrap_or(d));
    Window { from: from.map(midnight), to: to.map(after) }
}

fn span(from: Option<civil::Date>, to: Option<civil::Date>) -> String {
    let date = kernel::time::date;
    match (from, to) {
        (Some(a), Some(b)) if a == b => date(a),
        (Some(a), Some(b)) => format!("{} – {}", date(a), date(b)),
        (Some(a), None) => format!("≥ {}", date(a)),
        (None, Some(b)) => format!("≤ {}", date(b)),
        (None, None) => String::new(),
    }
}

/// Reads the query of the visit's address.
pub async fn read(v: &Visit) -> Result<Asked, Failure> {
    let query = v.path.split_once('?').map_or("", |(_, q)| q);
    let mut pairs = Posted::parse(query.as_bytes());
    pairs.0.retain(|(n, _)| n != "lang");
    let actor = v.actor()?;
    let filter = base(pairs.some("view").unwrap_or("open"), actor, &v.app)?;
    let mut asked = Asked { pairs, filter, chips: vec![] };
    plain(v, &mut asked);
    names(v, &mut asked).await?;
    recent(v, &mut asked);
    Ok(asked)
}

/// Closed cases grow for ever: narrowed by anything but their status they are those of the last year, unless a period is
/// asked for. The chip says so and opens the whole.
fn recent(v: &Visit, asked: &mut Asked) {
    let f = &asked.filter;
    let narrowed = f.unit.is_some() || f.officer.is_some() || f.channel.is_some() || !f.procedures.is_empty();
    if !f.status.is_some_and(Status::closed) || !f.received.any() || !narrowed {
        return;
    }
    let today = local(v.app.now()).date();
    let from = today.saturating_sub(jiff::Span::new().years(1));
    asked.filter.received = days(Some(from), None);
    let label = format!("{}: {}", v.lang.t("Tiếp nhận"), span(Some(from), None));
    let href = format!("/desk/cases?{}&received_from={}", asked.query(&["after"]), civil::date(2000, 1, 1));
    asked.chips.push(Chip { label, href });
}

fn chip(asked: &mut Asked, label: String, names: &[&str]) {
    let without: Vec<&str> = names.iter().copied().chain(["after"]).collect();
    let href = format!("/desk/cases?{}", asked.query(&without));
    asked.chips.push(Chip { label, href });
}

fn plain(v: &Visit, asked: &mut Asked) {
    let number = |asked: &Asked, name: &str| asked.pairs.get(name).parse::<i64>().ok();
    if let Some(s) = number(asked, "status").and_then(|n| Status::try_from(n).ok()) {
        asked.filter.status = Some(s);
        chip(asked, v.lang.t(s.label()).to_owned(), &["status"]);
    }
    if let Some(c) = number(asked, "channel").and_then(|n| Channel::try_from(n).ok()) {
        asked.filter.channel = Some(c);
        chip(asked, v.lang.t(c.label()).to_owned(), &["channel"]);
    }
    let between = |asked: &Asked, from: &str, to: &str| (day(asked.pairs.get(from)), day(asked.pairs.get(to)));
    let (from, to) = between(asked, "received_from", "received_to");
    if from.is_some() || to.is_some() {
        asked.filter.received = days(from, to);
        chip(asked, format!("{}: {}", v.lang.t("Tiếp nhận"), span(from, to)), &["received_from", "received_to"]);
    }
    let (from, to) = between(asked, "due_from", "due_to");
    if from.is_some() || to.is_some() {
        asked.filter.due = days(from, to);
        chip(asked, format!("{}: {}", v.lang.t("Hạn"), span(from, to)), &["due_from", "due_to"]);
    }
}

async fn names(v: &Visit, asked: &mut Asked) -> Result<(), Failure> {
    let index = catalogue::all(&v.app).await?;
    let id = |asked: &Asked, name: &str| asked.pairs.get(name).parse::<Uuid>().ok();
    if let Some(unit) = id(asked, "unit") {
        asked.filter.unit = Some(unit);
        let name = people::unit(&v.app, unit).await?.map(|u| u.name).unwrap_or_default();
        chip(asked, name, &["unit"]);
    }
    if let Some(officer) = id(asked, "officer") {
        asked.filter.officer = Some(officer);
        let name = people::name_of(&v.app, officer).await?;
        chip(asked, name, &["officer"]);
    }
    let field = asked.pairs.get("field").to_owned();
    if !field.is_empty() {
        let of = |e: &&catalogue::IndexEntry| e.field.as_deref() == Some(field.as_str());
        asked.filter.procedures = index.entries.iter().filter(of).map(|e| e.code.clone()).take(400).collect();
        if asked.filter.procedures.is_empty() {
            asked.filter.procedures.push(field.clone());
        }
        chip(asked, field, &["field"]);
    }
    let code = kernel::text::line(asked.pairs.get("procedure"));
    if !code.is_empty() {
        asked.filter.procedures = vec![code.clone()];
        let name = index.entry(&code).map_or(code.clone(), |e| format!("{code} – {}", e.name));
        chip(asked, name, &["procedure"]);
    }
    Ok(())
}
