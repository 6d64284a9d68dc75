//! Every message a form gives, in Vietnamese and English: what is wrong and what to do about it.
//! A field may bring its own words for a rule; these are the words when it does not.

use crate::model::{Field, Kind, Label};
use crate::schema::Violation;
use crate::text::lower_first;

fn say(label: &Label, vi: impl FnOnce(String) -> String, en: impl FnOnce(String) -> String) -> Label {
    Label::new(vi(lower_first(&label.vi)), en(lower_first(&label.en)))
}

pub(crate) fn yes_no(yes: bool) -> Label {
    if yes { Label::new("Có", "Yes") } else { Label::new("Không", "No") }
}

pub(crate) fn required(field: &Field) -> Label {
    let label = &field.label;
    match field.kind {
        Kind::Choice | Kind::Select | Kind::YesNo | Kind::Many => {
            say(label, |l| format!("Chọn {l}"), |l| format!("Select {l}"))
        }
        Kind::File => say(label, |l| format!("Đính kèm tệp {l}"), |l| format!("Attach {l}")),
        Kind::Rows => {
            say(label, |l| format!("Khai ít nhất một dòng ở phần {l}"), |l| format!("Fill in at least one row of {l}"))
        }
        Kind::Declaration => tick(label),
        _ => say(label, |l| format!("Nhập {l}"), |l| format!("Enter {l}")),
    }
}

pub(crate) fn tick(label: &Label) -> Label {
    Label::new(
        format!("Đánh dấu vào ô cam đoan “{}” để tiếp tục", label.vi),
        format!("Tick the declaration “{}” to continue", label.en),
    )
}

pub(crate) fn not_integer(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} là số nguyên, ví dụ 12 hoặc 1.234"),
        |l| format!("Enter {l} as a whole number, such as 12 or 1.234"),
    )
}

pub(crate) fn not_number(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} là số, ví dụ 8,5 hoặc 1.234,5"),
        |l| format!("Enter {l} as a number, such as 8,5 or 1.234,5"),
    )
}

pub(crate) fn not_money(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} bằng số tiền đồng, không có phần lẻ, ví dụ 1.500.000"),
        |l| format!("Enter {l} in whole đồng, such as 1.500.000"),
    )
}

pub(crate) fn not_date(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} là ngày có thật theo thứ tự ngày, tháng, năm, ví dụ 7 02 2024"),
        |l| format!("Enter {l} as a real day in the order day, month, year, such as 7 02 2024"),
    )
}

/// Which boxes of a date are still empty; `None` when none is.
pub(crate) fn missing_date_part(label: &Label, parts: [&str; 3]) -> Option<Label> {
    let names = [("ngày", "day"), ("tháng", "month"), ("năm", "year")];
    let missing: Vec<_> = names.iter().zip(parts).filter(|(_, text)| text.is_empty()).map(|(name, _)| *name).collect();
    let join = |pick: fn(&(&'static str, &'static str)) -> &'static str, joint: &str| {
        missing.iter().map(pick).collect::<Vec<_>>().join(joint)
    };
    (!missing.is_empty()).then(|| {
        say(
            label,
            |l| format!("Nhập thêm {} cho {l}", join(|n| n.0, " và ")),
            |l| format!("Enter the {} of {l} as well", join(|n| n.1, " and the ")),
        )
    })
}

pub(crate) fn not_an_option(label: &Label) -> Label {
    say(label, |l| format!("Chọn {l} trong danh sách"), |l| format!("Select {l} from the list"))
}

pub(crate) fn not_personal_number(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} đủ 12 chữ số như trên thẻ căn cước"),
        |l| format!("Enter {l} with all 12 digits as on the identity card"),
    )
}

pub(crate) fn not_tax_code(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} đúng 10 hoặc 13 chữ số như trên giấy chứng nhận đăng ký"),
        |l| format!("Enter {l} with its 10 or 13 digits as on the registration certificate"),
    )
}

pub(crate) fn not_phone(label: &Label) -> Label {
    say(
        label,
        |l| format!("Nhập {l} của Việt Nam, ví dụ 0912 345 678"),
        |l| format!("Enter {l} as a Vietnamese number, such as 0912 345 678"),
    )
}

pub(crate) fn not_email(label: &Label) -> Label {
    say(label, |l| format!("Nhập {l} theo mẫu ten@tenmien.vn"), |l| format!("Enter {l} like name@example.vn"))
}

pub(crate) fn too_early(label: &Label, day: &str) -> Label {
    say(label, |l| format!("Nhập {l} từ ngày {day} trở về sau"), |l| format!("Enter {l} on or after {day}"))
}

pub(crate) fn too_late(label: &Label, day: &str) -> Label {
    say(label, |l| format!("Nhập {l} không muộn hơn ngày {day}"), |l| format!("Enter {l} no later than {day}"))
}

/// The message for a broken schema keyword.
pub(crate) fn violation(field: &Field, broken: &Violation) -> Label {
    let (label, limit) = (&field.label, &broken.limit);
    match broken.keyword {
        "required" => required(field),
        "minLength" => say(
            label,
            |l| format!("Nhập {l} dài ít nhất {limit} ký tự"),
            |l| format!("Enter {l} with at least {limit} characters"),
        ),
        "maxLength" => say(
            label,
            |l| format!("Rút ngắn {l} còn không quá {limit} ký tự"),
            |l| format!("Shorten {l} to no more than {limit} characters"),
        ),
        "minimum" => {
            say(label, |l| format!("Nhập {l} từ {limit} trở lên"), |l| format!("Enter {l} of {limit} or more"))
        }
        "maximum" => say(label, |l| format!("Nhập {l} không quá {limit}"), |l| format!("Enter {l} of {limit} or less")),
        "exclusiveMinimum" => {
            say(label, |l| format!("Nhập {l} lớn hơn {limit}"), |l| format!("Enter {l} greater than {limit}"))
        }
        "exclusiveMaximum" => {
            say(label, |l| format!("Nhập {l} nhỏ hơn {limit}"), |l| format!("Enter {l} less than {limit}"))
        }
        "multipleOf" => {
            say(label, |l| format!("Nhập {l} là bội số của {limit}"), |l| format!("Enter {l} as a multiple of {limit}"))
        }
        keyword => list_violation(field, keyword, limit),
    }
}

fn list_violation(field: &Field, keyword: &str, limit: &str) -> Label {
    let label = &field.label;
    match keyword {
        "minItems" => say(
            label,
            |l| format!("Cần ít nhất {limit} mục ở phần {l}; hãy thêm cho đủ"),
            |l| format!("Add entries to {l}: at least {limit} are needed"),
        ),
        "maxItems" => say(
            label,
            |l| format!("Bớt số mục ở phần {l} còn không quá {limit}"),
            |l| format!("Remove entries from {l}: no more than {limit} are allowed"),
        ),
        "uniqueItems" => {
            say(label, |l| format!("Bỏ mục bị trùng ở phần {l}"), |l| format!("Remove the repeated entries from {l}"))
        }
        "enum" => not_an_option(label),
        _ => say(
            label,
            |l| format!("Nhập lại {l} theo đúng hướng dẫn và ví dụ của ô này"),
            |l| format!("Enter {l} again, following the help and the example"),
        ),
    }
}

/// The parts of an address, as labels.
pub(crate) fn address_part(part: &str) -> Label {
    match part {
        "province" => Label::new("Tỉnh, thành phố", "Province or city"),
        "district" => Label::new("Quận, huyện, thị xã", "District"),
        "commune" => Label::new("Xã, phường, đặc khu", "Commune, ward or special zone"),
        _ => Label::new("Số nhà, đường, thôn, tổ dân phố", "House number, street, hamlet"),
    }
}

/// The words around the fields.
pub(crate) fn chrome(word: Word) -> Label {
    match word {
        Word::ErrorPrefix => Label::new("Lỗi:", "Error:"),
        Word::SummaryTitle => Label::new("Có nội dung cần sửa", "There is a problem"),
        Word::Optional => Label::new("(không bắt buộc)", "(optional)"),
        Word::Day => Label::new("Ngày", "Day"),
        Word::Month => Label::new("Tháng", "Month"),
        Word::Year => Label::new("Năm", "Year"),
        Word::Example => Label::new("Ví dụ:", "Example:"),
        Word::Choose => Label::new("Chọn", "Select"),
        Word::AddRow => Label::new("Thêm dòng", "Add a row"),
        Word::RemoveRow => Label::new("Xóa dòng", "Remove row"),
        Word::RemoveFile => Label::new("Bỏ tệp", "Remove file"),
        Word::OnlyWhen => Label::new("Chỉ khai khi", "Only when"),
        Word::Attached => Label::new("Tệp đã đính kèm", "Files attached"),
        Word::Continue => Label::new("Tiếp tục", "Continue"),
        Word::NotAnswered => Label::new("Không khai", "Not answered"),
        Word::Dong => Label::new("đồng", "đồng"),
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Word {
    ErrorPrefix,
    SummaryTitle,
    Optional,
    Day,
    Month,
    Year,
    Example,
    Choose,
    AddRow,
    RemoveRow,
    RemoveFile,
    OnlyWhen,
    Attached,
    Continue,
    NotAnswered,
    Dong,
}
