//! What the module's papers share: who issues them, their head and end in the layout of the decree on clerical work, drawing.

use documents::Format;
use jiff::civil::Date;
use kernel::time::local;
use output::document::Document;
use output::paper::{Head, Meta, Paper, Signature, docx, pdf};
use platform::App;
use platform::web::{Failure, Reply, Visit, file};
use uuid::Uuid;

use crate::law::PaperWords;

/// Who issues a paper, as its head names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    pub name: String,
    pub upper: String,
    /// The place of the date line ("Nam Định").
    pub place: String,
    pub day: Date,
}

async fn name(app: &App, id: Option<Uuid>, day: Date) -> Result<String, Failure> {
    match id {
        Some(id) => Ok(people::unit_on(app, id, day).await?.map(|u| u.name).unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// An agency as issuer: the body above it, and the province of the root.
///
/// # Errors
/// The database cannot be read.
pub async fn issuer(app: &App, agency: Uuid) -> Result<Issuer, Failure> {
    let day = local(app.now()).date();
    let Some(own) = people::unit_on(app, agency, day).await? else { return Ok(Issuer { day, ..Issuer::default() }) };
    let root = own.path.split('/').find(|s| !s.is_empty()).and_then(|s| s.parse().ok());
    let root = name(app, root, day).await?;
    let words = ["tỉnh ", "thành phố "];
    let place = words.iter().find_map(|w| root.split_once(w)).map_or(root.as_str(), |(_, p)| p).to_owned();
    Ok(Issuer { upper: name(app, own.parent, day).await?, name: own.name, place, day })
}

/// "Nam Định, ngày … tháng 03 năm 2024": the day is written when it is signed.
fn dated(issuer: &Issuer) -> String {
    format!("{}, ngày … tháng {:02} năm {:04}", issuer.place, issuer.day.month(), issuer.day.year())
}

/// A document with its head and title; `symbol` is that of its kind ("BC").
pub fn begun(issuer: &Issuer, words: &PaperWords, symbol: &str) -> Document {
    let head = Head {
        upper: Some(issuer.upper.to_uppercase()).filter(|u| !u.is_empty()),
        issuer: issuer.name.to_uppercase(),
        number: Some(format!("Số: …/{symbol}")),
        subject: None,
        place_date: Some(dated(issuer)),
    };
    Document::new(words.title.clone()).head(head).title_with(&words.title, &words.summary)
}

/// The end: recipients and signature.
pub fn ended(document: Document, words: &PaperWords) -> Paper {
    document
        .closing(words.recipients.clone(), Signature { title: words.signer.clone(), note: None, name: None })
        .build()
}

/// "bao-cao.docx" as its name and format.
///
/// # Errors
/// No such paper.
pub fn parts(name: &str) -> Result<(&str, Format), Failure> {
    let missing = || Failure::missing("Không có giấy tờ này");
    let (stem, ending) = name.rsplit_once('.').ok_or_else(missing)?;
    Ok((stem, Format::parse(ending).ok_or_else(missing)?))
}

/// Draws a paper beside the requests and answers with it.
///
/// # Errors
/// The drawing engine refuses it.
pub async fn reply(v: &Visit, paper: Paper, (name, author): (&str, &str)) -> Reply {
    let (_, format) = parts(name)?;
    let meta = Meta { title: paper.name.clone(), author: author.to_owned(), created: local(v.app.now()) };
    let draw = move || match format {
        Format::Pdf => pdf(&paper, &meta),
        Format::Docx => docx(&paper, &meta),
    };
    let made = tokio::task::spawn_blocking(draw).await.map_err(|e| Failure::Internal(e.to_string()))?;
    let bytes = made.map_err(|e| Failure::Internal(format!("{name}: {e}")))?;
    Ok(file(bytes, (name, format.mime())))
}
