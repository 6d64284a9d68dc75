//! Reading files: the shipped list as it is, national records, the template, texts there and back, broken input.

use std::collections::HashMap;

use jiff::civil::date;

use crate::import::{Outcome, Row, plan};
use crate::model::{Channel, Kind};
use crate::{Parts, texts};

fn read(text: &str) -> Result<Vec<Row>, String> {
    crate::import::read_json(text)
}

fn shipped() -> Vec<Row> {
    read(include_str!("../../../../law/catalogue/education-procedures.json")).unwrap()
}

#[test]
fn every_shipped_row_is_read_and_its_gaps_stay_gaps() {
    let rows = shipped();
    assert_eq!(rows.len(), 130);
    assert!(rows.iter().all(|r| r.parts.is_ok()));
    let bare = rows[0].parts.as_ref().unwrap();
    assert_eq!((bare.code.as_str(), bare.channels.len()), ("2.000545", 0));
    assert!(bare.components.is_none() && bare.result.is_none() && bare.steps.is_none());
    let whole = rows.iter().find(|r| r.code == "1.008720").unwrap().parts.as_ref().unwrap();
    assert_eq!(whole.components.as_ref().unwrap().len(), 6);
    assert_eq!(whole.components.as_ref().unwrap()[0].form.as_deref(), Some("Mẫu số 01 Phụ lục NĐ 66/2026"));
    assert_eq!((whole.sets, whole.components_partial), (Some(1), false));
    assert_eq!(whole.channels[0].channel, Channel::Any);
    assert_eq!(whole.channels[0].limit.as_deref(), Some("13 ngày làm việc"));
}

#[test]
fn contradictory_rows_are_reported_and_one_is_kept() {
    let planned = plan(shipped(), &HashMap::new(), date(2024, 1, 1));
    let duplicates: Vec<_> = planned.iter().filter(|p| matches!(p.outcome, Outcome::Duplicate { .. })).collect();
    let codes: Vec<&str> = duplicates.iter().map(|p| p.row.code.as_str()).collect();
    assert_eq!(codes, ["1.005144", "2.001959"]);
    assert_eq!(planned.iter().filter(|p| p.outcome == Outcome::New).count(), 128);
    for p in duplicates {
        assert!(p.report().why.contains("mâu thuẫn về: Tên thủ tục hành chính"), "{}", p.report().why);
    }
    let kept = planned.iter().find(|p| p.row.code == "1.005144").unwrap();
    assert!(kept.row.notes.iter().any(|n| n.contains("còn xuất hiện ở dòng")), "{:?}", kept.row.notes);
}

#[test]
fn the_fuller_of_two_rows_is_kept_wherever_it_stands() {
    let text = r#"[{"code":"1.000001","name":"A"},{"code":"1.000001","name":"B","fee":"Không","result":"Giấy"}]"#;
    let planned = plan(read(text).unwrap(), &HashMap::new(), date(2024, 1, 1));
    assert!(matches!(planned[0].outcome, Outcome::Duplicate { kept: 2, .. }));
    assert_eq!(planned[1].outcome, Outcome::New);
    assert!(planned[0].report().why.contains("đầy đủ hơn"));
}

#[test]
fn what_cannot_be_a_procedure_is_refused_row_by_row() {
    let text = r#"[{"code":"1.000001","name":"A"},{"code":"../etc","name":"B"},{"name":"C"},{"code":"1.000002"},7,
        {"code":"1.000003","name":"D","dossier":"x"},{"code":"1.000004","name":"E","fee":12,"colour":"đỏ"}]"#;
    let planned = plan(read(text).unwrap(), &HashMap::new(), date(2024, 1, 1));
    let outcomes: Vec<&str> = planned.iter().map(|p| p.report().outcome).collect();
    assert_eq!(outcomes, ["new", "refused", "refused", "refused", "refused", "refused", "refused"]);
    assert!(planned[5].report().why.contains("dossier"));
    assert!(planned[6].row.notes[0].contains("colour"));
}

#[test]
fn broken_json_says_where() {
    let error = read("[\n{\"code\": }]").unwrap_err();
    assert!(error.contains("dòng 2"), "{error}");
    assert!(read("\"x\"").is_err() && read("{}").is_err());
}

#[test]
fn national_records_bring_limit_and_fee_by_channel_and_situation() {
    let text = r#"[{"MATTHC":"1.000009","TENTTHC":"Cấp lại","LINHVUCTHUCHIEN":[{"MALINHVUC":"G","TENLINHVUC":"Giáo dục"}],
      "TRINHTUTHUCHIEN":[{"TRUONGHOP":"Thường","TRINHTU":[{"TENTRINHTU":"Nộp"},{"TENTRINHTU":"Nhận"}]}],
      "CACHTHUCTHUCHIEN":[{"KENH":"1","THOIGIAN":[{"THOIGIANGIAIQUYET":"5","DONVITINH":"Ngày làm việc","MOTA":"hồ sơ thường",
        "PHILEPHI":[{"SOTIEN":"50000","DONVI":"đồng","MOTA":"một bản"}]}]},{"KENH":"2","THOIGIAN":[]},{"KENH":"9"}],
      "YEUCAU":"Không","DOITUONGTHUCHIEN":[{"TENDOITUONG":"Công dân Việt Nam"}],
      "KETQUATHUCHIEN":[{"MAKETQUA":"K","TENKETQUA":"Bằng"}],"CANCUPHAPLY":[{"SOVANBAN":"12/2020","TENVANBAN":"Nghị định"}],
      "COQUANTHUCHIEN":[{"TENDONVI":"Sở GDĐT"}],"THANHPHANHOSO":[{"GIAYTO":[{"TENGIAYTO":"Đơn","TENMAUDON":"Mẫu 1"}]}]}]"#;
    let row = read(text).unwrap().remove(0);
    let p = row.parts.unwrap();
    let term = p.term(Channel::Direct, Some("hồ sơ thường")).unwrap();
    assert_eq!(term.limit.as_deref(), Some("5 ngày làm việc"));
    assert_eq!(term.fee.as_ref().unwrap().amount, Some(50_000));
    assert_eq!(p.requirements, Some(vec![]));
    assert_eq!(p.steps.as_ref().unwrap()[0].steps.len(), 2);
    assert!(p.channels.iter().any(|t| t.channel == Channel::Online));
    assert!(row.notes.iter().any(|n| n.contains('9')));
}

#[test]
fn the_template_is_read_back_in_any_order_of_columns() {
    let created = date(2024, 5, 20).at(9, 0, 0, 0);
    let book = crate::import::template(created).unwrap();
    let rows = crate::import::read_book(&book).unwrap();
    let p = rows[0].parts.as_ref().unwrap();
    assert_eq!((p.code.as_str(), p.sets), ("9.999999", Some(1)));
    assert_eq!(p.term(Channel::Online, None).and_then(|t| t.limit.clone()).as_deref(), Some("3 ngày làm việc"));
    assert_eq!(p.components.as_ref().unwrap()[1].replaced_by.as_deref(), Some("CSDL hộ tịch điện tử (Bộ Tư pháp)"));
    assert_eq!(p.requirements, Some(vec![]));
    let csv = "Tên thủ tục hành chính,Ghi chú lạ,Mã thủ tục\nCấp bản sao,x,1.000001\n";
    let rows = crate::import::read_csv_rows(csv.as_bytes()).unwrap();
    assert_eq!(rows[0].parts.as_ref().unwrap().name, "Cấp bản sao");
    assert!(crate::import::read_book(b"PK\x03\x04broken").is_err());
    assert!(crate::import::read_csv_rows(b"a,b\n1,2\n").is_err());
}

#[test]
fn every_shipped_procedure_survives_its_own_texts() {
    for row in shipped() {
        let p = row.parts.unwrap();
        let written = texts::write(&p);
        let back = texts::read(|key| written.get(key).cloned().unwrap_or_default()).unwrap();
        assert_eq!(back, p, "{}", row.code);
    }
}

#[test]
fn texts_name_the_field_that_is_wrong() {
    let problems = texts::read(|key| {
        match key {
            "code" => "a b",
            "channels" => "Bồ câu",
            "sets" => "vài",
            "components" => "Đơn | bản chính: nhiều",
            "kind" => "Bí mật",
            _ => "",
        }
        .to_owned()
    })
    .unwrap_err();
    let fields: Vec<&str> = problems.iter().filter_map(|p| p.field.as_deref()).collect();
    assert_eq!(fields, ["code", "name", "channels", "components", "sets", "kind"]);
    assert!(problems.iter().all(|p| !p.message.is_empty()));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
        // Whatever is sent is an answer or a reason, never a crash.
        if let Ok(rows) = read(&text) {
            proptest::prop_assert!(rows.len() <= text.len());
        }
        let all = texts::read(|_| text.clone());
        if let Ok(p) = all {
            proptest::prop_assert_eq!(p.kind, Kind::Public);
        }
    }

    #[test]
    fn parts_survive_json(name in "\\PC{1,40}", sets in proptest::option::of(0_u32..9), none in proptest::bool::ANY) {
        let requirements = if none { Some(vec![]) } else { None };
        let p = Parts { sets, requirements, ..super::parts("1.000001", &name) };
        let back: Parts = serde_json::from_str(&serde_json::to_string(&p).unwrap()).unwrap();
        proptest::prop_assert_eq!(back, p);
    }
}
