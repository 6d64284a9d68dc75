//! The inspection plan of the demo: begun, handed in and approved through the real actions, each at its own moment before the
//! demo's present. Everything is synthetic and says so.

use inspections::actions::{self, Order};
use inspections::{Manner, NewItem};
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

/// Plays it: the two units whose cases rank first are inspected from today on.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp)) -> Result<(), Failure> {
    let today = local(now).date();
    let day = |ago: i64| local(from_micros(micros(now) - ago * DAY)).date();
    let clock = SetClock::new(from_local(day(3).at(9, 0, 0, 0)));
    let app = &app.at(clock.clone());
    let (control, leader) = (holder(app, agency, roles::CONTROL).await?, holder(app, agency, roles::LEADER).await?);
    let plan = actions::begin(app, &control, today.year()).await?;
    let ranked = actions::candidates(app, &control).await?;
    for (c, manner) in ranked.iter().zip([Manner::Combined, Manner::Yearly]) {
        let new = NewItem {
            unit: Some(c.unit),
            manner: Some(manner),
            grounds: "risk".into(),
            reason: "Dữ liệu mô phỏng: xếp đầu theo số hồ sơ quá hạn và đang giải quyết".into(),
            starts: Some(today),
            ends: Some(today),
        };
        actions::act(app, &control, (plan.id, None), &Order::Add(new)).await?;
    }
    actions::act(app, &control, (plan.id, None), &Order::Submit).await?;
    clock.set(from_local(day(1).at(9, 0, 0, 0)));
    let approve = Order::Approve("12/KH-MÔ PHỎNG".into(), Some(day(1)));
    actions::act(app, &leader, (plan.id, None), &approve).await.map(drop)
}
