//! Jobs: asked for in a batch, run once when due, tried again with growing pauses, never by two runners.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use uuid::Uuid;

use super::{app, at, each};
use crate::db::Changes;
use crate::jobs::{JobKind, later, run_due};
use crate::web::Failure;

fn counting(seen: &Arc<AtomicU32>, fails: u32) -> JobKind {
    let seen = seen.clone();
    JobKind::new("errand", move |_, payload| {
        let n = seen.fetch_add(1, Ordering::Relaxed);
        async move {
            assert_eq!(payload["for"], "ai đó");
            if n < fails { Err(Failure::Internal("the printer is off".into())) } else { Ok(()) }
        }
    })
}

async fn ask(app: &crate::App, id: u128, when: &str) {
    let mut changes = Changes::new();
    later(&mut changes, (Uuid::from_u128(id), "errand"), at(when), &serde_json::json!({ "for": "ai đó" }));
    app.db().commit(changes).await.unwrap();
}

#[tokio::test]
async fn a_job_runs_when_due_once_however_often_it_was_asked_for() {
    for t in each().await {
        let seen = Arc::new(AtomicU32::new(0));
        let (app, clock) = app(&t, vec![counting(&seen, 0)]);
        for _ in 0..2 {
            ask(&app, 1, "2024-03-04T09:00").await;
        }
        assert_eq!(run_due(&app).await.unwrap(), 0, "not yet");
        clock.set(at("2024-03-04T09:00"));
        assert_eq!(run_due(&app).await.unwrap(), 1, "{}", t.kind);
        assert_eq!(run_due(&app).await.unwrap(), 0, "{}", t.kind);
        assert_eq!(seen.load(Ordering::Relaxed), 1, "{}", t.kind);
    }
}

#[tokio::test]
async fn a_failed_job_keeps_its_reason_and_is_tried_again_later_and_later() {
    for t in each().await {
        let seen = Arc::new(AtomicU32::new(0));
        let (app, clock) = app(&t, vec![counting(&seen, 2)]);
        ask(&app, 1, "2024-03-04T08:00").await;
        assert_eq!(run_due(&app).await.unwrap(), 1);
        let why: (String,) = app.db().first("SELECT last_error FROM jobs", vec![]).await.unwrap().unwrap();
        assert!(why.0.contains("the printer is off"), "{}", why.0);
        clock.set(at("2024-03-04T08:01"));
        assert_eq!(run_due(&app).await.unwrap(), 0, "two minutes first");
        clock.set(at("2024-03-04T08:02"));
        assert_eq!(run_due(&app).await.unwrap(), 1);
        clock.set(at("2024-03-04T08:05"));
        assert_eq!(run_due(&app).await.unwrap(), 0, "then four");
        clock.set(at("2024-03-04T08:06"));
        assert_eq!(run_due(&app).await.unwrap(), 1);
        assert_eq!(seen.load(Ordering::Relaxed), 3, "{}", t.kind);
        clock.set(at("2024-04-04T08:00"));
        assert_eq!(run_due(&app).await.unwrap(), 0, "done is done");
    }
}

#[tokio::test]
async fn two_runners_never_run_the_same_job_and_a_dead_runner_s_job_is_taken_over() {
    for t in each().await {
        let seen = Arc::new(AtomicU32::new(0));
        let (app, clock) = app(&t, vec![counting(&seen, 0)]);
        for id in 1..=20 {
            ask(&app, id, "2024-03-04T08:00").await;
        }
        let (a, b) = tokio::join!(run_due(&app), run_due(&app));
        assert_eq!((a.unwrap() + b.unwrap(), seen.load(Ordering::Relaxed)), (20, 20), "{}", t.kind);
        ask(&app, 30, "2024-03-04T08:00").await;
        // A runner leased it and died.
        let leased = kernel::time::micros(at("2024-03-04T08:02"));
        app.db().script(&format!("UPDATE jobs SET locked_until = {leased} WHERE done_at IS NULL")).await.unwrap();
        assert_eq!(run_due(&app).await.unwrap(), 0);
        clock.set(at("2024-03-04T08:03"));
        assert_eq!(run_due(&app).await.unwrap(), 1, "{}", t.kind);
    }
}
