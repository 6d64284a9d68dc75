//! THE list: one line per module, and what is set up with them.

use std::path::Path;
use std::sync::Arc;

use kernel::time::Clock;
use platform::files::Files;
use platform::law::LawFiles;
use platform::web::Routes;
use platform::{App, Db, Module, Setup};

/// Every module, in the order their entries stand in the navigation; a person's work begins at the first entry they have.
pub fn all() -> Vec<Module> {
    vec![
        cases::module(),
        people::module(),
        plans::module(),
        reviews::module(),
        outreach::module(),
        inspections::module(),
        catalogue::module(),
        documents::module(),
        crate::openapi::module(),
    ]
}

/// Who is told when a publication decision takes effect or a process is published; told at least once, so safe to call twice.
fn listeners() -> Vec<catalogue::Listener> {
    vec![plans::listener()]
}

/// Where the application stands.
pub struct Place<'a> {
    pub folder: &'a Path,
    pub address: &'a str,
    /// Data is synthetic, and every page says so.
    pub demo: bool,
}

/// The application over a migrated database.
pub fn app(db: Db, clock: Arc<dyn Clock>, place: &Place<'_>) -> Result<(App, Routes), String> {
    let files = Files::open(place.folder.join("files")).map_err(|e| e.to_string())?;
    let own_law = place.folder.join("law");
    let law = if own_law.is_dir() {
        LawFiles::with_folder(&own_law).map_err(|e| e.to_string())?
    } else {
        LawFiles::built_in()
    };
    let setup =
        Setup { db, clock, law, files, address: place.address.to_owned(), demo: place.demo, session_minutes: 8 * 60 };
    let (app, routes) = App::new(setup, all());
    Ok((app, routes))
}

/// What every start checks and reads first, and who hears whom; a wrong file of law stops here with its place.
pub async fn start(app: &App) -> Result<(), String> {
    catalogue::listen(app, listeners());
    plans::ask(app, vec![reviews::source()]);
    plans::targets::measured_by(app, vec![reviews::meter()]);
    catalogue::start(app).map_err(|e| e.to_string())?;
    cases::start(app).map_err(|e| e.to_string())?;
    reviews::start(app).map_err(|e| e.to_string())?;
    plans::start(app).map_err(|e| e.to_string())?;
    outreach::start(app).map_err(|e| e.to_string())?;
    inspections::start(app).map_err(|e| e.to_string())?;
    people::start(app).await.map_err(|e| e.to_string())
}

/// The organisation and the catalogue that ship with the product; safe to repeat.
pub async fn install(app: &App) -> Result<(), String> {
    let organisation =
        app.law().get("organisation/nam-dinh.json").ok_or("law/organisation/nam-dinh.json is missing")?;
    people::install(app, organisation, app.now()).await.map_err(|e| e.to_string())?;
    catalogue::install(app, app.now(), platform::By::default()).await.map_err(|e| e.to_string())?;
    Ok(())
}
