//! House rules: what a reader may count on in every file.

use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

pub fn files(ending: &str) -> Vec<(PathBuf, String)> {
    let mut all = vec![];
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(folder).unwrap().map(|i| i.unwrap().path()) {
            let name = item.file_name().unwrap().to_string_lossy().into_owned();
            if item.is_dir() && name != "target" && !name.starts_with('.') && name != "screens" {
                folders.push(item);
            } else if name.ends_with(ending) {
                let text = std::fs::read_to_string(&item).unwrap();
                all.push((item.strip_prefix(root()).unwrap().to_path_buf(), text));
            }
        }
    }
    all
}

pub fn is_test(path: &Path) -> bool {
    path.components().any(|c| c.as_os_str() == "tests") || path.ends_with("tests.rs")
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (path, text) in files(".rs") {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
        assert!(text.starts_with("//!"), "{} does not say what it is", path.display());
    }
}

#[test]
fn lints_are_not_silenced_outside_tests() {
    let clock = Path::new("platform/src/app.rs");
    for (path, text) in files(".rs").into_iter().filter(|(p, _)| !is_test(p) && p != clock) {
        let marker = concat!("#[", "allow(");
        assert!(!text.contains(marker), "{} silences a lint", path.display());
    }
}

#[test]
fn migrations_use_only_types_both_databases_know() {
    for (path, text) in files(".sql") {
        for line in text.lines().map(str::trim).filter(|l| !l.starts_with("--")) {
            let mut words = line.split_whitespace();
            let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
            let column = name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            if column && kind.chars().all(|c| c.is_ascii_uppercase() || c == ',') {
                let kind = kind.trim_end_matches(',');
                assert!(["UUID", "BIGINT", "TEXT", "BYTEA"].contains(&kind), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn keys_and_indexes_of_case_data_lead_with_the_tenant() {
    let (_, text) = files(".sql").into_iter().find(|(p, _)| p.ends_with("0005_cases.sql")).unwrap();
    for line in text.lines().filter(|l| !l.contains("case_drafts")) {
        if let Some(at) = line.find("PRIMARY KEY (").map(|a| a + 13) {
            assert!(line[at..].starts_with("tenant_id"), "{line}");
        }
        if line.contains("INDEX") {
            assert!(line.contains("(tenant_id"), "{line}");
        }
    }
}

#[test]
fn the_architecture_names_only_what_exists() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let quoted = text.split('`').skip(1).step_by(2);
    let paths = quoted
        .filter(|q| !q.contains(' ') && !q.contains(['<', '{', '*', '(']) && q.contains('/') && !q.starts_with('/'));
    for path in paths.filter(|p| p.ends_with('/') || p.contains('.')) {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which does not exist");
    }
}
