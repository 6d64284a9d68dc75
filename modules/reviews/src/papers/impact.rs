//! Papers of an impact assessment: the filled questionnaires with their cost sheets, the table of opinions and what became of
//! them, and the letter with an opinion (V.1).

use jiff::civil::Date;
use kernel::time::date;
use output::document::Document;
use output::paper::{Align, Head, Paper};

use super::forms::filled;
use super::{Issuer, cost, signature, wide};
use crate::law::Law;
use crate::model::{Impact, ImpactItem, Opinion};

/// The report on the assessment as a whole.
pub fn assessment(law: &Law, impact: &Impact, opinions: &[Opinion], (issuer, day): (&Issuer, Date)) -> Paper {
    let text = |key| law.text(("impact", key), &[("title", &impact.title)]);
    let mut document = issuer
        .document("bao-cao-danh-gia-tac-dong", "Số: …/BC", day)
        .title_with(&text("title"), &text("summary"))
        .paragraph(&format!("Thực hiện {}; {}.", impact.assigned, law.article("impact")))
        .heading(2, "I. NỘI DUNG ĐÁNH GIÁ");
    let columns = [
        ("STT", 6, Align::Center),
        ("Nội dung", 50, Align::Left),
        ("Loại", 22, Align::Left),
        ("Chi phí tuân thủ dự kiến (đồng/năm)", 22, Align::Right),
    ];
    let rows = impact.items.iter().enumerate().map(|(n, i)| {
        let yearly = i.study.as_ref().and_then(|s| crate::cost::outcome(s).ok()).map(|o| super::money(o.after));
        vec![(n + 1).to_string(), i.title.clone(), i.kind.label().into(), yearly.unwrap_or_default()]
    });
    document = document.table(&columns, rows).heading(2, "II. Ý KIẾN GÓP Ý");
    let answered = opinions.iter().filter(|o| !o.answer.is_empty()).count();
    document = document.paragraph(&format!(
        "Đã lấy ý kiến {} cơ quan, đơn vị; nhận được {answered} ý kiến. Bảng tổng hợp, tiếp thu, giải trình kèm theo.",
        opinions.len()
    ));
    document.closing(law.list("impact", "recipients"), signature("THỦ TRƯỞNG CƠ QUAN")).build()
}

/// One filled questionnaire, with its cost sheet where it has one.
pub fn items(
    law: &Law,
    (impact, item): (&Impact, &ImpactItem),
    bank: &::forms::Form,
    (issuer, day): (&Issuer, Date),
) -> Paper {
    let mut document: Document = issuer
        .document("bieu-mau-danh-gia", "Biểu mẫu đánh giá tác động", day)
        .title_with(&bank.title.vi.to_uppercase(), &item.title)
        .paragraph(&format!("Dự thảo: {}", impact.title));
    document = filled(document, bank, &item.answers);
    if let Some(study) = &item.study {
        document = cost::sheets(wide(document).heading(1, "BẢNG TÍNH CHI PHÍ TUÂN THỦ"), law, study);
    }
    document.signatures(vec![signature("NGƯỜI ĐÁNH GIÁ"), signature("THỦ TRƯỞNG ĐƠN VỊ")]).build()
}

/// The table of opinions with what was taken up and why not.
pub fn opinions_table(impact: &Impact, opinions: &[Opinion], (issuer, day): (&Issuer, Date)) -> Paper {
    let columns = [
        ("STT", 5, Align::Center),
        ("Cơ quan, đơn vị", 18, Align::Left),
        ("Nội dung góp ý", 36, Align::Left),
        ("Văn bản, ngày trả lời", 14, Align::Left),
        ("Tiếp thu, giải trình", 27, Align::Left),
    ];
    let rows = opinions.iter().enumerate().map(|(n, o)| {
        let at = o.answered_at.map(|t| date(kernel::time::local(t).date())).unwrap_or_default();
        let answer =
            if o.answer.is_empty() { format!("Không trả lời (hạn {})", date(o.due)) } else { o.answer.clone() };
        let taken = o.taken.as_ref().map_or_else(String::new, |t| match t.explanation.as_str() {
            "" => t.uptake.label().to_owned(),
            why => format!("{}: {why}", t.uptake.label()),
        });
        vec![(n + 1).to_string(), o.body.clone(), answer, format!("{} {at}", o.letter).trim().to_owned(), taken]
    });
    wide(issuer.document("tong-hop-y-kien", "Bảng tổng hợp", day))
        .title_with("BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý", &impact.title)
        .table(&columns, rows)
        .signatures(vec![signature("NGƯỜI TỔNG HỢP"), signature("THỦ TRƯỞNG ĐƠN VỊ")])
        .build()
}

/// The letter with an opinion.
pub fn opinion(law: &Law, o: &Opinion, (issuer, day): (&Issuer, Date)) -> Paper {
    let blanks = [("title", o.title.as_str()), ("asker", &o.asker), ("agency", &issuer.name)];
    let text = |key| law.text(("opinion", key), &blanks);
    let number = if o.letter.is_empty() { "Số: …".to_owned() } else { format!("Số: {}", o.letter) };
    let head = Head {
        upper: Some(issuer.upper.to_uppercase()).filter(|u| !u.is_empty()),
        issuer: issuer.name.to_uppercase(),
        number: Some(number),
        subject: Some(format!("V/v {}", text("subject"))),
        place_date: Some(issuer.dated(day)),
    };
    let mut document = Document::new("gop-y").head(head).line(
        &format!("Kính gửi: {}", o.asker),
        Align::Center,
        output::paper::Style::Plain,
    );
    document = document.paragraph(&text("opening"));
    let answer = if o.answer.is_empty() { "Chưa có nội dung góp ý." } else { &o.answer };
    for line in answer.lines().filter(|l| !l.trim().is_empty()) {
        document = document.paragraph(line);
    }
    let signer = law.list("opinion", "signer").join("\n");
    document.paragraph(&text("closing")).closing(law.list("opinion", "recipients"), signature(&signer)).build()
}
