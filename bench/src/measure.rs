//! Timings and how they are told: sorted once, percentiles by nearest rank, so a figure is one that really occurred.

use std::time::{Duration, Instant};

/// Timings of one kind of work.
pub struct Timings {
    sorted: Vec<Duration>,
    elapsed: Duration,
}

impl Timings {
    /// Takes timings in any order and the wall time they all took together.
    pub fn new(mut all: Vec<Duration>, elapsed: Duration) -> Timings {
        all.sort_unstable();
        Timings { sorted: all, elapsed }
    }

    pub fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The timing that `percent` of all do not exceed, in milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.sorted.len() * percent).div_ceil(100).clamp(1, self.sorted.len().max(1));
        self.sorted.get(rank - 1).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    }

    /// One line: rate and percentiles.
    pub fn told(&self) -> String {
        format!(
            "{:.0}/s, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms ({} lần)",
            self.per_second(),
            self.percentile(50),
            self.percentile(95),
            self.percentile(99),
            self.sorted.len()
        )
    }
}

/// Runs `work` again and again on `clients` tasks for `seconds`, after a warm-up of a fifth of it.
///
/// # Errors
/// The first failure of `work`.
pub async fn repeat<F, W>(clients: usize, seconds: u64, work: F) -> Result<Timings, String>
where
    F: Fn(usize) -> W + Send + Sync + 'static,
    W: Future<Output = Result<(), String>> + Send,
{
    let work = std::sync::Arc::new(work);
    let warm = Duration::from_secs(seconds) / 5;
    let mut all = vec![];
    let mut elapsed = Duration::ZERO;
    for phase in [warm, Duration::from_secs(seconds)] {
        all.clear();
        let begun = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..clients {
            let work = work.clone();
            tasks.spawn(async move {
                let mut own = vec![];
                while begun.elapsed() < phase {
                    let one = Instant::now();
                    work(client).await?;
                    own.push(one.elapsed());
                }
                Ok::<_, String>(own)
            });
        }
        while let Some(done) = tasks.join_next().await {
            all.extend(done.map_err(|e| e.to_string())??);
        }
        elapsed = begun.elapsed();
    }
    Ok(Timings::new(all, elapsed))
}
