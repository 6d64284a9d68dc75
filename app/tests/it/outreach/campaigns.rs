//! Row XI.1 of the plan: a unit tells officers about the control of procedures, records what it did with evidence, and the
//! finished campaign is evidence of its plan and part of the year's report.

use axum::http::StatusCode;
use people::roles;

use super::{act, done, planned, work};
use crate::harness::{Client, hidden, houses};

const PHOTO: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
const BRIEF: [(&str, &str); 5] = [
    ("title", "Tuyên truyền một cửa quý I"),
    ("purpose", "Phổ biến <b>Nghị định 61</b>"),
    ("audience", "Cán bộ, công chức"),
    ("starts", "01/03/2024"),
    ("ends", "31/03/2024"),
];

fn activity<'a>(seen: &'a str, on: &'a str, reach: &'a str) -> Vec<(&'a str, &'a str)> {
    let what = [("place", "Hội trường Sở"), ("channel", "meeting"), ("content", "Sinh hoạt chuyên đề")];
    let mut all = vec![("seen", seen), ("on", on), ("reach", reach)];
    all.extend(what);
    all
}

#[tokio::test]
async fn row_xi_1_a_campaign_with_evidence_reaches_the_plan_and_the_report() {
    for house in houses("2024-03-04T08:00").await {
        planned(&house).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut backward = BRIEF.to_vec();
        backward[4] = ("ends", "01/02/2024");
        let refused = control.post("/outreach/campaigns/new", &backward).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("href=\"#ends\"") && text.contains("Phổ biến &#60;b&#62;Nghị định 61"), "{text}");
        let page = done(&control.post("/outreach/campaigns/new", &BRIEF).await);
        let empty = act(&mut control, (&page, "/finish"), &[("result", "Xong")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was done yet");
        let seen = hidden(&control.get(&page).await.text(), "seen");
        let add = format!("{page}/add");
        for (on, reach, field) in [("05/03/2024", "45", "on"), ("04/03/2024", "nhiều", "reach")] {
            let refused = control.upload(&add, &activity(&seen, on, reach), &[("files", "a.jpg", PHOTO)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{on} {reach}");
            let text = refused.text();
            assert!(text.contains(&format!("href=\"#{field}\"")) && text.contains("Sinh hoạt chuyên đề"));
        }
        let bad = control.upload(&add, &activity(&seen, "04/03/2024", "45"), &[("files", "a.exe", b"MZ..")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "a program is no evidence");
        done(&control.upload(&add, &activity(&seen, "03/03/2024", "1.200"), &[]).await);
        let bare = act(&mut control, (&page, "/finish"), &[("result", "Xong")]).await;
        assert!(bare.text().contains("Chưa có minh chứng nào"));
        let seen = hidden(&control.get(&page).await.text(), "seen");
        done(&control.upload(&add, &activity(&seen, "04/03/2024", "45"), &[("files", "a.jpg", PHOTO)]).await);
        let shown = control.get(&page).await.text();
        assert!(shown.contains("1.245") && shown.contains("Hội nghị, sinh hoạt cơ quan"), "{shown}");
        let file = &shown[shown.find(&format!("{page}/files/")).unwrap()..];
        let file = file.split('"').next().unwrap().to_owned();
        assert_eq!(control.get(&file).await.bytes, PHOTO);
        done(&act(&mut control, (&page, "/finish"), &[("result", "Cán bộ nắm được quy định")]).await);
        let late = control.upload(&add, &activity("9", "04/03/2024", "1"), &[]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "a finished campaign is closed");
        for kind in ["docx", "pdf"] {
            let mark: &[u8] = if kind == "pdf" { b"%PDF" } else { b"PK" };
            for paper in [format!("{page}/papers/bao-cao.{kind}"), format!("/outreach/report/2024/bao-cao.{kind}")] {
                let sheet = control.get(&paper).await;
                assert!(sheet.status == StatusCode::OK && sheet.bytes.starts_with(mark), "{paper}");
            }
        }
        let report = control.get("/outreach/report?year=2024").await.text();
        assert!(report.contains("1.245") && report.contains(&page), "the total leads to its records: {report}");
        assert!(!control.get("/outreach/report?year=2023").await.text().contains(&page));
        let task = "Tuyên truyền về công tác Kiểm soát TTHC";
        assert!(work(&house, roles::CONTROL, task).await.contains("Đợt tuyên truyền: Tuyên truyền một cửa quý I"));
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        assert_eq!(clerk.get(&page).await.status, StatusCode::OK, "everybody of the agency may read");
        assert_eq!(clerk.post("/outreach/campaigns/new", &BRIEF).await.status, StatusCode::FORBIDDEN);
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?} on {}", report.broken, house.kind);
    }
}
