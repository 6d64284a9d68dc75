//! FEEL beyond the plain conditions: names of several words, lists, dates, durations, functions, errors with a place.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::feel::{Expression, Test};

fn value(text: &str) -> Value {
    let data = json!({
        "loại hồ sơ": "mới",
        "answers": {"children": [{"name": "An", "age": 5}, {"name": "Bình", "age": 12}], "born": "2010-09-05"},
        "n": 3
    });
    Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")).evaluate(&data)
}

#[test]
fn values_are_what_feel_says() {
    for (text, wanted) in [
        ("loại hồ sơ = \"mới\"", json!(true)),
        ("answers.children.age", json!([5, 12])),
        ("answers.children[age > 6].name", json!(["Bình"])),
        ("answers.children[1].name", json!("An")),
        ("answers.children[-1].name", json!("Bình")),
        ("some c in answers.children satisfies c.age > 10", json!(true)),
        ("every c in answers.children satisfies c.age > 10", json!(false)),
        ("for c in answers.children return c.age * 2", json!([10, 24])),
        ("date(answers.born) < date(\"2011-01-01\")", json!(true)),
        ("date(\"2025-07-01\") + duration(\"P5D\")", json!("2025-07-06")),
        ("date(\"2024-01-31\") + @\"P1M\"", json!("2024-02-29")),
        ("(date(\"2025-07-06\") - date(\"2025-07-01\")).days", json!(5)),
        ("@\"2025-07-01\".year", json!(2025)),
        ("date and time(\"2025-07-01T08:30:00\") > @\"2025-07-01\"", json!(true)),
        ("n between 1 and 3", json!(true)),
        ("0.1 + 0.2 = 0.3", json!(true)),
        ("2 ** 3 - 10 / 4", json!(5.5)),
        ("sum(answers.children.age)", json!(17)),
        ("max(1, 5, 3)", json!(5)),
        ("list contains([1, 2], n - 1)", json!(true)),
        ("string length(\"đường\")", json!(5)),
        ("substring(\"đường\", 2, 3)", json!("ườn")),
        ("{a: 1, b: \"x\"}.b", json!("x")),
        ("if n > 2 then \"nhiều\" else \"ít\"", json!("nhiều")),
        ("n = null or answers.missing = null", json!(true)),
    ] {
        assert_eq!(value(text), wanted, "{text}");
    }
}

#[test]
fn ranges_several_lists_and_functions_over_lists() {
    for (text, wanted) in [
        ("for i in 1..3 return i * i", json!([1, 4, 9])),
        ("for i in 3..1 return i", json!([3, 2, 1])),
        ("for a in [1, 2], b in [10, 20] return a + b", json!([11, 21, 12, 22])),
        ("some a in [1, 2], b in [2, 3] satisfies a = b", json!(true)),
        ("every a in [1, 2], b in [2, 3] satisfies a <= b", json!(true)),
        ("n in (1, 3, 5)", json!(true)),
        ("n in (< 2, [5..9])", json!(false)),
        ("n in > 2", json!(true)),
        ("n in (1..3)", json!(false)),
        ("n in (n)", json!(true)),
        ("sublist([1, 2, 3, 4], 2, 2)", json!([2, 3])),
        ("sublist([1, 2, 3], -2)", json!([2, 3])),
        ("reverse([1, 2])", json!([2, 1])),
        ("insert before([1, 3], 2, 2)", json!([1, 2, 3])),
        ("remove([1, 2, 3], 1)", json!([2, 3])),
        ("remove([1], 5)", Value::Null),
        ("union([1, 2], [2, 3])", json!([1, 2, 3])),
        ("flatten([1, [2, [3]]])", json!([1, 2, 3])),
        ("product(2, 3, 4)", json!(24)),
        ("median(8, 2, 5)", json!(5)),
        ("median([1, 2, 3, 4])", json!(2.5)),
        ("even(2) and odd(3) and not(odd(2))", json!(true)),
        ("round half up(2.345, 2)", json!(2.35)),
        ("round half up(-5.5, 0)", json!(-6)),
        ("get value({a: 7}, \"a\")", json!(7)),
        ("years and months duration(answers.born, \"2025-09-04\").years", json!(14)),
        ("years and months duration(date(answers.born), date(\"2025-09-05\")).years", json!(15)),
        ("for a in 1..9999, b in 1..9999 return 1", Value::Null),
        ("1 / 0", Value::Null),
        ("\"a\" < 1", Value::Null),
    ] {
        assert_eq!(value(text), wanted, "{text}");
    }
}

#[test]
fn errors_name_the_place_and_the_remedy() {
    for (text, part) in [
        ("a = ", "cuối biểu thức"),
        ("a = # 1", "vị trí 5"),
        ("today() > 1", "dữ liệu hồ sơ"),
        ("countt([1])", "dùng được"),
        ("count()", "cần 1 đối số"),
        ("\"chưa đóng", "chưa đóng"),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
    assert!(Expression::parse(&"(".repeat(5_000)).is_err());
    assert!(Expression::parse(&"not(".repeat(200)).is_err());
    assert!(Expression::parse(&"1+".repeat(5_000)).is_err());
    assert!(Expression::parse(&"-".repeat(5_000)).is_err());
}

#[test]
fn an_expression_cannot_grow_without_bound() {
    for (first, more) in [("[1, 1]", "concatenate(x, x)"), ("\"ab\"", "x + x"), ("[1]", "[x, x]")] {
        let nested: String = (0..34).map(|_| format!(", x in [{more}]")).collect();
        assert_eq!(value(&format!("for x in [{first}]{nested} return 1")), Value::Null, "{more}");
    }
}

#[test]
fn tests_of_a_cell() {
    let passes = |cell: &str, input: Value| Test::parse(cell).unwrap().passes(&input, &json!({"limit": 4}));
    assert!(passes("-", json!(null)) && passes("", json!(1)));
    assert!(passes("\"a\", \"b\"", json!("b")) && !passes("\"a\", \"b\"", json!("c")));
    assert!(passes("[1..limit]", json!(4)) && !passes("[1..limit)", json!(4)));
    assert!(passes("? > 3 and ? < 5", json!(4)) && passes("> 3", json!(4)));
    assert!(passes("not(\"a\")", json!("b")) && !passes("not(\"a\")", json!("a")));
    assert!(passes("true", json!(true)) && !passes("true", json!(false)) && passes("false", json!(false)));
}

proptest! {
    #[test]
    fn no_expression_panics(text in "[a-z0-9 ().,\\[\\]{}:=<>+*/\"@?-]{0,40}") {
        if let Ok(e) = Expression::parse(&text) {
            e.evaluate(&json!({"a": 1, "b": [1, "x", null]}));
        }
        let _ = Test::parse(&text);
    }

    #[test]
    fn numbers_compare_as_numbers(a in -1000i64..1000, b in -1000i64..1000) {
        let data = json!({"a": a, "b": b});
        let holds = |t: &str| Expression::parse(t).unwrap().holds(&data);
        prop_assert_eq!(holds("a < b"), a < b);
        prop_assert_eq!(holds("a + b = b + a"), true);
        prop_assert_eq!(holds("a in [b..b]"), a == b);
        prop_assert_eq!(holds("not(a <= b) = (a > b)"), true);
    }
}
