//! The draft decision on the options of simplification: three articles, Phần I with the list, Phần II with each procedure
//! (content and reason, what to change, benefits).

use jiff::civil::Date;
use output::document::Document;
use output::paper::{Align, Head, Paper, Signature, Style};

use super::{Issuer, money};
use crate::cost::Outcome;
use crate::law::{Law, label};
use crate::model::Proposal;

/// "Sửa đổi, bổ sung: …" on one line for the list.
fn short(p: &Proposal) -> String {
    let first: String = p.content.lines().collect::<Vec<_>>().join("; ");
    format!("{}: {first}", p.change.label())
}

/// "IV": procedures are numbered apart from the three points of each.
fn roman(mut n: usize) -> String {
    let marks = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut out = String::new();
    for (size, mark) in marks {
        while n >= size {
            out.push_str(mark);
            n -= size;
        }
    }
    out
}

fn benefits(document: Document, p: &Proposal) -> Document {
    let mut document = document.line("3. Lợi ích phương án đơn giản hóa", Align::Left, Style::Bold);
    match p.cost.map(|(before, after)| Outcome::of(before, after)) {
        Some(Ok(out)) => {
            for text in [
                "- Chi phí tuân thủ:".to_owned(),
                format!("+ Chi phí tuân thủ TTHC trước khi đơn giản hóa: {} đồng/năm", money(out.before)),
                format!("+ Chi phí tuân thủ TTHC sau khi đơn giản hóa: {} đồng/năm", money(out.after)),
                format!("+ Chi phí tiết kiệm: {} đồng/năm", money(out.saving)),
                format!("+ Tỷ lệ cắt giảm chi phí: {}", out.rate_text()),
            ] {
                document = document.paragraph(&text);
            }
        }
        _ => document = document.paragraph("- Chi phí tuân thủ: chưa có số liệu."),
    }
    match &p.limits {
        Some((before, after)) => document.paragraph(&format!("- Thời gian giải quyết TTHC: từ {before} còn {after}")),
        None => document,
    }
}

fn second(mut document: Document, law: &Law, proposals: &[Proposal]) -> Document {
    document = document.heading(2, "PHẦN II. NỘI DUNG PHƯƠNG ÁN ĐƠN GIẢN HÓA");
    for (n, p) in proposals.iter().enumerate() {
        document = document.heading(3, &format!("{}. {} ({})", roman(n + 1), p.subject.name, p.subject.code)).line(
            "1. Nội dung đơn giản hóa",
            Align::Left,
            Style::Bold,
        );
        document = document.paragraph(&format!("{}:", p.change.label()));
        for line in p.content.lines() {
            document = document.paragraph(&format!("- {line}"));
        }
        if !p.reason.is_empty() {
            document = document.paragraph(&format!("Lý do: {}", p.reason.lines().collect::<Vec<_>>().join(" ")));
        }
        document = document.line("2. Kiến nghị thực thi", Align::Left, Style::Bold);
        if p.texts.is_empty() {
            document = document.paragraph("Chưa ghi văn bản cần sửa đổi.");
        }
        for t in &p.texts {
            let who = if p.authority.is_empty() { "" } else { label(law.authorities(), &p.authority) };
            let by = if who.is_empty() { String::new() } else { format!(" (thẩm quyền: {who})") };
            let place = format!("{} {}", t.provision, t.text);
            document = document.paragraph(&format!("- {} {}{by}", p.change.label(), place.trim()));
        }
        document = benefits(document, p);
    }
    document
}

/// The draft, for the year's proposals in the order of field and code.
pub fn decision(law: &Law, year: i64, proposals: &[Proposal], (issuer, day): (&Issuer, Date)) -> Paper {
    let (year, count) = (year.to_string(), proposals.len().to_string());
    let blanks = [("year", year.as_str()), ("agency", &issuer.name), ("count", &count)];
    let text = |key| law.text(("decision_text", key), &blanks);
    let Some(ground) = law.decision(day) else { return Document::new("quyet-dinh").build() };
    let head = Head {
        upper: None,
        issuer: issuer.upper.to_uppercase(),
        number: Some("Số: …/QĐ-UBND".into()),
        subject: None,
        place_date: Some(issuer.dated(day)),
    };
    let mut document = Document::new("quyet-dinh").head(head).title_with(&text("title"), &text("summary"));
    document = document.line(&format!("CHỦ TỊCH {}", issuer.upper.to_uppercase()), Align::Center, Style::Bold);
    for basis in &ground.bases {
        document = document.line(&format!("Căn cứ {basis};"), Align::Body, Style::Italic);
    }
    document = document
        .line(&format!("{}.", text("proposer")), Align::Body, Style::Italic)
        .line("QUYẾT ĐỊNH:", Align::Center, Style::Bold)
        .paragraph(&text("article1"))
        .paragraph(&text("article2"))
        .paragraph(&text("article3"));
    let signer = Signature { title: ground.signer.join("\n"), note: None, name: None };
    document = document
        .closing(&ground.recipients, signer)
        .page_break()
        .title_with(&text("annex"), "(Kèm theo Quyết định số …/QĐ-UBND ngày … tháng … năm …)")
        .heading(2, "PHẦN I. DANH MỤC THỦ TỤC HÀNH CHÍNH THỰC HIỆN ĐƠN GIẢN HÓA");
    let columns = [
        ("STT", 6, Align::Center),
        ("Mã số TTHC", 14, Align::Left),
        ("Tên TTHC", 38, Align::Left),
        ("Nội dung đề xuất", 42, Align::Left),
    ];
    let mut heads: Vec<(&str, &str)> =
        proposals.iter().map(|p| (p.subject.level.as_str(), p.subject.field.as_str())).collect();
    heads.sort_unstable();
    heads.dedup();
    for (level, field) in heads {
        let name = if field.is_empty() { "Lĩnh vực khác".to_owned() } else { format!("Lĩnh vực {field}") };
        let of = proposals.iter().filter(|p| p.subject.level == level && p.subject.field == field).enumerate();
        let rows = of.map(|(n, p)| vec![(n + 1).to_string(), p.subject.code.clone(), p.subject.name.clone(), short(p)]);
        let place = if level.is_empty() { name } else { format!("{level}: {name}") };
        document = document.heading(3, &place).table(&columns, rows);
    }
    second(document, law, proposals).build()
}
