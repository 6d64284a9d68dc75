//! Tests of reviews: cost and rules are pure; stories run on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cost;
mod decisions;
mod importing;
mod stories;

use std::sync::Arc;

use kernel::time::{Timestamp, parse_local};
use people::{NewAccount, UnitKind, roles};
use platform::app::{SetClock, Setup};
use platform::files::Files;
use platform::law::LawFiles;
use platform::testing::each_db;
use platform::{Actor, App, By};
use uuid::Uuid;

use crate::law::Law;

fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

fn law() -> Law {
    Law::read(&LawFiles::built_in()).unwrap()
}

/// Ids that count up, for pure rules.
fn counting() -> impl FnMut() -> Uuid + Send {
    let mut n = 0_u128;
    move || {
        n += 1;
        Uuid::from_u128(n)
    }
}

struct House {
    app: App,
    clock: Arc<SetClock>,
    agency: Uuid,
    kind: &'static str,
    officer: Actor,
    head: Actor,
    other: Actor,
    control: Actor,
    leader: Actor,
}

async fn actor(app: &App, (login, role): (&str, &str), unit: Uuid) -> Actor {
    let name = format!("Người {login}");
    let new = NewAccount { login, name: &name, password: "mot mat khau dai", post: "Chuyên viên", unit, role };
    let account = people::create_account(app, &By::default(), new).await.unwrap();
    people::actor_for(app, account).await.unwrap()
}

/// The shipped organisation and catalogue on both databases, with the people a review needs.
async fn houses(now: &str) -> Vec<House> {
    let mut all = vec![];
    for db in each_db().await.unwrap() {
        let clock = SetClock::new(at(now));
        let setup = Setup {
            db: db.db,
            clock: clock.clone(),
            law: LawFiles::built_in(),
            files: Files::open(db.folder.join("files")).unwrap(),
            address: "http://127.0.0.1:8080".into(),
            demo: false,
            session_minutes: 480,
        };
        let modules =
            vec![people::module(), catalogue::module(), documents::module(), cases::module(), crate::module()];
        let (app, _) = App::new(setup, modules);
        let organisation = app.law().get("organisation/nam-dinh.json").unwrap().to_owned();
        people::install(&app, &organisation, app.now()).await.unwrap();
        catalogue::install(&app, app.now(), By::default()).await.unwrap();
        crate::start(&app).unwrap();
        let units = people::units(&app, kernel::time::local(app.now()).date()).await.unwrap();
        let folded = |u: &people::Unit| kernel::text::fold(&u.name);
        let so = units.iter().find(|u| u.kind == UnitKind::Agency && folded(u).starts_with("so giao duc")).unwrap();
        let find = |part: &str| units.iter().find(|u| u.agency == so.id && folded(u).contains(part)).unwrap().id;
        let primary = find("phong giao duc tieu hoc");
        all.push(House {
            officer: actor(&app, ("officer", roles::OFFICER), primary).await,
            head: actor(&app, ("head", roles::UNIT_HEAD), primary).await,
            other: actor(&app, ("other", roles::OFFICER), find("phong giao duc mam non")).await,
            control: actor(&app, ("control", roles::CONTROL), find("van phong so")).await,
            leader: actor(&app, ("leader", roles::LEADER), find("lanh dao")).await,
            agency: so.id,
            kind: db.kind,
            app,
            clock,
        });
    }
    all
}
