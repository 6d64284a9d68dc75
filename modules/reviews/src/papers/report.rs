//! The report of one review, and the synthesis of a year with its initiatives.

use jiff::civil::Date;
use kernel::money::Dong;
use kernel::time::date;
use output::document::Document;
use output::paper::{Align, Paper};

use super::forms::found;
use super::{Issuer, money, signature};
use crate::cost::{Outcome, outcome};
use crate::findings::{Link, findings};
use crate::law::{Law, label};
use crate::model::{Initiative, Proposal, Review, ReviewStatus};

/// The report on one review.
pub fn report(
    law: &Law,
    (review, links): (&Review, &[Link]),
    bank: &::forms::Form,
    (issuer, day): (&Issuer, Date),
) -> Paper {
    let text = |key| law.text(("report", key), &[("title", &review.title)]);
    let mut document = issuer
        .document("bao-cao-ra-soat", "Số: …/BC", day)
        .title_with(&text("title"), &text("summary"))
        .paragraph(&format!(
            "Thực hiện rà soát, đánh giá từ ngày {} đến ngày {}; căn cứ lựa chọn: {}.",
            date(review.starts),
            date(review.ends),
            label(law.grounds(), &review.grounds)
        ))
        .heading(2, "I. KẾT QUẢ RÀ SOÁT");
    for (n, p) in review.procedures.iter().enumerate() {
        document = document.heading(3, &format!("{}. {} ({})", n + 1, p.subject.name, p.subject.code));
        document = found(document, &findings(bank, &p.answers, law.parts()));
        document = match p.study.as_ref().map(outcome) {
            Some(Ok(o)) => document.paragraph(&format!(
                "Chi phí tuân thủ: trước {} đồng/năm, sau {} đồng/năm, tiết kiệm {} đồng/năm ({}).",
                money(o.before),
                money(o.after),
                money(o.saving),
                o.rate_text()
            )),
            _ => document.paragraph("Chi phí tuân thủ: chưa có số liệu."),
        };
    }
    if !links.is_empty() {
        let columns =
            [("Giấy tờ", 45, Align::Left), ("Thủ tục yêu cầu", 25, Align::Left), ("Là kết quả của", 20, Align::Left)];
        let row = |l: &Link| vec![l.paper.clone(), l.asked_by.join(", "), l.result_of.clone().unwrap_or_default()];
        document = document.heading(2, "Giấy tờ trùng lặp trong nhóm thủ tục").table(&columns, links.iter().map(row));
    }
    let conclusion = if review.conclusion.is_empty() { "Chưa có kết luận." } else { &review.conclusion };
    document
        .heading(2, "II. KẾT LUẬN, KIẾN NGHỊ")
        .paragraph(conclusion)
        .closing(law.list("report", "recipients"), signature("THỦ TRƯỞNG ĐƠN VỊ"))
        .build()
}

/// Totals of the proposals that have a cost.
pub fn totals(proposals: &[Proposal]) -> Option<Outcome> {
    let costs: Vec<(Dong, Dong)> = proposals.iter().filter_map(|p| p.cost).collect();
    let sum = |pick: fn(&(Dong, Dong)) -> Dong| costs.iter().map(pick).try_fold(Dong(0), Dong::plus);
    if costs.is_empty() {
        return None;
    }
    Outcome::of(sum(|c| c.0).ok()?, sum(|c| c.1).ok()?).ok()
}

fn ideas(mut document: Document, all: &[Initiative]) -> Document {
    if all.is_empty() {
        return document.paragraph("Chưa ghi nhận sáng kiến nào.");
    }
    for (n, i) in all.iter().enumerate() {
        document = document
            .heading(3, &format!("{}. {}", n + 1, i.title))
            .paragraph(&format!("Đề xuất của {}. {}", i.by, i.content));
        if !i.effect.is_empty() {
            document = document.paragraph(&format!("Hiệu quả dự kiến: {}", i.effect));
        }
    }
    document
}

/// The synthesis of a year: reviews, proposals, savings, initiatives.
pub fn synthesis(
    law: &Law,
    (year, target): (i64, i64),
    (reviews, proposals, initiatives): (&[Review], &[Proposal], &[Initiative]),
    (issuer, day): (&Issuer, Date),
) -> Paper {
    let year = year.to_string();
    let text = |key| law.text(("report", key), &[("year", &year), ("title", "")]);
    let done = reviews.iter().filter(|r| r.status == ReviewStatus::Accepted).count();
    let procedures: usize = reviews.iter().map(|r| r.procedures.len()).sum();
    let mut document = issuer
        .document("bao-cao-tong-hop", "Số: …/BC", day)
        .title_with(&text("title"), &text("synthesis"))
        .heading(2, "I. TÌNH HÌNH THỰC HIỆN")
        .paragraph(&format!(
            "Trong năm {year} tổ chức {} cuộc rà soát với {procedures} thủ tục hành chính; đã hoàn thành {done} cuộc, có {} phương án đơn giản hóa.",
            reviews.len(),
            proposals.len()
        ))
        .heading(2, "II. PHƯƠNG ÁN ĐƠN GIẢN HÓA VÀ CHI PHÍ TUÂN THỦ");
    let columns = [
        ("STT", 5, Align::Center),
        ("Mã số TTHC", 12, Align::Left),
        ("Tên TTHC", 30, Align::Left),
        ("Trạng thái", 15, Align::Left),
        ("Trước (đồng/năm)", 14, Align::Right),
        ("Sau (đồng/năm)", 14, Align::Right),
        ("Tỷ lệ cắt giảm", 10, Align::Right),
    ];
    let rows = proposals.iter().enumerate().map(|(n, p)| {
        let out = p.cost.and_then(|(b, a)| Outcome::of(b, a).ok());
        let cell = |pick: fn(&Outcome) -> String| out.as_ref().map_or_else(|| "chưa có số liệu".into(), pick);
        vec![
            (n + 1).to_string(),
            p.subject.code.clone(),
            p.subject.name.clone(),
            p.status.label().into(),
            cell(|o| money(o.before)),
            cell(|o| money(o.after)),
            cell(Outcome::rate_text),
        ]
    });
    document = document.table(&columns, rows);
    if let Some(all) = totals(proposals) {
        let reached = all.rate.is_some_and(|r| r >= target * 100);
        document = document.paragraph(&format!(
            "Tổng chi phí tiết kiệm dự kiến {} đồng/năm, bằng {}; mục tiêu {target}%: {}.",
            money(all.saving),
            all.rate_text(),
            if reached { "đạt" } else { "chưa đạt" }
        ));
    }
    ideas(document.heading(2, "III. SÁNG KIẾN CẢI CÁCH THỦ TỤC HÀNH CHÍNH"), initiatives)
        .closing(law.list("report", "recipients"), signature("GIÁM ĐỐC"))
        .build()
}
