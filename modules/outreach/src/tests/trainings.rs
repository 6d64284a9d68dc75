//! Rules of training: registration within invitations, days and seats; attendance of what was held; tries at a test; what a
//! certificate takes.

use jiff::civil::{Date, date};
use kernel::time::parse_local;
use uuid::Uuid;

use crate::law::Thresholds;
use crate::record::Ground;
use crate::trainings::rules::{
    add_session, announce, attendance, cancel, edit, enrol, finish, invite, leave, remove_session, set_test, sit,
    uninvite,
};
use crate::trainings::{Attempt, Brief, Invited, Kind, Participant, Session, Status, Training, earned};

const LAW: Thresholds = Thresholds { attendance_percent: 80, pass_percent: 70, attempts: 2 };
const TODAY: Date = date(2024, 3, 4);

fn ground(today: Date) -> Ground {
    Ground { now: parse_local("2024-03-04T08:00").unwrap(), today, who: Uuid::from_u128(1) }
}

fn session(n: u128, on: Date) -> Session {
    let own = str::to_owned;
    let (hours, place, topic) = (own("08:00"), own("Hội trường"), own("Chủ đề"));
    Session { id: Uuid::from_u128(n), on, hours, place, topic, speaker: String::new() }
}

fn person(n: u128) -> Participant {
    Participant {
        account: Uuid::from_u128(n),
        name: format!("Người {n}"),
        unit: Uuid::from_u128(50),
        unit_name: "Phòng".into(),
        registered_at: ground(TODAY).now,
        present: vec![],
        tries: 0,
        right: 0,
        total: 0,
        certificate: None,
    }
}

fn training(kind: Kind) -> Training {
    let own = str::to_owned;
    let (title, content, organiser) = (own("Lớp"), own("Nội dung"), own("Tỉnh"));
    Training {
        id: Uuid::from_u128(9),
        tenant: Uuid::from_u128(8),
        unit: Uuid::from_u128(7),
        unit_name: "Văn phòng".into(),
        status: Status::Draft,
        brief: Brief { kind, title, content, organiser, starts: date(2024, 3, 1), until: None, seats: 2 },
        sessions: vec![],
        invited: vec![],
        materials: vec![],
        test: None,
        participants: vec![],
        result: String::new(),
        changed_at: ground(TODAY).now,
    }
}

fn opened(kind: Kind) -> Training {
    let mut t = training(kind);
    for (n, day) in [(1, 2), (2, 4), (3, 6)] {
        add_session(&mut t, session(n, date(2024, 3, day))).unwrap();
    }
    invite(&mut t, &[Invited { unit: Uuid::from_u128(50), name: "Phòng".into() }]).unwrap();
    set_test(&mut t, ("? Một\n* a\n- b", 100)).unwrap();
    announce(&mut t).unwrap();
    t
}

#[test]
fn a_training_is_announced_when_it_can_be_held() {
    let mut t = training(Kind::Own);
    assert_eq!(announce(&mut t).unwrap_err().code, "sessions");
    assert_eq!(add_session(&mut t, session(1, date(2024, 2, 28))).unwrap_err().code, "dates");
    add_session(&mut t, session(1, date(2024, 3, 2))).unwrap();
    assert_eq!(announce(&mut t).unwrap_err().code, "invited");
    let mut t = opened(Kind::Own);
    assert_eq!(t.status, Status::Open);
    assert_eq!(uninvite(&mut t, Uuid::from_u128(50)).unwrap_err().code, "invited", "the last one stays");
    let late = Brief { starts: date(2024, 3, 3), ..t.brief.clone() };
    assert_eq!(edit(&mut t, late).unwrap_err().code, "dates");
    cancel(&mut t, "Bão").unwrap();
    assert_eq!(announce(&mut t).unwrap_err().code, "status");
}

#[test]
fn registration_keeps_the_day_and_the_seats() {
    let (mut t, g) = (opened(Kind::Own), ground(TODAY));
    t.brief.until = Some(date(2024, 3, 3));
    assert_eq!(enrol(&mut t, &g, &[person(1)]).unwrap_err().code, "late");
    enrol(&mut t, &ground(date(2024, 3, 3)), &[person(1)]).unwrap();
    t.brief.until = None;
    assert_eq!(enrol(&mut t, &g, &[person(1)]).unwrap_err().code, "required", "already registered");
    assert_eq!(enrol(&mut t, &g, &[person(2), person(3)]).unwrap_err().code, "full");
    enrol(&mut t, &g, &[person(2)]).unwrap();
    let fewer = Brief { seats: 1, ..t.brief.clone() };
    assert_eq!(edit(&mut t, fewer).unwrap_err().code, "seats");
    leave(&mut t, Uuid::from_u128(2)).unwrap();
    assert_eq!(t.participants.len(), 1);
}

#[test]
fn only_held_sessions_are_marked_and_marks_hold_people() {
    let mut t = opened(Kind::Own);
    enrol(&mut t, &ground(TODAY), &[person(1)]).unwrap();
    let who = Uuid::from_u128(1);
    let marks: Vec<_> = [1, 2, 3].map(|n| (who, Uuid::from_u128(n))).to_vec();
    attendance(&mut t, TODAY, &marks).unwrap();
    assert_eq!(t.part(who).unwrap().present.len(), 2, "the third is to come");
    assert_eq!(leave(&mut t, who).unwrap_err().code, "took_part");
    assert_eq!(remove_session(&mut t, Uuid::from_u128(1)).unwrap_err().code, "attended");
    assert_eq!(finish(&mut t, &ground(TODAY), "Xong").unwrap_err().code, "early");
}

#[test]
fn a_test_is_sat_as_often_as_allowed_and_the_best_counts() {
    let (mut t, g) = (opened(Kind::Own), ground(TODAY));
    enrol(&mut t, &g, &[person(1)]).unwrap();
    let a = |right| Attempt { account: Uuid::from_u128(1), right, total: 1 };
    assert_eq!(sit(&mut t, &ground(date(2024, 3, 1)), (&a(1), LAW)).unwrap_err().code, "early");
    let stranger = Attempt { account: Uuid::from_u128(2), ..a(1) };
    assert_eq!(sit(&mut t, &g, (&stranger, LAW)).unwrap_err().code, "registered");
    sit(&mut t, &g, (&a(0), LAW)).unwrap();
    assert_eq!(set_test(&mut t, ("", 70)).unwrap_err().code, "answered");
    sit(&mut t, &g, (&a(1), LAW)).unwrap();
    assert_eq!(sit(&mut t, &g, (&a(1), LAW)).unwrap_err().code, "passed");
    assert_eq!(t.passed(), 1);
}

#[test]
fn a_certificate_takes_attendance_and_the_test() {
    let done = |kind, present: &[u128], right| {
        let mut t = opened(kind);
        enrol(&mut t, &ground(TODAY), &[person(1)]).unwrap();
        t.participants[0].present = present.iter().map(|n| Uuid::from_u128(*n)).collect();
        (t.participants[0].right, t.participants[0].total) = (right, 1);
        finish(&mut t, &ground(date(2024, 3, 7)), "Xong").unwrap();
        earned(&t, &t.participants[0].clone(), LAW).map_err(|r| r.code)
    };
    assert_eq!(done(Kind::Own, &[1, 2, 3], 1), Ok(()));
    assert_eq!(done(Kind::Own, &[1, 2], 1), Err("attendance"), "two of three are less than 80 percent");
    assert_eq!(done(Kind::Own, &[1, 2, 3], 0), Err("test"));
    assert_eq!(done(Kind::Exchange, &[1, 2, 3], 1), Err("kind"));
}
