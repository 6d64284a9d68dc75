//! Use cases: load, decide, commit the article with its ledger event as one batch. Who may do it where is asked before.

use kernel::error::Refusal;
use kernel::text::clean;
use platform::ledger::{self, Entry, Head, RecordRef};
use platform::web::Failure;
use platform::{Actor, App, By, Changes, DbError, Permission};
use serde_json::json;
use uuid::Uuid;

use crate::fulfil::{self, Told};
use crate::model::{Article, Content, Linked, Status};
use crate::rules::{self, Deed, Ground, PUBLISHED};
use crate::store;
use crate::{PUBLISH, READ, WRITE};

/// Tries before a conflict is told.
const TRIES: usize = 8;
/// The most procedures one article is linked to.
const LINKS: usize = 20;

/// What a person saw when they decided: the number of the last event then.
pub type Seen = Option<i64>;

/// What somebody typed; codes of procedures stand apart by spaces, commas or lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub text: &'a str,
    pub codes: &'a str,
}

fn missing() -> Failure {
    Failure::missing("Không có bài viết này")
}

/// An article with the end of its ledger chain.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn load(app: &App, id: Uuid) -> Result<(Head, Article), Failure> {
    let q = store::by_id(id);
    let found: Option<Article> = app.db().first(q.sql, q.args).await?;
    let tenant = found.ok_or_else(missing)?.tenant;
    let sets = app.db().load(vec![ledger::head_query(tenant, id), store::by_id(id)]).await?;
    let mut sets = sets.into_iter();
    let head = platform::db::rows::<Head>(sets.next().unwrap_or_default())?.into_iter().next();
    let article = platform::db::rows::<Article>(sets.next().unwrap_or_default())?.into_iter().next();
    head.zip(article).ok_or_else(missing)
}

/// The place of an agency in the tree; empty when it is unknown, which no grant below a place reaches.
async fn place(app: &App, unit: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default())
}

/// An article for a person of its agency; for others it is not there.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<(Head, Article), Failure> {
    let (head, article) = load(app, id).await?;
    match actor.can_at(READ, &place(app, article.tenant).await?) {
        true => Ok((head, article)),
        false => Err(missing()),
    }
}

/// Whether the person holds the permission at the agency of an article.
///
/// # Errors
/// The database cannot be read.
pub async fn may(app: &App, actor: &Actor, (permission, agency): (Permission, Uuid)) -> Result<bool, Failure> {
    Ok(actor.can_at(permission, &place(app, agency).await?))
}

/// An article the public may read.
///
/// # Errors
/// Not found, also when it is not public; the database cannot be read.
pub async fn public(app: &App, id: Uuid) -> Result<Article, Failure> {
    let q = store::by_id(id);
    let found: Option<Article> = app.db().first(q.sql, q.args).await?;
    found.filter(|a| a.public.is_some()).ok_or_else(missing)
}

async fn content(app: &App, typed: Typed<'_>) -> Result<Content, Failure> {
    let mut procedures: Vec<Linked> = vec![];
    for code in typed.codes.split([',', ';', ' ', '\n', '\r', '\t']).map(clean).filter(|c| !c.is_empty()) {
        if procedures.iter().any(|p| p.code == code) {
            continue;
        }
        if procedures.len() == LINKS {
            let told = format!("Một bài liên kết với không quá {LINKS} thủ tục.");
            return Err(Refusal::new("many", told).at("codes").into());
        }
        let Some(version) = catalogue::current(app, &code).await? else {
            let told = format!("Không có thủ tục mã {code} đang có hiệu lực; xem lại mã trong danh mục.");
            return Err(Refusal::new("codes", told).at("codes").into());
        };
        procedures.push(Linked { code, name: version.parts.name });
    }
    let own = str::to_owned;
    Ok(Content { title: own(typed.title), summary: own(typed.summary), text: own(typed.text), procedures })
}

/// Begins an article of the person's agency.
///
/// # Errors
/// No permission; the text is not in order; an unknown procedure; storage failures.
pub async fn begin(app: &App, actor: &Actor, typed: Typed<'_>) -> Result<Article, Failure> {
    actor.require(WRITE, &actor.agency_path)?;
    let content = rules::content(content(app, typed).await?)?;
    let article = Article {
        id: app.new_id(),
        tenant: actor.agency,
        agency: actor.agency_name.clone(),
        unit: actor.unit,
        status: Status::Draft,
        content,
        editors: vec![actor.account],
        public: None,
        versions: 0,
        first_public: None,
        reason: String::new(),
        changed_at: app.now(),
    };
    let deed = Deed { action: "article.begun", body: json!({ "title": article.content.title }) };
    app.db().commit(batch(&article, &Head::NEW, (actor.by(), &deed))).await?;
    Ok(article)
}

fn batch(article: &Article, head: &Head, (by, deed): (By, &Deed)) -> Changes {
    let record = RecordRef { tenant: article.tenant, id: article.id, kind: "article" };
    let mut entry = Entry::new(record, head, (article.changed_at, by), deed.action).body(&deed.body);
    entry.save(&store::ARTICLES, store::row(article));
    let mut changes = Changes::new();
    changes.record(entry);
    if let Some(public) = article.public.as_ref().filter(|p| deed.action == PUBLISHED && p.version == 1) {
        let href = format!("/tin-tuc/{}", article.id);
        let label = format!("Bài đã đăng: {}", public.content.title);
        let told = Told { kind: "outreach".into(), id: article.id, label, href, unit: article.unit };
        fulfil::tell(&mut changes, &told, article.changed_at);
    }
    changes
}

async fn act<F>(
    app: &App,
    (actor, need): (&Actor, Permission),
    (id, seen): (Uuid, Seen),
    decide: F,
) -> Result<Article, Failure>
where
    F: Fn(&mut Article, &Ground) -> Result<Deed, Refusal> + Send,
{
    for _ in 0..TRIES {
        let (head, mut article) = open(app, actor, id).await?;
        actor.require(need, &place(app, article.tenant).await?)?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(
                "Nội dung vừa được người khác cập nhật. Phần ông/bà nhập vẫn còn; xem thay đổi rồi gửi lại nếu vẫn cần.".into(),
            ));
        }
        let ground = Ground { now: app.now(), who: actor.account };
        let deed = decide(&mut article, &ground)?;
        article.changed_at = ground.now;
        match app.db().commit(batch(&article, &head, (actor.by(), &deed))).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(article);
            }
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("article".into())))
}

/// Changes the working text.
///
/// # Errors
/// As [`rules::edit`]; no permission; a conflict.
pub async fn edit(app: &App, actor: &Actor, at: (Uuid, Seen), typed: Typed<'_>) -> Result<Article, Failure> {
    let content = content(app, typed).await?;
    act(app, (actor, WRITE), at, |a, g| rules::edit(a, g, content.clone())).await
}

/// Hands the text in for review.
///
/// # Errors
/// As [`rules::hand_in`]; no permission; a conflict.
pub async fn hand_in(app: &App, actor: &Actor, at: (Uuid, Seen)) -> Result<Article, Failure> {
    act(app, (actor, WRITE), at, |a, _| rules::hand_in(a)).await
}

/// Gives the text back.
///
/// # Errors
/// As [`rules::give_back`]; no permission; a conflict.
pub async fn give_back(app: &App, actor: &Actor, at: (Uuid, Seen), reason: &str) -> Result<Article, Failure> {
    act(app, (actor, PUBLISH), at, |a, _| rules::give_back(a, reason)).await
}

/// Publishes the text.
///
/// # Errors
/// As [`rules::publish`]; no permission; a conflict.
pub async fn publish(app: &App, actor: &Actor, at: (Uuid, Seen)) -> Result<Article, Failure> {
    act(app, (actor, PUBLISH), at, rules::publish).await
}

/// Takes the article off the portal.
///
/// # Errors
/// As [`rules::withdraw`]; no permission; a conflict.
pub async fn withdraw(app: &App, actor: &Actor, at: (Uuid, Seen), reason: &str) -> Result<Article, Failure> {
    act(app, (actor, PUBLISH), at, |a, _| rules::withdraw(a, reason)).await
}
