//! A receipt as PDF/A, again and again on one core.

use std::time::Instant;

use cases::Purpose;
use clap::Args;
use documents::Format;
use motcua::say;
use platform::db::query;
use uuid::Uuid;

use crate::fill::{self, stand};
use crate::measure::Timings;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// Số lần vẽ
    #[arg(long, default_value_t = 300)]
    times: usize,
}

/// `bench paper`
pub async fn run(o: Options) -> Result<(), String> {
    let folder = fill::folder("paper")?;
    let stand = stand(&fill::database(None, &folder), folder, 40).await?;
    let words = |e: platform::web::Failure| e.to_string();
    let sql = "SELECT tenant_id, id FROM cases WHERE received_at IS NOT NULL ORDER BY id";
    let found = stand.app.db().load(vec![query(sql, vec![])]).await.map_err(|e| e.to_string())?;
    let places: Vec<(Uuid, Uuid)> =
        platform::db::rows(found.into_iter().flatten().collect()).map_err(|e| e.to_string())?;
    let mut dossiers = vec![];
    for (tenant, id) in places {
        dossiers.extend(cases::load(&stand.app, (tenant, cases::CaseId(id))).await.map_err(words)?.map(|(_, d)| d));
    }
    if dossiers.is_empty() {
        return Err("Không có hồ sơ đã tiếp nhận để vẽ giấy tiếp nhận.".into());
    }
    for format in [Format::Pdf, Format::Docx] {
        let mut all = vec![];
        let mut begun = Instant::now();
        for n in 0..o.times + o.times / 10 {
            if n == o.times / 10 {
                // The first tenth warms the fonts and the layout up.
                all.clear();
                begun = Instant::now();
            }
            let one = Instant::now();
            let d = &dossiers[n % dossiers.len()];
            cases::paper(&stand.app, d, (Purpose::Receipt, format)).await.map_err(words)?;
            all.push(one.elapsed());
        }
        say::line(&format!("giấy tiếp nhận {format:?}: {}", Timings::new(all, begun.elapsed()).told()));
    }
    std::fs::remove_dir_all(&stand.folder).map_err(|e| e.to_string())
}
