//! Working time: the cases of law/cases/deadlines.toml, and properties over all starts and limits.

use std::path::Path;

use jiff::Timestamp;
use proptest::prelude::*;
use serde::Deserialize;

use crate::time::{from_local, local, parse_local};
use crate::working_time::*;

#[derive(Deserialize)]
struct Given {
    from: String,
    limit: String,
    #[serde(default)]
    pause: Vec<String>,
    #[serde(default)]
    extension: Vec<String>,
    supplement: Option<SupplementPolicy>,
}

#[derive(Deserialize)]
struct Case {
    article: String,
    given: Given,
    due: Option<String>,
    refused: Option<String>,
    why: String,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

pub fn calendar() -> Calendar {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/calendars");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .map(|p| (p.display().to_string(), std::fs::read_to_string(&p).unwrap()))
        .collect();
    files.sort();
    Calendar::from_files(files.iter().map(|(p, t)| (p.as_str(), t.as_str()))).unwrap()
}

pub fn counting(start: Timestamp, limit: Limit) -> Counting {
    Counting {
        start,
        limit,
        pauses: vec![],
        extensions: vec![],
        supplement: SupplementPolicy::Pause,
        regime: "2018".into(),
    }
}

fn answer(given: &Given, cal: &Calendar) -> Result<Timestamp, crate::error::Refusal> {
    let mut c = counting(parse_local(&given.from)?, Limit::parse(&given.limit)?);
    for p in &given.pause {
        let (a, b) = p.split_once('/').unwrap();
        c.pauses.push(Pause { from: parse_local(a)?, to: Some(parse_local(b)?), reason: "bổ sung".into() });
    }
    c.supplement = given.supplement.unwrap_or(SupplementPolicy::Pause);
    for e in &given.extension {
        c.extensions.push(Extension { limit: Limit::parse(e)?, reason: "phức tạp".into(), ordered_at: c.start });
    }
    let whole = deadline(cal, &c)?;
    assert_eq!(whole.due, due(cal, &c)?);
    Ok(whole.due)
}

#[test]
fn the_law_s_own_cases() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/cases/deadlines.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let cal = calendar();
    assert!(cases.case.len() >= 40);
    for case in cases.case {
        let told = format!("{} + {} ({}; {})", case.given.from, case.given.limit, case.article, case.why);
        match (answer(&case.given, &cal), case.due, case.refused) {
            (Ok(due), Some(want), _) => assert_eq!(local(due).to_string()[..16], want, "{told}"),
            (Err(r), _, Some(code)) => assert_eq!(r.code, code, "{told}"),
            (got, want, refused) => panic!("{told}: {got:?}, expected {want:?} {refused:?}"),
        }
    }
}

#[test]
fn every_day_of_tet_is_named_in_the_sum() {
    let d = deadline(&calendar(), &counting(parse_local("2024-02-07T10:20").unwrap(), Limit::working_days(5))).unwrap();
    let holidays: Vec<_> =
        d.days.iter().filter(|d| matches!(d.kind, DayKind::Holiday | DayKind::Compensation)).collect();
    assert_eq!(holidays.len(), 7);
    assert!(holidays.iter().all(|d| d.reason.contains("Tết Âm lịch")));
    assert_eq!(d.days.iter().filter(|d| d.counted).count(), 5);
    assert_eq!(d.days.first().unwrap().kind, DayKind::Start);
    assert!(d.sum_vi().starts_with("Hẹn trả 10:20 ngày 21/02/2024: 5 ngày làm việc, tính từ"));
}

#[test]
fn a_year_s_days_off_balance() {
    let cal = calendar();
    for year in 2023..=2027 {
        let days = cal.listed(year);
        let count = |kind| days.iter().filter(|d| d.kind == Some(kind)).count();
        let on_weekends = days.iter().filter(|d| d.kind == Some(ListedKind::Holiday));
        let on_weekends = on_weekends.filter(|d| matches!(d.date.weekday().to_monday_one_offset(), 6 | 7)).count();
        assert_eq!(count(ListedKind::Holiday), 11, "Điều 112: 11 ngày, năm {year}");
        assert_eq!(count(ListedKind::Compensation), on_weekends, "khoản 3 Điều 111, năm {year}");
        assert_eq!(count(ListedKind::SwapOff), count(ListedKind::SwapWorked), "hoán đổi năm {year}");
    }
}

#[test]
fn a_wrong_calendar_names_file_and_line() {
    let bad = "year = 2024\n\n[[day]]\ndate = \"2025-01-01\"\nkind = \"holiday\"\nname = \"x\"\n";
    let e = Calendar::from_files([("calendars/x.toml", bad)].into_iter()).unwrap_err();
    assert_eq!((e.file.as_str(), e.line), ("calendars/x.toml", 4));
    let e = Calendar::from_files([("calendars/y.toml", "year = 2024\nfoo = 1\n")].into_iter()).unwrap_err();
    assert_eq!(e.line, 2);
}

#[test]
fn restart_counts_the_whole_limit_anew() {
    let cal = calendar();
    let mut c = counting(parse_local("2024-03-04T10:00").unwrap(), Limit::working_days(5));
    c.supplement = SupplementPolicy::Restart;
    let to = parse_local("2024-03-12T15:00").unwrap();
    c.pauses.push(Pause { from: parse_local("2024-03-06T09:00").unwrap(), to: Some(to), reason: "x".into() });
    assert_eq!(due(&cal, &c).unwrap(), parse_local("2024-03-19T15:00").unwrap());
}

#[test]
fn hours_after_a_pause_end_at_closing_not_at_the_next_opening() {
    let cal = calendar();
    let mut c = counting(parse_local("2024-03-04T13:30").unwrap(), Limit::working_hours(8));
    let (from, to) = ("2024-03-05T07:30", "2024-03-05T11:30");
    c.pauses.push(Pause {
        from: parse_local(from).unwrap(),
        to: Some(parse_local(to).unwrap()),
        reason: "chờ bổ sung".into(),
    });
    assert_eq!(due(&cal, &c).unwrap(), parse_local("2024-03-05T17:30").unwrap());
}

#[test]
fn a_case_that_waits_is_not_drawn_late() {
    let cal = calendar();
    let mut c = counting(parse_local("2024-03-04T10:00").unwrap(), Limit::working_days(3));
    let now = parse_local("2024-03-20T08:00").unwrap();
    let late = strip(&deadline(&cal, &c).unwrap(), now);
    assert!(late.cells.last().unwrap().late && late.cells.last().unwrap().today);
    c.pauses.push(Pause { from: parse_local("2024-03-05T09:00").unwrap(), to: None, reason: "chờ bổ sung".into() });
    let d = deadline(&cal, &c).unwrap();
    assert_eq!(d.due, parse_local("2024-03-07T10:00").unwrap());
    assert!(d.days.iter().skip(1).all(|day| day.reason == "Đang tạm dừng: chờ bổ sung" && !day.counted));
    let waits = strip(&d, now);
    assert!(waits.cells.iter().all(|cell| !cell.late));
    assert_eq!(waits.cells.last().unwrap().state, CellState::Paused);
}

pub fn moments() -> impl Strategy<Value = Timestamp> {
    (0_i64..1000, 0_i64..86_400).prop_map(|(day, second)| {
        let start = from_local(jiff::civil::date(2023, 3, 1).at(0, 0, 0, 0));
        start + jiff::SignedDuration::from_secs(day * 86_400 + second)
    })
}

pub fn in_hours() -> impl Strategy<Value = Timestamp> {
    (0_i64..900, 0_i64..8 * 3600).prop_map(|(day, second)| {
        let cal = calendar();
        let from = cal.shift(jiff::civil::date(2023, 3, 1), day % 600).unwrap();
        let second = if second < 4 * 3600 { 27_000 + second } else { 48_600 + second - 4 * 3600 };
        from_local(from.at(0, 0, 0, 0)) + jiff::SignedDuration::from_secs(second)
    })
}

fn limits() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1_i64..60).prop_map(Limit::working_days),
        (1_i64..200).prop_map(Limit::working_hours),
        (1_i64..90).prop_map(|n| Limit::new(n, Unit::Day)),
        (1_i64..6).prop_map(|n| Limit::new(n, Unit::Month)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn later_starts_never_give_earlier_dates(a in moments(), b in moments(), limit in limits()) {
        let cal = calendar();
        let (a, b) = (a.min(b), a.max(b));
        let of = |t| due(&cal, &counting(t, limit)).unwrap();
        // Calendar limits keep the time of day, so they are compared by day.
        prop_assert!(local(of(a)).date() <= local(of(b)).date());
        if limit.unit == Unit::WorkingHour || limit.unit == Unit::WorkingDay {
            prop_assert!(of(a) <= of(b));
        }
    }

    #[test]
    fn longer_limits_never_give_earlier_dates(t in moments(), n in 1_i64..60, more in 0_i64..20) {
        let cal = calendar();
        for unit in [Unit::WorkingDay, Unit::WorkingHour, Unit::Day] {
            let of = |n| due(&cal, &counting(t, Limit::new(n, unit))).unwrap();
            prop_assert!(of(n) <= of(n + more));
        }
    }

    #[test]
    fn days_add_up(t in in_hours(), a in 1_i64..30, b in 1_i64..30) {
        let cal = calendar();
        let of = |t, n| due(&cal, &counting(t, Limit::working_days(n))).unwrap();
        prop_assert_eq!(of(of(t, a), b), of(t, a + b));
    }

    #[test]
    fn a_pause_takes_nothing(t in in_hours(), n in 2_i64..30, begin in 0_i64..8, length in 1_i64..40) {
        let cal = calendar();
        let from = add_working_minutes(&cal, t, begin * 60).unwrap();
        let to = add_working_minutes(&cal, from, length * 60).unwrap();
        let mut c = counting(t, Limit::working_days(n));
        let plain = due(&cal, &c).unwrap();
        c.pauses.push(Pause { from, to: Some(to), reason: "x".into() });
        let paused = due(&cal, &c).unwrap();
        prop_assert_eq!(working_minutes_between(&cal, plain, paused).unwrap(), length * 60);
    }

    #[test]
    fn the_sum_agrees_with_the_date(t in moments(), limit in limits()) {
        let cal = calendar();
        let d = deadline(&cal, &counting(t, limit)).unwrap();
        prop_assert_eq!(d.due, due(&cal, &counting(t, limit)).unwrap());
        prop_assert!(cal.day(local(d.due).date()).working);
        prop_assert!(d.due >= t);
        if limit.unit == Unit::WorkingDay {
            prop_assert_eq!(d.days.iter().filter(|d| d.counted).count() as i64, limit.hundredths / 100);
        }
        let text = serde_json::to_string(&d).unwrap();
        prop_assert_eq!(serde_json::from_str::<Deadline>(&text).unwrap(), d);
    }

    #[test]
    fn limits_are_read_or_refused_never_guessed(text in "\\PC{0,40}") {
        let _ = Limit::parse(&text);
    }
}
