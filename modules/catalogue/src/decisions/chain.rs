//! The chain in the database: to-dos are opened with the version that raises them and closed with what answers them, each its
//! own ledger record, always in the batch of the change itself.

use kernel::error::Refusal;
use kernel::time::date;
use platform::db::{Changes, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By};
use serde_json::json;
use uuid::Uuid;

use super::auto::{Against, against};
use super::law::law;
use super::model::{DecisionKind, Dossier, Status};
use super::store;
use super::surfaces::{self, Shown, Surface};
use super::todos::{self, Cause, Closed, Raised, Todo, TodoBody, TodoKind};
use crate::TENANT;
use crate::model::Version;

/// The open to-dos of a procedure.
pub async fn open_of(app: &App, code: &str) -> Result<Vec<Todo>, Failure> {
    let q = store::todos_of(code);
    Ok(app.db().all(q.sql, q.args).await?)
}

/// The desks that post a version.
pub async fn desks_of(app: &App, v: &Version) -> Result<Vec<people::Unit>, Failure> {
    let units = people::units(app, crate::today(app)).await?;
    let law = law(app)?;
    Ok(surfaces::desks(&units, &v.parts.level, &law.desks).into_iter().cloned().collect())
}

/// Opens what is raised; a to-do that is open already takes the change up.
async fn open(app: &App, changes: &mut Changes, (code, by): (&str, By), all: Vec<Raised>) -> Result<(), Failure> {
    let known = open_of(app, code).await?;
    for raised in all {
        let (todo, head, action) =
            match known.iter().find(|t| t.kind == raised.kind && t.unit == raised.unit && same(t, &raised)) {
                Some(found) => {
                    let head = ledger::head(app.db(), TENANT, found.id).await?;
                    (todos::joined(found, &raised), head, "todo.changed")
                }
                None => {
                    let Raised { kind, unit, due_on, body } = raised;
                    let (id, opened_at) = (app.new_id(), app.now());
                    let todo = Todo {
                        id,
                        open: true,
                        kind,
                        code: code.to_owned(),
                        unit,
                        due_on,
                        body,
                        opened_at,
                        closed_at: None,
                    };
                    (todo, Head::NEW, "todo.opened")
                }
            };
        let about =
            json!({ "kind": todo.kind.label(), "code": todo.code, "why": todo.body.why, "cause": todo.body.cause });
        let mut entry = Entry::new(store::todo_record(todo.id), &head, (app.now(), by), action).body(&about);
        entry.save(&store::TODOS, store::todo_row(&todo));
        changes.record(entry);
    }
    Ok(())
}

/// To-dos about drafts are one for each decision; the others are one for each place.
fn same(t: &Todo, r: &Raised) -> bool {
    t.kind != TodoKind::Draft || t.body.decision == r.body.decision
}

/// Closes a to-do and says by what.
async fn close(app: &App, changes: &mut Changes, (todo, by): (&Todo, By), what: &str) -> Result<(), Failure> {
    let head = ledger::head(app.db(), TENANT, todo.id).await?;
    let mut closed = todo.clone();
    closed.open = false;
    closed.closed_at = Some(app.now());
    closed.body.closed = Some(Closed { by: what.to_owned(), account: by.account });
    let about = json!({ "kind": todo.kind.label(), "code": todo.code, "by": what });
    let mut entry = Entry::new(store::todo_record(todo.id), &head, (app.now(), by), "todo.closed").body(&about);
    entry.save(&store::TODOS, store::todo_row(&closed));
    changes.record(entry);
    Ok(())
}

/// A version was added: what it leaves to be done along the chain, and which running drafts it makes old.
pub async fn version_added(app: &App, changes: &mut Changes, (cause, by): (&Cause<'_>, By)) -> Result<(), Failure> {
    let desks: Vec<Uuid> = desks_of(app, cause.after).await?.iter().map(|u| u.id).collect();
    let code = &cause.after.parts.code;
    let mut all = todos::raised(cause, &*law(app)?, &desks);
    let q = store::naming(code);
    let naming: Vec<super::model::Decision> = app.db().all(q.sql, q.args).await?;
    let running = [Status::Drafting, Status::Checking, Status::Checked, Status::Submitted];
    let others = naming.iter().filter(|d| running.contains(&d.status) && Some(d.id) != cause.decision);
    for d in others.filter(|d| d.kind != DecisionKind::Process) {
        let body = TodoBody {
            why: format!("Dự thảo “{}” dựa trên phiên bản cũ", d.title),
            cause: cause.words.clone(),
            version: cause.after.number,
            decision: Some(d.id),
            ..TodoBody::default()
        };
        all.push(Raised { kind: TodoKind::Draft, unit: Uuid::nil(), due_on: cause.signed_on, body });
    }
    open(app, changes, (code, by), all).await
}

/// A draft was changed: to-dos that asked for it close when its items stand on the newest versions, or it ended.
pub async fn drafts_settled(app: &App, changes: &mut Changes, (d, by): (&Dossier, By)) -> Result<(), Failure> {
    let ended = d.decision.status == Status::Withdrawn;
    for item in &d.items {
        let asked = open_of(app, &item.code).await?;
        for todo in asked.iter().filter(|t| t.kind == TodoKind::Draft && t.body.decision == Some(d.decision.id)) {
            if ended || item.body.base >= todo.body.version {
                let what = if ended {
                    "Dự thảo đã được rút"
                } else {
                    "Dự thảo đã dựa trên phiên bản mới nhất"
                };
                close(app, changes, (todo, by), what).await?;
            }
        }
    }
    Ok(())
}

/// A form's next version: what asked for it closes; the posting of its procedure is to be renewed when a form follows another.
pub async fn form_published(
    app: &App,
    changes: &mut Changes,
    ((code, number), by): ((&str, i64), By),
) -> Result<(), Failure> {
    for todo in open_of(app, code).await?.iter().filter(|t| t.kind == TodoKind::Form) {
        close(app, changes, (todo, by), &format!("Công bố biểu mẫu phiên bản {number}")).await?;
    }
    let Some(v) = crate::current(app, code).await?.filter(|v| number > 1 && !v.parts.internal()) else { return Ok(()) };
    let (law, today) = (law(app)?, crate::today(app));
    let mut all = vec![];
    let places = desks_of(app, &v).await?.into_iter().map(|u| (TodoKind::Posting, u.id));
    for (kind, unit) in places.chain([(TodoKind::National, Uuid::nil())]) {
        let rule = if kind == TodoKind::Posting { "posting" } else { "national" };
        let (due_on, article) = todos::due_on(&law, rule, (DecisionKind::List, false, today, today));
        let body = TodoBody {
            why: "Mẫu đơn, tờ khai thay đổi".into(),
            cause: format!("Biểu mẫu phiên bản {number}"),
            version: v.number,
            reposting: true,
            law: article,
            ..TodoBody::default()
        };
        all.push(Raised { kind, unit, due_on, body });
    }
    open(app, changes, (code, by), all).await
}

/// A procedure runs a process version from now on: what asked for it closes; steps beyond the limit raise a to-do.
pub async fn process_live(
    app: &App,
    changes: &mut Changes,
    (code, words): (&str, &str),
    (minutes, by): (i64, By),
) -> Result<(), Failure> {
    let Some(v) = crate::current(app, code).await? else { return Ok(()) };
    let limit = v.parts.channels.iter().find_map(|t| t.counted());
    let over = against(limit, minutes) == Against::Over;
    let asked = open_of(app, code).await?;
    for todo in asked.iter().filter(|t| t.kind == TodoKind::Process || (t.kind == TodoKind::Limit && !over)) {
        close(app, changes, (todo, by), words).await?;
    }
    if !over {
        return Ok(());
    }
    let body = TodoBody {
        why: format!(
            "Tổng các bước {} giờ vượt thời hạn {}",
            super::auto::hours(minutes),
            limit.map(|l| l.to_string()).unwrap_or_default()
        ),
        cause: words.to_owned(),
        version: v.number,
        ..TodoBody::default()
    };
    let due_on = crate::today(app);
    open(app, changes, (code, by), vec![Raised { kind: TodoKind::Limit, unit: Uuid::nil(), due_on, body }]).await
}

/// A place shows a version: the to-dos it answers close.
pub async fn place_shows(app: &App, changes: &mut Changes, (shown, by): (&Shown, By)) -> Result<(), Failure> {
    let kind = if shown.surface == Surface::Posting { TodoKind::Posting } else { TodoKind::National };
    let what = match (shown.surface, shown.number) {
        (Surface::Posting, 0) => format!("Đã gỡ niêm yết ngày {}", date(shown.shown_on)),
        (Surface::Posting, n) => format!("Niêm yết phiên bản {n} ngày {}", date(shown.shown_on)),
        (_, 0) => format!("Đã chuyển trạng thái bãi bỏ ngày {}", date(shown.shown_on)),
        (_, n) => format!("Cập nhật phiên bản {n} ngày {}", date(shown.shown_on)),
    };
    if let Some(record) = &shown.proof.record {
        // A record that says something else than the version it is said to show answers nothing.
        let all = crate::versions(app, &shown.code).await?;
        let version = all.iter().find(|v| v.number == shown.number);
        if version.is_some_and(|v| surfaces::contents(&v.parts, record).iter().any(|c| !c.same)) {
            return Ok(());
        }
    }
    let asked = open_of(app, &shown.code).await?;
    let here = asked.iter().filter(|t| t.kind == kind && (kind != TodoKind::Posting || t.unit == shown.unit));
    for todo in here.filter(|t| t.met_by((shown.number, shown.shown_on))) {
        close(app, changes, (todo, by), &what).await?;
    }
    Ok(())
}

/// Closes a to-do by hand: the person looked and nothing had to be done, with the reason.
///
/// # Errors
/// "needed" without a reason; "kind" for what only a proof closes; "closed" when it is closed already.
pub async fn settle(app: &App, id: Uuid, (reason, by): (&str, By)) -> Result<Todo, Failure> {
    let q = store::todo(id);
    let set = app.db().load(vec![q]).await?.into_iter().next().unwrap_or_default();
    let todo = rows::<Todo>(set)?.into_iter().next().ok_or_else(|| Failure::missing("Không có việc này"))?;
    let reason = kernel::text::line(reason);
    let refuse = |code, message: &str| Err(Failure::from(Refusal::new(code, message).at("reason")));
    if !todo.open {
        return refuse("closed", "Việc này đã được đóng. Tải lại trang để xem.");
    }
    if matches!(todo.kind, TodoKind::Posting | TodoKind::National) {
        return refuse(
            "kind",
            "Việc niêm yết, cập nhật chỉ đóng khi có minh chứng. Ghi nhận minh chứng ở trang ba nơi công khai.",
        );
    }
    if reason.is_empty() {
        return refuse("needed", "Chưa ghi lý do không phải làm. Ghi rõ đã đối chiếu với gì.");
    }
    let mut changes = Changes::new();
    close(app, &mut changes, (&todo, by), &format!("Không phải cập nhật: {reason}")).await?;
    app.db().commit(changes).await?;
    Ok(todo)
}

/// The to-dos a decision raised, open and closed.
pub async fn raised_by(app: &App, d: &Dossier) -> Result<Vec<Todo>, Failure> {
    let codes = d.items.iter().flat_map(|i| std::iter::once(&i.code).chain(&i.body.replaces));
    let queries = codes.flat_map(|c| [store::todos_of(c), store::closed_todos_of(c)]).collect();
    let mut all: Vec<Todo> = vec![];
    for set in app.db().load(queries).await? {
        all.extend(rows::<Todo>(set)?.into_iter().filter(|t| t.body.decision == Some(d.decision.id)));
    }
    all.sort_by_key(|t| (!t.open, t.due_on, t.id));
    Ok(all)
}
