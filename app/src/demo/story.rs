//! The cases of the demo: each lives through the real actions at its own pace, under its own clock.

use std::collections::HashMap;
use std::sync::Arc;

use cases::{
    Application, Channel, Dossier, Handover, Incoming, Intake, Outcome, Part, Person, Status, Step, Withdrawal, decide,
};
use kernel::time::{Timestamp, local};
use kernel::working_time::{Calendar, Limit, add_working_minutes};
use platform::app::SetClock;
use platform::web::Failure;
use platform::{App, By};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use tokio::task::JoinSet;
use uuid::Uuid;

/// What all stories share.
pub struct Stage {
    agency: Uuid,
    now: Timestamp,
    seed: u64,
    calendar: Calendar,
    procedures: Vec<Procedure>,
    /// Staff by unit and role.
    staff: HashMap<(Uuid, String), Vec<Uuid>>,
    by_role: HashMap<String, Vec<Uuid>>,
}

#[derive(Clone)]
struct Procedure {
    code: String,
    version: Uuid,
    process: Uuid,
    name: String,
    limit: Limit,
    parts: Vec<String>,
}

/// Working days the stories spread over.
const DAYS: i64 = 45;
const AT_ONCE: usize = 64;

impl Stage {
    pub async fn set(app: &App, (agency, now): (Uuid, Timestamp), seed: u64) -> Result<Stage, Failure> {
        let index = catalogue::all(app).await?;
        let mut procedures = vec![];
        for entry in index.entries.iter().filter(|e| e.own_form && !e.internal) {
            let Some(version) = catalogue::current(app, &entry.code).await? else { continue };
            let term = version.parts.term(catalogue::Channel::Direct, None).and_then(|t| t.counted());
            let components = version.parts.components.clone().unwrap_or_default();
            procedures.push(Procedure {
                code: entry.code.clone(),
                version: version.id,
                process: catalogue::process_for(app, &entry.code).await?.id,
                name: entry.name.clone(),
                // Where the record has a gap the desk enters a limit; the demo's desk enters this one.
                limit: term.unwrap_or(Limit::working_days(5)),
                parts: components.into_iter().filter(|c| c.condition.is_none()).map(|c| c.name).collect(),
            });
        }
        let (mut staff, mut by_role): (HashMap<_, Vec<Uuid>>, HashMap<String, Vec<Uuid>>) = Default::default();
        for role in people::roles::all() {
            for p in people::holders(app, agency, role).await? {
                staff.entry((p.unit, p.role.clone())).or_default().push(p.account);
                by_role.entry(p.role).or_default().push(p.account);
            }
        }
        let calendar = cases::law(app)?.calendar.clone();
        Ok(Stage { agency, now, seed, calendar, procedures, staff, by_role })
    }

    fn who(&self, rng: &mut StdRng, unit: Uuid, role: &str) -> Option<Uuid> {
        let all = self.staff.get(&(unit, role.to_owned())).or_else(|| self.by_role.get(role))?;
        Some(all[rng.random_range(0..all.len())])
    }
}

/// Plays all stories: dossiers come in one after the other in the order of their time, so that the same seed gives the same
/// codes; what happens to them then is told many at a time.
pub async fn play(app: &App, stage: &Arc<Stage>, count: u32) -> Result<(), Failure> {
    let bar = crate::say::progress("Tạo hồ sơ mô phỏng", u64::from(count) * 2);
    let mut openings = (0..count).map(|i| Opening::new(stage, i)).collect::<Result<Vec<_>, _>>()?;
    openings.sort_by_key(|o| o.at);
    let mut waiting = vec![];
    for opening in openings {
        waiting.push(opening.take_in(app, stage).await?);
        bar.inc(1);
    }
    let mut running = JoinSet::new();
    let done =
        |r: Result<Result<(), Failure>, tokio::task::JoinError>| r.map_err(|e| Failure::Internal(e.to_string()))?;
    for (telling, dossier, limit) in waiting {
        if running.len() >= AT_ONCE
            && let Some(r) = running.join_next().await
        {
            done(r)?;
            bar.inc(1);
        }
        running.spawn(go_on(telling, dossier, limit));
    }
    while let Some(r) = running.join_next().await {
        done(r)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

const FAMILY: [&str; 12] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Đinh"];
const MIDDLE: [&str; 8] = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quang", "Hồng"];
const GIVEN: [&str; 16] = [
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quỳnh", "Sơn",
    "Thảo",
];

fn pick<'a>(rng: &mut StdRng, all: &[&'a str]) -> &'a str {
    all[rng.random_range(0..all.len())]
}

fn person(rng: &mut StdRng, i: u32) -> Person {
    Person {
        name: format!("{} {} {} (mẫu {i})", pick(rng, &FAMILY), pick(rng, &MIDDLE), pick(rng, &GIVEN)),
        phone: format!("09{:08}", rng.random_range(0..100_000_000_u32)),
        address: format!("Số {} đường Mẫu, phường Mẫu", rng.random_range(1..300)),
        ..Person::default()
    }
}

/// A story being told: its own clock, its own luck.
struct Telling {
    app: App,
    clock: Arc<SetClock>,
    stage: Arc<Stage>,
    rng: StdRng,
    at: Timestamp,
    place: cases::Place,
}

impl Telling {
    /// Lets working time pass; false when that would be after the demo's present.
    fn wait(&mut self, minutes: i64) -> Result<bool, Failure> {
        let next = add_working_minutes(&self.stage.calendar, self.at, minutes.max(1))?;
        if next >= self.stage.now {
            return Ok(false);
        }
        self.at = next;
        self.clock.set(next);
        Ok(true)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn by(who: Option<Uuid>) -> By {
        By { account: who, behalf: None }
    }

    /// One step: taken, worked on, finished. False when the present comes first.
    async fn step(&mut self, d: &Dossier, pace: i64) -> Result<Option<Dossier>, Failure> {
        let Some(task) = d.step().cloned() else { return Ok(None) };
        let who = self.stage.clone().who(&mut self.rng, task.unit, &task.role);
        let wait = self.rng.random_range(20..120);
        if !self.wait(wait)? {
            return Ok(None);
        }
        if let Some(who) = who {
            cases::act(&self.app, Self::by(Some(who)), (self.place, None), |d, g| decide::claim(d, g, who)).await?;
        }
        let length = kernel::time::micros(task.due_at) - kernel::time::micros(task.opened_at);
        let minutes = (length / 60_000_000).clamp(30, 960) / 3 * pace / 100;
        if !self.wait(minutes)? {
            return Ok(None);
        }
        let eligible = !self.chance(6);
        let date = local(self.at).date();
        let number = format!("{}/QĐ-SGDĐT", self.rng.random_range(100..2000));
        let finish = |outcome: Option<Outcome>| {
            let mut facts = serde_json::Map::new();
            if task.role == "officer" {
                facts.insert("eligible".into(), eligible.into());
            }
            Step { task: Some(task.id), facts, outcome, ..Step::default() }
        };
        let plain =
            cases::act(&self.app, Self::by(who), (self.place, None), |d, g| decide::complete(d, g, finish(None))).await;
        match plain {
            Err(Failure::Refused(r)) if r.code == "outcome" => {}
            other => return other.map(Some),
        }
        let granted = d.case.body.facts.get("eligible").and_then(serde_json::Value::as_bool).unwrap_or(true);
        let summary = if granted {
            String::new()
        } else {
            "Hồ sơ không đủ điều kiện theo quy định (dữ liệu mẫu).".into()
        };
        let outcome =
            Outcome { granted, number, date, signer: "Trịnh Văn Mẫu Mười Lăm".into(), summary, file: None };
        let done = |d: &mut Dossier, g: &mut cases::Ground<'_>| decide::complete(d, g, finish(Some(outcome.clone())));
        cases::act(&self.app, Self::by(who), (self.place, None), done).await.map(Some)
    }

    async fn supplement(&mut self) -> Result<bool, Failure> {
        let who = self.stage.clone().who(&mut self.rng, Uuid::nil(), "officer");
        let items = vec!["Bản sao giấy khai sinh rõ nét".to_owned()];
        cases::act(&self.app, Self::by(who), (self.place, None), |d, g| {
            decide::ask_supplement(d, g, (items.clone(), "Bản sao nộp kèm bị mờ"), None)
        })
        .await?;
        let wait = self.rng.random_range(300..1500);
        if !self.wait(wait)? {
            return Ok(false);
        }
        let part = Part { name: items[0].clone(), copies: 1, ..Part::default() };
        let answer = |d: &mut Dossier, g: &mut cases::Ground<'_>| decide::answer_supplement(d, g, vec![part.clone()]);
        cases::act(&self.app, By::default(), (self.place, None), answer).await?;
        Ok(true)
    }

    async fn withdrawn(&mut self) -> Result<(), Failure> {
        let ask =
            |d: &mut Dossier, g: &mut cases::Ground<'_>| decide::ask_withdrawal(d, g, "Gia đình không còn nhu cầu");
        cases::act(&self.app, By::default(), (self.place, None), ask).await?;
        if self.wait(120)? {
            let clerk = self.stage.clone().who(&mut self.rng, Uuid::nil(), "clerk");
            let stop = || Withdrawal::Stop("Dừng theo đề nghị của người nộp".into());
            cases::act(&self.app, Self::by(clerk), (self.place, None), |d, g| decide::decide_withdrawal(d, g, stop()))
                .await?;
        }
        Ok(())
    }

    async fn hand_out(&mut self, d: &Dossier) -> Result<(), Failure> {
        let wait = self.rng.random_range(30..900);
        if !self.wait(wait)? {
            return Ok(());
        }
        let clerk = self.stage.clone().who(&mut self.rng, Uuid::nil(), "clerk");
        let to = d.case.body.applicant.name.clone();
        let handover = Handover { channel: Channel::Direct, to, proof: "Giấy tiếp nhận".into(), by: clerk };
        cases::act(&self.app, Self::by(clerk), (self.place, None), |d, g| {
            decide::return_result(d, g, handover.clone())
        })
        .await?;
        Ok(())
    }
}

fn application(stage: &Stage, rng: &mut StdRng, (i, id): (u32, Uuid)) -> (Application, Limit) {
    let p = stage.procedures[rng.random_range(0..stage.procedures.len())].clone();
    let channel = if rng.random_range(0..100) < 55 { Channel::Online } else { Channel::Direct };
    let part = |name: String| Part { name, originals: 1, ..Part::default() };
    let application = Application {
        id,
        procedure: p.code,
        version: p.version,
        process: Some(p.process),
        channel,
        applicant: person(rng, i),
        request: p.name,
        parts: p.parts.into_iter().map(part).collect(),
        sets: 1,
        ..Application::default()
    };
    (application, p.limit)
}

/// How a story begins.
struct Opening {
    rng: StdRng,
    at: Timestamp,
    application: Application,
    limit: Limit,
}

impl Opening {
    fn new(stage: &Stage, i: u32) -> Result<Opening, Failure> {
        let mut rng = StdRng::seed_from_u64(stage.seed.wrapping_mul(1_000_003) ^ u64::from(i));
        let day = stage.calendar.shift(local(stage.now).date(), -rng.random_range(0..DAYS))?;
        let (hour, minute) =
            if rng.random_range(0..2) == 0 { (8, rng.random_range(0..59)) } else { (14, rng.random_range(0..59)) };
        let second = i8::try_from(i % 60).unwrap_or_default();
        let at = kernel::time::from_local(day.at(hour, minute, second, 0));
        let just_now = kernel::time::from_micros(kernel::time::micros(stage.now) - 600_000_000);
        let at = at.min(just_now);
        let mut random = [0; 10];
        rng.fill_bytes(&mut random);
        let id = kernel::ids::v7(kernel::time::micros(at) / 1000, random);
        let (application, limit) = application(stage, &mut rng, (i, id));
        Ok(Opening { rng, at, application, limit })
    }

    async fn take_in(mut self, app: &App, stage: &Arc<Stage>) -> Result<(Telling, Dossier, Limit), Failure> {
        let clock = SetClock::new(self.at);
        let online = self.application.channel == Channel::Online;
        let clerk = stage.who(&mut self.rng, Uuid::nil(), "clerk");
        let place = (stage.agency, cases::CaseId(self.application.id));
        let (app, stage) = (app.at(clock.clone()), stage.clone());
        let mut t = Telling { app, clock, stage, rng: self.rng, at: self.at, place };
        let outcome = match (online, t.chance(3)) {
            (true, _) => Intake::Wait,
            (false, true) => Intake::Refuse("Thủ tục không thuộc thẩm quyền của Sở (dữ liệu mẫu).".into()),
            (false, false) => Intake::Accept(self.limit),
        };
        let by = if online { By::default() } else { Telling::by(clerk) };
        let incoming = Incoming { agency: t.stage.agency, application: self.application, outcome, draft: None };
        let dossier = cases::take_in(&t.app, by, incoming).await?;
        Ok((t, dossier, self.limit))
    }
}

/// What follows the beginning: an online dossier is answered by the desk, then all live on.
async fn go_on(mut t: Telling, mut d: Dossier, limit: Limit) -> Result<(), Failure> {
    if d.case.status == Status::Registered {
        let wait = t.rng.random_range(20..400);
        if !t.wait(wait)? {
            return Ok(());
        }
        let clerk = t.stage.clone().who(&mut t.rng, Uuid::nil(), "clerk");
        d = cases::act(&t.app, Telling::by(clerk), (t.place, None), |d, g| decide::accept(d, g, limit)).await?;
    }
    live(&mut t, d).await
}

/// From acceptance to the result, or to wherever the present finds it.
async fn live(t: &mut Telling, mut d: Dossier) -> Result<(), Failure> {
    if t.chance(2) && d.case.status == Status::Working && t.wait(60)? {
        return t.withdrawn().await;
    }
    let asks = t.chance(7);
    // Most offices are quick, some slow: the pace in percent of the time planned.
    let pace = if t.chance(12) { 420 } else { t.rng.random_range(40..160) };
    let mut steps = 0;
    while d.case.status == Status::Working {
        if asks && steps == 1 && (!t.wait(60)? || !t.supplement().await?) {
            return Ok(());
        }
        steps += 1;
        match t.step(&d, pace).await? {
            Some(next) => d = next,
            None => return Ok(()),
        }
    }
    if d.case.status == Status::Finished {
        t.hand_out(&d).await?;
    }
    Ok(())
}
