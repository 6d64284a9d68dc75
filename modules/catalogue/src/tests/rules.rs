//! Gaps, explicit nones, differences, codes, limits, and when a version may be published.

use jiff::civil::date;

use crate::model::{Case, Channel, ChannelTerm, Component, Fee};
use crate::rules::{self, Part, REQUIRED};
use crate::{Parts, gaps};

fn complete() -> Parts {
    let term = ChannelTerm {
        channel: Channel::Direct,
        when: None,
        limit: Some("5 ngày làm việc".into()),
        limit_text: Some("05 ngày làm việc".into()),
        fee: Some(Fee { amount: Some(0), text: "Không".into() }),
    };
    Parts {
        steps: Some(vec![Case { when: None, steps: vec!["Nộp hồ sơ".into()] }]),
        channels: vec![term],
        components: Some(vec![Component { name: "Đơn".into(), required: true, ..Component::default() }]),
        sets: Some(1),
        subjects: Some(vec!["Cá nhân".into()]),
        agency: Some("Sở Giáo dục và Đào tạo".into()),
        forms: Some(vec![]),
        result: Some(vec!["Quyết định".into()]),
        requirements: Some(vec![]),
        ..super::parts("1.000001", "Thủ tục")
    }
}

#[test]
fn an_empty_record_misses_everything_but_its_name() {
    let missing = gaps(&super::parts("1.000001", "Thủ tục"));
    assert_eq!(missing.len(), REQUIRED.len() - 1);
    assert!(!missing.contains(&Part::Name));
}

#[test]
fn an_explicit_none_is_no_gap() {
    assert!(gaps(&complete()).is_empty());
    let unknown = Parts { requirements: None, ..complete() };
    assert_eq!(gaps(&unknown), [Part::Requirements]);
    assert!(rules::words(&complete()).contains(&(Part::Requirements, "Không có".into())));
}

#[test]
fn a_limit_without_a_channel_leaves_the_channels_open() {
    let mut p = complete();
    p.channels[0].channel = Channel::Any;
    assert_eq!(gaps(&p), [Part::Channels]);
}

#[test]
fn half_a_list_of_components_is_a_gap() {
    let p = Parts { components_partial: true, ..complete() };
    assert_eq!(gaps(&p), [Part::Components]);
    assert!(rules::completeness(&p) < rules::completeness(&complete()));
}

#[test]
fn differences_name_the_part_and_both_texts() {
    let b = Parts { agency: Some("Ủy ban nhân dân cấp xã".into()), ..complete() };
    let found = crate::differences(&complete(), &b);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].part, found[0].after.as_str()), (Part::Agency, "Ủy ban nhân dân cấp xã"));
    assert!(crate::differences(&b, &b).is_empty());
}

#[test]
fn limits_are_counted_only_when_the_words_are_clear() {
    let counted = |text| rules::counted_limit(text);
    assert_eq!(counted("05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ").as_deref(), Some("5 ngày làm việc"));
    assert_eq!(
        counted("80 giờ làm việc (10 ngày làm việc) kể từ ngày nhận được hồ sơ đầy đủ và hợp lệ").as_deref(),
        Some("80 giờ làm việc")
    );
    assert_eq!(
        counted(
            "13 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ; hồ sơ không bảo đảm: thông báo trong 03 ngày làm việc"
        )
        .as_deref(),
        Some("13 ngày làm việc")
    );
    assert_eq!(counted("10 ngày làm việc kể từ ngày kết thúc nhận hồ sơ; 03 ngày làm việc thông báo"), None);
    assert_eq!(counted("Trường đến: 01 ngày làm việc; trường đi: 01 ngày làm việc"), None);
    let same_day = counted("Ngay trong ngày tiếp nhận yêu cầu hoặc trong ngày làm việc tiếp theo").unwrap();
    assert!(kernel::working_time::Limit::parse(&same_day).is_ok());
}

#[test]
fn terms_fall_back_from_channel_and_situation() {
    let mut p = complete();
    let any = ChannelTerm {
        channel: Channel::Any,
        when: Some("cần xác minh".into()),
        limit: Some("45 ngày".into()),
        limit_text: Some("45 ngày".into()),
        fee: None,
    };
    p.channels.push(any);
    let of = |c, w| p.term(c, w).and_then(|t| t.limit.as_deref());
    assert_eq!(of(Channel::Direct, None), Some("5 ngày làm việc"));
    assert_eq!(of(Channel::Online, Some("cần xác minh")), Some("45 ngày"));
    assert_eq!(of(Channel::Direct, Some("khác")), Some("5 ngày làm việc"));
    assert_eq!(of(Channel::Online, None), None);
    assert_eq!(p.channels[0].counted().map(|l| l.to_string()).as_deref(), Some("5 ngày làm việc"));
}

#[test]
fn a_version_never_begins_before_the_one_it_follows() {
    let p = complete();
    assert_eq!(rules::may_publish(&p, date(2024, 1, 1), None), Ok(1));
    let last = Some((3, date(2024, 5, 1)));
    assert_eq!(rules::may_publish(&p, date(2024, 5, 1), last), Ok(4));
    let refused = rules::may_publish(&p, date(2024, 4, 30), last).unwrap_err();
    assert_eq!(refused.code, "valid-from");
    assert!(refused.message.contains("01/05/2024"));
}

#[test]
fn codes_are_safe_in_addresses() {
    for good in ["1.005099", "3.000181.000.00.00.H22", "NB-01", "generic"] {
        assert!(rules::check_code(good).is_ok(), "{good}");
    }
    for bad in ["", "../x", "a b", "a/b", "<b>", "1.005099?", &"9".repeat(61), "đ1", ".x"] {
        assert!(rules::check_code(bad).is_err(), "{bad}");
    }
    assert!(rules::national_code("1.005099") && rules::national_code("1.005099.H42"));
    assert!(
        !rules::national_code("0.005099") && !rules::national_code("1.00509") && !rules::national_code("1.0050999")
    );
}

#[test]
fn a_record_is_held_against_the_version_by_what_it_holds() {
    use crate::decisions::surfaces::contents;
    use crate::model::{Component, Parts};
    use crate::rules::Part;
    let paper = |name: &str, copies| Component { name: name.into(), copies, ..Component::default() };
    let ours = Parts {
        name: "Chuyển trường".into(),
        components: Some(vec![paper("Đơn", Some(1)), paper("Học bạ", None)]),
        requirements: Some(vec![]),
        place: Some("Tầng 1".into()),
        ..Parts::default()
    };
    let theirs = Parts {
        name: "CHUYỂN  TRƯỜNG.".into(),
        components: Some(vec![paper("Đơn", None), paper("Học bạ", None)]),
        requirements: Some(vec!["Có hộ khẩu".into()]),
        ..Parts::default()
    };
    let found: Vec<(Part, bool)> = contents(&ours, &theirs).into_iter().map(|c| (c.part, c.same)).collect();
    // What the record does not hold (the place) says nothing; marks, spaces and copies do not count.
    assert_eq!(found, [(Part::Name, true), (Part::Components, true), (Part::Requirements, false)]);
}
