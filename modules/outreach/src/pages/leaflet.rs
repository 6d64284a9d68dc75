//! Leaflets as downloads: of a published article, and of a procedure in force, as PDF or DOCX.

use axum::extract::{Path, Query};
use kernel::time::{Timestamp, local};
use output::paper::{Meta, Paper, docx, pdf};
use platform::web::{AgencyName, Failure, Reply, Visit, file, see_other};
use serde::Deserialize;

use super::id;
use crate::{actions, leaflet};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn missing() -> Failure {
    Failure::missing("Không có giấy tờ này")
}

/// Draws a leaflet; `at` is the time of the text it is made of, so the same text gives the same bytes.
async fn reply(name: &str, sheet: Paper, (title, author, at): (String, String, Timestamp)) -> Reply {
    let mime = match name {
        "to-roi.pdf" => "application/pdf",
        "to-roi.docx" => DOCX,
        _ => return Err(missing()),
    };
    let meta = Meta { title, author, created: local(at) };
    let draw = move || if mime == DOCX { docx(&sheet, &meta) } else { pdf(&sheet, &meta) };
    let made = tokio::task::spawn_blocking(draw).await.map_err(|e| Failure::Internal(e.to_string()))?;
    let bytes = made.map_err(|e| Failure::Internal(format!("leaflet: {e}")))?;
    Ok(file(bytes, (name, mime)))
}

/// GET /tin-tuc/{id}/to-roi.pdf and to-roi.docx
pub async fn article(v: Visit, Path((text, name)): Path<(String, String)>) -> Reply {
    let article = actions::public(&v.app, id(&text)?).await?;
    let public = article.public.ok_or_else(missing)?;
    let home = v.app.address().trim_end_matches('/');
    let page = format!("{home}/tin-tuc/{}", article.id);
    let sheet = leaflet::article(&public, &article.agency, (home, &page));
    reply(&name, sheet, (public.content.title, article.agency, public.at)).await
}

/// GET /to-roi/{code}/to-roi.pdf and to-roi.docx
pub async fn procedure(v: Visit, Path((code, name)): Path<(String, String)>) -> Reply {
    let version = catalogue::current(&v.app, &code).await?.ok_or_else(missing)?;
    let page = format!("{}/thu-tuc/{}", v.app.address().trim_end_matches('/'), version.parts.code);
    let issuer = v.app.kept::<AgencyName>().map_or_else(String::new, |a| a.0.clone());
    let sheet = leaflet::procedure(&version, &issuer, &page);
    reply(&name, sheet, (version.parts.name.clone(), issuer, version.published_at)).await
}

/// What leaflet is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    code: String,
}

/// GET /outreach/leaflet?code=: to the leaflet of a procedure, or back with what is wrong.
pub async fn find(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let code = kernel::text::line(&asked.code);
    match catalogue::current(&v.app, &code).await? {
        Some(version) => Ok(see_other(&format!("/to-roi/{}/to-roi.pdf", version.parts.code))),
        None => Ok(v.warn("/outreach", &v.lang.f("Không có thủ tục mã {} đang có hiệu lực.", &[&code]))),
    }
}
