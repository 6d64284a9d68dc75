//! The filled review form of one procedure, question by question, with what was found.

use forms::Lang;
use jiff::civil::Date;
use output::document::Document;
use output::paper::{Align, Paper};

use super::{Issuer, signature};
use crate::findings::{Finding, findings};
use crate::law::Law;
use crate::model::{Examined, Review};

/// Adds the groups of a filled form.
pub(super) fn filled(mut document: Document, bank: &forms::Form, answers: &forms::Answers) -> Document {
    for group in bank.summary(answers, Lang::Vi) {
        document = document.fields(&group.title, group.rows);
    }
    document
}

/// Adds the table of findings, or says that there are none.
pub(super) fn found(document: Document, all: &[Finding]) -> Document {
    if all.is_empty() {
        return document.paragraph("Không phát hiện nội dung cần sửa đổi; đề nghị giữ nguyên.");
    }
    let columns = [
        ("STT", 5, Align::Center),
        ("Bộ phận, giấy tờ", 22, Align::Left),
        ("Đánh giá", 18, Align::Left),
        ("Đề xuất", 37, Align::Left),
        ("Lý do", 26, Align::Left),
    ];
    let rows = all.iter().enumerate().map(|(n, f)| {
        let change = f.change.map_or_else(|| "Giữ nguyên".to_owned(), |c| c.label().to_owned());
        let proposal = if f.proposal.is_empty() { change } else { format!("{change}: {}", f.proposal) };
        vec![(n + 1).to_string(), f.part.clone(), f.faults_text(), proposal, f.reason.clone()]
    });
    document.table(&columns, rows)
}

/// The form of one procedure of a review.
pub fn review_form(
    law: &Law,
    (review, examined): (&Review, &Examined),
    bank: &forms::Form,
    (issuer, day): (&Issuer, Date),
) -> Paper {
    let document = issuer
        .document("bieu-mau-ra-soat", "Biểu mẫu rà soát", day)
        .title_with(&bank.title.vi.to_uppercase(), &format!("{} ({})", examined.subject.name, examined.subject.code));
    let document = document.paragraph(&format!("Cuộc rà soát: {}. Căn cứ {}.", review.title, law.article("content")));
    let document = filled(document, bank, &examined.answers).heading(2, "Nội dung phát hiện và đề xuất");
    let document = found(document, &findings(bank, &examined.answers, law.parts()));
    document.signatures(vec![signature("NGƯỜI RÀ SOÁT"), signature("THỦ TRƯỞNG ĐƠN VỊ")]).build()
}
