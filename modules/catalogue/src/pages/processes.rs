//! Electronic processes: the list, the steps with roles and hours held against the legal limit, upload of BPMN files with
//! every problem named, publication, and which procedure runs which.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::header;
use axum::response::IntoResponse;
use kernel::text::line;
use kernel::time::short;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use process::Definition;

use super::publication::verdict;
use super::{Code, asked, upload};
use crate::decisions::auto::{against, hours};
use crate::flows;
use crate::series::{PROCESSES, Text};

#[derive(Template)]
#[template(path = "catalogue_processes.html")]
struct List {
    page: Page,
    lines: Vec<ProcessLine>,
    code: String,
    problems: Vec<ProblemLine>,
    error: String,
}

struct ProcessLine {
    code: String,
    name: String,
    version: i64,
    published: String,
    steps: usize,
    hours: String,
    used_by: usize,
}

struct ProblemLine {
    line: u32,
    element: String,
    name: String,
    reason: String,
}

async fn list_page(visit: &Visit, (code, error): (String, String)) -> Result<List, Failure> {
    let assigned = flows::assignments(&visit.app).await?;
    let texts = PROCESSES.list(&visit.app).await?;
    let lines = texts.iter().map(|t| {
        let read = process::parse(&t.body).ok();
        ProcessLine {
            code: t.code.clone(),
            name: read.as_ref().map(|d| d.name.clone()).unwrap_or_default(),
            version: t.number,
            published: short(t.published_at),
            steps: read.as_ref().map_or(0, |d| d.tasks().count()),
            hours: read.as_ref().map(|d| hours(d.total_minutes())).unwrap_or_default(),
            used_by: assigned.iter().filter(|(_, p)| *p == t.code).count(),
        }
    });
    let lines = lines.collect();
    Ok(List { page: visit.page("Quy trình điện tử"), lines, code, problems: vec![], error })
}

/// GET /processes
pub async fn list(visit: Visit) -> Reply {
    let page = list_page(&visit, (String::new(), String::new())).await?;
    visit.html(&page)
}

struct Step {
    name: String,
    role: String,
    post: String,
    hours: String,
    letters: String,
    notes: Vec<&'static str>,
    description: String,
}

fn steps(d: &Definition) -> Vec<Step> {
    let step = |t: &process::TaskDef| {
        let notes = [
            (t.signature, "Cần ký"),
            (t.clock == process::ClockPolicy::Pauses, "Tạm dừng tính giờ"),
            (t.service.is_some(), "Hệ thống tự làm"),
        ];
        Step {
            name: t.name.clone(),
            role: role(t.role.as_deref()),
            post: t.post.clone().unwrap_or_default(),
            hours: t.minutes.map(hours).unwrap_or_default(),
            letters: t.letters.join(", "),
            notes: notes.into_iter().filter(|(is, _)| *is).map(|(_, words)| words).collect(),
            description: t.description.clone().unwrap_or_default(),
        }
    };
    d.tasks().map(step).collect()
}

/// The words for the roles processes may name.
pub fn role(role: Option<&str>) -> String {
    let words = match role.unwrap_or_default() {
        "clerk" => "Công chức tiếp nhận và trả kết quả",
        "unit_head" => "Lãnh đạo đơn vị",
        "officer" => "Công chức xử lý",
        "leader" => "Lãnh đạo cơ quan",
        "registry" => "Văn thư",
        "control" => "Cán bộ kiểm soát thủ tục hành chính",
        other => other,
    };
    words.to_owned()
}

#[derive(Template)]
#[template(path = "catalogue_process_check.html")]
struct Check {
    page: Page,
    code: String,
    name: String,
    digest: String,
    steps: Vec<Step>,
    total: String,
    next: i64,
}

/// POST /processes: reads a BPMN file and shows what it would be, or every problem in it.
pub async fn upload(visit: Visit, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let taken = upload::take(sent).await?;
    let stem = taken.name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".bpmn");
    let code = taken.fields.some("code").map_or_else(|| line(stem), line);
    let text = match upload::text(&taken.bytes) {
        Ok(text) => text,
        Err(failure) => return wrong(&visit, code, (failure.words().1, vec![])).await,
    };
    if let Err(refusal) = crate::rules::check_code(&code) {
        return wrong(&visit, code, (refusal.message.replace("Mã thủ tục", "Mã quy trình"), vec![])).await;
    }
    match flows::problems(text) {
        Err(problems) => {
            let message = visit.lang.f("Tệp có {} lỗi, chưa dùng được; chưa có gì thay đổi.", &[&problems.len()]);
            wrong(&visit, code, (message, problems)).await
        }
        Ok(definition) => {
            let newest = PROCESSES.newest(&visit.app, &code).await?;
            let digest = visit.app.files().put(text.as_bytes()).await?;
            visit.html(&Check {
                page: visit.page("Kiểm tra quy trình"),
                name: definition.name.clone(),
                steps: steps(&definition),
                total: hours(definition.total_minutes()),
                next: newest.map_or(1, |t| t.number + 1),
                code,
                digest,
            })
        }
    }
}

async fn wrong(visit: &Visit, code: String, (error, problems): (String, Vec<process::Problem>)) -> Reply {
    let mut page = list_page(visit, (code, error)).await?;
    let line = |p: process::Problem| ProblemLine { line: p.line, element: p.element, name: p.name, reason: p.reason };
    page.problems = problems.into_iter().map(line).collect();
    visit.html_refused(&page)
}

/// POST /processes/publish: the file that was shown becomes the next version.
pub async fn publish(visit: Visit, posted: Posted) -> Reply {
    let code = line(posted.get("code"));
    let bytes = visit.app.files().get(posted.get("digest")).await?;
    let published = flows::publish_process(&visit.app, (&code, upload::text(&bytes)?), visit.actor()?.by()).await?;
    let told =
        visit.lang.f("Đã công bố phiên bản {} của quy trình. Hồ sơ đang xử lý giữ phiên bản cũ.", &[&published.number]);
    Ok(visit.done(&format!("/processes/{code}"), &told))
}

#[derive(Template)]
#[template(path = "catalogue_process.html")]
struct Show {
    page: Page,
    code: String,
    name: String,
    number: i64,
    steps: Vec<Step>,
    total: String,
    versions: Vec<(i64, String, bool)>,
    users: Vec<User>,
}

/// A procedure that runs the process, with its limit held against the sum of the steps.
struct User {
    code: String,
    name: String,
    limit: String,
    verdict: &'static str,
    colour: &'static str,
}

async fn users(visit: &Visit, code: &str, minutes: i64) -> Result<Vec<User>, Failure> {
    let mut users = vec![];
    for (procedure, _) in flows::assignments(&visit.app).await?.into_iter().filter(|(_, p)| p == code) {
        let Some(v) = crate::current(&visit.app, &procedure).await? else { continue };
        let limit = v.parts.channels.iter().find_map(crate::ChannelTerm::counted);
        let (verdict, colour) = verdict(against(limit, minutes));
        let limit = limit.map(|l| l.to_string()).unwrap_or_default();
        users.push(User { code: procedure, name: v.parts.name, limit, verdict, colour });
    }
    Ok(users)
}

/// The version asked for in the address, or the newest.
pub async fn chosen(visit: &Visit, code: &str) -> Result<Text, Failure> {
    let text = match asked(visit).get("v").parse::<i64>() {
        Ok(number) => PROCESSES.numbered(&visit.app, code, number).await?,
        Err(_) => PROCESSES.newest(&visit.app, code).await?,
    };
    text.ok_or_else(|| Failure::NotFound(format!("Không có quy trình “{code}” hoặc phiên bản này")))
}

/// GET /processes/{code}?v=
pub async fn show(visit: Visit, Code(code): Code) -> Reply {
    let text = chosen(&visit, &code).await?;
    let published = crate::process_version(&visit.app, text.id).await?;
    let definition = &published.definition;
    let versions = PROCESSES.all_of(&visit.app, &code).await?;
    let mut page = visit.page("Quy trình điện tử");
    page.title = definition.name.clone();
    visit.html(&Show {
        page,
        name: definition.name.clone(),
        number: text.number,
        steps: steps(definition),
        total: hours(definition.total_minutes()),
        versions: versions.iter().map(|t| (t.number, short(t.published_at), t.number == text.number)).collect(),
        users: users(&visit, &code, definition.total_minutes()).await?,
        code,
    })
}

/// GET /processes/{code}/export.bpmn?v=
pub async fn export(visit: Visit, Code(code): Code) -> Reply {
    let text = chosen(&visit, &code).await?;
    let published = crate::process_version(&visit.app, text.id).await?;
    let name = format!("attachment; filename=\"{code}-v{}.bpmn\"", text.number);
    let headers =
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, process::export(&published.definition)).into_response())
}

/// POST /catalogue/{code}/process
pub async fn assign(visit: Visit, Code(code): Code, posted: Posted) -> Reply {
    flows::assign(&visit.app, (&code, posted.get("process")), visit.actor()?.by()).await?;
    let told = visit.lang.t("Đã gán quy trình; hồ sơ tiếp nhận từ nay chạy quy trình này.");
    Ok(visit.done(&format!("/catalogue/{code}"), told))
}
