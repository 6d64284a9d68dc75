//! The engine's own side of bench/process: the six-task file in memory, with its state saved at each step, and the
//! simulation of a million cases. One JSON object on standard output; `bench/process/run.sh` puts the peers beside it.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use process::simulate::{Arrivals, Scenario, Staff, simulate};
use process::{Definition, Instance, Runner, Signal, start, step};
use rusqlite::Connection;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Steps that share one commit, the same for all engines.
const BATCH: usize = 64;
const CONDITION: &str = "eligible = true";

/// Seconds of processor time of this process.
fn cpu() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanos: f64 = text.split_whitespace().next().ok_or("schedstat is empty")?.parse()?;
    Ok(nanos / 1e9)
}

/// Carries one case through; `saved` sees the instance after each step.
fn case(
    runner: &mut Runner<'_>,
    at: (&Definition, &Value),
    saved: &mut impl FnMut(&Instance) -> Outcome<()>,
) -> Outcome<()> {
    let (def, data) = at;
    let mut now = runner.start(None, data)?;
    saved(&now)?;
    while !now.ended() {
        let (token, _) = now.open_tasks(def).next().ok_or("no open task")?;
        runner.complete(&mut now, token, data)?;
        saved(&now)?;
    }
    Ok(())
}

/// The same through the functions that take and give values.
fn by_value((def, data): (&Definition, &Value)) -> Outcome<()> {
    let (mut now, _) = start(def, data)?;
    while !now.ended() {
        let (token, task) = now.open_tasks(def).next().map(|(t, d)| (t, d.id.clone())).ok_or("no open task")?;
        now = step(def, &now, &Signal::Complete { task, token }, data)?.0;
    }
    Ok(())
}

fn memory(at: (&Definition, &Value)) -> Outcome<Value> {
    let mut runner = Runner::new(at.0);
    let mut nothing = |_: &Instance| Ok(());
    let (count, mut best, mut values) = (300_000, f64::MAX, f64::MAX);
    // The best of three, as for the peers.
    for _ in 0..3 {
        let begin = cpu()?;
        for _ in 0..count {
            case(&mut runner, at, &mut nothing)?;
        }
        best = best.min(cpu()? - begin);
        let begin = cpu()?;
        for _ in 0..count {
            by_value(at)?;
        }
        values = values.min(cpu()? - begin);
    }
    let rate = |seconds: f64| f64::from(count) / seconds;
    Ok(json!({ "per_cpu_second": rate(best), "by_value_per_cpu_second": rate(values) }))
}

fn database(folder: &Path, name: &str) -> Outcome<Connection> {
    let path = folder.join(name);
    for ending in ["", "-wal", "-shm"] {
        // Whether an older file is there does not matter.
        drop(std::fs::remove_file(format!("{}{ending}", path.display())));
    }
    let db = Connection::open(path)?;
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE state (id INTEGER PRIMARY KEY, body TEXT NOT NULL);",
    )?;
    Ok(db)
}

const SAVE: &str = "INSERT INTO state (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body";

/// Writes what it is given, a batch to a commit.
struct Store<'a> {
    db: &'a Connection,
    statement: rusqlite::Statement<'a>,
    waiting: usize,
}

impl<'a> Store<'a> {
    fn new(db: &'a Connection) -> Outcome<Store<'a>> {
        db.execute_batch("BEGIN")?;
        Ok(Store { db, statement: db.prepare(SAVE)?, waiting: 0 })
    }

    fn save(&mut self, id: i64, body: &str) -> Outcome<()> {
        self.statement.execute((id, body))?;
        self.waiting += 1;
        if self.waiting == BATCH {
            self.db.execute_batch("COMMIT; BEGIN")?;
            self.waiting = 0;
        }
        Ok(())
    }
}

/// State saved at each step, then a bare loop that writes the same bytes. Both are timed by the wall clock and by the processor.
fn saved(at: (&Definition, &Value), folder: &Path) -> Outcome<Value> {
    let mut runner = Runner::new(at.0);
    let count = 10_000_i64;
    let mut written: Vec<(i64, String)> = vec![];
    let (mut ours, mut bare) = ((0.0, 0.0), (0.0, 0.0));
    // In turns, so that a slow moment of the disk meets both.
    for round in 0..5 {
        let db = database(folder, "ours.db")?;
        let mut store = Store::new(&db)?;
        written.clear();
        let (wall, begin) = (Instant::now(), cpu()?);
        for id in 0..count {
            case(&mut runner, at, &mut |now| {
                let body = serde_json::to_string(now)?;
                store.save(id, &body)
            })?;
        }
        let (w, c) = (wall.elapsed().as_secs_f64(), cpu()? - begin);
        for id in 0..count {
            case(&mut runner, at, &mut |now| {
                written.push((id, serde_json::to_string(now)?));
                Ok(())
            })?;
        }
        let db = database(folder, "bare.db")?;
        let mut store = Store::new(&db)?;
        let (wall, begin) = (Instant::now(), cpu()?);
        for (id, body) in &written {
            store.save(*id, body)?;
        }
        // The first round warms the disk and the caches.
        if round > 0 {
            ours = (ours.0 + w, ours.1 + c);
            bare = (bare.0 + wall.elapsed().as_secs_f64(), bare.1 + cpu()? - begin);
        }
    }
    let all = 4.0 * count as f64;
    let bytes: usize = written.iter().map(|w| w.1.len()).sum();
    let most = written.iter().map(|w| w.1.len()).max().unwrap_or(0);
    Ok(json!({
        "instances": all,
        "steps": 4 * written.len(),
        "batch": BATCH,
        "per_second": all / ours.0,
        "per_cpu_second": all / ours.1,
        "bare_per_second": all / bare.0,
        "bare_per_cpu_second": all / bare.1,
        "bytes_mean": bytes as f64 / written.len() as f64,
        "bytes_most": most,
    }))
}

fn simulation(root: &Path) -> Outcome<Value> {
    let def = std::fs::read_to_string(root.join("law/processes/generic-six-step.bpmn"))?;
    let def = process::parse(&def).map_err(|p| format!("{p:?}"))?;
    let mut files = vec![];
    for file in std::fs::read_dir(root.join("law/calendars"))? {
        let path = file?.path();
        files.push((path.display().to_string(), std::fs::read_to_string(&path)?));
    }
    let calendar = kernel::working_time::Calendar::from_files(files.iter().map(|(p, t)| (p.as_str(), t.as_str())))?;
    let people = [("clerk", 2_200), ("unit_head", 4_400), ("officer", 8_600), ("leader", 4_400), ("registry", 2_200)];
    let staff = |(role, people): (&str, u32)| Staff { role: role.into(), people, hours: vec![], away: vec![] };
    let scenario = Scenario {
        staff: people.into_iter().map(staff).collect(),
        replications: 1,
        ..Scenario::new(Arrivals::PerDay(4_100.0), jiff::civil::date(2024, 1, 2), 250)
    };
    let begin = cpu()?;
    let report = simulate(&def, &calendar, &scenario)?;
    let seconds = cpu()? - begin;
    let used: Vec<f64> = report.staff.iter().map(|s| s.used).collect();
    Ok(json!({ "cases": report.done, "arrived": report.arrived, "cpu_seconds": seconds, "used": used }))
}

fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join("bench/process/six-tasks.bpmn"))?;
    let def = process::parse(&text.replace("CONDITION", CONDITION)).map_err(|p| format!("{p:?}"))?;
    let data = json!({ "eligible": true });
    let folder = std::env::temp_dir().join("motcua-bench-process");
    std::fs::create_dir_all(&folder)?;
    let all = json!({
        "memory": memory((&def, &data))?,
        "saved": saved((&def, &data), &folder)?,
        "simulation": simulation(&root)?,
    });
    writeln!(std::io::stdout(), "{all}")?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
