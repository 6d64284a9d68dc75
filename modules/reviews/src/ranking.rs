//! Candidates for review, ranked by what their cases say: volume, lateness, supplements, refusals, cost. The score is a sum of
//! weights of the law file times the share of the largest figure, so it can be checked by hand; what is not known counts nothing.

use std::collections::HashMap;

use kernel::money::Dong;
use kernel::time::Timestamp;
use platform::App;
use platform::web::Failure;
use uuid::Uuid;

use crate::actions::figures::{self, Figures};
use crate::cost::outcome;
use crate::law::{Weights, law};
use crate::model::Review;
use crate::store::{self, Filter};

/// One procedure with its figures.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub code: String,
    pub name: String,
    pub field: String,
    /// None when no case was counted.
    pub figures: Option<Figures>,
    pub counted_at: Option<Timestamp>,
    /// đồng a year by the newest review that costed it, with that review.
    pub cost: Option<(Dong, Uuid)>,
    /// Out of the sum of the weights, in tenths.
    pub score: i64,
}

/// The five figures in the order of the weights.
fn measures(c: &Candidate) -> [i64; 5] {
    let n = |pick: fn(&Figures) -> i64| c.figures.as_ref().map_or(0, pick);
    let cost = c.cost.map_or(0, |(d, _)| d.0);
    [n(|f| f.volume.n), n(|f| f.late.n), n(|f| f.supplements.n), n(|f| f.refused.n), cost]
}

/// Scores and sorts; the same figures keep the order of codes.
pub fn rank(all: &mut [Candidate], w: Weights) {
    let weights = [w.volume, w.late, w.supplements, w.refused, w.cost];
    let mut most = [0_i64; 5];
    for c in all.iter() {
        for (m, n) in most.iter_mut().zip(measures(c)) {
            *m = (*m).max(n);
        }
    }
    for c in all.iter_mut() {
        let part = |((n, most), weight): ((i64, i64), i64)| match most {
            0 => 0,
            _ => i64::try_from(i128::from(weight) * 10 * i128::from(n) / i128::from(most)).unwrap_or(0),
        };
        c.score = measures(c).into_iter().zip(most).zip(weights).map(part).sum();
    }
    all.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.code.cmp(&b.code)));
}

/// The newest costed review of each procedure.
async fn costs(app: &App, agency: Uuid) -> Result<HashMap<String, (Dong, Uuid)>, Failure> {
    let mut found = HashMap::new();
    let reviews: Vec<Review> = store::whole(app.db(), agency, Filter::All).await?;
    for r in &reviews {
        for p in &r.procedures {
            let cost = p.study.as_ref().and_then(|s| outcome(s).ok());
            if let Some(out) = cost {
                found.entry(p.subject.code.clone()).or_insert((out.before, r.id));
            }
        }
    }
    Ok(found)
}

/// Every procedure of the catalogue in force today, ranked.
///
/// # Errors
/// The database cannot be read.
pub async fn candidates(app: &App, agency: Uuid) -> Result<Vec<Candidate>, Failure> {
    let index = catalogue::all(app).await?;
    let mut known: HashMap<String, (Timestamp, Figures)> =
        figures::all(app, agency).await?.into_iter().map(|(code, at, f)| (code, (at, f))).collect();
    let costs = costs(app, agency).await?;
    let mut all: Vec<Candidate> = vec![];
    for e in &index.entries {
        let (counted_at, figures) = known.remove(&e.code).map_or((None, None), |(at, f)| (Some(at), Some(f)));
        all.push(Candidate {
            code: e.code.clone(),
            name: e.name.clone(),
            field: e.field.clone().unwrap_or_default(),
            figures,
            counted_at,
            cost: costs.get(&e.code).copied(),
            score: 0,
        });
    }
    rank(&mut all, law(app)?.weights());
    Ok(all)
}
