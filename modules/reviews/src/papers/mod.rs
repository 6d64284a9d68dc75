//! Papers in the layout of the decree on clerical work, as DOCX and PDF of the same blocks: plan, filled forms, cost sheets,
//! draft decision, reports, opinions. Their standing words are law data; what happened is filled in here.

mod cost;
mod decision;
mod forms;
mod impact;
mod package;
mod plan;
mod report;

pub use cost::{activity, sheet, sheet_table, template};
pub use decision::decision;
pub use forms::review_form;
pub use impact::{assessment, items, opinion, opinions_table};
pub use package::{Package, package};
pub use plan::plan;
pub use report::{report, synthesis, totals};

use documents::Format;
use jiff::civil::Date;
use kernel::time::local;
use output::document::Document;
use output::paper::{self, Head, Meta, Orientation, Paper, Signature, Size};
use platform::App;
use platform::web::Failure;
use uuid::Uuid;

/// Who issues a paper, as its head names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    pub name: String,
    pub upper: String,
    /// The place of the date line ("Nam Định").
    pub place: String,
}

/// The issuer behind a unit: its agency, the body above it, and the province of the root.
///
/// # Errors
/// The database cannot be read.
pub async fn issuer(app: &App, unit: Uuid, day: Date) -> Result<Issuer, Failure> {
    let Some(own) = people::unit_on(app, unit, day).await? else { return Ok(Issuer::default()) };
    let agency = people::unit_on(app, own.agency, day).await?.unwrap_or(own);
    let above = match agency.parent {
        Some(id) => people::unit_on(app, id, day).await?.map(|u| u.name).unwrap_or_default(),
        None => String::new(),
    };
    let root = agency.path.split('/').find(|s| !s.is_empty()).and_then(|s| s.parse().ok());
    let root = match root {
        Some(id) => people::unit_on(app, id, day).await?.map(|u| u.name).unwrap_or_default(),
        None => String::new(),
    };
    let words = ["tỉnh ", "thành phố "];
    let place = words.iter().find_map(|w| root.split_once(w)).map_or(root.as_str(), |(_, p)| p).to_owned();
    Ok(Issuer { name: agency.name, upper: above, place })
}

impl Issuer {
    /// A document with this head; number and signing day stay blank in a draft.
    fn document(&self, name: &str, number: &str, day: Date) -> Document {
        Document::new(name).head(Head {
            upper: Some(self.upper.to_uppercase()).filter(|u| !u.is_empty()),
            issuer: self.name.to_uppercase(),
            number: Some(number.to_owned()),
            subject: None,
            place_date: Some(self.dated(day)),
        })
    }

    fn dated(&self, day: Date) -> String {
        format!("{}, ngày … tháng {:02} năm {:04}", self.place, day.month(), day.year())
    }
}

/// A document that lies on its side, for wide tables.
fn wide(document: Document) -> Document {
    document.sheet(Size::A4, Orientation::Landscape)
}

fn signature(title: &str) -> Signature {
    Signature { title: title.to_owned(), note: None, name: None }
}

/// "1.234.567", for cells.
fn money(d: kernel::money::Dong) -> String {
    kernel::money::group(d.0)
}

/// Draws a paper beside the requests, since it is pure computing.
///
/// # Errors
/// The drawing engine refuses it.
pub async fn draw(app: &App, paper: Paper, (title, author): (&str, &str), format: Format) -> Result<Vec<u8>, Failure> {
    let meta = Meta { title: title.to_owned(), author: author.to_owned(), created: local(app.now()) };
    let work = move || match format {
        Format::Pdf => paper::pdf(&paper, &meta),
        Format::Docx => paper::docx(&paper, &meta),
    };
    let made = tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Internal(e.to_string()))?;
    made.map_err(|e| Failure::Internal(e.to_string()))
}
