//! Case codes: each regime's pattern makes codes of its own shape, and reads back what it made.

use kernel::identifiers::{AgencyCode, CaseCode, CasePlace, CodePattern};
use kernel::time::civil::date;
use platform::law::LawFiles;

use crate::regime::Regimes;

#[test]
fn each_regime_numbers_in_its_own_shape() {
    let regimes = Regimes::parse(LawFiles::built_in().under("")).unwrap();
    let cases = [
        ("2018", "000.00.15.H40", date(2023, 12, 23), "000.00.15.H40-231223-0001"),
        ("2025", "H42.15", date(2026, 2, 7), "H42.15-260207-0001"),
    ];
    for (id, agency, day, want) in cases {
        let pattern: CodePattern = regimes.get(id).unwrap().code_pattern.parse().unwrap();
        let agency = AgencyCode::parse(agency).unwrap();
        let made =
            CaseCode::format(pattern, &CasePlace { agency: &agency, date: day, number: 1, owner: None }).unwrap();
        assert_eq!(made.to_string(), want);
        assert_eq!(CaseCode::parse(want).unwrap().as_str(), want);
    }
}

#[test]
fn a_case_keeps_the_regime_of_its_day() {
    let regimes = Regimes::parse(LawFiles::built_in().under("")).unwrap();
    assert_eq!(regimes.on(date(2025, 6, 30)).id, "2018");
    assert_eq!(regimes.on(date(2025, 7, 1)).id, "2025");
    assert_eq!(regimes.on(date(2010, 1, 1)).id, "2018", "before the first, the first");
}
