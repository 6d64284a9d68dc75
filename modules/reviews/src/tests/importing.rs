//! A cost sheet that comes in: columns by their heads, words where numbers belong listed with their cell, the rest kept.

use kernel::money::Dong;
use output::sheet::{read_csv, read_xlsx, xlsx};
use proptest::prelude::*;

use super::law;
use crate::cost::{Labour, Ratio, TimeUnit, import};
use crate::papers::{sheet_table, template};

const HEAD: &str = "STT;Các công việc khi thực hiện TTHC;Các hoạt động/cách thức thực hiện cụ thể;Thời gian thực hiện (giờ);Mức TNBQ/01 người/01 giờ làm việc (đồng);Mức chi phí thuê tư vấn, dịch vụ (đồng);Mức phí, lệ phí, chi phí khác (đồng);Số lần thực hiện/01 năm;Số lượng đối tượng tuân thủ/01 năm;Chi phí thực hiện TTHC (đồng);Ghi chú\n";

#[test]
fn words_for_numbers_are_listed_with_their_cell_and_the_rest_is_kept() {
    let text = format!(
        "Biểu tính chi phí;;\n{HEAD}1;Chuẩn bị hồ sơ;Viết đơn;2,5;40.000;;5.000;1;120;999;\n2;Nộp hồ sơ;Đi lại;khoảng hai giờ;40.000;;nhiều;2;120;;gần\n;Tổng cộng;;;;;;;;1.000;\n"
    );
    let got = import(&read_csv(text.as_bytes()).unwrap()).unwrap();
    assert_eq!(got.activities.len(), 2, "the total is not an activity");
    let first = &got.activities[0];
    assert_eq!((first.time, first.fee, first.income), (Ratio::parse("2,5").unwrap(), Dong(5_000), Some(Dong(40_000))));
    let second = &got.activities[1];
    assert_eq!((second.how.as_str(), second.note.as_str(), second.time), ("Đi lại", "gần", Ratio::ZERO));
    assert_eq!(second.volume.unwrap().times, Ratio::whole(2));
    let cells: Vec<(&str, &str)> = got.problems.iter().map(|p| (p.cell.as_str(), p.words.as_str())).collect();
    assert_eq!(cells, [("D4", "khoảng hai giờ"), ("G4", "nhiều")]);
    assert!(got.problems[0].message.contains("không phải số"), "{}", got.problems[0].message);
}

#[test]
fn days_and_minutes_are_known_by_their_head() {
    let text = "Công việc;Thời gian (ngày);Cột lạ\nChờ;10;x\n";
    let got = import(&read_csv(text.as_bytes()).unwrap()).unwrap();
    assert_eq!((got.activities[0].time, got.activities[0].unit), (Ratio::whole(10), TimeUnit::Day));
    assert_eq!(got.unknown, ["Cột lạ"]);
    let text = "Công việc;Thời gian (phút);Thuê tư vấn\nThuê dịch;;300.000\n";
    let got = import(&read_csv(text.as_bytes()).unwrap()).unwrap();
    assert_eq!(got.activities[0].labour, Labour::Hired);
}

#[test]
fn a_file_without_heads_is_refused_with_what_to_do() {
    let refusal = import(&read_csv(b"a;b\n1;2\n").unwrap()).unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), ("heads", Some("file")));
}

#[test]
fn negative_numbers_are_problems() {
    let got = import(&read_csv("Công việc;Thời gian (giờ);Phí, lệ phí\nA;-2;-5\n".as_bytes()).unwrap()).unwrap();
    assert_eq!(got.problems.len(), 2);
    assert_eq!((got.activities[0].time, got.activities[0].fee), (Ratio::ZERO, Dong(0)));
}

#[test]
fn the_template_and_our_own_sheet_come_back() {
    let created = jiff::civil::date(2024, 5, 20).at(9, 0, 0, 0);
    let empty = xlsx(&template(&law(), created)).unwrap();
    let got = import(&read_xlsx(&empty).unwrap()[0]).unwrap();
    assert_eq!(got.activities.len(), law().items().len());
    assert!(got.problems.is_empty() && got.unknown.is_empty(), "{got:?}");
    let sheet = import(&read_csv(format!("{HEAD}1;A;B;1/3;40.000;0;7.000;1;50;;\n").as_bytes()).unwrap()).unwrap();
    let mut study = super::decisions::study(20, 10);
    study.before.activities = sheet.activities;
    let table = sheet_table(&study, &study.before, ("Trước", created));
    let back = import(&read_xlsx(&xlsx(&table).unwrap()).unwrap()[0]).unwrap();
    assert!(back.problems.is_empty(), "{:?}", back.problems);
    assert_eq!((back.activities[0].time, back.activities[0].fee), (Ratio::parse("1/3").unwrap(), Dong(7_000)));
}

proptest! {
    #[test]
    fn no_sheet_makes_it_panic(rows in prop::collection::vec(prop::collection::vec("\\PC{0,12}", 0..12), 0..12)) {
        let text = rows.iter().map(|r| r.join(";")).collect::<Vec<_>>().join("\n");
        if let Ok(sheet) = read_csv(format!("{HEAD}{text}").as_bytes()) {
            let got = import(&sheet).unwrap();
            for a in &got.activities {
                prop_assert!(!a.time.is_negative() && a.fee.0 >= 0 && a.service.0 >= 0);
            }
        }
    }
}
