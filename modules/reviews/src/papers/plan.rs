//! The plan of review (Kế hoạch rà soát, đánh giá TTHC) with its table in the columns of the form.

use jiff::civil::Date;
use kernel::time::date;
use output::paper::{Align, Paper};

use super::{Issuer, signature, wide};
use crate::law::{Law, label};
use crate::model::{Plan, PlanItem};

const COLUMNS: [(&str, u16, Align); 8] = [
    ("STT", 4, Align::Center),
    ("Tên TTHC hoặc nhóm TTHC, quy định", 28, Align::Left),
    ("Lĩnh vực", 12, Align::Left),
    ("Cơ quan thực hiện rà soát: Chủ trì", 14, Align::Left),
    ("Cơ quan thực hiện rà soát: Phối hợp", 13, Align::Left),
    ("Thời gian bắt đầu", 9, Align::Center),
    ("Thời gian hoàn thành", 9, Align::Center),
    ("Căn cứ lựa chọn, dự kiến sản phẩm", 22, Align::Left),
];

fn row(law: &Law, (n, item): (usize, &PlanItem), lead: String) -> Vec<String> {
    let names: Vec<String> = item.subjects.iter().map(|s| format!("{} ({})", s.name, s.code)).collect();
    let mut fields: Vec<&str> = item.subjects.iter().map(|s| s.field.as_str()).filter(|f| !f.is_empty()).collect();
    fields.dedup();
    let grounds = label(law.grounds(), &item.grounds);
    vec![
        (n + 1).to_string(),
        names.join("\n"),
        fields.join(", "),
        lead,
        item.coordinating.clone(),
        date(item.starts),
        date(item.ends),
        format!("{grounds}: {}\nSản phẩm: {}", item.reason, item.product),
    ]
}

/// The plan as a paper; `lead` gives the name of a unit.
pub fn plan(law: &Law, plan: &Plan, (issuer, day): (&Issuer, Date), lead: impl Fn(uuid::Uuid) -> String) -> Paper {
    let (year, target) = (plan.year.to_string(), plan.target_percent.to_string());
    let text = |key| law.text(("plan", key), &[("year", &year), ("target", &target), ("agency", &issuer.name)]);
    let number = if plan.number.is_empty() { "Số: …/KH".to_owned() } else { format!("Số: {}", plan.number) };
    let rows: Vec<Vec<String>> =
        plan.chosen().enumerate().map(|(n, item)| row(law, (n, item), lead(item.lead))).collect();
    let mut document = wide(issuer.document("ke-hoach-ra-soat", &number, day))
        .title_with(&text("title"), &text("summary"))
        .paragraph(&format!("Căn cứ {}.", law.article("plan")))
        .heading(2, "I. MỤC ĐÍCH, YÊU CẦU")
        .paragraph(&text("goal"))
        .paragraph(&text("demand"))
        .heading(2, "II. THỦ TỤC HÀNH CHÍNH ĐƯỢC RÀ SOÁT, ĐÁNH GIÁ")
        .table(&COLUMNS, rows)
        .heading(2, "III. TỔ CHỨC THỰC HIỆN")
        .paragraph(&text("duty"));
    if !plan.fields.is_empty() {
        document = document.paragraph(&format!("Lĩnh vực được chọn rà soát: {}.", plan.fields.join("; ")));
    }
    document.closing(law.list("plan", "recipients"), signature("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ")).build()
}
