//! DOCX packages: complete, well-formed, the same every time, laid out as the decree asks.

use super::data::{case, layout, layout_files, meta};
use crate::document::Document;
use crate::docx_read::text_and_tables;
use crate::paper::{Layout, Paper, docx, fill, text};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().to_owned(), content)
        })
        .collect()
}

fn receipt() -> Paper {
    fill(&layout("2018", "01"), &case()).unwrap()
}

#[test]
fn every_part_is_well_formed_and_every_relation_leads_somewhere() {
    for (file, content) in layout_files() {
        let paper = fill(&Layout::parse(&file, &content).unwrap(), &case()).unwrap();
        let parts = parts(&docx(&paper, &meta()).unwrap());
        for (name, content) in parts.iter().filter(|(name, _)| !name.ends_with(".png")) {
            let xml = std::str::from_utf8(content).unwrap();
            let mut reader = Reader::from_str(xml);
            let mut depth = 0;
            loop {
                match reader.read_event().unwrap_or_else(|e| panic!("{file} {name}: {e}")) {
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth -= 1,
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0, "{file} {name}");
        }
        let relations = String::from_utf8(parts["word/_rels/document.xml.rels"].clone()).unwrap();
        for target in relations.split("Target=\"").skip(1) {
            let target = target.split('"').next().unwrap();
            assert!(parts.contains_key(&format!("word/{target}")), "{file}: {target}");
        }
        let document = String::from_utf8(parts["word/document.xml"].clone()).unwrap();
        for id in document.split("r:id=\"").skip(1).chain(document.split("r:embed=\"").skip(1)) {
            let id = id.split('"').next().unwrap();
            assert!(relations.contains(&format!("Id=\"{id}\"")), "{file}: {id}");
        }
    }
}

#[test]
fn the_layout_is_the_decrees() {
    let parts = parts(&docx(&receipt(), &meta()).unwrap());
    let document = String::from_utf8(parts["word/document.xml"].clone()).unwrap();
    assert!(document.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
    assert!(document.contains("w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\""));
    assert!(document.contains("<w:titlePg/>"));
    let styles = String::from_utf8(parts["word/styles.xml"].clone()).unwrap();
    assert!(styles.contains("Times New Roman") && styles.contains("<w:sz w:val=\"26\"/>"));
    assert!(String::from_utf8(parts["word/header1.xml"].clone()).unwrap().contains(" PAGE "));
}

#[test]
fn the_same_paper_gives_the_same_bytes_and_the_same_words_as_its_text() {
    let bytes = docx(&receipt(), &meta()).unwrap();
    assert!(bytes == docx(&receipt(), &meta()).unwrap());
    let read = text_and_tables(&bytes).unwrap().text();
    for line in text(&receipt()).lines().flat_map(|l| l.split("    ")).filter(|l| !l.is_empty()) {
        assert!(read.contains(line.trim()), "{line} in\n{read}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let attack = "</w:t><w:evil/> & \"x\" <!-- \u{1} ]]> &amp;";
    let paper = Document::new("x").paragraph(attack).qr("a", attack, 20).build();
    let read = text_and_tables(&docx(&paper, &meta()).unwrap()).unwrap().text();
    assert_eq!(
        read.matches("</w:t><w:evil/> & \"x\" <!-- ]]> &amp;").count() + read.matches("<!--  ]]>").count(),
        2,
        "{read}"
    );
}
