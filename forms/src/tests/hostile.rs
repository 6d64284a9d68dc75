//! Hostile input: shown escaped, kept whole, never trusted.

use super::*;
use crate::{Lang, Render};

const ATTACKS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE cases; --",
    "</textarea><script>alert(1)</script>",
    "&lt;b&gt; {{7*7}} ${7*7}",
    "\u{202e}đảo chiều\u{0}\u{7}",
];

#[test]
fn markup_is_text_everywhere() {
    let form = kitchen();
    for attack in ATTACKS {
        let fields = [
            "full_name",
            "story",
            "age",
            "pick",
            "born",
            "home.commune",
            "papers.id",
            "papers.name",
            "children.0.name",
            "children.0.school",
        ];
        let answers = form.read(&fields.map(|name| (name.to_owned(), attack.to_owned())));
        let errors = form.validate(&answers, &context());
        let html = form.html(&answers, &errors, &Render::default()) + &form.error_summary(&errors, Lang::Vi);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains('\0'), "{attack}");
        assert_eq!(html.matches("<textarea").count(), html.matches("</textarea>").count());
        if attack.contains('<') {
            assert!(html.contains("&lt;"), "{attack} is shown");
        }
    }
}

#[test]
fn labels_of_a_form_are_escaped_too() {
    let html = kitchen().html(&crate::Answers::default(), &[], &Render { id_prefix: "\"><b>", ..Render::default() });
    assert!(html.contains("Xin chào &lt;b&gt;ông/bà&lt;/b&gt;") && !html.contains("<b>"));
}

#[test]
fn a_megabyte_is_kept_shown_and_refused_with_words() {
    let form = kitchen();
    let long = "ă<".repeat(350_000);
    let answers = form.read(&[("story".to_owned(), long.clone()), ("full_name".to_owned(), long.clone())]);
    assert_eq!(answers.text("story"), long);
    let errors = form.validate(&answers, &context());
    assert!(errors.iter().any(|e| e.field == "story" && e.message.starts_with("Rút ngắn nội dung")), "{errors:?}");
    let again = form.read(&browser(&form.html(&answers, &errors, &Render::default())));
    assert_eq!(again.text("story"), long);
}

#[test]
fn broken_unicode_is_replaced_not_lost() {
    let form = kitchen();
    let text = String::from_utf8_lossy(b"Nguy\xe1\xbb\x85n \xff\xfe A").into_owned();
    let answers = form.read(&[("full_name".to_owned(), text)]);
    let html = form.html(&answers, &[], &Render::default());
    assert!(html.contains("Nguyễn \u{fffd}\u{fffd} A"));
}

#[test]
fn names_that_are_not_the_forms_are_ignored() {
    let form = kitchen();
    let answers = form.read(&post(&[
        ("total", "1000000"),
        ("hello", "x"),
        ("children.-1.name", "x"),
        ("children.00.name", "x"),
        ("children", "x"),
        ("children.0", "x"),
        ("home", "x"),
        ("home.planet", "x"),
        ("_csrf", "x"),
        ("story.", "x"),
        ("children.0.name.", "x"),
    ]));
    assert!(answers.is_empty(), "{answers:?}");
}

#[test]
fn json_of_any_shape_is_taken_without_panic() {
    let form = kitchen();
    let odd = serde_json::json!({
        "full_name": 5, "age": [1], "born": { "day": 1 }, "children": [1, null, { "name": {} }], "home": [], "papers": "x",
        "several": "a", "agree": "true", "fee": 1e300,
    });
    let answers = form.from_value(&odd);
    assert!(!form.validate(&answers, &context()).is_empty());
    form.html(&answers, &[], &Render::default());
}
