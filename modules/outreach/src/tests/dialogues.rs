//! Rules of dialogues: two reviews by somebody who wrote nothing of it, questions in time, nothing published unanswered.

use jiff::civil::{Date, date};
use kernel::time::parse_local;
use uuid::Uuid;

use crate::dialogues::rules::{answer, brief, cancel, edit, give_back, hand_in, minutes, publish, question};
use crate::dialogues::{Asked, Asking, Brief, Dialogue, Question, Status};
use crate::record::Ground;

const WRITER: u128 = 1;
const CHECKER: u128 = 2;

fn by(who: u128, at: &str) -> Ground {
    let now = parse_local(at).unwrap();
    Ground { now, today: kernel::time::local(now).date(), who: Uuid::from_u128(who) }
}

fn written() -> Brief {
    let own = str::to_owned;
    let (title, about, place, chair) = (own("Đối thoại"), own("Tuyển sinh"), own("Hội trường"), own("Giám đốc"));
    Brief { title, about, place, at: parse_local("2024-03-20T08:30").unwrap(), until: date(2024, 3, 18), chair }
}

fn dialogue() -> Dialogue {
    Dialogue {
        id: Uuid::from_u128(9),
        tenant: Uuid::from_u128(8),
        agency: "Sở".into(),
        unit: Uuid::from_u128(7),
        unit_name: "Phòng".into(),
        status: Status::Draft,
        brief: written(),
        editors: vec![Uuid::from_u128(WRITER)],
        minutes: String::new(),
        files: vec![],
        reason: String::new(),
        announced_at: None,
        published_at: None,
        changed_at: parse_local("2024-03-04T08:00").unwrap(),
    }
}

fn asked(text: &str) -> Asked {
    Asked { asker: "Người dân".into(), contact: String::new(), named: false, text: text.into() }
}

#[test]
fn a_dialogue_is_reviewed_twice_by_somebody_else() {
    let (mut d, before, after) = (dialogue(), "2024-03-04T08:00", "2024-03-20T11:00");
    hand_in(&mut d, &by(WRITER, before), 0).unwrap();
    assert_eq!(edit(&mut d, &by(WRITER, before), written()).unwrap_err().code, "status");
    assert_eq!(publish(&mut d, &by(WRITER, before)).unwrap_err().code, "four_eyes");
    publish(&mut d, &by(CHECKER, before)).unwrap();
    assert!(d.status == Status::Open && d.announced_at.is_some() && d.editors.is_empty());
    assert_eq!(hand_in(&mut d, &by(WRITER, before), 0).unwrap_err().code, "early");
    assert_eq!(hand_in(&mut d, &by(WRITER, after), 0).unwrap_err().code, "required");
    minutes(&mut d, &by(CHECKER, after), ("Kết luận", &[])).unwrap();
    assert_eq!(hand_in(&mut d, &by(WRITER, after), 2).unwrap_err().code, "waiting");
    hand_in(&mut d, &by(WRITER, after), 0).unwrap();
    assert_eq!(publish(&mut d, &by(CHECKER, after)).unwrap_err().code, "four_eyes", "who wrote the minutes");
    give_back(&mut d, "Thiếu một ý").unwrap();
    assert_eq!(d.status, Status::Open);
    hand_in(&mut d, &by(WRITER, after), 0).unwrap();
    publish(&mut d, &by(3, after)).unwrap();
    assert_eq!(cancel(&mut d, "x").unwrap_err().code, "status");
}

#[test]
fn questions_come_in_time_and_say_something() {
    let mut d = dialogue();
    let take = |d: &Dialogue, at: &str, a: Asked, last: Option<Date>| {
        question(d, &by(0, at), (a, last)).map_err(|r| (r.code, r.field.unwrap()))
    };
    let last = Some(d.brief.until);
    assert_eq!(take(&d, "2024-03-04T08:00", asked("Hỏi"), last), Err(("closed", "text".into())), "not announced");
    d.status = Status::Open;
    assert!(take(&d, "2024-03-18T23:00", asked("Hỏi"), last).is_ok());
    assert_eq!(take(&d, "2024-03-19T00:01", asked("Hỏi"), last), Err(("closed", "text".into())));
    assert!(take(&d, "2024-03-20T09:00", asked("Hỏi"), None).is_ok(), "asked in the room");
    assert_eq!(take(&d, "2024-03-04T08:00", asked(" "), last), Err(("required", "text".into())));
    assert_eq!(take(&d, "2024-03-04T08:00", asked(&"a".repeat(2_001)), last), Err(("long", "text".into())));
}

#[test]
fn an_answer_says_something_while_the_dialogue_is_open() {
    let mut d = dialogue();
    let mut q = Question {
        id: Uuid::from_u128(5),
        tenant: d.tenant,
        dialogue: d.id,
        unit: d.unit,
        asker: "Người dân".into(),
        contact: "09".into(),
        named: false,
        text: "Hỏi".into(),
        asked_at: d.changed_at,
        status: Asking::Received,
        answer: String::new(),
        changed_at: d.changed_at,
    };
    assert_eq!(q.shown(), "Người hỏi không nêu tên");
    assert_eq!(answer(&mut q, &d, (Asking::Answered, "Có")).unwrap_err().code, "status");
    d.status = Status::Open;
    assert_eq!(answer(&mut q, &d, (Asking::SetAside, " ")).unwrap_err().code, "required");
    answer(&mut q, &d, (Asking::Answered, "Có")).unwrap();
    assert_eq!(q.status, Asking::Answered);
    let late = Brief { until: date(2024, 3, 21), ..written() };
    assert_eq!(brief(late).unwrap_err().field.as_deref(), Some("until"));
}
