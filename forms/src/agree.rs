//! Whether schema and layout of a form speak of the same thing: every field in both, types that
//! match, options that match, conditions and sums that refer to fields that exist, and no circle.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::compute::Refers;
use crate::condition::{Condition, Test};
use crate::model::{Field, Form, Kind, Label, Problem};
use crate::{schema, text};

const WIDTHS: [u8; 7] = [2, 3, 4, 5, 10, 20, 30];
const RULES: [&str; 18] = [
    "required",
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "not_before",
    "not_after",
];

/// Everything that does not agree.
pub(crate) fn problems(form: &Form) -> Vec<Problem> {
    let mut agree = Agree { form, found: Vec::new() };
    agree.pages();
    agree.properties(&form.schema, form.fields().map(|(_, _, field)| field).collect(), "/schema");
    if agree.found.is_empty() {
        agree.circles();
    }
    agree.found
}

struct Agree<'a> {
    form: &'a Form,
    found: Vec<Problem>,
}

impl<'a> Agree<'a> {
    fn note(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.found.push(Problem::new(place, message));
    }

    fn pages(&mut self) {
        let form = self.form;
        self.label("/title", &form.title);
        if form.fields().next().is_none() {
            self.note("/layout/pages", "biểu mẫu chưa có trường nào; hãy thêm ít nhất một trường");
        }
        let mut names = BTreeSet::new();
        for (p, page) in form.layout.pages.iter().enumerate() {
            self.label(&format!("/layout/pages/{p}/title"), &page.title);
            for (g, group) in page.groups.iter().enumerate() {
                let place = format!("/layout/pages/{p}/groups/{g}");
                self.label(&format!("{place}/title"), &group.title);
                self.condition(group.show_when.as_ref(), None, &format!("{place}/show_when"));
                for (f, field) in group.fields.iter().enumerate() {
                    let place = format!("{place}/fields/{f}");
                    self.unique(&mut names, field, &place);
                    self.field(field, (None, group.show_when.is_some()), &place);
                }
            }
        }
    }

    fn unique(&mut self, names: &mut BTreeSet<String>, field: &Field, place: &str) {
        if !text::is_name(&field.name) {
            let message = format!(
                "tên “{}” phải gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ; hãy đặt lại",
                field.name
            );
            self.note(format!("{place}/name"), message);
        }
        if !names.insert(field.name.clone()) {
            self.note(format!("{place}/name"), format!("tên “{}” bị trùng; hãy đặt tên khác", field.name));
        }
    }

    fn label(&mut self, place: &str, label: &Label) {
        if label.vi.trim().is_empty() || label.en.trim().is_empty() {
            self.note(place, "thiếu chữ tiếng Việt hoặc tiếng Anh; hãy điền cả hai");
        }
    }

    fn field(&mut self, field: &'a Field, (rows, hidden): (Option<&'a Field>, bool), place: &str) {
        self.label(&format!("{place}/label"), &field.label);
        self.condition(field.show_when.as_ref(), rows, &format!("{place}/show_when"));
        self.condition(field.required_when.as_ref(), rows, &format!("{place}/required_when"));
        self.details(field, place);
        if field.kind != Kind::Note {
            self.schema(field, rows, place);
        }
        if field.required && field.required_when.is_some() {
            self.note(
                format!("{place}/required_when"),
                "đã bắt buộc thì không cần điều kiện bắt buộc; hãy bỏ một trong hai",
            );
        }
        let always = field.required && field.show_when.is_none() && !hidden;
        self.required(field, (rows, always), place);
        let mut names = BTreeSet::new();
        for (i, inner) in field.fields.iter().enumerate() {
            let place = format!("{place}/fields/{i}");
            self.unique(&mut names, inner, &place);
            if inner.kind == Kind::Rows {
                self.note(&place, "nhóm lặp không được nằm trong nhóm lặp khác; hãy tách thành hai nhóm");
            }
            self.field(inner, (Some(field), false), &place);
        }
    }

    fn details(&mut self, field: &Field, place: &str) {
        let has_options = matches!(field.kind, Kind::Choice | Kind::Select | Kind::Many);
        if has_options == field.options.is_empty() {
            self.note(
                format!("{place}/options"),
                "chỉ và luôn trường choice, select, many có danh sách options; hãy sửa lại",
            );
        }
        for (i, option) in field.options.iter().enumerate() {
            self.label(&format!("{place}/options/{i}/label"), &option.label);
        }
        if (field.kind == Kind::Rows) == field.fields.is_empty() {
            self.note(format!("{place}/fields"), "chỉ và luôn nhóm lặp (rows) có danh sách fields; hãy sửa lại");
        }
        if (field.kind == Kind::Computed) != field.expression.is_some() {
            self.note(format!("{place}/expression"), "chỉ và luôn trường computed có biểu thức; hãy sửa lại");
        }
        if field.kind != Kind::Date && (field.not_before.is_some() || field.not_after.is_some()) {
            self.note(place, "chỉ trường ngày mới có not_before, not_after; hãy bỏ đi");
        }
        if field.width.is_some_and(|width| !WIDTHS.contains(&width)) {
            self.note(format!("{place}/width"), "độ rộng phải là 2, 3, 4, 5, 10, 20 hoặc 30; hãy chọn lại");
        }
        for rule in field.messages.keys().filter(|rule| !RULES.contains(&rule.as_str())) {
            self.note(
                format!("{place}/messages/{rule}"),
                format!("không có quy tắc “{rule}”; dùng một trong: {}", RULES.join(", ")),
            );
        }
    }

    fn schema(&mut self, field: &Field, rows: Option<&Field>, place: &str) {
        let root = &self.form.schema;
        let found = self.form.schema_of(field, rows).and_then(|schema| schema::resolve(root, schema));
        let Some(schema) = found else {
            let message =
                format!("trường “{}” không có trong lược đồ; hãy thêm vào properties hoặc bỏ trường này", field.name);
            return self.note(place, message);
        };
        if let Some(message) = mismatch(field, schema, root) {
            self.note(place, format!("trường “{}”: {message}", field.name));
        }
        if field.kind == Kind::Rows
            && let Some(items) = schema.get("items").and_then(|items| schema::resolve(root, items))
        {
            self.properties(items, field.fields.iter().collect(), place);
        }
    }

    /// Every property must be asked by a field of the layout.
    fn properties(&mut self, object: &Value, fields: Vec<&Field>, place: &str) {
        for name in object.get("properties").and_then(Value::as_object).into_iter().flat_map(|map| map.keys()) {
            if !fields.iter().any(|field| field.name == *name && field.kind != Kind::Note) {
                let message = format!(
                    "lược đồ có “{name}” nhưng phần trình bày không có; hãy thêm trường hoặc bỏ thuộc tính này"
                );
                self.note(format!("{place}/properties/{name}"), message);
            }
        }
    }

    /// The schema's list of required properties says what is asked of everyone, always.
    fn required(&mut self, field: &Field, (rows, always): (Option<&Field>, bool), place: &str) {
        let root = &self.form.schema;
        let within = match rows {
            None => Some(root),
            Some(rows) => {
                self.form.schema_of(rows, None).and_then(|s| schema::resolve(root, s)).and_then(|s| s.get("items"))
            }
        };
        let list =
            within.and_then(|s| schema::resolve(root, s)).and_then(|s| s.get("required")).and_then(Value::as_array);
        let listed = list.is_some_and(|list| list.iter().any(|name| name.as_str() == Some(&field.name)));
        if listed && !always && field.kind != Kind::Computed {
            self.note(
                place,
                format!(
                    "“{}” bắt buộc trong lược đồ nhưng có lúc không được hỏi; hãy bỏ khỏi required của lược đồ",
                    field.name
                ),
            );
        }
        if always && !listed && field.kind != Kind::Note {
            self.note(
                place,
                format!("“{}” luôn bắt buộc nhưng thiếu trong required của lược đồ; hãy thêm vào", field.name),
            );
        }
    }

    fn target(&self, name: &str, rows: Option<&'a Field>) -> Option<&'a Field> {
        let inner = rows.and_then(|rows| rows.fields.iter().find(|field| field.name == name));
        inner.or_else(|| self.form.field(name))
    }

    fn condition(&mut self, condition: Option<&Condition>, rows: Option<&'a Field>, place: &str) {
        for (name, test) in condition.into_iter().flat_map(Condition::tests) {
            match self.target(name, rows) {
                None => self.note(place, format!("điều kiện nhắc tới “{name}” nhưng không có trường này; hãy sửa tên")),
                Some(field) => {
                    if !test_fits(field, test) {
                        let message = format!(
                            "điều kiện trên “{name}” dùng phép so hoặc giá trị mà trường này không có; hãy sửa lại"
                        );
                        self.note(place, message);
                    }
                }
            }
        }
    }

    /// Conditions and sums must not end where they began.
    fn circles(&mut self) {
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut broken = Vec::new();
        for (_, group, field) in self.form.fields() {
            let mut set = self.uses(field, None, &mut broken);
            set.extend(group.show_when.iter().flat_map(Condition::fields).map(str::to_owned));
            for inner in &field.fields {
                let key = format!("{}.{}", field.name, inner.name);
                let mut inner_set = self.uses(inner, Some(field), &mut broken);
                set.extend(inner_set.iter().filter(|name| !name.starts_with(&format!("{}.", field.name))).cloned());
                inner_set.insert(format!("{}?", field.name));
                uses.insert(key, inner_set);
            }
            uses.insert(format!("{}?", field.name), field_shown(field, group.show_when.as_ref()));
            uses.insert(field.name.clone(), set);
        }
        self.found.extend(broken);
        for name in uses.keys() {
            if reaches(&uses, name, name) {
                let name = name.trim_end_matches('?');
                self.found.push(Problem::new(
                    "/layout",
                    format!("điều kiện hoặc biểu thức của “{name}” quay vòng về chính nó; hãy bỏ một mắt xích"),
                ));
                return;
            }
        }
    }

    fn uses(&self, field: &'a Field, rows: Option<&'a Field>, broken: &mut Vec<Problem>) -> BTreeSet<String> {
        let qualify = |name: &str| match rows {
            Some(rows) if rows.fields.iter().any(|f| f.name == name) => format!("{}.{name}", rows.name),
            _ => name.to_owned(),
        };
        let mut set: BTreeSet<String> = field.show_when.iter().flat_map(Condition::fields).map(qualify).collect();
        for refers in field.expression.iter().flat_map(|expression| expression.refers()) {
            let (name, good) = match &refers {
                Refers::Number(name) => (qualify(name), self.target(name, rows).is_some_and(is_number)),
                Refers::Sum(list, inner) => {
                    let list = self.form.field(list).filter(|f| f.kind == Kind::Rows);
                    let cell = list.and_then(|l| l.fields.iter().find(|f| f.name == *inner));
                    (format!("{}.{inner}", list.map_or("", |l| &l.name)), cell.is_some_and(is_number))
                }
                Refers::Count(name) => {
                    let kinds = [Kind::Rows, Kind::Many, Kind::File];
                    (qualify(name), self.target(name, rows).is_some_and(|f| kinds.contains(&f.kind)))
                }
            };
            if !good {
                let message = format!(
                    "biểu thức của “{}” dùng {refers:?} nhưng không có trường số hoặc nhóm như vậy; hãy sửa tên",
                    field.name
                );
                broken.push(Problem::new("/layout", message));
            }
            set.insert(name);
        }
        set
    }
}

fn field_shown(field: &Field, group: Option<&Condition>) -> BTreeSet<String> {
    field.show_when.iter().chain(group).flat_map(Condition::fields).map(str::to_owned).collect()
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, Kind::Integer | Kind::Number | Kind::Money | Kind::Computed)
}

fn reaches(uses: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(name) = next.pop() {
        for used in uses.get(name).into_iter().flatten() {
            if used == to {
                return true;
            }
            if seen.insert(used.as_str()) {
                next.push(used);
            }
        }
    }
    false
}

fn test_fits(field: &Field, test: &Test) -> bool {
    let option = |value: &Value| match field.kind {
        Kind::YesNo | Kind::Declaration => value.is_boolean(),
        Kind::Choice | Kind::Select | Kind::Many => {
            value.as_str().is_some_and(|text| field.options.iter().any(|option| option.value == text))
        }
        Kind::Integer | Kind::Number | Kind::Money | Kind::Computed => value.is_number(),
        _ => value.is_string(),
    };
    match test {
        Test::Has(value) => field.kind == Kind::Many && option(value),
        Test::Is(value) | Test::IsNot(value) => field.kind != Kind::Many && option(value),
        Test::In(values) => field.kind != Kind::Many && values.iter().all(option),
        Test::AtLeast(_) | Test::AtMost(_) => is_number(field),
        Test::Filled | Test::Empty => field.kind != Kind::Note,
    }
}

/// Why a schema does not hold the values of a field of this kind; `None` when it does.
fn mismatch(field: &Field, schema: &Value, root: &Value) -> Option<String> {
    let is = |schema: &Value, wanted: &str| schema.get("type").and_then(Value::as_str) == Some(wanted);
    let items = || schema.get("items").and_then(|items| schema::resolve(root, items));
    let properties =
        |of: &Value, names: &[&str]| names.iter().all(|name| of.pointer(&format!("/properties/{name}")).is_some());
    let (good, wanted) = match field.kind {
        Kind::Integer | Kind::Money => (is(schema, "integer"), "type: integer"),
        Kind::Number => (is(schema, "number"), "type: number"),
        Kind::Computed => (is(schema, "number") || is(schema, "integer"), "type: number hoặc integer"),
        Kind::YesNo => (is(schema, "boolean"), "type: boolean"),
        Kind::Declaration => {
            (is(schema, "boolean") && schema.get("const") == Some(&Value::Bool(true)), "type: boolean, const: true")
        }
        Kind::Date => {
            (is(schema, "string") && schema.get("format") == Some(&Value::from("date")), "type: string, format: date")
        }
        Kind::Address => (
            is(schema, "object") && properties(schema, &["province", "district", "commune", "street"]),
            "type: object có province, district, commune, street",
        ),
        Kind::File => (
            is(schema, "array") && items().is_some_and(|i| is(i, "object") && properties(i, &["id", "name"])),
            "type: array, items: object có id, name",
        ),
        Kind::Rows => (is(schema, "array") && items().is_some_and(|i| is(i, "object")), "type: array, items: object"),
        Kind::Many => (
            is(schema, "array") && items().is_some_and(|i| options_match(field, i)),
            "type: array, items có enum trùng với options",
        ),
        Kind::Choice | Kind::Select => {
            (is(schema, "string") && options_match(field, schema), "type: string, enum trùng với options")
        }
        _ => (is(schema, "string"), "type: string"),
    };
    (!good).then(|| format!("lược đồ phải là {wanted}; hãy sửa lược đồ hoặc loại trường"))
}

fn options_match(field: &Field, schema: &Value) -> bool {
    let list = schema.get("enum").and_then(Value::as_array);
    let listed: Option<BTreeSet<&str>> = list.map(|list| list.iter().filter_map(Value::as_str).collect());
    listed == Some(field.options.iter().map(|option| option.value.as_str()).collect())
}
