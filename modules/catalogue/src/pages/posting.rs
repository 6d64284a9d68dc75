//! The printable posting (niêm yết) of a procedure, A4 or A3, with a QR code to its page (NĐ 63/2010 Điều 17).

use jiff::civil::DateTime;
use kernel::time::{date, legal_date, local};
use output::document::Document;
use output::paper::{Align, Head, Meta, Orientation, Paper, Size, Style, pdf};
use platform::web::{AgencyName, Failure, Reply, Visit, file};

use super::{Code, PartLine, asked, no_procedure, part_lines};
use crate::model::Version;
use crate::rules::Part;

const UNKNOWN: &str = "Chưa có dữ liệu";

/// GET /thu-tuc/{code}/niem-yet.pdf?kho=a4|a3&v=: today's version, or one to be put up on its day.
pub async fn posting(visit: Visit, Code(code): Code) -> Reply {
    let app = &visit.app;
    let version = match asked(&visit).get("v").parse::<i64>() {
        Ok(number) => crate::versions(app, &code).await?.into_iter().find(|v| v.number == number),
        Err(_) => crate::current(app, &code).await?,
    };
    let version = version.ok_or_else(|| no_procedure(&code))?;
    let size = if asked(&visit).get("kho") == "a3" { Size::A3 } else { Size::A4 };
    let agency = app.kept::<AgencyName>().map_or_else(String::new, |a| a.0.clone());
    let address = format!("{}/thu-tuc/{code}", app.address().trim_end_matches('/'));
    let bytes = tokio::task::spawn_blocking(move || {
        let created = local(version.published_at);
        let paper = paper(&version, &agency, (size, &address));
        let meta = meta(&version, &agency, created);
        pdf(&paper, &meta)
    })
    .await
    .map_err(|e| Failure::Internal(e.to_string()))?
    .map_err(|e| Failure::Internal(format!("posting: {e}")))?;
    Ok(file(bytes, (&format!("niem-yet-{code}.pdf"), "application/pdf")))
}

fn meta(v: &Version, agency: &str, created: DateTime) -> Meta {
    Meta { title: format!("Niêm yết thủ tục {}", v.parts.code), author: agency.to_owned(), created }
}

/// The posting as a paper.
pub fn paper(v: &Version, agency: &str, (size, address): (Size, &str)) -> Paper {
    let p = &v.parts;
    let head = Head {
        upper: None,
        issuer: agency.to_uppercase(),
        number: None,
        subject: None,
        place_date: Some(capital_date(v)),
    };
    let mut d = Document::new("Niêm yết thủ tục hành chính").sheet(size, Orientation::Portrait).head(head);
    d = d.title_with("NIÊM YẾT THỦ TỤC HÀNH CHÍNH", &p.name);
    d = d.line(&format!("Mã thủ tục: {}", p.code), Align::Center, Style::Plain);
    for (n, line) in part_lines(v).iter().filter(|l| shown(l)).enumerate() {
        d = d.heading(2, &format!("{}. {}", n + 1, line.label));
        if line.gap {
            d = d.line(UNKNOWN, Align::Body, Style::Italic);
        } else if line.lines.len() == 1 {
            d = line.lines.iter().fold(d, |d, text| d.paragraph(text));
        } else {
            d = line.lines.iter().fold(d, |d, text| d.paragraph(&format!("- {text}")));
        }
    }
    let caption = format!(
        "Quét mã để xem nội dung mới nhất, mẫu đơn và nộp hồ sơ trực tuyến: {address}. Phiên bản {} có hiệu lực từ ngày {}.",
        v.number,
        date(v.valid_from)
    );
    d.qr(address, &caption, if size == Size::A3 { 40 } else { 28 }).build()
}

fn capital_date(v: &Version) -> String {
    crate::search::capital(&legal_date(local(v.published_at).date()))
}

fn shown(line: &PartLine) -> bool {
    !matches!(line.part, Part::Name | Part::Kind | Part::Source)
}
