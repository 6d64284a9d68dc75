//! What lies on desks in the demo: somebody is urged, an opinion is asked, a late case has its apology. Real actions on the cases
//! the stories left open, at the demo's present.

use cases::{Dossier, Filter, Question, Status, Warn, decide};
use kernel::time::{Timestamp, local};
use platform::web::Failure;
use platform::{App, By};
use uuid::Uuid;

fn by(account: Uuid) -> By {
    By { account: Some(account), behalf: None }
}

/// Half past four, some working days from today.
fn later(app: &App, days: i64) -> Result<Timestamp, Failure> {
    let day = cases::law(app)?.calendar.shift(local(app.now()).date(), days)?;
    Ok(kernel::time::from_local(day.at(16, 30, 0, 0)))
}

/// Whether the demo may go on when a rule refuses: the stories leave other cases open with every seed.
fn tried(done: Result<Dossier, Failure>) -> Result<bool, Failure> {
    match done {
        Ok(_) => Ok(true),
        Err(Failure::Refused(_)) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Fills the desks of an agency.
pub async fn fill(app: &App, agency: Uuid) -> Result<(), Failure> {
    let leaders = people::holders(app, agency, people::roles::LEADER).await?;
    let Some(leader) = leaders.first().map(|p| p.account) else { return Ok(()) };
    let open = cases::list(app.db(), agency, &Filter::status(Status::Working), (None, 30)).await?.items;
    let law = cases::law(app)?;
    let (due, new_due) = (later(app, 1)?, later(app, 3)?);
    let mut apologised = false;
    for (i, line) in open.iter().enumerate() {
        let place = ((agency, line.id), None);
        let regime = law.regimes.on(local(line.submitted_at).date());
        let late = cases::warn_level(line.due_at, app.now(), (regime, &law.calendar)) == Warn::Late;
        if late && !apologised {
            let reason = "Hồ sơ cần xác minh thêm (dữ liệu mẫu).";
            let done = cases::act(app, by(leader), place, |d, g| decide::apologise(d, g, (new_due, reason))).await;
            apologised = tried(done)?;
        } else if i % 4 == 1 {
            let note = "Đề nghị giải quyết xong trong ngày (dữ liệu mẫu).";
            tried(cases::act(app, by(leader), place, |d, _| decide::urge(d, note)).await)?;
        } else if i % 4 == 2 {
            let unit = cases::places(app, agency, "").await?.room;
            let asked = Question {
                unit,
                due_at: due,
                text: "Hồ sơ có trùng với hồ sơ đã giải quyết không? (dữ liệu mẫu)",
                required: false,
            };
            tried(cases::act(app, by(leader), place, |d, g| decide::ask_opinion(d, g, asked)).await)?;
        }
    }
    Ok(())
}
