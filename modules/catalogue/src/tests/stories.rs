//! Stories on both databases: installing twice, dry runs, versions that stay, tampering found, forms and processes pinned.

use jiff::civil::date;
use platform::By;
use platform::testing::each_db;

use crate::import::{Upload, look};
use crate::{Channel, Publication};

const SOME: &[u8] =
    r#"[{"code":"1.000001","name":"Cấp giấy","fee":"Không"},{"code":"1.000001","name":"Cấp giấy khác"}]"#.as_bytes();

#[tokio::test]
async fn installing_twice_is_one_catalogue() {
    for db in each_db().await.unwrap() {
        let (app, _, _) = super::app(&db);
        let report = crate::install(&app, app.now(), By::default()).await.unwrap();
        assert_eq!((report.count("new"), report.count("duplicate")), (128, 2), "{}", db.kind);
        assert!(report.forms.iter().filter(|r| r.outcome == "new").count() >= 13);
        assert!(report.processes.iter().filter(|r| r.outcome == "new").count() >= 7);
        let again = crate::install(&app, app.now(), By::default()).await.unwrap();
        assert_eq!((again.count("new"), again.count("changed"), again.count("same")), (0, 0, 128));
        assert!(again.forms.iter().chain(&again.processes).all(|r| r.outcome == "same"));
        let index = crate::all(&app).await.unwrap();
        assert_eq!(index.entries.len(), 128);
        assert!(index.entry("1.005099").unwrap().online);
        let verified = platform::ledger::verify(app.db(), app.tables()).await.unwrap();
        assert!(verified.broken.is_empty(), "{:?}", verified.broken);
    }
}

#[tokio::test]
async fn an_edit_survives_the_next_installation() {
    let db = platform::testing::sqlite().await.unwrap();
    let (app, _, _) = super::app(&db);
    crate::install(&app, app.now(), By::default()).await.unwrap();
    let mut parts = crate::current(&app, "1.005099").await.unwrap().unwrap().parts;
    parts.agency = Some("Hiệu trưởng trường tiểu học".into());
    let publication = Publication { parts, valid_from: date(2024, 5, 1), valid_to: None, note: None };
    crate::publish(&app, publication, By::default()).await.unwrap();
    let again = crate::install(&app, app.now(), By::default()).await.unwrap();
    assert_eq!((again.count("kept"), again.count("changed")), (1, 0));
    let current = crate::current(&app, "1.005099").await.unwrap().unwrap();
    assert_eq!((current.number, current.parts.agency.as_deref()), (2, Some("Hiệu trưởng trường tiểu học")));
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    for db in each_db().await.unwrap() {
        let (app, _, _) = super::app(&db);
        let upload = Upload { name: "a.json", bytes: SOME };
        let planned = look(&app, &upload, date(2024, 1, 1)).await.unwrap();
        assert_eq!(planned.len(), 2);
        let events: Vec<(i64,)> = app.db().all("SELECT COUNT(*) FROM ledger_events", vec![]).await.unwrap();
        assert_eq!((events[0].0, crate::all(&app).await.unwrap().entries.len()), (0, 0));
        let first = crate::import(&app, &upload, (date(2024, 1, 1), ""), By::default()).await.unwrap();
        let second = crate::import(&app, &upload, (date(2024, 1, 1), ""), By::default()).await.unwrap();
        assert_eq!((first.count("new"), second.count("new"), second.count("same")), (1, 0, 1));
        assert_eq!(crate::versions(&app, "1.000001").await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn versions_stay_and_each_day_has_its_own() {
    for db in each_db().await.unwrap() {
        let (app, _, clock) = super::app(&db);
        let say = |name: &str, from| Publication {
            parts: super::parts("1.000001", name),
            valid_from: from,
            valid_to: None,
            note: None,
        };
        let first = crate::publish(&app, say("Cũ", date(2024, 1, 1)), By::default()).await.unwrap();
        let second = crate::publish(&app, say("Mới", date(2024, 7, 1)), By::default()).await.unwrap();
        assert_eq!((first.number, second.number), (1, 2));
        let name = async |day| crate::on_day(&app, "1.000001", day).await.unwrap().map(|v| v.parts.name);
        assert_eq!(name(date(2023, 12, 31)).await, None);
        assert_eq!(name(date(2024, 6, 30)).await.as_deref(), Some("Cũ"));
        assert_eq!(name(date(2024, 7, 1)).await.as_deref(), Some("Mới"));
        let kept = crate::version(&app, first.id).await.unwrap().unwrap();
        assert_eq!((kept.parts.name.as_str(), kept.valid_to), ("Cũ", Some(date(2024, 6, 30))));
        // The index follows the calendar, not only the writes.
        assert_eq!(crate::all(&app).await.unwrap().entries[0].name, "Cũ");
        clock.set(kernel::time::parse_local("2024-07-01T00:30").unwrap());
        assert_eq!(crate::all(&app).await.unwrap().entries[0].name, "Mới");
        // Abolished: nothing is in force after the last day, and what was stays readable.
        let last = Publication { valid_to: Some(date(2024, 12, 31)), ..say("Cuối", date(2024, 8, 1)) };
        let wrong = Publication { valid_to: Some(date(2024, 7, 1)), ..last.clone() };
        assert!(crate::publish(&app, wrong, By::default()).await.is_err());
        crate::publish(&app, last, By::default()).await.unwrap();
        assert_eq!(name(date(2024, 12, 31)).await.as_deref(), Some("Cuối"));
        assert_eq!(name(date(2025, 1, 1)).await, None);
        clock.set(kernel::time::parse_local("2025-01-01T08:00").unwrap());
        assert!(crate::all(&app).await.unwrap().entries.is_empty());
        let early = crate::publish(&app, say("Lùi", date(2024, 6, 1)), By::default()).await.unwrap_err();
        assert!(matches!(early, platform::web::Failure::Refused(r) if r.code == "valid-from"));
    }
}

#[tokio::test]
async fn tampering_with_each_table_is_found() {
    let harms = [
        "UPDATE catalogue_versions SET parts = REPLACE(parts, 'tiểu học', 'trung học')",
        "UPDATE catalogue_procedures SET code = 'x' WHERE code = '1.005099'",
        "UPDATE catalogue_form_versions SET body = '{}' WHERE number = 1",
        "UPDATE catalogue_forms SET code = 'x' WHERE code = 'generic'",
        "UPDATE catalogue_process_versions SET bpmn = ''",
        "UPDATE catalogue_processes SET code = 'x' WHERE code = 'generic-six-step'",
        "DELETE FROM catalogue_assignments",
    ];
    for harm in harms {
        for db in each_db().await.unwrap() {
            let (app, _, _) = super::app(&db);
            crate::install(&app, app.now(), By::default()).await.unwrap();
            app.db().script(harm).await.unwrap();
            let verified = platform::ledger::verify(app.db(), app.tables()).await.unwrap();
            assert!(!verified.broken.is_empty(), "{} on {}", harm, db.kind);
        }
    }
}

#[tokio::test]
async fn forms_and_processes_are_found_and_pinned() {
    for db in each_db().await.unwrap() {
        let (app, _, _) = super::app(&db);
        crate::install(&app, app.now(), By::default()).await.unwrap();
        let own = crate::eform(&app, "1.005099").await.unwrap();
        assert_eq!((own.id.as_str(), own.version), ("1.005099", 1));
        assert_eq!(crate::eform(&app, "2.000545").await.unwrap().id, crate::GENERIC);
        let changed = own.set_optional("applicant_email").unwrap();
        crate::publish_form(&app, &changed, By::default()).await.unwrap();
        assert_eq!(crate::eform(&app, "1.005099").await.unwrap().version, 2);
        let pinned = crate::eform_version(&app, "1.005099", 1).await.unwrap();
        assert_eq!(pinned.version, 1);
        assert!(crate::eform_version(&app, "1.005099", 9).await.is_err());
        let generic = crate::process_for(&app, "2.000545").await.unwrap();
        assert_eq!(generic.code, "generic-six-step");
        let mine = crate::process_for(&app, "1.005144").await.unwrap();
        assert_eq!(mine.code, "3760-1");
        crate::assign(&app, ("2.000545", "3760-2"), By::default()).await.unwrap();
        assert_eq!(crate::process_for(&app, "2.000545").await.unwrap().code, "3760-2");
        assert_eq!(crate::process_version(&app, generic.id).await.unwrap().id, generic.id);
        assert!(crate::publish_process(&app, ("x", "<nothing/>"), By::default()).await.is_err());
    }
}

#[tokio::test]
async fn drafts_wait_and_uses_are_counted() {
    for db in each_db().await.unwrap() {
        let (app, _, _) = super::app(&db);
        let publication = Publication {
            parts: super::parts("1.000001", "Tên"),
            valid_from: date(2024, 1, 1),
            valid_to: None,
            note: None,
        };
        let version = crate::publish(&app, publication.clone(), By::default()).await.unwrap();
        crate::save_draft(&app, &version, &super::parts("1.000001", "Tên nháp"), By::default()).await.unwrap();
        let draft = crate::draft(&app, version.procedure).await.unwrap().unwrap();
        assert_eq!((draft.base, draft.parts.name.as_str()), (1, "Tên nháp"));
        assert_eq!(crate::current(&app, "1.000001").await.unwrap().unwrap().parts.name, "Tên");
        crate::publish(&app, publication, By::default()).await.unwrap();
        assert!(crate::draft(&app, version.procedure).await.unwrap().is_none());
        let mut changes = platform::Changes::new();
        crate::used(&mut changes, "1.000001");
        crate::used(&mut changes, "1.000001");
        app.db().commit(changes).await.unwrap();
        let q = crate::store::most_used(5);
        let uses: Vec<(String, i64)> = app.db().all(q.sql, q.args).await.unwrap();
        assert_eq!(uses, [("catalogue.used.1.000001".to_owned(), 2)]);
        assert_eq!(Channel::from_number(2), Some(Channel::Online));
    }
}
