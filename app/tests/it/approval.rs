//! The story of a process on both databases: drafted as a table, controlled, approved by decision, run from its day; cases that
//! run already stay on theirs.

use axum::http::StatusCode;
use people::roles;
use platform::jobs::run_due;

use crate::harness::{Client, at, hidden, houses};
use crate::publication::{AMENDED, act, begun, case_of, checked, clean, done, fields};

/// Tried out before anybody approves it, under the load of the process it would replace.
async fn tried_out(control: &mut Client, (id, draft): (&str, &str)) {
    let item = draft.rsplit('/').next().unwrap();
    let link = format!("/desk/simulate?decision={id}&item={item}");
    assert!(control.get(draft).await.text().contains(&link.replace('&', "&amp;")));
    let form = control.get(&link).await.text();
    assert!(form.contains("Dự thảo quy trình") && form.contains("Như 1 hồ sơ đã tiếp nhận trong kỳ"), "{form}");
    let tried = control.get(&format!("{link}&run=1&load=stated&rate=6&days=40&effort=25&now_officer=1")).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    assert!(tried.text().contains("Kết quả") && tried.text().contains("Thẩm định"));
}

#[tokio::test]
async fn a_process_is_drafted_approved_and_run() {
    let table = "Bước\tĐơn vị, người thực hiện\tNội dung công việc\tThời gian thực hiện\n\
        1\tBộ phận tiếp nhận và trả kết quả\tTiếp nhận hồ sơ\t2 giờ\n\
        2\tChuyên viên\tThẩm định\t20 giờ\n3\tLãnh đạo Sở\tKý duyệt\t2 giờ\n";
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let running = case_of(&mut clerk, AMENDED).await;
        let id = begun(&mut officer, ("process", "quy trình nội bộ lĩnh vực giáo dục tiểu học")).await;
        let pick = officer.get(&format!("/publication/{id}/items?q={AMENDED}")).await.text();
        let pairs = [("code", AMENDED), ("seen", &hidden(&pick, "seen"))];
        let added = officer.post(&format!("/publication/{id}/items/new"), &pairs).await;
        done(&added);
        let page = officer.get(&added.location).await.text();
        let pairs = [("pasted", table), ("seen", &hidden(&page, "seen"))];
        done(&officer.upload(&format!("{}/file", added.location), &pairs, &[]).await);
        let page = officer.get(&added.location).await.text();
        assert!(page.contains("Tổng các bước: 24 giờ làm việc"), "{page}");
        // One step of the table, then a wrong hour: refused with all that was typed.
        let mut all = fields(&page);
        all.retain(|(n, _)| n.contains("-step") || n == "seen");
        let edit = |hours: &'static str| {
            all.iter()
                .map(|(n, v)| (n.as_str(), if n == "hours-step2" { hours } else { v.as_str() }))
                .collect::<Vec<_>>()
        };
        let steps = format!("{}/steps", added.location);
        let wrong = officer.post(&steps, &edit("hai ngày")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("hai ngày"));
        done(&officer.post(&steps, &edit("20,5")).await);
        assert!(officer.get(&added.location).await.text().contains("24,5"));
        assert!(officer.get(&format!("{}/diagram", added.location)).await.text().contains("bpmn-modeler"));
        tried_out(&mut control, (&id, &added.location)).await;
        approved(&mut officer, &mut control, &id).await;
        let before = catalogue::process_for(&house.app, AMENDED).await.unwrap();
        assert_eq!(before.code, "generic-six-step");
        house.clock.set(at("2024-03-05T08:00"));
        run_due(&house.app).await.unwrap();
        let after = catalogue::process_for(&house.app, AMENDED).await.unwrap();
        assert_eq!((after.code.as_str(), after.version), ("qt-1.005099", 1), "{}", house.kind);
        let place = (house.agency, running.parse().unwrap());
        let case = cases::load(&house.app, place).await.unwrap().unwrap().1.case;
        assert_eq!(case.process, Some(before.id));
        let mapping = catalogue::mapping(&house.app, before.id, after.id).await.unwrap();
        assert!(!mapping.gone.is_empty() || !mapping.changed.is_empty());
        // Doing the day again publishes nothing twice.
        catalogue::take_effect(&house.app, id.parse().unwrap()).await.unwrap();
        assert_eq!(catalogue::process_versions(&house.app, "qt-1.005099").await.unwrap().len(), 1);
        // A day has passed, and the session with it.
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        assert!(control.get("/processes/qt-1.005099/diagram").await.text().contains("bpmn-navigated-viewer"));
        clean(&house).await;
    }
}

/// From the draft to the signature; the decision says the steps and their sum.
async fn approved(officer: &mut Client, control: &mut Client, id: &str) {
    let head = [("title", "quy trình nội bộ"), ("effective_on", "2024-03-05"), ("basis_name", "QĐ 1")];
    done(&act(officer, (id, "head"), &head).await);
    done(&act(officer, (id, "send"), &[]).await);
    checked(control, id).await;
    done(&act(control, (id, "submit"), &[("number", "16/TTr-SGDĐT"), ("on", "2024-03-04")]).await);
    let docx = officer.get(&format!("/publication/{id}/paper/quyet-dinh.docx")).await;
    let text = output::docx_read::text_and_tables(&docx.bytes).unwrap().text();
    assert!(text.contains("Tổng thời gian") && text.contains("24,5") && text.contains("Chuyên viên"), "{text}");
    let signing = [("number", "106/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-03-05")];
    done(&act(control, (id, "sign"), &signing).await);
}
