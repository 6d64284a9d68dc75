//! What was typed is what is shown again, and what passes the check fits the schema:
//! properties over anything a browser or a program can post.

use proptest::prelude::*;

use super::*;
use crate::{Answers, Lang, Render};

/// Names a page of the kitchen form can send, and some it cannot.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "full_name",
        "story",
        "age",
        "ratio",
        "fee",
        "born",
        "born.day",
        "born.month",
        "born.year",
        "yes",
        "sort",
        "pick",
        "several",
        "pid",
        "tax",
        "tel",
        "mail",
        "home.street",
        "home.commune",
        "home.province",
        "papers.id",
        "papers.name",
        "children.0.name",
        "children.1.cost",
        "children.0.at_school",
        "children.2.school",
        "agree",
        "detail",
        "_rows.children",
        "_add_row",
        "_remove_row",
        "_remove_file",
        "children.x.name",
        "unknown",
        "born.",
        "",
    ];
    prop_oneof![9 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

fn text() -> impl Strategy<Value = String> {
    let likely = [
        "yes",
        "no",
        "a",
        "b",
        "12",
        "1.234,5",
        "2024-02-07",
        "7",
        "2",
        "2024",
        "children",
        "children.0",
        "papers.0",
        "036190001234",
        "a@b.vn",
        "",
    ];
    prop_oneof![
        3 => proptest::sample::select(likely.to_vec()).prop_map(str::to_owned),
        2 => "\\PC{0,30}",
        1 => "[\\x00-\\x7f]{0,20}",
        1 => "[\r\n\t <>&\"']{0,12}",
    ]
}

fn posted() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec((name(), text()), 0..25)
}

/// Control characters cannot be written in HTML; everything else comes back as it was.
fn as_shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !"\r\n\t".contains(c) { '\u{fffd}' } else { c }).collect()
}

proptest! {
    #[test]
    fn typed_text_is_shown_again(texts in proptest::collection::vec(text(), 12)) {
        let form = kitchen();
        let names = ["full_name", "story", "age", "ratio", "fee", "mail", "tel", "home.street", "home.commune", "born.day", "children.0.name", "children.1.cost"];
        let mut answers = Answers::default();
        for (name, text) in names.iter().zip(&texts) {
            answers.set(name, text.clone());
        }
        let again = form.read(&browser(&form.html(&answers, &[], &Render::default())));
        for (name, text) in names.iter().zip(&texts) {
            prop_assert_eq!(again.text(name), as_shown(text), "{}", name);
        }
    }

    #[test]
    fn nothing_posted_panics_and_errors_point_into_the_page(pairs in posted()) {
        let form = kitchen();
        let answers = form.read(&pairs);
        let errors = form.validate(&answers, &context());
        for lang in [Lang::Vi, Lang::En] {
            for page in [None, Some(0), Some(1), Some(7)] {
                let html = form.html(&answers, &errors, &Render { lang, page, id_prefix: "" });
                prop_assert!(!html.contains("<script"));
            }
            form.summary(&answers, lang);
        }
        let page = form.html(&answers, &errors, &Render::default());
        let list = form.error_summary(&errors, Lang::Vi);
        for link in list.split("href=\"#").skip(1) {
            let id = &link[..link.find('"').unwrap_or(0)];
            let wanted = format!(" id=\"{id}\"");
            prop_assert!(page.contains(&wanted), "no {}", wanted);
        }
        for error in &errors {
            prop_assert!(!error.message.is_empty() && !error.message_en.is_empty());
        }
    }

    #[test]
    fn what_passes_the_check_fits_the_schema(pairs in posted()) {
        let form = kitchen();
        let answers = form.read(&pairs);
        let value = form.value(&answers);
        let broken = form.violations(&value);
        if form.validate(&answers, &context()).is_empty() {
            prop_assert_eq!(broken, vec![]);
        } else {
            // Half-done answers may lack what is required, but never hold a value of another type.
            prop_assert!(broken.iter().all(|b| b.keyword != "type" && b.keyword != "additionalProperties"), "{:?}", broken);
        }
    }

    #[test]
    fn a_value_read_back_is_the_same_value(pairs in posted()) {
        let form = kitchen();
        let value = form.value(&form.read(&pairs));
        prop_assert_eq!(form.value(&form.from_value(&value)), value);
    }

    #[test]
    fn merging_a_whole_page_is_reading_it(pairs in posted(), earlier in posted()) {
        let form = kitchen();
        let pairs: Vec<_> = pairs.into_iter().filter(|(name, _)| !name.starts_with('_')).collect();
        let (posted, before) = (form.read(&pairs), form.read(&earlier));
        let merged = form.merge(&before, &posted, None);
        prop_assert_eq!(form.value(&merged), form.value(&posted));
    }
}
