//! Several cases at once: as many single actions, each with its own permission, decision, ledger event and outcome.

use askama::Template;
use platform::Actor;
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::acts::Act;
use super::lists::back;
use super::perform::run;
use super::sent::Sent;
use crate::model::CaseId;

#[derive(Template)]
#[template(path = "cases_bulk.html")]
struct BulkPage {
    page: Page,
    back: String,
    done: usize,
    items: Vec<BulkItem>,
}

/// What came of one case among several.
pub struct BulkItem {
    href: String,
    code: String,
    ok: bool,
    text: String,
}

impl BulkItem {
    /// From the outcome of a single action: what to say and the code, or why it was not done.
    pub async fn of(v: &Visit, actor: &Actor, (id, done): (CaseId, Result<(String, String), Failure>)) -> BulkItem {
        let (ok, text, code) = match done {
            Ok((text, code)) => (true, text, code),
            Err(e) => {
                let code = crate::open(&v.app, actor, id).await.map(|(_, d)| d.case.code).unwrap_or_default();
                (false, e.words().1, code)
            }
        };
        BulkItem { href: format!("/desk/cases/{id}"), code, ok, text }
    }
}

/// The page that says what came of each.
pub fn outcome(v: &Visit, back: String, items: Vec<BulkItem>) -> Reply {
    let done = items.iter().filter(|i| i.ok).count();
    v.html(&BulkPage { page: v.page("Kết quả thực hiện hàng loạt"), back, done, items })
}

/// At most so many at once: more would keep the person waiting without a word.
const MOST: usize = 200;

fn action(name: &str) -> Option<Act> {
    Some(match name {
        "claim" => Act::Claim,
        "assign" => Act::Assign,
        "urge" => Act::Urge,
        "complete" => Act::Complete,
        _ => return None,
    })
}

/// POST /desk/bulk
pub async fn bulk(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?.clone();
    let back = back(&posted)?.to_owned();
    let ids: Vec<CaseId> = posted.all("id").filter_map(|t| t.parse().ok()).take(MOST).collect();
    if ids.is_empty() {
        return Ok(v.warn(&back, v.lang.t("Chưa chọn hồ sơ nào.")));
    }
    let act = action(posted.get("action")).ok_or_else(|| Failure::missing("Không có hành động này"))?;
    // Each case decides by itself: what names one step or one moment of one case does not belong to many.
    let kept = posted.0.into_iter().filter(|(n, _)| matches!(n.as_str(), "officer" | "note")).collect();
    let sent = Sent::from(Posted(kept));
    let mut items = vec![];
    for id in ids {
        let done = run(&v, &actor, (id, act), &sent).await.map(|d| ("Đã thực hiện".to_owned(), d.case.code));
        items.push(BulkItem::of(&v, &actor, (id, done)).await);
    }
    outcome(&v, back, items)
}
