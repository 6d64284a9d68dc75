//! Due dates counted anew by another calendar: what changes and why, and nothing without approval.

use kernel::time::{from_micros, micros, short};
use kernel::working_time::Calendar;
use platform::law::LawFiles;

use super::{Yard, at, refused};
use crate::rules;

/// The calendar that ships with one more day off.
fn with_day_off(day: &str) -> Calendar {
    let law = LawFiles::built_in();
    let more = format!("\n[[day]]\ndate = \"{day}\"\nkind = \"holiday\"\nname = \"Ngày nghỉ thử\"\nmark = \"S\"\n");
    let files: Vec<(&str, String)> = law
        .under("calendars/")
        .map(|(p, t)| {
            (p, if p.ends_with(&format!("{}.toml", &day[..4])) { format!("{t}{more}") } else { t.to_owned() })
        })
        .collect();
    Calendar::from_files(files.iter().map(|(p, t)| (*p, t.as_str()))).unwrap()
}

fn differs(y: &Yard, d: &crate::Dossier) -> Option<rules::Recounted> {
    rules::recounted(d, (y.regime(), &y.calendar)).unwrap()
}

#[test]
fn a_new_day_off_moves_the_date_and_the_open_step_once_approved() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    assert_eq!(differs(&y, &d), None);
    let (due, step) = (d.case.due_at, d.step().unwrap().due_at);
    y.calendar = with_day_off("2024-03-12");
    y.now = at("2024-03-05T09:00");
    assert_eq!(differs(&y, &d), None, "the day lies behind the due date");
    y.calendar = with_day_off("2024-03-06");
    let found = differs(&y, &d).unwrap();
    assert_eq!((found.old, short(found.due).as_str()), (due, "08:00 12/03/2024"));
    assert!(found.why[0].contains("06/03/2024") && found.why[0].contains("Ngày nghỉ thử"), "{:?}", found.why);
    let wrong = from_micros(micros(found.due) + 60_000_000);
    assert_eq!(refused(y.act(&mut d, |d, g| rules::recount_due(d, g, (wrong, "Thông báo 1")))), "changed");
    assert_eq!(refused(y.act(&mut d, |d, g| rules::recount_due(d, g, (found.due, "..")))), "required");
    assert_eq!((d.case.due_at, d.step().unwrap().due_at), (due, step), "nothing moves without approval");
    let deed = y.act(&mut d, |d, g| rules::recount_due(d, g, (found.due, "Thông báo 1/TB"))).unwrap();
    assert_eq!((d.case.due_at, deed.notices.len()), (found.due, 1));
    assert_eq!(d.case.body.deadline.as_ref().unwrap().due, found.due);
    assert_eq!(d.step().unwrap().due_at, step, "its own time was over before that day");
    assert_eq!(refused(y.act(&mut d, |d, g| rules::recount_due(d, g, (found.due, "Thông báo 1/TB")))), "same");
}

#[test]
fn an_open_step_gets_its_own_time_and_what_was_stopped_by_the_new_calendar() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.act(&mut d, |d, g| rules::suspend(d, g, ("Chờ kết luận", "Khoản 3 Điều 19"))).unwrap();
    y.now = at("2024-03-06T08:00");
    y.act(&mut d, |d, g| rules::resume(d, g)).unwrap();
    let step = d.step().unwrap().due_at;
    y.calendar = with_day_off("2024-03-05");
    assert_eq!(differs(&y, &d), None, "a day stopped and off moves nothing more");
    let due = d.case.due_at;
    y.calendar = with_day_off("2024-03-06");
    let found = differs(&y, &d).unwrap();
    y.act(&mut d, |d, g| rules::recount_due(d, g, (found.due, "Thông báo 2/TB"))).unwrap();
    assert!(d.step().unwrap().due_at > step && d.case.due_at > due);
}

#[test]
fn what_is_decided_has_no_date_to_meet() {
    let mut y = Yard::six();
    let mut waiting = y.waiting();
    let mut done = y.accepted();
    for step in ["assign", "appraise", "review", "sign", "issue"] {
        y.finish(&mut done, step).unwrap();
    }
    y.calendar = with_day_off("2024-03-06");
    // Sent at 8:00, to be answered in eight working hours: before the next day begins.
    assert_eq!(differs(&y, &waiting), None);
    y.calendar = with_day_off("2024-03-05");
    assert_eq!(differs(&y, &done), None);
    let found = differs(&y, &waiting).unwrap();
    y.act(&mut waiting, |d, g| rules::recount_due(d, g, (found.due, "Thông báo 1/TB"))).unwrap();
    assert_eq!(waiting.case.due_at, found.due);
}
