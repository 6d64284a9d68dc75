//! Any text as a BPMN file: read, checked, run and written, it never panics, and what was read can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(def) = process::parse(text) {
        let sound = process::check(&def).is_empty();
        let ran = process::run(&def, &serde_json::json!({ "eligible": true, "n": 2 }));
        assert!(!sound || !matches!(ran, Err(process::StepError::Stuck(_))), "a sound process gets stuck");
        assert!(process::parse(&process::export(&def)).is_ok(), "what was written cannot be read");
    }
});
