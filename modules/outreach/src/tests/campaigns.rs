//! The life of a campaign, rule by rule, and its sums.

use documents::StoredFile;
use jiff::civil::date;
use kernel::time::parse_local;
use uuid::Uuid;

use crate::campaigns::{Activity, Brief, Campaign, Status, add, cancel, finish, remove};
use crate::law::Named;
use crate::record::Ground;
use crate::reports::by_channel;

fn ground() -> Ground {
    let now = parse_local("2024-03-04T08:00").unwrap();
    Ground { now, today: date(2024, 3, 4), who: Uuid::from_u128(1) }
}

fn channels() -> Vec<Named> {
    let one = |key: &str| Named { key: key.into(), label: key.to_uppercase(), law: String::new() };
    ["meeting", "portal"].map(one).to_vec()
}

fn campaign() -> Campaign {
    let text = |t: &str| t.to_owned();
    Campaign {
        id: Uuid::from_u128(9),
        tenant: Uuid::from_u128(8),
        unit: Uuid::from_u128(7),
        unit_name: text("Văn phòng"),
        status: Status::Running,
        brief: Brief {
            title: text("Đợt"),
            purpose: text("Mục đích"),
            audience: text("Cán bộ"),
            starts: date(2024, 3, 1),
            ends: date(2024, 3, 31),
        },
        activities: vec![],
        result: String::new(),
        changed_at: ground().now,
    }
}

fn activity(channel: &str, reach: i64, files: usize) -> Activity {
    let file = StoredFile { digest: "d".into(), name: "a.jpg".into(), mime: "image/jpeg".into(), size: 3 };
    Activity {
        id: Uuid::from_u128(u128::from(reach.unsigned_abs())),
        on: date(2024, 3, 4),
        place: "Hội trường".into(),
        channel: channel.into(),
        content: "Phổ biến".into(),
        reach,
        files: vec![file; files],
        by: Uuid::from_u128(1),
    }
}

#[test]
fn an_activity_is_real_and_of_a_known_channel() {
    let (mut c, g, all) = (campaign(), ground(), channels());
    let refused = |c: &mut Campaign, a| add(c, &g, (a, &all)).unwrap_err().field.unwrap();
    assert_eq!(refused(&mut c, Activity { on: date(2024, 3, 5), ..activity("meeting", 1, 0) }), "on");
    assert_eq!(refused(&mut c, activity("pigeon", 1, 0)), "channel");
    assert_eq!(refused(&mut c, activity("meeting", -1, 0)), "reach");
    assert_eq!(refused(&mut c, Activity { place: " ".into(), ..activity("meeting", 1, 0) }), "place");
    assert_eq!(refused(&mut c, activity("meeting", 1, 13)), "files");
    add(&mut c, &g, (activity("meeting", 40, 0), &all)).unwrap();
    assert_eq!(c.reach(), 40);
}

#[test]
fn a_campaign_ends_with_evidence_and_tells_the_plan() {
    let (mut c, g, all) = (campaign(), ground(), channels());
    assert_eq!(finish(&mut c, "Xong").unwrap_err().code, "empty");
    add(&mut c, &g, (activity("meeting", 40, 0), &all)).unwrap();
    assert_eq!(finish(&mut c, "Xong").unwrap_err().code, "evidence");
    add(&mut c, &g, (activity("portal", 2, 1), &all)).unwrap();
    assert_eq!(finish(&mut c, " ").unwrap_err().code, "required");
    let deed = finish(&mut c, "Xong").unwrap();
    assert_eq!(deed.told.unwrap().unit, c.unit);
    let closed =
        [cancel(&mut c, "x"), remove(&mut c, Uuid::from_u128(2)), add(&mut c, &g, (activity("portal", 3, 0), &all))];
    assert!(closed.into_iter().all(|r| r.unwrap_err().code == "status"));
}

#[test]
fn sums_follow_the_list_and_keep_what_left_it() {
    let mut c = campaign();
    c.activities = vec![activity("portal", 1_000, 2), activity("old", 5, 0), activity("portal", 234, 1)];
    let sums = by_channel(&channels(), &[c.clone(), c]);
    let shown: Vec<_> = sums.iter().map(|s| (s.label.as_str(), s.activities, s.reach.as_str(), s.files)).collect();
    assert_eq!(shown, [("PORTAL", 4, "2.468", 6), ("old", 2, "10", 0)]);
}
