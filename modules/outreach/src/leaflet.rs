//! Leaflets: an A4 sheet as PDF or DOCX made of a published article or of a procedure, with the QR code of its public page, so that
//! what hangs on a wall leads to the newest text.

use catalogue::{ChannelTerm, Component, Version};
use output::document::Document;
use output::paper::{Align, Head, Orientation, Paper, Size, Style};

use crate::model::Public;
use crate::text::{Block, parse, printed};

/// The side of the code in millimetres: read from an arm's length.
const SIDE: u16 = 32;

fn begun(issuer: &str, title: &str) -> Document {
    let head = Head { upper: None, issuer: issuer.to_uppercase(), number: None, subject: None, place_date: None };
    Document::new("Tờ rơi").sheet(Size::A4, Orientation::Portrait).head(head).title(title)
}

fn day(at: kernel::time::Timestamp) -> String {
    kernel::time::date(kernel::time::local(at).date())
}

/// The leaflet of an article of an agency; `home` is the address of the portal, `page` that of the article.
pub fn article(public: &Public, agency: &str, (home, page): (&str, &str)) -> Paper {
    let c = &public.content;
    let mut d = begun(agency, &c.title).line(&c.summary, Align::Body, Style::Bold);
    for block in parse(&c.text) {
        d = match block {
            Block::Heading(text) => d.heading(2, &text),
            Block::Paragraph(spans) => d.paragraph(&printed(&spans, home)),
            Block::List(items) => items.iter().fold(d, |d, i| d.paragraph(&format!("- {}", printed(i, home)))),
        };
    }
    if !c.procedures.is_empty() {
        d = d.heading(2, "Thủ tục liên quan");
        d = c.procedures.iter().fold(d, |d, p| d.paragraph(&format!("- {} ({})", p.name, p.code)));
    }
    let told = format!(
        "Quét mã để xem nội dung mới nhất: {page}. Phiên bản {}, đăng ngày {}.",
        public.version,
        day(public.at)
    );
    d.qr(page, &told, SIDE).build()
}

fn component(c: &Component) -> String {
    let mut told = format!("- {}", c.name);
    for more in [&c.form, &c.condition].into_iter().flatten() {
        told.push_str(&format!(" ({more})"));
    }
    if let Some(base) = &c.replaced_by {
        told.push_str(&format!("; không phải nộp khi có dữ liệu trong {base}"));
    }
    told
}

fn term(t: &ChannelTerm) -> String {
    let mut told = format!("- {}", t.channel.label());
    if let Some(when) = &t.when {
        told.push_str(&format!(" ({when})"));
    }
    if let Some(limit) = t.limit_text.as_ref().or(t.limit.as_ref()) {
        told.push_str(&format!(": {limit}"));
    }
    if let Some(fee) = &t.fee {
        told.push_str(&format!("; phí, lệ phí: {}", fee.text));
    }
    told
}

/// The leaflet of a procedure as it is in force; `page` is the address of its public page.
pub fn procedure(v: &Version, issuer: &str, page: &str) -> Paper {
    let p = &v.parts;
    let unknown = "Xem trên trang của thủ tục (mã bên dưới).";
    let mut d = begun(issuer, &p.name).line(&format!("Mã số thủ tục: {}", p.code), Align::Center, Style::Plain);
    if let Some(agency) = &p.agency {
        d = d.heading(2, "Cơ quan giải quyết").paragraph(agency);
    }
    if let Some(subjects) = p.subjects.as_ref().filter(|s| !s.is_empty()) {
        d = d.heading(2, "Đối tượng thực hiện").paragraph(&subjects.join("; "));
    }
    d = d.heading(2, "Hồ sơ cần nộp");
    d = match p.components.as_deref() {
        None => d.paragraph(unknown),
        Some([]) => d.paragraph("Không có."),
        Some(all) => all.iter().fold(d, |d, c| d.paragraph(&component(c))),
    };
    if p.components_partial {
        d = d.paragraph("Danh sách trên chưa đủ; xem đầy đủ trên trang của thủ tục.");
    }
    d = d.heading(2, "Cách nộp, thời hạn, phí");
    d = match &p.channels[..] {
        [] => d.paragraph(unknown),
        all => all.iter().fold(d, |d, t| d.paragraph(&term(t))),
    };
    if let Some(result) = p.result.as_ref().filter(|r| !r.is_empty()) {
        d = d.heading(2, "Kết quả").paragraph(&result.join("; "));
    }
    let from = kernel::time::date(v.valid_from);
    let told = format!("Quét mã để xem nội dung mới nhất và nộp hồ sơ: {page}. Theo nội dung có hiệu lực từ {from}.");
    d.qr(page, &told, SIDE).build()
}
