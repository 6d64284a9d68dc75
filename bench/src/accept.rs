//! Accepting dossiers: the product's whole action (load, decide, deadline, process, ledger, counters, one commit) beside a
//! loop of the bare driver that writes the same rows with the same statements, prepared, in the same batching.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cases::{Application, Incoming, Intake, Part, Person};
use clap::Args;
use kernel::working_time::Limit;
use motcua::say;
use platform::{App, By};
use uuid::Uuid;

use crate::bare;
use crate::fill::{self, stand};
use crate::measure::Timings;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// Số giao dịch mỗi bên
    #[arg(long, default_value_t = 20_000)]
    times: usize,
    /// Số quầy tiếp nhận cùng lúc
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Cơ sở dữ liệu rỗng cho sản phẩm (postgres://…); bỏ trống là tệp SQLite mới
    #[arg(long, requires = "bare")]
    db: Option<String>,
    /// Cơ sở dữ liệu rỗng cho vòng lặp trần (postgres://…)
    #[arg(long)]
    bare: Option<String>,
}

const PROCEDURE: &str = "1.005099";

struct Desk {
    app: App,
    agency: Uuid,
    clerk: Uuid,
    version: Uuid,
    process: Uuid,
}

impl Desk {
    async fn open(app: App) -> Result<Desk, String> {
        let words = |e: platform::web::Failure| e.to_string();
        let day = kernel::time::local(app.now()).date();
        let units = people::units(&app, day).await.map_err(words)?;
        let agency = cases::receiving(&units).first().map(|u| u.id).ok_or("không có cơ quan tiếp nhận")?;
        let clerks = people::holders(&app, agency, people::roles::CLERK).await.map_err(words)?;
        let clerk = clerks.first().map(|p| p.account).ok_or("không có công chức tiếp nhận")?;
        let version = catalogue::current(&app, PROCEDURE).await.map_err(words)?.ok_or("không có thủ tục")?.id;
        let process = catalogue::process_for(&app, PROCEDURE).await.map_err(words)?.id;
        Ok(Desk { app, agency, clerk, version, process })
    }

    async fn accept(&self, n: usize) -> Result<Uuid, String> {
        let part = |name: &str| Part { name: name.into(), originals: 1, ..Part::default() };
        let application = Application {
            id: self.app.new_id(),
            procedure: PROCEDURE.into(),
            version: self.version,
            process: Some(self.process),
            applicant: Person {
                name: format!("Nguyễn Văn Mẫu {n}"),
                phone: format!("09{n:08}"),
                address: "Số 1 đường Mẫu".into(),
                ..Person::default()
            },
            request: "Chuyển trường đối với học sinh tiểu học".into(),
            parts: vec![part("Đơn xin chuyển trường"), part("Học bạ")],
            sets: 1,
            ..Application::default()
        };
        let id = application.id;
        let outcome = Intake::Accept(Limit::working_days(5));
        let incoming = Incoming { agency: self.agency, application, outcome, draft: None };
        let by = By { account: Some(self.clerk), behalf: None };
        cases::take_in(&self.app, by, incoming).await.map_err(|e| e.to_string())?;
        Ok(id)
    }
}

async fn product(desk: Arc<Desk>, (times, clients): (usize, usize)) -> Result<(Timings, Vec<Uuid>), String> {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (desk, next) = (desk.clone(), next.clone());
        tasks.spawn(async move {
            let mut own: Vec<(Duration, Uuid)> = vec![];
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= times {
                    return Ok::<_, String>(own);
                }
                let one = Instant::now();
                let id = desk.accept(n).await?;
                own.push((one.elapsed(), id));
            }
        });
    }
    let mut all = vec![];
    while let Some(done) = tasks.join_next().await {
        all.extend(done.map_err(|e| e.to_string())??);
    }
    let elapsed = begun.elapsed();
    let (timings, mut ids): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    // The bare loop meets them in the order the product did: ids begin with their time.
    ids.sort_unstable();
    Ok((Timings::new(timings, elapsed), ids))
}

/// `bench accept`
pub async fn run(o: Options) -> Result<(), String> {
    let folder = fill::folder("accept")?;
    let stand = stand(&fill::database(o.db.as_ref(), &folder), folder.clone(), 0).await?;
    let desk = Arc::new(Desk::open(stand.app.clone()).await?);
    for n in 0..200 {
        desk.accept(n).await?;
    }
    let agency = desk.agency;
    let (ours, ids) = product(desk, (o.times, o.clients)).await?;
    say::line(&format!("sản phẩm, {}, {} quầy: {}", stand.app.db().kind(), o.clients, ours.told()));
    let batches = bare::batches(&stand.app, (agency, &ids)).await?;
    let statements: usize = batches.iter().map(Vec::len).sum();
    let target = fill::database(o.bare.as_ref(), &folder.join("bare"));
    std::fs::create_dir_all(folder.join("bare")).map_err(|e| e.to_string())?;
    let db = platform::Db::open(&target).await.map_err(|e| e.to_string())?;
    db.migrate().await.map_err(|e| e.to_string())?;
    let theirs = bare::run(&target, batches, o.clients).await?;
    say::line(&format!(
        "trình điều khiển trần, {:.1} câu lệnh mỗi giao dịch: {}",
        statements as f64 / ids.len() as f64,
        theirs.told()
    ));
    say::line(&format!("tỷ lệ: {:.0} %", 100.0 * ours.per_second() / theirs.per_second()));
    std::fs::remove_dir_all(&folder).map_err(|e| e.to_string())
}
