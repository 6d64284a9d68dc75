//! Who does what in an agency: the desk, the room of a procedure's field, the leaders, the registry, from the tree of units
//! valid on the day.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use people::{Unit, UnitKind};
use platform::App;
use platform::web::Failure;
use uuid::Uuid;

use crate::law::law;
use crate::rules::Places;

/// The units valid on the local day of the application's clock.
pub async fn units(app: &App) -> Result<Vec<Unit>, Failure> {
    people::units(app, today(app)).await
}

/// The local day.
pub fn today(app: &App) -> Date {
    kernel::time::local(app.now()).date()
}

/// Agencies that take cases in: those with a desk of their own.
pub fn receiving(units: &[Unit]) -> Vec<&Unit> {
    let has_desk = |agency: &Unit| units.iter().any(|u| u.kind == UnitKind::Desk && u.agency == agency.id);
    units.iter().filter(|u| u.kind == UnitKind::Agency && has_desk(u)).collect()
}

/// The places of an agency for a procedure's field.
pub async fn places(app: &App, agency: Uuid, field: &str) -> Result<Places, Failure> {
    let units = people::units_kept(app, today(app)).await?;
    let law = law(app)?;
    let own = || units.iter().filter(|u| u.agency == agency);
    let Some(desk) = own().find(|u| u.kind == UnitKind::Desk) else {
        let refusal = Refusal::new(
            "desk",
            "Cơ quan này không có Bộ phận tiếp nhận và trả kết quả đang hoạt động. Chọn cơ quan khác.",
        );
        return Err(refusal.at("agency").into());
    };
    let short = |name: &str| own().find(|u| u.short.as_deref() == Some(name)).map(|u| u.id);
    let named = |part: &str| own().find(|u| kernel::text::fold(&u.name).contains(part)).map(|u| u.id);
    let office = short("VP Sở").or_else(|| named("van phong"));
    let partner = law.partner(field).and_then(|name| {
        let called = |u: &&Unit| u.short.as_deref() == Some(name) || u.name == name;
        units.iter().filter(|u| u.kind == UnitKind::Agency && u.agency != agency).find(called)
    });
    let room = law.room(field).and_then(short).or(office).unwrap_or(agency);
    Ok(Places {
        agency,
        desk: desk.id,
        room,
        leaders: named("lanh dao").unwrap_or(agency),
        registry: office.unwrap_or(desk.id),
        partner: partner.map_or(room, |u| u.id),
    })
}
