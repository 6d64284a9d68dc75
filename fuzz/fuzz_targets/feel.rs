//! Any text as a condition or a cell: parsed and evaluated, it never panics and never takes long.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let data = serde_json::json!({ "a": 1, "b": ["x", null, 2.5], "c": { "d": "2025-07-01" } });
    if let Ok(e) = process::feel::Expression::parse(text) {
        e.evaluate(&data);
    }
    if let Ok(t) = process::feel::Test::parse(text) {
        t.passes(&data["a"], &data);
    }
});
