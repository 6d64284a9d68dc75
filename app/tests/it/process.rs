//! Processes from the command line, as a control officer uses them: a table becomes a process, which is checked, tried and
//! simulated; whatever is wrong is told with its place.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use output::document::Document;
use output::sheet::{Cell, Column, Kind, Table, xlsx};
use serde_json::Value;

use crate::house::root;

fn motcua(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_motcua")).args(args).output().unwrap()
}

fn said(args: &[&str]) -> String {
    let out = motcua(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn refused(args: &[&str]) -> String {
    let out = motcua(args);
    assert_eq!(out.status.code(), Some(2), "{args:?}");
    String::from_utf8(out.stderr).unwrap()
}

fn shipped(name: &str) -> String {
    root().join("law/processes").join(name).display().to_string()
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

/// The same table as text, spreadsheet and document, columns in another order each.
fn sources(folder: &Path) -> [String; 3] {
    let heads = ["Thời gian thực hiện", "TT", "Trách nhiệm thực hiện", "Nội dung công việc"];
    let rows = [
        ["04 giờ làm việc", "1", "Bộ phận Một cửa", "Tiếp nhận hồ sơ"],
        ["0,5 ngày", "2", "Chuyên viên", "Thẩm định"],
        ["2 - 3 ngày", "3", "Lãnh đạo phòng", "Xem xét"],
        ["08 giờ", "4", "Giám đốc Sở", "Ký duyệt"],
    ];
    let text: Vec<String> = std::iter::once(heads).chain(rows).map(|r| r.join("\t")).collect();
    let tsv = write(folder, "bang.tsv", text.join("\n") + "\nTổng\t\t\t\n");
    let cell = |c: &&str| Cell::Text((*c).to_owned());
    let sheet = Table {
        title: "Quy trình".into(),
        created: jiff::civil::date(2024, 1, 2).at(8, 0, 0, 0),
        columns: heads.iter().map(|h| Column::new(*h, Kind::Text, 20)).collect(),
        rows: rows.iter().map(|r| r.iter().map(cell).collect()).collect(),
    };
    let xlsx = write(folder, "bang.xlsx", xlsx(&sheet).unwrap());
    let body = rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect());
    let columns = heads.map(|h| (h, 40, output::paper::Align::Left));
    let paper = Document::new("Quy trình").title("QUY TRÌNH NỘI BỘ").table(&columns, body).build();
    let meta = output::paper::Meta { title: "Quy trình".into(), author: "Sở".into(), created: sheet.created };
    let docx = write(folder, "bang.docx", output::paper::docx(&paper, &meta).unwrap());
    [tsv, xlsx, docx]
}

#[test]
fn a_table_in_any_file_becomes_the_same_process() {
    let folder = platform::testing::folder().unwrap();
    let mut made = vec![];
    for (i, source) in sources(&folder).iter().enumerate() {
        let out = folder.join(format!("{i}.bpmn")).display().to_string();
        let told = said(&["process", "import", source, "--out", &out, "--title", "Cấp bản sao"]);
        assert!(told.contains("2 - 3 ngày") && told.contains("4 bước, 16 giờ"), "{source}: {told}");
        assert!(said(&["process", "check", &out]).contains("mọi đường đi đều kết thúc"));
        let run: Value = serde_json::from_str(&said(&["process", "run", &out])).unwrap();
        assert_eq!((run["path"].as_array().unwrap().len(), run["minutes"].as_i64()), (4, Some(960)));
        made.push(std::fs::read_to_string(&out).unwrap());
    }
    assert_eq!(made[0], made[1]);
    assert_eq!(made[0], made[2]);
}

#[test]
fn the_five_tables_of_the_decision_come_out_numbered() {
    let folder = platform::testing::folder().unwrap();
    let out = folder.join("qd.bpmn").display().to_string();
    let source = root().join("law/processes/source/3760-QD-UBND.json").display().to_string();
    let told = said(&["process", "import", &source, "--out", &out]);
    assert_eq!(told.matches("7 bước, 80 giờ").count(), 5, "{told}");
    let files: Vec<PathBuf> = (1..=5).map(|n| folder.join(format!("qd-{n}.bpmn"))).collect();
    assert!(files.iter().all(|f| f.exists()));
    assert!(refused(&["process", "import", &source, "--out", &out, "--number", "6"]).contains("5 bảng"));
}

#[test]
fn what_is_wrong_is_told_with_element_line_and_reason() {
    let folder = platform::testing::folder().unwrap();
    let good = std::fs::read_to_string(shipped("generic-six-step.bpmn")).unwrap();
    let script = write(&folder, "script.bpmn", good.replace("userTask", "scriptTask"));
    let told = refused(&["process", "check", &script]);
    assert!(told.contains("dòng 5: receive “Tiếp nhận hồ sơ”") && told.contains("scriptTask"), "{told}");
    let found = motcua(&["process", "check", &script, "--json"]);
    let json: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!((json["sound"].as_bool(), json["problems"][0]["line"].as_u64()), (Some(false), Some(5)));
    let missing = folder.join("khong-co.bpmn").display().to_string();
    assert!(refused(&["process", "run", &missing]).contains("Không đọc được"));
    let file = shipped("generic-six-step.bpmn");
    assert!(refused(&["process", "run", &file, "--answers", "{"]).contains("JSON"));
    let empty = write(&folder, "trong.tsv", "xin chào");
    let out = folder.join("x.bpmn").display().to_string();
    assert!(refused(&["process", "import", &empty, "--out", &out]).contains("không có bước nào"));
    assert!(!Path::new(&out).exists());
}

#[test]
fn a_run_follows_its_answers() {
    let file = shipped("generic-six-step.bpmn");
    let steps = |answers: &str| {
        let run: Value = serde_json::from_str(&said(&["process", "run", &file, "--answers", answers])).unwrap();
        let path = run["path"].as_array().unwrap().iter().map(|v| v["task"].as_str().unwrap().to_owned());
        path.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(steps(r#"{"eligible": true}"#), "receive assign appraise review sign issue");
    assert_eq!(steps("{}"), "receive assign appraise review_refusal sign issue");
}

#[test]
fn a_simulation_reads_well_and_repeats_itself() {
    let file = shipped("generic-six-step.bpmn");
    let base = ["simulate", &file, "--staff", "officer=3,leader=1", "--arrivals", "2/ngày", "--days", "120"];
    let more = ["--seed", "7", "--limit", "5 ngày làm việc", "--share", "not_eligible=20", "--effort", "50"];
    let args = [&base[..], &more[..]].concat();
    let text = said(&args);
    for part in
        ["120 ngày làm việc", "Quá hạn:", "khoảng tin cậy 95 %", "officer", "Thẩm định hồ sơ", "coi như luôn có người"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text, said(&args));
    let second = [&args[..], &["--compare", "officer=1,leader=1", "--json"]].concat();
    let json: Value = serde_json::from_str(&said(&second)).unwrap();
    assert!(json["comparison"]["late"]["share"].as_f64().unwrap() > 0.3, "{}", json["comparison"]);
    assert_eq!(json["comparison"]["certain"], true);
    assert_eq!(json["second"]["staff"][0]["overloaded"], true);
    for (wrong, part) in [
        (["--staff", "giám đốc=1"], "Các vai trò"),
        (["--arrivals", "nhiều"], "12/ngày"),
        (["--hours", "leader=sáng"], "07:30-11:30"),
        (["--share", "khong_co=5"], "khong_co"),
        (["--variation", "lạ"], "lognormal"),
    ] {
        let mut all: Vec<&str> = args.clone();
        match all.iter().position(|a| *a == wrong[0]) {
            Some(at) => all[at + 1] = wrong[1],
            None => all.extend(wrong),
        }
        let told = refused(&all);
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn past_arrivals_come_from_a_file() {
    let folder = platform::testing::folder().unwrap();
    let file = shipped("3760-1.bpmn");
    let times = write(&folder, "ngay.txt", "2024-01-03T08:00\n2024-01-03T09:30\n\n2024-01-05T14:00\n");
    let args = ["simulate", &file, "--arrivals", &times, "--from", "2024-01-02", "--days", "30", "--json"];
    let json: Value = serde_json::from_str(&said(&args)).unwrap();
    assert_eq!(json["report"]["arrived"], 30);
    let bad = write(&folder, "sai.txt", "2024-01-03T08:00\nhôm qua\n");
    assert!(refused(&["simulate", &file, "--arrivals", &bad, "--days", "5"]).contains("dòng 2"));
}
