//! The command line, run as a person runs it.

use std::process::{Command, Output};

fn motcua(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_motcua")).args(args).output().unwrap()
}

#[test]
fn deadline_knows_tet_2024() {
    let out = motcua(&["deadline", "--from", "2024-02-07T10:20", "--limit", "5 ngày làm việc", "--json"]);
    assert!(out.status.success());
    let v: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(v["due"], "2024-02-21T10:20");
    let days = v["days"].as_array().unwrap();
    assert_eq!(days.iter().filter(|d| d["counted"] == true).count(), 5);
    assert!(days.iter().any(|d| d["date"] == "2024-02-14" && d["reason"].as_str().unwrap().contains("Tết")));
    let paused = [
        "deadline",
        "--from",
        "2024-03-04T10:00",
        "--limit",
        "5 ngày làm việc",
        "--pause",
        "2024-03-05T10:00/2024-03-07T10:00",
    ];
    assert_eq!(String::from_utf8(motcua(&paused).stdout).unwrap().trim(), "2024-03-13T10:00");
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    for args in [
        ["deadline", "--from", "hôm qua", "--limit", "5 ngày làm việc"],
        ["deadline", "--from", "2024-02-07T10:20", "--limit", "vài hôm"],
        ["deadline", "--from", "2031-02-07T10:20", "--limit", "5 ngày làm việc"],
    ] {
        let out = motcua(&args);
        assert_eq!(out.status.code(), Some(2));
        assert!(!String::from_utf8(out.stderr).unwrap().trim().is_empty());
        assert!(out.stdout.is_empty());
    }
}

#[test]
fn the_demo_is_made_verifies_and_is_not_made_twice_in_one_folder() {
    let folder = platform::testing::folder().unwrap();
    let dir = folder.display().to_string();
    let out = motcua(&["demo", "--cases", "12", "--dir", &dir, "--no-serve", "--seed", "7"]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(text.contains("motcua") && text.contains("Công chức tiếp nhận"));
    let db = folder.join("motcua.db").display().to_string();
    assert!(motcua(&["verify", "--db", &db, "--dir", &dir]).status.success());
    let again = motcua(&["demo", "--cases", "1", "--dir", &dir, "--no-serve"]);
    assert_eq!(again.status.code(), Some(2));
    let copy = folder.join("copy.db").display().to_string();
    assert!(motcua(&["backup", "--db", &db, "--dir", &dir, "--to", &copy]).status.success());
    assert!(motcua(&["verify", "--db", &copy, "--dir", &dir]).status.success());
}

#[tokio::test]
async fn the_same_seed_makes_the_same_cases() {
    let mut made = vec![];
    for _ in 0..2 {
        let folder = platform::testing::folder().unwrap();
        let dir = folder.join("demo").display().to_string();
        let out =
            motcua(&["demo", "--cases", "25", "--dir", &dir, "--no-serve", "--seed", "3", "--now", "2026-11-24T09:00"]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let db = platform::Db::open(&format!("{dir}/motcua.db")).await.unwrap();
        let sql = "SELECT code, applicant, procedure_code, status, due_at FROM cases ORDER BY code";
        let cases: Vec<(String, String, String, i64, i64)> = db.all(sql, vec![]).await.unwrap();
        assert_eq!(cases.len(), 25);
        made.push(cases);
    }
    assert_eq!(made[0], made[1]);
}
