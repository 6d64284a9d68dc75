//! A record of the national database of procedures, with its own names (MATTHC, TRINHTUTHUCHIEN, CACHTHUCTHUCHIEN, …).
//! Time limit and fee stand there for each channel and situation.

use kernel::text::line;
use serde_json::{Map, Value};

use crate::model::{Case, Channel, ChannelTerm, Component, Fee, Parts};
use crate::rules;

type Record = Map<String, Value>;

fn text(map: &Record, key: &str) -> Option<String> {
    let found = match map.get(key)? {
        Value::String(s) => line(s),
        Value::Number(n) => n.to_string(),
        _ => return None,
    };
    Some(found).filter(|s| !s.is_empty())
}

/// The records under a name; the database writes one record without a list.
fn records<'a>(map: &'a Record, key: &str) -> Option<Vec<&'a Record>> {
    match map.get(key)? {
        Value::Array(list) => Some(list.iter().filter_map(Value::as_object).collect()),
        Value::Object(one) => Some(vec![one]),
        _ => None,
    }
}

fn texts(map: &Record, key: &str, name: &str) -> Option<Vec<String>> {
    Some(records(map, key)?.into_iter().filter_map(|r| text(r, name)).collect())
}

/// Reads one record.
pub fn parts(map: &Record, notes: &mut Vec<String>) -> Result<Parts, String> {
    let code = text(map, "MATTHC").ok_or("Thiếu mã thủ tục (MATTHC)")?;
    let names = texts(map, "LINHVUCTHUCHIEN", "TENLINHVUC").unwrap_or_default();
    let papers = records(map, "THANHPHANHOSO").map(|groups| {
        let papers = groups.into_iter().flat_map(|g| records(g, "GIAYTO").unwrap_or_default());
        papers.filter_map(component).collect::<Vec<Component>>()
    });
    let forms = papers.as_ref().map(|p| p.iter().filter_map(|c| c.form.clone()).collect());
    let mut subjects = texts(map, "DOITUONGTHUCHIEN", "TENDOITUONG");
    if let (Some(list), Some(more)) = (&mut subjects, text(map, "MOTADOITUONGTHUCHIEN")) {
        list.push(more);
    }
    let legal = records(map, "CANCUPHAPLY").unwrap_or_default().into_iter().filter_map(|r| {
        let words: Vec<String> = ["SOVANBAN", "TENVANBAN"].iter().filter_map(|k| text(r, k)).collect();
        Some(words.join(" ")).filter(|t| !t.is_empty())
    });
    let agencies = texts(map, "COQUANTHUCHIEN", "TENDONVI").unwrap_or_default();
    Ok(Parts {
        code,
        name: text(map, "TENTTHC").unwrap_or_default(),
        field: Some(names.join(", ")).filter(|t| !t.is_empty()),
        steps: steps(map),
        channels: channels(map, notes),
        components: papers,
        subjects,
        agency: Some(agencies.join("; ")).filter(|t| !t.is_empty()),
        forms,
        result: texts(map, "KETQUATHUCHIEN", "TENKETQUA"),
        requirements: text(map, "YEUCAU").map(|t| if is_none(&t) { vec![] } else { vec![t] }),
        legal_basis: legal.collect(),
        source: Some("Cơ sở dữ liệu quốc gia về thủ tục hành chính".into()),
        ..Parts::default()
    })
}

fn is_none(t: &str) -> bool {
    matches!(kernel::text::fold(t).trim_end_matches('.'), "khong" | "khong co")
}

fn component(r: &Record) -> Option<Component> {
    Some(Component { name: text(r, "TENGIAYTO")?, form: text(r, "TENMAUDON"), required: true, ..Component::default() })
}

fn steps(map: &Record) -> Option<Vec<Case>> {
    let cases = records(map, "TRINHTUTHUCHIEN")?
        .into_iter()
        .map(|r| Case { when: text(r, "TRUONGHOP"), steps: texts(r, "TRINHTU", "TENTRINHTU").unwrap_or_default() });
    Some(cases.filter(|c| !c.steps.is_empty()).collect()).filter(|c: &Vec<Case>| !c.is_empty())
}

fn channels(map: &Record, notes: &mut Vec<String>) -> Vec<ChannelTerm> {
    let mut terms = vec![];
    for r in records(map, "CACHTHUCTHUCHIEN").unwrap_or_default() {
        let number = text(r, "KENH").and_then(|k| k.parse().ok());
        let Some(channel) = number.and_then(Channel::from_number).filter(|c| *c != Channel::Any) else {
            notes.push(format!("Bỏ qua kênh không biết: {}", text(r, "KENH").unwrap_or_default()));
            continue;
        };
        let times = records(r, "THOIGIAN").unwrap_or_default();
        if times.is_empty() {
            terms.push(ChannelTerm { channel, when: None, limit: None, limit_text: None, fee: None });
        }
        for t in times {
            let amount =
                text(t, "THOIGIANGIAIQUYET").map(|n| format!("{n} {}", text(t, "DONVITINH").unwrap_or_default()));
            let limit_text = amount.map(|a| line(&a));
            let limit = limit_text.as_deref().and_then(rules::counted_limit);
            terms.push(ChannelTerm { channel, when: text(t, "MOTA"), limit, limit_text, fee: fee(t) });
        }
    }
    terms
}

fn fee(time: &Record) -> Option<Fee> {
    let fees = records(time, "PHILEPHI")?;
    let words = fees.iter().filter_map(|f| {
        let amount = text(f, "SOTIEN")?;
        let more = [text(f, "DONVI"), text(f, "MOTA")].into_iter().flatten();
        Some(std::iter::once(amount).chain(more).collect::<Vec<_>>().join(" "))
    });
    let text_of = words.collect::<Vec<_>>().join("; ");
    let amount = match fees.as_slice() {
        [one] => text(one, "SOTIEN").and_then(|n| n.parse().ok()),
        _ => None,
    };
    Some(Fee { amount, text: text_of }).filter(|f| !f.text.is_empty())
}
