//! The OpenAPI document of all modules, served where programs look for it; and the health page.

use axum::Json;
use axum::extract::State;
use platform::web::{Access, Failure, Routes};
use platform::{App, Module};
use utoipa::OpenApi as _;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// The document: every module's part merged.
pub fn document() -> OpenApi {
    let info = InfoBuilder::new().title("motcua").version(env!("CARGO_PKG_VERSION")).build();
    let mut all = OpenApiBuilder::new().info(info).build();
    for part in [people::api(), catalogue::api(), cases::api(), Own::openapi()] {
        all.merge(part);
    }
    all
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, description = "This document")))]
async fn serve() -> Json<OpenApi> {
    Json(document())
}

/// Whether the service answers and on what it runs.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct Health {
    database: &'static str,
    version: &'static str,
}

#[utoipa::path(get, path = "/api/v1/health", responses((status = 200, body = Health), (status = 503, body = platform::web::Problem)))]
async fn health(State(app): State<App>) -> Result<Json<Health>, Failure> {
    app.db().first::<(i64,)>("SELECT COUNT(*) FROM schema_migrations", vec![]).await?;
    Ok(Json(Health { database: app.db().kind(), version: env!("CARGO_PKG_VERSION") }))
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(serve, health))]
struct Own;

/// The module for the application's list.
pub fn module() -> Module {
    let routes =
        Routes::new().get("/api/v1/openapi.json", Access::Public, serve).get("/api/v1/health", Access::Public, health);
    Module { name: "openapi", routes, ..Module::default() }
}
