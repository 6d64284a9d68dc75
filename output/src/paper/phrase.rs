//! The small language of layout texts: `{key}` takes a datum, `{.key}` a datum of the current row,
//! `{#}` the row's number, `{key|upper}` prints capitals, and `[…]` is left out as a whole when
//! nothing inside it is known. `{{` and `[[` stand for the signs themselves.

/// A layout text taken apart once, when the law files are loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Phrase(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Datum(Datum),
    Optional(Vec<Part>),
}

/// A reference to a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Datum {
    pub(super) source: Source,
    pub(super) upper: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Key(String),
    Row(String),
    Ordinal,
}

/// What a phrase became with one set of data.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub(super) words: String,
    pub(super) known: usize,
    pub(super) blanks: usize,
}

impl Phrase {
    /// Takes a text apart; the message says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let parts = parts(&chars, &mut at, Depth::Top)?;
        Ok(Self(parts))
    }

    /// Every datum the phrase can ask for.
    pub(super) fn data(&self) -> Vec<&Datum> {
        fn walk<'a>(parts: &'a [Part], out: &mut Vec<&'a Datum>) {
            for part in parts {
                match part {
                    Part::Words(_) => {}
                    Part::Datum(datum) => out.push(datum),
                    Part::Optional(inner) => walk(inner, out),
                }
            }
        }
        let mut out = Vec::new();
        walk(&self.0, &mut out);
        out
    }

    /// True when the phrase is exactly one datum, so that a blank may fill the line.
    pub(super) fn is_single_datum(&self) -> bool {
        matches!(self.0.as_slice(), [Part::Datum(_)])
    }

    /// Speaks the phrase. `find` gives the words of a datum or `None`; `blank` its blank.
    pub(super) fn speak<E>(
        &self,
        find: &mut dyn FnMut(&Datum) -> Result<Option<String>, E>,
        blank: &dyn Fn(&Datum) -> String,
    ) -> Result<Spoken, E> {
        let mut out = Spoken::default();
        speak(&self.0, find, blank, &mut out)?;
        Ok(out)
    }
}

fn speak<E>(
    parts: &[Part],
    find: &mut dyn FnMut(&Datum) -> Result<Option<String>, E>,
    blank: &dyn Fn(&Datum) -> String,
    out: &mut Spoken,
) -> Result<(), E> {
    for part in parts {
        match part {
            Part::Words(words) => out.words.push_str(words),
            Part::Datum(datum) => match find(datum)? {
                Some(words) => {
                    out.known += 1;
                    out.words.push_str(&if datum.upper { words.to_uppercase() } else { words });
                }
                None => {
                    out.blanks += 1;
                    out.words.push_str(&blank(datum));
                }
            },
            Part::Optional(inner) => {
                let mut spoken = Spoken::default();
                speak(inner, find, blank, &mut spoken)?;
                if spoken.known > 0 {
                    out.words.push_str(&spoken.words);
                    out.known += spoken.known;
                    out.blanks += spoken.blanks;
                }
            }
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Inside,
}

fn parts(chars: &[char], at: &mut usize, depth: Depth) -> Result<Vec<Part>, String> {
    let mut out = Vec::new();
    let mut words = String::new();
    while let Some(&c) = chars.get(*at) {
        let doubled = chars.get(*at + 1) == Some(&c);
        *at += 1;
        match c {
            '{' | '[' if doubled => {
                *at += 1;
                words.push(c);
            }
            '{' => {
                flush(&mut words, &mut out);
                out.push(Part::Datum(datum(chars, at)?));
            }
            '[' if depth == Depth::Inside => {
                return Err("phần tùy chọn […] không được lồng nhau; hãy tách thành hai phần".into());
            }
            '[' => {
                flush(&mut words, &mut out);
                let inner = Part::Optional(parts(chars, at, Depth::Inside)?);
                out.push(inner);
            }
            ']' if depth == Depth::Inside => {
                flush(&mut words, &mut out);
                return Ok(out);
            }
            c => words.push(c),
        }
    }
    if depth == Depth::Inside {
        return Err("thiếu dấu ] đóng phần tùy chọn".into());
    }
    flush(&mut words, &mut out);
    Ok(out)
}

fn flush(words: &mut String, out: &mut Vec<Part>) {
    if !words.is_empty() {
        out.push(Part::Words(std::mem::take(words)));
    }
}

fn datum(chars: &[char], at: &mut usize) -> Result<Datum, String> {
    let rest = chars.get(*at..).unwrap_or_default();
    let Some(length) = rest.iter().position(|&c| c == '}') else {
        return Err("thiếu dấu } đóng tên dữ liệu".into());
    };
    let inner: String = rest.iter().take(length).collect();
    *at += length + 1;
    let (key, filter) = inner.split_once('|').map_or((inner.as_str(), None), |(k, f)| (k, Some(f)));
    let upper = match filter {
        None => false,
        Some("upper") => true,
        Some(other) => return Err(format!("không có cách in “{other}”; chỉ dùng được “upper”")),
    };
    let source = match key.strip_prefix('.') {
        _ if key == "#" => Source::Ordinal,
        Some(column) => Source::Row(name(column)?),
        None => Source::Key(name(key)?),
    };
    Ok(Datum { source, upper })
}

fn name(key: &str) -> Result<String, String> {
    let good = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if key.split('.').all(good) {
        Ok(key.to_owned())
    } else {
        Err(format!("tên dữ liệu “{key}” chỉ được gồm chữ thường không dấu, chữ số, dấu gạch dưới và dấu chấm"))
    }
}
