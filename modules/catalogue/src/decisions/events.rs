//! What other modules hear: a decision took effect, a process was published, a desk posted. Told by a job of the same batch, so nothing is
//! told that did not happen and nothing that happened goes unheard; a listener must therefore be safe to call twice.

use std::sync::Arc;

use platform::App;
use platform::db::Changes;
use platform::jobs;
use platform::web::{Boxed, Failure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::Dossier;

/// The job that tells listeners.
pub const EVENT: &str = "catalogue-event";

/// Something that happened in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happened {
    /// A publication decision took effect.
    InEffect {
        decision: Uuid,
        /// "list", "full", "internal", "process".
        kind: String,
        /// Number and title of the decision, in words for people.
        number: String,
        title: String,
        /// The codes of the procedures it names.
        codes: Vec<String>,
    },
    /// A version of a process was published.
    ProcessPublished {
        /// The code of the process.
        process: String,
        /// The id of the version, as cases pin it.
        version: Uuid,
        number: i64,
    },
    /// A desk posted a version and proved it; taking one down is not told.
    Posted {
        /// The desk.
        unit: Uuid,
        /// The code of the procedure and the number of its version.
        code: String,
        number: i64,
        /// What the desk shows of the procedure, as one record over time.
        record: Uuid,
    },
}

impl Happened {
    /// The event of a decision.
    pub fn of(d: &Dossier) -> Happened {
        Happened::InEffect {
            decision: d.decision.id,
            kind: d.decision.kind.slug().into(),
            number: d.decision.number.clone().unwrap_or_default(),
            title: d.decision.title.clone(),
            codes: d.items.iter().map(|i| i.code.clone()).collect(),
        }
    }
}

/// A listener.
pub type Listener = Arc<dyn Fn(App, Happened) -> Boxed<'static, Result<(), Failure>> + Send + Sync>;

struct Listeners(Vec<Listener>);

/// Sets who is told; called once, where the modules are listed.
pub fn listen(app: &App, listeners: Vec<Listener>) {
    app.keep(Arc::new(Listeners(listeners)));
}

/// Adds the telling to a batch.
pub fn tell(app: &App, changes: &mut Changes, happened: &Happened) {
    let payload = serde_json::to_value(happened).unwrap_or_default();
    jobs::later(changes, (app.new_id(), EVENT), app.now(), &payload);
}

/// The job of [`EVENT`]: every listener is asked; one that fails is asked again with the others.
pub async fn event_job(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let happened: Happened = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    let Some(all) = app.kept::<Listeners>() else { return Ok(()) };
    for listener in &all.0 {
        listener(app.clone(), happened.clone()).await?;
    }
    Ok(())
}
