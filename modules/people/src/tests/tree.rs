//! The seed's tree through time: nothing is rewritten, and the tree of any day is the one of that day.

use axum::http::StatusCode;
use platform::By;
use proptest::prelude::*;

use super::{Client, OFFICE, day, houses, organisation};
use crate::actions::units::UnitChange;
use crate::model::{Level, UnitRow};
use crate::tree::Tree;
use crate::{ADMINISTRATION, Unit, UnitKind, roles, seed};

fn with<'a>(units: &'a [Unit], part: &str) -> Vec<&'a Unit> {
    units.iter().filter(|u| u.name.contains(part)).collect()
}

#[tokio::test]
async fn installing_twice_is_one_tree() {
    for house in houses("2024-03-04T08:00").await {
        let before = house.units("2024-03-04").await;
        let again = crate::install(&house.app, &organisation(), house.app.now()).await.unwrap();
        assert_eq!((again.created, again.units > 40), (0, true), "{}", house.kind);
        assert_eq!(house.units("2024-03-04").await, before);
        let root = &before[0];
        assert_eq!((root.id, root.name.as_str()), (ADMINISTRATION, "Ủy ban nhân dân tỉnh Nam Định"));
        assert_eq!(root.path, format!("/{ADMINISTRATION}/"));
    }
}

#[tokio::test]
async fn my_loc_joins_the_city_and_districts_end() {
    for house in houses("2024-03-04T08:00").await {
        let august = house.units("2024-08-31").await;
        let my_loc = with(&august, "Ủy ban nhân dân huyện Mỹ Lộc");
        let committee = my_loc.iter().find(|u| u.kind == UnitKind::Agency).unwrap();
        let city = august.iter().find(|u| u.name == "Ủy ban nhân dân thành phố Nam Định").unwrap();
        assert_eq!((committee.successor, committee.valid_to), (Some(city.id), Some(day("2024-08-31"))));
        let room = august.iter().find(|u| u.name == "Phòng Giáo dục và Đào tạo huyện Mỹ Lộc").unwrap();
        let heir = august.iter().find(|u| Some(u.id) == room.successor).unwrap();
        assert_eq!(heir.name, "Phòng Giáo dục và Đào tạo thành phố Nam Định");
        let september = house.units("2024-09-01").await;
        assert!(with(&september, "Mỹ Lộc").is_empty());
        assert_eq!(september.iter().filter(|u| u.level == Level::District && u.kind == UnitKind::Agency).count(), 9);
        let july = house.units("2025-07-01").await;
        assert!(july.iter().all(|u| u.level != Level::District), "{}", house.kind);
        assert!(house.units("2025-06-30").await.iter().any(|u| u.level == Level::District));
        assert_eq!(july[0].name, "Ủy ban nhân dân tỉnh Ninh Bình");
        // History is still there to be read on a day after the merger.
        house.clock.set(super::at("2025-08-01T08:00"));
        assert_eq!(house.units("2024-08-31").await, august);
        let known = crate::unit(&house.app, committee.id).await.unwrap().unwrap();
        assert_eq!(known.name, committee.name);
    }
}

#[tokio::test]
async fn schools_go_on_under_the_heir() {
    for house in houses("2024-03-04T08:00").await {
        let name = "Trường THPT chuyên Lê Hồng Phong";
        let (june, july) = (house.units("2025-06-30").await, house.units("2025-07-01").await);
        let (old, new) = (with(&june, name)[0], with(&july, name)[0]);
        assert_eq!((old.id, old.valid_from), (new.id, new.valid_from));
        assert_ne!(old.path, new.path);
        let department = july.iter().find(|u| Some(u.id) == new.parent).unwrap();
        assert_eq!(department.name, "Sở Giáo dục và Đào tạo");
        assert!(new.path.starts_with(&july[0].path));
    }
}

#[tokio::test]
async fn desks_stand_in_their_agencies() {
    for house in houses("2024-03-04T08:00").await {
        let all = house.units("2024-03-04").await;
        let department = all.iter().find(|u| u.name == "Sở Giáo dục và Đào tạo").unwrap();
        assert_eq!(department.agency, department.id);
        assert_eq!(
            (department.code2020.as_deref(), department.code2016.as_deref()),
            (Some("H40.15"), Some("000.00.15.H40"))
        );
        let desk = all.iter().find(|u| u.kind == UnitKind::Desk && u.agency == department.id).unwrap();
        assert_eq!(desk.called(), "Bộ phận Một cửa");
        assert!(desk.path.starts_with(&department.path));
        let places: Vec<usize> = all.iter().map(|u| u.path.matches('/').count()).collect();
        assert!(places.windows(2).all(|w| w[1] <= w[0] + 1), "children follow their parents");
    }
}

#[tokio::test]
async fn a_change_is_a_new_row_from_its_day() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("quantri", roles::ADMIN, OFFICE).await;
        let office = house.named(OFFICE).await;
        let mut admin = Client::signed_in(&house, "quantri").await;
        let address = format!("/admin/units/{}", office.id);
        let form = [("name", "Văn phòng Sở và Kiểm soát thủ tục"), ("valid_from", "01/04/2024"), ("code", "H40.15.02")];
        let answer = admin.post(&address, &form).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, address.as_str()),
            "{}",
            answer.text
        );
        let march = house.units("2024-03-31").await;
        let april = house.units("2024-04-01").await;
        assert_eq!(march.iter().find(|u| u.id == office.id).unwrap().name, OFFICE);
        let changed = april.iter().find(|u| u.id == office.id).unwrap();
        assert_eq!(changed.code2020.as_deref(), Some("H40.15.02"));
        assert_eq!(changed.valid_from, office.valid_from);
        let page = admin.get(&address).await.text;
        assert!(page.contains("Ghi thay đổi của đơn vị") && page.contains("Nguyễn Văn quantri"), "{page}");
        let wrong = admin.post(&address, &[("name", " "), ("valid_from", "01/04/2024"), ("short", "<b>")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("Tên đơn vị còn trống") && wrong.text.contains("&#60;b&#62;"), "{}", wrong.text);
        let end = [("name", OFFICE), ("valid_from", "01/05/2024"), ("valid_to", "31/12/1990")];
        assert_eq!(admin.post(&address, &end).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let bad = [("name", OFFICE), ("valid_from", "01/05/2024"), ("code", "không phải mã")];
        assert!(admin.post(&address, &bad).await.text.contains("không phải mã định danh"));
    }
}

#[tokio::test]
async fn a_unit_is_added_below_another() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("quantri", roles::ADMIN, OFFICE).await;
        let parent = house.named("Sở Giáo dục và Đào tạo").await;
        let mut admin = Client::signed_in(&house, "quantri").await;
        let address = format!("/admin/units/{}/new", parent.id);
        assert_eq!(admin.get(&address).await.status, StatusCode::OK);
        let form =
            [("name", "Trường THPT Mỹ Lộc"), ("kind", "school"), ("level", "province"), ("valid_from", "04/03/2024")];
        assert_eq!(admin.post(&address, &form).await.status, StatusCode::SEE_OTHER);
        let school = house.named("Trường THPT Mỹ Lộc").await;
        assert_eq!((school.agency, school.parent), (school.id, Some(parent.id)));
        let early = [("name", "Trường cũ"), ("kind", "school"), ("level", "province"), ("valid_from", "01/01/1990")];
        assert_eq!(admin.post(&address, &early).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let list = admin.get("/admin/units?day=2024-09-01").await.text;
        assert!(!list.contains("huyện Mỹ Lộc") && list.contains("Trường THPT Mỹ Lộc"));
        assert_eq!(admin.get("/admin/units?day=hôm+nay").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn two_administrators_do_not_overwrite_each_other() {
    for house in houses("2024-03-04T08:00").await {
        let office = house.named(OFFICE).await;
        let change = |name: &str| UnitChange {
            name: name.into(),
            short: String::new(),
            code: String::new(),
            from: day("2024-04-01"),
            to: None,
            successor: None,
            phone: String::new(),
            address: String::new(),
        };
        let (a, b) = (change("Văn phòng A"), change("Văn phòng B"));
        let by = By::default();
        let both = futures(
            crate::change_unit(&house.app, &by, office.id, &a),
            crate::change_unit(&house.app, &by, office.id, &b),
        );
        let (first, second) = both.await;
        let won = usize::from(first.is_ok()) + usize::from(second.is_ok());
        let tree = crate::shelf::tree(&house.app).await.unwrap();
        assert_eq!(tree.rows(office.id).len(), 1 + won, "{}: every change that was accepted is a row", house.kind);
        assert!(won >= 1);
    }
}

async fn futures<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    tokio::join!(a, b)
}

#[test]
fn a_file_that_is_wrong_says_where() {
    assert!(seed::read("{").unwrap_err().to_string().contains("law/organisation"));
    let text = organisation().replace("1997-01-01", "1997-13-01");
    assert!(seed::read(&text).unwrap_err().to_string().contains("1997-13-01"));
}

fn row(id: u128, number: i64, (from, to): (i16, Option<i16>), parent: Option<u128>) -> UnitRow {
    let day = |y: i16| kernel::time::civil::Date::new(y, 1, 1).unwrap();
    UnitRow {
        id: uuid::Uuid::from_u128(id),
        number,
        parent: parent.map(uuid::Uuid::from_u128),
        name: format!("Đơn vị {id}, lần {number}"),
        short: None,
        kind: UnitKind::Room,
        level: Level::Province,
        code2016: None,
        code2020: None,
        valid_from: day(from),
        valid_to: to.map(day),
        successor: None,
        phone: None,
        address: None,
        mark: None,
    }
}

#[test]
fn a_ring_of_parents_hangs_nothing() {
    let tree = Tree::new(vec![row(1, 1, (2000, None), Some(2)), row(2, 1, (2000, None), Some(1))]);
    let unit = tree.on(uuid::Uuid::from_u128(1), day("2024-01-01")).unwrap();
    assert!(unit.path.len() < 2_000);
}

proptest! {
    /// Rows in any order give the same tree, and a row changes nothing before its own day.
    #[test]
    fn rows_only_speak_of_their_day_on(
        years in prop::collection::vec((1990_i16..2030, prop::option::of(1990_i16..2040)), 1..8),
        added in 1990_i16..2030,
        asked in 1990_i16..2040,
    ) {
        let rows: Vec<UnitRow> =
            years.iter().enumerate().map(|(i, y)| row(1, i as i64 + 1, *y, None)).collect();
        let on = kernel::time::civil::Date::new(asked, 6, 1).unwrap();
        let id = uuid::Uuid::from_u128(1);
        let (tree, mut turned) = (Tree::new(rows.clone()), rows.clone());
        turned.reverse();
        prop_assert_eq!(tree.on(id, on), Tree::new(turned).on(id, on));
        let mut more = rows;
        more.push(row(1, 99, (added, None), None));
        let after = Tree::new(more);
        if asked < added {
            let (a, b) = (tree.on(id, on).map(|u| u.name), after.on(id, on).map(|u| u.name));
            prop_assert_eq!(a, b);
        } else {
            prop_assert_eq!(after.on(id, on).unwrap().name, "Đơn vị 1, lần 99");
        }
    }
}
