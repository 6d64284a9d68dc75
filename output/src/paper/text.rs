//! A paper as plain text: for e-mail, for search and for tests.

use super::{Block, Field, Head, Paper, RECIPIENTS, STATE, Signature, Table};

/// The paper's words from top to bottom, one block after another, tables with ` | ` between
/// cells. Blanks are shown as dots.
pub fn text(paper: &Paper) -> String {
    let mut out = String::new();
    for block in &paper.blocks {
        let words = block_text(block);
        if !words.is_empty() {
            out.push_str(&words);
            out.push_str("\n\n");
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Head(head) => head_text(head),
        Block::Title { text, summary } => lines([Some(text), summary.as_ref()]),
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Note { text } => text.clone(),
        Block::Fields { items } => items.iter().map(field_text).collect::<Vec<_>>().join("    "),
        Block::Numbered { items } => {
            items.iter().enumerate().map(|(i, item)| format!("{}. {item}", i + 1)).collect::<Vec<_>>().join("\n")
        }
        Block::Table(table) => table_text(table),
        Block::Signatures { columns } => columns.iter().map(signature_text).collect::<Vec<_>>().join("\n\n"),
        Block::Closing { recipients, signature } => {
            let to = recipients.iter().map(|r| format!("- {r}")).collect::<Vec<_>>().join("\n");
            let sign = signature_text(signature);
            if to.is_empty() { sign } else { format!("{sign}\n\n{RECIPIENTS}\n{to}") }
        }
        Block::Qr { caption, .. } => caption.clone(),
        Block::PageBreak => String::new(),
    }
}

fn head_text(head: &Head) -> String {
    let issuer = lines([head.upper.as_ref(), Some(&head.issuer), head.number.as_ref(), head.subject.as_ref()]);
    let state = format!("{}\n{}", STATE[0], STATE[1]);
    lines([Some(&issuer), Some(&state), head.place_date.as_ref()])
}

fn field_text(field: &Field) -> String {
    format!("{}: {}", field.label, field.value.as_deref().unwrap_or("…………"))
}

fn table_text(table: &Table) -> String {
    let flat = |cells: Vec<&str>| cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>().join(" | ");
    let head = flat(table.columns.iter().map(|c| c.title.as_str()).collect());
    let rows = table.rows.iter().map(|row| flat(row.iter().map(String::as_str).collect()));
    std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n")
}

fn signature_text(s: &Signature) -> String {
    lines([Some(&s.title), s.note.as_ref(), s.name.as_ref()])
}

fn lines<const N: usize>(parts: [Option<&String>; N]) -> String {
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n")
}
