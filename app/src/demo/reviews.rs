//! The reviews of the demo: two finished, one running, one of internal procedures planned, one impact assessment. Everything is
//! synthetic and says so; it goes through the real actions, each at its own moment before the demo's present.

use std::sync::Arc;

use kernel::money::Dong;
use kernel::time::civil::Date;
use kernel::time::{Timestamp, from_micros, local, micros};
use people::roles;
use platform::app::SetClock;
use platform::web::Failure;
use platform::{Actor, App, By};
use reviews::actions::impact as impacts;
use reviews::actions::plans::{self, NewPlan};
use reviews::actions::reviews::{self as work, Verdict, Work};
use reviews::actions::{figures, proposals};
use reviews::cost::{Input, Range, Ratio, Study, Volume};
use reviews::rules::impact::Ask;
use reviews::rules::plan::NewItem;
use reviews::rules::proposal::Edit;
use reviews::{Impact, ItemKind, PlanKind, Proposal, ProposalStatus, Review, Step, Taken, Uptake};
use serde_json::{Value, json};
use uuid::Uuid;

/// Everybody the stories need.
struct People {
    officer: Actor,
    head: Actor,
    other: Actor,
    control: Actor,
    leader: Actor,
}

/// A stage: the application at the stories' own clock.
struct Stage {
    app: App,
    clock: Arc<SetClock>,
    now: Timestamp,
    agency: Uuid,
    who: People,
}

const DAY: i64 = 86_400_000_000;

async fn holder(app: &App, agency: Uuid, (role, unit): (&str, &str)) -> Result<Actor, Failure> {
    for p in people::holders(app, agency, role).await? {
        let actor = people::actor_for(app, p.account).await?;
        if kernel::text::fold(&actor.unit_name).contains(unit) {
            return Ok(actor);
        }
    }
    Err(Failure::Internal(format!("the demo has no {role} in {unit}")))
}

impl Stage {
    /// Goes to so many days before the present.
    fn ago(&self, days: i64) -> Date {
        let day = local(from_micros(micros(self.now) - days * DAY)).date();
        self.clock.set(kernel::time::from_local(day.at(9, 0, 0, 0)));
        day
    }

    /// The day so many days before the present, without going there.
    fn day(&self, ago: i64) -> Date {
        local(from_micros(micros(self.now) - ago * DAY)).date()
    }
}

/// Plays all of them.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp)) -> Result<(), Failure> {
    let clock = SetClock::new(now);
    let who = People {
        officer: holder(app, agency, (roles::OFFICER, "tieu hoc")).await?,
        head: holder(app, agency, (roles::UNIT_HEAD, "tieu hoc")).await?,
        other: holder(app, agency, (roles::UNIT_HEAD, "mam non")).await?,
        control: holder(app, agency, (roles::CONTROL, "")).await?,
        leader: holder(app, agency, (roles::LEADER, "")).await?,
    };
    let s = Stage { app: app.at(clock.clone()), clock, now, agency, who };
    internal(&s).await?;
    figures::count(app, agency).await?;
    let reviews = planned(&s).await?;
    for (n, id) in reviews.into_iter().enumerate() {
        match n {
            0 | 1 => finished(&s, (id, n)).await?,
            2 => running(&s, id).await?,
            _ => {}
        }
    }
    impact(&s).await
}

/// Internal procedures of both groups, so that their list is not empty.
async fn internal(s: &Stage) -> Result<(), Failure> {
    let from = s.ago(150);
    for (code, name, group) in [
        ("NB.001", "Thẩm định kế hoạch bồi dưỡng giáo viên giữa Sở và cơ quan phối hợp (mẫu)", "A"),
        ("NB.002", "Cử viên chức đi đào tạo, bồi dưỡng trong Sở (mẫu)", "B"),
        ("NB.003", "Xét duyệt kế hoạch công tác năm của đơn vị trực thuộc (mẫu)", "B"),
    ] {
        let parts = catalogue::Parts {
            code: code.into(),
            name: name.into(),
            field: Some("Nội bộ (mẫu)".into()),
            level: vec![catalogue::Level::Province],
            components: Some(vec![catalogue::Component {
                name: "Tờ trình (mẫu)".into(),
                required: true,
                ..catalogue::Component::default()
            }]),
            legal_basis: vec!["Quyết định công bố thủ tục hành chính nội bộ (dữ liệu mẫu)".into()],
            kind: catalogue::Kind::Internal { group: group.into() },
            source: Some("Dữ liệu mô phỏng".into()),
            ..catalogue::Parts::default()
        };
        let note = Some("Dữ liệu mô phỏng".to_owned());
        let publication = catalogue::Publication { parts, valid_from: from, valid_to: None, note };
        catalogue::publish(&s.app, publication, By { account: Some(s.who.control.account), behalf: None }).await?;
    }
    Ok(())
}

/// A unit's plan, merged and approved; returns the reviews that began, in the order of the lines.
async fn planned(s: &Stage) -> Result<Vec<Uuid>, Failure> {
    let year = i64::from(s.ago(140).year());
    let new = |kind, unit| NewPlan { unit, receiver: s.agency, year, kind };
    let unit = plans::begin(&s.app, &s.who.officer, new(PlanKind::Unit, s.who.officer.unit)).await?;
    let lines: [(&[&str], &str); 4] = [
        (&["1.005099"], "Số hồ sơ lớn, phải bổ sung nhiều lần (dữ liệu mẫu)"),
        (&["1.001622"], "Có kiến nghị bỏ giấy xác nhận (dữ liệu mẫu)"),
        (&["1.005144", "1.004889"], "Nhóm thủ tục có giấy tờ trùng lặp (dữ liệu mẫu)"),
        (&["NB.002"], "Thủ tục nội bộ nhóm B chưa được rà soát (dữ liệu mẫu)"),
    ];
    for (codes, reason) in lines {
        let item = NewItem {
            subjects: vec![],
            lead: Some(s.who.officer.unit),
            coordinating: "Văn phòng Sở".into(),
            starts: Some(s.day(130)),
            ends: Some(s.day(-30)),
            grounds: "chosen".into(),
            reason: reason.into(),
            product: "Báo cáo kết quả rà soát và phương án đơn giản hóa".into(),
        };
        let codes: Vec<String> = codes.iter().map(|c| (*c).to_owned()).collect();
        plans::add(&s.app, &s.who.officer, (unit.id, None), (&codes, item)).await?;
    }
    plans::work(&s.app, &s.who.head, (unit.id, None), plans::Work::HandUp).await?;
    s.ago(135);
    let all = plans::begin(&s.app, &s.who.control, new(PlanKind::Agency, s.agency)).await?;
    plans::merge(&s.app, &s.who.control, (all.id, None)).await?;
    let idea = [
        "Dùng dữ liệu dân cư thay bản sao giấy khai sinh (mẫu)",
        "Phòng Giáo dục Tiểu học",
        "Tra cứu Cơ sở dữ liệu quốc gia về dân cư khi tiếp nhận hồ sơ (dữ liệu mẫu).",
        "Mỗi hồ sơ bớt một giấy tờ, khoảng một giờ đi lại (ước tính mẫu).",
    ];
    let idea = plans::Work::Initiative(idea.map(str::to_owned));
    plans::work(&s.app, &s.who.control, (all.id, None), idea).await?;
    let on = s.ago(131);
    let approved = plans::approve(&s.app, &s.who.leader, (all.id, None), ("12/KH-SGDĐT (mẫu)", on)).await?;
    Ok(approved.items.iter().filter_map(|i| i.review).collect())
}

/// Answers that keep everything, with `more` over them.
fn answers(bank: &forms::Form, more: &Value) -> forms::Answers {
    let mut all = serde_json::Map::new();
    for f in bank.pages().iter().flat_map(|p| &p.groups).flat_map(|g| &g.fields) {
        let value = match f.kind {
            forms::Kind::YesNo => json!(true),
            forms::Kind::Choice => f.options.first().map_or(Value::Null, |o| json!(o.value)),
            forms::Kind::Text if f.name.ends_with("_basis") => json!("Điều khoản đang áp dụng (mẫu)"),
            forms::Kind::Text | forms::Kind::LongText if f.required && f.show_when.is_none() => json!("Nội dung mẫu"),
            _ => Value::Null,
        };
        all.insert(f.name.clone(), value);
    }
    let no = [
        "goal_other",
        "time_shorter",
        "forms_exists",
        "result_expires",
        "result_next",
        "requirements_exists",
        "fee_exists",
    ];
    all.extend(no.into_iter().filter(|n| bank.field(n).is_some()).map(|n| (n.to_owned(), json!(false))));
    for (k, v) in more.as_object().into_iter().flatten() {
        all.insert(k.clone(), v.clone());
    }
    all.retain(|_, v| !v.is_null());
    bank.from_value(&Value::Object(all))
}

fn hours(n: i128, den: i128) -> Ratio {
    Ratio::of(n, den).unwrap_or(Ratio::ONE)
}

/// A study with round figures that nobody takes for real ones.
fn study(s: &Stage, (before, after): (i64, i64), subjects: i64) -> Result<Study, Failure> {
    let law = reviews::law(&s.app)?;
    let day = local(s.app.now()).date();
    let row = |work: &str, how: &str, time: Ratio, fee: i64| reviews::cost::Activity {
        work: work.into(),
        how: how.into(),
        time,
        fee: Dong(fee),
        note: "số liệu mẫu".into(),
        ..Default::default()
    };
    let side = |minutes: i64| reviews::cost::Side {
        volume: Volume { times: Ratio::ONE, subjects: Ratio::whole(subjects) },
        activities: vec![
            row("Chuẩn bị hồ sơ", "Điền đơn", hours(i128::from(minutes), 60), 0),
            row("Chuẩn bị hồ sơ", "Sao chụp, chứng thực", hours(i128::from(minutes) / 2, 60), minutes * 100),
            row("Nộp hồ sơ", "Đến nộp", hours(2, 1), 20_000),
            row("Nhận kết quả", "Đến nhận", hours(3, 2), 20_000),
        ],
    };
    Ok(Study {
        method: reviews::cost::Method::Subject,
        income: law.income(day),
        day_hours: law.day_hours(day),
        before: side(before),
        after: side(after),
        volume_source: "Ước tính mẫu, không phải số liệu thật".into(),
        ranges: vec![
            Range {
                input: Input::Subjects,
                low: Ratio::whole(subjects / 2),
                high: Ratio::whole(subjects * 2),
                source: String::new(),
            },
            Range {
                input: Input::TimeBefore(0),
                low: hours(i128::from(before) / 2, 60),
                high: hours(i128::from(before) * 2, 60),
                source: String::new(),
            },
            Range {
                input: Input::Income,
                low: Ratio::whole(35_000),
                high: Ratio::whole(55_000),
                source: String::new(),
            },
        ],
    })
}

async fn fill(s: &Stage, id: Uuid, more: &Value, pages: usize) -> Result<Review, Failure> {
    let law = reviews::law(&s.app)?;
    let (_, review) = reviews::actions::load::<Review>(&s.app, id).await?;
    let bank = law.bank(&review.bank)?;
    let mut last = review.clone();
    for p in &review.procedures {
        let facts = work::facts(&s.app, p.subject.version).await?;
        let components = facts.pointer("/procedure/components").cloned().unwrap_or(Value::Null);
        let mut with = json!({ "components": components, "time_limit": facts.pointer("/procedure/limit").cloned() });
        for (k, v) in more.as_object().into_iter().flatten() {
            with[k] = v.clone();
        }
        let filled = answers(bank, &with);
        for page in 0..bank.pages().len().min(pages) {
            let fill = Work::Fill(p.subject.code.clone(), page, filled.clone());
            last = work::work(&s.app, &s.who.officer, (id, None), fill).await?;
        }
    }
    Ok(last)
}

/// A finished review with its proposal, one step further for the first.
async fn finished(s: &Stage, (id, n): (Uuid, usize)) -> Result<(), Failure> {
    let days = i64::try_from(n).unwrap_or(0) * 6;
    s.ago(120 - days);
    let more = [
        json!({ "steps_necessary": false, "steps_why": "Bước xác nhận lặp lại việc đã làm khi tiếp nhận (mẫu)", "steps_option": "amend", "steps_proposal": "Bỏ bước xác nhận lần hai", "steps_text": "Thông tư mẫu số 01/TT-MAU, Điều 3", "time_shorter": true, "time_limit": "5 ngày làm việc (mẫu)", "time_proposed": "3 ngày làm việc (mẫu)" }),
        json!({ "components": [{ "component": "Giấy xác nhận cư trú (mẫu)", "necessary": false, "in_database": true, "database": "Cơ sở dữ liệu quốc gia về dân cư", "option": "abolish", "proposal": "Bỏ giấy xác nhận, tra cứu dữ liệu dân cư" }], "sets_text": "Thông tư mẫu số 02/TT-MAU, Điều 5", "sets_option": "amend", "sets_proposal": "Giảm thành phần hồ sơ", "sets_why": "Thông tin đã có trong cơ sở dữ liệu (mẫu)" }),
    ];
    let review = fill(s, id, more.get(n).unwrap_or(&Value::Null), usize::MAX).await?;
    let code = review.procedures.first().map(|p| p.subject.code.clone()).unwrap_or_default();
    let sheet = study(s, if n == 0 { (120, 40) } else { (90, 50) }, if n == 0 { 480 } else { 260 })?;
    work::work(&s.app, &s.who.officer, (id, None), Work::Cost(code, Box::new(sheet))).await?;
    s.ago(100 - days);
    let conclusion = "Thủ tục cần thiết; đề nghị sửa các nội dung nêu trong biểu mẫu (dữ liệu mẫu).";
    work::work(&s.app, &s.who.head, (id, None), Work::HandIn(conclusion.into())).await?;
    s.ago(95 - days);
    work::assess(&s.app, &s.who.control, (id, None), Verdict::Accept("Đạt yêu cầu (mẫu)".into())).await?;
    let all: Vec<Proposal> = reviews::whole(s.app.db(), s.agency, reviews::Filter::Parent(id)).await?;
    for p in all {
        adopt(s, &p, (n, days)).await?;
    }
    Ok(())
}

async fn adopt(s: &Stage, p: &Proposal, (n, days): (usize, i64)) -> Result<(), Failure> {
    let edit = Edit {
        change: p.change,
        content: p.content.clone(),
        reason: p.reason.clone(),
        texts: p.texts.clone(),
        authority: if n == 0 { "province" } else { "ministry" }.into(),
    };
    proposals::edit(&s.app, &s.who.control, (p.id, None), edit).await?;
    let step = |status, on, number: &str| Step {
        status,
        on,
        number: number.into(),
        note: String::new(),
        by: None,
        file: None,
    };
    let on = s.ago(90 - days);
    let assessed = step(ProposalStatus::Assessed, on, "15/VP-KSTT (mẫu)");
    proposals::step(&s.app, &s.who.control, (p.id, None), assessed).await?;
    if n > 0 {
        return Ok(());
    }
    let on = s.ago(60);
    proposals::step(&s.app, &s.who.leader, (p.id, None), step(ProposalStatus::Adopted, on, "99/QĐ-UBND (mẫu)")).await?;
    let on = s.ago(50);
    proposals::step(&s.app, &s.who.control, (p.id, None), step(ProposalStatus::Executing, on, "")).await?;
    Ok(())
}

/// A review under way: begun, some pages done, no cost sheet yet.
async fn running(s: &Stage, id: Uuid) -> Result<(), Failure> {
    s.ago(20);
    fill(s, id, &json!({}), 4).await.map(drop)
}

async fn ask(s: &Stage, i: &Impact, (unit, body): (Uuid, &str)) -> Result<(), Failure> {
    let asked = Ask {
        unit,
        body: body.into(),
        asker: s.who.officer.agency_name.clone(),
        question: "Đề nghị góp ý về sự cần thiết, tính hợp lý, hợp pháp của thủ tục trong dự thảo (mẫu).".into(),
        due: Some(s.day(-10)),
    };
    impacts::work(&s.app, &s.who.officer, (i.id, None), impacts::Work::Ask(asked)).await.map(drop)
}

/// An assessment with one opinion taken up and one still waited for.
async fn impact(s: &Stage) -> Result<(), Failure> {
    s.ago(25);
    let new = impacts::NewImpact {
        unit: s.who.officer.unit,
        tenant: s.agency,
        title: "Nghị quyết quy định chính sách hỗ trợ học sinh tiểu học (dự thảo mẫu)".into(),
        assigned: "Công văn số 01/UBND-MAU giao soạn thảo (dữ liệu mẫu)".into(),
    };
    let i = impacts::begin(&s.app, &s.who.officer, new).await?;
    let add = impacts::Work::Add(ItemKind::Procedure, "Xét hỗ trợ học sinh tiểu học (mẫu)".into());
    let i = impacts::work(&s.app, &s.who.officer, (i.id, None), add).await?;
    let law = reviews::law(&s.app)?;
    let Some(item) = i.items.first() else { return Ok(()) };
    let bank = law.bank(&item.bank)?;
    let filled = answers(
        bank,
        &json!({ "competence": "whole", "contrary": false, "needs_other": false, "fee": false, "time_limit": "5 ngày làm việc (mẫu)" }),
    );
    for page in 0..bank.pages().len() {
        let fill = impacts::Work::Fill(item.id, page, filled.clone());
        impacts::work(&s.app, &s.who.officer, (i.id, None), fill).await?;
    }
    let cost = impacts::Work::Cost(item.id, Box::new(study(s, (0, 60), 300)?));
    impacts::work(&s.app, &s.who.officer, (i.id, None), cost).await?;
    ask(s, &i, (s.who.other.unit, &s.who.other.unit_name)).await?;
    ask(s, &i, (s.who.officer.unit, "Văn phòng Ủy ban nhân dân tỉnh")).await?;
    s.ago(15);
    let all = impacts::opinions(&s.app, &i).await?;
    if let Some(first) = all.iter().find(|o| o.unit == s.who.other.unit) {
        let text = "Khoản 2 Điều 4 dự thảo: đề nghị bỏ bản sao giấy khai sinh vì đã có dữ liệu dân cư (mẫu).";
        impacts::answer(&s.app, &s.who.other, (first.id, None), (text, "")).await?;
        let taken = Taken {
            uptake: Uptake::Whole, explanation: "Đã bỏ giấy tờ này trong dự thảo (mẫu).".into()
        };
        impacts::settle(&s.app, &s.who.officer, (first.id, None), taken).await?;
    }
    Ok(())
}
