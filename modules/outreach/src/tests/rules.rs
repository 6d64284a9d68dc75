//! The life of an article, rule by rule.

use kernel::time::parse_local;
use uuid::Uuid;

use crate::model::{Article, Content, Status};
use crate::rules::{Ground, SUMMARY, content, edit, give_back, hand_in, publish, withdraw};

const WRITER: Uuid = Uuid::from_u128(1);
const CHECKER: Uuid = Uuid::from_u128(2);

fn by(who: Uuid) -> Ground {
    Ground { now: parse_local("2024-03-04T08:00").unwrap(), who }
}

fn written(title: &str) -> Content {
    Content { title: title.into(), summary: "Tóm tắt".into(), text: "Nội dung".into(), procedures: vec![] }
}

fn draft() -> Article {
    Article {
        id: Uuid::from_u128(9),
        tenant: Uuid::from_u128(8),
        agency: "Sở".into(),
        unit: Uuid::from_u128(7),
        status: Status::Draft,
        content: written("Bài"),
        editors: vec![WRITER],
        public: None,
        versions: 0,
        first_public: None,
        reason: String::new(),
        changed_at: by(WRITER).now,
    }
}

#[test]
fn nobody_publishes_what_they_wrote() {
    let mut a = draft();
    assert_eq!(publish(&mut a, &by(CHECKER)).unwrap_err().code, "status");
    hand_in(&mut a).unwrap();
    assert_eq!(publish(&mut a, &by(WRITER)).unwrap_err().code, "four_eyes");
    let deed = publish(&mut a, &by(CHECKER)).unwrap();
    assert_eq!((a.status, a.versions), (Status::Published, 1));
    assert_eq!(deed.body["content"]["text"], "Nội dung", "the version can be read from its event");
}

#[test]
fn an_edit_shows_nothing_before_it_is_published() {
    let mut a = draft();
    hand_in(&mut a).unwrap();
    assert_eq!(edit(&mut a, &by(CHECKER), written("Khác")).unwrap_err().code, "status");
    publish(&mut a, &by(CHECKER)).unwrap();
    edit(&mut a, &by(CHECKER), written("Bài sửa")).unwrap();
    assert_eq!(a.public.as_ref().unwrap().content.title, "Bài");
    hand_in(&mut a).unwrap();
    assert_eq!(publish(&mut a, &by(CHECKER)).unwrap_err().code, "four_eyes", "who checked the first wrote the second");
    publish(&mut a, &by(WRITER)).unwrap();
    let public = a.public.as_ref().unwrap();
    assert_eq!((public.content.title.as_str(), public.version), ("Bài sửa", 2));
}

#[test]
fn what_is_given_back_or_withdrawn_says_why() {
    let mut a = draft();
    hand_in(&mut a).unwrap();
    assert_eq!(give_back(&mut a, "  ").unwrap_err().field.as_deref(), Some("reason"));
    give_back(&mut a, "Thiếu giờ").unwrap();
    assert_eq!((a.status, a.reason.as_str()), (Status::Draft, "Thiếu giờ"));
    assert_eq!(withdraw(&mut a, "Sai").unwrap_err().code, "status");
    hand_in(&mut a).unwrap();
    publish(&mut a, &by(CHECKER)).unwrap();
    withdraw(&mut a, "Sai số liệu").unwrap();
    assert!(a.public.is_none() && a.status == Status::Withdrawn);
}

#[test]
fn text_is_cleaned_and_its_length_told() {
    assert_eq!(content(written(" ")).unwrap_err().field.as_deref(), Some("title"));
    let long = Content { summary: "à".repeat(SUMMARY + 1), ..written("Bài") };
    assert_eq!(content(long).unwrap_err().field.as_deref(), Some("summary"));
    let mut a = draft();
    a.content.text.clear();
    assert_eq!(hand_in(&mut a).unwrap_err().field.as_deref(), Some("text"));
}
