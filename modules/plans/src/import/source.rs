//! A file taken apart into paragraphs and rows with their places: plain text with tabs, DOCX, XLSX. Whatever is sent, what can
//! be read is kept and the rest is told.

use output::docx_read::{Change, DocxItem, text_and_tables};
use output::sheet::read_xlsx;

use super::cells::flat;
use super::rows::{Content, Doubts, Piece, Table};
use super::words::plain;
use super::{Plan, Reading};

/// Paragraphs kept of the text before the appendix.
const MOST_PARAGRAPHS: usize = 2_000;

/// Reads a plan. `name` is the file's, for its ending; nothing is refused: what cannot be read is in `not_understood`.
pub fn read(name: &str, bytes: &[u8], reading: &Reading) -> Plan {
    let mut doubts = Doubts::default();
    let pieces = pieces(name, bytes, &mut doubts);
    let mut plan = Plan::default();
    let mut table = Table::new(reading);
    let begin = start(&pieces, &table, reading);
    for piece in &pieces {
        match &piece.content {
            Content::Row(cells, id) => {
                if Some(piece.line) == begin {
                    table.assume(*id);
                    doubts.add(piece.line, &cells.join(" | "), "Không thấy hàng tiêu đề của bảng; đọc các cột theo thứ tự STT, nhiệm vụ, kết quả, chủ trì, phối hợp, thời gian.");
                }
                if table.row(cells, (piece.line, *id, piece.after_gap)) {
                    continue;
                }
                let text = cells.iter().map(|c| flat(c)).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ");
                outside(&mut plan, (&table, &mut doubts), (&text, piece.line));
            }
            Content::Paragraph(text) if table.begun() => table.stray(text, piece.line),
            Content::Paragraph(text) => outside(&mut plan, (&table, &mut doubts), (text, piece.line)),
        }
    }
    if !table.begun() && !pieces.is_empty() {
        let why = "Không thấy bảng phụ lục (các cột nhiệm vụ, đơn vị chủ trì, thời gian); chưa nhận nhiệm vụ nào.";
        doubts.add(pieces.last().map_or(1, |p| p.line), "", why);
    }
    plan.title = title(&plan.body);
    plan.year = year(&plan.title).or_else(|| commonest(plan.body.iter().take(40).filter_map(|b| year(b))));
    plan.year = plan.year.or_else(|| commonest(table.times().filter_map(year)));
    let (sections, mut told) = table.finish(plan.year);
    for d in doubts.finish() {
        told.add(d.line, &d.text, &d.why);
    }
    (plan.sections, plan.not_understood) = (sections, told.finish());
    plan
}

fn outside(plan: &mut Plan, (table, doubts): (&Table<'_>, &mut Doubts), (text, line): (&str, usize)) {
    let text = kernel::text::line(&text.replace("**", " ").replace('*', " "));
    if text.is_empty() {
        return;
    }
    if table.begun() {
        doubts.add(line, &text, "Nằm sau bảng phụ lục và không phải hàng của bảng; chưa nhận.");
    } else if plan.body.len() >= MOST_PARAGRAPHS {
        doubts.add(line, &text, "Phần lời văn dài quá mức; đoạn này chưa nhận.");
    } else {
        plan.body.push(text);
    }
}

/// Where the table begins when no row is its head: the first row that looks like a section or a task.
fn start(pieces: &[Piece], table: &Table<'_>, _: &Reading) -> Option<usize> {
    let rows =
        || pieces.iter().filter_map(|p| if let Content::Row(c, _) = &p.content { Some((p.line, c)) } else { None });
    if rows().any(|(_, cells)| table.is_head(cells)) {
        return None;
    }
    let looks = |cells: &&[String]| {
        let first = cells.first().map(|c| flat(c)).unwrap_or_default();
        cells.len() >= 5 && (super::merge::roman(&first).is_some() || first == "1") && !flat(&cells[1]).is_empty()
    };
    rows().find(|(_, cells)| looks(&cells.as_slice())).map(|(line, _)| line)
}

fn pieces(name: &str, bytes: &[u8], doubts: &mut Doubts) -> Vec<Piece> {
    let lower = name.to_lowercase();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        doubts.add(1, "", "Tệp trống. Chọn tệp có nội dung kế hoạch.");
        return vec![];
    }
    if bytes.starts_with(b"PK") {
        let sheet_first = lower.ends_with(".xlsx");
        let first = if sheet_first { sheets(bytes) } else { document(bytes, doubts) };
        return match first
            .or_else(|why| if sheet_first { document(bytes, doubts) } else { sheets(bytes) }.map_err(|_| why))
        {
            Ok(pieces) => pieces,
            Err(why) => {
                doubts.add(1, name, &format!("Không đọc được tệp: {why}."));
                vec![]
            }
        };
    }
    let foreign = [(&b"%PDF"[..], "PDF"), (b"\xd0\xcf\x11\xe0", "DOC hoặc XLS kiểu cũ")];
    if let Some((_, kind)) = foreign.into_iter().find(|(magic, _)| bytes.starts_with(magic)) {
        doubts.add(
            1,
            name,
            &format!("Tệp {kind} không có bảng đọc được. Lưu lại dạng DOCX, XLSX hoặc văn bản rồi đọc lại."),
        );
        return vec![];
    }
    text(bytes, doubts)
}

fn decode(bytes: &[u8]) -> String {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2).filter_map(|p| p.try_into().ok().map(read));
        char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Plain text: a line with tabs is a row; an empty line may be the end of a page.
fn text(bytes: &[u8], doubts: &mut Doubts) -> Vec<Piece> {
    let (mut out, mut gap) = (vec![], false);
    for (n, raw) in decode(bytes).lines().enumerate() {
        let line = n + 1;
        if raw.contains('\u{fffd}') {
            doubts.add(
                line,
                raw,
                "Dòng có ký tự không phải mã UTF-8; phần đọc được đã nhận, ký tự hỏng hiện là “\u{fffd}”.",
            );
        }
        if raw.trim().is_empty() && !raw.contains('\t') {
            gap = true;
            continue;
        }
        let content = match raw.contains('\t') {
            true => Content::Row(raw.split('\t').map(str::to_owned).collect(), 1),
            false => Content::Paragraph(raw.to_owned()),
        };
        let ruling =
            matches!(&content, Content::Row(cells, _) if cells.iter().all(|c| c.trim().chars().all(|c| c == '-')));
        out.push(Piece { line, content, after_gap: gap });
        // A ruling line is part of the page end.
        gap = gap && ruling;
    }
    out
}

fn document(bytes: &[u8], doubts: &mut Doubts) -> Result<Vec<Piece>, String> {
    let content = text_and_tables(bytes).map_err(|e| e.to_string())?;
    let (mut out, mut line) = (vec![], 0);
    for (id, item) in content.items.into_iter().enumerate() {
        match item {
            DocxItem::Paragraph(text) => {
                for part in text.split('\n') {
                    out.push(Piece { line: line + 1, content: Content::Paragraph(part.to_owned()), after_gap: false });
                }
                line += 1;
            }
            DocxItem::Table(rows) => {
                for (n, cells) in rows.into_iter().enumerate() {
                    line += 1;
                    out.push(Piece { line, content: Content::Row(cells, id), after_gap: n == 0 });
                }
            }
        }
    }
    for t in content.tracked {
        let why = match t.change {
            Change::Inserted => "Phần thêm bằng theo dõi thay đổi, chưa ai chấp nhận; đã nhận vào kế hoạch.",
            Change::Deleted => "Phần xóa bằng theo dõi thay đổi, chưa ai chấp nhận; đã bỏ khỏi kế hoạch.",
        };
        doubts.add(t.line, &t.text, why);
    }
    Ok(out)
}

fn sheets(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    let sheets = read_xlsx(bytes).map_err(|e| e.to_string())?;
    let mut out = vec![];
    for (id, sheet) in sheets.into_iter().enumerate() {
        if plain(&sheet.name).starts_with("ke hoach") {
            out.push(Piece { line: 1, content: Content::Paragraph(sheet.name.clone()), after_gap: false });
        }
        for (n, row) in sheet.rows.into_iter().enumerate().filter(|(_, r)| !r.is_empty()) {
            let mut cells: Vec<String> = row.iter().map(output::sheet::Cell::words).collect();
            cells.resize(cells.len().max(6), String::new());
            let content = match cells.iter().filter(|c| !c.is_empty()).count() {
                // A line across the sheet before the table is a heading.
                1 if !cells[0].is_empty()
                    && super::merge::roman(cells[0].split(' ').next().unwrap_or("")).is_none() =>
                {
                    Content::Paragraph(cells.swap_remove(0))
                }
                _ => Content::Row(cells, id),
            };
            out.push(Piece { line: n + 1, content, after_gap: false });
        }
    }
    Ok(out)
}

/// The words below "KẾ HOẠCH", or the paragraph that begins with them.
fn title(body: &[String]) -> String {
    let found = body.iter().take(60).position(|b| plain(b).starts_with("ke hoach") && b.len() < 300);
    let Some(at) = found else { return String::new() };
    let head = body.get(at).map_or("", String::as_str);
    let below = body.get(at + 1).filter(|_| plain(head) == "ke hoach");
    match below {
        Some(below) => below.clone(),
        None => head.to_owned(),
    }
}

/// The year a text names after "năm" or "/".
fn year(text: &str) -> Option<i16> {
    let folded = plain(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let number = |w: &&str| w.parse::<i16>().ok().filter(|y| (2000..2200).contains(y));
    let after_word = words.windows(2).find(|w| w[0] == "nam").and_then(|w| number(&w[1]));
    after_word.or_else(|| words.iter().rev().find_map(number))
}

fn commonest(years: impl Iterator<Item = i16>) -> Option<i16> {
    let mut counted = std::collections::BTreeMap::<i16, usize>::new();
    years.for_each(|y| *counted.entry(y).or_default() += 1);
    counted.into_iter().max_by_key(|(_, n)| *n).map(|(y, _)| y)
}
