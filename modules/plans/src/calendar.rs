//! Work as an iCalendar feed (RFC 5545): one whole-day entry on each due day, lines folded, texts escaped.

use kernel::time::Timestamp;

use crate::model::{Plan, Task, Work, date_of};

/// Text as a property's value.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], "\\n")
}

/// A line of at most 75 bytes, the rest on lines that begin with a space; letters are not cut.
fn fold(out: &mut String, line: &str) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

/// The calendar; `address` is where the work is shown, `now` stamps the entries.
pub fn calendar(all: &[(Plan, Task, Work)], (address, now): (&str, Timestamp)) -> String {
    let mut out = String::new();
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//motcua//plans//VI", "CALSCALE:GREGORIAN"];
    head.iter().for_each(|l| fold(&mut out, l));
    let stamp = now.to_string().chars().filter(|c| c.is_ascii_digit() || *c == 'T').collect::<String>();
    for (plan, task, work) in all {
        let Some(day) = date_of(work.due) else { continue };
        let next = day.tomorrow().unwrap_or(day);
        let date = |d: kernel::time::civil::Date| format!("{:04}{:02}{:02}", d.year(), d.month(), d.day());
        let place = crate::pages::place(plan, task);
        let text = [place.as_str(), work.body.period.as_str(), task.body.text.as_str()];
        let text = text.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}@motcua", work.id));
        fold(&mut out, &format!("DTSTAMP:{}Z", stamp.get(..15).unwrap_or("19700101T000000")));
        fold(&mut out, &format!("DTSTART;VALUE=DATE:{}", date(day)));
        fold(&mut out, &format!("DTEND;VALUE=DATE:{}", date(next)));
        fold(&mut out, &format!("SUMMARY:{}", escape(&text)));
        fold(&mut out, &format!("DESCRIPTION:{}", escape(&plan.title)));
        fold(&mut out, &format!("URL:{address}/plans/work/{}", work.id));
        fold(
            &mut out,
            &format!("STATUS:{}", if work.status == crate::Status::Accepted { "CONFIRMED" } else { "TENTATIVE" }),
        );
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
}
