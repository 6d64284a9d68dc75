//! The compliance cost sheet in the columns of the standard cost model, before and after, with bars and the tornado as text; and
//! the same as a spreadsheet that can be filled and sent back.

use jiff::civil::{Date, DateTime};
use kernel::money::Dong;
use output::document::Document;
use output::paper::{Align, Paper};
use output::sheet::{Cell, Column, Kind, Table};
use platform::i18n::Lang;

use super::{Issuer, money, signature, wide};
use crate::charts::blocks;
use crate::cost::{Input, Outcome, Side, Study, lines, outcome, sensitivity};
use crate::law::Law;
use crate::words;

/// Heads of the form, with relative widths.
const HEADS: [(&str, u16, Align); 11] = [
    ("STT", 5, Align::Center),
    ("Các công việc khi thực hiện TTHC", 18, Align::Left),
    ("Các hoạt động/cách thức thực hiện cụ thể", 18, Align::Left),
    ("Thời gian thực hiện (giờ)", 8, Align::Right),
    ("Mức TNBQ/01 người/01 giờ làm việc (đồng)", 10, Align::Right),
    ("Mức chi phí thuê tư vấn, dịch vụ (đồng)", 10, Align::Right),
    ("Mức phí, lệ phí, chi phí khác (đồng)", 10, Align::Right),
    ("Số lần thực hiện/01 năm", 7, Align::Right),
    ("Số lượng đối tượng tuân thủ/01 năm", 9, Align::Right),
    ("Chi phí thực hiện TTHC (đồng)", 11, Align::Right),
    ("Tổng chi phí thực hiện TTHC/01 năm (đồng)", 13, Align::Right),
];

fn rows(study: &Study, side: &Side) -> Vec<Vec<String>> {
    let sums = lines(study, side).unwrap_or_default();
    let mut rows: Vec<Vec<String>> = side
        .activities
        .iter()
        .zip(&sums)
        .enumerate()
        .map(|(n, (a, l))| {
            let item = if a.item.is_empty() { (n + 1).to_string() } else { a.item.clone() };
            let how = if a.note.is_empty() { a.how.clone() } else { format!("{} ({})", a.how, a.note) };
            vec![
                item,
                a.work.clone(),
                how,
                l.hours.shown(),
                money(l.income),
                money(a.service),
                money(a.fee),
                l.volume.times.shown(),
                l.volume.subjects.shown(),
                money(l.once),
                money(l.year),
            ]
        })
        .collect();
    let total = crate::cost::yearly(study, side).and_then(|t| t.rounded()).unwrap_or(0);
    let mut sum = vec![String::new(); HEADS.len()];
    if let Some(cell) = sum.get_mut(1) {
        *cell = "Tổng cộng".into();
    }
    if let Some(cell) = sum.last_mut() {
        *cell = money(Dong(total));
    }
    rows.push(sum);
    rows
}

/// The name of an activity behind an input.
pub fn activity(study: &Study, input: Input) -> String {
    let (side, i) = match input {
        Input::TimeBefore(i) | Input::FeeBefore(i) | Input::ServiceBefore(i) => (&study.before, i),
        Input::TimeAfter(i) | Input::FeeAfter(i) | Input::ServiceAfter(i) => (&study.after, i),
        Input::Income | Input::Subjects | Input::Times => return String::new(),
    };
    side.activities.get(i).map(|a| if a.how.is_empty() { a.work.clone() } else { a.how.clone() }).unwrap_or_default()
}

fn result(document: Document, out: &Outcome) -> Document {
    let columns = [("Chi phí tuân thủ", 30, Align::Left), ("đồng/năm", 20, Align::Right), ("Biểu đồ", 40, Align::Left)];
    let most = Dong(out.before.0.max(out.after.0));
    let row = |name: &str, d: Dong| vec![name.to_owned(), money(d), blocks(d, most)];
    document
        .table(
            &columns,
            [
                row("Trước khi đơn giản hóa", out.before),
                row("Sau khi đơn giản hóa", out.after),
                row("Chi phí tiết kiệm", out.saving),
            ],
        )
        .paragraph(&format!("Tỷ lệ cắt giảm chi phí: {}.", out.rate_text()))
}

/// Adds both sheets, the result and the tornado to a document.
pub(super) fn sheets(mut document: Document, law: &Law, study: &Study) -> Document {
    let (formula, rounding) = law.formula();
    let p = &study.income;
    document = document
        .paragraph(&format!("{formula}. {rounding}."))
        .paragraph(&format!(
            "Thu nhập bình quân 01 người/01 giờ làm việc: {} đồng. Nguồn: {} ({}). Một ngày làm việc: {} giờ.",
            money(p.value),
            p.source,
            p.dated,
            study.day_hours
        ))
        .paragraph(&format!("Nguồn số lần và số đối tượng: {}.", study.volume_source));
    for (title, side) in [("1. Trước khi đơn giản hóa", &study.before), ("2. Sau khi đơn giản hóa", &study.after)]
    {
        document = document.heading(2, title).table(&HEADS, rows(study, side));
    }
    if let Ok(out) = outcome(study) {
        document = result(document.heading(2, "3. So sánh"), &out);
    }
    let bars = sensitivity(study).unwrap_or_default();
    if !bars.is_empty() {
        let columns = [
            ("Yếu tố chưa chắc chắn", 34, Align::Left),
            ("Thấp", 12, Align::Right),
            ("Cao", 12, Align::Right),
            ("Tiết kiệm khi thấp (đồng/năm)", 21, Align::Right),
            ("Tiết kiệm khi cao (đồng/năm)", 21, Align::Right),
        ];
        let rows = bars.iter().map(|b| {
            let name = words::input(Lang::Vi, b.input, |i| activity(study, i));
            vec![name, b.low.shown(), b.high.shown(), money(b.saving_low), money(b.saving_high)]
        });
        document = document.heading(2, "4. Độ nhạy của chi phí tiết kiệm").table(&columns, rows);
    }
    document
}

/// The cost sheet of one procedure as a paper.
pub fn sheet(law: &Law, (name, study): (&str, &Study), (issuer, day): (&Issuer, Date)) -> Paper {
    let document = wide(issuer.document("chi-phi-tuan-thu", "Biểu mẫu tính chi phí tuân thủ", day))
        .title_with("BẢNG TÍNH CHI PHÍ TUÂN THỦ THỦ TỤC HÀNH CHÍNH", name);
    sheets(document, law, study).signatures(vec![signature("NGƯỜI LẬP BẢNG"), signature("THỦ TRƯỞNG ĐƠN VỊ")]).build()
}

fn columns() -> Vec<Column> {
    let kinds = [
        Kind::Text,
        Kind::Text,
        Kind::Text,
        Kind::Number,
        Kind::Money,
        Kind::Money,
        Kind::Money,
        Kind::Number,
        Kind::Number,
        Kind::Money,
        Kind::Money,
    ];
    HEADS.iter().zip(kinds).map(|((title, width, _), kind)| Column::new(*title, kind, width * 2)).collect()
}

/// One side as a spreadsheet, to calculate with or to fill and send back.
pub fn sheet_table(study: &Study, side: &Side, (title, created): (&str, DateTime)) -> Table {
    let sums = lines(study, side).unwrap_or_default();
    let rows = side.activities.iter().zip(sums).map(|(a, l)| {
        vec![
            Cell::Text(a.item.clone()),
            Cell::Text(a.work.clone()),
            Cell::Text(a.how.clone()),
            Cell::Text(l.hours.shown()),
            Cell::Money(l.income.0),
            Cell::Money(a.service.0),
            Cell::Money(a.fee.0),
            Cell::Text(l.volume.times.shown()),
            Cell::Text(l.volume.subjects.shown()),
            Cell::Money(l.once.0),
            Cell::Money(l.year.0),
        ]
    });
    Table { title: title.to_owned(), created, columns: columns(), rows: rows.collect() }
}

/// An empty sheet with the cost items of the law file.
pub fn template(law: &Law, created: DateTime) -> Table {
    let row = |n: &crate::law::Named| vec![Cell::Text(n.key.clone()), Cell::Text(n.label.clone())];
    let rows = law.items().iter().map(row).collect();
    Table { title: "Bảng tính chi phí tuân thủ".into(), created, columns: columns(), rows }
}
