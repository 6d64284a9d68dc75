//! A running case goes over to another version of its process: chosen, seen before, each case by its own event. A step that is open
//! stays open, by the new version's name, role and hours; what the new version does not have refuses, with the step named.

use kernel::error::Refusal;
use process::Definition;
use serde_json::json;
use uuid::Uuid;

use super::{Deed, Ground, Notice, flow, needed, recount};
use crate::model::{Dossier, TaskKind};

/// The other version.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub id: Uuid,
    /// Its number, for the history.
    pub version: i64,
    pub definition: &'a Definition,
}

/// What is said when an approval names no basis.
pub const MIGRATION_BASIS: &str = "Nhập căn cứ chuyển (số, ngày quyết định phê duyệt quy trình mới).";

/// Moves a case to another version of its process.
///
/// # Errors
/// "closed" when it runs no more; "gone" when it stands where the other version has nothing; "basis" without a basis.
pub fn migrate(d: &mut Dossier, g: &mut Ground<'_>, (to, basis): (Target<'_>, &str)) -> Result<Deed, Refusal> {
    let basis = needed(basis, "basis", MIGRATION_BASIS)?;
    let (Some(from), Some(instance)) = (g.process, d.case.body.instance.as_ref()) else {
        return Err(Refusal::new("closed", "Hồ sơ không chạy theo quy trình điện tử nào nên không chuyển được."));
    };
    if d.case.status.closed() || d.case.finished_at.is_some() {
        return Err(Refusal::new("closed", "Hồ sơ đã giải quyết xong, không chuyển quy trình nữa."));
    }
    let moved = instance.migrate(from, to.definition).map_err(|ids| gone(from, &ids))?;
    d.case.body.instance = Some(moved);
    d.case.process = Some(to.id);
    let before = flow::Before::of(d);
    let mut told = vec![];
    for n in 0..d.tasks.len() {
        told.extend(step(d, g, (n, to.definition))?);
    }
    flow::handed(d, g, &before);
    flow::hold(d);
    let body = json!({ "version": to.version, "steps": told, "basis": basis });
    let mut deed = Deed::new("migrate", body);
    let text = format!("Hồ sơ chuyển sang phiên bản {} của quy trình", to.version);
    deed.notices.push(Notice { unit: d.case.unit, officer: d.case.officer, text });
    Ok(deed)
}

fn gone(from: &Definition, ids: &[String]) -> Refusal {
    let name = |id: &String| from.task(id).map_or(id.clone(), |t| t.name.clone());
    let names: Vec<String> = ids.iter().map(name).collect();
    Refusal::new(
        "gone",
        format!(
            "Hồ sơ đang ở “{}”, phiên bản mới không có bước này. Hoàn tất bước theo quy trình đang chạy rồi chuyển.",
            names.join("”, “")
        ),
    )
}

/// One open step by the new version; says what changed of it.
fn step(d: &mut Dossier, g: &Ground<'_>, (n, to): (usize, &Definition)) -> Result<Option<String>, Refusal> {
    let task = &d.tasks[n];
    if !task.open() || task.kind != TaskKind::Step {
        return Ok(None);
    }
    let Some(new) = to.task(&task.element) else { return Ok(None) };
    let role = new.role.clone().unwrap_or_else(|| "officer".into());
    let due_at = recount::step_due(d, g, (Some(to), task))?;
    let task = &mut d.tasks[n];
    let told = (task.name != new.name).then(|| format!("{} → {}", task.name, new.name));
    task.name.clone_from(&new.name);
    task.due_at = due_at;
    if task.role != role {
        task.unit = g.places.of(&role);
        task.officer = None;
        task.role = role;
    }
    Ok(told)
}
