//! Tables out and in again: values keep their kinds, formulas stay text, limits hold.

use crate::OutputError;
use crate::sheet::{Cell, Column, CsvWriter, Kind, Table, csv, read_csv, read_tsv, read_xlsx, xlsx, xlsx_stream};
use jiff::civil::date;
use proptest::prelude::*;
use std::io::{Cursor, Write};

fn text(s: &str) -> Cell {
    Cell::Text(s.to_owned())
}

fn table() -> Table {
    let kinds = [Kind::Text, Kind::Int, Kind::Number, Kind::Date, Kind::DateTime, Kind::Money, Kind::Link];
    Table {
        title: "Sổ theo dõi: hồ sơ [2024] / rất dài, quá ba mươi mốt chữ".into(),
        created: date(2024, 2, 7).at(10, 20, 0, 0),
        columns: kinds.map(|kind| Column::new(format!("{kind:?}"), kind, 12)).into(),
        rows: vec![vec![
            text("=HYPERLINK(\"http://x\")"),
            Cell::Int(-12),
            Cell::Number(1.5),
            Cell::Date(date(2024, 2, 21)),
            Cell::DateTime(date(2024, 2, 21).at(10, 20, 0, 0)),
            Cell::Money(1_234_567),
            Cell::Link { url: "https://motcua.vn/a".into(), text: "Hồ sơ".into() },
        ]],
    }
}

#[test]
fn xlsx_comes_back_with_its_kinds() {
    let bytes = xlsx(&table()).unwrap();
    assert!(bytes == xlsx(&table()).unwrap());
    let sheets = read_xlsx(&bytes).unwrap();
    assert_eq!(sheets[0].name, "Sổ theo dõi hồ sơ 2024  rất dài");
    assert_eq!(sheets[0].rows[0][0], text("Text"));
    let row = &sheets[0].rows[1];
    assert_eq!(
        row[..6],
        [
            text("=HYPERLINK(\"http://x\")"),
            Cell::Int(-12),
            Cell::Number(1.5),
            Cell::Date(date(2024, 2, 21)),
            Cell::DateTime(date(2024, 2, 21).at(10, 20, 0, 0)),
            Cell::Int(1_234_567),
        ]
    );
    assert_eq!(row[6], text("Hồ sơ"));
}

#[test]
fn a_hundred_thousand_rows_stream() {
    let head = Table { rows: Vec::new(), columns: vec![Column::new("Mã", Kind::Text, 20)], ..table() };
    let rows = (0..100_000).map(|n| vec![text(&format!("H{n}"))]);
    let mut out = Cursor::new(Vec::new());
    assert_eq!(xlsx_stream(&head, rows, &mut out).unwrap(), 100_000);
    let sheets = read_xlsx(out.get_ref()).unwrap();
    assert_eq!(sheets[0].rows.len(), 100_001);
    assert_eq!(sheets[0].rows[100_000][0], text("H99999"));
}

#[test]
fn cells_a_sheet_cannot_hold_are_kept_readable() {
    let odd = vec![vec![
        text(&"Ặ".repeat(40_000)),
        Cell::Int(i64::MAX),
        Cell::Number(f64::NAN),
        Cell::Date(date(1890, 5, 19)),
        Cell::Empty,
        Cell::Money(i64::MIN),
        Cell::Link { url: "javascript:alert(1)".into(), text: String::new() },
    ]];
    let sheets = read_xlsx(&xlsx(&Table { rows: odd, ..table() }).unwrap()).unwrap();
    let row = &sheets[0].rows[1];
    let Cell::Text(long) = &row[0] else { panic!() };
    assert!(long.ends_with("… (đã cắt bớt)") && long.chars().count() == 32_767);
    assert_eq!(row[1], text("9223372036854775807"));
    assert_eq!(row[3], text("1890-05-19T00:00:00"));
    assert_eq!(row[6], text("javascript:alert(1)"));
}

#[test]
fn csv_is_marked_guarded_and_quoted() {
    let columns = [Column::new("Tên", Kind::Text, 10), Column::new("Số", Kind::Int, 10)];
    let rows = vec![
        vec![text("=1+1"), Cell::Int(-5)],
        vec![text("@a, \"b\"\nc")],
        vec![text("-Đặng"), Cell::Date(date(2024, 2, 7))],
    ];
    let mut out = Vec::new();
    assert_eq!(csv(&columns, rows.clone(), &mut out).unwrap(), 3);
    let written = String::from_utf8(out.clone()).unwrap();
    assert_eq!(written, "\u{feff}Tên,Số\r\n'=1+1,-5\r\n\"'@a, \"\"b\"\"\nc\",\r\n'-Đặng,2024-02-07\r\n");
    let back = read_csv(&out).unwrap().rows;
    assert_eq!(back[1], [text("=1+1"), text("-5")]);
    assert_eq!(back[2], [text("@a, \"b\"\nc")]);
    let mut writer = CsvWriter::new(Vec::new(), &columns[..1]).unwrap();
    assert!(writer.row(&rows[0]).unwrap_err().to_string().contains("dòng 1 có 2 ô"));
}

#[test]
fn separators_and_encodings_of_office_programs_are_understood() {
    let want = vec![vec![text("Bước"), text("Giờ")], vec![text("Tiếp nhận, quét"), text("0,5 ngày")]];
    let semicolons = "Bước;Giờ\r\nTiếp nhận, quét;0,5 ngày\r\n";
    assert_eq!(read_csv(semicolons.as_bytes()).unwrap().rows, want);
    let tabs = semicolons.replace(';', "\t");
    assert_eq!(read_tsv(tabs.as_bytes()).unwrap().rows, want);
    let utf16: Vec<u8> = [0xfeffu16].into_iter().chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_tsv(&utf16).unwrap().rows, want);
    assert!(read_csv(b"\xd0\xcf\x11\xe0").unwrap_err().to_string().contains("UTF-8"));
}

#[test]
fn bombs_and_broken_workbooks_are_refused() {
    assert!(read_xlsx(b"nothing").unwrap_err().to_string().contains("XLSX"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![0; 260_000_000]).unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    assert!(matches!(read_xlsx(&bomb).unwrap_err(), OutputError::TooLarge { .. }));
    let good = xlsx(&table()).unwrap();
    assert!(read_xlsx(&good[..good.len() / 2]).is_err());
}

#[test]
fn a_cell_far_away_costs_no_memory() {
    let far = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/>\
               <sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let bytes = with_sheet(far);
    assert!(matches!(read_xlsx(&bytes).unwrap_err(), OutputError::TooLarge { .. }));
}

fn with_sheet(sheet: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(xlsx(&table()).unwrap())).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        to.start_file(part.name().to_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        if part.name() == "xl/worksheets/sheet1.xml" {
            to.write_all(sheet.as_bytes()).unwrap();
        } else {
            std::io::copy(&mut part, &mut to).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

proptest! {
    #[test]
    fn text_survives_csv(cells in proptest::collection::vec("[^\r\u{0}\u{feff}]{1,20}", 1..5)) {
        prop_assume!(cells.iter().all(|c| !c.trim().is_empty() && !c.starts_with('\'')));
        let columns: Vec<Column> = cells.iter().map(|_| Column::new("c,d", Kind::Text, 9)).collect();
        let columns: Vec<Column> = columns.into_iter().chain([Column::new("x,y", Kind::Text, 9)]).collect();
        let mut out = Vec::new();
        csv(&columns, [cells.iter().map(|c| text(c)).collect()], &mut out).unwrap();
        let back = read_csv(&out).unwrap().rows;
        prop_assert_eq!(back[1].clone(), cells.iter().map(|c| text(c)).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_csv(&bytes);
        let _ = read_tsv(&bytes);
        let _ = read_xlsx(&bytes);
    }
}
