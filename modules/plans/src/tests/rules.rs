//! Rules of work, by example and by property: periods of a time, what each state allows, what is late.

use proptest::prelude::*;
use uuid::Uuid;

use super::reading;
use crate::import::time;
use crate::model::{NO_DAY, Role, Status, Work, WorkBody, date_of, day_of};
use crate::rules::{Deed, apply, late_days, periods};

fn work(status: Status) -> Work {
    Work {
        id: Uuid::from_u128(1),
        plan: Uuid::from_u128(2),
        task: Uuid::from_u128(3),
        unit: Uuid::from_u128(4),
        role: Role::Lead,
        section: 0,
        status,
        starts: 100,
        due: 200,
        kind: String::new(),
        body: WorkBody::default(),
    }
}

fn of(text: &str) -> Vec<(String, String, String)> {
    let day = |d: i64| date_of(d).map(|d| d.to_string()).unwrap_or_default();
    let all = periods(&time::read(text, Some(2024), &reading()), 2024);
    all.into_iter().map(|p| (p.name, day(p.starts), day(p.due))).collect()
}

#[test]
fn times_become_periods() {
    let one = |from: &str, to: &str| vec![(String::new(), from.to_owned(), to.to_owned())];
    assert_eq!(of("Thường xuyên"), one("2024-01-01", "2024-12-31"));
    assert_eq!(of("Trước 05/01/2024"), one("2024-01-01", "2024-01-05"));
    assert_eq!(of("Theo yêu cầu"), one("2024-01-01", ""));
    assert_eq!(of("Tháng 12/2023"), one("2023-12-01", "2023-12-31"));
    let quarters: Vec<String> = of("Hàng quý, năm").into_iter().map(|(n, _, to)| format!("{n} {to}")).collect();
    let want = [
        "Quý I/2024 2024-03-31",
        "Quý II/2024 2024-06-30",
        "Quý III/2024 2024-09-30",
        "Quý IV/2024 2024-12-31",
        "Năm 2024 2024-12-31",
    ];
    assert_eq!(quarters, want);
}

#[test]
fn work_is_handed_in_with_evidence_sent_back_with_a_reason_and_accepted() {
    let who = (Some(Uuid::from_u128(9)), 5);
    let mut w = work(Status::Open);
    assert_eq!(apply(&mut w, &Deed::HandIn(0), who).unwrap_err().code, "evidence");
    apply(&mut w, &Deed::HandIn(1), who).unwrap();
    assert_eq!(apply(&mut w, &Deed::SendBack("  ".into()), who).unwrap_err().field.as_deref(), Some("reason"));
    apply(&mut w, &Deed::SendBack("Thiếu".into()), who).unwrap();
    assert_eq!((w.status, w.body.reason.as_str()), (Status::Returned, "Thiếu"));
    apply(&mut w, &Deed::HandIn(1), who).unwrap();
    apply(&mut w, &Deed::Accept, who).unwrap();
    assert_eq!((w.status, w.body.decided_by, w.body.reason.as_str()), (Status::Accepted, who.0, ""));
    apply(&mut w, &Deed::Reopen("Sai số liệu".into()), who).unwrap();
    assert_eq!(w.status, Status::Returned);
}

#[test]
fn only_what_waits_for_the_unit_is_late() {
    assert_eq!(late_days(&work(Status::Open), 203), Some(3));
    assert_eq!(late_days(&work(Status::Open), 200), None);
    assert_eq!(late_days(&work(Status::Handed), 203), None);
    assert_eq!(late_days(&work(Status::Accepted), 203), None);
    assert_eq!(late_days(&Work { due: NO_DAY, ..work(Status::Open) }, 1_000_000), None);
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        Just(Deed::Begin),
        "[a-zđ ]{0,6}".prop_map(Deed::Note),
        (0_usize..2).prop_map(Deed::HandIn),
        Just(Deed::TakeBack),
        Just(Deed::Accept),
        "[a-zđ]{0,4}".prop_map(Deed::SendBack),
        "[a-zđ]{0,4}".prop_map(Deed::Reopen),
        Just(Deed::Urge),
    ]
}

proptest! {
    #[test]
    fn nothing_is_accepted_that_was_not_handed_in(deeds in prop::collection::vec(deed(), 0..20)) {
        let mut w = work(Status::Open);
        for d in deeds {
            let before = w.clone();
            let done = apply(&mut w, &d, (None, 7)).is_ok();
            prop_assert!(done || w == before, "a refusal changes nothing");
            if w.status == Status::Accepted && before.status != Status::Accepted {
                prop_assert_eq!(before.status, Status::Handed);
            }
        }
    }

    #[test]
    fn days_come_back(n in -100_000_i64..2_000_000) {
        prop_assert_eq!(date_of(n).map(day_of), Some(n));
    }
}

#[test]
fn a_record_moves_work_on_once_and_never_against_a_person() {
    use crate::actions::Stage;
    use crate::model::RecordLink;
    use crate::rules::{Told, move_on};
    let link =
        RecordLink { kind: "x".into(), id: Uuid::from_u128(8), label: "Bản ghi".into(), href: "/plans".into() };
    let tell = |w: &mut Work, stage: Stage, known: bool| {
        move_on(w, &Told { link: &link, stage: &stage, known, only_evidence: false, now: 7 })
    };
    let mut w = work(Status::Open);
    assert!(tell(&mut w, Stage::Begun, false) && w.status == Status::Doing);
    assert!(!tell(&mut w, Stage::Begun, true), "told twice, counted once");
    assert!(tell(&mut w, Stage::Handed, true) && w.status == Status::Handed);
    assert!(!tell(&mut w, Stage::Handed, true));
    assert!(tell(&mut w, Stage::Returned("Thiếu".into()), true));
    assert_eq!((w.status, w.body.reason.as_str()), (Status::Returned, "Thiếu"));
    assert!(tell(&mut w, Stage::Done, true), "given back and then accepted after all");
    assert_eq!((w.status, w.body.by_record.as_ref()), (Status::Accepted, Some(&link)));
    assert!(!tell(&mut w, Stage::Done, true));
    apply(&mut w, &Deed::Reopen("Làm lại".into()), (None, 9)).unwrap();
    assert!(!tell(&mut w, Stage::Done, true), "what a person opened again stays open");
    assert!(tell(&mut w, Stage::Done, false), "another record may finish it");
    // Handed in by a person, a stranger's record takes nothing back.
    let mut w = work(Status::Handed);
    assert!(!tell(&mut w, Stage::Returned("Thiếu".into()), false));
    // Work that goes on only gains evidence where the kind says so.
    let mut w = work(Status::Open);
    w.body.goes_on = true;
    let told = Told { link: &link, stage: &Stage::Done, known: false, only_evidence: true, now: 7 };
    assert!(move_on(&mut w, &told) && w.status == Status::Doing && w.body.by_record.is_none());
}
