//! A paper as DOCX in the layout of the decree on clerical work: A4 (or A3), margins 20, 20, 30
//! and 15 mm, Times New Roman 13 to 14 pt, page numbers centred on top from the second page.

use super::docx_blocks::Writer;
use super::docx_parts::{NAMESPACES, package};
use super::{Meta, Orientation, Paper, Size};
use crate::OutputError;

/// Twentieths of a point in a millimetre, as WordprocessingML measures pages.
pub(super) const TWIPS_PER_MM: f64 = 1440.0 / 25.4;
const MARGIN_TOP_MM: f64 = 20.0;
const MARGIN_LEFT_MM: f64 = 30.0;
const MARGIN_RIGHT_MM: f64 = 15.0;

/// Draws the paper. The same input gives the same bytes. Fails only when a QR text is too long.
pub fn docx(paper: &Paper, meta: &Meta) -> Result<Vec<u8>, OutputError> {
    let (short, long) = match paper.size {
        Size::A4 => (210.0, 297.0),
        Size::A3 => (297.0, 420.0),
    };
    let (width, height, lies) = match paper.orientation {
        Orientation::Portrait => (short, long, ""),
        Orientation::Landscape => (long, short, " w:orient=\"landscape\""),
    };
    let mut writer = Writer::new(twips(width - MARGIN_LEFT_MM - MARGIN_RIGHT_MM));
    for block in &paper.blocks {
        writer.block(block)?;
    }
    let (body, images) = writer.finish();
    let document = format!(
        "<w:document {NAMESPACES}><w:body>{body}<w:sectPr>\
         <w:headerReference w:type=\"default\" r:id=\"rHeader\"/><w:headerReference w:type=\"first\" r:id=\"rFirst\"/>\
         <w:pgSz w:w=\"{}\" w:h=\"{}\"{lies}/>\
         <w:pgMar w:top=\"{top}\" w:right=\"{}\" w:bottom=\"{top}\" w:left=\"{}\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         <w:titlePg/></w:sectPr></w:body></w:document>",
        twips(width),
        twips(height),
        twips(MARGIN_RIGHT_MM),
        twips(MARGIN_LEFT_MM),
        top = twips(MARGIN_TOP_MM),
    );
    package(&document, &images, meta)
}

pub(super) fn twips(mm: f64) -> u32 {
    // Page measures are small positive numbers, so the cast cannot lose anything.
    (mm * TWIPS_PER_MM).round() as u32
}
