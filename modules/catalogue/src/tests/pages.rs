//! Pages as a visitor gets them: complete without script, gaps said, hostile names escaped, failures with a way out.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::civil::date;
use platform::testing::{each_db, sqlite};
use platform::{App, By};
use tower::ServiceExt;

use crate::Publication;

async fn get(service: &axum::Router, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = service.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

async fn installed(db: &platform::testing::TestDb) -> (App, axum::Router) {
    let (app, routes, _) = super::app(db);
    crate::install(&app, app.now(), By::default()).await.unwrap();
    (app.clone(), platform::web::serve(app, routes))
}

#[tokio::test]
async fn every_public_page_answers() {
    for db in each_db().await.unwrap() {
        let (_, service) = installed(&db).await;
        for (path, words) in [
            ("/", "Ông/bà cần làm thủ tục gì?"),
            ("/tro-giup", "Bổ sung hồ sơ"),
            ("/thu-tuc", "Tìm thấy 128 thủ tục"),
            ("/thu-tuc?q=chuyen+truong+tieu+hoc", "1.005099"),
            ("/thu-tuc?q=chuyne+truong", "Có phải ông/bà tìm:"),
            ("/thu-tuc?q=zzzzzzzz", "Không tìm thấy thủ tục nào"),
            ("/thu-tuc?linh-vuc=chua-ghi", "Tìm thấy 39 thủ tục"),
            ("/thu-tuc?cap=xa&trang=2", "rel=\"prev\""),
            ("/thu-tuc/1.005099", "Nộp hồ sơ trực tuyến"),
            ("/thu-tuc/2.000545", "Chưa có dữ liệu"),
            ("/thu-tuc/1.005099?ngay=2024-02-01", "không phải nội dung hôm nay"),
            ("/thu-tuc/1.005099?ngay=hom+qua", "Ngày chưa đúng"),
            ("/cong-khai", "Dấu niêm phong sổ cái theo ngày"),
            ("/du-lieu-mo", "Tệp CSV"),
            ("/du-lieu-mo/thu-tuc.json", "\"procedures\":["),
            ("/du-lieu-mo/thu-tuc.csv", "Mã thủ tục"),
            ("/api/v1/procedures?q=1.005099", "\"code\":\"1.005099\""),
            ("/api/v1/procedures/1.005099?day=2024-05-01", "\"valid_from\":\"2024-01-01\""),
        ] {
            let (status, body) = get(&service, path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {body}");
            assert!(body.contains(words), "{path} has no “{words}”");
        }
    }
}

#[tokio::test]
async fn english_is_offered() {
    let db = sqlite().await.unwrap();
    let (_, service) = installed(&db).await;
    let (_, body) = get(&service, "/?lang=en").await;
    assert!(body.contains("What do you need to do?"), "{body}");
}

#[tokio::test]
async fn unknown_things_are_pages_with_a_way_out() {
    let db = sqlite().await.unwrap();
    let (_, service) = installed(&db).await;
    for path in ["/thu-tuc/9.999999", "/thu-tuc/%ff", "/thu-tuc/1.005099?ngay=1999-01-01", "/thu-tuc/x/niem-yet.pdf"] {
        let (status, body) = get(&service, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(body.contains("Về trang chủ"), "{path}: {body}");
    }
    let (status, body) = get(&service, "/api/v1/procedures/9.999999").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("/problems/not-found"), "{body}");
}

#[tokio::test]
async fn hostile_names_are_shown_not_run() {
    let db = sqlite().await.unwrap();
    let (app, routes, _) = super::app(&db);
    let hostile = "<script>alert(1)</script>\" onload='x' {{7*7}}";
    let parts = crate::Parts {
        agency: Some(hostile.into()),
        field: Some(hostile.into()),
        subjects: Some(vec![hostile.into()]),
        ..super::parts("1.000001", hostile)
    };
    let publication = Publication { parts, valid_from: date(2024, 1, 1), valid_to: None, note: Some(hostile.into()) };
    crate::publish(&app, publication, By::default()).await.unwrap();
    let service = platform::web::serve(app, routes);
    for path in ["/", "/thu-tuc", "/thu-tuc?q=%3Cscript%3Ealert(2)%3C/script%3E", "/thu-tuc/1.000001", "/cong-khai"] {
        let (status, body) = get(&service, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(!body.contains("\" onload="), "{path}");
    }
    let (_, csv) = get(&service, "/du-lieu-mo/thu-tuc.csv").await;
    assert!(csv.contains("<script>"), "open data carries the text as it is");
}

#[tokio::test]
async fn the_posting_is_a_pdf_with_the_address() {
    let db = sqlite().await.unwrap();
    let (app, _) = installed(&db).await;
    let version = crate::current(&app, "1.008720").await.unwrap().unwrap();
    let address = "http://127.0.0.1:8080/thu-tuc/1.008720";
    let paper = crate::pages::posting_paper(&version, "Sở Giáo dục và Đào tạo", (output::paper::Size::A3, address));
    let text = output::paper::text(&paper);
    for words in [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "Thời hạn giải quyết",
        "13 ngày làm việc",
        "Chưa có dữ liệu",
        "Tờ trình đề nghị chuyển đổi",
    ] {
        assert!(text.contains(words), "no “{words}” in {text}");
    }
    assert!(text.contains(address));
}

#[tokio::test]
async fn open_data_is_fetched_once() {
    let db = sqlite().await.unwrap();
    let (_, service) = installed(&db).await;
    let ask = |tag: Option<String>| {
        let mut request = Request::builder().uri("/du-lieu-mo/thu-tuc.json");
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        service.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let first = ask(None).await.unwrap();
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(ask(Some(tag)).await.unwrap().status(), StatusCode::NOT_MODIFIED);
}
