//! Each block of a paper as WordprocessingML. Head and signatures are tables without borders,
//! as clerks make them by hand, so the file stays easy to edit.

use super::docx::twips;
use super::docx_parts::escape;
use super::{Align, Block, Column, Field, Head, RECIPIENTS, STATE, Signature, Style, Table};
use crate::{OutputError, qr};
use std::fmt::Write as _;

const EMU_PER_MM: u32 = 36_000;
const DOTS: &str = "……………………………";
/// Height left free for a signature, in twips.
const SIGNING_SPACE: u32 = 1_100;

/// Collects the body of a document.
pub(super) struct Writer {
    width: u32,
    out: String,
    images: Vec<Vec<u8>>,
}

/// How one paragraph is set. Sizes in half points, distances in twips.
#[derive(Clone, Copy)]
struct Look {
    align: &'static str,
    bold: bool,
    italic: bool,
    half_points: u32,
    after: u32,
    extra: &'static str,
}

const PLAIN: Look = Look { align: "left", bold: false, italic: false, half_points: 26, after: 120, extra: "" };
const CENTRED: Look = Look { align: "center", after: 0, ..PLAIN };

impl Writer {
    /// `width` is that of the text area in twips.
    pub(super) fn new(width: u32) -> Self {
        Self { width, out: String::new(), images: Vec::new() }
    }

    /// The body and its images in order of appearance.
    pub(super) fn finish(self) -> (String, Vec<Vec<u8>>) {
        (self.out, self.images)
    }

    pub(super) fn block(&mut self, block: &Block) -> Result<(), OutputError> {
        match block {
            Block::Head(head) => self.head(head),
            Block::Title { text, summary } => self.title(text, summary.as_deref()),
            Block::Heading { level, text } => {
                let style = format!("<w:pStyle w:val=\"Heading{}\"/>", (*level).clamp(1, 3));
                let _ =
                    write!(self.out, "<w:p><w:pPr>{style}</w:pPr>{}</w:p>", run(text, Look { bold: true, ..PLAIN }));
            }
            Block::Paragraph { text, align, style } => self.paragraph(text, *align, *style),
            Block::Fields { items } => self.fields(items),
            Block::Numbered { items } => {
                for (index, item) in items.iter().enumerate() {
                    let look = Look { extra: "<w:ind w:left=\"567\" w:hanging=\"340\"/>", after: 60, ..PLAIN };
                    self.out.push_str(&para(&format!("{}. {item}", index + 1), look));
                }
            }
            Block::Table(table) => self.table(table),
            Block::Signatures { columns } => {
                let cells: Vec<String> = columns.iter().map(signature).collect();
                self.borderless(&cells);
            }
            Block::Closing { recipients, signature: sign } => {
                let cells = [recipient_lines(recipients), signature(sign)];
                self.borderless(&cells);
            }
            Block::Qr { text, caption, side } => self.qr(text, caption, *side)?,
            Block::Note { text } => {
                self.out.push_str(&para(text, Look { italic: true, half_points: 22, ..PLAIN }));
            }
            Block::PageBreak => self.out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
        Ok(())
    }

    fn head(&mut self, head: &Head) {
        let small = Look { half_points: 24, ..CENTRED };
        let mut left = String::new();
        if let Some(upper) = &head.upper {
            left.push_str(&para(upper, small));
        }
        left.push_str(&para(&head.issuer, Look { bold: true, ..small }));
        left.push_str(&rule(900));
        for line in head.number.iter().chain(&head.subject) {
            left.push_str(&para(line, CENTRED));
        }
        let mut right = para(STATE[0], Look { bold: true, ..small });
        right.push_str(&para(STATE[1], Look { bold: true, ..CENTRED }));
        right.push_str(&rule(1_250));
        if let Some(place_date) = &head.place_date {
            right.push_str(&para(place_date, Look { italic: true, ..CENTRED }));
        }
        let left_width = self.width * 43 / 100;
        self.grid(&[(left_width, left), (self.width - left_width, right)]);
        self.out.push_str(&para("", CENTRED));
    }

    fn title(&mut self, text: &str, summary: Option<&str>) {
        let look = Look { bold: true, half_points: 28, after: 120, extra: "<w:keepNext/>", ..CENTRED };
        self.out.push_str(&para(text, look));
        if let Some(summary) = summary {
            self.out.push_str(&para(summary, Look { bold: true, ..CENTRED }));
            self.out.push_str(&rule(3_400));
        }
    }

    fn paragraph(&mut self, text: &str, align: Align, style: Style) {
        let extra = if align == Align::Body { "<w:ind w:firstLine=\"567\"/>" } else { "" };
        let look =
            Look { align: side(align), bold: style == Style::Bold, italic: style == Style::Italic, extra, ..PLAIN };
        self.out.push_str(&para(text, look));
    }

    fn fields(&mut self, items: &[Field]) {
        let words = |f: &Field| format!("{}: {}", f.label, f.value.as_deref().unwrap_or(DOTS));
        if let [one] = items {
            self.out.push_str(&para(&words(one), PLAIN));
        } else {
            let cells: Vec<String> = items.iter().map(|f| para(&words(f), PLAIN)).collect();
            self.borderless(&cells);
        }
    }

    fn borderless(&mut self, cells: &[String]) {
        let each = self.width / u32::try_from(cells.len().max(1)).unwrap_or(1);
        let cells: Vec<(u32, String)> = cells.iter().map(|cell| (each, cell.clone())).collect();
        self.grid(&cells);
        // Two tables in a row would melt into one; a thin line keeps them apart.
        self.out.push_str(&para("", Look { half_points: 8, ..CENTRED }));
    }

    fn grid(&mut self, cells: &[(u32, String)]) {
        self.out.push_str(
            "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
        );
        for (width, _) in cells {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (width, content) in cells {
            let content = if content.is_empty() { "<w:p/>" } else { content };
            let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>");
        }
        self.out.push_str("</w:tr></w:tbl>");
    }

    fn table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        let widths = self.column_widths(&table.columns);
        let half_points = if table.columns.len() > 9 { 18 } else { 24 };
        let edge = |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
        let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{edges}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"70\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
            widths.iter().sum::<u32>()
        );
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        self.table_head(&table.columns, &widths, half_points);
        for row in &table.rows {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (index, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
                let look = Look { align: side(column.align), half_points, after: 0, ..PLAIN };
                let words = row.get(index).map_or("", String::as_str);
                self.out.push_str(&cell(*width, "", &para(words, look)));
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        self.out.push_str(&para("", Look { half_points: 12, ..CENTRED }));
    }

    fn table_head(&mut self, columns: &[Column], widths: &[u32], half_points: u32) {
        const ROW: &str = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        let look = Look { bold: true, half_points, ..CENTRED };
        let grouped = columns.iter().any(|c| !c.group.is_empty());
        let (mut above, mut below) = (ROW.to_owned(), ROW.to_owned());
        let mut at = 0;
        while let Some(column) = columns.get(at) {
            let width = |n: usize| widths.iter().skip(at).take(n).sum::<u32>();
            if column.group.is_empty() {
                let merge = if grouped { "<w:vMerge w:val=\"restart\"/>" } else { "" };
                above.push_str(&cell(width(1), merge, &para(&column.title, look)));
                below.push_str(&cell(width(1), "<w:vMerge/>", "<w:p/>"));
                at += 1;
                continue;
            }
            let span = columns.iter().skip(at).take_while(|c| c.group == column.group).count();
            let merge = format!("<w:gridSpan w:val=\"{span}\"/>");
            above.push_str(&cell(width(span), &merge, &para(&column.group, look)));
            for (inner, width) in columns.iter().zip(widths).skip(at).take(span) {
                below.push_str(&cell(*width, "", &para(&inner.title, look)));
            }
            at += span;
        }
        self.out.push_str(&(above + "</w:tr>"));
        if grouped {
            self.out.push_str(&(below + "</w:tr>"));
        }
    }

    fn column_widths(&self, columns: &[Column]) -> Vec<u32> {
        let total: u32 = columns.iter().map(|c| u32::from(c.width.max(1))).sum();
        columns.iter().map(|c| self.width * u32::from(c.width.max(1)) / total).collect()
    }

    fn qr(&mut self, text: &str, caption: &str, side_mm: u16) -> Result<(), OutputError> {
        self.images.push(qr::png(text, 8)?);
        let n = self.images.len();
        let side = u32::from(side_mm.max(1)) * EMU_PER_MM;
        let alt = escape(caption);
        let picture = format!(
            "<w:p><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{side}\" cy=\"{side}\"/>\
             <wp:docPr id=\"{n}\" name=\"QR {n}\" descr=\"{alt}\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{n}\" name=\"QR {n}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rImage{n}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{side}\" cy=\"{side}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
             </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
        let first = twips(f64::from(side_mm) + 6.0).min(self.width);
        self.grid(&[(first, picture), (self.width - first, para(caption, PLAIN))]);
        self.out.push_str(&para("", Look { half_points: 8, ..CENTRED }));
        Ok(())
    }
}

fn cell(width: u32, merge: &str, content: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{merge}<w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>"
    )
}

fn signature(s: &Signature) -> String {
    let mut out = para(&s.title, Look { bold: true, ..CENTRED });
    if let Some(note) = &s.note {
        out.push_str(&para(note, Look { italic: true, half_points: 24, ..CENTRED }));
    }
    let _ = write!(out, "<w:p><w:pPr><w:spacing w:before=\"{SIGNING_SPACE}\" w:after=\"0\"/></w:pPr></w:p>");
    out.push_str(&para(s.name.as_deref().unwrap_or(""), Look { bold: true, ..CENTRED }));
    out
}

fn recipient_lines(recipients: &[String]) -> String {
    if recipients.is_empty() {
        return String::new();
    }
    let head = para(RECIPIENTS, Look { bold: true, italic: true, half_points: 24, after: 0, ..PLAIN });
    let small = Look { half_points: 22, after: 0, ..PLAIN };
    recipients.iter().fold(head, |out, line| out + &para(&format!("- {line}"), small))
}

/// A short line under a heading: the bottom border of an empty paragraph with wide indents.
fn rule(indent: u32) -> String {
    format!(
        "<w:p><w:pPr><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/></w:pBdr>\
         <w:spacing w:before=\"20\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>\
         <w:ind w:left=\"{indent}\" w:right=\"{indent}\"/></w:pPr></w:p>"
    )
}

fn para(text: &str, look: Look) -> String {
    // The order of these elements is fixed by the schema: keepNext, spacing, ind, jc.
    let (before, after) = if look.extra.starts_with("<w:keepNext") { (look.extra, "") } else { ("", look.extra) };
    format!(
        "<w:p><w:pPr>{before}<w:spacing w:before=\"0\" w:after=\"{}\"/>{after}<w:jc w:val=\"{}\"/></w:pPr>{}</w:p>",
        look.after,
        look.align,
        run(text, look)
    )
}

fn run(text: &str, look: Look) -> String {
    if text.is_empty() {
        return String::new();
    }
    let bold = if look.bold { "<w:b/>" } else { "" };
    let italic = if look.italic { "<w:i/>" } else { "" };
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line))).collect();
    format!(
        "<w:r><w:rPr>{bold}{italic}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>{}</w:r>",
        lines.join("<w:br/>"),
        size = look.half_points
    )
}

fn side(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Body => "both",
    }
}
