//! The register of dossiers: by period, on screen and in four formats.

use axum::http::StatusCode;
use people::roles;

use super::taken;
use crate::harness::{Client, at, houses};

#[tokio::test]
async fn the_register_holds_what_was_received_in_its_period() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        taken(&mut clerk, "=cmd|' /C calc'!A0").await;
        house.clock.set(at("2024-04-02T08:00"));
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        taken(&mut clerk, "Lê Văn Tháng Tư").await;
        let april = clerk.get("/desk/register?from=2024-04-01&to=2024-04-30").await.text();
        assert!(april.contains("Lê Văn Tháng Tư") && !april.contains("calc"));
        let none = clerk.get("/desk/register?from=2023-01-01&to=2023-01-31").await.text();
        assert!(none.contains("Không có hồ sơ nào được tiếp nhận trong kỳ này"));
        let both = "from=2024-03-01&to=2024-04-30";
        for (format, begins) in
            [("xlsx", b"PK".as_slice()), ("docx", b"PK"), ("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf")]
        {
            let file = clerk.get(&format!("/desk/register/{format}?{both}")).await;
            assert_eq!(file.status, StatusCode::OK, "{format} on {}", house.kind);
            assert!(file.bytes.starts_with(begins), "{format}");
        }
        let csv = clerk.get(&format!("/desk/register/csv?{both}")).await.text();
        assert!(csv.contains("'=cmd"), "text is no formula: {csv}");
        assert_eq!(csv.lines().count(), 3);
        let sheet = clerk.get(&format!("/desk/register/xlsx?{both}")).await.bytes;
        let rows = output::sheet::read_xlsx(&sheet).unwrap();
        let read = format!("{rows:?}");
        assert!(read.contains("000.00.15.H40-240304-0001") && read.contains("Lê Văn Tháng Tư"), "{read}");
        let unknown = clerk.get(&format!("/desk/register/doc?{both}")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert_eq!(officer.get(&format!("/desk/register/xlsx?{both}")).await.status, StatusCode::FORBIDDEN);
    }
}
