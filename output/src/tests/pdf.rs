//! PDFs as other programs see them: text, pages, archive mark, QR code; hostile text stays text.

use super::data::{case, layout, meta, register_row};
use super::tools::{Scratch, pdf_pages, pdf_text, run, scan, squeezed};
use crate::document::Document;
use crate::paper::{Align, Head, Orientation, Signature, Size, Style, fill, pdf};
use serde_json::json;

/// Every letter of the Vietnamese alphabet with all six tones.
fn alphabet() -> String {
    let vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ";
    let lower = format!("{vowels}bcdđghklmnpqrstvxfjwz0123456789");
    // Whole words, because extraction rightly joins single letters that stand apart.
    lower.chars().map(|c| format!("ng{c}h NG{}H", c.to_uppercase())).collect::<Vec<_>>().join(" ")
}

fn receipt() -> Vec<u8> {
    pdf(&fill(&layout("2018", "01"), &case()).unwrap(), &meta()).unwrap()
}

#[test]
fn every_letter_of_every_tone_can_be_extracted_in_every_face() {
    for style in [Style::Plain, Style::Bold, Style::Italic] {
        let paper = Document::new("Chữ").line(&alphabet(), Align::Left, style).build();
        let text = pdf_text(&pdf(&paper, &meta()).unwrap());
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), alphabet());
    }
}

#[test]
fn all_thirteen_papers_become_pdf_with_their_words() {
    for (file, content) in super::data::layout_files() {
        let paper = fill(&crate::paper::Layout::parse(&file, &content).unwrap(), &case()).unwrap();
        let bytes = pdf(&paper, &meta()).unwrap();
        let words = squeezed(&pdf_text(&bytes));
        assert!(words.contains("CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM"), "{file}");
        let plain = crate::paper::text(&paper);
        let longest = plain.lines().filter(|l| !l.contains(" | ")).max_by_key(|l| l.len()).unwrap();
        assert!(words.contains(&squeezed(longest)) || longest.contains('…'), "{file}: {longest}");
    }
}

#[test]
fn the_file_is_marked_pdf_a_2b_and_is_the_same_every_time() {
    let bytes = receipt();
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(raw.contains("<pdfaid:conformance>B</pdfaid:conformance>"));
    assert!(raw.contains("2024-02-07T10:20:00+07:00"));
    assert!(bytes == receipt());
    let fonts = String::from_utf8(run("pdffonts", &["-"], &bytes)).unwrap();
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(
        !rows.is_empty() && rows.iter().all(|r| r.contains("LiberationSerif") && r.contains("yes yes yes")),
        "{fonts}"
    );
}

#[test]
fn the_receipt_is_one_page_and_its_code_can_be_scanned() {
    let bytes = receipt();
    assert_eq!(pdf_pages(&bytes), 1);
    let png = Scratch::new("receipt.png", &run("pdftoppm", &["-png", "-r", "150", "-"], &bytes));
    assert_eq!(scan(png.path()), "https://motcua.namdinh.gov.vn/tra-cuu/000.00.15.H40-240207-0001");
}

#[test]
fn hostile_text_is_printed_and_never_run() {
    let attacks = [
        "#read(\"/etc/passwd\")",
        "*đậm* _nghiêng_ $x^2$",
        "= Đề mục",
        "#let a = 1; #a",
        "\\u{41} ~ -- --- x",
        "<label> @ref",
        "\"nháy\" 'đơn' `mã`",
        "// ghi chú /* b */",
        "- gạch\n+ cộng\n1. một",
        "{applicant.name} [x]",
    ];
    for attack in attacks {
        let mut data = case();
        data["applicant"]["name"] = json!(attack);
        let text = pdf_text(&pdf(&fill(&layout("2018", "01"), &data).unwrap(), &meta()).unwrap());
        assert!(squeezed(&text).contains(&squeezed(attack)), "{attack} in\n{text}");
        assert!(!text.contains("root:"));
    }
}

#[test]
fn endless_words_stay_on_the_page_everywhere() {
    let word = "Ặ".repeat(5_000);
    let mut data = case();
    data["applicant"]["name"] = json!(word);
    data["submitter"]["name"] = json!("x".repeat(300));
    data["transfers"][0]["note"] = json!("y".repeat(300));
    for number in ["01", "05"] {
        let bytes = pdf(&fill(&layout("2018", number), &data).unwrap(), &meta()).unwrap();
        let boxes = String::from_utf8(run("pdftotext", &["-bbox", "-", "-"], &bytes)).unwrap();
        for word in boxes.lines().filter(|l| l.contains("<word")) {
            let right: f64 = word.split("xMax=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
            assert!(right < 595.3 - 40.0, "{word}");
        }
    }
    let bytes = pdf(&fill(&layout("2018", "01"), &data).unwrap(), &meta()).unwrap();
    assert_eq!(pdf_text(&bytes).matches('Ặ').count(), 5_000);
}

#[test]
fn letters_without_a_glyph_and_invisible_signs_do_not_stop_a_paper() {
    let mut data = case();
    data["applicant"]["name"] = json!("Ngô 漢 \u{1f600} \u{202e}\u{200b}\u{7}Văn e\u{301}");
    let text = pdf_text(&pdf(&fill(&layout("2018", "01"), &data).unwrap(), &meta()).unwrap());
    assert!(text.contains("Tiếp nhận hồ sơ của: Ngô □ □ Văn é"), "{text}");
}

#[test]
fn long_lists_break_over_pages_with_head_rows_and_page_numbers() {
    let mut data = case();
    data["rows"] = (1..=120).map(|n| register_row(&format!("000.00.15.H40-240207-{n:04}"))).collect();
    let bytes = pdf(&fill(&layout("2018", "06"), &data).unwrap(), &meta()).unwrap();
    let pages = pdf_pages(&bytes);
    assert!(pages > 5);
    let text = pdf_text(&bytes);
    let sheets: Vec<&str> = text.split('\u{c}').take(pages).collect();
    for (index, sheet) in sheets.iter().enumerate() {
        assert!(squeezed(sheet).contains("Ghichú"), "head row on page {}", index + 1);
        let numbered = sheet.lines().next().is_some_and(|l| l.trim() == (index + 1).to_string());
        assert_eq!(numbered, index > 0, "page number on page {}", index + 1);
    }
    assert!(squeezed(&text).contains("0120"));
}

#[test]
fn a_decision_and_an_a3_posting_can_be_built() {
    let head = Head {
        upper: Some("ỦY BAN NHÂN DÂN TỈNH NAM ĐỊNH".into()),
        issuer: "SỞ GIÁO DỤC VÀ ĐÀO TẠO".into(),
        number: Some("Số: 12/QĐ-SGDĐT".into()),
        subject: None,
        place_date: Some("Nam Định, ngày 07 tháng 02 năm 2024".into()),
    };
    let sign = Signature {
        title: "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC".into(), note: None, name: Some("Nguyễn Văn A".into())
    };
    let decision = Document::new("Quyết định")
        .head(head)
        .title_with("QUYẾT ĐỊNH", "Về việc phê duyệt quy trình nội bộ")
        .paragraph("Căn cứ Luật Tổ chức chính quyền địa phương;")
        .line("QUYẾT ĐỊNH:", Align::Center, Style::Bold)
        .heading(1, "Điều 1. Phê duyệt")
        .table(&[("TT", 1, Align::Center), ("Bước", 6, Align::Left)], [vec!["1".into(), "Tiếp nhận".into()]])
        .numbered(["Một", "Hai"])
        .fields("Thông tin", [("Họ tên", "Nguyễn Văn B"), ("Ghi chú", "")])
        .closing(["Như Điều 3", "Lưu: VT"], sign)
        .page_break()
        .note("Phụ lục")
        .build();
    let text = pdf_text(&pdf(&decision, &meta()).unwrap());
    for part in ["Số: 12/QĐ-SGDĐT", "Nơi nhận:", "- Lưu: VT", "PHÓ GIÁM ĐỐC", "Ghi chú: ....", "Phụ lục"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let posting = Document::new("Niêm yết")
        .sheet(Size::A3, Orientation::Landscape)
        .title("NIÊM YẾT")
        .qr("https://a.vn", "Quét mã", 40)
        .build();
    let info = String::from_utf8(run("pdfinfo", &["-"], &pdf(&posting, &meta()).unwrap())).unwrap();
    assert!(info.contains("A3"), "{info}");
}
