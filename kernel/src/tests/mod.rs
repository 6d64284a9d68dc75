//! Tests of the pure words.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod counting;
mod identifiers;
mod ids;
mod text;
mod working_time;

use crate::text::{clean, fold, line};
use crate::time::{legal, parse_local, short};

#[test]
fn folding_removes_every_tone_and_the_barred_d() {
    assert_eq!(fold("  Đề nghị   CHỈNH SỬA nội dung "), "de nghi chinh sua noi dung");
    assert_eq!(fold("Ủ Ố Ộ ữ ặ"), "u o o u a");
}

#[test]
fn cleaning_composes_and_drops_controls() {
    assert_eq!(clean("a\u{0302}\u{0007} b\r\nc"), "â b\nc");
    assert_eq!(clean("a\u{0007}\u{0302}"), "â");
    assert_eq!(line(" x\n\ty "), "x y");
    assert_eq!(line("Nguyễn\tVăn An"), "Nguyễn Văn An");
}

#[test]
fn times_read_and_write_as_offices_do() {
    let t = parse_local("2024-02-07T10:20").unwrap();
    assert_eq!(short(t), "10:20 07/02/2024");
    assert_eq!(legal(t), "10 giờ 20 phút, ngày 07 tháng 02 năm 2024");
    assert_eq!(parse_local("07/02/2024 10:20").unwrap(), t);
    assert_eq!(parse_local("7/2/2024 10:20").unwrap(), t);
    assert!(parse_local("hôm qua").unwrap_err().message.contains("hôm qua"));
}

#[test]
fn cursors_survive_the_address_bar() {
    for key in [0, 1, -1, i64::MAX, i64::MIN + 1] {
        let c = crate::page::Cursor { key, id: uuid::Uuid::from_u128(7) };
        assert_eq!(crate::page::Cursor::decode(&c.encode()), Some(c));
    }
    assert_eq!(crate::page::Cursor::decode("x"), None);
}
