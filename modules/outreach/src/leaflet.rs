//! A leaflet made of a published article: an A4 sheet as PDF or DOCX with the QR code of the public page, so that what hangs on
//! a wall leads to the newest text.

use output::document::Document;
use output::paper::{Align, Head, Orientation, Paper, Size, Style};

use crate::model::Public;
use crate::text::{Block, parse, printed};

/// The side of the code in millimetres: read from an arm's length.
const SIDE: u16 = 32;

/// The leaflet; `address` is that of the public page.
pub fn paper(public: &Public, agency: &str, address: &str) -> Paper {
    let c = &public.content;
    let head = Head { upper: None, issuer: agency.to_uppercase(), number: None, subject: None, place_date: None };
    let mut d = Document::new("Tờ rơi").sheet(Size::A4, Orientation::Portrait).head(head).title(&c.title);
    d = d.line(&c.summary, Align::Body, Style::Bold);
    for block in parse(&c.text) {
        d = match block {
            Block::Heading(text) => d.heading(2, &text),
            Block::Paragraph(spans) => d.paragraph(&printed(&spans)),
            Block::List(items) => items.iter().fold(d, |d, i| d.paragraph(&format!("- {}", printed(i)))),
        };
    }
    if !c.procedures.is_empty() {
        d = d.heading(2, "Thủ tục liên quan");
        d = c.procedures.iter().fold(d, |d, p| d.paragraph(&format!("- {} ({})", p.name, p.code)));
    }
    let day = kernel::time::date(kernel::time::local(public.at).date());
    let caption =
        format!("Quét mã để xem nội dung mới nhất: {address}. Phiên bản {}, đăng ngày {day}.", public.version);
    d.qr(address, &caption, SIDE).build()
}
