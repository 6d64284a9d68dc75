//! A short test written as plain text ("? question", "* right answer", "- wrong answer"), asked through the form engine and
//! marked here.

use forms::{Answers, Form};
use kernel::error::Refusal;
use kernel::text::line;
use serde_json::{Map, Value, json};

/// The most questions of a test, and answers of a question.
const QUESTIONS: usize = 60;
const CHOICES: usize = 8;

/// A test ready to be asked.
#[derive(Debug, Clone)]
pub struct Quiz {
    pub form: Form,
    /// The right value of each field, in the order asked.
    key: Vec<(String, String)>,
}

#[derive(Default)]
struct Question {
    text: String,
    /// Answer and whether it is right.
    choices: Vec<(String, bool)>,
}

fn wrong(place: usize, told: &str) -> Refusal {
    Refusal::new("test", format!("Câu {place} của bài kiểm tra: {told}")).at("test")
}

fn questions(text: &str) -> Result<Vec<Question>, Refusal> {
    let mut all: Vec<Question> = vec![];
    for (n, raw) in text.lines().map(str::trim).enumerate().filter(|(_, l)| !l.is_empty()) {
        let mut chars = raw.chars();
        let mark = chars.next().unwrap_or_default();
        let words = line(chars.as_str());
        match (mark, all.last_mut()) {
            ('?', _) => all.push(Question { text: words, choices: vec![] }),
            ('*' | '-', Some(q)) => q.choices.push((words, mark == '*')),
            _ => {
                let told = format!(
                    "Dòng {} của bài kiểm tra cần bắt đầu bằng “?” (câu hỏi), “*” (đáp án đúng) hoặc “-” (đáp án sai), sau một dòng “?”.",
                    n + 1
                );
                return Err(Refusal::new("test", told).at("test"));
            }
        }
    }
    Ok(all)
}

fn check(all: &[Question]) -> Result<(), Refusal> {
    if all.is_empty() || all.len() > QUESTIONS {
        let told = format!("Bài kiểm tra có từ 1 đến {QUESTIONS} câu hỏi.");
        return Err(Refusal::new("test", told).at("test"));
    }
    for (n, q) in all.iter().enumerate() {
        if q.text.is_empty() || q.choices.iter().any(|c| c.0.is_empty()) {
            return Err(wrong(n + 1, "có dòng chưa có chữ."));
        }
        if q.choices.len() < 2 || q.choices.len() > CHOICES {
            return Err(wrong(n + 1, &format!("cần từ 2 đến {CHOICES} đáp án để chọn.")));
        }
        if q.choices.iter().filter(|c| c.1).count() != 1 {
            return Err(wrong(n + 1, "đánh dấu đúng một đáp án bằng “*”."));
        }
    }
    Ok(())
}

/// Reads a test.
///
/// # Errors
/// "test" with the line or question that is wrong.
pub fn parse(text: &str) -> Result<Quiz, Refusal> {
    let all = questions(text)?;
    check(&all)?;
    let (mut properties, mut names, mut fields, mut key) = (Map::new(), vec![], vec![], vec![]);
    for (n, q) in all.iter().enumerate() {
        let name = format!("q{}", n + 1);
        let values: Vec<String> = (1..=q.choices.len()).map(|c| format!("c{c}")).collect();
        let option = |(v, c): (&String, &(String, bool))| json!({ "value": v, "label": { "vi": c.0, "en": c.0 } });
        let options: Vec<Value> = values.iter().zip(&q.choices).map(option).collect();
        let title = format!("{}. {}", n + 1, q.text);
        fields.push(json!({
            "name": name, "kind": "choice", "required": true, "label": { "vi": title, "en": title }, "options": options
        }));
        let right = q.choices.iter().position(|c| c.1).and_then(|at| values.get(at).cloned());
        properties.insert(name.clone(), json!({ "type": "string", "enum": values }));
        key.push((name.clone(), right.unwrap_or_default()));
        names.push(name);
    }
    let title = json!({ "vi": "Bài kiểm tra", "en": "Test" });
    let file = json!({
        "id": "bai-kiem-tra", "version": 1, "title": title,
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object", "additionalProperties": false, "properties": properties, "required": names
        },
        "layout": { "pages": [{ "title": title, "groups": [{ "title": title, "fields": fields }] }] }
    });
    let read = Form::parse(&file.to_string());
    let form = read.map_err(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Refusal::new("test", told.join("; ")).at("test")
    })?;
    Ok(Quiz { form, key })
}

impl Quiz {
    /// How many questions it has.
    pub fn total(&self) -> i64 {
        i64::try_from(self.key.len()).unwrap_or(i64::MAX)
    }

    /// How many answers are right.
    pub fn right(&self, answers: &Answers) -> i64 {
        i64::try_from(self.key.iter().filter(|(name, value)| answers.text(name) == value).count()).unwrap_or(0)
    }
}
