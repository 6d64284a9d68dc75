//! Any text as a DMN file: read and asked, it never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(tables) = process::dmn::parse(text) {
        for (id, _) in tables.list() {
            let _ = tables.decide(id, &serde_json::json!({ "a": 1, "b": ["x", null] }));
        }
    }
});
