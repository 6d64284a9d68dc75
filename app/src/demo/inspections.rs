//! The inspections of the demo: a plan approved, one inspection finished with remedies in every state, one running, one planned, and
//! a report begun. All of it through the real actions, each at its own moment before the demo's present; synthetic, and it says so.

use std::sync::Arc;

use documents::StoredFile;
use inspections::actions::remedies::{self, Deal};
use inspections::actions::reports::{self, Move};
use inspections::actions::visits::{self, Step};
use inspections::actions::{self, Order};
use inspections::{Given, Kind, Manner, Mark, Minutes, NewItem, Reply, Team, Word};
use kernel::time::civil::{Date, date};
use kernel::time::{Timestamp, from_local, from_micros, local, micros};
use people::roles;
use platform::app::SetClock;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;

async fn holder(app: &App, agency: Uuid, role: &str) -> Result<Actor, Failure> {
    match people::holders(app, agency, role).await?.first() {
        Some(p) => people::actor_for(app, p.account).await,
        None => Err(Failure::Internal(format!("the demo has no {role}"))),
    }
}

/// The application at the stories' own clock, and everybody they need.
struct Stage {
    app: App,
    clock: Arc<SetClock>,
    now: Timestamp,
    control: Actor,
    leader: Actor,
    member: Actor,
}

impl Stage {
    /// The day so many days before the present; after it when negative.
    fn day(&self, ago: i64) -> Date {
        local(from_micros(micros(self.now) - ago * DAY)).date()
    }

    /// The same day, kept inside the plan's year.
    fn within(&self, ago: i64) -> Date {
        let year = self.day(0).year();
        self.day(ago).clamp(date(year, 1, 1), date(year, 12, 31))
    }

    /// Goes to so many days before the present.
    fn go(&self, ago: i64) {
        self.clock.set(from_local(self.day(ago).at(9, 0, 0, 0)));
    }

    async fn step(&self, who: &Actor, visit: Uuid, step: Step) -> Result<(), Failure> {
        visits::act(&self.app, who, (visit, None), &step).await.map(drop)
    }

    async fn file(&self, name: &str) -> Result<StoredFile, Failure> {
        let bytes = super::plans::sample();
        let digest = self.app.files().put(&bytes).await?;
        Ok(StoredFile { digest, name: name.into(), mime: "application/pdf".into(), size: bytes.len() as u64 })
    }
}

/// Somebody who works in a unit and may answer for it.
async fn worker(app: &App, unit: Uuid) -> Result<Option<Actor>, Failure> {
    let staff = people::staff_of(app, unit).await?;
    match staff.iter().find(|p| p.role == roles::UNIT_HEAD) {
        Some(p) => people::actor_for(app, p.account).await.map(Some),
        None => Ok(None),
    }
}

/// Plays all of it.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp)) -> Result<(), Failure> {
    let clock = SetClock::new(now);
    let (control, leader) = (holder(app, agency, roles::CONTROL).await?, holder(app, agency, roles::LEADER).await?);
    let member = holder(app, agency, roles::PETITIONS).await?;
    let s = Stage { app: app.at(clock.clone()), clock, now, control, leader, member };
    // Who works where is asked in the present: the demo's people are hired on its last day.
    let mut units = vec![];
    for c in actions::candidates(&s.app, &s.control).await? {
        if let Some(head) = worker(&s.app, c.unit).await? {
            units.push((c.unit, head));
        }
    }
    s.go(70);
    let plan = plan(&s, &units).await?;
    if let Some((unit, head)) = units.first() {
        finished(&s, (plan, *unit), head).await?;
    }
    if let Some((unit, head)) = units.get(1) {
        running(&s, (plan, *unit), head).await?;
    }
    s.go(1);
    let year = s.day(0).year();
    let time = (Some(date(year, 1, 1)), Some(date(year, 12, 31)));
    let report = reports::begin(&s.app, &s.control, "control", time).await?;
    let words = Move::Write(
        "Dữ liệu mô phỏng: các đơn vị chấp hành quy định; còn hạn chế về niêm yết và hẹn trả kết quả.".into(),
        "Dữ liệu mô phỏng: tăng cường kiểm tra việc niêm yết, nhắc hạn trước ba ngày.".into(),
    );
    reports::act(&s.app, &s.control, (report, None), &words).await
}

/// The approved plan: finished, running, planned.
async fn plan(s: &Stage, units: &[(Uuid, Actor)]) -> Result<Uuid, Failure> {
    let plan = actions::begin(&s.app, &s.control, s.day(0).year()).await?.id;
    let lines = [(Manner::Combined, 50), (Manner::Yearly, 2), (Manner::Yearly, -20)];
    for ((unit, _), (manner, ago)) in units.iter().zip(lines) {
        let new = NewItem {
            unit: Some(*unit),
            manner: Some(manner),
            grounds: "risk".into(),
            reason: "Dữ liệu mô phỏng: xếp đầu theo số hồ sơ quá hạn và đang giải quyết".into(),
            starts: Some(s.within(ago)),
            ends: Some(s.within(ago - 1)),
        };
        actions::act(&s.app, &s.control, (plan, None), &Order::Add(new)).await?;
    }
    actions::act(&s.app, &s.control, (plan, None), &Order::Submit).await?;
    s.go(66);
    let approve = Order::Approve("12/KH-MÔ PHỎNG".into(), Some(s.day(66)));
    actions::act(&s.app, &s.leader, (plan, None), &approve).await?;
    Ok(plan)
}

/// The inspection of a unit of the plan with its team, decision and notice, so many days before the present.
async fn announced(s: &Stage, (plan, unit): (Uuid, Uuid), ago: i64) -> Result<Uuid, Failure> {
    let (_, found) = actions::open(&s.app, &s.control, plan).await?;
    let item = found.items.iter().find(|i| i.unit == unit);
    let item = item.ok_or_else(|| Failure::missing("Không có dòng kế hoạch"))?;
    s.go(ago + 6);
    let visit = visits::begin(&s.app, &s.control, (plan, item.id)).await?;
    let team = Team {
        head: Some(s.control.account),
        members: vec![s.member.account],
        from: Some(s.day(ago + 120)),
        to: Some(s.day(ago + 7)),
        starts: Some(item.starts),
        ends: Some(item.ends),
        scope: "Dữ liệu mô phỏng: kiểm soát TTHC, niêm yết công khai, thực hiện cơ chế một cửa, một cửa liên thông"
            .into(),
        sites: "Nơi tiếp nhận hồ sơ\nBảng niêm yết".into(),
    };
    s.step(&s.control, visit, Step::Team(team)).await?;
    s.step(&s.control, visit, Step::Submit).await?;
    s.step(&s.leader, visit, Step::Decide("45/QĐ-MÔ PHỎNG".into(), Some(s.day(ago + 6)))).await?;
    let words = "Dữ liệu mô phỏng: chuẩn bị sổ theo dõi hồ sơ và phiếu kiểm soát quá trình giải quyết.";
    s.step(&s.control, visit, Step::Announce(words.into())).await?;
    Ok(visit)
}

/// Answers the first items of each site; each third one of them is not right.
async fn answers(s: &Stage, visit: Uuid, most: usize) -> Result<(), Failure> {
    let opened = visits::open(&s.app, &s.control, visit).await?;
    let list = inspections::checklist(&s.app)?;
    for (n, site) in opened.visit.sites.iter().enumerate() {
        for (i, item) in list.items().enumerate().take(most) {
            let wrong = (i + n) % 7 == 3;
            let who = if i % 2 == 0 { &s.control } else { &s.member };
            let note =
                if wrong || item.kind == Kind::Text { "Dữ liệu mô phỏng: ghi nhận tại chỗ" } else { "" };
            let mark = (item.kind == Kind::YesNo).then_some(if wrong { Mark::Bad } else { Mark::Good });
            let counted = item.kind == Kind::Count;
            let reply = Reply {
                mark,
                checked: counted.then_some(20),
                wrong: counted.then_some(if wrong { 3 } else { 0 }),
                note: note.into(),
            };
            let given = Given { site: site.id, item: item.id.clone(), reply, base: 0 };
            s.step(who, visit, Step::Answer(given)).await?;
            if wrong {
                let files = vec![s.file("anh-mo-phong.pdf").await?];
                s.step(who, visit, Step::Photos(site.id, item.id.clone(), files)).await?;
            }
        }
    }
    Ok(())
}

/// Concluded forty days ago: one remedy accepted, one sent back and overdue, one handed in, the rest open.
async fn finished(s: &Stage, line: (Uuid, Uuid), head: &Actor) -> Result<(), Failure> {
    let visit = announced(s, line, 50).await?;
    s.go(51);
    let own =
        Step::Own("Dữ liệu mô phỏng: báo cáo của đơn vị theo đề cương.".into(), vec![s.file("bao-cao-mau.pdf").await?]);
    s.step(head, visit, own).await?;
    s.go(50);
    answers(s, visit, usize::MAX).await?;
    let minutes = Minutes {
        place: "Phòng họp (dữ liệu mô phỏng)".into(),
        present: format!("{}, {}", head.name, head.post),
        opinion: "Nhất trí với nội dung biên bản.".into(),
        at: 0,
    };
    s.step(&s.control, visit, Step::Record(minutes)).await?;
    s.go(45);
    let opened = visits::open(&s.app, &s.control, visit).await?;
    let word = |(n, f): (usize, &inspections::Finding)| Word {
        id: Some(f.id),
        text: f.text.clone(),
        remedy: if n < 5 {
            "Chấn chỉnh, bổ sung ngay và báo cáo kèm minh chứng (dữ liệu mô phỏng)".into()
        } else {
            String::new()
        },
        unit: Some(f.unit),
        due: (n < 5).then(|| s.day(if n < 3 { 20 } else { -15 })),
    };
    let words = opened.visit.findings.iter().enumerate().map(word).collect();
    let text = "Dữ liệu mô phỏng: đơn vị chấp hành tốt chỉ đạo; còn hạn chế về niêm yết và thời hạn giải quyết.";
    s.step(&s.control, visit, Step::Conclude(text.into(), words)).await?;
    s.go(40);
    s.step(&s.leader, visit, Step::Sign("60/KL-MÔ PHỎNG".into(), Some(s.day(40)))).await?;
    let remedies: Vec<Uuid> = visits::open(&s.app, &s.control, visit).await?.remedies.iter().map(|r| r.id).collect();
    for (n, id) in remedies.iter().take(3).enumerate() {
        s.go(30 - n as i64);
        let shown = Deal::Show("Dữ liệu mô phỏng: đã khắc phục.".into(), vec![s.file("minh-chung-mau.pdf").await?]);
        remedies::act(&s.app, head, (*id, None), &shown).await?;
    }
    let back = Deal::SendBack("Dữ liệu mô phỏng: ảnh chưa rõ nơi niêm yết.".into());
    for (id, deal) in remedies.iter().zip([Deal::Accept, back]) {
        s.go(25);
        remedies::act(&s.app, &s.control, (*id, None), &deal).await?;
    }
    Ok(())
}

/// On site since two days ago, half of its items answered.
async fn running(s: &Stage, line: (Uuid, Uuid), head: &Actor) -> Result<(), Failure> {
    let visit = announced(s, line, 2).await?;
    s.go(3);
    s.step(head, visit, Step::Own("Dữ liệu mô phỏng: báo cáo của đơn vị theo đề cương.".into(), vec![])).await?;
    s.go(2);
    answers(s, visit, 11).await
}
