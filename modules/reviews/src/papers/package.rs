//! The dossier for appraisal as one package: every paper as PDF and DOCX, an index as a paper and as text, and the SHA-256 of
//! each file, so that the receiving agency can check what it got. The same content gives the same bytes.

use std::io::{Cursor, Write};

use data_encoding::HEXLOWER;
use documents::Format;
use jiff::civil::Date;
use output::paper::{Align, Paper};
use platform::App;
use platform::web::Failure;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Issuer, assessment, draw, items, opinions_table, signature};
use crate::law::Law;
use crate::model::{Impact, Opinion};

/// A package ready to be sent.
#[derive(Debug, Clone)]
pub struct Package {
    pub bytes: Vec<u8>,
    /// SHA-256 in hex.
    pub digest: String,
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

fn index_paper(law: &Law, impact: &Impact, index: &[(String, String)], (issuer, day): (&Issuer, Date)) -> Paper {
    let text = |key| law.text(("impact", key), &[("title", &impact.title)]);
    let columns = [("STT", 6, Align::Center), ("Tệp", 44, Align::Left), ("SHA-256", 50, Align::Left)];
    // Broken into groups, so that a narrow column can hold it.
    let grouped = |d: &str| d.as_bytes().chunks(16).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    let rows = index.iter().enumerate().map(|(n, (name, d))| vec![(n + 1).to_string(), name.clone(), grouped(d)]);
    issuer
        .document("danh-muc", "Danh mục", day)
        .title_with(&text("index"), &text("index_summary"))
        .table(&columns, rows)
        .signatures(vec![signature("NGƯỜI LẬP"), signature("THỦ TRƯỞNG CƠ QUAN")])
        .build()
}

fn packed(files: &[(String, Vec<u8>)], day: Date) -> Result<Vec<u8>, Failure> {
    let wrong = |e: zip::result::ZipError| Failure::Internal(format!("zip: {e}"));
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1980);
    let at = DateTime::from_date_and_time(year, part(day.month()), part(day.day()), 0, 0, 0).unwrap_or_default();
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(at);
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).map_err(wrong)?;
        zip.write_all(bytes).map_err(|e| Failure::Internal(e.to_string()))?;
    }
    Ok(zip.finish().map_err(wrong)?.into_inner())
}

/// The whole dossier of an assessment.
///
/// # Errors
/// A paper cannot be drawn; a question bank is gone.
pub async fn package(
    app: &App,
    (law, impact): (&Law, &Impact),
    opinions: &[Opinion],
    (issuer, day): (&Issuer, Date),
) -> Result<Package, Failure> {
    let mut papers =
        vec![("01-bao-cao-danh-gia-tac-dong".to_owned(), assessment(law, impact, opinions, (issuer, day)))];
    for (n, item) in impact.items.iter().enumerate() {
        let paper = items(law, (impact, item), law.bank(&item.bank)?, (issuer, day));
        papers.push((format!("{:02}-bieu-mau-danh-gia-{}", n + 2, n + 1), paper));
    }
    papers.push((format!("{:02}-tong-hop-y-kien", papers.len() + 1), opinions_table(impact, opinions, (issuer, day))));
    let (mut files, mut index) = (vec![], vec![]);
    for (name, paper) in papers {
        for format in [Format::Pdf, Format::Docx] {
            let bytes = draw(app, paper.clone(), (&paper.name, &issuer.name), format).await?;
            let file = format!("{name}.{}", format.ending());
            index.push((file.clone(), hex(&bytes)));
            files.push((file, bytes));
        }
    }
    let listed = index_paper(law, impact, &index, (issuer, day));
    let paper = draw(app, listed, ("Danh mục tài liệu", &issuer.name), Format::Pdf).await?;
    // The format sha256sum checks: `sha256sum -c SHA256SUMS`.
    let sums: String = index.iter().map(|(name, d)| format!("{d}  {name}\n")).collect();
    files.insert(0, ("00-danh-muc.pdf".to_owned(), paper));
    files.insert(1, ("SHA256SUMS".to_owned(), sums.into_bytes()));
    let bytes = packed(&files, day)?;
    Ok(Package { digest: hex(&bytes), bytes })
}
