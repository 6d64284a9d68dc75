//! The e-forms that ship: each is sound, complete, drawn without loss and answered by its sample.

use serde_json::Value;

use super::*;
use crate::{Answers, Kind, Lang, Lists, Render};

const SOURCES: [&str; 10] = [
    "applicant.name",
    "applicant.birth_date",
    "applicant.sex",
    "applicant.personal_number",
    "applicant.phone",
    "applicant.email",
    "applicant.address",
    "applicant.kind",
    "organisation.name",
    "organisation.tax_code",
];

fn sample(id: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/samples/{id}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a sample for every form")).unwrap()
}

#[test]
fn there_are_enough_and_each_knows_its_code() {
    let forms = shipped();
    assert!(forms.len() >= 13, "{}", forms.len());
    for (stem, form) in forms {
        assert_eq!(stem, form.id);
        assert_eq!(Form::parse(&form.to_json()).unwrap(), form);
    }
}

#[test]
fn every_form_asks_who_applies_by_the_same_keys() {
    for (id, form) in shipped() {
        for source in SOURCES {
            assert!(form.fields().any(|(_, _, f)| f.source.as_deref() == Some(source)), "{id} lacks {source}");
        }
        assert!(form.fields().any(|(_, _, f)| f.kind == Kind::Declaration), "{id} has no declaration");
    }
}

#[test]
fn samples_pass_and_keep_their_values() {
    for (id, form) in shipped() {
        let sample = sample(&id);
        let answers = form.from_value(&sample);
        assert_eq!(form.validate(&answers, &context()), vec![], "{id}");
        let value = form.value(&answers);
        assert_eq!(form.violations(&value), vec![], "{id}");
        for (name, told) in value.as_object().unwrap() {
            let identifier = form.field(name).is_some_and(|f| matches!(f.kind, Kind::Phone | Kind::TaxCode));
            if let Some(given) = sample.get(name).filter(|_| !identifier) {
                assert_eq!(told, given, "{id} {name}");
            }
        }
        assert_eq!(form.value(&form.prefill(&form.facts(&answers)))["applicant_name"], sample["applicant_name"]);
    }
}

#[test]
fn organisations_are_asked_for_their_name_and_code() {
    for (id, form) in shipped() {
        let mut answers = form.from_value(&sample(&id));
        answers.set("applicant_kind", "organisation");
        assert_eq!(form.validate(&answers, &context()), vec![], "{id}");
        assert!(form.facts(&answers)["organisation"]["name"].is_string(), "{id}");
    }
}

#[test]
fn pages_carry_every_answer_there_and_back() {
    for (id, form) in shipped() {
        let answers = form.from_value(&sample(&id));
        let mut again = Answers::default();
        for page in 0..form.pages().len() {
            let html = form.html(&answers, &[], &Render { page: Some(page), ..Render::default() });
            assert!(html.len() < 50_000, "{id} page {page} has {} bytes", html.len());
            again = form.merge(&again, &form.read(&browser(&html)), Some(page));
        }
        assert_eq!(form.value(&again), form.value(&answers), "{id}");
    }
}

#[test]
fn ids_are_unique_and_labels_point_at_boxes() {
    for (id, form) in shipped() {
        let html = form.html(&form.from_value(&sample(&id)), &[], &Render { lang: Lang::En, ..Render::default() });
        let collect = |key: &str| -> Vec<String> {
            html.split(&format!(" {key}=\"")).skip(1).map(|t| t[..t.find('"').unwrap()].to_owned()).collect()
        };
        let mut ids = collect("id");
        for target in collect("for") {
            assert!(ids.contains(&target), "{id}: label for {target}");
        }
        for target in collect("aria-describedby").iter().flat_map(|t| t.split(' ')) {
            assert!(ids.iter().any(|id| id == target), "{id}: described by {target}");
        }
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{id} repeats an id");
    }
}

#[test]
fn an_empty_form_gives_one_message_a_field_in_both_languages() {
    for (id, form) in shipped() {
        let errors = form.validate(&Answers::default(), &context());
        assert!(errors.len() > 5, "{id}");
        let mut fields: Vec<&String> = errors.iter().map(|e| &e.field).collect();
        fields.dedup();
        assert_eq!(fields.len(), errors.len(), "{id}");
    }
}

#[test]
fn places_are_those_of_the_day() {
    let lists = Lists::parse(&std::fs::read_to_string(law("lists/addresses.json")).unwrap()).unwrap();
    let (then, now) = (lists.at(jiff::civil::date(2024, 2, 7)), lists.at(jiff::civil::date(2025, 7, 1)));
    assert_eq!((then.provinces.len(), now.provinces.len()), (63, 34));
    assert!(then.has_districts() && !now.has_districts());
    assert!(then.districts("Tỉnh Nam Định").contains(&"Huyện Mỹ Lộc"));
    let (_, form) = shipped().remove(0);
    let drawn = |lists: Lists| {
        form.clone().with_lists(std::sync::Arc::new(lists)).html(&Answers::default(), &[], &Render::default())
    };
    let (before, after) = (drawn(then), drawn(now));
    assert!(before.contains("Tỉnh Nam Định") && before.contains(".district"));
    assert!(!after.contains("Tỉnh Nam Định") && !after.contains(".district"));
}
