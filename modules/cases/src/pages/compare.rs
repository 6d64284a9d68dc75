//! The papers of a dossier before and after a supplement, side by side: what stayed, what was replaced, what came.

use crate::model::{Dossier, Part};

/// A paper on one side.
#[derive(Debug, PartialEq, Eq)]
pub struct Paper {
    pub name: String,
    pub missing: bool,
    /// The other side does not have it in this form.
    pub differs: bool,
    pub file: String,
    /// Where its file opens.
    pub href: String,
}

/// Both sides of an answered supplement; none while it waits, or where nothing was kept.
pub fn sides(d: &Dossier, nth: usize) -> Option<(Vec<Paper>, Vec<Paper>)> {
    let body = &d.case.body;
    let asked = body.supplements.get(nth).filter(|s| s.answered_at.is_some() && !s.before.is_empty())?;
    let base = format!("/desk/cases/{}", d.case.id);
    let next = body.supplements.iter().enumerate().skip(nth + 1).find(|(_, s)| !s.before.is_empty());
    let (after, place) = match next {
        Some((n, s)) => (&s.before, format!("{base}/before/{n}")),
        None => (&body.parts, format!("{base}/files")),
    };
    let side = |own: &[Part], other: &[Part], place: &str| {
        let paper = |(n, p): (usize, &Part)| Paper {
            name: p.name.clone(),
            missing: p.missing,
            differs: !other.contains(p),
            file: p.file.as_ref().map(|f| f.name.clone()).unwrap_or_default(),
            href: format!("{place}/{n}"),
        };
        own.iter().enumerate().map(paper).collect()
    };
    Some((side(&asked.before, after, &format!("{base}/before/{nth}")), side(after, &asked.before, &place)))
}
