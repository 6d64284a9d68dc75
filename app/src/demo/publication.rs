//! The demo's publications, made by the real actions: one decision in effect with its postings half done, one in quality
//! control, one draft of a process. Synthetic, and titled so.

use catalogue::{
    Basis, Body, Change, DecisionKind, Item, ItemBody, Proof, ShownEdit, Surface, Verdict, decision_rules as rules,
};
use jiff::civil::Date;
use kernel::time::{Timestamp, from_local, local};
use people::roles;
use platform::app::SetClock;
use platform::web::Failure;
use platform::{App, By};
use uuid::Uuid;

/// The stage: the agency, who drafts, who controls, and the present.
pub struct Stage {
    pub agency: Uuid,
    pub now: Timestamp,
}

struct Cast {
    drafter: By,
    control: By,
    unit: Uuid,
}

/// The photograph of a board, drawn small: a white PNG of one dot.
const PHOTO: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144, 119, 83,
    222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 218, 99, 248, 255, 255, 63, 0, 5, 254, 2, 254, 51, 18, 149, 20, 0, 0, 0, 0,
    73, 69, 78, 68, 174, 66, 96, 130,
];

async fn cast(app: &App, agency: Uuid) -> Result<Option<Cast>, Failure> {
    let drafters = people::holders(app, agency, roles::OFFICER).await?;
    let controls = people::holders(app, agency, roles::CONTROL).await?;
    let by = |p: &people::Person| By { account: Some(p.account), behalf: None };
    let pair = drafters.first().zip(controls.first());
    Ok(pair.map(|(d, c)| Cast { drafter: by(d), control: by(c), unit: d.unit }))
}

/// The same application some days ago at nine in the morning.
fn ago(app: &App, s: &Stage, days: i64) -> (App, Date) {
    let day = local(s.now).date().checked_sub(jiff::Span::new().days(days)).unwrap_or(local(s.now).date());
    (app.at(SetClock::new(from_local(day.at(9, 0, 0, 0)))), day)
}

fn amended(id: Uuid, (code, parts): (&str, catalogue::Parts)) -> Item {
    let body = ItemBody {
        change: Change::Amended,
        name: parts.name.clone(),
        base: 0,
        parts: Some(parts),
        replaces: vec![],
        abolished_by: String::new(),
        from: None,
        process: None,
        doubts: vec![],
    };
    Item { id, position: 0, code: code.to_owned(), body }
}

/// The content of a procedure with the facts a list needs, as the synthetic decision changes them.
async fn changed(app: &App, code: &str) -> Result<Option<catalogue::Parts>, Failure> {
    let Some(version) = catalogue::current(app, code).await? else { return Ok(None) };
    let mut parts = version.parts;
    parts.place = Some("Bộ phận tiếp nhận và trả kết quả của Sở Giáo dục và Đào tạo".into());
    if parts.legal_basis.is_empty() {
        parts.legal_basis.push("Văn bản mẫu 05/2024/TT-MAU (dữ liệu mô phỏng)".into());
    }
    if !parts.channels.iter().any(|t| t.limit_text.is_some()) {
        parts.channels.push(catalogue::ChannelTerm {
            channel: catalogue::Channel::Any,
            when: None,
            limit: Some("10 ngày làm việc".into()),
            limit_text: Some("10 ngày làm việc".into()),
            fee: Some(catalogue::Fee { amount: Some(0), text: "Không".into() }),
        });
    }
    for term in parts.channels.iter_mut().filter(|t| t.fee.is_none()) {
        term.fee = Some(catalogue::Fee { amount: Some(0), text: "Không".into() });
    }
    Ok(Some(parts))
}

async fn begin(app: &App, c: &Cast, (kind, title): (DecisionKind, &str), effective: Date) -> Result<Uuid, Failure> {
    let unit = people::unit(app, c.unit).await?;
    let who = Body { agency: unit.map_or(c.unit, |u| u.agency), unit: c.unit, ..Body::default() };
    let id = catalogue::begin(app, (kind, title), (who, c.drafter)).await?;
    let basis = Basis {
        name: "Thông tư 05/2024/TT-MAU (dữ liệu mô phỏng)".into(),
        signed_on: effective.checked_sub(jiff::Span::new().days(30)).ok(),
        effective_on: Some(effective),
        shortened: false,
    };
    let head = rules::HeadEdit { title: title.to_owned(), basis, grounds: vec![], effective_on: Some(effective) };
    catalogue::act(app, c.drafter, (id, None), |d, g| rules::edit(d, g, head.clone())).await?;
    Ok(id)
}

async fn put(app: &App, c: &Cast, id: Uuid, codes: &[&str]) -> Result<(), Failure> {
    for code in codes {
        if let Some(parts) = changed(app, code).await? {
            catalogue::put_item(app, c.drafter, (id, None), amended(app.new_id(), (code, parts))).await?;
        }
    }
    Ok(())
}

/// One decision from draft to effect, some weeks ago.
async fn in_effect(app: &App, s: &Stage, c: &Cast) -> Result<(), Failure> {
    let (then, _) = ago(app, s, 40);
    let (_, effective) = ago(app, s, 20);
    let title = "thủ tục hành chính lĩnh vực giáo dục trung học, giáo dục tiểu học (dữ liệu mô phỏng)";
    let id = begin(&then, c, (DecisionKind::List, title), effective).await?;
    put(&then, c, id, &["1.005144", "1.005095", "2.002478"]).await?;
    catalogue::act(&then, c.drafter, (id, None), rules::send).await?;
    let law = catalogue::publication_law(&then)?;
    let said: Vec<rules::Said> = law
        .checklist(DecisionKind::List)
        .into_iter()
        .map(|i| rules::Said {
            item: i.id.clone(),
            verdict: Some(Verdict::Pass),
            note: "Đã đối chiếu bản gốc (mẫu)".into(),
        })
        .collect();
    let (then, _) = ago(app, s, 36);
    catalogue::act(&then, c.control, (id, None), |d, g| rules::check(d, g, (&said, ""))).await?;
    let (then, on) = ago(app, s, 34);
    let letter = |number: &str, on: Date, signer: &str| rules::NumberEdit {
        number: number.into(),
        on: Some(on),
        signer: signer.into(),
        effective_on: None,
    };
    let sent = letter("15/TTr-SGDĐT", on, "Trịnh Văn Mẫu Mười Lăm");
    catalogue::act(&then, c.control, (id, None), |d, g| rules::submit(d, g, &sent)).await?;
    let (then, on) = ago(app, s, 30);
    catalogue::sign(&then, c.control, (id, None), letter("105/QĐ-UBND", on, "Nguyễn Văn Mẫu")).await?;
    let (then, _) = ago(app, s, 20);
    catalogue::take_effect(&then, id).await?;
    shown(&then, c, ("1.005144", effective)).await
}

/// The board of the department's desk and the national database, for one of the procedures; the rest is left to be done.
async fn shown(app: &App, c: &Cast, (code, on): (&str, Date)) -> Result<(), Failure> {
    let Some(version) = catalogue::current(app, code).await? else { return Ok(()) };
    let photo = app.files().put(PHOTO).await?;
    let proof = Proof {
        file: Some(photo),
        file_name: "bang-niem-yet.png".into(),
        mime: "image/png".into(),
        officer: "Trần Thị Mẫu Một".into(),
        note: "Ảnh mẫu, dữ liệu mô phỏng".into(),
        ..Proof::default()
    };
    let open = catalogue::open_todos(app, code).await?;
    let desk = open.iter().find(|t| t.kind == catalogue::TodoKind::Posting).map(|t| t.unit);
    let edit = |surface, unit, proof| ShownEdit {
        surface,
        unit,
        code: code.to_owned(),
        number: version.number,
        shown_on: Some(on),
        proof,
    };
    if let Some(desk) = desk {
        catalogue::record_shown(app, edit(Surface::Posting, desk, proof), c.control).await?;
    }
    let record = Proof { reference: "Bản ghi mẫu 1.005144".into(), ..Proof::default() };
    catalogue::record_shown(app, edit(Surface::National, Uuid::nil(), record), c.control).await?;
    Ok(())
}

/// A draft that waits for its quality control.
async fn controlled(app: &App, s: &Stage, c: &Cast) -> Result<(), Failure> {
    let (then, _) = ago(app, s, 3);
    let day = local(s.now).date();
    let effective = day.checked_add(jiff::Span::new().days(14)).unwrap_or(day);
    let title = "thủ tục hành chính lĩnh vực giáo dục thường xuyên (dữ liệu mô phỏng)";
    let id = begin(&then, c, (DecisionKind::Full, title), effective).await?;
    put(&then, c, id, &["1.005092", "1.005061"]).await?;
    catalogue::act(&then, c.drafter, (id, None), rules::send).await?;
    Ok(())
}

/// A draft of an internal process, built from the table of steps.
async fn process(app: &App, s: &Stage, c: &Cast) -> Result<(), Failure> {
    let (then, _) = ago(app, s, 1);
    let day = local(s.now).date();
    let effective = day.checked_add(jiff::Span::new().days(10)).unwrap_or(day);
    let code = "1.005144";
    let Some(version) = catalogue::current(&then, code).await? else { return Ok(()) };
    let title = "quy trình nội bộ giải quyết thủ tục hành chính (dữ liệu mô phỏng)";
    let id = begin(&then, c, (DecisionKind::Process, title), effective).await?;
    let table = "Bước\tĐơn vị, người thực hiện\tNội dung công việc\tThời gian thực hiện\n\
        1\tBộ phận tiếp nhận và trả kết quả\tKiểm tra, tiếp nhận hồ sơ\t4 giờ\n\
        2\tLãnh đạo phòng chuyên môn\tPhân công xử lý\t4 giờ\n\
        3\tChuyên viên phòng chuyên môn\tThẩm định hồ sơ, dự thảo kết quả\t52 giờ\n\
        4\tLãnh đạo Sở\tKý phê duyệt kết quả\t8 giờ\n\
        5\tVăn thư\tVào số, chuyển kết quả\t4 giờ\n";
    let draft = catalogue::process_draft(("3760-1", &version.parts.name), "bang.txt", table.as_bytes())?;
    let body = ItemBody {
        change: Change::Amended,
        name: version.parts.name.clone(),
        base: 0,
        parts: None,
        replaces: vec![],
        abolished_by: String::new(),
        from: None,
        process: Some(draft),
        doubts: vec![],
    };
    let item = Item { id: then.new_id(), position: 0, code: code.into(), body };
    catalogue::put_item(&then, c.drafter, (id, None), item).await?;
    Ok(())
}

/// Plays all of it; without an officer and a control officer there is nobody to play.
///
/// # Errors
/// What the actions refuse; storage failures.
pub async fn play(app: &App, stage: &Stage) -> Result<(), Failure> {
    let Some(c) = cast(app, stage.agency).await? else { return Ok(()) };
    in_effect(app, stage, &c).await?;
    controlled(app, stage, &c).await?;
    process(app, stage, &c).await
}
