//! Use cases of training: organising, registering, sitting the test, certificates with their number.

use forms::Answers;
use kernel::error::Refusal;
use platform::web::Failure;
use platform::{Actor, App, DbError, args};
use serde_json::json;
use uuid::Uuid;

use super::{Attempt, Brief, Certificate, Invited, Participant, Session, Status, Training, rules};
use crate::record::{self, Deed, Seen, Stored, act, load, may, open, place};
use crate::{WRITE, law, quiz};

/// The most invitations a person's page shows of each unit above them.
const INVITATIONS: i64 = 50;
/// Tries before a conflict is told.
const TRIES: usize = 8;

/// Begins a training of the person's unit.
///
/// # Errors
/// No permission; the text is not in order; storage failures.
pub async fn begin(app: &App, actor: &Actor, typed: Brief) -> Result<Training, Failure> {
    actor.require(WRITE, &actor.unit_path)?;
    let t = Training {
        id: app.new_id(),
        tenant: actor.agency,
        unit: actor.unit,
        unit_name: actor.unit_name.clone(),
        status: Status::Draft,
        brief: rules::brief(typed)?,
        sessions: vec![],
        invited: vec![],
        materials: vec![],
        test: None,
        participants: vec![],
        result: String::new(),
        changed_at: app.now(),
    };
    let deed = Deed::new("training.begun", json!({ "title": t.brief.title }));
    record::create(app, actor.by(), t, &deed).await
}

/// What the organiser may do.
#[derive(Debug, Clone)]
pub enum Work {
    Edit(Brief),
    AddSession(Session),
    RemoveSession(Uuid),
    Invite(Vec<Invited>),
    Uninvite(Uuid),
    Materials(Vec<documents::StoredFile>),
    /// The text of the test and the percentage to pass.
    SetTest(String, i64),
    Announce,
    /// Who was at which session.
    Attendance(Vec<(Uuid, Uuid)>),
    Finish(String),
    Cancel(String),
}

/// Does it.
///
/// # Errors
/// As the rules; no permission; a conflict.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Training, Failure> {
    may::<Training>(app, actor, (id, WRITE)).await?;
    act(app, actor, (id, seen), |t: &mut Training, g| match &work {
        Work::Edit(typed) => rules::edit(t, typed.clone()),
        Work::AddSession(s) => rules::add_session(t, s.clone()),
        Work::RemoveSession(s) => rules::remove_session(t, *s),
        Work::Invite(units) => rules::invite(t, units),
        Work::Uninvite(unit) => rules::uninvite(t, *unit),
        Work::Materials(files) => rules::add_materials(t, files.clone()),
        Work::SetTest(text, pass) => rules::set_test(t, (text, *pass)),
        Work::Announce => rules::announce(t),
        Work::Attendance(marks) => rules::attendance(t, g.today, marks),
        Work::Finish(result) => rules::finish(t, g, result),
        Work::Cancel(reason) => rules::cancel(t, reason),
    })
    .await
}

/// Somebody as a participant: oneself, or a person of a unit one may write for; the unit must be invited or lie below one that is.
async fn participant(app: &App, actor: &Actor, (t, account): (&Training, Uuid)) -> Result<Participant, Failure> {
    let person = match account == actor.account {
        true => actor.clone(),
        false => people::actor_for(app, account).await?,
    };
    if account != actor.account {
        actor.require(WRITE, &person.unit_path)?;
    }
    for i in &t.invited {
        let path = place(app, i.unit).await?;
        if !path.is_empty() && person.unit_path.starts_with(&path) {
            return Ok(Participant {
                account,
                name: person.name,
                unit: person.unit,
                unit_name: person.unit_name,
                registered_at: app.now(),
                present: vec![],
                tries: 0,
                right: 0,
                total: 0,
                certificate: None,
            });
        }
    }
    let told = format!("Đơn vị của {} không có trong danh sách mời.", person.name);
    Err(Refusal::new("invited", told).at("people").into())
}

/// Registers oneself or people of one's units.
///
/// # Errors
/// As the rule; the unit is not invited; no permission over the person; a conflict.
pub async fn enrol(app: &App, actor: &Actor, id: Uuid, accounts: &[Uuid]) -> Result<Training, Failure> {
    let (_, t) = open::<Training>(app, actor, id).await?;
    let mut people = vec![];
    for account in accounts {
        people.push(participant(app, actor, (&t, *account)).await?);
    }
    act(app, actor, (id, None), |t: &mut Training, g| rules::enrol(t, g, &people)).await
}

/// Takes oneself, or somebody of one's units, off the list.
///
/// # Errors
/// As the rule; no permission over the person; a conflict.
pub async fn leave(app: &App, actor: &Actor, id: Uuid, account: Uuid) -> Result<Training, Failure> {
    let (_, t) = open::<Training>(app, actor, id).await?;
    if let Some(p) = t.part(account).filter(|p| p.account != actor.account)
        && actor.require(WRITE, &place(app, p.unit).await?).is_err()
    {
        actor.require(WRITE, &place(app, t.unit).await?)?;
    }
    act(app, actor, (id, None), |t: &mut Training, _| rules::leave(t, account)).await
}

/// Hands in the test.
///
/// # Errors
/// As the rule; a conflict.
pub async fn answer(app: &App, actor: &Actor, id: Uuid, answers: &Answers) -> Result<Training, Failure> {
    open::<Training>(app, actor, id).await?;
    let law = law::law(app)?;
    act(app, actor, (id, None), |t: &mut Training, g| {
        let test = t.test.as_ref().ok_or_else(|| Refusal::new("test", "Lớp này không có bài kiểm tra."))?;
        let quiz = quiz::parse(&test.text)?;
        let attempt = Attempt { account: actor.account, right: quiz.right(answers), total: quiz.total() };
        rules::sit(t, g, (&attempt, law.training()))
    })
    .await
}

/// Gives one person their certificate, with the next number of the year.
///
/// # Errors
/// Not earned; has one; no permission; a conflict.
pub async fn certify(app: &App, actor: &Actor, id: Uuid, account: Uuid) -> Result<(), Failure> {
    may::<Training>(app, actor, (id, WRITE)).await?;
    let law = law::law(app)?;
    for _ in 0..TRIES {
        let (head, t) = load::<Training>(app, id).await?;
        let missing = || Refusal::new("missing", "Người này không có trong danh sách đăng ký.");
        let p = t.part(account).ok_or_else(missing)?;
        rules::earned(&t, p, law.training())?;
        if p.certificate.is_some() {
            return Err(Refusal::new("issued", format!("{} đã có giấy chứng nhận.", p.name)).into());
        }
        let (now, by, tenant) = (app.now(), actor.by(), t.tenant);
        let (year, symbol) = (kernel::time::local(now).year(), law.certificate().symbol.clone());
        let mut changes = platform::Changes::new();
        changes.with_number(tenant, format!("outreach-certificate:{year}"), move |n| {
            let mut t = t;
            let label = format!("{n:02}/{year}/{symbol}");
            let mut note = label.clone();
            if let Some(p) = t.participants.iter_mut().find(|p| p.account == account) {
                note = format!("{label}, {}", p.name);
                p.certificate = Some(Certificate { number: n, label, at: now });
            }
            t.changed_at = now;
            record::batch(&t, &head, (now, by), &Deed::new("training.certified", json!({ "note": note })))
        });
        match app.db().commit(changes).await {
            Ok(_) => return Ok(()),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("training".into())))
}

/// Gives everybody who earned one and has none their certificate; returns how many.
///
/// # Errors
/// Nobody has earned one; otherwise as [`certify`].
pub async fn certify_all(app: &App, actor: &Actor, id: Uuid) -> Result<usize, Failure> {
    let t = may::<Training>(app, actor, (id, WRITE)).await?;
    let law = law::law(app)?.training();
    let waits = |p: &&Participant| p.certificate.is_none() && rules::earned(&t, p, law).is_ok();
    let due: Vec<Uuid> = t.participants.iter().filter(waits).map(|p| p.account).collect();
    if due.is_empty() {
        return Err(Refusal::new("none", "Không còn ai đủ điều kiện mà chưa có giấy chứng nhận.").into());
    }
    for account in &due {
        certify(app, actor, id, *account).await?;
    }
    Ok(due.len())
}

/// The trainings the person's unit, or a unit above it, is invited to, latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn invitations(app: &App, actor: &Actor) -> Result<Vec<Training>, Failure> {
    let sql = "SELECT t.body FROM outreach_invited i JOIN outreach_trainings t ON t.id = i.training_id \
               WHERE i.unit_id = $1 ORDER BY i.at DESC, i.training_id DESC LIMIT $2";
    let mut all: Vec<Training> = vec![];
    for unit in actor.unit_path.split('/').filter_map(|s| s.parse::<Uuid>().ok()) {
        let found: Vec<Stored<Training>> = app.db().all(sql, args![unit, INVITATIONS]).await?;
        for Stored(t) in found {
            if !all.iter().any(|x| x.id == t.id) {
                all.push(t);
            }
        }
    }
    all.sort_by_key(|t| std::cmp::Reverse((t.brief.starts, t.id)));
    Ok(all)
}
