//! One question of an e-form as the designer shows and changes it. Pure: a form and what was posted give a form or a reason.

use forms::{Choice, Condition, Field, Form, Kind, Label, Test};
use kernel::error::Refusal;
use kernel::text::line;
use platform::web::Posted;

pub struct PageView {
    pub title: String,
    pub groups: Vec<GroupView>,
}

pub struct GroupView {
    pub title: String,
    pub fields: Vec<FieldView>,
}

pub struct FieldView {
    pub name: String,
    pub kind: &'static str,
    pub vi: String,
    pub en: String,
    pub help_vi: String,
    pub help_en: String,
    pub required: bool,
    pub has_choices: bool,
    pub choices: String,
    pub file: bool,
    pub component: String,
    pub source: String,
    pub when_field: String,
    pub when_value: String,
    /// A condition the two boxes cannot show; it is edited in the source.
    pub when_other: String,
}

pub const KINDS: [(Kind, &str, &str); 21] = [
    (Kind::Text, "text", "Một dòng chữ"),
    (Kind::LongText, "long_text", "Nhiều dòng chữ"),
    (Kind::Integer, "integer", "Số nguyên"),
    (Kind::Number, "number", "Số thập phân"),
    (Kind::Money, "money", "Số tiền (đồng)"),
    (Kind::Date, "date", "Ngày"),
    (Kind::YesNo, "yes_no", "Có hoặc không"),
    (Kind::Choice, "choice", "Chọn một (nút tròn)"),
    (Kind::Select, "select", "Chọn một (danh sách)"),
    (Kind::Many, "many", "Chọn nhiều"),
    (Kind::PersonalNumber, "personal_number", "Số định danh cá nhân"),
    (Kind::TaxCode, "tax_code", "Mã số thuế"),
    (Kind::Phone, "phone", "Số điện thoại"),
    (Kind::Email, "email", "Thư điện tử"),
    (Kind::Address, "address", "Địa chỉ"),
    (Kind::PersonName, "person_name", "Họ và tên"),
    (Kind::File, "file", "Tệp đính kèm"),
    (Kind::Rows, "rows", "Nhóm lặp lại"),
    (Kind::Computed, "computed", "Tự tính"),
    (Kind::Note, "note", "Đoạn ghi chú"),
    (Kind::Declaration, "declaration", "Cam đoan"),
];

fn kind_label(kind: Kind) -> &'static str {
    KINDS.iter().find(|(k, _, _)| *k == kind).map_or("", |(_, _, label)| label)
}

pub fn field_view(f: &Field) -> FieldView {
    let (when_field, when_value, when_other) = match &f.show_when {
        None => (String::new(), String::new(), String::new()),
        Some(Condition::Field(name, Test::Is(serde_json::Value::String(value)))) => {
            (name.clone(), value.clone(), String::new())
        }
        Some(other) => (String::new(), String::new(), serde_json::Value::from(other.clone()).to_string()),
    };
    let choices: Vec<String> =
        f.options.iter().map(|o| format!("{} | {} | {}", o.value, o.label.vi, o.label.en)).collect();
    let help = f.help.clone().unwrap_or_default();
    FieldView {
        name: f.name.clone(),
        kind: kind_label(f.kind),
        vi: f.label.vi.clone(),
        en: f.label.en.clone(),
        help_vi: help.vi,
        help_en: help.en,
        required: f.required,
        has_choices: matches!(f.kind, Kind::Choice | Kind::Select | Kind::Many),
        choices: choices.join("\n"),
        file: f.kind == Kind::File,
        component: f.component.clone().unwrap_or_default(),
        source: f.source.clone().unwrap_or_default(),
        when_field,
        when_value,
        when_other,
    }
}

/// The form after one operation.
pub fn edited(form: &Form, op: &str, p: &Posted) -> Result<Form, Refusal> {
    let name = p.get("name");
    match op {
        "up" => form.move_up(name),
        "down" => form.move_down(name),
        "remove" => form.remove_field(name),
        "add" => {
            let kind = KINDS.iter().find(|(_, key, _)| *key == p.get("kind")).map(|(k, _, _)| *k);
            let kind =
                kind.ok_or_else(|| Refusal::new("kind", "Chưa chọn loại câu hỏi. Chọn một loại rồi thêm lại."))?;
            form.add_field(p.get("after"), name, (kind, label(p, ["vi", "en"])?))
        }
        "title" => {
            let mut form = form.clone();
            form.title = label(p, ["vi", "en"])?;
            Ok(form)
        }
        "edit" => edit_field(form, name, p),
        _ => Err(Refusal::new("op", "Không biết thao tác này. Tải lại trang rồi làm lại.")),
    }
}

fn label(p: &Posted, [vi, en]: [&str; 2]) -> Result<Label, Refusal> {
    let vi = line(p.get(vi));
    if vi.is_empty() {
        return Err(Refusal::new("label", "Chưa có câu hỏi bằng tiếng Việt. Nhập nội dung câu hỏi."));
    }
    let en = p.some(en).map_or_else(|| vi.clone(), line);
    Ok(Label::new(vi, en))
}

fn edit_field(form: &Form, name: &str, p: &Posted) -> Result<Form, Refusal> {
    let mut form = form.set_label(name, label(p, ["vi", "en"])?)?;
    let help = p.some("help_vi").map(|vi| Label::new(line(vi), p.some("help_en").map_or_else(|| line(vi), line)));
    form = form.set_help(name, help)?;
    let field = form.field(name).cloned().unwrap_or_else(|| Field::new(name, Kind::Note, Label::default()));
    // A question compulsory only under a condition stays so unless it is made compulsory always.
    if p.get("required") == "1" {
        form = form.set_required(name)?;
    } else if field.required {
        form = form.set_optional(name)?;
    }
    if p.has("choices") {
        form = form.set_options(name, choices(p.get("choices"))?)?;
    }
    if p.has("component") {
        form = form.set_component(name, p.some("component").map(line))?;
    }
    if p.has("source") {
        form = form.set_source(name, p.some("source").map(line))?;
    }
    if p.has("when_field") {
        let test = |value: &str| Test::Is(serde_json::Value::String(line(value)));
        let condition = p.some("when_field").map(|f| Condition::Field(f.to_owned(), test(p.get("when_value"))));
        form = form.set_show_when(name, condition)?;
    }
    Ok(form)
}

/// "value | Tiếng Việt | English", one choice a line.
fn choices(text: &str) -> Result<Vec<Choice>, Refusal> {
    let lines = text.lines().map(line).filter(|l| !l.is_empty());
    let all: Vec<Choice> = lines
        .map(|l| {
            let mut pieces = l.split('|').map(line);
            let value = pieces.next().unwrap_or_default();
            let vi = pieces.next().filter(|t| !t.is_empty()).unwrap_or_else(|| value.clone());
            let en = pieces.next().filter(|t| !t.is_empty()).unwrap_or_else(|| vi.clone());
            Choice { value, label: Label::new(vi, en) }
        })
        .collect();
    if all.is_empty() {
        return Err(Refusal::new("choices", "Câu hỏi chọn phải có ít nhất một lựa chọn. Ghi mỗi lựa chọn một dòng."));
    }
    Ok(all)
}
