//! Editing a form, for a designer page: every operation takes the form and gives a new sound one, or
//! refuses with the reason. The version number is raised by publishing, not by editing.

use kernel::error::Refusal;
use serde_json::{Map, Value, json};

use crate::compute::Expr;
use crate::condition::Condition;
use crate::model::{Choice, Field, Form, Group, Kind, Label, Layout, PageDef, Problem};
use crate::schema;

impl Form {
    /// A new form with one page, one group and the declaration every request ends with.
    pub fn blank(id: &str, title: Label) -> Result<Form, Refusal> {
        let words = Label::new(
            "Tôi cam đoan nội dung khai là đúng và chịu trách nhiệm trước pháp luật về nội dung đã khai",
            "I declare that what I have stated is true and answer for it before the law",
        );
        let declaration = Field { required: true, ..Field::new("declaration", Kind::Declaration, words) };
        let group = Group { title: Label::new("Cam đoan", "Declaration"), show_when: None, fields: vec![declaration] };
        let page = PageDef { title: title.clone(), groups: vec![group] };
        let form = Form {
            id: id.to_owned(),
            version: 1,
            title,
            schema: json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": { "declaration": { "type": "boolean", "const": true } },
                "required": ["declaration"],
            }),
            layout: Layout { pages: vec![page] },
            lists: None,
        };
        // Read back from text, so that the identifier is checked by the one check there is.
        Form::parse(&form.to_json()).map_err(refuse)
    }

    /// Adds a field after another (or first of all when `after` is empty), with the schema its kind
    /// needs and no limits yet.
    pub fn add_field(&self, after: &str, name: &str, (kind, label): (Kind, Label)) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let field = starting(name, kind, label);
        if self.field(name).is_some() {
            return Err(
                Refusal::new("form-name", format!("Biểu mẫu đã có trường “{name}”; hãy đặt tên khác.")).at(name)
            );
        }
        if after.is_empty() {
            let first = form.layout.pages.iter_mut().flat_map(|page| page.groups.iter_mut()).next();
            let first = first.ok_or_else(|| no_field(after))?;
            first.fields.insert(0, field.clone());
        } else {
            let (group, index) = form.place(after)?;
            group.fields.insert(index + 1, field.clone());
        }
        form.put_schema(&field, starting_schema(&field));
        form.sound()
    }

    /// Removes a field and its schema; refused while a condition or a sum still looks at it.
    pub fn remove_field(&self, name: &str) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let (group, index) = form.place(name)?;
        group.fields.remove(index);
        if let Some(properties) = form.properties() {
            properties.remove(name);
        }
        form.require(name, None);
        form.sound()
    }

    /// Moves a field one place up, into the group before when it is the first of its own.
    pub fn move_up(&self, name: &str) -> Result<Form, Refusal> {
        self.shift(name, -1)
    }

    /// Moves a field one place down, into the group after when it is the last of its own.
    pub fn move_down(&self, name: &str) -> Result<Form, Refusal> {
        self.shift(name, 1)
    }

    /// Changes the question.
    pub fn set_label(&self, name: &str, label: Label) -> Result<Form, Refusal> {
        self.change(name, |field| field.label = label)
    }

    /// Changes the help text; `None` removes it.
    pub fn set_help(&self, name: &str, help: Option<Label>) -> Result<Form, Refusal> {
        self.change(name, |field| field.help = help)
    }

    /// Makes an answer compulsory.
    pub fn set_required(&self, name: &str) -> Result<Form, Refusal> {
        self.change(name, |field| (field.required, field.required_when) = (true, None))
    }

    /// Leaves an answer to the person.
    pub fn set_optional(&self, name: &str) -> Result<Form, Refusal> {
        self.change(name, |field| (field.required, field.required_when) = (false, None))
    }

    /// Asks the field only when a condition holds; `None` asks it always.
    pub fn set_show_when(&self, name: &str, condition: Option<Condition>) -> Result<Form, Refusal> {
        self.change(name, |field| field.show_when = condition)
    }

    /// Links a field to the known fact that fills it in.
    pub fn set_source(&self, name: &str, source: Option<String>) -> Result<Form, Refusal> {
        self.change(name, |field| field.source = source)
    }

    /// Links a file field to a component of the dossier.
    pub fn set_component(&self, name: &str, component: Option<String>) -> Result<Form, Refusal> {
        self.change(name, |field| field.component = component)
    }

    /// Changes how a computed field is computed.
    pub fn set_expression(&self, name: &str, text: &str) -> Result<Form, Refusal> {
        let expression = Expr::parse(text).map_err(|message| Refusal::new("form-expression", message).at(name))?;
        self.change(name, |field| field.expression = Some(expression))
    }

    /// Changes what may be chosen; the schema's list of values follows.
    pub fn set_options(&self, name: &str, options: Vec<Choice>) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let (group, index) = form.place(name)?;
        group.fields[index].options = options;
        let field = group.fields[index].clone();
        let mut schema = form.own_schema(&field);
        let values = json!(field.options.iter().map(|option| &option.value).collect::<Vec<_>>());
        let target = if field.kind == Kind::Many { "/items" } else { "" };
        if let Some(Value::Object(map)) = schema.pointer_mut(target) {
            map.insert("enum".to_owned(), values);
        }
        form.put_schema(&field, schema);
        form.sound()
    }

    /// Sets (or with `None` removes) one limit of a field: a schema keyword such as `maxLength`.
    pub fn set_limit(&self, name: &str, keyword: &str, limit: Option<Value>) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let (group, index) = form.place(name)?;
        let field = group.fields[index].clone();
        let mut schema = form.own_schema(&field);
        if let Some(map) = schema.as_object_mut() {
            match limit {
                Some(limit) => map.insert(keyword.to_owned(), limit),
                None => map.remove(keyword),
            };
        }
        form.put_schema(&field, schema);
        form.sound()
    }

    /// Adds a page with one group at the end; it needs a first field, as an empty page asks nothing.
    pub fn add_page(&self, title: Label, first: Field) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let group = Group { title: title.clone(), show_when: None, fields: vec![first.clone()] };
        form.layout.pages.push(PageDef { title, groups: vec![group] });
        form.put_schema(&first, starting_schema(&first));
        form.sound()
    }

    fn sound(self) -> Result<Form, Refusal> {
        let problems = schema::problems(&self.schema);
        if problems.is_empty() { self.synchronised().checked().map_err(refuse) } else { Err(refuse(problems)) }
    }

    /// The schema's `required` follows the layout.
    fn synchronised(mut self) -> Form {
        let always: Vec<(String, bool)> = self
            .fields()
            .filter(|(_, _, field)| !matches!(field.kind, Kind::Note | Kind::Computed))
            .map(|(_, group, field)| {
                (field.name.clone(), field.required && field.show_when.is_none() && group.show_when.is_none())
            })
            .collect();
        for (name, always) in always {
            self.require(&name, always.then_some(()));
        }
        self
    }

    fn require(&mut self, name: &str, wanted: Option<()>) {
        let Some(map) = self.schema.as_object_mut() else { return };
        let list = map.entry("required").or_insert_with(|| json!([]));
        let Some(list) = list.as_array_mut() else { return };
        let listed = list.iter().any(|item| item.as_str() == Some(name));
        match wanted {
            Some(()) if !listed => list.push(json!(name)),
            None => list.retain(|item| item.as_str() != Some(name)),
            _ => {}
        }
    }

    fn properties(&mut self) -> Option<&mut Map<String, Value>> {
        self.schema.get_mut("properties").and_then(Value::as_object_mut)
    }

    fn put_schema(&mut self, field: &Field, schema: Value) {
        if field.kind != Kind::Note
            && let Some(properties) = self.properties()
        {
            properties.insert(field.name.clone(), schema);
        }
    }

    /// The field's schema with its reference written out, since a definition is shared by others.
    fn own_schema(&self, field: &Field) -> Value {
        let found = self.schema_of(field, None).and_then(|found| schema::resolve(&self.schema, found));
        found.cloned().unwrap_or_else(|| starting_schema(field))
    }

    fn place(&mut self, name: &str) -> Result<(&mut Group, usize), Refusal> {
        let groups = self.layout.pages.iter_mut().flat_map(|page| page.groups.iter_mut());
        let mut places = groups.filter_map(|group| {
            let index = group.fields.iter().position(|field| field.name == name)?;
            Some((group, index))
        });
        places.next().ok_or_else(|| no_field(name))
    }

    fn change(&self, name: &str, edit: impl FnOnce(&mut Field)) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let (group, index) = form.place(name)?;
        edit(&mut group.fields[index]);
        form.sound()
    }

    fn shift(&self, name: &str, step: isize) -> Result<Form, Refusal> {
        let mut form = self.clone();
        let mut groups: Vec<&mut Group> =
            form.layout.pages.iter_mut().flat_map(|page| page.groups.iter_mut()).collect();
        let found = groups
            .iter()
            .enumerate()
            .find_map(|(g, group)| Some((g, group.fields.iter().position(|field| field.name == name)?)));
        let (g, index) = found.ok_or_else(|| no_field(name))?;
        let end = if step < 0 { index == 0 } else { index + 1 == groups[g].fields.len() };
        if !end {
            groups[g].fields.swap(index, index.saturating_add_signed(step));
            return form.sound();
        }
        let Some(other) = g.checked_add_signed(step).filter(|other| *other < groups.len()) else {
            let message = "Trường này đã ở đầu hoặc cuối biểu mẫu; không chuyển thêm được.";
            return Err(Refusal::new("form-move", message).at(name));
        };
        let field = groups[g].fields.remove(index);
        let at = if step < 0 { groups[other].fields.len() } else { 0 };
        groups[other].fields.insert(at, field);
        form.sound()
    }
}

fn no_field(name: &str) -> Refusal {
    Refusal::new("form-field", format!("Biểu mẫu không có trường “{name}”; hãy tải lại trang và chọn lại.")).at(name)
}

fn refuse(problems: Vec<Problem>) -> Refusal {
    let all: Vec<String> = problems.iter().take(3).map(ToString::to_string).collect();
    Refusal::new("form-unsound", format!("Không lưu được thay đổi: {}.", all.join("; ")))
}

/// A field of a kind with whatever that kind cannot be without; the designer then fills it in.
fn starting(name: &str, kind: Kind, label: Label) -> Field {
    let mut field = Field::new(name, kind, label);
    match kind {
        Kind::Choice | Kind::Select | Kind::Many => {
            let option = |n: u8| Choice {
                value: format!("option_{n}"),
                label: Label::new(format!("Lựa chọn {n}"), format!("Option {n}")),
            };
            field.options = vec![option(1), option(2)];
        }
        Kind::Rows => field.fields = vec![Field::new("name", Kind::Text, Label::new("Tên", "Name"))],
        Kind::Computed => field.expression = Expr::parse("0").ok(),
        Kind::Declaration => field.required = true,
        _ => {}
    }
    field
}

fn starting_schema(field: &Field) -> Value {
    let values: Vec<&String> = field.options.iter().map(|option| &option.value).collect();
    let text = json!({ "type": "string" });
    match field.kind {
        Kind::Integer | Kind::Money => json!({ "type": "integer" }),
        Kind::Number | Kind::Computed => json!({ "type": "number" }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Declaration => json!({ "type": "boolean", "const": true }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Email => json!({ "type": "string", "format": "email" }),
        Kind::Choice | Kind::Select => json!({ "type": "string", "enum": values }),
        Kind::Many => json!({ "type": "array", "items": { "type": "string", "enum": values }, "uniqueItems": true }),
        Kind::Address => json!({
            "type": "object",
            "properties": { "province": text, "district": text, "commune": text, "street": text },
            "required": ["province", "commune"],
        }),
        Kind::File => json!({
            "type": "array",
            "items": { "type": "object", "properties": { "id": text, "name": text }, "required": ["id"] },
        }),
        Kind::Rows => {
            let inner = field.fields.iter().filter(|inner| inner.kind != Kind::Note);
            let properties: Map<String, Value> = inner.map(|f| (f.name.clone(), starting_schema(f))).collect();
            json!({ "type": "array", "items": { "type": "object", "properties": properties } })
        }
        _ => text,
    }
}
