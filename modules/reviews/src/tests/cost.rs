//! Compliance cost: the cases of law to the đồng, and what must hold of every study.

use kernel::money::Dong;
use platform::law::LawFiles;
use proptest::prelude::*;
use serde::Deserialize;

use super::law;
use crate::cost::{
    Activity, Input, Labour, Method, Parameter, Range, Ratio, Side, Study, TimeUnit, Volume, lines, outcome, per_case,
    sensitivity, yearly,
};

fn volume(times: Ratio, subjects: i64) -> Volume {
    Volume { times, subjects: Ratio::whole(subjects) }
}

fn study(before: Vec<Activity>, after: Vec<Activity>) -> Study {
    let side = |activities| Side { volume: volume(Ratio::ONE, 1), activities };
    Study {
        method: Method::Subject,
        income: Parameter { value: Dong(40_000), source: "mẫu".into(), dated: "2024".into() },
        day_hours: Ratio::whole(8),
        before: side(before),
        after: side(after),
        volume_source: "mẫu".into(),
        ranges: vec![],
    }
}

#[derive(Deserialize)]
struct Row {
    hours: Option<String>,
    days: Option<String>,
    #[serde(default)]
    service: i64,
    #[serde(default)]
    fee: i64,
    subjects: Option<String>,
    times: Option<String>,
    #[serde(default)]
    hired: bool,
}

#[derive(Deserialize)]
struct Given {
    method: Method,
    income: i64,
    before: Vec<Row>,
    after: Vec<Row>,
}

#[derive(Deserialize)]
struct Expected {
    before: i64,
    after: i64,
    saving: i64,
    rate: String,
}

#[derive(Deserialize)]
struct Case {
    article: String,
    given: Given,
    expected: Expected,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn activity(r: &Row) -> Activity {
    let number = |t: &Option<String>| t.as_deref().map_or(Ratio::ONE, |t| Ratio::parse(t).unwrap());
    let (time, unit) = match (&r.hours, &r.days) {
        (Some(h), _) => (Ratio::parse(h).unwrap(), TimeUnit::Hour),
        (_, Some(d)) => (Ratio::parse(d).unwrap(), TimeUnit::Day),
        _ => (Ratio::ZERO, TimeUnit::Hour),
    };
    Activity {
        work: "Việc".into(),
        time,
        unit,
        labour: if r.hired { Labour::Hired } else { Labour::Own },
        service: Dong(r.service),
        fee: Dong(r.fee),
        volume: Some(Volume { times: number(&r.times), subjects: number(&r.subjects) }),
        ..Activity::default()
    }
}

#[test]
fn the_cases_of_law_hold_to_the_dong() {
    let text = LawFiles::built_in().get("reviews/cases.toml").unwrap().to_owned();
    let cases: Cases = toml::from_str(&text).unwrap();
    assert!(cases.case.len() >= 8);
    for c in cases.case {
        let sides = [&c.given.before, &c.given.after].map(|s| s.iter().map(activity).collect::<Vec<_>>());
        let [before, after] = sides;
        let mut s = study(before, after);
        (s.method, s.income.value) = (c.given.method, Dong(c.given.income));
        s.check().unwrap();
        let o = outcome(&s).unwrap();
        let e = c.expected;
        assert_eq!((o.before.0, o.after.0, o.saving.0), (e.before, e.after, e.saving), "{}", c.article);
        assert_eq!(o.rate_text(), e.rate, "{}", c.article);
    }
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let good = [
        ("2", "2"),
        ("2,5", "2,5"),
        ("0.25", "0,25"),
        ("1.500", "1.500"),
        ("1.234,5", "1.234,5"),
        ("0.125", "0,125"),
        ("1/3", "1/3"),
        (" 12 000 ", "12.000"),
        ("2/8", "0,25"),
    ];
    for (typed, shown) in good {
        assert_eq!(Ratio::parse(typed).unwrap().shown(), shown, "{typed}");
    }
    for bad in ["", "hai giờ", "1,2,3", "1.23.4", "1/0", "5,", "1e9", "--1", "١"] {
        assert!(Ratio::parse(bad).is_err(), "“{bad}” was read");
    }
}

#[test]
fn a_fraction_is_kept_as_it_is() {
    let third = Ratio::parse("1/3").unwrap();
    let text = serde_json::to_string(&third).unwrap();
    assert_eq!(serde_json::from_str::<Ratio>(&text).unwrap(), third);
    let hour = (0..3).try_fold(Ratio::ZERO, |sum, _| sum.plus(third)).unwrap();
    assert_eq!(hour, Ratio::ONE, "three times twenty minutes are an hour");
    assert!(serde_json::from_str::<Ratio>("\"1/0\"").is_err());
}

#[test]
fn a_half_dong_counts_as_one_and_only_at_the_end() {
    assert_eq!(Ratio::of(1, 2).unwrap().rounded().unwrap(), 1);
    assert_eq!(Ratio::of(-1, 2).unwrap().rounded().unwrap(), -1);
    assert_eq!(Ratio::of(149, 100).unwrap().rounded().unwrap(), 1);
    let quarter = Activity { time: Ratio::of(1, 4).unwrap(), ..Activity::default() };
    let mut s = study(vec![quarter.clone(), quarter], vec![]);
    s.income.value = Dong(1);
    let shown: i64 = lines(&s, &s.before).unwrap().iter().map(|l| l.year.0).sum();
    assert_eq!((shown, outcome(&s).unwrap().before.0), (0, 1), "lines are rounded for showing, the total once");
}

#[test]
fn too_large_is_refused_and_not_wrong() {
    let big = Activity { fee: Dong(i64::MAX), volume: Some(volume(Ratio::ONE, i64::MAX)), ..Activity::default() };
    let refusal = outcome(&study(vec![big], vec![])).unwrap_err();
    assert_eq!(refusal.code, "cost-size");
}

#[test]
fn what_no_count_can_be_is_refused() {
    let mut s = study(vec![Activity { time: Ratio::whole(-1), ..Activity::default() }], vec![]);
    assert_eq!(s.check().unwrap_err().code, "negative");
    s.before.activities.clear();
    s.check().unwrap();
    s.income.value = Dong(0);
    assert_eq!(s.check().unwrap_err().field.as_deref(), Some("income"));
    s.income = Parameter { value: Dong(1), source: " ".into(), dated: String::new() };
    assert_eq!(s.check().unwrap_err().code, "source");
}

#[test]
fn the_widest_swing_stands_first() {
    let hours = |n| Activity { time: Ratio::whole(n), ..Activity::default() };
    let mut s = study(vec![hours(4)], vec![hours(2)]);
    let range = |input, low: i64, high: i64| Range {
        input,
        low: Ratio::whole(low),
        high: Ratio::whole(high),
        source: String::new(),
    };
    s.ranges =
        vec![range(Input::Income, 38_000, 42_000), range(Input::TimeBefore(0), 3, 8), range(Input::Subjects, 1, 2)];
    let bars = sensitivity(&s).unwrap();
    assert_eq!(bars[0].input, Input::TimeBefore(0));
    assert_eq!((bars[0].saving_low.0, bars[0].saving_high.0), (40_000, 240_000));
    assert_eq!(bars[1].input, Input::Subjects);
    assert_eq!((bars[2].saving_low.0, bars[2].saving_high.0), (76_000, 84_000));
    s.ranges = vec![range(Input::TimeAfter(7), 1, 2)];
    assert_eq!(sensitivity(&s).unwrap_err().code, "range", "the activity is gone");
    s.ranges = vec![range(Input::Income, 2, 1)];
    assert!(sensitivity(&s).is_err());
}

#[test]
fn fees_and_services_swing_like_everything_else_that_is_not_sure() {
    let paid = Activity { work: "Nộp".into(), fee: Dong(20_000), service: Dong(100_000), ..Activity::default() };
    let mut s = study(vec![paid.clone()], vec![Activity { fee: Dong(5_000), service: Dong(0), ..paid }]);
    let range =
        |input, low, high| Range { input, low: Ratio::whole(low), high: Ratio::whole(high), source: String::new() };
    s.ranges = vec![
        range(Input::FeeAfter(0), 0, 10_000),
        range(Input::ServiceBefore(0), 50_000, 200_000),
        range(Input::FeeBefore(0), 10_000, 30_000),
        range(Input::ServiceAfter(0), 0, 40_000),
    ];
    let bars = sensitivity(&s).unwrap();
    let found: Vec<_> = bars.iter().map(|b| (b.input, b.saving_low.0, b.saving_high.0)).collect();
    let want = [
        (Input::ServiceBefore(0), 65_000, 215_000),
        (Input::ServiceAfter(0), 115_000, 75_000),
        (Input::FeeBefore(0), 105_000, 125_000),
        (Input::FeeAfter(0), 120_000, 110_000),
    ];
    assert_eq!(found, want);
    s.ranges = vec![range(Input::ServiceAfter(3), 0, 1)];
    assert_eq!(sensitivity(&s).unwrap_err().code, "range");
}

#[test]
fn one_execution_leaves_volumes_out() {
    let mut s = study(vec![Activity { fee: Dong(50_000), ..Activity::default() }], vec![]);
    s.before.volume = volume(Ratio::whole(3), 700);
    assert_eq!(per_case(&s).unwrap(), (Dong(50_000), Dong(0)));
    assert_eq!(outcome(&s).unwrap().before.0, 50_000 * 2_100);
}

#[test]
fn the_shipped_law_is_sound_and_changes_by_day() {
    let law = law();
    let day = |t: &str| t.parse().unwrap();
    assert_eq!(law.income(day("2025-12-01")).value.0, 40_000);
    assert_eq!(law.income(day("2024-06-01")).value.0, 48_722);
    assert_eq!(law.target(day("2024-06-01")).unwrap().cost_percent, 20);
    assert_eq!(law.target(day("2025-06-01")).unwrap().cost_percent, 30);
    let bases = |t: &str| law.decision(day(t)).unwrap().bases.join(" ");
    assert!(bases("2025-11-20").contains("118/2025") && !bases("2024-11-20").contains("118/2025"));
    let bank = law.bank(&law.forms(day("2024-06-01")).unwrap().review).unwrap();
    for part in law.parts() {
        assert!(bank.field(&format!("{}_option", part.key)).is_some(), "the bank does not ask about {}", part.key);
    }
}

fn amount() -> impl Strategy<Value = i64> {
    0_i64..10_000_000
}

prop_compose! {
    fn any_activity()(num in 0_i64..10_000, den in 1_i128..100, service in amount(), fee in amount(), hired in any::<bool>(),
        own in proptest::option::of((1_i64..50, 0_i64..5_000))) -> Activity {
        Activity {
            time: Ratio::of(i128::from(num), den).unwrap(),
            labour: if hired { Labour::Hired } else { Labour::Own },
            service: Dong(service),
            fee: Dong(fee),
            volume: own.map(|(t, q)| volume(Ratio::whole(t), q)),
            ..Activity::default()
        }
    }
}

prop_compose! {
    fn any_study()(before in prop::collection::vec(any_activity(), 0..8), after in prop::collection::vec(any_activity(), 0..8),
        income in 1_i64..500_000, times in 1_i64..20, subjects in 0_i64..10_000) -> Study {
        let mut s = study(before, after);
        s.income.value = Dong(income);
        (s.before.volume, s.after.volume) = (volume(Ratio::whole(times), subjects), volume(Ratio::whole(times), subjects));
        s
    }
}

proptest! {
    #[test]
    fn additive_over_activities(s in any_study(), cut in 0_usize..8) {
        let cut = cut.min(s.before.activities.len());
        let part = |activities: &[Activity]| Side { volume: s.before.volume, activities: activities.to_vec() };
        let (a, b) = s.before.activities.split_at(cut);
        let sum = yearly(&s, &part(a)).unwrap().plus(yearly(&s, &part(b)).unwrap()).unwrap();
        prop_assert_eq!(sum, yearly(&s, &s.before).unwrap());
    }

    #[test]
    fn nothing_changed_nothing_saved(s in any_study()) {
        let same = Study { after: s.before.clone(), ..s };
        let o = outcome(&same).unwrap();
        prop_assert_eq!(o.saving, Dong(0));
        prop_assert!(o.rate.is_none_or(|r| r == 0));
    }

    #[test]
    fn more_of_anything_never_costs_less(s in any_study(), at in 0_usize..8, more in 1_i64..1_000) {
        let before = yearly(&s, &s.before).unwrap();
        let mut dearer = vec![s.clone(), s.clone()];
        dearer[0].income.value = Dong(s.income.value.0 + more);
        dearer[1].before.volume.subjects = s.before.volume.subjects.plus(Ratio::whole(more)).unwrap();
        if let Some(a) = s.before.activities.get(at) {
            let mut longer = s.clone();
            longer.before.activities[at].time = a.time.plus(Ratio::whole(more)).unwrap();
            let mut fee = s.clone();
            fee.before.activities[at].fee = Dong(a.fee.0 + more);
            dearer.extend([longer, fee]);
        }
        for d in dearer {
            prop_assert!(yearly(&d, &d.before).unwrap() >= before);
        }
    }

    #[test]
    fn the_order_of_activities_is_of_no_account(s in any_study()) {
        let mut turned = s.clone();
        turned.before.activities.reverse();
        prop_assert_eq!(outcome(&turned).unwrap(), outcome(&s).unwrap());
    }

    #[test]
    fn what_is_shown_is_read_back(num in -1_000_000_i64..1_000_000, den in prop::sample::select(vec![1_i128, 2, 4, 5, 8, 10, 3, 7])) {
        let r = Ratio::of(i128::from(num), den).unwrap();
        let shown = r.shown();
        // "1.234" is a thousand and more, as the law writes; a fraction of a thousandth keeps its comma.
        prop_assert_eq!(Ratio::parse(&shown).unwrap(), r, "{}", shown);
    }

    #[test]
    fn the_order_is_the_order_of_numbers(a in -10_000_i64..10_000, b in 1_i64..500, c in -10_000_i64..10_000, d in 1_i64..500) {
        let (x, y) = (Ratio::of(a.into(), b.into()).unwrap(), Ratio::of(c.into(), d.into()).unwrap());
        prop_assert_eq!(x.cmp(&y), (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))));
    }
}
