//! The ledger of a unit or account in plain words, newest first.

use kernel::time::short;
use platform::ledger::{self, Event};
use platform::web::{Failure, Visit};
use uuid::Uuid;

use crate::ADMINISTRATION;

/// One event as the timeline shows it.
pub struct Told {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

fn title(action: &str) -> &'static str {
    match action {
        "unit.created" => "Thêm đơn vị",
        "unit.changed" => "Ghi thay đổi của đơn vị",
        "account.created" => "Tạo tài khoản",
        "account.disabled" => "Khóa tài khoản",
        "account.enabled" => "Mở lại tài khoản",
        "account.password_reset" => "Đặt lại mật khẩu",
        "account.password_changed" => "Đổi mật khẩu",
        "account.totp_set" => "Bật xác thực hai lớp",
        "account.totp_removed" => "Tắt xác thực hai lớp",
        "account.held" => "Tạm khóa vì nhập sai nhiều lần",
        "post.given" => "Giao vị trí",
        "post.ended" => "Thôi giữ vị trí",
        "absence.recorded" => "Ghi vắng mặt và người làm thay",
        "absence.cancelled" => "Kết thúc vắng mặt",
        _ => "Thay đổi khác",
    }
}

/// The texts of an event's data that say something to a reader.
fn text(event: &Event) -> String {
    let data = event.data();
    let get = |name: &str| data.get(name).and_then(|v| v.as_str()).filter(|t| uuid::Uuid::parse_str(t).is_err());
    let names = ["name", "title", "login", "code", "reason", "first_day", "last_day", "valid_from", "valid_to", "to"];
    names.into_iter().filter_map(get).collect::<Vec<_>>().join(" · ")
}

/// The whole history of a record, newest first.
pub async fn history(visit: &Visit, record: Uuid) -> Result<Vec<Told>, Failure> {
    let mut told = vec![];
    for event in ledger::history(visit.app.db(), ADMINISTRATION, record).await?.into_iter().rev() {
        let by = match event.actor {
            Some(account) => crate::name_of(&visit.app, account).await?,
            None => visit.lang.t("Hệ thống").to_owned(),
        };
        let by = match event.behalf {
            Some(absent) => {
                format!("{by} ({} {})", visit.lang.t("làm thay"), crate::name_of(&visit.app, absent).await?)
            }
            None => by,
        };
        let title = visit.lang.t(title(&event.action)).to_owned();
        told.push(Told { title, at: short(event.time()), by, text: text(&event) });
    }
    Ok(told)
}
