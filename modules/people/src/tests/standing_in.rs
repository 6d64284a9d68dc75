//! Absence and delegation, several posts, and what a successor may do with the files it took over.

use axum::http::StatusCode;
use platform::By;

use super::{Client, OFFICE, PRIMARY, at, day, houses};
use crate::actions::accounts::PostOrder;
use crate::roles::{self, permission};

#[tokio::test]
async fn the_delegate_works_in_the_place_of_the_absent() {
    for house in houses("2024-03-04T08:00").await {
        let head = house.hire("truong", roles::UNIT_HEAD, PRIMARY).await;
        let deputy = house.hire("pho", roles::OFFICER, PRIMARY).await;
        house.hire("khac", roles::OFFICER, OFFICE).await;
        let delegate = deputy.to_string();
        let mut away = Client::signed_in(&house, "truong").await;
        let form = [
            ("first_day", "05/03/2024"),
            ("last_day", "06/03/2024"),
            ("delegate", delegate.as_str()),
            ("reason", "Đi họp"),
        ];
        assert_eq!(away.post("/account/absence", &form).await.status, StatusCode::SEE_OTHER);
        let mut client = Client::signed_in(&house, "pho").await;
        let (head_text, switch) = (head.to_string(), "/account/stand-in");
        let early = client.post(switch, &[("account", &head_text)]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not before the first day");
        house.clock.set(at("2024-03-05T08:00"));
        let mut client = Client::signed_in(&house, "pho").await;
        assert!(client.get("/account").await.text.contains("Làm việc thay Nguyễn Văn truong"));
        assert!(client.me().await["behalf"].is_null(), "nobody stands in without saying so");
        client.post(switch, &[("account", &head_text)]).await;
        let me = client.me().await;
        assert_eq!(
            (me["account"].as_str(), me["behalf"].as_str()),
            (Some(delegate.as_str()), Some(head_text.as_str()))
        );
        let held: Vec<&str> = me["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        assert!(held.contains(&permission::CASES_APPROVE), "{}: {held:?}", house.kind);
        let mut stranger = Client::signed_in(&house, "khac").await;
        let refused = stranger.post(switch, &[("account", &head_text)]).await;
        assert!(refused.text.contains("không được giao làm thay"), "{}", refused.text);
        client.post(switch, &[]).await;
        assert!(client.me().await["behalf"].is_null());
        client.post(switch, &[("account", &head_text)]).await;
        house.clock.set(at("2024-03-07T08:00"));
        let mut client = Client::signed_in(&house, "pho").await;
        assert!(client.me().await["behalf"].is_null(), "over after the last day");
    }
}

#[tokio::test]
async fn standing_in_ends_with_the_absence_and_is_in_the_history() {
    for house in houses("2024-03-05T08:00").await {
        let head = house.hire("truong", roles::UNIT_HEAD, PRIMARY).await;
        let deputy = house.hire("pho", roles::OFFICER, PRIMARY).await;
        let (from, to) = (day("2024-03-05"), day("2024-03-08"));
        let order =
            crate::AbsenceOrder { account: head, delegate: deputy, first_day: from, last_day: to, reason: "Ốm" };
        let id = crate::add_absence(&house.app, &By::default(), order).await.unwrap();
        let mut client = Client::signed_in(&house, "pho").await;
        client.post("/account/stand-in", &[("account", &head.to_string())]).await;
        let form = [
            ("first_day", "06/03/2024"),
            ("last_day", "06/03/2024"),
            ("delegate", &head.to_string()),
            ("reason", "Họp"),
        ];
        client.post("/account/absence", &form).await;
        let events = platform::ledger::history(house.app.db(), crate::ADMINISTRATION, deputy).await.unwrap();
        let last = events.last().unwrap();
        assert_eq!((last.actor, last.behalf), (Some(deputy), Some(head)), "{}", house.kind);
        crate::cancel_absence(&house.app, &By::default(), head, id).await.unwrap();
        assert!(client.me().await["behalf"].is_null());
        let own = crate::AbsenceOrder { delegate: head, ..order };
        assert!(crate::add_absence(&house.app, &By::default(), own).await.is_err(), "nobody stands in for oneself");
    }
}

#[tokio::test]
async fn several_posts_are_one_person_at_a_chosen_place() {
    for house in houses("2024-03-04T08:00").await {
        let account = house.hire("an", roles::OFFICER, PRIMARY).await;
        let office = house.named(OFFICE).await;
        let order =
            PostOrder { unit: office.id, role: roles::CONTROL, title: "Kiêm nhiệm KSTTHC", from: day("2024-03-05") };
        let post = crate::add_post(&house.app, &By::default(), account, order).await.unwrap();
        let actor = crate::actor_for(&house.app, account).await.unwrap();
        assert!(!actor.can(permission::CATALOGUE_PUBLISH), "not before its first day");
        house.clock.set(at("2024-03-05T08:00"));
        let mut client = Client::signed_in(&house, "an").await;
        assert_eq!(client.me().await["unit_name"].as_str(), Some(PRIMARY));
        client.post("/account/post", &[("post", &post.to_string())]).await;
        let me = client.me().await;
        assert_eq!((me["unit_name"].as_str(), me["post"].as_str()), (Some(OFFICE), Some("Kiêm nhiệm KSTTHC")));
        let actor = crate::actor_for(&house.app, account).await.unwrap();
        assert!(actor.can(permission::CATALOGUE_PUBLISH));
        assert_eq!(crate::holders(&house.app, office.agency, roles::CONTROL).await.unwrap()[0].account, account);
        crate::end_post(&house.app, &By::default(), (account, post), day("2024-03-05")).await.unwrap();
        house.clock.set(at("2024-03-06T08:00"));
        assert!(
            !crate::actor_for(&house.app, account).await.unwrap().can(permission::CATALOGUE_PUBLISH),
            "{}",
            house.kind
        );
        assert!(crate::staff_of(&house.app, office.id).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn who_takes_over_a_unit_takes_over_its_files() {
    for house in houses("2024-03-04T08:00").await {
        let old = house.named("Ủy ban nhân dân huyện Mỹ Lộc").await;
        let city = house.hire("tp", roles::LEADER, "Ủy ban nhân dân thành phố Nam Định").await;
        let other = house.hire("vb", roles::LEADER, "Ủy ban nhân dân huyện Vụ Bản").await;
        house.clock.set(at("2024-09-02T08:00"));
        let (city, other) =
            (crate::actor_for(&house.app, city).await.unwrap(), crate::actor_for(&house.app, other).await.unwrap());
        assert!(city.can_at(permission::CASES_SIGN, &old.path), "{}", house.kind);
        assert!(!other.can_at(permission::CASES_SIGN, &old.path));
        assert!(!city.can_at(permission::CASES_SIGN, &other.agency_path));
    }
}
