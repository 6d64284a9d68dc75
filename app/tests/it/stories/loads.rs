//! What lies where: the sums every action keeps are those of the cases themselves, whatever was done to them, and so are the boards.

use cases::{Filter, Group, Status, Window};
use motcua::modules::{Place, app};
use platform::app::SetClock;
use platform::testing::each_db;
use platform::{App, Db, args};

use uuid::Uuid;

use crate::harness::at;

type Sum = (i64, Uuid, String, i64, i64, i64, i64);

async fn kept(db: &Db) -> Vec<Sum> {
    let sql = "SELECT kind, who, what, hour, held, working, owed FROM case_loads \
               WHERE held <> 0 OR working <> 0 OR owed <> 0 ORDER BY kind, who, what, hour";
    db.all(sql, args![]).await.unwrap()
}

/// Makes the sums anew of the rows of cases, as the migration did.
pub async fn add_up(db: &Db) {
    let migration = include_str!("../../../../migrations/0013_cases_loads.sql");
    let from = migration.find("INSERT INTO case_loads").unwrap();
    let end = from + migration[from..].find(';').unwrap();
    db.script(&format!("DELETE FROM case_loads; {};", &migration[from..end])).await.unwrap();
}

/// Every number of a board is the length of the list it opens.
async fn board_counts(app: &App, agency: Uuid, group: Group) {
    let (db, now) = (app.db(), app.now());
    let soon = at("2026-03-07T00:00");
    let list = async |f: Filter| cases::list(db, agency, &f, (None, 1000)).await.unwrap().items.len();
    let board = cases::group(db, agency, group, (now, soon)).await.unwrap();
    assert!(board.iter().any(|t| t.late > 0) && board.iter().any(|t| t.soon > 0), "{board:?}");
    assert_eq!(board.iter().map(|t| t.open).sum::<i64>(), list(Filter::open()).await as i64);
    for t in board.iter().filter(|t| group != Group::Officer || t.who.is_some()) {
        let mine = |f: Filter| match group {
            Group::Officer => Filter { officer: t.who, ..f },
            Group::Unit => Filter { unit: t.who, ..f },
            Group::Procedure => Filter { procedures: vec![t.what.clone()], ..f },
        };
        let working = |due: Window| mine(Filter::status(Status::Working).due(due));
        let counted = [
            list(mine(Filter::open())).await,
            list(working(Window { from: Some(now), to: Some(soon) })).await,
            list(working(Window { from: None, to: Some(now) })).await,
        ];
        assert_eq!([t.open, t.soon, t.late].map(|n| n as usize), counted, "{group:?} {t:?} on {}", db.kind());
    }
}

#[tokio::test]
async fn sums_kept_by_the_actions_are_those_of_the_cases() {
    // In the middle of an hour.
    let now = at("2026-03-05T10:40");
    for t in each_db().await.unwrap() {
        let place = Place { folder: &t.folder, address: "http://localhost", demo: true };
        let (app, _) = app(t.db.clone(), SetClock::new(now), &place).unwrap();
        motcua::demo::fill(&app, (120, 7), now).await.unwrap();
        let sums = kept(&t.db).await;
        let agency = sums[0].1;
        assert!(sums.len() > 30, "{} on {}", sums.len(), t.kind);
        for group in [Group::Officer, Group::Unit, Group::Procedure] {
            board_counts(&app, agency, group).await;
        }
        add_up(&t.db).await;
        assert_eq!(sums, kept(&t.db).await, "on {}", t.kind);
    }
}
