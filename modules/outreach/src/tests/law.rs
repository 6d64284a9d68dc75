//! The files that ship, and what is told of wrong ones.

use jiff::civil::date;
use platform::law::LawFiles;

use crate::law::{Law, label};

#[test]
fn what_ships_is_whole() {
    let law = Law::read(&LawFiles::built_in()).unwrap();
    assert!(law.channels().len() > 5 && !law.tests.is_empty());
    assert_eq!(label(law.channels(), "leaflet"), "Tờ rơi, pano, áp phích");
    assert_eq!(label(law.channels(), "gone"), "gone");
    // Điều 6 Nghị định số 63/2010/NĐ-CP: năm nhóm hành vi không được làm.
    let conduct = law.conduct(date(2024, 3, 4)).unwrap();
    assert_eq!(conduct.fault.len(), 5);
    assert!(conduct.fault.iter().chain(&conduct.merit).all(|n| n.law.contains("63/2010")));
    let paper = law.paper("campaign", &[("title", "Đợt một")]).unwrap();
    assert_eq!(paper.summary, "Kết quả đợt tuyên truyền: Đợt một");
    assert!(law.paper("nothing", &[]).is_none());
}

#[test]
fn a_wrong_file_is_told_by_its_name() {
    let folder = std::env::temp_dir().join(format!("outreach-law-{}", std::process::id()));
    let tests = folder.join("outreach/tests");
    std::fs::create_dir_all(&tests).unwrap();
    std::fs::write(tests.join("hong.txt"), "? Câu\n* chỉ một").unwrap();
    let told = Law::read(&LawFiles::with_folder(&folder).unwrap()).unwrap_err();
    assert!(told.starts_with("law/outreach/tests/hong.txt: Câu 1"), "{told}");
    std::fs::remove_dir_all(&folder).unwrap();
}
