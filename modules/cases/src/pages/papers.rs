//! Papers and files of a case.

use axum::extract::Path;
use documents::Format;
use platform::web::{Failure, Reply, Visit, file as download};

use crate::actions::Purpose;
use crate::model::CaseId;

/// GET /desk/cases/{id}/papers/{name}: "tiep-nhan.pdf", "kiem-soat.docx".
pub async fn paper(v: Visit, Path((id, name)): Path<(CaseId, String)>) -> Reply {
    let actor = v.actor()?;
    let (_, dossier) = crate::open(&v.app, actor, id).await?;
    let parsed = name.split_once('.').and_then(|(p, f)| Some((Purpose::parse(p)?, Format::parse(f)?)));
    let (purpose, format) = parsed.ok_or_else(|| Failure::missing("Không có giấy tờ này"))?;
    let bytes = crate::paper(&v.app, &dossier, (purpose, format)).await?;
    let name = format!("{}-{}.{}", purpose.word(), dossier.case.code, format.ending());
    Ok(download(bytes, (&name, format.mime())))
}

/// GET /desk/cases/{id}/files/{number}
pub async fn file(v: Visit, Path((id, number)): Path<(CaseId, usize)>) -> Reply {
    let actor = v.actor()?;
    let (_, dossier) = crate::open(&v.app, actor, id).await?;
    let part = dossier.case.body.parts.get(number).and_then(|p| p.file.as_ref());
    let stored = part.ok_or_else(|| Failure::missing("Hồ sơ không có tệp này"))?;
    documents::send(&v.app, stored).await
}

/// GET /desk/cases/{id}/before/{supplement}/{number}: a file as it was before a supplement replaced it.
pub async fn before(v: Visit, Path((id, supplement, number)): Path<(CaseId, usize, usize)>) -> Reply {
    let actor = v.actor()?;
    let (_, dossier) = crate::open(&v.app, actor, id).await?;
    let part = dossier.case.body.supplements.get(supplement).and_then(|s| s.before.get(number));
    let stored = part.and_then(|p| p.file.as_ref()).ok_or_else(|| Failure::missing("Hồ sơ không có tệp này"))?;
    documents::send(&v.app, stored).await
}

/// GET /desk/cases/{id}/result: the result as the office attached it.
pub async fn result(v: Visit, Path(id): Path<CaseId>) -> Reply {
    let actor = v.actor()?;
    let (_, dossier) = crate::open(&v.app, actor, id).await?;
    let stored = dossier.case.body.outcome.as_ref().and_then(|o| o.file.as_ref());
    documents::send(&v.app, stored.ok_or_else(|| Failure::missing("Hồ sơ chưa có tệp kết quả"))?).await
}
