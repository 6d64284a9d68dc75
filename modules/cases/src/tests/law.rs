//! The law's own cases (law/cases/onestop.toml): article, given, expected.

use kernel::time::local;
use platform::law::LawFiles;
use serde::Deserialize;

use super::{Yard, at};
use crate::rules::{Warn, warn_level};

#[derive(Deserialize)]
struct Forward {
    article: String,
    regime: String,
    received: String,
    begins: String,
}

#[derive(Deserialize)]
struct Warned {
    article: String,
    regime: String,
    due: String,
    now: String,
    level: String,
    told: Vec<String>,
}

#[derive(Deserialize)]
struct Cases {
    forward: Vec<Forward>,
    warn: Vec<Warned>,
}

fn cases() -> Cases {
    toml::from_str(LawFiles::built_in().get("cases/onestop.toml").unwrap()).unwrap()
}

#[test]
fn dossiers_are_forwarded_when_the_article_says() {
    for c in cases().forward {
        let mut y = Yard::six();
        y.regime = if c.regime == "2018" { "2018" } else { "2025" };
        y.now = at(&c.received);
        let d = y.accepted();
        assert_eq!(d.step().unwrap().opened_at, at(&c.begins), "{} {}", c.article, c.received);
        assert_eq!(y.regime().intake.forward_law, c.article);
    }
}

#[test]
fn warnings_and_who_is_told_are_what_the_article_asks_for() {
    for c in cases().warn {
        let mut y = Yard::six();
        y.regime = if c.regime == "2018" { "2018" } else { "2025" };
        let (due, now) = (at(&c.due), at(&c.now));
        let level = match warn_level(due, now, (y.regime(), &y.calendar)) {
            Warn::Calm => "calm",
            Warn::Soon => "soon",
            Warn::Last => "last",
            Warn::Late => "late",
        };
        assert_eq!(level, c.level, "{} {}", c.article, c.now);
        assert_eq!(y.regime().apology.law, c.article);
        let left = y.calendar.working_days_between(local(now).date(), local(due).date()).unwrap();
        let left = if now > due { left.min(0) } else { left };
        for role in ["officer", "unit_head", "leader"] {
            let told = y.regime().told(role).is_some_and(|from| left <= from);
            assert_eq!(told, c.told.iter().any(|r| r == role), "{role}: {} {}", c.article, c.now);
        }
    }
}
