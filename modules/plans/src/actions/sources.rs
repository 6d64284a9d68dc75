//! Where records come from that fulfil work: what the catalogue tells when it happens, and what every module that makes such
//! records is asked for when a plan is new or somebody wants to be sure.

use std::sync::Arc;

use catalogue::Published;
use kernel::time::{Timestamp, from_local};
use platform::App;
use platform::web::{Boxed, Failure};
use uuid::Uuid;

use super::hear::{Fulfilment, Maker, Span, Stage, fulfilled};
use crate::model::RecordLink;

/// Tells everything it has again, from a moment on, through [`fulfilled`]; answers how much work was touched.
pub type Source = Arc<dyn Fn(App, Timestamp) -> Boxed<'static, Result<usize, Failure>> + Send + Sync>;

struct Sources(Vec<Source>);

/// Sets who else is asked; called once, where the modules are listed.
pub fn ask(app: &App, sources: Vec<Source>) {
    app.keep(Arc::new(Sources(sources)));
}

/// The ear the catalogue tells: an approved process, a decision in effect, a posting moves the work on at once.
pub fn listener() -> catalogue::Listener {
    Arc::new(|app, happened| Box::pin(async move { heard(&app, happened).await.map(drop) }))
}

fn done(link: RecordLink, (maker, at): (Maker, Timestamp)) -> Fulfilment {
    Fulfilment { link, maker, span: Span::Since(at), stage: Stage::Done }
}

fn link(kind: &str, id: Uuid, (label, href): (String, String)) -> RecordLink {
    RecordLink { kind: kind.to_owned(), id, label, href }
}

async fn heard(app: &App, happened: catalogue::Happened) -> Result<usize, Failure> {
    use catalogue::Happened::{InEffect, Posted, ProcessPublished};
    match happened {
        // The same records as the hourly look finds, so that each counts once.
        InEffect { decision, codes, .. } => {
            let (_, d) = catalogue::decision(app, decision).await?;
            let mut touched = in_effect(app, &d.decision).await?;
            for code in codes {
                let newest = catalogue::versions(app, &code).await?.into_iter().next().map(|v| v.id);
                touched += version(app, (Published::Procedure, newest)).await?;
            }
            Ok(touched)
        }
        ProcessPublished { version: id, .. } => version(app, (Published::Process, Some(id))).await,
        Posted { unit, code, record, .. } => {
            let name = catalogue::current(app, &code).await?.map(|v| v.parts.name).unwrap_or_default();
            let href = format!("/publication/surfaces/{code}");
            let posted = link("posting", record, (format!("Niêm yết {code} {name}"), href));
            fulfilled(app, &done(posted, (Maker::Unit(unit), app.now()))).await
        }
    }
}

/// The kinds of records a decision in effect is.
fn kinds(kind: catalogue::DecisionKind) -> &'static [&'static str] {
    use catalogue::DecisionKind::{Full, Internal, List, Process};
    match kind {
        List | Full => &["publication-decision"],
        Internal => &["publication-decision", "internal-decision"],
        Process => &["process-decision"],
    }
}

async fn in_effect(app: &App, d: &catalogue::Decision) -> Result<usize, Failure> {
    let Some(at) = d.body.effect_at else { return Ok(0) };
    let label = format!("Quyết định số {}: {}", d.number.as_deref().unwrap_or_default(), d.title);
    let maker = |kind: &str| match kind {
        "internal-decision" if !d.body.unit.is_nil() => Maker::Unit(d.body.unit),
        _ if d.body.agency.is_nil() => Maker::Anyone,
        _ => Maker::Agency(d.body.agency),
    };
    let mut touched = 0;
    for kind in kinds(d.kind) {
        let record = link(kind, d.id, (label.clone(), format!("/publication/{}", d.id)));
        touched += fulfilled(app, &done(record, (maker(kind), at))).await?;
    }
    Ok(touched)
}

fn this_year(app: &App) -> Timestamp {
    from_local(kernel::time::civil::date(super::today(app).year(), 1, 1).at(0, 0, 0, 0))
}

async fn version(app: &App, (what, id): (Published, Option<Uuid>)) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(0) };
    match catalogue::published(app, (what, id)).await? {
        Some(p) => one(app, &p).await,
        None => Ok(0),
    }
}

/// A version is its publisher's agency's work; of an account nobody knows, everybody's.
async fn maker(app: &App, account: Uuid) -> Result<Maker, Failure> {
    match people::actor_for(app, account).await {
        Ok(actor) => Ok(Maker::Agency(actor.agency)),
        Err(Failure::NotFound(_)) => Ok(Maker::Anyone),
        Err(e) => Err(e),
    }
}

async fn one(app: &App, p: &catalogue::Publishing) -> Result<usize, Failure> {
    let (kind, href) = match p.what {
        Published::Procedure => ("procedure-version", format!("/catalogue/{}", p.code)),
        Published::Process => ("process-version", format!("/processes/{}?v={}", p.code, p.number)),
    };
    let label = format!("{} {}, phiên bản {}", p.what.label(), p.name, p.number);
    fulfilled(app, &done(link(kind, p.id, (label, href)), (maker(app, p.by).await?, p.at))).await
}

/// Holds what waits against everything the system produced since the year began: what a plan made later waits for may be
/// there already, and what could not be told when it happened is told now.
///
/// # Errors
/// The database cannot be read or written.
pub async fn hear(app: &App) -> Result<usize, Failure> {
    let from = this_year(app);
    let mut touched = 0;
    for p in catalogue::published_since(app, from).await? {
        touched += one(app, &p).await?;
    }
    for d in catalogue::decisions_since(app, from).await? {
        touched += in_effect(app, &d).await?;
    }
    if let Some(all) = app.kept::<Sources>() {
        for source in &all.0 {
            touched += source(app.clone(), from).await?;
        }
    }
    Ok(touched)
}
