//! Any text as the table of a decision: what is made of it is a process that can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for table in process::table::all_from_text("", text) {
        let reading = process::table::read(&table);
        if !reading.steps.is_empty() {
            assert!(process::parse(&process::table::bpmn("p", &reading)).is_ok(), "the process cannot be read");
        }
    }
    let _ = process::table::from_json(text);
});
