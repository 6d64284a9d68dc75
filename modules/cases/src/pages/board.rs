//! The board: who has how much, how much of it is near or late, and who has too much; every number opens its list.

use askama::Template;
use platform::web::{Failure, Page, Reply, Visit};
use platform::{Actor, App};

use super::{asked, days_end};
use crate::law::law;
use crate::store::{self, Filter, Group, Tally};

/// One line of a board. `href` lists what is open; soon and late add to it.
pub struct Bar {
    pub name: String,
    pub href: String,
    pub open: i64,
    pub soon: i64,
    pub late: i64,
    /// Twice the average of the board or more.
    pub heavy: bool,
}

#[derive(Template)]
#[template(path = "cases_board.html")]
struct BoardPage {
    page: Page,
    figures: Vec<(&'static str, i64, &'static str)>,
    units: Vec<Bar>,
    officers: Vec<Bar>,
    procedures: Vec<Bar>,
    can_approve: bool,
}

/// Fewer cases than this are no load, whatever the average.
const LIGHT: i64 = 5;

fn weigh(mut all: Vec<Bar>) -> Vec<Bar> {
    let held: Vec<i64> = all.iter().filter(|b| !b.href.is_empty()).map(|b| b.open).collect();
    let (sum, n) = (held.iter().sum::<i64>(), i64::try_from(held.len()).unwrap_or(0));
    for bar in all.iter_mut().filter(|b| !b.href.is_empty()) {
        bar.heavy = n > 1 && bar.open >= LIGHT && bar.open * n >= 2 * sum;
    }
    all
}

async fn bar(app: &App, column: Group, t: Tally) -> Result<Option<Bar>, Failure> {
    let (name, href) = match (column, t.who) {
        (Group::Unit, Some(unit)) => {
            (people::unit(app, unit).await?.map(|u| u.name).unwrap_or_default(), format!("unit={unit}"))
        }
        (Group::Officer, Some(account)) => (people::name_of(app, account).await?, format!("officer={account}")),
        (Group::Officer, None) => ("Chưa có người nhận".to_owned(), String::new()),
        (Group::Procedure, _) => {
            let code = t.what;
            let index = catalogue::all(app).await?;
            (index.entry(&code).map_or(code.clone(), |e| e.name.clone()), format!("procedure={code}"))
        }
        (Group::Unit, None) => return Ok(None),
    };
    let href = if href.is_empty() { href } else { format!("/desk/cases?{href}") };
    Ok(Some(Bar { name, href, open: t.open, soon: t.soon, late: t.late, heavy: false }))
}

/// A board of the agency; `soon` is the moment up to which a due date is near.
pub async fn bars(
    app: &App,
    actor: &Actor,
    (column, soon): (Group, kernel::time::Timestamp),
) -> Result<Vec<Bar>, Failure> {
    let mut all = vec![];
    for t in store::group(app.db(), actor.agency, column, (app.now(), soon)).await? {
        all.extend(bar(app, column, t).await?);
    }
    Ok(weigh(all))
}

/// GET /desk/board
pub async fn board(v: Visit) -> Reply {
    let actor = v.actor()?;
    let (app, now) = (&v.app, v.app.now());
    let law = law(app)?;
    let rule = &law.regimes.on(kernel::time::local(now).date()).apology;
    let soon = days_end(&law.calendar, now, rule.offer_days);
    let named: [(&'static str, &'static str); 5] = [
        ("open", "Đang mở"),
        ("today", "Đến hạn hôm nay"),
        ("soon", "Sắp đến hạn"),
        ("sorry", "Phải xin lỗi hôm nay"),
        ("late", "Quá hạn"),
    ];
    let filters = named.iter().map(|(n, _)| asked::base(n, actor, app)).collect::<Result<Vec<Filter>, _>>()?;
    let counts = store::counted(app.db(), actor.agency, &filters, 1_000_000).await?;
    let template = BoardPage {
        page: v.page("Theo dõi tiến độ"),
        figures: named.into_iter().zip(counts).map(|((name, label), n)| (label, n, name)).collect(),
        units: bars(app, actor, (Group::Unit, soon)).await?,
        officers: bars(app, actor, (Group::Officer, soon)).await?,
        procedures: bars(app, actor, (Group::Procedure, soon)).await?,
        can_approve: actor.can("cases.approve"),
    };
    v.html(&template)
}
