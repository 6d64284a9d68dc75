//! Live counts for staff pages: the navigation's numbers, sent when they change.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::{Failure, visit};
use crate::{Actor, App};

const EVERY: Duration = Duration::from_secs(5);

fn counts(items: &[super::NavItem]) -> String {
    let map: serde_json::Map<String, serde_json::Value> =
        items.iter().filter_map(|i| Some((i.live.clone()?, i.count?.into()))).collect();
    serde_json::Value::Object(map).to_string()
}

pub(super) async fn live(State(app): State<App>, actor: Option<axum::Extension<Actor>>) -> Response {
    let Some(axum::Extension(actor)) = actor else {
        return Failure::forbidden().into_response();
    };
    let events = stream::unfold((app, actor, String::new(), true), |(app, actor, last, first)| async move {
        let mut first = first;
        loop {
            if !first {
                tokio::time::sleep(EVERY).await;
            }
            first = false;
            let now = counts(&visit::navigation(&app, &actor).await);
            if now != last {
                let event = Event::default().event("counts").data(now.clone());
                return Some((Ok::<_, Infallible>(event), (app, actor, now, false)));
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
