//! A paper as PDF/A-2b: archivable, with extractable text, and the same bytes for the same input.

use super::world::PaperWorld;
use super::{Meta, Paper, pdf_data};
use crate::OutputError;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Minutes by which Vietnamese time is ahead of UTC.
const OFFSET_MINUTES: i32 = 7 * 60;
/// Papers after which an unused drawing step is forgotten; keeps memory flat in a server.
const REMEMBER: usize = 20;

/// Draws the paper. Letters the font lacks are printed as `□`; everything else a person typed
/// appears literally. Fails only when a QR text is too long or the engine refuses the paper.
pub fn pdf(paper: &Paper, meta: &Meta) -> Result<Vec<u8>, OutputError> {
    let world = PaperWorld::new(pdf_data::files(paper, meta)?).map_err(OutputError::Pdf)?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("{}\n{}\n{}\n{}", meta.title, meta.author, meta.created, paper.name)),
        creator: Smart::Custom(Some("motcua".into())),
        timestamp: timestamp(meta),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(|e| OutputError::Pdf(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    let drawn = typst::compile(&world).output.map_err(|e| refusal(&e))?;
    let bytes = typst_pdf::pdf(&drawn, &options).map_err(|e| refusal(&e));
    comemo::evict(REMEMBER);
    bytes
}

fn timestamp(meta: &Meta) -> Option<Timestamp> {
    let t = meta.created;
    let part = |n: i8| u8::try_from(n).ok();
    let local = Datetime::from_ymd_hms(
        i32::from(t.year()),
        part(t.month())?,
        part(t.day())?,
        part(t.hour())?,
        part(t.minute())?,
        part(t.second())?,
    )?;
    Timestamp::new_local(local, OFFSET_MINUTES)
}

fn refusal(errors: &[SourceDiagnostic]) -> OutputError {
    OutputError::Pdf(errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; "))
}
