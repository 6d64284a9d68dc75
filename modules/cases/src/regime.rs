//! The legal regime of a case: numbers and articles read from `law/<regime>/regime.toml`. A case keeps the regime of the
//! day it came in.

use kernel::time::civil;
use serde::Deserialize;

/// How often, and on which clock, completing a dossier may be asked.
#[derive(Debug, Clone, Deserialize)]
pub struct SupplementRule {
    pub times: usize,
    pub clock: SupplementClock,
    pub law: String,
}

/// What waiting for a supplement does to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SupplementClock {
    Pause,
    Restart,
}

/// Rules of intake.
#[derive(Debug, Clone, Deserialize)]
pub struct IntakeRule {
    /// Working hours within which an online submission is answered.
    pub online_answer_hours: i64,
    pub online_law: String,
    /// A dossier taken in after this time is forwarded at the start of the next working day.
    pub forward_after: civil::Time,
    pub forward_law: String,
}

/// Rules of the apology.
#[derive(Debug, Clone, Deserialize)]
pub struct ApologyRule {
    pub times: usize,
    /// Working days before the due day from which it is offered.
    pub offer_days: i64,
    /// Working days before the due day by which it must be given.
    pub required_days: i64,
    pub law: String,
}

/// Who is told when a due date comes near.
#[derive(Debug, Clone, Deserialize)]
pub struct Escalation {
    /// Working days left to the due day; negative once it has passed.
    pub days_left: i64,
    /// Roles told from then on, each about what lies in its reach.
    pub roles: Vec<String>,
}

/// Rules of withdrawal and stopping.
#[derive(Debug, Clone, Deserialize)]
pub struct WithdrawalRule {
    pub law: String,
}

/// Which paper of the regime serves which purpose, by its number.
#[derive(Debug, Clone, Deserialize)]
pub struct Papers {
    pub receipt: String,
    pub supplement: String,
    pub refusal: String,
    pub apology: String,
    #[serde(default)]
    pub stop: Option<String>,
    pub control: String,
    pub register: String,
}

/// A dated set of rules.
#[derive(Debug, Clone, Deserialize)]
pub struct Regime {
    /// The folder's name ("2018").
    #[serde(skip)]
    pub id: String,
    pub name: String,
    pub from: civil::Date,
    #[serde(default)]
    pub to: Option<civil::Date>,
    pub code_pattern: String,
    pub supplement: SupplementRule,
    pub intake: IntakeRule,
    pub apology: ApologyRule,
    pub withdrawal: WithdrawalRule,
    pub papers: Papers,
    #[serde(default)]
    pub escalation: Vec<Escalation>,
}

impl Regime {
    /// The distance to the due day, in working days, from which a role is told; none when it never is.
    pub fn told(&self, role: &str) -> Option<i64> {
        let of = |e: &&Escalation| e.roles.iter().any(|r| r == role);
        self.escalation.iter().filter(of).map(|e| e.days_left).max()
    }
}

/// All regimes.
#[derive(Debug, Clone)]
pub struct Regimes(Vec<Regime>);

impl Regimes {
    /// Reads every `<id>/regime.toml`; a wrong file is named with its place.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Regimes, String> {
        let mut all = vec![];
        for (path, text) in files {
            let Some(id) = path.strip_suffix("/regime.toml") else { continue };
            let mut regime: Regime = toml::from_str(text).map_err(|e| format!("law/{path}: {e}"))?;
            regime.id = id.to_owned();
            all.push(regime);
        }
        all.sort_by_key(|r| r.from);
        if all.is_empty() {
            return Err("law: no regime.toml found".into());
        }
        Ok(Regimes(all))
    }

    /// The regime in force on a day; before the first, the first.
    pub fn on(&self, day: civil::Date) -> &Regime {
        self.0.iter().rev().find(|r| r.from <= day).unwrap_or(&self.0[0])
    }

    /// A regime by its id.
    pub fn get(&self, id: &str) -> Option<&Regime> {
        self.0.iter().find(|r| r.id == id)
    }
}
