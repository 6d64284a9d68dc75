//! The reports on inspections: what was planned and done, unit by unit and item by item, and what became of the remedies. Every
//! number is how many of the counted records there are.

use std::collections::HashMap;

use kernel::time::date;
use output::paper::{Align, Paper};
use uuid::Uuid;

use super::{Issuer, signature};
use crate::checklist::{Checklist, Kind};
use crate::law::{Law, ReportKind};
use crate::model::{Counted, Measure, Report};
use crate::rules::report::number;

const UNITS: [(&str, u16, Align); 7] = [
    ("STT", 6, Align::Center),
    ("Đơn vị", 34, Align::Left),
    ("Nội dung đã kiểm tra", 12, Align::Right),
    ("Chưa đạt", 12, Align::Right),
    ("Yêu cầu khắc phục", 12, Align::Right),
    ("Đã khắc phục", 12, Align::Right),
    ("Quá hạn", 12, Align::Right),
];

const ITEMS: [(&str, u16, Align); 5] = [
    ("Nội dung", 48, Align::Left),
    ("Lượt kiểm tra", 13, Align::Right),
    ("Lượt chưa đạt", 13, Align::Right),
    ("Số đã xem", 13, Align::Right),
    ("Số chưa đúng", 13, Align::Right),
];

/// The units of a report in the order they were counted.
pub fn units(all: &[Counted]) -> Vec<Uuid> {
    let mut units = vec![];
    for c in all.iter().filter(|c| c.of != Measure::Planned) {
        if !units.contains(&c.unit) {
            units.push(c.unit);
        }
    }
    units
}

/// An item's line: how often it was looked at, how often it was not right, and the sums of its counts.
pub fn item_line(all: &[Counted], item: &str) -> [u64; 4] {
    let of = |m: Measure| all.iter().filter(move |c| c.of == m && c.item == item);
    let sum = |pick: fn(&Counted) -> u32| of(Measure::Checked).map(|c| u64::from(pick(c))).sum();
    let count = |m| of(m).count() as u64;
    [count(Measure::Checked), count(Measure::Failed), sum(|c| c.checked), sum(|c| c.wrong)]
}

/// The lines of the units.
fn unit_cells(all: &[Counted], names: &HashMap<Uuid, String>) -> Vec<Vec<String>> {
    let row = |(i, unit): (usize, Uuid)| {
        let of = |m| number(all, m, Some(unit)).to_string();
        let mut cells = vec![(i + 1).to_string(), names.get(&unit).cloned().unwrap_or_default()];
        let shown = [Measure::Checked, Measure::Failed, Measure::Remedies, Measure::Settled, Measure::Late];
        cells.extend(shown.map(of));
        cells
    };
    units(all).into_iter().enumerate().map(row).collect()
}

/// The lines of the items that were looked at.
fn item_cells(list: &Checklist, all: &[Counted]) -> Vec<Vec<String>> {
    let lines = list.items().map(|i| (i, item_line(all, &i.id))).filter(|(_, n)| n[0] > 0);
    let row = |(i, n): (&crate::checklist::Item, [u64; 4])| {
        let mut cells = vec![i.text.clone()];
        let shown = if i.kind == Kind::Count { 4 } else { 2 };
        cells.extend(n.iter().take(shown).map(u64::to_string));
        cells
    };
    lines.map(row).collect()
}

/// The report as a paper.
pub fn report(
    (law, kind, list): (&Law, &ReportKind, &Checklist),
    (r, all): (&Report, &[Counted]),
    issuer: &Issuer,
    names: &HashMap<Uuid, String>,
) -> Paper {
    let n = |of| number(all, of, None);
    let blanks = [("year", r.year.to_string()), ("from", date(r.from)), ("to", date(r.to))];
    let blanks: Vec<(&str, &str)> = blanks.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let fill = |t: &str| blanks.iter().fold(t.to_owned(), |t, (k, v)| t.replace(&format!("{{{k}}}"), v));
    let (signed, on) = match &r.signed {
        Some(s) => (s.number.as_str(), Some(s.on)),
        None => ("", None),
    };
    let (rows, items) = (unit_cells(all, names), item_cells(list, all));
    issuer
        .document("Báo cáo kết quả kiểm tra", ("BC", signed), on)
        .title_with("BÁO CÁO", &fill(&kind.summary))
        .heading(2, "I. TÌNH HÌNH TỔ CHỨC KIỂM TRA")
        .paragraph(&format!("Căn cứ {}.", law.article(issuer.day)))
        .paragraph(&format!(
            "Từ ngày {} đến ngày {}: kế hoạch có {} cuộc kiểm tra, đã kết luận {} cuộc.",
            date(r.from),
            date(r.to),
            n(Measure::Planned),
            n(Measure::Done)
        ))
        .heading(2, "II. KẾT QUẢ KIỂM TRA")
        .paragraph(&format!("Đã kiểm tra {} lượt nội dung, {} lượt chưa đạt.", n(Measure::Checked), n(Measure::Failed)))
        .heading(3, "1. Theo đơn vị")
        .table(&UNITS, rows)
        .heading(3, "2. Theo nội dung")
        .table(&ITEMS, items)
        .heading(2, "III. ĐÁNH GIÁ CHUNG")
        .paragraph(if r.assessment.is_empty() { "…" } else { &r.assessment })
        .heading(2, "IV. KHẮC PHỤC SAU KIỂM TRA")
        .paragraph(&format!(
            "Có {} yêu cầu khắc phục; đã khắc phục {}, quá hạn chưa khắc phục {}.",
            n(Measure::Remedies),
            n(Measure::Settled),
            n(Measure::Late)
        ))
        .heading(2, "V. ĐỀ XUẤT, KIẾN NGHỊ")
        .paragraph(if r.proposals.is_empty() { "…" } else { &r.proposals })
        .closing(&kind.recipients, signature(&kind.signer))
        .build()
}
