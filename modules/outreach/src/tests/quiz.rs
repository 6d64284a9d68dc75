//! Tests written as text: what is read, what is refused and where, and that marking counts right answers only.

use forms::Answers;
use proptest::prelude::*;

use crate::quiz::parse;

#[test]
fn a_test_is_read_asked_and_marked() {
    let quiz = parse("? Một\n* đúng\n- sai\n\n? Hai\n- sai\n- sai nữa\n* đúng").unwrap();
    assert_eq!(quiz.total(), 2);
    let mut answers = Answers::default();
    assert_eq!(quiz.right(&answers), 0);
    answers.set("q1", "c1");
    answers.set("q2", "c1");
    assert_eq!(quiz.right(&answers), 1);
    answers.set("q2", "c3");
    assert_eq!(quiz.right(&answers), 2);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, told) in [
        ("", "từ 1 đến 60 câu"),
        ("* đúng", "Dòng 1"),
        ("? Một\nlạ", "Dòng 2"),
        ("? Một\n* đúng", "Câu 1"),
        ("? Một\n* a\n* b", "đánh dấu đúng một đáp án"),
        ("? Một\n* a\n- b\n? \n* a\n- b", "Câu 2"),
    ] {
        let refusal = parse(text).unwrap_err();
        assert!(
            refusal.message.contains(told) && refusal.field.as_deref() == Some("test"),
            "{text}: {}",
            refusal.message
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[?*\\- a<&\\n]{0,120}") {
        if let Ok(quiz) = parse(&text) {
            prop_assert!(quiz.total() > 0);
            prop_assert_eq!(quiz.right(&Answers::default()), 0);
        }
    }
}
