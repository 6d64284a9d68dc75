//! The first page: what to do, where my dossier is, what is used most, what is public. And the help page.

use askama::Template;
use platform::web::{Page, Reply, Visit};

use super::{Link, encode};
use crate::search::Index;
use crate::store;

#[derive(Template)]
#[template(path = "catalogue_home.html")]
struct Home {
    page: Page,
    /// Most used procedures; until there are any, those with an e-form.
    popular: Vec<Link>,
    used: bool,
    fields: Vec<Link>,
    total: usize,
}

#[derive(Template)]
#[template(path = "catalogue_help.html")]
struct Help {
    page: Page,
}

const SHOWN: usize = 8;

/// GET /
pub async fn home(visit: Visit) -> Reply {
    let app = &visit.app;
    let index = crate::all(app).await?;
    let q = store::most_used(i64::try_from(SHOWN * 2).unwrap_or(16));
    let uses: Vec<(String, i64)> = app.db().all(q.sql, q.args).await?;
    let named = uses.iter().filter_map(|(name, _)| index.entry(name.strip_prefix("catalogue.used.")?));
    let mut popular: Vec<Link> = named.filter(|e| !e.internal).take(SHOWN).map(link).collect();
    let used = !popular.is_empty();
    if !used {
        popular = index.entries.iter().filter(|e| e.online && !e.internal).take(SHOWN).map(link).collect();
    }
    let page = visit.page("Dịch vụ công của cơ quan");
    let (fields, total) = (field_links(&index), index.entries.iter().filter(|e| !e.internal).count());
    visit.html(&Home { page, popular, used, fields, total })
}

fn link(e: &crate::IndexEntry) -> Link {
    Link::new(format!("/thu-tuc/{}", e.code), e.name.clone()).note(e.code.clone())
}

/// One link for each field with its number of procedures.
pub fn field_links(index: &Index) -> Vec<Link> {
    let fields = index.fields().into_iter();
    fields
        .map(|(name, n)| Link::new(format!("/thu-tuc?linh-vuc={}", encode(&name)), name).note(n.to_string()))
        .collect()
}

/// GET /tro-giup
pub async fn help(visit: Visit) -> Reply {
    visit.html(&Help { page: visit.page("Trợ giúp") })
}
