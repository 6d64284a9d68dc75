//! Looking people and units up: the tree is kept in memory and read again when its revision has moved.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::time::{Timestamp, civil::Date, local};
use platform::ledger::{By, head};
use platform::web::{AgencyName, Failure};
use platform::{Actor, App, Changes, Entry, Grant, Scope};
use uuid::Uuid;

use crate::ADMINISTRATION;
use crate::model::{Installed, Person, Post, Unit};
use crate::roles::{self, Reach};
use crate::store::{self, Held, Stored};
use crate::tree::Tree;

struct Kept {
    revision: i64,
    tree: Arc<Tree>,
}

/// The local day.
pub fn today(app: &App) -> Date {
    local(app.now()).date()
}

/// The organisation tree with its history.
pub async fn tree(app: &App) -> Result<Arc<Tree>, Failure> {
    let q = store::revision();
    let revision = app.db().first::<(i64,)>(q.sql, q.args).await?.map_or(0, |(n,)| n);
    if let Some(kept) = app.kept::<Kept>().filter(|k| k.revision == revision) {
        return Ok(kept.tree.clone());
    }
    let q = store::all_units();
    let tree = Arc::new(Tree::new(app.db().all(q.sql, q.args).await?));
    app.keep(Arc::new(Kept { revision, tree: tree.clone() }));
    Ok(tree)
}

/// The unit on the local day; none when it does not exist then.
pub async fn unit(app: &App, id: Uuid) -> Result<Option<Unit>, Failure> {
    unit_known(app, id).await
}

/// The unit on the local day, or as it was last: old records name units that are gone.
pub async fn unit_known(app: &App, id: Uuid) -> Result<Option<Unit>, Failure> {
    Ok(tree(app).await?.known(id, today(app)))
}

/// The units valid on a day, the root first.
pub async fn units(app: &App, on: Date) -> Result<Vec<Unit>, Failure> {
    Ok(tree(app).await?.valid(on))
}

/// Creates the tree from the organisation file; units already there stay as they are.
pub async fn install(app: &App, org_json: &str, now: Timestamp) -> Result<Installed, Failure> {
    let rows = crate::seed::read(org_json).map_err(|e| Failure::Bad(e.to_string()))?;
    let known = tree(app).await?;
    let mut done = Installed { units: 0, created: 0 };
    let mut changes = Changes::new();
    let mut by_unit: Vec<(Uuid, Vec<_>)> = vec![];
    for row in rows {
        match by_unit.iter_mut().find(|(id, _)| *id == row.id) {
            Some((_, rows)) => rows.push(row),
            None => by_unit.push((row.id, vec![row])),
        }
    }
    for (id, rows) in by_unit {
        done.units += 1;
        if !known.rows(id).is_empty() {
            continue;
        }
        done.created += 1;
        let head = head(app.db(), ADMINISTRATION, id).await?;
        let mut entry = Entry::new(store::unit_record(id), &head, (now, By::default()), "install");
        for row in &rows {
            entry.save(&store::UNITS, store::unit_row(row));
        }
        changes.record(entry);
    }
    if done.created > 0 {
        changes.count(ADMINISTRATION, store::REVISION, 1);
        app.db().commit(changes).await?;
    }
    start(app).await?;
    Ok(done)
}

/// Reads what every page shows: the name of the administration.
pub async fn start(app: &App) -> Result<(), Failure> {
    let tree = tree(app).await?;
    let day = today(app);
    let root = tree.known(ADMINISTRATION, day);
    let heir = root.as_ref().filter(|u| u.valid_to.is_some_and(|to| to < day)).and_then(|u| u.successor);
    let name = heir.and_then(|h| tree.known(h, day)).or(root).map(|u| u.name).unwrap_or_default();
    app.keep(Arc::new(AgencyName(name)));
    Ok(())
}

fn persons(held: Vec<Held>) -> Vec<Person> {
    let one = |h: Held| Person {
        account: h.post.account,
        name: h.name,
        post: h.post.title,
        role: h.post.role,
        unit: h.post.unit,
    };
    let mut all: Vec<Person> = held.into_iter().map(one).collect();
    all.sort_by_cached_key(|p| kernel::text::name_key(&p.name));
    all
}

/// Who works in a unit on the local day.
pub async fn staff_of(app: &App, unit: Uuid) -> Result<Vec<Person>, Failure> {
    let q = store::held_in(unit, today(app));
    Ok(persons(app.db().all(q.sql, q.args).await?))
}

/// Who holds a role in an agency on the local day.
pub async fn holders(app: &App, agency: Uuid, role: &str) -> Result<Vec<Person>, Failure> {
    let q = store::held_as(role, today(app));
    let tree = tree(app).await?;
    let day = today(app);
    let held: Vec<Held> = app.db().all(q.sql, q.args).await?;
    let here = |h: &Held| tree.known(h.post.unit, day).is_some_and(|u| u.agency == agency);
    Ok(persons(held.into_iter().filter(here).collect()))
}

#[derive(Default)]
struct Names(RwLock<HashMap<Uuid, String>>);

/// The name of an account's person; empty for an unknown one.
pub async fn name_of(app: &App, account: Uuid) -> Result<String, Failure> {
    let names = app.cached(|_| Ok::<_, Failure>(Names::default()))?;
    if let Some(name) = names.0.read().unwrap_or_else(PoisonError::into_inner).get(&account) {
        return Ok(name.clone());
    }
    let q = store::account_by_id(account);
    let Some(stored) = app.db().first::<Stored>(q.sql, q.args).await? else { return Ok(String::new()) };
    let name = stored.account.name;
    names.0.write().unwrap_or_else(PoisonError::into_inner).insert(account, name.clone());
    Ok(name)
}

fn grants(post: &Post, unit: &Unit, agency_path: &str) -> Vec<Grant> {
    let one = |(permission, reach): &(platform::Permission, Reach)| Grant {
        permission,
        scope: match reach {
            Reach::Unit => Scope::Below(unit.path.clone()),
            Reach::Agency => Scope::Below(agency_path.to_owned()),
            Reach::Everywhere => Scope::Everywhere,
        },
    };
    roles::permissions(&post.role).iter().map(one).collect()
}

/// The person at one of their posts; roles of further posts in the same unit count as well.
pub async fn actor_at(
    app: &App,
    stored: &Stored,
    (post, session): (Option<Uuid>, Uuid),
) -> Result<Option<Actor>, Failure> {
    let day = today(app);
    let q = store::posts_of(stored.account.id);
    let posts: Vec<Post> = app.db().all(q.sql, q.args).await?;
    let held: Vec<&Post> = posts.iter().filter(|p| p.held(day)).collect();
    let Some(main) = held.iter().find(|p| Some(p.id) == post).or(held.first()) else { return Ok(None) };
    let tree = tree(app).await?;
    let Some(unit) = tree.known(main.unit, day) else { return Ok(None) };
    let agency = tree.known(unit.agency, day).unwrap_or_else(|| unit.clone());
    let here: Vec<&&Post> = held.iter().filter(|p| p.unit == main.unit).collect();
    Ok(Some(Actor {
        account: stored.account.id,
        behalf: None,
        name: stored.account.name.clone(),
        post: main.title.clone(),
        unit: unit.id,
        unit_name: unit.name.clone(),
        agency: agency.id,
        agency_name: agency.name.clone(),
        roles: here.iter().map(|p| p.role.clone()).collect(),
        grants: here.iter().flat_map(|p| grants(p, &unit, &agency.path)).collect(),
        unit_path: unit.path,
        agency_path: agency.path,
        session,
    }))
}

/// The person behind an account at work, without a session: for jobs and the demo.
pub async fn actor_for(app: &App, account: Uuid) -> Result<Actor, Failure> {
    let q = store::account_by_id(account);
    let stored: Option<Stored> = app.db().first(q.sql, q.args).await?;
    let stored = stored.ok_or_else(|| Failure::missing("Không có tài khoản này"))?;
    let actor = actor_at(app, &stored, (None, Uuid::nil())).await?;
    actor.ok_or_else(|| Failure::missing("Tài khoản không giữ vị trí công tác nào"))
}
