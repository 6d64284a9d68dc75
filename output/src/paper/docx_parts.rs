//! The fixed parts of a DOCX package and the zip around them: styles, page-number headers,
//! relations, properties. Written by hand because the same paper must give the same bytes,
//! which a general writer with its own counters does not promise.

use super::Meta;
use crate::OutputError;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
     xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Escapes text for XML content and attributes; control characters XML cannot hold are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Zips a document body and its images into a package.
pub(super) fn package(document: &str, images: &[Vec<u8>], meta: &Meta) -> Result<Vec<u8>, OutputError> {
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types().into_bytes()),
        ("_rels/.rels".into(), package_relations().into_bytes()),
        ("docProps/core.xml".into(), core(meta).into_bytes()),
        ("word/document.xml".into(), format!("{XML}{document}").into_bytes()),
        ("word/_rels/document.xml.rels".into(), document_relations(images.len()).into_bytes()),
        ("word/styles.xml".into(), styles().into_bytes()),
        ("word/settings.xml".into(), settings().into_bytes()),
        ("word/header1.xml".into(), page_number_header().into_bytes()),
        ("word/header2.xml".into(), first_page_header().into_bytes()),
    ];
    for (index, image) in images.iter().enumerate() {
        parts.push((format!("word/media/image{}.png", index + 1), image.clone()));
    }
    zip_up(&parts).map_err(|e| OutputError::Docx(e.to_string()))
}

fn zip_up(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> String {
    let mut out = format!("{XML}<Types xmlns=\"{PACKAGE}/content-types\">");
    for (extension, kind) in [
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("png", "image/png"),
    ] {
        let _ = write!(out, "<Default Extension=\"{extension}\" ContentType=\"{kind}\"/>");
    }
    let parts = [
        ("/word/document.xml", format!("{WORD}.document.main+xml")),
        ("/word/styles.xml", format!("{WORD}.styles+xml")),
        ("/word/settings.xml", format!("{WORD}.settings+xml")),
        ("/word/header1.xml", format!("{WORD}.header+xml")),
        ("/word/header2.xml", format!("{WORD}.header+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
    ];
    for (part, kind) in parts {
        let _ = write!(out, "<Override PartName=\"{part}\" ContentType=\"{kind}\"/>");
    }
    out + "</Types>"
}

fn relations(list: &[(String, String, String)]) -> String {
    let mut out = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, kind, target) in list {
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
    }
    out + "</Relationships>"
}

fn package_relations() -> String {
    relations(&[
        ("rId1".into(), format!("{OFFICE}/relationships/officeDocument"), "word/document.xml".into()),
        ("rId2".into(), format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml".into()),
    ])
}

fn document_relations(images: usize) -> String {
    let one = |id: &str, kind: &str, target: String| (id.to_owned(), format!("{OFFICE}/relationships/{kind}"), target);
    let mut list = vec![
        one("rStyles", "styles", "styles.xml".into()),
        one("rSettings", "settings", "settings.xml".into()),
        one("rHeader", "header", "header1.xml".into()),
        one("rFirst", "header", "header2.xml".into()),
    ];
    list.extend((1..=images).map(|n| one(&format!("rImage{n}"), "image", format!("media/image{n}.png"))));
    relations(&list)
}

fn core(meta: &Meta) -> String {
    // Office programs write this in UTC; Vietnamese time is seven hours ahead.
    let utc = meta.created.checked_sub(jiff::Span::new().hours(7)).unwrap_or(meta.created);
    let t = utc.strftime("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>vi-VN</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{t}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{t}</dcterms:modified></cp:coreProperties>",
        escape(&meta.title),
        escape(&meta.author)
    )
}

fn styles() -> String {
    let heading = |level: u8| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:next w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/><w:outlineLvl w:val=\"{}\"/></w:pPr>\
             <w:rPr><w:b/></w:rPr></w:style>",
            level - 1
        )
    };
    format!(
        "{XML}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"Times New Roman\"/>\
         <w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{}{}{}</w:styles>",
        heading(1),
        heading(2),
        heading(3)
    )
}

fn settings() -> String {
    format!(
        "{XML}<w:settings {NAMESPACES}><w:defaultTabStop w:val=\"567\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

fn page_number_header() -> String {
    format!(
        "{XML}<w:hdr {NAMESPACES}><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
         <w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
         <w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>"
    )
}

fn first_page_header() -> String {
    format!("{XML}<w:hdr {NAMESPACES}><w:p/></w:hdr>")
}
