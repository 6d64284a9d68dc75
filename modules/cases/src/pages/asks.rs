//! What finishing a step asks of the person: a conclusion the process branches on, or the result when the process ends with it.

use platform::App;
use platform::web::Failure;

use crate::model::{Dossier, Task};

/// What a step asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks {
    /// Whether the dossier is eligible.
    pub eligible: bool,
    /// Number, date, signer of the result.
    pub outcome: bool,
    pub description: String,
}

/// What an open step asks for when it is finished.
pub async fn asks(app: &App, (d, task): (&Dossier, Option<&Task>)) -> Result<Asks, Failure> {
    let Some(task) = task else { return Ok(Asks::default()) };
    let Some(p) = crate::actions::process_of(app, d.case.process).await? else { return Ok(Asks::default()) };
    let paths = p.definition.paths();
    // A condition on "eligible" right after this step means the step decides it.
    let after = paths.iter().filter(|x| x.from == task.name || x.from == task.element);
    let eligible = after.clone().any(|x| {
        paths.iter().any(|y| y.from == x.to && y.condition.contains("điều kiện") || y.condition.contains("eligible"))
    });
    let description = p.definition.task(&task.element).and_then(|t| t.description.clone()).unwrap_or_default();
    Ok(Asks { eligible, outcome: ends(&p.definition, d, task), description })
}

/// Whether finishing the step ends the process, so that the result has to be entered with it.
fn ends(definition: &process::Definition, d: &Dossier, task: &Task) -> bool {
    let Some(instance) = &d.case.body.instance else { return false };
    let token = u32::try_from(task.token).unwrap_or_default();
    let signal = process::Signal::Complete { task: task.element.clone(), token };
    let data = serde_json::Value::Object(d.case.body.facts.clone());
    process::step(definition, instance, &signal, &data).is_ok_and(|(next, _)| next.ended())
}
