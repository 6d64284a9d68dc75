//! Every row this module answers for is covered: changing, adding or removing one behind its back is found and named.

use platform::By;
use platform::ledger::verify;

use super::{House, OFFICE, PRIMARY, day, houses};
use crate::roles;

async fn lived_in(house: &House) {
    let head = house.hire("truong", roles::UNIT_HEAD, PRIMARY).await;
    let deputy = house.hire("pho", roles::OFFICER, PRIMARY).await;
    let (first_day, last_day) = (day("2024-03-05"), day("2024-03-06"));
    let order = crate::AbsenceOrder { account: head, delegate: deputy, first_day, last_day, reason: "Đi họp" };
    crate::add_absence(&house.app, &By::default(), order).await.unwrap();
    crate::reset_password(&house.app, &By::default(), deputy, "mật khẩu mới tinh").await.unwrap();
    house.hire("an", roles::OFFICER, OFFICE).await;
}

#[tokio::test]
async fn a_house_that_was_lived_in_is_whole() {
    for house in houses("2024-03-04T08:00").await {
        lived_in(&house).await;
        let report = verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{}: {:?}", house.kind, report.broken);
        assert!(report.rows > 60 && report.records > 50, "{report:?}");
    }
}

#[tokio::test]
async fn tampering_with_any_table_is_found() {
    let tampering = [
        "UPDATE people_units SET name = 'Văn phòng khác' WHERE name = 'Văn phòng Sở'",
        "UPDATE people_units SET valid_to = '2030-12-31' WHERE valid_to = '2024-08-31'",
        "UPDATE people_accounts SET password = 'x' WHERE login = 'pho'",
        "UPDATE people_accounts SET disabled_at = 1 WHERE login = 'an'",
        "UPDATE people_posts SET role = 'admin' WHERE role = 'officer'",
        "DELETE FROM people_posts WHERE role = 'unit_head'",
        "UPDATE people_absences SET last_day = '2030-01-01'",
        "DELETE FROM people_absences",
        "INSERT INTO people_posts (id, account_id, unit_id, role, title, valid_from, valid_to) \
         SELECT account_id, account_id, unit_id, 'admin', 'x', '2024-01-01', NULL FROM people_posts WHERE role = 'unit_head'",
    ];
    for (n, sql) in tampering.into_iter().enumerate() {
        // One house for each, on one database in turn: what is found does not depend on the database.
        let house = houses("2024-03-04T08:00").await.remove(n % 2);
        lived_in(&house).await;
        house.app.db().script(sql).await.unwrap();
        let report = verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(!report.broken.is_empty(), "{} {sql}", house.kind);
    }
}
