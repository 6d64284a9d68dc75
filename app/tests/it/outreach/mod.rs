//! News through its pages, on both databases: written by one person, published by another, changed, withdrawn; hostile text stays
//! text; the leaflet opens; the ledger covers all of it.

mod campaigns;
mod conduct;
mod dialogues;
mod trainings;

use axum::http::StatusCode;
use people::roles;
use platform::web::Access;

use crate::harness::{Answer, Client, House, hidden, houses};

const CODE: &str = "1.005099";
const HOSTILE: &str = "# Cần mang gì\n<script>alert(1)</script>\n\n- [bấm](javascript:alert(2))\n- [mẫu đơn](/thu-tuc)";

fn done(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location.clone()
}

/// The ledger covers everything that was done.
async fn verified(house: &House) {
    let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?} on {}", report.broken, house.kind);
}

/// Posts a deed with what the page had seen.
async fn act(client: &mut Client, (page, deed): (&str, &str), pairs: &[(&str, &str)]) -> Answer {
    let seen = hidden(&client.get(page).await.text(), "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend_from_slice(pairs);
    client.post(&format!("{page}{deed}"), &all).await
}

fn typed<'a>(title: &'a str, codes: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("title", title), ("summary", "Hồ sơ <b>chuyển trường</b>"), ("text", HOSTILE), ("codes", codes)]
}

#[tokio::test]
async fn an_article_is_written_by_one_and_published_by_another() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut reader = Client::new(&house);
        assert!(reader.get("/tin-tuc").await.text().contains("Chưa có tin nào"));
        let page = done(&officer.post("/outreach/new", &typed("Chuyển trường tiểu học", CODE)).await);
        let public = page.replace("/outreach/news/", "/tin-tuc/");
        done(&act(&mut officer, (&page, "/hand-in"), &[]).await);
        assert_eq!(reader.get(&public).await.status, StatusCode::NOT_FOUND, "nothing is public before it is published");
        let own = officer.post(&format!("{page}/publish"), &[]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        done(&act(&mut control, (&page, "/publish"), &[]).await);
        assert!(reader.get("/tin-tuc").await.text().contains("Chuyển trường tiểu học"));
        let text = reader.get(&public).await.text();
        assert!(text.contains("<h2 class=\"govuk-heading-m\">Cần mang gì</h2>"), "{text}");
        assert!(
            text.contains("&#60;script&#62;alert(1)") && !text.contains("<script>alert"),
            "hostile text stays text"
        );
        assert!(!text.contains("href=\"javascript") && text.contains("href=\"/thu-tuc\""));
        assert!(text.contains(&format!("href=\"/thu-tuc/{CODE}\"")), "the linked procedure can be opened");
        for (name, mark) in [("to-roi.pdf", &b"%PDF"[..]), ("to-roi.docx", &b"PK"[..])] {
            let sheet = reader.get(&format!("{public}/{name}")).await;
            assert_eq!(sheet.status, StatusCode::OK);
            assert!(sheet.bytes.starts_with(mark), "{name}");
        }
        done(&act(&mut control, (&page, "/edit"), &typed("Chuyển trường, bản sửa", "")).await);
        assert!(!reader.get(&public).await.text().contains("bản sửa"), "an edit shows nothing yet");
        done(&act(&mut control, (&page, "/hand-in"), &[]).await);
        let own = act(&mut control, (&page, "/publish"), &[]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "who checked the first wrote the second");
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        done(&act(&mut leader, (&page, "/publish"), &[]).await);
        assert!(reader.get(&public).await.text().contains("bản sửa"));
        assert!(leader.get(&page).await.text().contains("Phiên bản 2"));
        let silent = act(&mut leader, (&page, "/withdraw"), &[("reason", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&act(&mut leader, (&page, "/withdraw"), &[("reason", "Quy định đã đổi")]).await);
        for gone in [public.clone(), format!("{public}/to-roi.pdf")] {
            assert_eq!(reader.get(&gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?} on {}", report.broken, house.kind);
    }
}

#[tokio::test]
async fn a_refused_or_late_text_keeps_everything_typed() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let refused = officer.post("/outreach/new", &typed("Tên gõ dở", "9.999999")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        for kept in ["Tên gõ dở", "9.999999", "&#60;b&#62;chuyển trường", "[mẫu đơn](/thu-tuc)", "href=\"#codes\""]
        {
            assert!(text.contains(kept), "{kept} is lost");
        }
        let page = done(&officer.post("/outreach/new", &typed("Bài", "")).await);
        let mut late = vec![("seen", "0")];
        late.extend(typed("Bản gửi muộn", ""));
        let answer = officer.post(&format!("{page}/edit"), &late).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Bản gửi muộn"));
        let shown = officer.get("/outreach?status=1").await.text();
        assert!(shown.contains(&page) && !officer.get("/outreach?status=3").await.text().contains(&page));
    }
}

#[tokio::test]
async fn the_workspace_of_news_asks_for_permissions() {
    for house in houses("2024-03-04T08:00").await {
        let own: Vec<_> = house.table.iter().filter(|r| r.path.starts_with("/outreach")).collect();
        assert!(own.len() > 20);
        assert!(own.iter().all(|r| matches!(r.access, Access::Can(p) if p.starts_with("outreach."))));
    }
}

/// Imports the shipped plan as the control officer.
async fn planned(house: &House) {
    let mut control = Client::signed_in(house, roles::CONTROL).await;
    let text = house.app.law().get("plans/ke-hoach-kstthc-2024.txt").unwrap().as_bytes().to_vec();
    let report = control.upload("/plans/import", &[], &[("file", "ke-hoach.txt", &text)]).await.text();
    let (digest, name) = (hidden(&report, "digest"), hidden(&report, "name"));
    let pairs = [("digest", digest.as_str()), ("name", &name), ("title", "Kế hoạch 2024"), ("year", "2024")];
    done(&control.post("/plans/import/create", &pairs).await);
}

/// The page of a unit's work on the task with these words, as the person with this role sees it.
async fn work(house: &House, role: &str, text: &str) -> String {
    platform::jobs::run_due(&house.app).await.unwrap();
    let mut client = Client::signed_in(house, role).await;
    let home = client.get("/plans").await.text();
    let unit = home.split_once("/plans/rows?unit=").unwrap().1.split(['&', '"']).next().unwrap();
    let mut next = format!("/plans/rows?unit={unit}");
    let mut own = String::new();
    // Page by page, until there is no further one.
    loop {
        let page = client.get(&next).await.text();
        own.push_str(&page);
        match page
            .split("rel=\"next\"")
            .next()
            .filter(|_| page.contains("rel=\"next\""))
            .and_then(|p| p.rsplit("href=\"").next())
        {
            Some(href) => next = href.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"),
            None => break,
        }
    }
    let row = own.split("<tr").find(|r| r.contains(text)).unwrap_or_else(|| panic!("no work with {text}: {own}"));
    let href = row[row.find("/plans/work/").unwrap()..].split('"').next().unwrap();
    client.get(href).await.text()
}

#[tokio::test]
async fn a_published_article_is_evidence_of_the_unit_that_wrote_it() {
    for house in houses("2024-03-04T08:00").await {
        planned(&house).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = done(&officer.post("/outreach/new", &typed("Bài về một cửa", CODE)).await);
        let task = "Truyền thông về công tác Kiểm soát TTHC";
        done(&act(&mut officer, (&page, "/hand-in"), &[]).await);
        assert!(!work(&house, roles::OFFICER, task).await.contains("Bài đã đăng"), "nothing was published yet");
        done(&act(&mut control, (&page, "/publish"), &[]).await);
        let shown = work(&house, roles::OFFICER, task).await;
        assert!(shown.contains("Bài đã đăng: Bài về một cửa"), "{shown}");
        assert!(shown.contains(&page.replace("/outreach/news/", "/tin-tuc/")));
    }
}

#[tokio::test]
async fn every_list_of_outreach_is_answered_by_one_index() {
    use outreach::record::{Filter, list_query};
    for house in houses("2024-03-04T08:00").await {
        let (from, to) = outreach::reports::bounds(2024);
        let all = [Filter::All, Filter::Status(1), Filter::Between(from, to)];
        let at = house.agency;
        let mut queries = vec![];
        for filter in all {
            queries.push(list_query::<outreach::campaigns::Campaign>(at, filter, (None, 50)));
            queries.push(list_query::<outreach::trainings::Training>(at, filter, (None, 50)));
            queries.push(list_query::<outreach::dialogues::Dialogue>(at, filter, (None, 50)));
            queries.push(list_query::<outreach::conduct::Conduct>(at, filter, (None, 50)));
        }
        queries.push(list_query::<outreach::conduct::Conduct>(at, Filter::Unit(at), (None, 50)));
        queries.push(list_query::<outreach::dialogues::Question>(at, Filter::Parent(at), (None, 50)));
        for q in queries {
            let sql = q.sql.clone();
            let plan = house.app.db().plan(q).await.unwrap().join("\n");
            if house.kind == "sqlite" {
                assert!(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
            }
        }
    }
}

#[tokio::test]
async fn a_procedure_has_a_leaflet_with_the_way_to_its_page() {
    for house in houses("2024-03-04T08:00").await {
        let mut reader = Client::new(&house);
        for (name, mark) in [("to-roi.pdf", &b"%PDF"[..]), ("to-roi.docx", &b"PK"[..])] {
            let sheet = reader.get(&format!("/to-roi/{CODE}/{name}")).await;
            assert!(sheet.status == StatusCode::OK && sheet.bytes.starts_with(mark), "{name}");
        }
        for wrong in [format!("/to-roi/{CODE}/khac.pdf"), "/to-roi/9.999999/to-roi.pdf".to_owned()] {
            assert_eq!(reader.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let to = done(&officer.get(&format!("/outreach/leaflet?code={CODE}")).await);
        assert_eq!(to, format!("/to-roi/{CODE}/to-roi.pdf"));
        assert_eq!(done(&officer.get("/outreach/leaflet?code=9.999999").await), "/outreach");
        assert!(officer.get("/outreach").await.text().contains("Không có thủ tục mã 9.999999"));
    }
}
