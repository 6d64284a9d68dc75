//! The papers shipped under `law/`: complete, honest about their source, and fillable.

use super::data::{case, layout, layout_files};
use crate::paper::{Block, KeyUse, Layout, fill, text};
use serde_json::{Value, json};

#[test]
fn both_sets_are_complete_and_say_where_they_come_from() {
    let files = layout_files();
    assert_eq!(files.len(), 13);
    for (file, content) in &files {
        let layout = Layout::parse(file, content).unwrap();
        assert_eq!(*file, format!("law/{}/papers/{}.toml", layout.regime, layout.number));
        assert!(["[S]", "[K]", "[?]"].contains(&layout.mark.as_str()), "{file}");
        assert!(layout.source.contains("TT-VPCP"), "{file}");
    }
    let names = |n: &str| layout("2025", n).name;
    assert_eq!(names("04"), "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết");
    assert_eq!(names("05"), "Thông báo dừng giải quyết hồ sơ");
    assert_eq!(names("07"), "Sổ theo dõi hồ sơ");
}

#[test]
fn every_datum_of_every_form_is_printed() {
    for (file, content) in layout_files() {
        let layout = Layout::parse(&file, &content).unwrap();
        let all = text(&fill(&layout, &case()).unwrap());
        for (key, _, _) in layout.keys() {
            if matches!(key, "case.qr" | "items[]") {
                continue;
            }
            let (list, column) = key.split_once("[].").unwrap_or((key, ""));
            let found = list.split('.').fold(&case(), |v, k| v.get(k).unwrap()).clone();
            let value = if column.is_empty() { found } else { found[0].get(column).unwrap_or(&found[0]).clone() };
            let Some(words) = value.as_str() else {
                continue;
            };
            let shown = all.replace('\n', " ");
            assert!(shown.contains(words) || shown.contains(&words.to_uppercase()), "{file}: {key} = {words}\n{all}");
        }
    }
}

#[test]
fn the_receipt_says_what_the_form_asks() {
    let words = text(&fill(&layout("2018", "01"), &case()).unwrap());
    for part in [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO NAM ĐỊNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Mã hồ sơ: 000.00.15.H40-240207-0001",
        "2. Học bạ: 1 bản chính",
        "3. Giấy giới thiệu chuyển trường do Hiệu trưởng nhà trường nơi đi cấp\n",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian nhận hồ sơ: 10 giờ 20 phút, ngày 07 tháng 02 năm 2024",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01; Số thứ tự: 124",
        "NGƯỜI TIẾP NHẬN HỒ SƠ\n(Ký và ghi rõ họ tên)\nTrần Văn Đức",
    ] {
        assert!(words.contains(part), "{part} in\n{words}");
    }
}

#[test]
fn what_is_required_is_refused_by_name_and_what_is_optional_stays_blank() {
    for (file, content) in layout_files() {
        let layout = Layout::parse(&file, &content).unwrap();
        for (key, meaning, use_of) in layout.keys() {
            let mut data = case();
            if !remove(&mut data, key) {
                continue;
            }
            match use_of {
                KeyUse::Required => {
                    let refusal = fill(&layout, &data).unwrap_err();
                    assert!(refusal.message.contains(meaning), "{file} {key}: {refusal}");
                }
                KeyUse::Optional => {
                    fill(&layout, &data).unwrap_or_else(|e| panic!("{file} {key}: {e}"));
                }
            }
        }
    }
}

fn remove(data: &mut Value, key: &str) -> bool {
    let (path, column) = match key.split_once("[]") {
        Some((list, column)) => (list, Some(column.trim_start_matches('.'))),
        None => (key, None),
    };
    match column {
        Some("") => data.as_object_mut().unwrap().remove(path).is_some(),
        Some("text") => {
            data[path][0] = json!({});
            true
        }
        Some(column) => data[path][0].as_object_mut().unwrap().remove(column).is_some(),
        None => match path.split_once('.') {
            Some((object, field)) => data[object].as_object_mut().unwrap().remove(field).is_some(),
            None => data.as_object_mut().unwrap().remove(path).is_some(),
        },
    }
}

#[test]
fn an_empty_form_can_be_printed_for_handwriting() {
    let data =
        json!({ "agency": { "name": "A" }, "desk": { "name": "B" }, "case": { "code": "C" }, "lead": { "name": "D" } });
    let paper = fill(&layout("2018", "05"), &data).unwrap();
    let Some(Block::Table(table)) = paper.blocks.iter().find(|b| matches!(b, Block::Table(_))) else { panic!() };
    assert_eq!(table.rows.len(), 4);
    assert!(table.rows[0][1].contains("…… giờ …… phút"));
    assert!(!paper.blocks.iter().any(|b| matches!(b, Block::Qr { .. })));
}

#[test]
fn wrong_shapes_are_refused_with_their_place() {
    let mut data = case();
    data["applicant"]["name"] = json!(["a"]);
    assert_eq!(fill(&layout("2018", "01"), &data).unwrap_err().place, "applicant.name");
    let mut data = case();
    data["components"] = json!("Học bạ");
    assert_eq!(fill(&layout("2018", "01"), &data).unwrap_err().place, "components");
    let mut data = case();
    data["components"][1]["name"] = json!("  \u{200b} ");
    assert_eq!(fill(&layout("2018", "01"), &data).unwrap_err().place, "components[1].name");
}
