//! The OpenAPI document of all modules, served where programs look for it; and the health page.

use axum::Json;
use axum::extract::State;
use platform::web::{Access, Failure, Routes};
use platform::{App, Module};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// The document: every module's part merged.
pub fn document() -> OpenApi {
    let info = InfoBuilder::new().title("motcua").version(env!("CARGO_PKG_VERSION")).build();
    let mut all = OpenApiBuilder::new().info(info).build();
    for part in [people::api(), catalogue::api(), cases::api()] {
        all.merge(part);
    }
    all
}

async fn serve() -> Json<OpenApi> {
    Json(document())
}

#[derive(serde::Serialize)]
struct Health {
    database: &'static str,
    version: &'static str,
}

async fn health(State(app): State<App>) -> Result<Json<Health>, Failure> {
    app.db().first::<(i64,)>("SELECT COUNT(*) FROM schema_migrations", vec![]).await?;
    Ok(Json(Health { database: app.db().kind(), version: env!("CARGO_PKG_VERSION") }))
}

/// The module for the application's list.
pub fn module() -> Module {
    let routes =
        Routes::new().get("/api/v1/openapi.json", Access::Public, serve).get("/api/v1/health", Access::Public, health);
    Module { name: "openapi", routes, ..Module::default() }
}
