//! QR codes read back by zbar, with their quiet zone and their limits.

use super::tools::{Scratch, scan};
use crate::qr::{QUIET_ZONE, matrix, png, svg};

#[test]
fn what_is_encoded_is_what_a_scanner_reads() {
    for text in ["https://motcua.vn/h/000.00.15.H40-231223-0001", "Giấy tiếp nhận hồ sơ: Đỗ Thị Ước", "1"]
    {
        let image = Scratch::new("code.png", &png(text, 6).unwrap());
        assert_eq!(scan(image.path()), text);
    }
}

#[test]
fn the_svg_draws_exactly_the_matrix_inside_a_quiet_zone() {
    let code = matrix("000.00.15.H40-231223-0001").unwrap();
    let drawing = svg("000.00.15.H40-231223-0001").unwrap();
    let path = drawing.rsplit("d=\"").next().unwrap().split('"').next().unwrap();
    let mut drawn = 0;
    for run in path.split('M').skip(1) {
        let (start, rest) = run.split_once('h').unwrap();
        let (x, y) = start.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split('v').next().unwrap().parse().unwrap();
        drawn += length;
        assert!((x..x + length).all(|x| code.is_dark(x - QUIET_ZONE, y - QUIET_ZONE)));
    }
    assert_eq!(drawn, code.dark.iter().filter(|dark| **dark).count());
    assert!(drawing.contains(&format!("viewBox=\"0 0 {0} {0}\"", code.width + 8)));
}

#[test]
fn empty_and_endless_texts_are_refused() {
    assert!(matrix("").unwrap_err().to_string().contains("trống"));
    assert!(matrix(&"x".repeat(2_331)).is_ok());
    assert!(matrix(&"x".repeat(2_332)).unwrap_err().to_string().contains("2.331"));
}
