//! Things with a code and numbered, immutable texts: e-forms and electronic processes are stored alike.

use kernel::error::Refusal;
use kernel::time::Timestamp;
use platform::db::{Changes, DbError, FromRow, Row, Table};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By, RecordRef, args};
use uuid::Uuid;

use crate::{TENANT, store};

/// A kind of thing kept so.
pub struct Series {
    pub heads: &'static Table,
    pub versions: &'static Table,
    /// The kind of record in the ledger.
    pub record: &'static str,
    pub action: &'static str,
    begun: &'static str,
    /// Columns of the version table: the owner and the text.
    owner: &'static str,
    body: &'static str,
}

static FORM_HEADS: Table = Table::new("catalogue_forms", &["id"], &["code", "created_at"]);
static FORM_VERSIONS: Table =
    Table::new("catalogue_form_versions", &["id"], &["form_id", "number", "body", "published_at", "published_by"]);
static PROCESS_HEADS: Table = Table::new("catalogue_processes", &["id"], &["code", "created_at"]);
static PROCESS_VERSIONS: Table = Table::new(
    "catalogue_process_versions",
    &["id"],
    &["process_id", "number", "bpmn", "published_at", "published_by"],
);

pub static FORMS: Series = Series {
    heads: &FORM_HEADS,
    versions: &FORM_VERSIONS,
    record: "form",
    action: "form.version",
    begun: "form.begun",
    owner: "form_id",
    body: "body",
};
pub static PROCESSES: Series = Series {
    heads: &PROCESS_HEADS,
    versions: &PROCESS_VERSIONS,
    record: "process",
    action: "process.version",
    begun: "process.begun",
    owner: "process_id",
    body: "bpmn",
};

/// One numbered text.
#[derive(Debug, Clone)]
pub struct Text {
    pub id: Uuid,
    pub owner: Uuid,
    pub code: String,
    pub number: i64,
    pub body: String,
    pub published_at: Timestamp,
    pub published_by: Option<Uuid>,
}

impl FromRow for Text {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Text {
            id: r.get()?,
            owner: r.get()?,
            code: r.get()?,
            number: r.get()?,
            body: r.get()?,
            published_at: r.get()?,
            published_by: r.get()?,
        })
    }
}

impl Series {
    fn select(&self, rest: &str) -> String {
        format!(
            "SELECT v.id, v.{owner}, h.code, v.number, v.{body}, v.published_at, v.published_by FROM {versions} v \
             JOIN {heads} h ON h.id = v.{owner} {rest}",
            owner = self.owner,
            body = self.body,
            versions = self.versions.name,
            heads = self.heads.name,
        )
    }

    /// The newest text of a code.
    pub async fn newest(&self, app: &App, code: &str) -> Result<Option<Text>, Failure> {
        let sql = self.select("WHERE h.code = $1 ORDER BY v.number DESC LIMIT 1");
        Ok(app.db().first(sql, args![code]).await?)
    }

    /// One text by code and number.
    pub async fn numbered(&self, app: &App, code: &str, number: i64) -> Result<Option<Text>, Failure> {
        let sql = self.select("WHERE h.code = $1 AND v.number = $2");
        Ok(app.db().first(sql, args![code, number]).await?)
    }

    /// One text by its id.
    pub async fn by_id(&self, app: &App, id: Uuid) -> Result<Option<Text>, Failure> {
        Ok(app.db().first(self.select("WHERE v.id = $1"), args![id]).await?)
    }

    /// All texts of a code, newest first.
    pub async fn all_of(&self, app: &App, code: &str) -> Result<Vec<Text>, Failure> {
        Ok(app.db().all(self.select("WHERE h.code = $1 ORDER BY v.number DESC"), args![code]).await?)
    }

    /// The newest text of every code.
    pub async fn list(&self, app: &App) -> Result<Vec<Text>, Failure> {
        let (owner, versions) = (self.owner, self.versions.name);
        let sql = self.select(&format!(
            "WHERE NOT EXISTS (SELECT 1 FROM {versions} n WHERE n.{owner} = v.{owner} AND n.number > v.number) \
             ORDER BY h.code"
        ));
        Ok(app.db().all(sql, vec![]).await?)
    }

    /// The codes something is published under, in order.
    pub async fn codes(&self, app: &App) -> Result<Vec<String>, Failure> {
        let sql = format!(
            "SELECT h.code FROM {} h WHERE EXISTS (SELECT 1 FROM {} v WHERE v.{} = h.id) ORDER BY h.code",
            self.heads.name, self.versions.name, self.owner
        );
        let found: Vec<(String,)> = app.db().all(sql, vec![]).await?;
        Ok(found.into_iter().map(|(code,)| code).collect())
    }

    /// Everything begun, published or not: code and id, in order of code.
    pub async fn heads(&self, app: &App) -> Result<Vec<(String, Uuid)>, Failure> {
        Ok(app.db().all(format!("SELECT code, id FROM {} ORDER BY code", self.heads.name), vec![]).await?)
    }

    /// The id under a code.
    pub async fn head(&self, app: &App, code: &str) -> Result<Option<Uuid>, Failure> {
        let found: Option<(Uuid,)> =
            app.db().first(format!("SELECT id FROM {} WHERE code = $1", self.heads.name), args![code]).await?;
        Ok(found.map(|(id,)| id))
    }

    /// Begins a thing that nothing is published of yet.
    pub async fn begin(&self, app: &App, code: &str, by: By) -> Result<Uuid, Failure> {
        crate::rules::check_code(code)?;
        if let Some(id) = self.head(app, code).await? {
            return Ok(id);
        }
        let (at, id) = (app.now(), app.new_id());
        let about = serde_json::json!({ "code": code });
        let mut entry = Entry::new(self.record(id), &Head::NEW, (at, by), self.begun).body(&about);
        entry.save(self.heads, args![id, code, at]);
        let mut changes = Changes::new();
        changes.record(entry);
        app.db().commit(changes).await?;
        Ok(id)
    }

    /// The ledger record of a thing.
    pub fn record(&self, id: Uuid) -> RecordRef {
        RecordRef { tenant: TENANT, id, kind: self.record }
    }

    /// Publishes the next text of a code, or its first; `body` is given the number it gets, `more` is written with it, under
    /// the id of the new text.
    pub async fn publish(
        &self,
        app: &App,
        (code, by): (&str, By),
        (id, more): (Uuid, Changes),
        body: impl FnOnce(i64) -> Result<String, Refusal>,
    ) -> Result<Text, Failure> {
        crate::rules::check_code(code)?;
        let last = self.newest(app, code).await?;
        let known = self.head(app, code).await?;
        let owner = known.unwrap_or_else(|| app.new_id());
        let head = match known {
            Some(_) => ledger::head(app.db(), TENANT, owner).await?,
            None => Head::NEW,
        };
        let number = last.as_ref().map_or(1, |t| t.number + 1);
        let at = app.now();
        let text = Text {
            id,
            owner,
            code: code.to_owned(),
            number,
            body: body(number)?,
            published_at: at,
            published_by: by.account,
        };
        let about = serde_json::json!({ "code": code, "number": number, "version": id });
        let mut entry = Entry::new(self.record(owner), &head, (at, by), self.action).body(&about);
        if known.is_none() {
            entry.save(self.heads, args![owner, code, at]);
        }
        entry.save(self.versions, args![id, owner, number, &text.body, at, by.account]);
        let mut changes = Changes::new();
        changes.record(entry);
        changes.merge(more);
        changes.count(TENANT, store::REVISION, 1);
        app.db().commit(changes).await?;
        Ok(text)
    }
}
