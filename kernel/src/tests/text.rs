//! Vietnamese order, names, numbers in words, money.

use proptest::prelude::*;

use crate::money::{Dong, group};
use crate::text::*;

#[test]
fn letters_and_tones_stand_in_the_dictionary_s_order() {
    let sorted = [
        "a", "à", "ả", "ã", "á", "ạ", "an", "ăn", "ân", "ba", "ca", "da", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư", "y",
    ];
    for pair in sorted.windows(2) {
        assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
    }
    assert!(sort_key("an bình") < sort_key("anh"));
    assert!(sort_key("án ba") > sort_key("an yên"), "the tone decides before the next syllable");
    assert!(sort_key("2 dân") < sort_key("an"));
    assert_eq!(sort_key("HÀ  NỘI"), sort_key("hà nội"));
    assert_eq!(sort_key("ha\u{300}"), sort_key("hà"));
}

#[test]
fn persons_go_by_given_name_then_family_name() {
    let mut names = ["Trần Văn Đức", "Nguyễn Thị Dung", "Lê Thị An", "Đỗ Thị An", "Nguyễn Thị Ánh"];
    names.sort_by_key(|n| name_key(n));
    assert_eq!(names, ["Đỗ Thị An", "Lê Thị An", "Nguyễn Thị Ánh", "Nguyễn Thị Dung", "Trần Văn Đức"]);
    assert_eq!(name_key(""), "");
}

#[test]
fn names_get_their_capitals() {
    assert_eq!(title_case("NGUYỄN THỊ  hương giang"), "Nguyễn Thị Hương Giang");
    assert_eq!(title_case("đỗ văn ơn"), "Đỗ Văn Ơn");
    assert_eq!(title_case("H'HEN NIÊ"), "H'Hen Niê");
    assert_eq!(title_case("McDonald"), "McDonald");
    assert_eq!(initials("Đỗ Thị Hương Giang"), "ĐTHG");
    assert_eq!(given_name("Nguyễn Thị Hương Giang"), "Giang");
}

#[test]
fn numbers_are_read_as_people_read_them() {
    let told = [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (32, "ba mươi hai"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (114, "một trăm mười bốn"),
        (1_005, "một nghìn không trăm linh năm"),
        (50_000, "năm mươi nghìn"),
        (1_000_000, "một triệu"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (2_000_000_015, "hai tỷ không trăm mười lăm"),
        (1_000_000_000_000, "một nghìn tỷ"),
    ];
    for (n, words) in told {
        assert_eq!(number_words(n), words, "{n}");
    }
    assert!(number_words(u64::MAX).starts_with("mười tám tỷ bốn trăm"));
}

#[test]
fn money_is_read_with_dots_or_commas_and_never_guessed() {
    for text in ["1.234.567", "1,234,567", "1234567 đ", "1234567", "1.234.567 đồng", "1 234 567 VND"] {
        assert_eq!(Dong::parse(text).unwrap(), Dong(1_234_567), "{text}");
    }
    for wrong in ["", "đ", "năm mươi nghìn", "1.5", "1.234,56", "12.34.567", "1.2345", "--5", "99999999999999999999"]
    {
        let refusal = Dong::parse(wrong).unwrap_err();
        assert_eq!(refusal.code, "money", "{wrong}");
        assert!(refusal.message.contains("1.234.567"));
    }
    assert_eq!(Dong(1_234_567).to_string(), "1.234.567 đồng");
    assert_eq!(Dong(50_000).words(), "năm mươi nghìn đồng");
    assert_eq!(
        (group(0), group(-1000), group(i64::MIN)),
        ("0".into(), "-1.000".into(), "-9.223.372.036.854.775.808".into())
    );
    assert!(Dong(i64::MAX).plus(Dong(1)).is_err());
    assert!(Dong(i64::MIN).minus(Dong(1)).is_err());
    assert!(Dong(i64::MAX).times(2).is_err());
    assert_eq!(Dong(5_000).times(3).unwrap().plus(Dong(1)).unwrap().minus(Dong(2)).unwrap(), Dong(14_999));
}

proptest! {
    #[test]
    fn money_reads_back_what_it_shows(n in -1_000_000_000_000_i64..1_000_000_000_000) {
        prop_assert_eq!(Dong::parse(&Dong(n).to_string()).unwrap(), Dong(n));
    }

    #[test]
    fn any_text_can_be_folded_ordered_and_titled(s in "\\PC{0,40}") {
        let folded = fold(&s);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(clean(&clean(&s)), clean(&s));
        prop_assert_eq!(title_case(&title_case(&s)).is_empty(), line(&s).is_empty());
        prop_assert_eq!(sort_key(&clean(&s)).is_empty(), sort_key(&s).is_empty());
    }

    #[test]
    fn order_sees_neither_case_nor_the_way_letters_are_composed(s in "[a-zđăâêôơưàảãáạềộữ ]{0,20}") {
        let apart: String = unicode_normalization::UnicodeNormalization::nfd(s.as_str()).collect();
        prop_assert_eq!(sort_key(&s), sort_key(&s.to_uppercase()));
        prop_assert_eq!(sort_key(&s), sort_key(&apart));
    }

    #[test]
    fn different_numbers_have_different_words(a in 0_u64..100_000_000, b in 0_u64..100_000_000) {
        prop_assert_eq!(a == b, number_words(a) == number_words(b));
    }
}
