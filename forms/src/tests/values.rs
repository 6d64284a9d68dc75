//! Numbers, days, sums and conditions.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{Expr, Test, format_number, parse_integer, parse_number};

#[test]
fn numbers_are_read_both_ways() {
    let read = [
        ("1.234,5", 1234.5),
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234,5", 1234.5),
        ("1.234", 1234.0),
        ("1,5", 1.5),
        ("0.125", 0.125),
        ("1.234.567", 1234567.0),
        ("1,234,567", 1234567.0),
        (" 1 234,5 ", 1234.5),
        ("-2,5", -2.5),
        ("+7", 7.0),
        ("12345.678", 12345.678),
        ("8.50", 8.5),
    ];
    for (text, value) in read {
        assert_eq!(parse_number(text), Some(value), "{text}");
    }
    for text in ["", "abc", "1.2.3", "1,2,3", "1.23,4.5", "--1", ".5", "5.", "1e5", "NaN", "inf", "१२", "1.234.56"]
    {
        assert_eq!(parse_number(text), None, "{text}");
    }
}

#[test]
fn whole_numbers_take_groups_but_no_decimals() {
    for (text, value) in [("1.234", 1234), ("1,234", 1234), ("1 234 567", 1_234_567), ("-5", -5), ("0", 0), ("007", 7)]
    {
        assert_eq!(parse_integer(text), Some(value), "{text}");
    }
    for text in ["1.5", "1,25", "12a", "", "9223372036854775808", "1.234,5"] {
        assert_eq!(parse_integer(text), None, "{text}");
    }
}

#[test]
fn expressions_refuse_what_they_do_not_know() {
    for text in ["", "a +", "(a", "a / b", "sum(a)", "count(a.b)", "max(a)", "a b", "1..2", "a)", "-"] {
        assert!(Expr::parse(text).is_err(), "{text}");
    }
    for text in ["a", "a + b * 2 - (c - 1)", "sum(rows.cost) - count(rows)", "-a * -2", "2.5 * a"] {
        assert!(Expr::parse(text).is_ok(), "{text}");
    }
    let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Expr::parse(&deep).is_err(), "too deep is refused, not a crash");
    assert!(Expr::parse(&"a+".repeat(100_000)).is_err());
}

#[test]
fn conditions_compare_typed_values() {
    assert!(Test::Is(json!(true)).passes(Some(&json!(true))));
    assert!(!Test::Is(json!("a")).passes(None));
    assert!(Test::IsNot(json!("a")).passes(None));
    assert!(Test::Has(json!("a")).passes(Some(&json!(["b", "a"]))));
    assert!(Test::AtLeast(10.0).passes(Some(&json!(10))));
    assert!(!Test::AtMost(10.0).passes(Some(&json!(11))));
    assert!(Test::Empty.passes(None) && !Test::Filled.passes(None));
}

#[test]
fn a_date_comes_from_three_boxes_or_one() {
    let form = kitchen();
    let born = |pairs: &[(&str, &str)]| form.value(&form.read(&post(pairs))).get("born").cloned();
    assert_eq!(born(&[("born.day", "7"), ("born.month", "2"), ("born.year", "2024")]), Some(json!("2024-02-07")));
    assert_eq!(born(&[("born", "2024-02-07")]), Some(json!("2024-02-07")));
    assert_eq!(born(&[("born", "7/2/2024")]), Some(json!("2024-02-07")));
    assert_eq!(born(&[("born.day", "31"), ("born.month", "2"), ("born.year", "2024")]), None);
    assert_eq!(born(&[("born.day", "1"), ("born.month", "2"), ("born.year", "24")]), None);
}

#[test]
fn money_takes_its_unit() {
    let form = kitchen();
    for text in ["1.500.000", "1,500,000 đ", "1500000 đồng", "1 500 000 VNĐ"] {
        assert_eq!(form.value(&form.read(&post(&[("fee", text)])))["fee"], json!(1_500_000), "{text}");
    }
}

proptest! {
    #[test]
    fn a_number_written_is_the_number_read(value in -1e12f64..1e12) {
        let rounded = (value * 1000.0).round() / 1000.0;
        prop_assert_eq!(parse_number(&format_number(rounded)), Some(rounded));
    }

    #[test]
    fn a_whole_number_written_is_the_number_read(value in -9_000_000_000_000i64..9_000_000_000_000) {
        prop_assert_eq!(parse_integer(&format_number(value as f64)), Some(value));
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,40}") {
        let _ = (parse_number(&text), parse_integer(&text), Expr::parse(&text));
        let _ = crate::DateBound::try_from(text);
    }
}
