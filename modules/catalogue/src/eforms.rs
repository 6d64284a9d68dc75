//! E-forms of procedures: the published one of a procedure or the generic one, each version kept for ever because cases
//! pin it. Parsed forms are kept; places in address fields are those of the day.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use forms::{Form, Lists};
use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::Timestamp;
use platform::db::{Changes, Table};
use platform::web::Failure;
use platform::{App, By, args};
use uuid::Uuid;

use crate::decisions::chain;
use crate::import::{RowReport, file_row};
use crate::series::{FORMS, Text};

/// The code of the form for procedures that have none of their own.
pub const GENERIC: &str = "generic";

static DRAFTS: Table = Table::new("catalogue_form_drafts", &["form_id"], &["body", "saved_at", "saved_by"]);

#[derive(Default)]
struct Parsed(RwLock<HashMap<(String, i64, Date), Arc<Form>>>);

struct Places(Option<Lists>);

/// More parsed forms than this are not kept: each day has its own places.
const KEPT: usize = 500;

fn internal(text: &Text, problems: &[forms::Problem]) -> Failure {
    let first = problems.first().map(ToString::to_string).unwrap_or_default();
    Failure::Internal(format!("form {} version {} cannot be read: {first}", text.code, text.number))
}

/// Places for address fields, as they stand on a day.
fn places(app: &App, day: Date) -> Result<Option<Arc<Lists>>, Failure> {
    let all = app.cached::<Places, Failure>(|app| {
        let text = app.law().get("lists/addresses.json");
        let parsed = text.map(Lists::parse).transpose();
        Ok(Places(parsed.map_err(|e| Failure::Internal(format!("law/lists/addresses.json: {e}")))?))
    })?;
    Ok(all.0.as_ref().map(|lists| Arc::new(lists.at(day))))
}

fn parsed(app: &App, text: &Text) -> Result<Arc<Form>, Failure> {
    let cache = app.cached::<Parsed, Failure>(|_| Ok(Parsed::default()))?;
    let day = crate::today(app);
    let key = (text.code.clone(), text.number, day);
    if let Some(form) = cache.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(form.clone());
    }
    let mut form = Form::parse(&text.body).map_err(|problems| internal(text, &problems))?;
    if let Some(lists) = places(app, day)? {
        form = form.with_lists(lists);
    }
    let form = Arc::new(form);
    let mut kept = cache.0.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, form.clone());
    Ok(form)
}

/// The published e-form of a procedure, or the generic one. `Form::id` and `Form::version` are what a case pins.
pub async fn eform(app: &App, code: &str) -> Result<Arc<Form>, Failure> {
    let own = FORMS.newest(app, code).await?;
    let text = match own {
        Some(text) => Some(text),
        None => FORMS.newest(app, GENERIC).await?,
    };
    match text {
        Some(text) => parsed(app, &text),
        None => Err(Failure::missing("Chưa có biểu mẫu điện tử chung; quản trị viên cần cài đặt danh mục trước")),
    }
}

/// One version of an e-form, as pinned by a case.
pub async fn eform_version(app: &App, form_id: &str, version: u32) -> Result<Arc<Form>, Failure> {
    match FORMS.numbered(app, form_id, i64::from(version)).await? {
        Some(text) => parsed(app, &text),
        None => Err(Failure::NotFound(format!("Không có phiên bản {version} của biểu mẫu {form_id}"))),
    }
}

/// Publishes a form as the next version under its id.
pub async fn publish_form(app: &App, form: &Form, by: By) -> Result<Text, Failure> {
    let next = FORMS.newest(app, &form.id).await?.map_or(1, |t| t.number + 1);
    let mut more = Changes::new();
    chain::form_published(app, &mut more, ((&form.id, next), by)).await?;
    let published = FORMS
        .publish(app, (&form.id, by), (app.new_id(), more), |number| {
            let mut next = form.clone();
            next.version = u32::try_from(number).map_err(|_| Refusal::new("form-version", "Quá nhiều phiên bản."))?;
            Ok(next.to_json())
        })
        .await?;
    let mut changes = Changes::new();
    changes.delete(&DRAFTS, args![published.owner]);
    app.db().commit(changes).await?;
    Ok(published)
}

/// A form being designed: its text may be unsound until it is published.
pub struct FormDraft {
    pub body: String,
    pub saved_at: Timestamp,
}

pub async fn form_draft(app: &App, form: Uuid) -> Result<Option<FormDraft>, Failure> {
    let sql = "SELECT body, saved_at FROM catalogue_form_drafts WHERE form_id = $1";
    let found: Option<(String, Timestamp)> = app.db().first(sql, args![form]).await?;
    Ok(found.map(|(body, saved_at)| FormDraft { body, saved_at }))
}

pub async fn save_form_draft(app: &App, form: Uuid, (body, by): (&str, By)) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.save(&DRAFTS, args![form, body, app.now(), by.account]);
    app.db().commit(changes).await?;
    Ok(())
}

pub async fn drop_form_draft(app: &App, form: Uuid) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.delete(&DRAFTS, args![form]);
    app.db().commit(changes).await?;
    Ok(())
}

/// Publishes the shipped e-forms that are not there yet.
pub(crate) async fn install(app: &App, by: By) -> Result<Vec<RowReport>, Failure> {
    let files: Vec<(String, String)> =
        app.law().under("eforms/").map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let known = FORMS.codes(app).await?;
    let mut report = vec![];
    for (i, (path, text)) in files.iter().filter(|(path, _)| path.ends_with(".json")).enumerate() {
        let code = path.trim_start_matches("eforms/").trim_end_matches(".json");
        let form = Form::parse(text).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            Failure::Internal(format!("law/{path}: {first}"))
        })?;
        let outcome = if known.contains(&form.id) {
            ("same", "Đã có biểu mẫu này; giữ nguyên".to_owned())
        } else {
            publish_form(app, &form, by).await?;
            ("new", "Thêm mới".to_owned())
        };
        report.push(RowReport { name: form.title.vi, ..file_row(i + 1, code, outcome) });
    }
    Ok(report)
}
