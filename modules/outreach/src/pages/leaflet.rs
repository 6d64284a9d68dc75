//! The leaflet of a published article as a download: A4, PDF or DOCX.

use axum::extract::Path;
use kernel::time::local;
use output::paper::{Meta, docx, pdf};
use platform::web::{Failure, Reply, Visit, file};

use super::id;
use crate::actions;
use crate::leaflet::paper;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// GET /tin-tuc/{id}/to-roi.pdf and to-roi.docx
pub async fn leaflet(v: Visit, Path((text, name)): Path<(String, String)>) -> Reply {
    let missing = || Failure::missing("Không có giấy tờ này");
    let mime = match name.as_str() {
        "to-roi.pdf" => "application/pdf",
        "to-roi.docx" => DOCX,
        _ => return Err(missing()),
    };
    let article = actions::public(&v.app, id(&text)?).await?;
    let public = article.public.ok_or_else(missing)?;
    let address = format!("{}/tin-tuc/{}", v.app.address().trim_end_matches('/'), article.id);
    let sheet = paper(&public, &article.agency, &address);
    // The version's own time: the same version gives the same bytes.
    let meta = Meta { title: public.content.title, author: article.agency, created: local(public.at) };
    let draw = move || if mime == DOCX { docx(&sheet, &meta) } else { pdf(&sheet, &meta) };
    let made = tokio::task::spawn_blocking(draw).await.map_err(|e| Failure::Internal(e.to_string()))?;
    let bytes = made.map_err(|e| Failure::Internal(format!("leaflet: {e}")))?;
    Ok(file(bytes, (&name, mime)))
}
