//! The board: who has how much, and how much of it is late; every number opens its list.

use askama::Template;
use platform::Value;
use platform::web::{Page, Reply, Visit};
use uuid::Uuid;

use super::day_end;
use crate::store::{self, Filter, Group, Window};

/// One line of a board.
pub struct Bar {
    pub name: String,
    pub href: String,
    pub open: i64,
    pub late: i64,
}

#[derive(Template)]
#[template(path = "cases_board.html")]
struct BoardPage {
    page: Page,
    open: i64,
    today: i64,
    late: i64,
    units: Vec<Bar>,
    officers: Vec<Bar>,
    procedures: Vec<Bar>,
}

fn id(v: &Value) -> Option<Uuid> {
    match v {
        Value::Uuid(u) => Some(*u),
        Value::Bytes(b) => Uuid::from_slice(b).ok(),
        _ => None,
    }
}

/// GET /desk/board
pub async fn board(v: Visit) -> Reply {
    let actor = v.actor()?;
    let (app, now) = (&v.app, v.app.now());
    let count = async |window| store::count(app.db(), actor.agency, (&Filter::Open, window), 1_000_000).await;
    let (mut units, mut officers, mut procedures) = (vec![], vec![], vec![]);
    for (key, open, late) in store::group(app.db(), actor.agency, Group::Unit, now).await? {
        let unit = match id(&key) {
            Some(id) => people::unit(app, id).await?,
            None => None,
        };
        let name = unit.map(|u| u.name).unwrap_or_default();
        units.push(Bar { name, href: String::new(), open, late });
    }
    for (key, open, late) in store::group(app.db(), actor.agency, Group::Officer, now).await? {
        let name = match id(&key) {
            Some(id) => people::name_of(app, id).await?,
            None => v.lang.t("Chưa có người nhận").to_owned(),
        };
        officers.push(Bar { name, href: String::new(), open, late });
    }
    let index = catalogue::all(app).await?;
    for (key, open, late) in store::group(app.db(), actor.agency, Group::Procedure, now).await? {
        let Value::Text(code) = key else { continue };
        let name = index.entry(&code).map_or(code.clone(), |e| e.name.clone());
        procedures.push(Bar { name, href: format!("/desk?view=procedure-{code}"), open, late });
    }
    let template = BoardPage {
        page: v.page("Theo dõi tiến độ"),
        open: count(Window::default()).await?,
        today: count(Window { from: Some(now), to: Some(day_end(now)) }).await?,
        late: count(Window { from: None, to: Some(now) }).await?,
        units,
        officers,
        procedures,
    };
    v.html(&template)
}
