//! Drafts of online applications: kept from the first keystroke, found again by a secret address, without an account.
//! Not ledgered: a draft is the applicant's own until it is sent.

use data_encoding::BASE64URL_NOPAD;
use documents::StoredFile;
use forms::Answers;
use kernel::error::Refusal;
use kernel::time::Timestamp;
use platform::db::{FromRow, Row, Table, json};
use platform::web::Failure;
use platform::{App, By, Changes, DbError, args};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::Place;
use super::apply::{Incoming, Outcome, take_in};
use crate::model::{CaseId, Channel, Dossier, Part, Person};
use crate::rules::Application;

static DRAFTS: Table = Table::new(
    "case_drafts",
    &["id"],
    &[
        "secret",
        "procedure_code",
        "version_id",
        "form_id",
        "form_version",
        "answers",
        "files",
        "updated_at",
        "case_tenant",
        "case_id",
    ],
);

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: Uuid,
    secret: Vec<u8>,
    pub procedure: String,
    pub version: Uuid,
    pub form: (String, u32),
    pub answers: Answers,
    /// Stored files by their id in the answers.
    pub files: BTreeMap<String, StoredFile>,
    pub updated_at: Timestamp,
    /// The case it became.
    pub case: Option<Place>,
}

impl Draft {
    fn row(&self) -> Vec<platform::Value> {
        args![
            self.id,
            self.secret.clone(),
            self.procedure.as_str(),
            self.version,
            self.form.0.as_str(),
            i64::from(self.form.1),
            json(&self.answers),
            json(&self.files),
            self.updated_at,
            self.case.map(|c| c.0),
            self.case.map(|c| c.1.0)
        ]
    }
}

impl FromRow for Draft {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Draft {
            id: r.get()?,
            secret: r.get()?,
            procedure: r.get()?,
            version: r.get()?,
            form: (r.get()?, r.get()?),
            answers: r.json()?,
            files: r.json()?,
            updated_at: r.get()?,
            case: r.get::<Option<Uuid>>()?.zip(r.get::<Option<Uuid>>()?).map(|(t, c)| (t, CaseId(c))),
        })
    }
}

fn hash(secret: &[u8]) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// Begins a draft; the text returned is its secret address.
pub async fn start_draft(app: &App, code: &str) -> Result<String, Failure> {
    let version = offered(app, code).await?;
    let form = catalogue::eform(app, code).await?;
    let (id, secret) = (app.new_id(), app.secret::<16>());
    let draft = Draft {
        id,
        secret: hash(&secret),
        procedure: code.to_owned(),
        version: version.id,
        form: (form.id.clone(), form.version),
        answers: Answers::default(),
        files: BTreeMap::new(),
        updated_at: app.now(),
        case: None,
    };
    save_draft(app, draft).await?;
    Ok(BASE64URL_NOPAD.encode(&[id.as_bytes().as_slice(), &secret].concat()))
}

/// The version of a procedure the public may apply for today; a procedure between agencies is none of them.
pub async fn offered(app: &App, code: &str) -> Result<catalogue::Version, Failure> {
    let missing = || Failure::missing("Không có thủ tục này");
    let internal = catalogue::all(app).await?.entry(code).is_none_or(|e| e.internal);
    catalogue::current(app, code).await?.filter(|_| !internal).ok_or_else(missing)
}

/// The draft behind a secret address.
pub async fn draft(app: &App, token: &str) -> Result<Draft, Failure> {
    let missing =
        || Failure::missing("Không tìm thấy tờ khai đang soạn, hoặc tờ khai đã quá 30 ngày không sửa nên đã được xóa");
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok().filter(|b| b.len() == 32).ok_or_else(missing)?;
    let id = Uuid::from_slice(&bytes[..16]).map_err(|_| missing())?;
    let sql = format!("{} WHERE id = $1", DRAFTS.scan_sql());
    let found: Option<Draft> = app.db().first(sql, args![id]).await?;
    found.filter(|d| d.secret == hash(&bytes[16..])).ok_or_else(missing)
}

/// Keeps a draft as it stands.
pub async fn save_draft(app: &App, mut draft: Draft) -> Result<Draft, Failure> {
    draft.updated_at = app.now();
    let mut changes = Changes::new();
    changes.save(&DRAFTS, draft.row());
    app.db().commit(changes).await?;
    Ok(draft)
}

/// Marks a draft as sent, in the batch that makes the case.
pub(super) fn finished(changes: &mut Changes, draft: Uuid, (tenant, case): Place) {
    changes.exec("UPDATE case_drafts SET case_tenant = $1, case_id = $2 WHERE id = $3", args![tenant, case.0, draft]);
}

/// Removes drafts nobody has touched for thirty days; returns nothing worth knowing.
pub async fn discard_old(app: &App) -> Result<(), Failure> {
    let limit = kernel::time::micros(app.now()) - 30 * 86_400_000_000;
    let mut changes = Changes::new();
    changes.exec("DELETE FROM case_drafts WHERE updated_at < $1", args![limit]);
    app.db().commit(changes).await?;
    Ok(())
}

fn text(facts: &serde_json::Value, path: &str) -> String {
    match facts.pointer(path) {
        Some(serde_json::Value::String(s)) => s.clone(),
        Some(serde_json::Value::Object(o)) => {
            let part = |k: &str| o.get(k).and_then(serde_json::Value::as_str).filter(|s| !s.is_empty());
            ["street", "commune", "district", "province"].into_iter().filter_map(part).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// The applicant as the form's facts name them.
fn applicant(facts: &serde_json::Value) -> Person {
    let organisation = text(facts, "/applicant/kind") == "organisation";
    let name = if organisation { text(facts, "/organisation/name") } else { String::new() };
    Person {
        name: if name.is_empty() { text(facts, "/applicant/name") } else { name },
        number: if organisation {
            text(facts, "/organisation/tax_code")
        } else {
            text(facts, "/applicant/personal_number")
        },
        phone: text(facts, "/applicant/phone"),
        email: text(facts, "/applicant/email"),
        address: text(facts, "/applicant/address"),
        organisation,
    }
}

fn parts(form: &forms::Form, draft: &Draft) -> Vec<Part> {
    let mut parts = vec![];
    for field in form.file_fields() {
        let name = field.component.clone().unwrap_or_else(|| field.label.vi.clone());
        for id in draft.answers.texts(&format!("{}.id", field.name)) {
            if let Some(file) = draft.files.get(id) {
                parts.push(Part { name: name.clone(), file: Some(file.clone()), copies: 1, ..Part::default() });
            }
        }
    }
    parts
}

/// Sends a draft: it becomes a registered case at the agency chosen. Sending twice is sending once.
pub async fn submit(app: &App, draft: Draft, (agency, result): (Uuid, Channel)) -> Result<Dossier, Failure> {
    if let Some(place) = draft.case
        && let Some((_, dossier)) = super::load(app, place).await?
    {
        return Ok(dossier);
    }
    let form = catalogue::eform_version(app, &draft.form.0, draft.form.1).await?;
    let today = crate::places::today(app);
    let errors = form.validate(&draft.answers, &forms::Context { today, page: None });
    if let Some(first) = errors.first() {
        return Err(Refusal::new("form", format!("Tờ khai còn {} chỗ cần sửa: {}", errors.len(), first.message))
            .at(first.field.clone())
            .into());
    }
    let facts = form.facts(&draft.answers);
    let version =
        catalogue::version(app, draft.version).await?.ok_or_else(|| Failure::missing("Không có thủ tục này"))?;
    let process = catalogue::process_for(app, &draft.procedure).await?;
    let application = Application {
        id: draft.id,
        procedure: draft.procedure.clone(),
        version: draft.version,
        process: Some(process.id),
        channel: Channel::Online,
        result_channel: result,
        applicant: applicant(&facts),
        agent: None,
        request: version.parts.name.clone(),
        parts: parts(&form, &draft),
        sets: 1,
        form: Some(draft.form.clone()),
        answers: form.value(&draft.answers),
    };
    let incoming = Incoming { agency, application, outcome: Outcome::Wait, draft: Some(draft.id) };
    take_in(app, By::default(), incoming).await
}
