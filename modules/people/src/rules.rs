//! What logins, names, passwords, absences and units must be: pure, with the reason and the remedy in words.

use kernel::error::Refusal;
use kernel::identifiers::AgencyCode;
use kernel::text::{fold, line};
use kernel::time::civil::Date;

use crate::model::UnitRow;

/// Failed sign-ins to one login before it is held.
pub const ATTEMPTS: i64 = 5;
/// Minutes a login is held, and minutes after which old failures are forgotten.
pub const HELD_MINUTES: i64 = 15;
/// Failed sign-ins from one address in the same time; offices share an address, so it is generous.
pub const ATTEMPTS_FROM: i64 = 60;
/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest password, in characters; longer ones only cost time.
const LONGEST: usize = 128;
/// The longest absence that one entry covers, in days.
const LONGEST_ABSENCE: i32 = 366;

/// A login: 2 to 40 of the letters a-z, digits, dot, hyphen, underscore; lower case.
///
/// # Errors
/// "login" at field `login`.
pub fn login(text: &str) -> Result<String, Refusal> {
    let login = text.trim().to_ascii_lowercase();
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'.' | b'-' | b'_');
    if (2..=40).contains(&login.len()) && login.bytes().all(fits) {
        return Ok(login);
    }
    let why = "Tên đăng nhập gồm 2 đến 40 ký tự: chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới. Nhập lại, ví dụ nguyen.van.an.";
    Err(Refusal::new("login", why).at("login"))
}

/// A text of one line that must be there, at a field with this label.
///
/// # Errors
/// "required" or "too-long" at the field.
pub fn words(text: &str, (field, label): (&str, &str), longest: usize) -> Result<String, Refusal> {
    let clean = line(text);
    if clean.is_empty() {
        return Err(Refusal::new("required", format!("{label} còn trống. Nhập {}.", label.to_lowercase())).at(field));
    }
    if clean.chars().count() > longest {
        let why = format!("{label} dài quá {longest} ký tự. Rút gọn rồi gửi lại.");
        return Err(Refusal::new("too-long", why).at(field));
    }
    Ok(clean)
}

/// A password worth keeping: long, not the login, not one character over and over.
///
/// # Errors
/// "password" at field `password`.
pub fn password(text: &str, login: &str) -> Result<(), Refusal> {
    let count = text.chars().count();
    let why = if count < SHORTEST {
        format!("Mật khẩu có ít nhất {SHORTEST} ký tự. Đặt mật khẩu dài hơn, ví dụ ghép vài từ dễ nhớ.")
    } else if count > LONGEST {
        format!("Mật khẩu dài quá {LONGEST} ký tự. Đặt mật khẩu ngắn hơn.")
    } else if login.len() > 3 && fold(text).contains(&fold(login)) {
        "Mật khẩu chứa tên đăng nhập. Đặt mật khẩu khác.".to_owned()
    } else if text.chars().collect::<std::collections::BTreeSet<_>>().len() < 5 {
        "Mật khẩu lặp lại quá ít ký tự khác nhau nên dễ đoán. Đặt mật khẩu khác.".to_owned()
    } else {
        return Ok(());
    };
    Err(Refusal::new("password", why).at("password"))
}

/// An absence: from a day to a later one, not over yet, with a reason.
///
/// # Errors
/// "absence" at the field.
pub fn absence((first, last): (Date, Date), today: Date) -> Result<(), Refusal> {
    if last < first {
        let why = "Ngày kết thúc trước ngày bắt đầu. Sửa lại một trong hai ngày.";
        return Err(Refusal::new("absence", why).at("last_day"));
    }
    if last < today {
        return Err(Refusal::new("absence", "Thời gian vắng mặt đã qua. Chọn ngày từ hôm nay trở đi.").at("last_day"));
    }
    let days = first.until(last).map(|s| s.get_days()).unwrap_or(i32::MAX);
    if days > LONGEST_ABSENCE {
        let why =
            "Thời gian vắng mặt dài quá một năm. Chia thành nhiều lần hoặc đề nghị quản trị viên điều chuyển vị trí.";
        return Err(Refusal::new("absence", why).at("last_day"));
    }
    Ok(())
}

/// Both shapes of an agency identifier typed in either; empty means none.
///
/// # Errors
/// "agency-code" at field `code`.
pub fn codes(text: &str) -> Result<(Option<String>, Option<String>), Refusal> {
    if text.trim().is_empty() {
        return Ok((None, None));
    }
    let code = AgencyCode::parse(text).map_err(|r| r.at("code"))?;
    let old = code.to_2016().ok().map(|c| c.as_str().to_owned());
    Ok((old, Some(code.to_2020().as_str().to_owned())))
}

/// A new dated row of a unit: its end is not before its beginning, and nothing succeeds itself.
///
/// # Errors
/// "unit-validity" or "unit-successor" at the field.
pub fn unit(row: &UnitRow) -> Result<(), Refusal> {
    // A row from the day after the end says only what follows; the end itself may lie before it.
    if row.number == 1 && row.valid_to.is_some_and(|to| to < row.valid_from) {
        let why = "Ngày hết hiệu lực trước ngày bắt đầu. Sửa lại một trong hai ngày.";
        return Err(Refusal::new("unit-validity", why).at("valid_to"));
    }
    if row.successor == Some(row.id) {
        let why = "Đơn vị kế thừa không thể là chính đơn vị này. Chọn đơn vị khác.";
        return Err(Refusal::new("unit-successor", why).at("successor"));
    }
    Ok(())
}

/// An address of this site to go on to; anything else becomes `otherwise`.
pub fn local_path<'a>(next: &'a str, otherwise: &'a str) -> &'a str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|b| b.is_ascii_graphic());
    if local { next } else { otherwise }
}
