//! Files of plans: the plan as DOCX, PDF, XLSX and text, evidence, calendars.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use kernel::time::local;
use output::paper::{Meta, docx, pdf};
use platform::web::{Failure, Reply, Visit, file};

use super::id;
use crate::export::{Layout, Sheet};
use crate::store;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// GET /plans/{id}/export/{docx|pdf|xlsx|txt}
pub async fn export(visit: Visit, Path((plan, kind)): Path<(String, String)>) -> Reply {
    let app = &visit.app;
    let plan = crate::plan(app, id(&plan)?).await?;
    let q = store::tasks(plan.id);
    let tasks: Vec<crate::Task> = app.db().all(q.sql, q.args).await?;
    let layout = Layout::from_law(app.law()).map_err(Failure::Internal)?;
    let own = people::unit_known(app, plan.unit).await?;
    let issuer = match &own {
        Some(u) => people::unit_known(app, u.agency).await?,
        None => None,
    };
    let upper = match issuer.as_ref().and_then(|u| u.parent) {
        Some(parent) => people::unit_known(app, parent).await?.map(|u| u.name).unwrap_or_default(),
        None => String::new(),
    };
    let issuer = issuer.map(|u| u.name).unwrap_or_default();
    let created = local(app.now());
    let name = format!("ke-hoach-{}.{kind}", plan.year);
    let drawn = move || {
        let sheet = Sheet { plan: &plan, tasks: &tasks, issuer: &issuer, upper: &upper };
        let meta = Meta { title: plan.title.clone(), author: issuer.clone(), created };
        match kind.as_str() {
            "docx" => docx(&layout.paper(&sheet), &meta).map(|b| (b, DOCX)),
            "pdf" => pdf(&layout.paper(&sheet), &meta).map(|b| (b, "application/pdf")),
            "xlsx" => output::sheet::xlsx(&layout.sheet(&sheet, created)).map(|b| (b, XLSX)),
            _ => Ok((layout.text(&sheet).into_bytes(), "text/plain; charset=utf-8")),
        }
    };
    let (bytes, mime) = tokio::task::spawn_blocking(drawn)
        .await
        .map_err(|e| Failure::Internal(e.to_string()))?
        .map_err(|e| Failure::Internal(format!("plan: {e}")))?;
    Ok(file(bytes, (&name, mime)))
}

/// GET /plans/work/{id}/evidence/{piece}/file
pub async fn evidence(visit: Visit, Path((work, piece)): Path<(String, String)>) -> Reply {
    let (loaded, work) = crate::load_work(&visit.app, id(&work)?).await?;
    let piece = id(&piece)?;
    let found = loaded.evidence.iter().find(|e| e.id == piece && e.work == work.id).and_then(|e| e.body.file.as_ref());
    let stored = found.ok_or_else(|| Failure::missing("Không có tệp này"))?;
    documents::send(&visit.app, stored).await
}

/// GET /plans/calendar/{secret}: the secret is the permission.
pub async fn calendar(visit: Visit, Path(secret): Path<String>) -> Reply {
    let secret = secret.trim_end_matches(".ics");
    let work = crate::feed_work(&visit.app, secret).await?;
    let text = crate::calendar::calendar(&work, (visit.app.address().trim_end_matches('/'), visit.app.now()));
    let headers =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, max-age=900")];
    Ok((headers, text).into_response())
}
