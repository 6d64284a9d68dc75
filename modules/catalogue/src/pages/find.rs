//! The list of procedures a visitor asked for, by words, field and level, with a suggestion when words look mistyped.

use askama::Template;
use kernel::text::fold;
use platform::web::{Page, Reply, Visit};

use super::{Link, asked, encode};
use crate::model::Level;
use crate::rules::REQUIRED;
use crate::search::{Hit, Index, Tier, capital, did_you_mean, search};

#[derive(Template)]
#[template(path = "catalogue_find.html")]
struct Find {
    page: Page,
    query: String,
    fields: Vec<(String, bool)>,
    levels: Vec<(&'static str, &'static str, bool)>,
    /// The constituent part asked to be missing.
    missing: Option<&'static str>,
    total: usize,
    results: Vec<Line>,
    /// The results match only some of the words.
    guess: bool,
    suggestion: Option<Link>,
    prev: String,
    next: String,
}

struct Line {
    href: String,
    name: String,
    code: String,
    field: String,
    level: String,
    limit: String,
    online: bool,
    internal: bool,
}

/// The value of `linh-vuc` that asks for procedures without a field.
pub const UNNAMED: &str = "chua-ghi";
const PER_PAGE: usize = 25;
/// Nobody reads further; words that common are refined instead.
const DEEPEST: usize = 2_000;

struct Wanted {
    field: String,
    level: Option<Level>,
    missing: Option<crate::Part>,
}

impl Wanted {
    fn fits(&self, e: &crate::IndexEntry) -> bool {
        let unnamed = self.field == UNNAMED && e.field.is_none();
        (self.field.is_empty() || unnamed || e.field.as_deref().is_some_and(|f| fold(f) == self.field))
            && self.level.is_none_or(|l| e.levels.contains(&l))
            && self.missing.is_none_or(|part| e.gaps.contains(&part))
    }
}

/// GET /thu-tuc?q=&linh-vuc=&cap=&thieu=&trang=
pub async fn find(visit: Visit) -> Reply {
    let index = crate::all(&visit.app).await?;
    let q = asked(&visit);
    let query: String = kernel::text::line(q.get("q")).chars().take(200).collect();
    let number = q.get("thieu").parse::<usize>().ok().filter(|n| *n > 0);
    let wanted = Wanted {
        field: fold(q.get("linh-vuc")),
        level: Level::from_slug(q.get("cap")),
        missing: number.and_then(|n| REQUIRED.get(n - 1)).copied(),
    };
    let hits = hits(&index, &query, &wanted);
    let at = q.get("trang").parse::<usize>().unwrap_or(1).clamp(1, DEEPEST / PER_PAGE);
    let shown = hits.iter().skip((at - 1) * PER_PAGE).take(PER_PAGE);
    let results = shown.filter_map(|h| index.entries.get(h.entry)).map(line).collect();
    let more = at * PER_PAGE < hits.len();
    let address = |page: usize, query: &str| {
        let (field, level) = (encode(q.get("linh-vuc")), q.get("cap"));
        let rest = number.map(|n| format!("&thieu={n}")).unwrap_or_default();
        format!("/thu-tuc?q={}&linh-vuc={field}&cap={}{rest}&trang={page}", encode(query), encode(level))
    };
    let suggestion = did_you_mean(&index, &query).map(|s| Link::new(address(1, &s), s));
    visit.html(&Find {
        page: visit.page("Tìm thủ tục hành chính"),
        fields: index.fields().into_iter().map(|(f, _)| (f.clone(), fold(&f) == wanted.field)).collect(),
        levels: Level::ALL.map(|l| (l.slug(), l.label(), Some(l) == wanted.level)).to_vec(),
        missing: wanted.missing.map(crate::Part::label),
        total: hits.len(),
        results,
        guess: hits.first().is_some_and(|h| h.tier == Tier::Most),
        suggestion,
        prev: if at > 1 { address(at - 1, &query) } else { String::new() },
        next: if more { address(at + 1, &query) } else { String::new() },
        query,
    })
}

fn hits(index: &Index, query: &str, wanted: &Wanted) -> Vec<Hit> {
    let fits = |h: &Hit| index.entries.get(h.entry).is_some_and(|e| wanted.fits(e));
    if query.is_empty() {
        let all = (0..index.entries.len()).map(|entry| Hit { entry, tier: Tier::Words, distance: 0 });
        return all.filter(fits).take(DEEPEST).collect();
    }
    search(index, query, DEEPEST).into_iter().filter(fits).collect()
}

fn line(e: &crate::IndexEntry) -> Line {
    Line {
        href: format!("/thu-tuc/{}", e.code),
        name: e.name.clone(),
        code: e.code.clone(),
        field: e.field.as_deref().map(capital).unwrap_or_default(),
        level: capital(&e.level_text),
        limit: e.limit.clone().unwrap_or_default(),
        online: e.online,
        internal: e.internal,
    }
}
