//! Tests of files and papers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use platform::law::LawFiles;

#[test]
fn every_layout_of_law_parses_and_both_sets_are_whole() {
    let law = LawFiles::built_in();
    for (regime, papers) in [("2018", 6), ("2025", 7)] {
        let folder = format!("{regime}/papers/");
        let mut count = 0;
        for (path, text) in law.under(&folder) {
            output::paper::Layout::parse(path, text).unwrap();
            count += 1;
        }
        assert_eq!(count, papers, "{regime}");
    }
}
