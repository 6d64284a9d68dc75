//! Papers in the layout of the decree on clerical work, as DOCX and PDF of the same blocks. Their standing words are law data;
//! what happened is filled in here.

mod plan;
mod report;
mod visit;

pub use plan::plan;
pub use report::{item_line, report, units};
pub use visit::{Case, conclusion, decision, minutes, notice};

use documents::Format;
use kernel::time::civil::Date;
use kernel::time::local;
use output::document::Document;
use output::paper::{self, Head, Meta, Paper, Signature};
use platform::App;
use platform::web::Failure;
use uuid::Uuid;

/// Who issues a paper, as its head names it, and the day it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    pub name: String,
    pub upper: String,
    /// The place of the date line ("Nam Định").
    pub place: String,
    pub day: Date,
}

async fn named(app: &App, id: Option<Uuid>, day: Date) -> Result<String, Failure> {
    match id {
        Some(id) => Ok(people::unit_on(app, id, day).await?.map(|u| u.name).unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// The agency with the body above it, and the province of the root.
///
/// # Errors
/// The database cannot be read.
pub async fn issuer(app: &App, agency: Uuid) -> Result<Issuer, Failure> {
    let day = local(app.now()).date();
    let own = people::unit_on(app, agency, day).await?;
    let path = own.as_ref().map(|u| u.path.clone()).unwrap_or_default();
    let upper = named(app, own.as_ref().and_then(|u| u.parent), day).await?;
    let root = path.split('/').find(|s| !s.is_empty()).and_then(|s| s.parse().ok());
    let root = named(app, root, day).await?;
    let place = ["tỉnh ", "thành phố "].iter().find_map(|w| root.split_once(w)).map_or(root.as_str(), |(_, p)| p);
    Ok(Issuer { place: place.to_owned(), name: own.map(|u| u.name).unwrap_or_default(), upper, day })
}

impl Issuer {
    /// A document with this head: with its number and day when it has been signed, with blanks for them before.
    fn document(&self, name: &str, (kind, number): (&str, &str), signed: Option<Date>) -> Document {
        let number = if number.is_empty() { format!("Số: …/{kind}") } else { format!("Số: {number}") };
        let day = match signed {
            Some(d) => kernel::time::legal_date(d),
            None => format!("ngày … tháng {:02} năm {:04}", self.day.month(), self.day.year()),
        };
        Document::new(name).head(Head {
            upper: Some(self.upper.to_uppercase()).filter(|u| !u.is_empty()),
            issuer: self.name.to_uppercase(),
            number: Some(number),
            subject: None,
            place_date: Some(format!("{}, {day}", self.place)),
        })
    }
}

fn signature(title: &str) -> Signature {
    Signature { title: title.to_owned(), note: None, name: None }
}

/// Draws a paper beside the requests, since it is pure computing.
///
/// # Errors
/// The drawing engine refuses it.
pub async fn draw(app: &App, (paper, author): (Paper, &str), format: Format) -> Result<Vec<u8>, Failure> {
    let meta = Meta { title: paper.name.clone(), author: author.to_owned(), created: local(app.now()) };
    let work = move || match format {
        Format::Pdf => paper::pdf(&paper, &meta),
        Format::Docx => paper::docx(&paper, &meta),
    };
    let made = tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Internal(e.to_string()))?;
    made.map_err(|e| Failure::Internal(e.to_string()))
}
