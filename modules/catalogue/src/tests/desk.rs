//! The control officer's pages, signed in: import in two steps, drafts, publication, designer, processes; nobody else gets in.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use platform::app::App;
use platform::testing::{TestDb, each_db, sqlite};
use platform::web::{Boxed, SignIn};
use platform::{Actor, By, DbError, Grant, Scope};
use tower::ServiceExt;
use uuid::Uuid;

/// Whoever brings a token may do what the token says: "catalogue.edit,forms.design".
struct Tokens;

impl SignIn for Tokens {
    fn actor<'a>(&'a self, _: &'a App, token: &'a str) -> Boxed<'a, Result<Option<Actor>, DbError>> {
        let all = [crate::EDIT, crate::PUBLISH, crate::DESIGN_FORMS, crate::DESIGN_PROCESSES];
        let held = all.into_iter().filter(|p| token == "all" || token.split(',').any(|t| t == *p));
        let grants = held.map(|permission| Grant { permission, scope: Scope::Everywhere }).collect();
        let actor = Actor {
            account: Uuid::from_u128(7),
            behalf: None,
            name: "Trần Thị Thử".into(),
            post: "Chuyên viên".into(),
            unit: Uuid::nil(),
            unit_name: "Văn phòng Sở".into(),
            unit_path: "/".into(),
            agency: Uuid::nil(),
            agency_name: "Sở".into(),
            agency_path: "/".into(),
            roles: vec![],
            grants,
            session: Uuid::nil(),
        };
        Box::pin(async move { Ok(Some(actor)) })
    }
}

struct Desk {
    app: App,
    service: axum::Router,
}

async fn desk(db: &TestDb) -> Desk {
    let (app, routes, _) = super::app_with(db, Some(Arc::new(Tokens)));
    crate::install(&app, app.now(), By::default()).await.unwrap();
    Desk { app: app.clone(), service: platform::web::serve(app, routes) }
}

impl Desk {
    async fn send(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let response = self.service.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let to = response.headers().get("location").map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, to, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn get_as(&self, token: &str, path: &str) -> (StatusCode, String) {
        let mut request = Request::builder().uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let (status, _, body) = self.send(request.body(Body::empty()).unwrap()).await;
        (status, body)
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body = pairs.iter().map(|(n, v)| format!("{n}={}", crate::pages::encode(v))).collect::<Vec<_>>().join("&");
        let request = Request::post(path)
            .header("authorization", "Bearer all")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn upload(&self, path: &str, (name, bytes): (&str, &[u8])) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        body.extend_from_slice(
            b"--X\r\nContent-Disposition: form-data; name=\"valid_from\"\r\n\r\n2024-05-20\r\n--X\r\n",
        );
        body.extend_from_slice(
            format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--X--\r\n");
        self.send_form(path, body).await
    }

    async fn send_form(&self, path: &str, body: Vec<u8>) -> (StatusCode, String, String) {
        let request = Request::post(path)
            .header("authorization", "Bearer all")
            .header("content-type", "multipart/form-data; boundary=X");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn events(&self) -> i64 {
        let rows: Vec<(i64,)> = self.app.db().all("SELECT COUNT(*) FROM ledger_events", vec![]).await.unwrap();
        rows[0].0
    }
}

/// The value of a hidden field.
fn hidden(body: &str, name: &str) -> String {
    let at = body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    at.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_page_of_the_desk_answers_and_only_to_who_may() {
    let db = sqlite().await.unwrap();
    let desk = desk(&db).await;
    for (path, permission, words) in [
        ("/catalogue", crate::EDIT, "Nhập từ tệp"),
        ("/catalogue?filter=no-limit&q=chuyen+truong", crate::EDIT, "Chuyển trường"),
        ("/catalogue/new", crate::EDIT, "Thêm thủ tục"),
        ("/catalogue/import", crate::EDIT, "Đọc thử"),
        ("/catalogue/1.005099", crate::EDIT, "Đưa thủ tục vào danh mục"),
        ("/catalogue/1.005099/edit", crate::EDIT, "Học bạ"),
        ("/catalogue/1.005099/compare", crate::EDIT, "So sánh hai phiên bản"),
        ("/forms", crate::DESIGN_FORMS, "generic"),
        ("/forms/1.005099", crate::DESIGN_FORMS, "Sửa câu hỏi"),
        ("/forms/1.005099/preview", crate::DESIGN_FORMS, "không có gì được lưu"),
        ("/forms/1.005099/source", crate::DESIGN_FORMS, "JSON Schema"),
        ("/processes", crate::DESIGN_PROCESSES, "generic-six-step"),
        ("/processes/3760-1", crate::DESIGN_PROCESSES, "Khớp thời hạn"),
        ("/processes/3760-1/export.bpmn", crate::DESIGN_PROCESSES, "<bpmn:"),
    ] {
        let (status, body) = desk.get_as(permission, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert!(body.contains(words), "{path} has no “{words}”: {body}");
        assert_eq!(desk.get_as("", path).await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(desk.get_as("nothing", path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let (status, _) = desk.get_as("all", "/catalogue/template.xlsx").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn an_import_is_shown_first_and_written_when_confirmed() {
    for db in each_db().await.unwrap() {
        let desk = desk(&db).await;
        let before = desk.events().await;
        let file = r#"[{"code":"8.000001","name":"Thủ tục <b>mới</b>"},{"code":"8.000001","name":"Khác"},{"code":"x y","name":"Sai"}]"#;
        let (status, _, shown) = desk.upload("/catalogue/import", ("moi.json", file.as_bytes())).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        assert!(shown.contains("mâu thuẫn về") && shown.contains("không hợp lệ") && !shown.contains("<b>mới"));
        assert_eq!(desk.events().await, before);
        let (digest, from) = (hidden(&shown, "digest"), hidden(&shown, "valid_from"));
        let pairs = [("digest", digest.as_str()), ("name", "moi.json"), ("valid_from", from.as_str())];
        let (status, _, done) = desk.post("/catalogue/import/confirm", &pairs).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        assert_eq!(desk.events().await, before + 1);
        let stored = crate::current(&desk.app, "8.000001").await.unwrap().unwrap();
        assert_eq!(stored.parts.name, "Thủ tục <b>mới</b>");
        assert_eq!(stored.published_by, Some(Uuid::from_u128(7)));
    }
}

#[tokio::test]
async fn broken_uploads_are_refused_in_words_and_change_nothing() {
    let db = sqlite().await.unwrap();
    let desk = desk(&db).await;
    let before = desk.events().await;
    let large = vec![b' '; 21 * 1024 * 1024];
    for (name, bytes, want, words) in [
        ("a.json", &b""[..], StatusCode::UNPROCESSABLE_ENTITY, "Tệp rỗng"),
        ("a.json", &b"[{"[..], StatusCode::UNPROCESSABLE_ENTITY, "dòng 1"),
        ("a.json", &b"[\xff\xfe]"[..], StatusCode::UNPROCESSABLE_ENTITY, "UTF-8"),
        ("a.xlsx", &b"PK\x03\x04zzz"[..], StatusCode::UNPROCESSABLE_ENTITY, "Tải"),
        ("a.exe", &b"MZ...."[..], StatusCode::UNPROCESSABLE_ENTITY, "Không nhận ra loại tệp"),
        ("a.json", &large[..], StatusCode::PAYLOAD_TOO_LARGE, "20 MB"),
    ] {
        let (status, _, body) = desk.upload("/catalogue/import", (name, bytes)).await;
        assert_eq!(status, want, "{name} {words}: {body}");
        assert!(body.contains(words), "{name} has no “{words}”");
    }
    let cut = b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n[{\"co".to_vec();
    let (status, _, body) = desk.send_form("/catalogue/import", cut).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body.contains("ngắt giữa chừng"), "{body}");
    let (status, _, _) = desk.post("/catalogue/import", &[("file", "x")]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _, _) =
        desk.post("/catalogue/import/confirm", &[("digest", "../x"), ("valid_from", "2024-05-20")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(desk.events().await, before);
}

#[tokio::test]
async fn a_draft_becomes_a_version_and_nothing_typed_is_lost() {
    let db = sqlite().await.unwrap();
    let desk = desk(&db).await;
    let path = "/catalogue/1.005099/edit";
    let wrong = [("action", "save"), ("name", "Tên mới"), ("sets", "vài bộ"), ("agency", "Trường <i>A</i>")];
    let (status, _, body) = desk.post(path, &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("Tên mới") && body.contains("không phải một số bộ") && !body.contains("<i>A"), "{body}");
    let (status, to, _) = desk.post(path, &[("action", "save"), ("name", "Tên mới")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/catalogue/1.005099"));
    assert!(desk.get_as("all", "/catalogue/1.005099").await.1.contains("Có bản nháp"));
    assert!(desk.get_as("", "/thu-tuc/1.005099").await.1.contains("Chuyển trường"));
    let good =
        [("action", "publish"), ("name", "Tên mới"), ("base", "1"), ("valid_from", "2024-05-20"), ("note", "QĐ 12")];
    assert_eq!(desk.post(path, &good).await.0, StatusCode::SEE_OTHER);
    let (status, _, body) = desk.post(path, &good).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("phiên bản 2 đã được công bố"), "{body}");
    let (_, body) = desk.get_as("all", "/catalogue/1.005099/compare?a=1&b=2").await;
    assert!(body.contains("<ins>Tên mới</ins>"), "{body}");
    let (status, _, body) = desk.post("/catalogue/new", &[("code", "1.005099"), ("name", "Lại")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("đã có trong danh mục"), "{body}");
}

#[tokio::test]
async fn a_form_is_designed_tried_and_published() {
    let db = sqlite().await.unwrap();
    let desk = desk(&db).await;
    let begun = [("code", "2.000545"), ("title", "Đơn thử"), ("from", "")];
    assert_eq!(desk.post("/forms", &begun).await.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.post("/forms", &begun).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(crate::eform(&desk.app, "2.000545").await.unwrap().id, crate::GENERIC);
    let path = "/forms/2.000545";
    let add = [
        ("op", "add"),
        ("name", "reason"),
        ("kind", "choice"),
        ("vi", "Lý do <u>gì</u>"),
        ("en", "Why"),
        ("after", ""),
    ];
    let (status, to, body) = desk.post(path, &add).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/forms/2.000545#f-reason"), "{body}");
    let (status, _, body) = desk.post(path, &add).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("đã có trường") && !body.contains("<u>gì"), "{body}");
    let edit = [
        ("op", "edit"),
        ("name", "reason"),
        ("vi", "Lý do"),
        ("en", "Why"),
        ("required", "1"),
        ("choices", "a | Một | One\nb | Hai | Two"),
    ];
    assert_eq!(desk.post(path, &edit).await.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.post(path, &[("op", "down"), ("name", "reason")]).await.0, StatusCode::SEE_OTHER);
    let (_, _, tried) = desk.post("/forms/2.000545/preview", &[("declaration", "true")]).await;
    assert!(tried.contains("govuk-error-summary"), "{tried}");
    let (status, _, body) = desk.post("/forms/2.000545/source", &[("text", "{\"id\": 1")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("dòng 1") && body.contains("{&#34;id&#34;: 1"), "{body}");
    assert_eq!(desk.post(path, &[("op", "publish")]).await.0, StatusCode::SEE_OTHER);
    let form = crate::eform(&desk.app, "2.000545").await.unwrap();
    assert_eq!((form.id.as_str(), form.version), ("2.000545", 1));
    assert!(form.field("reason").unwrap().required);
    assert!(crate::all(&desk.app).await.unwrap().entry("2.000545").unwrap().own_form);
    let verified = platform::ledger::verify(desk.app.db(), desk.app.tables()).await.unwrap();
    assert!(verified.broken.is_empty(), "{:?}", verified.broken);
}

#[tokio::test]
async fn a_process_is_checked_before_it_is_published_and_assigned() {
    let db = sqlite().await.unwrap();
    let desk = desk(&db).await;
    let (status, _, body) = desk.upload("/processes", ("sai.bpmn", b"<a><b></a>")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("chưa có gì thay đổi"), "{body}");
    let (status, _, _) = desk.upload("/processes", ("sai.bpmn", b"\xff\xfe\x00")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = include_bytes!("../../../../law/processes/3760-2.bpmn");
    let (status, _, body) = desk.upload("/processes", ("rieng.bpmn", good)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let digest = hidden(&body, "digest");
    assert_eq!(
        desk.post("/processes/publish", &[("code", "rieng"), ("digest", &digest)]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(desk.post("/catalogue/2.000545/process", &[("process", "rieng")]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(crate::process_for(&desk.app, "2.000545").await.unwrap().code, "rieng");
    assert_eq!(desk.post("/catalogue/2.000545/process", &[("process", "nope")]).await.0, StatusCode::NOT_FOUND);
    let (_, body) = desk.get_as("all", "/catalogue/2.000545").await;
    assert!(body.contains("Gán quy trình rieng"), "{body}");
}

#[test]
fn every_word_of_the_screens_has_its_english() {
    let english = platform::i18n::english();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let mut missing = vec![];
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in ["page.t(\"", "page.f(\"", "page.f2(\""] {
            for piece in text.split(call).skip(1) {
                let key = piece.split('"').next().unwrap().to_owned();
                if !english.contains_key(&key) {
                    missing.push(key);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
