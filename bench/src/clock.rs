//! The due dates of a whole province's open cases counted anew, as when a calendar changes: every case with its own start, limit,
//! pauses and extension, on one core, in memory. What the counting finds is compared with the date the case carries.

use std::time::Instant;

use clap::Args;
use kernel::time::{Timestamp, from_micros, micros, parse_local};
use kernel::working_time::{Calendar, Counting, Extension, Limit, Pause, SupplementPolicy, due};
use motcua::say;
use platform::law::LawFiles;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// Số hồ sơ đang mở
    #[arg(long, default_value_t = 1_000_000)]
    cases: i64,
}

const MINUTE: i64 = 60_000_000;
const LIMITS: [i64; 8] = [1, 2, 3, 5, 7, 10, 15, 30];

fn later(t: Timestamp, minutes: i64) -> Timestamp {
    from_micros(micros(t) + minutes * MINUTE)
}

/// The nth case: starts spread over a year, one case in eight waits for a supplement, one in sixteen was extended.
fn case(first: Timestamp, n: i64) -> Counting {
    let start = later(first, n * 7919 % (365 * 24 * 60));
    let limit = LIMITS[usize::try_from(n % 8).unwrap_or_default()];
    let pause = |from: i64, to: i64| Pause {
        from: later(start, from),
        to: Some(later(start, to)),
        reason: "chờ bổ sung hồ sơ".into(),
    };
    let extension = || Extension { limit: Limit::working_days(3), reason: "phức tạp".into(), ordered_at: start };
    Counting {
        start,
        limit: if n % 5 == 0 { Limit::working_hours(4 * limit) } else { Limit::working_days(limit) },
        pauses: if n % 8 == 0 { vec![pause(1500, 9000)] } else { vec![] },
        extensions: if n % 16 == 0 { vec![extension()] } else { vec![] },
        supplement: SupplementPolicy::Pause,
        regime: "2025".into(),
    }
}

/// `bench clock`
pub fn run(o: &Options) -> Result<(), String> {
    let law = LawFiles::built_in();
    let calendar = Calendar::from_files(law.under("calendars/")).map_err(|e| e.to_string())?;
    let first = parse_local("2025-07-01T08:00").map_err(|r| r.message)?;
    let all: Vec<Counting> = (0..o.cases).map(|n| case(first, n)).collect();
    let begun = Instant::now();
    let mut dates = Vec::with_capacity(all.len());
    for c in &all {
        dates.push(due(&calendar, c).map_err(|r| r.message)?);
    }
    let took = begun.elapsed();
    let moved = all.iter().zip(&dates).filter(|(c, d)| **d <= c.start).count();
    if moved > 0 {
        return Err(format!("{moved} hạn không sau ngày tiếp nhận"));
    }
    say::line(&format!(
        "tính lại hạn của {} hồ sơ, một lõi: {:.2} s, {:.2} µs mỗi hồ sơ",
        o.cases,
        took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / o.cases as f64
    ));
    Ok(())
}
