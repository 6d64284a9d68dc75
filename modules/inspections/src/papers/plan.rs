//! The yearly plan of inspections (Kế hoạch kiểm tra) with its table of units.

use kernel::time::date;
use output::paper::{Align, Paper};
use uuid::Uuid;

use super::{Issuer, signature};
use crate::law::Law;
use crate::model::{Item, Plan};

const COLUMNS: [(&str, u16, Align); 5] = [
    ("STT", 6, Align::Center),
    ("Đơn vị được kiểm tra", 28, Align::Left),
    ("Hình thức", 18, Align::Left),
    ("Thời gian", 18, Align::Center),
    ("Căn cứ lựa chọn", 30, Align::Left),
];

fn row(law: &Law, (n, item): (usize, &Item), unit: String) -> Vec<String> {
    vec![
        (n + 1).to_string(),
        unit,
        item.manner.label().to_owned(),
        format!("{} – {}", date(item.starts), date(item.ends)),
        format!("{}: {}", law.ground(&item.grounds), item.reason),
    ]
}

/// The plan as a paper; `unit` gives the name of a unit.
pub fn plan(law: &Law, plan: &Plan, issuer: &Issuer, unit: impl Fn(Uuid) -> String) -> Paper {
    let year = plan.year.to_string();
    let text = |key| law.text(("plan", key), &[("year", &year), ("agency", &issuer.name)]);
    let rows = plan.items.iter().enumerate().map(|(n, i)| row(law, (n, i), unit(i.unit)));
    issuer
        .document("Kế hoạch kiểm tra", ("KH", &plan.number), plan.approved_on)
        .title_with(&text("title"), &text("summary"))
        .paragraph(&format!("Căn cứ {}.", law.article(issuer.day)))
        .heading(2, "I. MỤC ĐÍCH, YÊU CẦU")
        .paragraph(&text("goal"))
        .paragraph(&text("demand"))
        .heading(2, "II. NỘI DUNG KIỂM TRA")
        .numbered(law.list(("plan", "content"), &[]))
        .heading(2, "III. ĐƠN VỊ ĐƯỢC KIỂM TRA, THỜI GIAN")
        .table(&COLUMNS, rows)
        .heading(2, "IV. TỔ CHỨC THỰC HIỆN")
        .paragraph(&text("duty"))
        .closing(law.list(("plan", "recipients"), &[]), signature(&text("signer")))
        .build()
}
