//! The import wizard: a file is read and shown as it was understood, line by line; what was not understood is settled by
//! correcting it or by setting it aside knowingly; only then the plan is made.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use documents::StoredFile;
use kernel::error::Refusal;
use platform::files::LIMIT;
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::{Wrong, at};
use crate::import::{Doubt, Plan, Task, doubts_of, read, time};
use crate::{NewPlan, rules};

#[derive(Template)]
#[template(path = "plans_import.html")]
struct Start {
    page: Page,
    errors: Vec<Wrong>,
}

struct TaskLine {
    place: String,
    text: String,
    products: Vec<String>,
    rows: Vec<RowLine>,
    inherited: bool,
}

struct RowLine {
    key: String,
    lead: String,
    coordinating: String,
    time: String,
    units: usize,
    read: String,
    /// Whether its words can be corrected here.
    open: bool,
}

struct DoubtLine {
    key: String,
    line: usize,
    text: String,
    why: String,
    aside: bool,
}

#[derive(Template)]
#[template(path = "plans_import_report.html")]
struct Report {
    page: Page,
    name: String,
    digest: String,
    title: String,
    year: String,
    sections: usize,
    tasks: Vec<TaskLine>,
    doubts: Vec<DoubtLine>,
    errors: Vec<Wrong>,
}

impl Report {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

fn start_page(visit: &Visit, message: &str) -> Start {
    let errors = match message {
        "" => vec![],
        m => vec![Wrong { field: "file".into(), message: m.to_owned() }],
    };
    Start { page: visit.page("Nhập kế hoạch từ tệp"), errors }
}

/// GET /plans/import
pub async fn start(visit: Visit) -> Reply {
    visit.html(&start_page(&visit, ""))
}

fn cut(_: MultipartError) -> Failure {
    Failure::Bad("Tệp gửi lên bị ngắt giữa chừng. Kiểm tra kết nối rồi tải lên lại; chưa có gì thay đổi.".into())
}

/// The file of the form: name and content; nothing when none was chosen. One too large is read to its end and refused.
async fn taken(sent: Result<Multipart, MultipartRejection>) -> Result<Option<(String, Vec<u8>)>, Failure> {
    let mut form =
        sent.map_err(|_| Failure::Bad("Biểu mẫu tải tệp không đúng định dạng. Mở lại trang rồi tải lên lại.".into()))?;
    let mut found = None;
    while let Some(mut field) = form.next_field().await.map_err(cut)? {
        let name = field.file_name().map(kernel::text::line).unwrap_or_default();
        let (mut bytes, mut size) = (vec![], 0);
        while let Some(chunk) = field.chunk().await.map_err(cut)? {
            size += chunk.len();
            if size > 10 * LIMIT {
                return Err(Failure::TooLarge("Tệp vượt quá 20 MB. Chia nhỏ tệp rồi tải lên lại.".into()));
            }
            if size <= LIMIT {
                bytes.extend_from_slice(&chunk);
            }
        }
        if size > LIMIT {
            return Err(Failure::TooLarge("Tệp vượt quá 20 MB. Chia nhỏ tệp rồi tải lên lại.".into()));
        }
        if field.name() == Some("file") && !name.is_empty() {
            found = Some((name, bytes));
        }
    }
    Ok(found)
}

/// POST /plans/import: reads and shows; nothing is made yet.
pub async fn look(visit: Visit, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let Some((name, bytes)) = taken(sent).await? else {
        return visit.html_refused(&start_page(&visit, "Chọn tệp kế hoạch."));
    };
    let law = crate::law(&visit.app)?;
    let plan = read(&name, &bytes, &law.reading);
    if plan.sections.is_empty() {
        let why =
            plan.not_understood.first().map_or("Không đọc được nhiệm vụ nào trong tệp.", |d| &d.why);
        return visit.html_refused(&start_page(&visit, why));
    }
    let digest = visit.app.files().put(&bytes).await?;
    let report = report(&visit, &plan, (&name, digest, &Posted::default()), vec![]).await?;
    visit.html(&report)
}

async fn report(
    visit: &Visit,
    plan: &Plan,
    (name, digest, typed): (&str, String, &Posted),
    errors: Vec<Wrong>,
) -> Result<Report, Failure> {
    let around = crate::actions::around(&visit.app).await?;
    let year = plan.year.unwrap_or_else(|| crate::actions::today(&visit.app).year());
    let mut tasks = vec![];
    for (n, (section, task)) in plan.tasks().enumerate() {
        let rows = task.parts.iter().enumerate().map(|(p, part)| RowLine {
            key: format!("{n}-{p}"),
            lead: part.lead.clone(),
            coordinating: part.coordinating.clone(),
            time: part.time.text.clone(),
            units: around.with((uuid::Uuid::nil(), year), |g| rules::units_of(&part.lead, g).len()),
            read: time_words(visit, &part.time),
            open: plan.not_understood.iter().any(|d| d.line == task.line),
        });
        tasks.push(TaskLine {
            place: format!("{}.{}", section.number, task.number),
            text: task.text.clone(),
            products: task.parts.iter().flat_map(|p| p.products.clone()).collect(),
            inherited: !task.inherited().is_empty(),
            rows: rows.collect(),
        });
    }
    let doubt = |(n, d): (usize, &Doubt)| DoubtLine {
        key: format!("aside-{n}"),
        line: d.line,
        text: d.text.clone(),
        why: d.why.clone(),
        aside: typed.has(&format!("aside-{n}")),
    };
    Ok(Report {
        page: visit.page("Kết quả đọc kế hoạch"),
        name: name.to_owned(),
        digest,
        title: typed.some("title").map_or_else(|| plan.title.clone(), str::to_owned),
        year: typed.some("year").map_or_else(|| year.to_string(), str::to_owned),
        sections: plan.sections.len(),
        doubts: plan.not_understood.iter().enumerate().map(doubt).collect(),
        tasks,
        errors,
    })
}

/// How a time was understood, in words.
pub fn time_words(visit: &Visit, t: &crate::import::Time) -> String {
    let day = kernel::time::date;
    let span = match (t.from, t.to) {
        (Some(a), Some(b)) if a == b => day(a),
        (Some(a), Some(b)) => format!("{} – {}", day(a), day(b)),
        (None, Some(b)) => visit.lang.f("đến {}", &[&day(b)]),
        (Some(a), None) => visit.lang.f("từ {}", &[&day(a)]),
        (None, None) => String::new(),
    };
    let words = t.recurrence.iter().map(|r| visit.lang.t(r.label()).to_owned());
    Some(span).into_iter().filter(|s| !s.is_empty()).chain(words).collect::<Vec<_>>().join(", ")
}

/// Puts what was typed over what was read.
fn corrected(plan: &mut Plan, typed: &Posted, reading: &crate::import::Reading) {
    let year = typed.get("year").parse().ok().or(plan.year);
    for (n, task) in plan.sections.iter_mut().flat_map(|s| &mut s.tasks).enumerate() {
        for (p, part) in task.parts.iter_mut().enumerate() {
            let get = |name: &str| {
                let name = format!("{name}-{n}-{p}");
                typed.has(&name).then(|| kernel::text::line(typed.get(&name)))
            };
            if let Some(lead) = get("lead") {
                part.lead = lead;
            }
            if let Some(coordinating) = get("coordinating") {
                part.coordinating = coordinating;
            }
            if let Some(text) = get("time") {
                part.time = time::read(&text, year, reading);
            }
        }
    }
}

/// Doubts that are neither corrected nor set aside; and those set aside.
fn settled(
    before: &Plan,
    after: &Plan,
    (typed, reading): (&Posted, &crate::import::Reading),
) -> (Vec<usize>, Vec<Doubt>) {
    let of = |plan: &Plan, line: usize| -> Vec<String> {
        let tasks = plan.tasks().map(|(_, t)| t).filter(|t: &&Task| t.line == line);
        tasks.flat_map(|t| doubts_of(t, reading)).map(|d| d.text + &d.why).collect()
    };
    let (mut open, mut aside) = (vec![], vec![]);
    for (n, d) in before.not_understood.iter().enumerate() {
        let key = format!("{}{}", d.text, d.why);
        let gone = of(before, d.line).contains(&key) && !of(after, d.line).contains(&key);
        if typed.has(&format!("aside-{n}")) && !gone {
            aside.push(d.clone());
        } else if !gone {
            open.push(n);
        }
    }
    (open, aside)
}

/// POST /plans/import/create
pub async fn create(visit: Visit, posted: Posted) -> Reply {
    let (app, actor) = (&visit.app, visit.actor()?);
    let bytes = app.files().get(posted.get("digest")).await?;
    let name = kernel::text::line(posted.get("name"));
    let law = crate::law(app)?;
    let before = read(&name, &bytes, &law.reading);
    let mut plan = before.clone();
    corrected(&mut plan, &posted, &law.reading);
    let (open, set_aside) = settled(&before, &plan, (&posted, &law.reading));
    let digest = posted.get("digest").to_owned();
    if let Some(first) = open.first() {
        let message =
            visit.lang.f("Còn {} chỗ chưa quyết định: sửa lại ở bảng dưới, hoặc đánh dấu để riêng.", &[&open.len()]);
        let errors = vec![Wrong { field: format!("aside-{first}"), message }];
        let page =
            report(&visit, &Plan { not_understood: before.not_understood, ..plan }, (&name, digest, &posted), errors)
                .await?;
        return visit.html_refused(&page);
    }
    let size = u64::try_from(bytes.len()).unwrap_or(0);
    let source =
        StoredFile { digest: digest.clone(), name: name.clone(), mime: "application/octet-stream".into(), size };
    let new = NewPlan {
        title: posted.get("title").to_owned(),
        year: posted.get("year").parse().unwrap_or(0),
        unit: actor.unit,
        text: plan.body.clone(),
        sections: plan.sections.clone(),
        source: Some(source),
        set_aside,
    };
    match crate::create(app, Some(actor), new).await {
        Ok(id) => {
            Ok(visit
                .done(&format!("/plans/{id}"), visit.lang.t("Đã lập kế hoạch và giao việc cho các đơn vị chủ trì.")))
        }
        Err(Failure::Refused(Refusal { field, message, .. })) => {
            let errors = vec![Wrong { field: field.unwrap_or_else(|| "title".into()), message }];
            let page = report(
                &visit,
                &Plan { not_understood: before.not_understood, ..plan },
                (&name, digest, &posted),
                errors,
            )
            .await?;
            visit.html_refused(&page)
        }
        Err(other) => Err(other),
    }
}
