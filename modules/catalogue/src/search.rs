//! Search over the current versions, in memory: folded words, codes, fields, and a bounded edit distance for typos.
//! Order: exact code, code prefix, name prefix, phrase in the name, all words, words with typos, most of the words.

use std::collections::HashMap;

use kernel::text::{fold, line};
use uuid::Uuid;

use crate::model::{Channel, Level, Version};
use crate::rules::{self, Part};

/// A current version as lists and search see it.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    pub procedure: Uuid,
    pub version: Uuid,
    /// The number of the version.
    pub number: i64,
    pub code: String,
    pub name: String,
    pub field: Option<String>,
    pub levels: Vec<Level>,
    pub level_text: String,
    /// Constituent parts nothing is known of.
    pub gaps: Vec<Part>,
    /// An e-form of its own is published, or the record names the online channel.
    pub online: bool,
    /// An e-form of its own is published.
    pub own_form: bool,
    pub internal: bool,
    /// "A" or "B" for an internal procedure.
    pub group: Option<String>,
    /// Some channel has a limit the clock can count.
    pub counted: bool,
    /// The first limit in the words of the source.
    pub limit: Option<String>,
    folded: String,
    lower: String,
    /// Folded words of name, field, agency, subjects and legal basis, as numbers into the vocabulary, sorted.
    words: Vec<u32>,
}

/// The searchable catalogue of one day.
#[derive(Debug, Default)]
pub struct Index {
    pub entries: Vec<IndexEntry>,
    vocabulary: Vec<Word>,
    numbers: HashMap<String, u32>,
    codes: HashMap<String, usize>,
}

#[derive(Debug)]
struct Word {
    folded: Vec<char>,
    /// As first written, for "did you mean".
    shown: String,
    entries: u32,
}

/// One result.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Place in [`Index::entries`].
    pub entry: usize,
    pub tier: Tier,
    /// Smaller is nearer, within a tier.
    pub distance: u32,
}

/// How a result matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Code,
    CodePrefix,
    NamePrefix,
    Phrase,
    Words,
    Typos,
    Most,
}

/// Words of asking that say nothing about the procedure; they count only when nothing else was typed.
const ASKING: [&str; 24] = [
    "toi", "muon", "can", "xin", "lam", "cho", "con", "em", "chau", "ong", "ba", "minh", "thu", "tuc", "o", "dau",
    "nhu", "the", "nao", "gi", "la", "ve", "de", "duoc",
];

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

impl Index {
    /// Builds the index from versions and the codes that have an e-form of their own.
    pub fn build(versions: &[Version], has_form: impl Fn(&str) -> bool) -> Index {
        let mut index = Index::default();
        for v in versions {
            index.add(v, has_form(&v.parts.code));
        }
        index
    }

    fn add(&mut self, v: &Version, form: bool) {
        let p = &v.parts;
        let lists = [p.subjects.as_deref(), p.result.as_deref(), Some(&p.legal_basis)];
        let mut text = format!("{} {} {}", p.name, p.field.as_deref().unwrap_or(""), p.agency.as_deref().unwrap_or(""));
        for item in lists.into_iter().flatten().flatten() {
            text.push(' ');
            text.push_str(item);
        }
        let mut words: Vec<u32> = split(&text).map(|w| self.number(w)).collect();
        words.sort_unstable();
        words.dedup();
        for w in &words {
            if let Some(word) = self.vocabulary.get_mut(*w as usize) {
                word.entries += 1;
            }
        }
        self.codes.insert(p.code.to_lowercase(), self.entries.len());
        self.entries.push(IndexEntry {
            procedure: v.procedure,
            version: v.id,
            number: v.number,
            code: p.code.clone(),
            name: p.name.clone(),
            field: p.field.clone(),
            levels: p.level.clone(),
            level_text: p.level_text.clone(),
            gaps: rules::gaps(p),
            online: form || p.channels.iter().any(|t| t.channel == Channel::Online),
            own_form: form,
            internal: p.internal(),
            group: match &p.kind {
                crate::Kind::Internal { group } => Some(group.clone()),
                crate::Kind::Public => None,
            },
            counted: p.channels.iter().any(|t| t.limit.is_some()),
            limit: p.channels.iter().find_map(|t| t.limit_text.clone()),
            folded: fold(&p.name),
            lower: line(&p.name).to_lowercase(),
            words,
        });
    }

    fn number(&mut self, word: &str) -> u32 {
        let folded = fold(word);
        if let Some(n) = self.numbers.get(&folded) {
            return *n;
        }
        let n = u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX);
        let word = Word { folded: folded.chars().collect(), shown: word.to_lowercase(), entries: 0 };
        self.vocabulary.push(word);
        self.numbers.insert(folded, n);
        n
    }

    /// The entry of a code.
    pub fn entry(&self, code: &str) -> Option<&IndexEntry> {
        self.codes.get(&code.trim().to_lowercase()).and_then(|i| self.entries.get(*i))
    }

    /// The fields with how many public procedures each has, in order of name; spellings that differ in case are one.
    pub fn fields(&self) -> Vec<(String, usize)> {
        let mut all: HashMap<String, (String, usize)> = HashMap::new();
        for e in self.entries.iter().filter(|e| !e.internal) {
            if let Some(field) = &e.field {
                all.entry(fold(field)).or_insert_with(|| (capital(field), 0)).1 += 1;
            }
        }
        let mut fields: Vec<_> = all.into_values().collect();
        fields.sort_by_key(|(name, _)| fold(name));
        fields
    }
}

/// The first letter as a capital; fields come in both spellings.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A typed word and the words of the vocabulary it can stand for, each with its distance.
struct Asked {
    matches: HashMap<u32, u32>,
    exact: bool,
    weight: f32,
}

/// Finds procedures: by code, field, or words with or without diacritics and with typos. Best first, at most `limit`.
pub fn search(index: &Index, query: &str, limit: usize) -> Vec<Hit> {
    let query = line(query);
    let folded = fold(&query);
    if folded.is_empty() {
        return vec![];
    }
    let lower = query.to_lowercase();
    let asked = ask(index, &folded);
    let mut hits: Vec<Hit> = vec![];
    for (i, e) in index.entries.iter().enumerate() {
        let code = e.code.to_lowercase();
        let marks = u32::from(!e.lower.contains(&lower));
        let hit = if code == folded {
            Some((Tier::Code, 0))
        } else if folded.len() >= 3 && code.starts_with(&folded) {
            Some((Tier::CodePrefix, 0))
        } else if e.folded.starts_with(&folded) {
            Some((Tier::NamePrefix, marks))
        } else if e.folded.contains(&folded) {
            Some((Tier::Phrase, marks))
        } else {
            by_words(e, &asked)
        };
        if let Some((tier, distance)) = hit {
            hits.push(Hit { entry: i, tier, distance });
        }
    }
    // A hit on most of the words is a guess, worth showing only when nothing better was found.
    if hits.iter().any(|h| h.tier < Tier::Most) {
        hits.retain(|h| h.tier < Tier::Most);
    }
    let length = |h: &Hit| index.entries.get(h.entry).map_or(0, |e| e.name.len());
    hits.sort_by_key(|h| (h.tier, h.distance, length(h), h.entry));
    hits.truncate(limit);
    hits
}

/// The query with words it could not find replaced by the nearest ones it knows; none when every word is known.
pub fn did_you_mean(index: &Index, query: &str) -> Option<String> {
    let query = line(query);
    // Whoever types without marks is answered without them.
    let plain = query.is_ascii();
    let mut changed = false;
    let words: Vec<String> = query
        .split(' ')
        .map(|typed| {
            let near = nearest(index, &fold(typed));
            match near {
                Some(word) => {
                    changed = true;
                    if plain { fold(&word) } else { word }
                }
                None => typed.to_owned(),
            }
        })
        .collect();
    changed.then(|| words.join(" "))
}

/// The known word nearest to an unknown one; of equals the most used.
fn nearest(index: &Index, folded: &str) -> Option<String> {
    let known = index.numbers.keys().any(|w| w.starts_with(folded));
    if known || !folded.chars().all(char::is_alphabetic) {
        return None;
    }
    let typed: Vec<char> = folded.chars().collect();
    let bound = allowed(typed.len());
    let near = index.vocabulary.iter().filter_map(|w| {
        let d = distance(&typed, &w.folded, bound)?;
        (d > 0).then_some((d, std::cmp::Reverse(w.entries), w))
    });
    near.min_by_key(|(d, n, _)| (*d, *n)).map(|(_, _, w)| w.shown.clone())
}

fn allowed(letters: usize) -> u32 {
    match letters {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

fn ask(index: &Index, folded: &str) -> Vec<Asked> {
    let words: Vec<&str> = split(folded).take(16).collect();
    let telling = words.iter().any(|w| !ASKING.contains(w));
    let count = words.len();
    let total = index.entries.len().max(1) as f32;
    let asked = words.into_iter().enumerate().map(|(i, word)| {
        let typed: Vec<char> = word.chars().take(40).collect();
        let mut matches = HashMap::new();
        for (n, known) in (0_u32..).zip(&index.vocabulary) {
            let whole = known.folded == typed;
            // The last word may still be being typed.
            let begun = i + 1 == count && typed.len() >= 2 && known.folded.starts_with(&typed);
            if whole || begun {
                matches.insert(n, 0);
            }
        }
        let exact = !matches.is_empty();
        if !exact {
            let bound = allowed(typed.len());
            let near = (0_u32..).zip(&index.vocabulary).filter(|_| bound > 0);
            matches.extend(near.filter_map(|(n, known)| Some((n, distance(&typed, &known.folded, bound)?))));
        }
        let seen: u32 = matches.keys().filter_map(|n| index.vocabulary.get(*n as usize)).map(|w| w.entries).sum();
        let rare = (total / (seen.max(1) as f32)).ln().max(0.05) + 0.1;
        let weight = if telling && ASKING.contains(&word) { 0.0 } else { rare };
        Asked { matches, exact, weight }
    });
    asked.collect()
}

fn by_words(entry: &IndexEntry, asked: &[Asked]) -> Option<(Tier, u32)> {
    let (mut cost, mut found, mut total, mut missed, mut typos) = (0_u32, 0.0_f32, 0.0_f32, false, false);
    for a in asked {
        total += a.weight;
        let best = if a.matches.len() < entry.words.len() {
            a.matches.iter().filter(|(n, _)| entry.words.binary_search(n).is_ok()).map(|(_, d)| *d).min()
        } else {
            entry.words.iter().filter_map(|n| a.matches.get(n).copied()).min()
        };
        match best {
            Some(d) => {
                cost += d;
                typos |= !a.exact;
                found += a.weight;
            }
            None => missed = true,
        }
    }
    if asked.is_empty() || found == 0.0 {
        return None;
    }
    match (missed, typos) {
        (false, false) => Some((Tier::Words, 0)),
        (false, true) => Some((Tier::Typos, cost)),
        (true, _) if found >= 0.55 * total => Some((Tier::Most, ((1.0 - found / total) * 100.0) as u32 + cost)),
        (true, _) => None,
    }
}

/// The edit distance (insert, delete, change, swap of neighbours), none when beyond `bound`.
pub fn distance(a: &[char], b: &[char], bound: u32) -> Option<u32> {
    let bound_size = bound as usize;
    if a.len().abs_diff(b.len()) > bound_size {
        return None;
    }
    let width = b.len() + 1;
    let mut rows = [vec![0_usize; width], (0..width).collect::<Vec<_>>(), vec![0_usize; width]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        let mut least = i;
        for j in 1..width {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut d = (rows[1][j] + 1).min(rows[2][j - 1] + 1).min(rows[1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                d = d.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = d;
            least = least.min(d);
        }
        if least > bound_size {
            return None;
        }
        rows.rotate_left(1);
    }
    let d = rows[1][b.len()];
    (d <= bound_size).then(|| u32::try_from(d).unwrap_or(u32::MAX))
}
