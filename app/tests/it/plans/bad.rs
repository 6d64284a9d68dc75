//! Files as people send them: a plan whose table is broken, a DOCX with changes nobody accepted, a cost sheet with words for
//! numbers. What could be read is kept, what could not is listed with its place.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use people::roles;

use crate::harness::{Client, hidden, houses};

const HEAD: [&str; 6] = ["STT", "Nhiệm vụ", "Kết quả", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian"];

/// Makes the plan of what was read, with every doubt set aside that is left after `fixed`.
async fn made(control: &mut Client, page: &str, fixed: &[(&str, &str)]) -> String {
    let (digest, name) = (hidden(page, "digest"), hidden(page, "name"));
    let asides: Vec<String> =
        (0..60).map(|n| format!("aside-{n}")).filter(|a| page.contains(&format!("\"{a}\""))).collect();
    let mut pairs =
        vec![("digest", digest.as_str()), ("name", &name), ("title", "Kế hoạch thử năm 2024"), ("year", "2024")];
    pairs.extend(asides.iter().map(|a| (a.as_str(), "1")));
    pairs.extend_from_slice(fixed);
    let answer = control.post("/plans/import/create", &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location
}

#[tokio::test]
async fn a_plan_with_a_broken_table_is_kept_as_far_as_it_can_be_read() {
    let table = format!(
        "KẾ HOẠCH\nThử năm 2024\n{}\nI\tMỤC MỘT\n1\tViệc một\tTờ trình\tPhòng Lạ\t\tSau Tết\n2 Việc hai\t\t\tVP Sở\t\tThường xuyên\nTrang 2\nx\tViệc ba\t\tVP Sở\t\tThường xuyên\tthừa\n3\tViệc bốn\tBáo cáo\tVP Sở\t\tQuý II/2024\n",
        HEAD.join("\t")
    );
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let answer = control.upload("/plans/import", &[], &[("file", "hong.txt", table.as_bytes())]).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        for (words, why) in
            [("Phòng Lạ", "a unit"), ("Sau Tết", "a time"), ("Trang 2", "a stray line"), ("thừa", "a cell")]
        {
            assert!(page.contains(words), "{why} is not told: {page}");
        }
        let refused =
            [("digest", &*hidden(&page, "digest")), ("name", "hong.txt"), ("title", "Kế hoạch"), ("year", "2024")];
        let early = control.post("/plans/import/create", &refused).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is dropped silently");
        let plan = made(&mut control, &page, &[("lead-0-0", "Phòng KHTC"), ("time-0-0", "Tháng 5/2024")]).await;
        let shown = control.get(&plan).await.text();
        for kept in ["Việc một", "Việc hai", "Việc ba", "Việc bốn", "Phòng KHTC", "Trang 2"] {
            assert!(shown.contains(kept), "{kept} is lost: {shown}");
        }
        assert!(control.get(&format!("{plan}/export/docx")).await.bytes.starts_with(b"PK"));
    }
}

/// A document of one table whose task was changed by somebody who tracked it.
fn tracked() -> Vec<u8> {
    let words = |t: &str| format!("<w:r><w:t xml:space=\"preserve\">{t}</w:t></w:r>");
    let cell = |inner: String| format!("<w:tc><w:p>{inner}</w:p></w:tc>");
    let row = |cells: Vec<String>| format!("<w:tr>{}</w:tr>", cells.concat());
    let plain = |texts: [&str; 6]| row(texts.iter().map(|t| cell(words(t))).collect());
    let changed = format!(
        "{}<w:ins w:id=\"1\">{}</w:ins><w:del w:id=\"2\"><w:r><w:delText>ba lớp</w:delText></w:r></w:del>",
        words("Tập huấn "),
        words("hai lớp")
    );
    let task = ["1", "", "Tài liệu", "VP Sở", "", "Quý II/2024"].iter().enumerate();
    let task = row(task.map(|(n, t)| cell(if n == 1 { changed.clone() } else { words(t) })).collect());
    let body = format!("<w:tbl>{}{}{task}</w:tbl>", plain(HEAD), plain(["I", "MỤC MỘT", "", "", "", ""]));
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_docx_with_tracked_changes_is_read_as_it_would_be_accepted_and_says_what_was_changed() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = control.upload("/plans/import", &[], &[("file", "sua.docx", &tracked())]).await.text();
        assert!(page.contains("hai lớp") && page.contains("ba lớp"), "both sides of the change are told: {page}");
        let plan = made(&mut control, &page, &[]).await;
        let shown = control.get(&plan).await.text();
        assert!(shown.contains("Tập huấn hai lớp"), "{shown}");
        assert!(!shown.contains("Tập huấn hai lớpba lớp"), "what was struck out is no task");
    }
}

#[tokio::test]
async fn a_cost_sheet_with_words_for_numbers_keeps_what_it_can() {
    use output::sheet::{Cell, Column, Kind, Table, xlsx};
    let text = |t: &str| Cell::Text(t.to_owned());
    let table = Table {
        title: "Chi phí".into(),
        created: kernel::time::local(crate::harness::at("2024-03-04T08:00")),
        columns: ["Công việc", "Thời gian (giờ)", "Phí, lệ phí"].map(|t| Column::new(t, Kind::Text, 20)).to_vec(),
        rows: vec![
            vec![text("Điền đơn"), text("khoảng hai"), text("20.000")],
            vec![text("Nộp hồ sơ"), text("1,5"), text("hai mươi nghìn")],
            vec![text("Nhận kết quả"), text("0,5"), text("")],
        ],
    };
    let file = xlsx(&table).unwrap();
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = crate::reviews::begun(&house, &mut officer, "1.005099").await;
        let cost = format!("{page}/cost/1.005099");
        let answer = officer.upload(&format!("{cost}/import"), &[("side", "b")], &[("file", "bang.xlsx", &file)]).await;
        let text = answer.text();
        assert_eq!(answer.status, StatusCode::OK, "{text}");
        for (place, words) in [("B2", "khoảng hai"), ("C3", "hai mươi nghìn")] {
            assert!(text.contains(place) && text.contains(words), "{place} is not told: {text}");
        }
        for kept in ["Điền đơn", "Nộp hồ sơ", "Nhận kết quả", "value=\"1,5\"", "value=\"0,5\"", "value=\"20.000\""]
        {
            assert!(text.contains(kept), "{kept} is lost: {text}");
        }
    }
}
