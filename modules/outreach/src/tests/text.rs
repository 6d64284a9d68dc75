//! The markup by example, and hostile text by property: no link leads anywhere but to the web or this portal, and no letter is lost.

use proptest::prelude::*;

use crate::text::{Block, Span, parse, printed, safe};

fn plain(text: &str) -> Span {
    Span { text: text.into(), href: None }
}

fn link(text: &str, href: &str) -> Span {
    Span { text: text.into(), href: Some(href.into()) }
}

#[test]
fn headings_lists_paragraphs_and_links_are_read() {
    let text =
        "# Cần mang gì\nGiấy tờ\ngốc\n\n- Đơn [tải mẫu](/thu-tuc/1.005099)\n- Xem https://motcua.vn/a.\n## Ở đâu";
    let want = vec![
        Block::Heading("Cần mang gì".into()),
        Block::Paragraph(vec![plain("Giấy tờ gốc")]),
        Block::List(vec![
            vec![plain("Đơn "), link("tải mẫu", "/thu-tuc/1.005099")],
            vec![plain("Xem "), link("https://motcua.vn/a", "https://motcua.vn/a"), plain(".")],
        ]),
        Block::Heading("Ở đâu".into()),
    ];
    assert_eq!(parse(text), want);
}

#[test]
fn a_blank_line_ends_nothing_but_paragraphs() {
    assert_eq!(parse("\n\n").len(), 0);
    assert_eq!(parse("a\n\nb").len(), 2);
}

#[test]
fn a_script_or_a_hidden_host_is_no_link() {
    for bad in [
        "javascript:alert(1)",
        "//evil.vn",
        "/\\evil.vn",
        "data:text/html,x",
        "https://a\"b",
        "https://",
        "JAVASCRIPT:x",
    ] {
        assert!(!safe(bad), "{bad}");
        let text = format!("[bấm]({bad})");
        let spans = match parse(&text).remove(0) {
            Block::Paragraph(spans) => spans,
            other => panic!("{other:?}"),
        };
        assert!(spans.iter().all(|s| s.href.as_deref() != Some(bad)), "{bad}");
    }
    assert_eq!(printed(&[link("mẫu", "https://a.vn"), plain("!")], "https://so.vn"), "mẫu (https://a.vn)!");
    assert_eq!(printed(&[link("thủ tục", "/thu-tuc")], "https://so.vn"), "thủ tục (https://so.vn/thu-tuc)");
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_address_is_safe(text in "[\\[\\]()#<>\"' \na-zđ:/\\-]{0,120}") {
        for block in parse(&text) {
            let lines = match block {
                Block::Heading(_) => vec![],
                Block::Paragraph(line) => vec![line],
                Block::List(items) => items,
            };
            for href in lines.into_iter().flatten().filter_map(|s| s.href) {
                prop_assert!(safe(&href));
            }
        }
    }
}
