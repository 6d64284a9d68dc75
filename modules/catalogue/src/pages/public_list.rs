//! What is public: procedures by field with how complete they are, which parts are missing how often, and the daily roots
//! of the ledger that anybody may keep and compare.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::text::fold;
use kernel::time::{date, short};
use platform::web::{Page, Reply, Visit};

use super::{Link, encode};
use crate::rules::REQUIRED;
use crate::search::{Index, capital};

#[derive(Template)]
#[template(path = "catalogue_public.html")]
struct Public {
    page: Page,
    total: usize,
    complete: usize,
    /// Of all parts that must be shown, how many are known.
    share: String,
    fields: Vec<FieldLine>,
    parts: Vec<Missing>,
    seals: Vec<SealLine>,
    /// The article behind the list of parts.
    law: String,
}

struct FieldLine {
    link: Link,
    total: usize,
    complete: usize,
    share: String,
}

struct Missing {
    label: &'static str,
    always: bool,
    known: usize,
    missing: usize,
    href: String,
}

struct SealLine {
    day: String,
    root: String,
    records: i64,
    at: String,
}

/// GET /cong-khai
pub async fn public_list(visit: Visit) -> Reply {
    let index = crate::all(&visit.app).await?;
    let seals = platform::ledger::seals(visit.app.db(), 30).await?;
    let (total, complete, gaps) = sums(&index, |_| true);
    visit.html(&Public {
        page: visit.page("Công khai"),
        total,
        complete,
        share: share(total, gaps),
        fields: fields(&index, visit.lang.t("Chưa ghi lĩnh vực")),
        parts: parts(&index, total),
        seals: seals
            .iter()
            .map(|s| SealLine { day: day(s.day), root: s.hex(), records: s.records, at: short(s.sealed_at) })
            .collect(),
        law: crate::citation(&visit.app, "parts"),
    })
}

fn sums(index: &Index, of: impl Fn(&crate::IndexEntry) -> bool) -> (usize, usize, usize) {
    let chosen = index.entries.iter().filter(|e| !e.internal && of(e));
    chosen.fold((0, 0, 0), |(n, whole, gaps), e| (n + 1, whole + usize::from(e.gaps.is_empty()), gaps + e.gaps.len()))
}

/// "41,7 %": of the parts that must be shown, the share known.
fn share(total: usize, gaps: usize) -> String {
    let all = total * REQUIRED.len();
    if all == 0 {
        return "0 %".into();
    }
    let tenths = (all - gaps) * 1_000 / all;
    format!("{},{} %", tenths / 10, tenths % 10)
}

fn fields(index: &Index, unnamed: &str) -> Vec<FieldLine> {
    let named = index.fields().into_iter().map(|(name, _)| {
        let key = fold(&name);
        let (total, complete, gaps) = sums(index, |e| e.field.as_deref().is_some_and(|f| fold(f) == key));
        let link = Link::new(format!("/thu-tuc?linh-vuc={}", encode(&name)), capital(&name));
        FieldLine { link, total, complete, share: share(total, gaps) }
    });
    let mut all: Vec<FieldLine> = named.collect();
    let (total, complete, gaps) = sums(index, |e| e.field.is_none());
    if total > 0 {
        all.push(FieldLine {
            link: Link::new(format!("/thu-tuc?linh-vuc={}", super::find::UNNAMED), unnamed),
            total,
            complete,
            share: share(total, gaps),
        });
    }
    all
}

fn parts(index: &Index, total: usize) -> Vec<Missing> {
    let lines = REQUIRED.iter().enumerate().map(|(i, part)| {
        let missing = index.entries.iter().filter(|e| !e.internal && e.gaps.contains(part)).count();
        let href = format!("/thu-tuc?thieu={}", i + 1);
        Missing { label: part.label(), always: part.always(), known: total - missing, missing, href }
    });
    lines.collect()
}

fn day(number: i64) -> String {
    let first = Date::constant(1970, 1, 1);
    first.checked_add(number.days()).map_or_else(|_| number.to_string(), date)
}
