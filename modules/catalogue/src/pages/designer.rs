//! The designer of e-forms: a draft changed one question at a time, tried out, read as its source, compared and published.
//! Everything works without script; the published versions never change.

use askama::Template;
use forms::{Field, Form, Label, Lang};
use kernel::error::Refusal;
use kernel::text::line;
use kernel::time::short;
use platform::App;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::Code;
use super::questions::{GroupView, KINDS, PageView, edited, field_view};
use crate::eforms::{drop_form_draft, form_draft, publish_form, save_form_draft};
use crate::series::{FORMS, Text};

#[derive(Template)]
#[template(path = "catalogue_forms.html")]
struct List {
    page: Page,
    lines: Vec<FormLine>,
    codes: Vec<String>,
    error: String,
    code: String,
    title: String,
}

struct FormLine {
    code: String,
    title: String,
    version: i64,
    published: String,
    questions: usize,
    draft: bool,
}

/// GET /forms
pub async fn list(visit: Visit) -> Reply {
    let page = list_page(&visit, (String::new(), String::new(), String::new())).await?;
    visit.html(&page)
}

async fn list_page(visit: &Visit, (error, code, title): (String, String, String)) -> Result<List, Failure> {
    let texts = FORMS.list(&visit.app).await?;
    let mut lines = vec![];
    for (code, id) in FORMS.heads(&visit.app).await? {
        let text = texts.iter().find(|t| t.code == code);
        let form = text.and_then(|t| Form::parse(&t.body).ok());
        lines.push(FormLine {
            title: form.as_ref().map(|f| f.title.vi.clone()).unwrap_or_default(),
            version: text.map_or(0, |t| t.number),
            published: text.map(|t| short(t.published_at)).unwrap_or_default(),
            questions: form.as_ref().map_or(0, |f| all_fields(f).count()),
            draft: form_draft(&visit.app, id).await?.is_some(),
            code,
        });
    }
    let codes = lines.iter().filter(|l| l.version > 0).map(|l| l.code.clone()).collect();
    Ok(List { page: visit.page("Biểu mẫu điện tử"), lines, codes, error, code, title })
}

fn all_fields(form: &Form) -> impl Iterator<Item = &Field> {
    form.pages().iter().flat_map(|p| &p.groups).flat_map(|g| &g.fields)
}

/// POST /forms: begins a form, blank or from another.
pub async fn create(visit: Visit, posted: Posted) -> Reply {
    let (code, title) = (line(posted.get("code")), line(posted.get("title")));
    match begin(&visit, &code, (&title, posted.some("from"))).await {
        Ok(()) => Ok(visit.done(&format!("/forms/{code}"), visit.lang.t("Đã tạo bản nháp biểu mẫu."))),
        Err(Failure::Refused(r)) => {
            let page = list_page(&visit, (r.message, code, title)).await?;
            visit.html_refused(&page)
        }
        Err(other) => Err(other),
    }
}

async fn begin(visit: &Visit, code: &str, (title, from): (&str, Option<&str>)) -> Result<(), Failure> {
    crate::rules::check_code(code)?;
    if title.is_empty() {
        return Err(Refusal::new("title", "Biểu mẫu chưa có tên. Nhập tên biểu mẫu.").at("title").into());
    }
    if FORMS.head(&visit.app, code).await?.is_some() {
        let message = format!("Đã có biểu mẫu mang mã {code}. Mở biểu mẫu đó trong danh sách để sửa.");
        return Err(Refusal::new("code", message).at("code").into());
    }
    let label = Label::new(title, title);
    let form = match from {
        None => Form::blank(code, label)?,
        Some(other) => {
            let text = FORMS.newest(&visit.app, other).await?.ok_or_else(|| no_form(other))?;
            let mut copy = parse(&text.body)?;
            (copy.id, copy.version, copy.title) = (code.to_owned(), 1, label);
            copy
        }
    };
    let by = visit.actor()?.by();
    let id = FORMS.begin(&visit.app, code, by).await?;
    save_form_draft(&visit.app, id, (&form.to_json(), by)).await
}

fn no_form(code: &str) -> Failure {
    Failure::NotFound(format!("Không có biểu mẫu “{code}”"))
}

pub fn parse(body: &str) -> Result<Form, Failure> {
    Form::parse(body).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::Internal(format!("stored form: {first}"))
    })
}

/// A form on the bench: its draft, or its newest version.
pub struct Bench {
    pub id: Uuid,
    pub form: Form,
    pub newest: Option<Text>,
    pub saved: Option<String>,
}

pub async fn bench(app: &App, code: &str) -> Result<Bench, Failure> {
    let id = FORMS.head(app, code).await?.ok_or_else(|| no_form(code))?;
    let newest = FORMS.newest(app, code).await?;
    let draft = form_draft(app, id).await?;
    let body = match (&draft, &newest) {
        (Some(draft), _) => &draft.body,
        (None, Some(text)) => &text.body,
        (None, None) => return Err(no_form(code)),
    };
    Ok(Bench { id, form: parse(body)?, newest, saved: draft.map(|d| short(d.saved_at)) })
}

#[derive(Template)]
#[template(path = "catalogue_designer.html")]
struct Designer {
    page: Page,
    code: String,
    title: String,
    title_en: String,
    saved: Option<String>,
    version: i64,
    pages: Vec<PageView>,
    names: Vec<String>,
    kinds: Vec<(&'static str, &'static str)>,
    components: Vec<String>,
    changes: Vec<String>,
    versions: Vec<(i64, String)>,
    error: String,
}

async fn designer(visit: &Visit, code: &str, error: String) -> Result<Designer, Failure> {
    let bench = bench(&visit.app, code).await?;
    let lang = lang(visit);
    let groups = |p: &forms::PageDef| {
        let groups = p.groups.iter().map(|g| GroupView {
            title: g.title.get(lang).to_owned(),
            fields: g.fields.iter().map(field_view).collect(),
        });
        groups.collect()
    };
    let published = bench.newest.as_ref().map(|t| parse(&t.body)).transpose()?;
    let changes = match (&bench.saved, &published) {
        (Some(_), Some(old)) => Form::diff(old, &bench.form).into_iter().map(|c| c.message).collect(),
        _ => vec![],
    };
    let procedure = crate::current(&visit.app, code).await?;
    let components = procedure.and_then(|v| v.parts.components).unwrap_or_default();
    let versions = FORMS.all_of(&visit.app, code).await?;
    let mut page = visit.page("Thiết kế biểu mẫu");
    page.title = bench.form.title.get(lang).to_owned();
    Ok(Designer {
        page,
        code: code.to_owned(),
        title: bench.form.title.vi.clone(),
        title_en: bench.form.title.en.clone(),
        saved: bench.saved,
        version: bench.newest.as_ref().map_or(0, |t| t.number),
        pages: bench
            .form
            .pages()
            .iter()
            .map(|p| PageView { title: p.title.get(lang).to_owned(), groups: groups(p) })
            .collect(),
        names: all_fields(&bench.form).map(|f| f.name.clone()).collect(),
        kinds: KINDS.map(|(_, key, label)| (key, label)).to_vec(),
        components: components.into_iter().map(|c| c.name).collect(),
        changes,
        versions: versions.iter().map(|t| (t.number, short(t.published_at))).collect(),
        error,
    })
}

pub fn lang(visit: &Visit) -> Lang {
    if visit.lang.code() == "en" { Lang::En } else { Lang::Vi }
}

/// GET /forms/{code}
pub async fn show(visit: Visit, Code(code): Code) -> Reply {
    let page = designer(&visit, &code, String::new()).await?;
    visit.html(&page)
}

/// POST /forms/{code}: one change of the draft, or its publication.
pub async fn change(visit: Visit, Code(code): Code, posted: Posted) -> Reply {
    let (app, by) = (&visit.app, visit.actor()?.by());
    let bench = bench(app, &code).await?;
    let here = format!("/forms/{code}");
    match posted.get("op") {
        "publish" => {
            let text = publish_form(app, &bench.form, by).await?;
            let told = visit
                .lang
                .f("Đã công bố phiên bản {} của biểu mẫu. Hồ sơ đang xử lý giữ phiên bản cũ.", &[&text.number]);
            Ok(visit.done(&here, &told))
        }
        "drop" if bench.newest.is_some() => {
            drop_form_draft(app, bench.id).await?;
            Ok(visit.done(&here, visit.lang.t("Đã bỏ bản nháp biểu mẫu.")))
        }
        op => match edited(&bench.form, op, &posted) {
            Ok(form) => {
                save_form_draft(app, bench.id, (&form.to_json(), by)).await?;
                let name = posted.get("name");
                let anchor = if form.field(name).is_some() { format!("{here}#f-{name}") } else { here };
                Ok(visit.done(&anchor, visit.lang.t("Đã lưu thay đổi vào bản nháp.")))
            }
            Err(refusal) => {
                let page = designer(&visit, &code, refusal.message).await?;
                visit.html_refused(&page)
            }
        },
    }
}
