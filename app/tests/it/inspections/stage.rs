//! What the stories of inspections share: the people, the steps from the plan to the signed report, and what must always hold.

use axum::http::StatusCode;
use people::roles;

use crate::harness::{Answer, Client, House, hidden};

pub fn done(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location.clone()
}

/// Posts a deed with what the page had seen.
pub async fn act(client: &mut Client, (page, deed): (&str, &str), pairs: &[(&str, &str)]) -> Answer {
    let seen = hidden(&client.get(page).await.text(), "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend_from_slice(pairs);
    client.post(&format!("{page}{deed}"), &all).await
}

pub const PHOTO: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF";

/// Who plays: the officer who controls procedures, the leader, and the head of the room that is inspected.
pub struct Cast {
    pub control: Client,
    pub leader: Client,
    pub head: Client,
}

pub async fn cast(house: &House) -> Cast {
    Cast {
        control: Client::signed_in(house, roles::CONTROL).await,
        leader: Client::signed_in(house, roles::LEADER).await,
        head: Client::signed_in(house, roles::UNIT_HEAD).await,
    }
}

/// The shipped control plan, imported; every unit has its own work from it.
pub async fn control_plan(house: &House, control: &mut Client) {
    let text = house.app.law().get("plans/ke-hoach-kstthc-2024.txt").unwrap().as_bytes().to_vec();
    let page = control.upload("/plans/import", &[], &[("file", "ke-hoach.txt", &text)]).await.text();
    let (digest, name) = (hidden(&page, "digest"), hidden(&page, "name"));
    let pairs = [("digest", digest.as_str()), ("name", &name), ("title", "Kế hoạch 2024"), ("year", "2024")];
    done(&control.post("/plans/import/create", &pairs).await);
}

/// The page of a unit's work whose row has these words.
pub async fn work(client: &mut Client, unit: &people::Unit, words: &str) -> String {
    let mut list = format!("/plans/rows?unit={}", unit.id);
    loop {
        let page = client.get(&list).await.text();
        if let Some(row) = page.split("<tr").find(|r| r.contains(words)) {
            let from = row.find("/plans/work/").unwrap();
            let address = row[from..].split('"').next().unwrap().to_owned();
            return client.get(&address).await.text();
        }
        let next = page.split("<a class=\"govuk-link govuk-pagination__link\" href=\"").nth(1);
        let next = next.unwrap_or_else(|| panic!("no work with {words}"));
        list = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    }
}

/// A room of the department.
pub async fn unit(house: &House, name: &str) -> people::Unit {
    let units = people::units(&house.app, "2024-03-04".parse().unwrap()).await.unwrap();
    units.into_iter().find(|u| u.agency == house.agency && u.name == name).unwrap()
}

/// The room that is inspected.
pub async fn room(house: &House) -> people::Unit {
    unit(house, "Phòng Giáo dục Tiểu học").await
}

/// A plan with one line of this manner, approved; returns its address.
pub async fn planned(house: &House, c: &mut Cast, manner: &str) -> String {
    let page = done(&c.control.post("/inspections", &[("year", "2024")]).await);
    let id = room(house).await.id.to_string();
    let line = [
        ("unit", id.as_str()),
        ("manner", manner),
        ("grounds", "turn"),
        ("reason", "Đến lượt"),
        ("starts", "06/05/2024"),
        ("ends", "08/05/2024"),
    ];
    done(&act(&mut c.control, (&page, "/add"), &line).await);
    done(&act(&mut c.control, (&page, "/submit"), &[]).await);
    done(&act(&mut c.leader, (&page, "/approve"), &[("number", "12/KH-SGDĐT"), ("on", "04/03/2024")]).await);
    platform::jobs::run_due(&house.app).await.unwrap();
    page
}

/// The inspection of the plan's line with its team and its signed decision; returns its address.
pub async fn decided(house: &House, c: &mut Cast, (plan, sites): (&str, &str)) -> String {
    let item = hidden(&c.control.get(plan).await.text(), "item");
    let page = done(&c.control.post(&format!("{plan}/begin"), &[("item", item.as_str())]).await);
    let again = done(&c.control.post(&format!("{plan}/begin"), &[("item", item.as_str())]).await);
    assert_eq!(page, again, "one line of the plan is one inspection");
    let mut ids = vec![];
    for role in [roles::CONTROL, roles::PETITIONS] {
        ids.push(people::holders(&house.app, house.agency, role).await.unwrap()[0].account.to_string());
    }
    let team = [
        ("head", ids[0].as_str()),
        ("members", &ids[1]),
        ("from", "01/01/2024"),
        ("to", "30/04/2024"),
        ("starts", "06/05/2024"),
        ("ends", "08/05/2024"),
        ("scope", "Kiểm soát TTHC, một cửa"),
        ("sites", sites),
    ];
    let mut wrong = team;
    wrong[3].1 = "30/04";
    let refused = act(&mut c.control, (&page, "/team"), &wrong).await;
    let text = refused.text();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("value=\"30/04\"") && text.contains("Không đọc được ngày"), "what was typed is lost");
    assert!(text.contains(&format!("value=\"{}\" checked", ids[1])), "the members ticked are lost");
    done(&act(&mut c.control, (&page, "/team"), &team).await);
    done(&act(&mut c.control, (&page, "/submit"), &[]).await);
    done(&act(&mut c.leader, (&page, "/decide"), &[("number", "45/QĐ-SGDĐT"), ("on", "04/03/2024")]).await);
    page
}

/// The addresses of the checklists of an inspection.
pub fn sites(page: &str) -> Vec<String> {
    let mut all: Vec<String> = page
        .match_indices("/inspections/work/")
        .map(|(at, _)| page[at..].split('"').next().unwrap().to_owned())
        .filter(|a| a.contains("/sites/"))
        .collect();
    all.dedup();
    all
}

/// Answers every item of a site that has no answer yet; the items named are not right.
pub async fn fill(house: &House, client: &mut Client, (site, bad): (&str, &[&str])) {
    let list = inspections::checklist(&house.app).unwrap();
    for item in list.items() {
        let wrong = bad.contains(&item.id.as_str());
        let mut pairs = vec![("item", item.id.as_str()), ("base", "0")];
        match item.kind {
            inspections::Kind::YesNo => pairs.push(("mark", if wrong { "bad" } else { "good" })),
            inspections::Kind::Count => pairs.extend([("checked", "10"), ("wrong", if wrong { "2" } else { "0" })]),
            inspections::Kind::Text => pairs.push(("note", "Không")),
        }
        let saved = client.post(&format!("{site}/answer"), &pairs).await;
        assert_eq!(done(&saved), format!("{site}#{}", item.id));
    }
}

/// The minutes, the conclusion with one remedy for each finding, and the leader's signature.
pub async fn concluded(c: &mut Cast, page: &str) {
    let minutes = [("place", "Phòng họp"), ("present", "Bà Mẫu, Trưởng phòng"), ("opinion", "Nhất trí")];
    done(&act(&mut c.control, (page, "/record"), &minutes).await);
    let form = format!("{page}/conclusion");
    let text = c.control.get(&form).await.text();
    let rows: usize = hidden(&text, "rows").parse().unwrap();
    let mut pairs = vec![
        ("conclusion".to_owned(), "Chấp hành tốt, còn hạn chế.".to_owned()),
        ("rows".to_owned(), rows.to_string()),
    ];
    for n in 0..rows {
        let id = hidden(&text, &format!("id.{n}"));
        let last = id.is_empty();
        let words = |t: &str| if last { String::new() } else { t.to_owned() };
        pairs.extend([
            (format!("id.{n}"), id.clone()),
            (format!("text.{n}"), words("Phát hiện của đoàn")),
            (format!("remedy.{n}"), words(&format!("Chấn chỉnh {n}"))),
            (format!("due.{n}"), words("31/05/2024")),
        ]);
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    done(&act(&mut c.control, (&form, ""), &pairs).await);
    done(&act(&mut c.leader, (page, "/sign"), &[("number", "60/KL-SGDĐT"), ("on", "10/05/2024")]).await);
}

/// DOCX and PDF of a paper come out.
pub async fn paper(client: &mut Client, page: &str, stem: &str) {
    for (ending, magic) in [("pdf", &b"%PDF-"[..]), ("docx", b"PK")] {
        let answer = client.get(&format!("{page}/papers/{stem}.{ending}")).await;
        assert!(answer.bytes.starts_with(magic), "{stem}.{ending}: {}", answer.text());
    }
}

/// The report of a kind, written, signed and told to the control plan; returns its address.
pub async fn reported(house: &House, c: &mut Cast, kind: &str) -> String {
    let none = c.control.post("/inspections/reports", &[("kind", kind), ("from", "01/01/2024"), ("to", "mai")]).await;
    assert!(none.text().contains("value=\"mai\"") && none.text().contains("Không đọc được ngày"));
    let begin = [("kind", kind), ("from", "01/01/2024"), ("to", "31/12/2024")];
    let page = done(&c.control.post("/inspections/reports", &begin).await);
    assert_eq!(act(&mut c.control, (&page, "/submit"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = [("assessment", "Đơn vị chấp hành tốt."), ("proposals", "Tăng cường niêm yết.")];
    done(&act(&mut c.control, (&page, "/write"), &words).await);
    done(&act(&mut c.control, (&page, "/submit"), &[]).await);
    done(&act(&mut c.leader, (&page, "/issue"), &[("number", "80/BC-SGDĐT"), ("on", "12/06/2024")]).await);
    platform::jobs::run_due(&house.app).await.unwrap();
    paper(&mut c.control, &page, "bao-cao").await;
    page
}

/// Every number of a report is the number of records its address shows.
pub async fn numbers_are_records(client: &mut Client, page: &str) -> usize {
    let text = client.get(page).await.text();
    let mut seen = 0;
    for (at, _) in text.match_indices("/records?of=") {
        let from = text[..at].rfind('"').unwrap() + 1;
        let address = text[from..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let label = text[at..].split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap();
        let n = label.rsplit(": ").next().unwrap().to_owned();
        let records = client.get(&address).await.text();
        if !label.contains("Số đã xem") && !label.contains("Số chưa đúng") {
            assert!(records.contains(&format!(": {n}</h1>")), "{label} at {address}");
        }
        seen += 1;
    }
    seen
}
