//! A running case in another version of its process: open steps stay open, by the new names, roles and hours; what is gone refuses.

use process::Definition;
use uuid::Uuid;

use super::{LEADERS, OFFICER, Yard, refused};
use crate::rules::{self, Target};

fn version(change: impl Fn(&str) -> String) -> Definition {
    let law = platform::law::LawFiles::built_in();
    process::parse(&change(law.get("processes/generic-six-step.bpmn").unwrap())).unwrap()
}

fn target(definition: &Definition) -> Target<'_> {
    Target { id: Uuid::from_u128(99), version: 2, definition }
}

#[test]
fn an_open_step_goes_on_under_its_new_name_role_and_hours() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.finish(&mut d, "assign").unwrap();
    y.act(&mut d, |d, g| rules::claim(d, g, OFFICER)).unwrap();
    let before = d.clone();
    let step = d.step().unwrap().clone();
    assert_eq!(step.role, "officer");
    let new = version(|t| {
        let (head, tail) = t.split_once(&format!("id=\"{}\"", step.element)).unwrap();
        let tail = tail.replacen(&step.name, "Thẩm định theo quy trình mới", 1);
        let tail = tail.replacen("role=\"officer\"", "role=\"leader\"", 1);
        format!("{head}id=\"{}\"{tail}", step.element)
    });
    assert_eq!(refused(y.act(&mut d, |d, g| rules::migrate(d, g, (target(&new), " ")))), "required");
    let deed = y.act(&mut d, |d, g| rules::migrate(d, g, (target(&new), "QĐ 12/QĐ-UBND"))).unwrap();
    let moved = d.step().unwrap();
    assert_eq!((moved.id, moved.token, moved.opened_at), (step.id, step.token, step.opened_at), "the same work");
    assert_eq!((moved.name.as_str(), moved.unit, moved.officer), ("Thẩm định theo quy trình mới", LEADERS, None));
    assert_eq!((d.case.process, d.case.unit), (Some(Uuid::from_u128(99)), LEADERS), "held by who has the step");
    assert_eq!(d.case.body.transfers.len(), before.case.body.transfers.len() + 1, "and handed over");
    assert_eq!((d.case.due_at, deed.notices.len()), (before.case.due_at, 1), "the promise stays");
    // It runs on to its end in the new version.
    y.process = new;
    for step in ["appraise", "review", "sign", "issue"] {
        y.finish(&mut d, step).unwrap();
    }
    assert!(d.case.finished_at.is_some());
    assert_eq!(
        refused(y.act(&mut d, |d, g| rules::migrate(d, g, (target(&g.process.unwrap().clone()), "QĐ 13")))),
        "closed"
    );
}

#[test]
fn what_the_new_version_lacks_is_named_and_nothing_moves() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.finish(&mut d, "assign").unwrap();
    let before = d.clone();
    let element = d.step().unwrap().element.clone();
    let new =
        version(|t| t.replace(&format!("\"{element}\""), "\"other\"").replace(&format!(">{element}<"), ">other<"));
    let told = y.act(&mut d, |d, g| rules::migrate(d, g, (target(&new), "QĐ 12"))).unwrap_err();
    assert_eq!(told.code, "gone");
    assert!(told.message.contains(&before.step().unwrap().name), "{}", told.message);
    assert_eq!(d, before);
}
