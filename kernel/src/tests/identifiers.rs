//! Identifiers: what is read, what is refused and how, what only warns.

use jiff::civil::date;
use proptest::prelude::*;

use crate::identifiers::*;

#[test]
fn personal_numbers_have_twelve_digits_and_warn_about_sex_and_year() {
    let n = PersonalNumber::parse("036 304 012 345").unwrap();
    assert_eq!((n.as_str(), n.province()), ("036304012345", "036"));
    assert_eq!((n.sex(), n.birth_year()), (Sex::Female, 2004));
    assert!(n.warnings(Some(Sex::Female), Some(2004)).is_empty());
    assert!(n.warnings(None, None).is_empty());
    let told = n.warnings(Some(Sex::Male), Some(2003));
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("giới tính nữ") && told[1].contains("2004"));
    assert!(PersonalNumber::parse("162345678").unwrap_err().message.contains("chứng minh nhân dân"));
    assert!(PersonalNumber::parse("03630401234x").is_err());
    assert!(PersonalNumber::parse("٠٣٦٣٠٤٠١٢٣٤٥").is_err());
}

#[test]
fn tax_codes_are_checked_by_their_tenth_digit() {
    assert_eq!(TaxCode::parse("0100109106").unwrap().as_str(), "0100109106");
    assert_eq!(TaxCode::parse("0100109106-001").unwrap().as_str(), "0100109106-001");
    assert_eq!(TaxCode::parse("0100109106001").unwrap().as_str(), "0100109106-001");
    assert!(TaxCode::parse("0100109107").unwrap_err().message.contains("chữ số kiểm tra"));
    assert!(TaxCode::parse("01001").unwrap_err().message.contains("có 5 chữ số"));
    assert!(TaxCode::parse_for("036304012345", TaxSubject::Person).is_ok());
    assert!(TaxCode::parse_for("036304012345", TaxSubject::Organisation).is_err());
    assert!(TaxCode::parse_for("0100109106-001", TaxSubject::Person).is_err());
}

#[test]
fn phones_are_kept_in_one_form_and_shown_in_another() {
    for text in
        ["0912 345 678", "+84 912 345 678", "84912345678", "0912.345.678", "+84 (0) 912-345-678", "0084912345678"]
    {
        let p = Phone::parse(text).unwrap();
        assert_eq!((p.as_str(), p.national().as_str(), p.tail(4)), ("+84912345678", "0912 345 678", "5678"), "{text}");
        assert!(p.warnings().is_empty());
    }
    assert_eq!(Phone::parse("0228 3649 365").unwrap().national(), "0228 3649 365");
    assert_eq!(Phone::parse("+856 20 5555 5555").unwrap().national(), "+8562055555555");
    assert_eq!(Phone::parse("0512345678").unwrap().warnings().len(), 1);
    for wrong in ["", "912345678", "091234567", "09123456789", "không có", "+84"] {
        assert_eq!(Phone::parse(wrong).unwrap_err().code, "phone", "{wrong}");
    }
}

#[test]
fn agency_codes_convert_both_ways() {
    let old = AgencyCode::parse("000.00.15.H40").unwrap();
    let new = AgencyCode::parse("h40.15").unwrap();
    assert!(old.is_2016() && !new.is_2016());
    assert_eq!(old.to_2020(), new);
    assert_eq!(new.to_2016().unwrap(), old);
    assert_eq!(AgencyCode::parse("H40").unwrap().to_2016().unwrap().as_str(), "000.00.00.H40");
    assert_eq!((old.top(), new.top()), ("H40", "H40"));
    let unit = AgencyCode::parse("H40.15.02").unwrap();
    assert!(unit.within(&old) && unit.within(&new) && !new.within(&unit));
    assert!(!AgencyCode::parse("H40.150").unwrap().within(&new));
    assert!(AgencyCode::parse("H42.115").unwrap().to_2016().unwrap_err().message.contains("mẫu cũ"));
    for wrong in ["", "H4", "40.15", "H40..15", "Z40", "H40.15-1", "H40.1111111111111111111111111111111111"] {
        assert_eq!(AgencyCode::parse(wrong).unwrap_err().code, "agency-code", "{wrong}");
    }
}

#[test]
fn case_codes_follow_the_pattern_of_their_regime() {
    let agency = AgencyCode::parse("H40.15").unwrap();
    let owner = AgencyCode::parse("G03").unwrap();
    let mut place = CasePlace { agency: &agency, date: date(2023, 12, 23), number: 1, owner: None };
    let code = |pattern, place: &CasePlace<'_>| CaseCode::format(pattern, place).map(|c| c.to_string());
    assert_eq!(code(CodePattern::V2018, &place).unwrap(), "000.00.15.H40-231223-0001");
    assert_eq!(code(CodePattern::V2025, &place).unwrap(), "H40.15-231223-0001");
    assert_eq!(code(CodePattern::Centralised2026, &place).unwrap_err().code, "case-code");
    place.owner = Some(&owner);
    assert_eq!(code(CodePattern::Centralised2026, &place).unwrap(), "H40.15-231223-030001");
    place.number = 12_345;
    assert_eq!(code(CodePattern::V2018, &place).unwrap(), "000.00.15.H40-231223-12345");
    place.number = 0;
    assert!(code(CodePattern::V2018, &place).is_err());
    assert_eq!("2025".parse::<CodePattern>().unwrap(), CodePattern::V2025);
    assert!("2019".parse::<CodePattern>().unwrap_err().message.contains("2019"));
}

#[test]
fn case_codes_are_read_leniently() {
    let wild = CaseCode::parse(" g09.20-20260609-0092637 ").unwrap();
    assert_eq!((wild.agency(), wild.date()), ("G09.20", Some(date(2026, 6, 9))));
    assert_eq!(CaseCode::parse("000.00.15.H40-231223-0001").unwrap().date(), Some(date(2023, 12, 23)));
    assert_eq!(CaseCode::parse("H40-239923-0001").unwrap().date(), None);
    for wrong in
        ["", "H40", "H40-231223-001", "H40-2312-0001", "H40.-231223-0001", "H40-231223-0001-1", "Đ40-231223-0001"]
    {
        assert_eq!(CaseCode::parse(wrong).unwrap_err().code, "case-code", "{wrong}");
    }
}

#[test]
fn procedure_codes_may_carry_the_agency() {
    assert_eq!(ProcedureCode::parse("1.003901.h42").unwrap().as_str(), "1.003901.H42");
    assert_eq!(ProcedureCode::parse("2.000545.000.00.00.H40").unwrap().national(), "2.000545");
    for wrong in ["0.000545", "2.00545", "2.000545.", "2.000545.x", "2-000545"] {
        assert_eq!(ProcedureCode::parse(wrong).unwrap_err().code, "procedure-code", "{wrong}");
    }
}

#[test]
fn stored_identifiers_are_checked_when_read() {
    let phone: Phone = serde_json::from_str("\"0912345678\"").unwrap();
    assert_eq!(serde_json::to_string(&phone).unwrap(), "\"+84912345678\"");
    assert!(serde_json::from_str::<CaseCode>("\"x\"").is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_its_words(text in "\\PC{0,30}") {
        let refusals = [
            PersonalNumber::parse(&text).err(), TaxCode::parse(&text).err(), Phone::parse(&text).err(),
            AgencyCode::parse(&text).err(), CaseCode::parse(&text).err(), ProcedureCode::parse(&text).err(),
        ];
        for refusal in refusals.into_iter().flatten() {
            prop_assert!(refusal.message.contains("Nhập") || refusal.message.contains("Xem lại") || refusal.message.contains("có 1"));
        }
    }

    #[test]
    fn made_codes_are_readable_and_keep_their_day(number in 1_u32..2_000_000, day in 0_i64..3000, unit in 0_u8..100) {
        let agency = AgencyCode::parse(&format!("H40.{unit:02}")).unwrap();
        let date = date(2020, 1, 1).saturating_add(jiff::Span::new().days(day));
        let place = CasePlace { agency: &agency, date, number, owner: Some(&agency) };
        for pattern in [CodePattern::V2018, CodePattern::V2025, CodePattern::Centralised2026] {
            let code = CaseCode::format(pattern, &place).unwrap();
            prop_assert_eq!(CaseCode::parse(code.as_str()).unwrap().date(), Some(date));
        }
    }

    #[test]
    fn phones_read_back_what_they_show(n in 320_000_000_u64..400_000_000) {
        let phone = Phone::parse(&format!("0{n}")).unwrap();
        prop_assert_eq!(Phone::parse(&phone.national()).unwrap(), phone.clone());
        prop_assert_eq!(Phone::parse(phone.as_str()).unwrap(), phone);
    }

    #[test]
    fn one_wrong_digit_of_a_tax_code_is_seen(head in 0_u64..1_000_000_000, at in 0_usize..9, add in 1_u8..10) {
        let Some(code) = (0..10).map(|d| format!("{head:09}{d}")).find(|c| TaxCode::parse(c).is_ok()) else { return Ok(()) };
        let mut digits = code.into_bytes();
        digits[at] = b'0' + (digits[at] - b'0' + add) % 10;
        prop_assert!(TaxCode::parse(std::str::from_utf8(&digits).unwrap()).is_err());
    }
}
