//! The markup of public texts: headings ("# "), lists ("- ") and links ("[words](address)" or a bare https address), nothing
//! else. It is parsed into plain data that templates escape, so hostile input stays text.

/// A run of text, with the address it leads to if it is a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub href: Option<String>,
}

/// One block of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(Vec<Span>),
    List(Vec<Vec<Span>>),
}

/// Reads a text into blocks; every text has a reading.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![];
    let mut open: Vec<&str> = vec![];
    for line in text.lines().map(str::trim) {
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
        let item = line.strip_prefix("- ");
        if line.is_empty() || heading.is_some() || item.is_some() {
            close(&mut open, &mut blocks);
        }
        match (heading, item) {
            (Some(h), _) => blocks.push(Block::Heading(h.trim().to_owned())),
            (_, Some(i)) => match blocks.last_mut() {
                Some(Block::List(items)) => items.push(spans(i)),
                _ => blocks.push(Block::List(vec![spans(i)])),
            },
            _ if !line.is_empty() => open.push(line),
            _ => {}
        }
    }
    close(&mut open, &mut blocks);
    blocks
}

fn close(open: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if !open.is_empty() {
        blocks.push(Block::Paragraph(spans(&open.join(" "))));
        open.clear();
    }
}

/// Addresses a link may lead to: the web, or a page of this portal. A script or another host without its scheme is no link.
pub fn safe(address: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|s| address.len() > s.len() && address.starts_with(s));
    let own = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
    (web || own) && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'\\".contains(c))
}

fn spans(line: &str) -> Vec<Span> {
    let mut all: Vec<Span> = vec![];
    let mut rest = line;
    while !rest.is_empty() {
        let (taken, span) = link(rest).unwrap_or_else(|| {
            let width = rest.chars().next().map_or(1, char::len_utf8);
            (width, Span { text: rest[..width].to_owned(), href: None })
        });
        rest = &rest[taken..];
        match all.last_mut() {
            Some(last) if last.href.is_none() && span.href.is_none() => last.text.push_str(&span.text),
            _ => all.push(span),
        }
    }
    all
}

/// The link a text begins with and how many bytes it takes.
fn link(text: &str) -> Option<(usize, Span)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (words, after) = rest.split_once("](")?;
        let (address, _) = after.split_once(')')?;
        let good = !words.trim().is_empty() && !words.contains('[') && safe(address);
        let taken = words.len() + address.len() + 4;
        return good.then(|| (taken, Span { text: words.trim().to_owned(), href: Some(address.to_owned()) }));
    }
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"')]\\".contains(c)).unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    safe(address).then(|| (address.len(), Span { text: address.to_owned(), href: Some(address.to_owned()) }))
}

/// The words of a run of spans with the addresses of its links, for paper; an address of this portal stands behind its `home`.
pub fn printed(spans: &[Span], home: &str) -> String {
    let one = |s: &Span| match &s.href {
        Some(href) if href.starts_with('/') => format!("{} ({home}{href})", s.text),
        Some(href) if *href != s.text => format!("{} ({href})", s.text),
        _ => s.text.clone(),
    };
    spans.iter().map(one).collect()
}
