//! Stories of publication on both databases: a decision from draft to effect, what it does to intake and to running cases, the
//! chain behind it, the three public places, an imported table, a process approved and run.

mod changes;
mod rows;

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use catalogue::Happened;
use jiff::civil::date;
use people::roles;
use platform::jobs::run_due;

use crate::harness::{Answer, Client, House, at, hidden, houses};

pub const AMENDED: &str = "1.005099";
const ABOLISHED: &str = "1.005144";
const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

pub fn done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// Posts with the event the page stood on.
pub async fn act(client: &mut Client, (id, action): (&str, &str), more: &[(&str, &str)]) -> Answer {
    let page = client.get(&format!("/publication/{id}")).await.text();
    let seen = hidden(&page, "seen");
    let mut pairs = vec![("seen", seen.as_str())];
    pairs.extend_from_slice(more);
    client.post(&format!("/publication/{id}/{action}"), &pairs).await
}

pub async fn begun(client: &mut Client, (kind, title): (&str, &str)) -> String {
    let answer = client.post("/publication/new", &[("kind", kind), ("title", title)]).await;
    done(&answer);
    answer.location.trim_start_matches("/publication/").to_owned()
}

/// The fields of a form that stand there, so that they can be sent back with a change.
pub fn fields(page: &str) -> Vec<(String, String)> {
    let plain = |t: &str| {
        t.replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    };
    let mut all = vec![];
    for part in page.split("<textarea").skip(1) {
        let name = part.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let text = part.split('>').nth(1).unwrap().split("</textarea").next().unwrap();
        all.push((name.to_owned(), plain(text.trim_start_matches('\n'))));
    }
    for part in page.split("<select").skip(1) {
        let name = part.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let options = part.split("</select>").next().unwrap();
        let chosen =
            options.split("<option value=\"").skip(1).find(|o| o.split('>').next().unwrap().ends_with(" selected"));
        let value = chosen.map(|o| o.split('"').next().unwrap()).unwrap_or_default();
        all.push((name.to_owned(), value.to_owned()));
    }
    for part in page.split("<input").skip(1) {
        let tag = part.split('>').next().unwrap();
        let get = |key: &str| tag.split(&format!(" {key}=\"")).nth(1).map(|t| t.split('"').next().unwrap().to_owned());
        if let (Some(name), Some(value)) = (get("name"), get("value")) {
            all.push((name, plain(&value)));
        }
    }
    all
}

/// Puts a procedure into the draft with some fields changed; one that is there already is edited.
pub async fn item(client: &mut Client, id: &str, (code, change): (&str, &str), set: &[(&str, &str)]) -> Answer {
    let draft = client.get(&format!("/publication/{id}")).await.text();
    let row = draft.split("<tr>").find(|r| r.contains(&format!("/thu-tuc/{code}\""))).unwrap_or_default();
    let link = row.split(&format!("/publication/{id}/items/")).nth(1).and_then(|t| t.split('"').next());
    let path = format!("/publication/{id}/items/{}", link.unwrap_or("new"));
    let page = client.get(&format!("{path}?code={code}&change={change}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let mut all = fields(&page.text());
    all.retain(|(n, _)| !["code", "change", "q"].contains(&n.as_str()) && !set.iter().any(|(k, _)| k == n));
    let mut pairs: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    pairs.extend([("code", code), ("change", change)]);
    pairs.extend_from_slice(set);
    client.post(&path, &pairs).await
}

pub async fn checked(client: &mut Client, id: &str) {
    let page = client.get(&format!("/publication/{id}/check")).await.text();
    let items: Vec<String> =
        page.split("name=\"note-").skip(1).map(|p| p.split('"').next().unwrap().to_owned()).collect();
    assert!(items.len() >= 3, "{page}");
    let names: Vec<(String, String)> = items
        .iter()
        .flat_map(|i| [(format!("verdict-{i}"), "pass".to_owned()), (format!("note-{i}"), "Đã đối chiếu".to_owned())])
        .collect();
    let seen = hidden(&page, "seen");
    let mut pairs = vec![("seen", seen.as_str())];
    pairs.extend(names.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    done(&client.post(&format!("/publication/{id}/check"), &pairs).await);
}

pub async fn clean(house: &House) {
    let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?} on {}", report.broken, house.kind);
}

/// Draft, control, submission: ready to be signed.
async fn submitted(officer: &mut Client, control: &mut Client) -> String {
    let id = begun(officer, ("list", "thủ tục hành chính lĩnh vực giáo dục tiểu học")).await;
    let head = [
        ("title", "thủ tục hành chính lĩnh vực giáo dục tiểu học"),
        ("basis_name", "Thông tư 05/2024/TT-BGDĐT"),
        ("basis_signed", "2024-02-20"),
        ("basis_effective", "2024-04-01"),
        ("effective_on", "2024-04-01"),
    ];
    done(&act(officer, (&id, "head"), &head).await);
    let set = [("agency", "Ủy ban nhân dân cấp xã"), ("place", "Bộ phận Một cửa")];
    done(&item(officer, &id, (AMENDED, "amended"), &set).await);
    done(&item(officer, &id, (ABOLISHED, "abolished"), &[("abolished_by", "Nghị định 01/2024/NĐ-CP")]).await);
    done(&act(officer, (&id, "send"), &[]).await);
    checked(control, &id).await;
    done(
        &act(control, (&id, "submit"), &[("number", "15/TTr-SGDĐT"), ("on", "2024-03-04"), ("signer", "Giám đốc Mẫu")])
            .await,
    );
    id
}

pub async fn case_of(clerk: &mut Client, code: &str) -> String {
    let page = clerk.get(&format!("/desk/intake/{code}")).await.text();
    let id = hidden(&page, "id");
    let pairs = [
        ("id", id.as_str()),
        ("name", "Nguyễn Thị Thử"),
        ("phone", "0912 345 678"),
        ("address", "Số 1 đường Thử"),
        ("part_name", "Đơn"),
        ("part_there_0", "1"),
        ("part_originals_0", "1"),
        ("limit", "5 ngày làm việc"),
        ("channel", "1"),
        ("result_channel", "1"),
        ("sets", "1"),
        ("outcome", "accept"),
    ];
    done(&clerk.post(&format!("/desk/intake/{code}"), &pairs).await);
    id
}

#[tokio::test]
async fn a_decision_from_draft_to_effect() {
    for house in houses("2024-03-04T08:00").await {
        let heard: Arc<Mutex<Vec<Happened>>> = Arc::default();
        let ear = heard.clone();
        let listener: catalogue::Listener = Arc::new(move |_, happened| {
            ear.lock().unwrap().push(happened);
            Box::pin(async { Ok(()) })
        });
        catalogue::listen(&house.app, vec![listener]);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let running = case_of(&mut clerk, ABOLISHED).await;
        let before = catalogue::current(&house.app, ABOLISHED).await.unwrap().unwrap();
        let id = submitted(&mut officer, &mut control).await;
        let signing = [("number", "105/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-04-01")];
        // The officer drafts, but does not sign; nor does a number without its day.
        assert_eq!(act(&mut officer, (&id, "sign"), &signing).await.status, StatusCode::FORBIDDEN);
        let refused = act(&mut control, (&id, "sign"), &[("number", "105/QĐ-UBND")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Chưa có ngày ký") && refused.text().contains("105/QĐ-UBND"));
        done(&act(&mut control, (&id, "sign"), &signing).await);
        // Nothing switches before the day.
        assert_eq!(catalogue::current(&house.app, AMENDED).await.unwrap().unwrap().number, 1);
        assert!(catalogue::current(&house.app, ABOLISHED).await.unwrap().is_some());
        assert!(heard.lock().unwrap().is_empty());
        house.clock.set(at("2024-04-01T08:00"));
        run_due(&house.app).await.unwrap();
        run_due(&house.app).await.unwrap();
        let now = catalogue::current(&house.app, AMENDED).await.unwrap().unwrap();
        assert_eq!((now.number, now.parts.agency.as_deref()), (2, Some("Ủy ban nhân dân cấp xã")), "{}", house.kind);
        assert!(now.note.as_deref().unwrap().contains("105/QĐ-UBND"));
        assert!(catalogue::current(&house.app, ABOLISHED).await.unwrap().is_none());
        assert!(catalogue::on_day(&house.app, ABOLISHED, date(2024, 3, 31)).await.unwrap().is_some());
        let told = heard.lock().unwrap().clone();
        assert!(matches!(told.as_slice(), [Happened::InEffect { codes, .. }] if codes.len() == 2), "{told:?}");
        // Abolished: out of intake; the running case stays on its version. Sessions of a month ago have ended.
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        assert_eq!(clerk.get(&format!("/desk/intake/{ABOLISHED}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("/nop-ho-so/{ABOLISHED}")).await.status, StatusCode::NOT_FOUND);
        assert!(!clerk.get("/thu-tuc").await.text().contains(ABOLISHED));
        let place = (house.agency, running.parse().unwrap());
        let case = cases::load(&house.app, place).await.unwrap().unwrap().1.case;
        assert_eq!(case.version, before.id);
        assert_eq!(clerk.get(&format!("/desk/cases/{running}")).await.status, StatusCode::OK);
        let page = control.get(&format!("/publication/{id}")).await.text();
        assert!(page.contains("Đang có hiệu lực") && page.contains("Quyết định có hiệu lực"), "{page}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn the_papers_of_a_decision_say_what_it_publishes() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let id = submitted(&mut officer, &mut control).await;
        for (name, wanted) in [
            (
                "quyet-dinh",
                vec![
                    "QUYẾT ĐỊNH",
                    "Nghị định 01/2024/NĐ-CP",
                    ABOLISHED,
                    AMENDED,
                    "BỊ BÃI BỎ",
                    "15/TTr-SGDĐT",
                    "Điều 1.",
                ],
            ),
            ("to-trinh", vec!["TỜ TRÌNH", "Kính gửi", "Sở Giáo dục và Đào tạo"]),
            ("phieu-kiem-soat", vec!["PHIẾU KIỂM SOÁT CHẤT LƯỢNG", "Đã đối chiếu", "đạt yêu cầu"]),
        ] {
            let docx = officer.get(&format!("/publication/{id}/paper/{name}.docx")).await;
            let text = output::docx_read::text_and_tables(&docx.bytes).unwrap().text();
            for words in wanted {
                assert!(text.contains(words), "{name} lacks {words}:\n{text}");
            }
            let pdf = officer.get(&format!("/publication/{id}/paper/{name}.pdf")).await;
            assert!(pdf.bytes.starts_with(b"%PDF-"), "{name}");
        }
        assert_eq!(officer.get(&format!("/publication/{id}/paper/khac.pdf")).await.status, StatusCode::NOT_FOUND);
        // What was exported reads back into another draft, line by line.
        let docx = officer.get(&format!("/publication/{id}/paper/quyet-dinh.docx")).await;
        let other = begun(&mut officer, ("list", "danh mục đọc lại")).await;
        let file = [("file", "qd.docx", docx.bytes.as_slice())];
        let shown = officer.upload(&format!("/publication/{other}/import"), &[], &file).await.text();
        assert!(shown.contains(AMENDED) && shown.contains(ABOLISHED), "{shown}");
        assert!(shown.contains("Đưa 2 thủ tục vào dự thảo"), "{shown}");
    }
}

#[tokio::test]
async fn a_pasted_table_becomes_a_draft_and_says_what_it_did_not_understand() {
    let table = "QUYẾT ĐỊNH\nVề việc công bố danh mục thủ tục hành chính lĩnh vực giáo dục\n\
        A. DANH MỤC THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG\n\
        Địa điểm thực hiện\tTên thủ tục hành chính\tSTT\tMã TTHC\tThời hạn giải quyết\tPhí, lệ phí\tCăn cứ pháp lý\n\
        Bộ phận Một cửa\tChuyển trường đối với học sinh tiểu học\t1\t1.005099.000.00.00.H40\t03 ngày làm việc\tKhông\tThông tư 28/2020/TT-BGDĐT\n\
        Bộ phận Một cửa\tMột thủ tục không ai biết\t2\t\t05 ngày\tKhông\tThông tư 1\n\
        B. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ\n\
        STT\tSố hồ sơ TTHC\tTên thủ tục hành chính\tTên VBQPPL quy định việc bãi bỏ thủ tục hành chính\n\
        1\t1.005144\tBỏ\tNghị định 01/2024/NĐ-CP\n";
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let id = begun(&mut officer, ("list", "nhập bảng")).await;
        let path = format!("/publication/{id}/import");
        let shown = officer.upload(&path, &[("pasted", table)], &[]).await;
        let text = shown.text();
        assert_eq!(shown.status, StatusCode::OK, "{text}");
        assert!(text.contains("Một thủ tục không ai biết") && text.contains("thêm tay"), "{text}");
        let (digest, name, seen) = (hidden(&text, "digest"), hidden(&text, "name"), hidden(&text, "seen"));
        done(&officer.post(&format!("{path}/confirm"), &[("digest", &digest), ("name", &name), ("seen", &seen)]).await);
        let page = officer.get(&format!("/publication/{id}")).await.text();
        assert!(page.contains("1.005099") && page.contains("1.005144") && page.contains("Nghị định 01/2024/NĐ-CP"));
        let (_, d) = catalogue::decision(&house.app, id.parse().unwrap()).await.unwrap();
        let parts = d.items.iter().find(|i| i.code == "1.005099").unwrap().body.parts.clone().unwrap();
        assert_eq!(parts.place.as_deref(), Some("Bộ phận Một cửa"), "{}", house.kind);
        assert!(parts.channels.iter().any(|t| t.limit_text.as_deref() == Some("03 ngày làm việc")));
        let empty = officer.upload(&path, &[("pasted", "")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        clean(&house).await;
    }
}

#[tokio::test]
async fn the_chain_is_followed_to_the_board() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = submitted(&mut officer, &mut control).await;
        let late = begun(&mut officer, ("list", "dự thảo khác")).await;
        done(&item(&mut officer, &late, (AMENDED, "amended"), &[("place", "Nơi khác")]).await);
        let signing = [("number", "105/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-03-04")];
        done(&act(&mut control, (&id, "sign"), &signing).await);
        let open = |code: &'static str| {
            let app = house.app.clone();
            async move { catalogue::open_todos(&app, code).await.unwrap() }
        };
        use catalogue::TodoKind::{Draft, National, Posting, Process};
        let kinds: Vec<_> = open(AMENDED).await.iter().map(|t| t.kind).collect();
        for kind in [Process, National, Posting, Draft] {
            assert!(kinds.contains(&kind), "{kind:?} in {kinds:?} on {}", house.kind);
        }
        assert!(open(ABOLISHED).await.iter().all(|t| t.body.version == 0));
        let stale = officer.get(&format!("/publication/{late}")).await.text();
        assert!(stale.contains("Bản gốc đã có phiên bản mới"));
        done(&item(&mut officer, &late, (AMENDED, "amended"), &[("place", "Nơi khác nữa")]).await);
        post(&house, &mut control, &mut clerk).await;
        let list = control.get("/publication/todos").await.text();
        assert!(list.contains("Quy trình cần cập nhật"), "{list}");
        let todo = open(AMENDED).await.into_iter().find(|t| t.kind == Process).unwrap();
        let settle = format!("/publication/todos/{}/settle", todo.id);
        let refused = control.post(&settle, &[("reason", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&control.post(&settle, &[("reason", "Quy trình chung vẫn phù hợp")]).await);
        assert!(open(AMENDED).await.iter().all(|t| t.kind != Process));
        let page = control.get(&format!("/catalogue/{AMENDED}")).await.text();
        assert!(page.contains("Quy trình chung vẫn phù hợp") && page.contains("105/QĐ-UBND"));
        let seen = control.get(&format!("/catalogue/{AMENDED}/as-of?day=2024-03-04")).await.text();
        assert!(seen.contains("2, có hiệu lực từ ngày 04/03/2024"), "{seen}");
        let earlier = control.get(&format!("/catalogue/{AMENDED}/as-of?day=2024-03-03")).await.text();
        assert!(earlier.contains("1, có hiệu lực từ ngày"), "{earlier}");
        clean(&house).await;
        tampering_is_found(&house).await;
    }
}

/// The desk posts and the national database is updated; what asked for it closes, and only with proof.
async fn post(house: &House, control: &mut Client, clerk: &mut Client) {
    let open = catalogue::open_todos(&house.app, AMENDED).await.unwrap();
    let national = open.iter().find(|t| t.kind == catalogue::TodoKind::National).unwrap();
    assert_eq!(national.due_on, date(2024, 3, 11));
    let path = format!("/publication/surfaces/{AMENDED}");
    let base = [("number", "2"), ("shown_on", "2024-03-04"), ("officer", "Trần Thị Mẫu")];
    let record = [&[("place", "national"), ("reference", "Bản ghi 5099")], &base[..]].concat();
    // The desk may not speak for the national database.
    let refused = clerk.upload(&path, &record, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    done(&control.upload(&path, &record, &[]).await);
    let desk = open.iter().find(|t| t.kind == catalogue::TodoKind::Posting).unwrap().unit.to_string();
    let board = [&[("place", desk.as_str())], &base[..]].concat();
    let bare = control.upload(&path, &board, &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text().contains("Chưa có ảnh") && bare.text().contains("Trần Thị Mẫu"));
    done(&control.upload(&path, &board, &[("file", "bang.png", PNG)]).await);
    let left = catalogue::open_todos(&house.app, AMENDED).await.unwrap();
    let here = |t: &&catalogue::Todo| t.kind == catalogue::TodoKind::National || t.unit.to_string() == desk;
    assert_eq!(left.iter().filter(here).count(), 0, "{left:?}");
    let page = control.get("/publication/surfaces").await.text();
    assert!(page.contains("Khớp"), "{page}");
    let sheet = control.get("/publication/surfaces.xlsx").await;
    let rows = output::sheet::read_xlsx(&sheet.bytes).unwrap();
    assert!(rows[0].rows.iter().any(|r| r.iter().any(|c| c.words() == AMENDED)));
}

/// Each table of publication stands under the ledger: a row changed behind its back is named.
async fn tampering_is_found(house: &House) {
    let harms = [
        ("catalogue_surfaces", "UPDATE catalogue_surfaces SET number = 9"),
        ("catalogue_todos", "UPDATE catalogue_todos SET state = 'closed'"),
        ("catalogue_decision_items", "UPDATE catalogue_decision_items SET code = 'x'"),
        ("catalogue_decisions", "UPDATE catalogue_decisions SET number = '1/QĐ-UBND'"),
    ];
    let mut found = 0;
    for (table, harm) in harms {
        house.app.db().script(harm).await.unwrap();
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.len() > found, "{table} on {}", house.kind);
        found = report.broken.len();
    }
}
