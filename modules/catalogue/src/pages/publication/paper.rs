//! The papers of a decision as files: draft or signed decision, submission, control record, each as DOCX and PDF.

use std::collections::HashMap;

use output::paper::{docx, pdf};
use platform::web::{Failure, Reply, Visit, file};

use super::Within;
use crate::decisions::actions;
use crate::decisions::law::law;
use crate::decisions::model::Dossier;
use crate::decisions::papers::{self, Names, PaperKind};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// GET /publication/{id}/paper/{name}: "quyet-dinh.docx", "to-trinh.pdf", "phieu-kiem-soat.pdf".
pub async fn paper(visit: Visit, Within(id, asked): Within) -> Reply {
    let app = &visit.app;
    let missing = || Failure::missing("Không có văn bản này");
    let (stem, ending) = asked.rsplit_once('.').ok_or_else(missing)?;
    let kind = PaperKind::parse(stem).filter(|_| matches!(ending, "pdf" | "docx")).ok_or_else(missing)?;
    let (_, d) = actions::load(app, id).await?;
    let (law, today) = (law(app)?, crate::today(app));
    let newest = actions::bases(app, &d).await?;
    let names = names(&visit, &d).await?;
    let as_pdf = ending == "pdf";
    let bytes = tokio::task::spawn_blocking(move || {
        let ground = papers::Ground { law: &law, names: &names, newest: &newest, today };
        let (paper, meta) = (papers::paper(kind, &d, &ground), papers::meta(kind, &d, &ground));
        if as_pdf { pdf(&paper, &meta) } else { docx(&paper, &meta) }
    })
    .await
    .map_err(|e| Failure::Internal(e.to_string()))?
    .map_err(|e| Failure::Internal(format!("paper: {e}")))?;
    Ok(file(bytes, (&asked, if as_pdf { "application/pdf" } else { DOCX })))
}

async fn names(visit: &Visit, d: &Dossier) -> Result<Names, Failure> {
    let app = &visit.app;
    let on = d.decision.signed_on.unwrap_or(crate::today(app));
    let agency = people::unit_on(app, d.decision.body.agency, on).await?;
    let units = people::units(app, on).await?;
    let root = units.into_iter().find(|u| u.kind == people::UnitKind::Administration && u.parent.is_none());
    let mut people_names = HashMap::new();
    for id in d.decision.body.checks.iter().filter_map(|c| c.by) {
        people_names.insert(id, people::name_of(app, id).await?);
    }
    Ok(Names {
        province: root.map(|u| u.name).unwrap_or_default(),
        agency: agency.map(|u| u.name).unwrap_or_default(),
        people: people_names,
    })
}
