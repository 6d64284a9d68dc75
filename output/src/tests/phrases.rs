//! The language of layout texts and the messages a law editor gets for a slip.

use crate::paper::{Layout, fill, text};
use serde_json::json;

const HEAD: &str = "number = \"01\"\nregime = \"2018\"\nname = \"Mẫu thử\"\nsource = \"TT\"\nmark = \"[K]\"\n";

fn layout(rest: &str) -> Result<Layout, crate::LawError> {
    Layout::parse("law/thu.toml", &format!("{HEAD}{rest}"))
}

fn paragraph(phrase: &str) -> String {
    format!(
        "[optional]\n\"a.b\" = \"A\"\nc = \"C\"\n[[block]]\nkind = \"note\"\ntext = \"{{a.b}}{{c}}\"\n[[block]]\nkind = \"paragraph\"\ntext = \"{phrase}\"\n"
    )
}

fn spoken(phrase: &str) -> String {
    let data = json!({ "a": { "b": "một" } });
    let all = text(&fill(&layout(&paragraph(phrase)).unwrap(), &data).unwrap());
    all.split_once("\n\n").map_or(String::new(), |(_, rest)| rest.trim_end().to_owned())
}

#[test]
fn data_blanks_capitals_and_optional_parts() {
    assert_eq!(spoken("x {a.b} y"), "x một y");
    assert_eq!(spoken("{a.b|upper}"), "MỘT");
    assert_eq!(spoken("x {c} y"), "x ………… y");
    assert_eq!(spoken("x[, {c}] y[, {a.b}]"), "x y, một");
    assert_eq!(spoken("{{a}} [[b]]"), "{a}} [b]]");
}

#[test]
fn mistakes_name_their_line_and_remedy() {
    let refusal = |rest: &str| layout(rest).unwrap_err();
    let e = refusal(&paragraph("x\\n{d.e}"));
    assert_eq!(e.line, 14, "{e}");
    assert!(e.message.contains("“d.e” chưa được khai báo"), "{e}");
    assert!(e.to_string().starts_with("law/thu.toml, dòng 14: "));
    assert!(refusal(&paragraph("{.name}")).message.contains("from"));
    assert!(refusal(&paragraph("{Tên}")).message.contains("chữ thường không dấu"));
    assert!(refusal(&paragraph("{a.b|lower}")).message.contains("upper"));
    assert!(refusal(&paragraph("{a.b")).message.contains("thiếu dấu }"));
    assert!(refusal(&paragraph("[x {a.b}")).message.contains("thiếu dấu ]"));
    assert!(refusal(&paragraph("[x [{a.b}]]")).message.contains("lồng nhau"));
    let unused = refusal("[optional]\nx = \"X\"\n[[block]]\nkind = \"page_break\"\n");
    assert!(unused.message.contains("“x” được khai báo nhưng không in"), "{unused}");
    let unknown = refusal("[[block]]\nkind = \"picture\"\n");
    assert!(unknown.line >= 6 && unknown.message.starts_with("có mục hoặc giá trị không được dùng"));
    assert_eq!(refusal("x = = 1\n").line, 6);
}

mod properties {
    use super::{layout, paragraph};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_layout_text_panics(phrase in "[a-z{}\\[\\]|#. ]{0,30}") {
            let _ = layout(&paragraph(&phrase));
        }
    }
}
