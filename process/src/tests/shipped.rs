//! The processes under law/processes: each loads, is sound, and the imported ones are what the import makes of their tables.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/processes")
}

fn source() -> Vec<table::Table> {
    let text = std::fs::read_to_string(folder().join("source/3760-QD-UBND.json")).unwrap();
    table::from_json(&text).unwrap()
}

#[test]
fn the_five_tables_become_the_committed_processes() {
    let tables = source();
    assert_eq!(tables.len(), 5);
    for (i, t) in tables.iter().enumerate() {
        let reading = table::read(t);
        assert!(reading.steps.len() >= 5, "{}", t.title);
        let id = format!("qd3760_{}", i + 1);
        let made = table::bpmn(&id, &reading);
        let def = parse(&made).unwrap();
        assert_eq!(check(&def), vec![]);
        assert_eq!(def.total_minutes(), reading.total_minutes);
        let path = folder().join(format!("3760-{}.bpmn", i + 1));
        if std::env::var("MOTCUA_WRITE").is_ok() {
            std::fs::write(&path, &made).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), made, "{}", path.display());
    }
}

#[test]
fn the_first_table_adds_up() {
    let reading = table::read(&source()[0]);
    assert_eq!(reading.total_minutes, 80 * 60);
    assert_eq!(reading.differences, []);
    assert_eq!(reading.steps[0].role, "clerk");
    assert_eq!(reading.steps[1].role, "unit_head");
    assert_eq!(reading.steps[4].role, "leader");
    assert_eq!(reading.steps[5].role, "registry");
}

#[test]
fn every_shipped_process_is_sound_and_runs_to_its_end() {
    let mut count = 0;
    for file in std::fs::read_dir(folder()).unwrap().map(|f| f.unwrap().path()) {
        if file.extension().is_none_or(|e| e != "bpmn") {
            continue;
        }
        count += 1;
        let text = std::fs::read_to_string(&file).unwrap();
        let def = parse(&text).unwrap_or_else(|p| panic!("{}: {p:?}", file.display()));
        if std::env::var("MOTCUA_WRITE").is_ok() {
            std::fs::write(&file, export(&def)).unwrap();
        } else {
            // A modeller shows nothing without a drawing.
            assert!(text.contains("BPMNDiagram"), "{}", file.display());
        }
        assert_eq!(check(&def), vec![], "{}", file.display());
        assert!(parse(&export(&def)).is_ok());
        for eligible in [true, false] {
            let data = json!({"eligible": eligible});
            let trial = run(&def, &data).unwrap();
            assert!(trial.minutes > 0 && trial.minutes <= def.longest_minutes(), "{}", file.display());
            let (mut now, _) = start(&def, &data).unwrap();
            while !now.ended() {
                let (token, task) = now.open_tasks(&def).map(|(t, e)| (t, e.id.clone())).next().unwrap();
                now = step(&def, &now, &Signal::Complete { task, token }, &data).unwrap().0;
            }
        }
    }
    assert!(count >= 7);
}

#[test]
fn times_are_read_or_listed_never_guessed() {
    let tsv = "Bước\tTrách nhiệm thực hiện\tNội dung công việc\tThời gian thực hiện\n1\tChuyên viên\tThẩm định\t0,5 ngày\n2\tLãnh đạo phòng\tXem xét\t1,5 ngày làm việc\n3\tGiám đốc Sở\tKý\t2 - 3 ngày\n4\tVăn thư\tVào số\tGiờ hành chính\n5\tVăn thư\tGửi\tsớm nhất có thể\nTổng\t\t\t16 giờ\n";
    let r = table::read(&table::from_tsv("Thử", tsv));
    assert_eq!(r.steps.iter().map(|s| s.minutes).collect::<Vec<_>>(), [Some(240), Some(720), None, None, None]);
    let rows: Vec<usize> = r.differences.iter().map(|d| d.row).collect();
    // The lines of the text, the headings being the first.
    assert_eq!(rows, [4, 6]);
    let other = table::from_tsv(
        "Thử",
        "Thời gian\tNội dung công việc\tĐơn vị/người thực hiện\n4 giờ\tKý\tGiám đốc\nTổng cộng\t8 giờ\n",
    );
    assert!(table::read(&other).differences[0].what.contains("Tổng các bước là 4 giờ, quyết định ghi 8 giờ"));
}
