//! Rules of commendation and misconduct: grounds of the law, never about oneself, decided by somebody else, once.

use jiff::civil::date;
use kernel::time::parse_local;
use platform::law::LawFiles;
use uuid::Uuid;

use crate::conduct::{Conduct, Kind, Status, Typed, Work, check, decide, grounds};
use crate::law::Law;
use crate::record::Ground;

fn by(who: u128) -> Ground {
    Ground { now: parse_local("2024-03-04T08:00").unwrap(), today: date(2024, 3, 4), who: Uuid::from_u128(who) }
}

fn typed(kind: Kind, ground: &str) -> Typed {
    Typed {
        unit: Uuid::from_u128(7),
        person: Some(Uuid::from_u128(3)),
        kind,
        ground: ground.into(),
        on: date(2024, 3, 1),
        content: "Nội dung".into(),
        cases: String::new(),
        files: vec![],
    }
}

fn conduct() -> Conduct {
    Conduct {
        id: Uuid::from_u128(9),
        tenant: Uuid::from_u128(8),
        unit: Uuid::from_u128(7),
        unit_name: "Phòng".into(),
        person: Some((Uuid::from_u128(3), "Người".into())),
        kind: Kind::Fault,
        ground: "delay".into(),
        on: date(2024, 3, 1),
        content: "Nội dung".into(),
        cases: vec![],
        files: vec![],
        by: Uuid::from_u128(1),
        status: Status::Proposed,
        decision: None,
        reason: String::new(),
        changed_at: by(1).now,
    }
}

#[test]
fn a_proposal_stands_on_a_ground_of_its_kind() {
    let law = Law::read(&LawFiles::built_in()).unwrap();
    let known = law.conduct(date(2024, 3, 1)).unwrap();
    let refused = |t: &Typed, who: u128| {
        check(t, (Uuid::from_u128(who), date(2024, 3, 4)), grounds(known, t.kind)).map_err(|r| r.code)
    };
    // Khoản b Điều 6 Nghị định số 63/2010/NĐ-CP: kéo dài, tự ý yêu cầu thêm giấy tờ.
    assert_eq!(refused(&typed(Kind::Fault, "delay"), 1), Ok(()));
    assert_eq!(refused(&typed(Kind::Merit, "delay"), 1), Err("ground"));
    assert_eq!(refused(&typed(Kind::Fault, "delay"), 3), Err("own"));
    assert_eq!(refused(&Typed { on: date(2024, 3, 5), ..typed(Kind::Fault, "delay") }, 1), Err("future"));
}

#[test]
fn somebody_else_decides_once() {
    let decision = |day| Work::Decide("15/QĐ".into(), date(2024, day, 1), "Khiển trách".into());
    let mut c = conduct();
    for who in [1, 3] {
        assert_eq!(decide(&mut c, &by(who), &decision(3)).unwrap_err().code, "four_eyes");
    }
    for month in [2, 4] {
        assert_eq!(decide(&mut c, &by(2), &decision(month)).unwrap_err().field.as_deref(), Some("decided"));
    }
    assert_eq!(decide(&mut c, &by(2), &Work::Drop(" ".into())).unwrap_err().code, "required");
    decide(&mut c, &by(2), &decision(3)).unwrap();
    assert_eq!(c.status, Status::Decided);
    assert_eq!(decide(&mut c, &by(2), &Work::Drop("Nhầm".into())).unwrap_err().code, "status");
}
