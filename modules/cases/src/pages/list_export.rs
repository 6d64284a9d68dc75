//! What a list shows, as a file: the same address with the same filters.

use axum::extract::Path;
use kernel::page::Cursor;
use kernel::time::local;
use output::sheet::{Cell, Column, Kind};
use platform::App;
use platform::web::{Failure, Reply, Visit};
use uuid::Uuid;

use super::asked;
use super::desk::warn_of;
use super::export::{self, Head, Rows};
use crate::law::law;
use crate::rules::Warn;
use crate::store::{self, Filter, Line};

const PAGE: i64 = 1000;

fn columns() -> Vec<Column> {
    let c = |title: &str, kind, width| Column::new(title, kind, width);
    vec![
        c("Mã hồ sơ", Kind::Text, 26),
        c("Mã thủ tục", Kind::Text, 12),
        c("Tên thủ tục hành chính", Kind::Text, 50),
        c("Lĩnh vực", Kind::Text, 24),
        c("Người nộp", Kind::Text, 28),
        c("Trạng thái", Kind::Text, 20),
        c("Cách nộp", Kind::Text, 16),
        c("Đơn vị đang giữ", Kind::Text, 28),
        c("Người xử lý", Kind::Text, 24),
        c("Nộp lúc", Kind::DateTime, 16),
        c("Tiếp nhận lúc", Kind::DateTime, 16),
        c("Hạn trả kết quả", Kind::DateTime, 16),
        c("Xử lý xong lúc", Kind::DateTime, 16),
        c("Quá hạn", Kind::Text, 10),
    ]
}

struct Listed {
    app: App,
    agency: Uuid,
    filter: Filter,
    /// Where the next page begins; none after the last.
    after: Option<Option<Cursor>>,
}

async fn cells(app: &App, l: Line) -> Result<Vec<Cell>, Failure> {
    let index = catalogue::all(app).await?;
    let law = law(app)?;
    let entry = index.entry(&l.procedure);
    let unit = people::unit(app, l.unit).await?.map(|u| u.name).unwrap_or_default();
    let officer = match l.officer {
        Some(id) => people::name_of(app, id).await?,
        None => String::new(),
    };
    let late = warn_of(&l, app.now(), &law) == Warn::Late || l.finished_at.is_some_and(|f| f > l.due_at);
    let text = |t: &str| Cell::Text(t.to_owned());
    let time = |t: Option<kernel::time::Timestamp>| t.map_or(Cell::Empty, |t| Cell::DateTime(local(t)));
    Ok(vec![
        text(&l.code),
        text(&l.procedure),
        text(entry.map_or("", |e| &e.name)),
        text(entry.and_then(|e| e.field.as_deref()).unwrap_or_default()),
        text(&l.applicant),
        text(l.status.label()),
        text(l.channel.label()),
        Cell::Text(unit),
        Cell::Text(officer),
        time(Some(l.submitted_at)),
        time(l.received_at),
        time(Some(l.due_at)),
        time(l.finished_at),
        text(if late { "Quá hạn" } else { "" }),
    ])
}

impl Rows for Listed {
    async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>, Failure> {
        let Some(after) = self.after else { return Ok(None) };
        let page = store::list(self.app.db(), self.agency, &self.filter, (after, PAGE)).await?;
        self.after = page.next.map(Some);
        let mut rows = Vec::with_capacity(page.items.len());
        for line in page.items {
            rows.push(cells(&self.app, line).await?);
        }
        Ok(Some(rows))
    }
}

/// GET /desk/cases/export/{format}
pub async fn file(v: Visit, Path(format): Path<String>) -> Reply {
    let actor = v.actor()?;
    let asked = asked::read(&v).await?;
    let mut filter = asked.filter;
    // Who may export only their own unit's cases gets those.
    if !actor.can_at("cases.export", &actor.agency_path) {
        filter.unit = Some(actor.unit);
    }
    let rows = Listed { app: v.app.clone(), agency: actor.agency, filter, after: Some(None) };
    let name = format!("ho-so-{}", local(v.app.now()).date());
    let head = Head { title: "Danh sách hồ sơ".into(), name, columns: columns() };
    match format.as_str() {
        "csv" => export::csv(head, rows).await,
        "xlsx" => export::xlsx(&v.app, head, rows).await,
        _ => Err(Failure::missing("Chỉ xuất được CSV và XLSX")),
    }
}
