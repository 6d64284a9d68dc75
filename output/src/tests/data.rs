//! One case's data in the shared vocabulary, for every form.

use crate::paper::{Layout, Meta};
use jiff::civil;
use serde_json::{Value, json};
use std::path::PathBuf;

pub fn meta() -> Meta {
    Meta {
        title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả".into(),
        author: "Sở Giáo dục và Đào tạo Nam Định".into(),
        created: civil::date(2024, 2, 7).at(10, 20, 0, 0),
    }
}

/// Every layout file shipped: path inside the repository and text.
pub fn layout_files() -> Vec<(String, String)> {
    let law = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../law");
    let mut out = Vec::new();
    for regime in ["2018", "2025"] {
        for entry in std::fs::read_dir(law.join(regime).join("papers")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("law/{regime}/papers/{}", path.file_name().unwrap().to_str().unwrap());
            out.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    out.sort();
    out
}

pub fn layout(regime: &str, number: &str) -> Layout {
    let name = format!("law/{regime}/papers/{number}.toml");
    let files = layout_files();
    let (file, text) = files.iter().find(|(file, _)| *file == name).unwrap();
    Layout::parse(file, text).unwrap()
}

pub fn case() -> Value {
    json!({
        "agency": { "name": "Sở Giáo dục và Đào tạo Nam Định", "parent": "Ủy ban nhân dân tỉnh Nam Định" },
        "desk": { "name": "Bộ phận tiếp nhận và trả kết quả" },
        "paper": { "number": "124/TN" },
        "place": "Nam Định",
        "date": "ngày 07 tháng 02 năm 2024",
        "case": { "code": "000.00.15.H40-240207-0001", "qr": "https://motcua.namdinh.gov.vn/tra-cuu/000.00.15.H40-240207-0001" },
        "applicant": {
            "name": "Nguyễn Thị Hương Giang", "address": "Số 12, đường Trần Hưng Đạo, phường Bà Triệu, thành phố Nam Định",
            "phone": "0912 345 678", "email": "huonggiang@example.vn",
        },
        "request": { "content": "Chuyển trường đối với học sinh trung học phổ thông" },
        "components": [
            { "name": "Đơn xin chuyển trường do cha hoặc mẹ hoặc người giám hộ ký", "form": "bản chính", "count": 1 },
            { "name": "Học bạ", "form": "bản chính", "count": 1 },
            { "name": "Giấy giới thiệu chuyển trường do Hiệu trưởng nhà trường nơi đi cấp" },
        ],
        "sets": "01",
        "limit": { "text": "05 ngày làm việc" },
        "received": { "at": "10 giờ 20 phút, ngày 07 tháng 02 năm 2024" },
        "due": { "at": "10 giờ 20 phút, ngày 21 tháng 02 năm 2024", "reason": "5 ngày làm việc, không tính ngày nghỉ Tết" },
        "result": { "channel": "Bộ phận tiếp nhận và trả kết quả" },
        "book": { "volume": "01", "number": 124 },
        "submitter": { "name": "Nguyễn Thị Hương Giang" },
        "clerk": { "name": "Trần Văn Đức" },
        "guide": { "name": "Trần Văn Đức" },
        "items": ["Bổ sung bản chính học bạ", { "text": "Ký tên vào đơn xin chuyển trường" }],
        "reason": "Hồ sơ thiếu giấy tờ theo quy định",
        "contact": { "name": "ông Trần Văn Đức", "phone": "0228 3649 365" },
        "apology": { "reason": "Cơ quan phối hợp chưa trả lời", "due": "10 giờ 20 phút, ngày 23 tháng 02 năm 2024" },
        "signer": { "title": "GIÁM ĐỐC", "name": "Cao Xuân Hùng" },
        "stop": { "requested_at": "08 giờ 00 phút, ngày 15 tháng 02 năm 2024", "at": "09 giờ 00 phút, ngày 15 tháng 02 năm 2024" },
        "lead": { "name": "Phòng Giáo dục trung học" },
        "coordinating": { "name": "Văn phòng Sở" },
        "transfers": [
            { "from": "Bộ phận tiếp nhận và trả kết quả", "to": "Phòng Giáo dục trung học", "given_at": "11 giờ 00 phút, ngày 07 tháng 02 năm 2024",
              "received_at": "11 giờ 05 phút, ngày 07 tháng 02 năm 2024", "giver": "Trần Văn Đức", "receiver": "Phạm Thị Lan", "result": "Đúng hạn", "note": "Đủ hồ sơ" },
            { "from": "Phòng Giáo dục trung học", "to": "Bộ phận tiếp nhận và trả kết quả", "given_at": "15 giờ 00 phút, ngày 20 tháng 02 năm 2024",
              "giver": "Phạm Thị Lan", "result": "Trước hạn" },
        ],
        "register": { "volume": "01", "period": "Từ ngày 01 tháng 02 năm 2024 đến ngày 29 tháng 02 năm 2024" },
        "rows": [register_row("000.00.15.H40-240207-0001"), register_row("000.00.15.H40-240207-0002")],
    })
}

pub fn register_row(code: &str) -> Value {
    json!({
        "code": code, "procedure": "Chuyển trường đối với học sinh trung học phổ thông", "sets": 1,
        "applicant": "Nguyễn Thị Hương Giang", "address": "Phường Bà Triệu, thành phố Nam Định", "phone": "0912 345 678",
        "lead": "Sở Giáo dục và Đào tạo", "received_on": "07/02/2024", "due_on": "21/02/2024", "sent_on": "07/02/2024",
        "returned_on": "20/02/2024", "given_on": "21/02/2024", "given_by": "Trực tiếp",
    })
}
