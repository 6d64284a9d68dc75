//! The receipt (Mẫu 01): its date with the sum behind it, every Vietnamese letter, a QR code a scanner reads, and the same words when
//! it is printed again later.

use std::process::Command;

use people::roles;

use super::{PROCEDURE, act, done, intake};
use crate::harness::{Client, at, hidden, houses};

fn kept(bytes: &[u8]) -> std::path::PathBuf {
    let file = platform::testing::folder().unwrap().join("giay.pdf");
    std::fs::write(&file, bytes).unwrap();
    file
}

/// What a reader of the PDF can copy out of it.
pub fn text_of(pdf: &[u8]) -> String {
    let out = Command::new("pdftotext").arg("-layout").arg(kept(pdf)).arg("-").output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

/// What a scanner reads from the printed page.
fn scanned(pdf: &[u8]) -> String {
    let file = kept(pdf);
    let page = file.with_file_name("trang");
    let drawn =
        Command::new("pdftoppm").args(["-r", "200", "-png", "-f", "1", "-l", "1"]).arg(&file).arg(&page).status();
    assert!(drawn.unwrap().success());
    let picture = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|f| f.unwrap().path());
    let picture = picture.into_iter().find(|f| f.extension().is_some_and(|e| e == "png")).unwrap();
    let out =
        Command::new("zbarimg").args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(picture).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

const LETTERS: &str = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[tokio::test]
async fn the_receipt_says_its_date_why_and_where_to_look() {
    for house in houses("2024-02-07T10:20").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let path = format!("/desk/intake/{PROCEDURE}");
        let id = hidden(&clerk.get(&path).await.text(), "id");
        let letters = format!("{LETTERS} {}", LETTERS.to_uppercase());
        let mut fields = intake(&id, "Nguyễn Thị Giấy Tiếp Nhận");
        fields.retain(|(n, _)| *n != "address");
        fields.push(("address", &letters));
        done(&clerk.post(&path, &fields).await);
        let address = format!("/desk/cases/{id}/papers/tiep-nhan.pdf");
        let first = clerk.get(&address).await.bytes;
        let text = text_of(&first);
        assert!(text.contains("10 giờ 20 phút, ngày 21 tháng 02 năm 2024"), "{text}");
        let flat = squeezed(&text);
        assert!(
            flat.contains(&squeezed("Cách tính ngày trả kết quả: Hẹn trả 10:20 ngày 21/02/2024: 5 ngày làm việc")),
            "{text}"
        );
        for word in LETTERS.chars().chain(LETTERS.to_uppercase().chars()) {
            assert!(flat.contains(word), "the letter {word} is not in the text");
        }
        assert_eq!(scanned(&first), "http://localhost/theo-doi?code=000.00.15.H40-240207-0001");
        // What the scanner types at the desk opens the case.
        let opened =
            clerk.get("/desk/search?q=http%3A%2F%2Flocalhost%2Ftheo-doi%3Fcode%3D000.00.15.H40-240207-0001").await;
        assert_eq!(opened.location, format!("/desk/cases/{id}"));
        // Two days of suspension later the case is due later, and the receipt still says what was handed out.
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "suspend"), &[("reason", "Chờ kết luận"), ("basis", "Khoản 3 Điều 19")]).await);
        house.clock.set(at("2024-02-16T10:20"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "resume"), &[]).await);
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        assert!(!page.contains("<dd>10:20 21/02/2024</dd>"), "the case itself has moved");
        assert!(text_of(&head.get(&address).await.bytes).contains("ngày 21 tháng 02 năm 2024"), "{}", house.kind);
    }
}
