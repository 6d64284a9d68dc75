//! Accounts turned into actors: posts of the day become grants over parts of the tree, units that were taken over included,
//! because whoever takes over an agency takes over its files.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::time::civil::Date;
use kernel::time::{Timestamp, micros};
use platform::access::Scope;
use platform::db::Query;
use platform::web::Failure;
use platform::{Actor, App, Grant};
use uuid::Uuid;

use crate::model::{Person, Post};
use crate::roles::{Reach, permissions};
use crate::store::{self, Held, Stored};
use crate::tree::Tree;
use crate::{shelf, today};

/// Names are kept this long, in microseconds.
const NAMES_KEPT: i64 = 60_000_000;

/// Who the actor is, beside the posts.
#[derive(Debug, Clone)]
pub struct Identity {
    pub account: Uuid,
    pub behalf: Option<Uuid>,
    pub name: String,
    pub session: Uuid,
    /// The post chosen on the account page.
    pub chosen: Option<Uuid>,
}

/// Builds the actor from the posts; those not held on the day give nothing. The chosen post (or the first) is the place of
/// work; the grants are those of all posts held.
pub fn build(tree: &Tree, day: Date, who: Identity, posts: &[Post]) -> Actor {
    let held: Vec<&Post> = posts.iter().filter(|p| p.held(day)).collect();
    let mut actor = Actor {
        account: who.account,
        behalf: who.behalf,
        name: who.name,
        post: String::new(),
        unit: crate::ADMINISTRATION,
        unit_name: String::new(),
        unit_path: String::new(),
        agency: crate::ADMINISTRATION,
        agency_name: String::new(),
        agency_path: String::new(),
        roles: vec![],
        grants: vec![],
        session: who.session,
    };
    let main = held.iter().find(|p| Some(p.id) == who.chosen).or_else(|| held.first());
    if let Some(post) = main {
        actor.post = post.title.clone();
        place(tree, day, post, &mut actor);
    }
    for post in held {
        if !actor.roles.contains(&post.role) {
            actor.roles.push(post.role.clone());
        }
        for grant in grants(tree, day, post) {
            if !actor.grants.contains(&grant) {
                actor.grants.push(grant);
            }
        }
    }
    actor
}

fn place(tree: &Tree, day: Date, post: &Post, actor: &mut Actor) {
    let Some(unit) = tree.known(post.unit, day) else { return };
    actor.unit = unit.id;
    actor.unit_name = unit.name;
    actor.unit_path = unit.path;
    if let Some(agency) = tree.known(unit.agency, day) {
        actor.agency = agency.id;
        actor.agency_name = agency.name;
        actor.agency_path = agency.path;
    }
}

/// The grants of one post.
fn grants(tree: &Tree, day: Date, post: &Post) -> Vec<Grant> {
    let Some(unit) = tree.known(post.unit, day) else { return vec![] };
    let paths = |top: Uuid| {
        let all = std::iter::once(top).chain(tree.took_over(top));
        all.filter_map(|id| tree.known(id, day)).map(|u| Scope::Below(u.path)).collect::<Vec<_>>()
    };
    let (own, agency) = (paths(unit.id), paths(unit.agency));
    let mut out = vec![];
    for (permission, reach) in permissions(&post.role) {
        let scopes = match reach {
            Reach::Unit => own.clone(),
            Reach::Agency => agency.clone(),
            Reach::Everywhere => vec![Scope::Everywhere],
        };
        out.extend(scopes.into_iter().map(|scope| Grant { permission, scope }));
    }
    out
}

/// The account, or a page that says there is none.
pub async fn stored(app: &App, account: Uuid) -> Result<Stored, Failure> {
    let q = store::account_by_id(account);
    let found: Option<Stored> = app.db().first(q.sql, q.args).await?;
    found.ok_or_else(|| Failure::missing("Không có tài khoản này"))
}

/// The person behind an account, without a session.
pub async fn actor_for(app: &App, account: Uuid) -> Result<Actor, Failure> {
    let tree = shelf::tree(app).await?;
    let stored = stored(app, account).await?;
    let q = store::posts_of(account);
    let posts: Vec<Post> = app.db().all(q.sql, q.args).await?;
    let who = Identity { account, behalf: None, name: stored.account.name, session: Uuid::nil(), chosen: None };
    Ok(build(&tree, today(app), who, &posts))
}

/// Reads holders in the order of given names.
pub async fn held(app: &App, q: Query) -> Result<Vec<Person>, Failure> {
    let held: Vec<Held> = app.db().all(q.sql, q.args).await?;
    let mut people: Vec<Person> = held
        .into_iter()
        .map(|h| Person {
            account: h.post.account,
            name: h.name,
            post: h.post.title,
            role: h.post.role,
            unit: h.post.unit,
        })
        .collect();
    people.sort_by_cached_key(|p| (kernel::text::name_key(&p.name), p.account));
    Ok(people)
}

#[derive(Default)]
struct Names(Mutex<HashMap<Uuid, (Timestamp, String)>>);

/// The name of an account; empty for an unknown one.
pub async fn name_of(app: &App, account: Uuid) -> Result<String, Failure> {
    let Ok(names) = app.cached(|_| Ok::<_, std::convert::Infallible>(Names::default()));
    let now = app.now();
    let fresh = |at: Timestamp| (micros(now) - micros(at)).abs() < NAMES_KEPT;
    let kept = names.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
    if let Some((_, name)) = kept.filter(|(at, _)| fresh(*at)) {
        return Ok(name);
    }
    let q = store::account_by_id(account);
    let Some(found) = app.db().first::<Stored>(q.sql, q.args).await? else { return Ok(String::new()) };
    let name = found.account.name;
    names.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account, (now, name.clone()));
    Ok(name)
}
