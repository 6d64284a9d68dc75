//! Runs over small and generated models: no token is lost, every run ends, replay gives the same instance.

use proptest::prelude::*;
use serde_json::json;

use crate::feel::Expression;
use crate::*;

pub fn model(body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="https://motcua.vn/bpmn/1"><process id="p" isExecutable="true">{body}</process></definitions>"#
    )
}

pub fn flow(id: &str, from: &str, to: &str) -> String {
    format!(r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}"/>"#)
}

pub fn opened(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|e| if let Effect::OpenTask { element, .. } = e { Some(element.clone()) } else { None })
        .collect()
}

#[test]
fn a_condition_chooses_and_the_default_catches() {
    let body = format!(
        r#"<startEvent id="s"/><exclusiveGateway id="g" default="no"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>{}<sequenceFlow id="yes" sourceRef="g" targetRef="a"><conditionExpression>= amount &gt; 10 and kind = "x"</conditionExpression></sequenceFlow>{}{}{}"#,
        flow("f1", "s", "g"),
        flow("no", "g", "b"),
        flow("f2", "a", "e"),
        flow("f3", "b", "e")
    );
    let def = parse(&model(&body)).unwrap();
    assert_eq!(opened(&start(&def, &json!({"amount": 11, "kind": "x"})).unwrap().1), ["a"]);
    assert_eq!(opened(&start(&def, &json!({"amount": 9, "kind": "x"})).unwrap().1), ["b"]);
    assert!(check(&def).is_empty());
}

#[test]
fn a_boundary_timer_interrupts_and_the_task_s_timer_ends_with_it() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="a"/><boundaryEvent id="late" attachedToRef="a"><extensionElements><motcua:timer hours="8"/></extensionElements><timerEventDefinition/></boundaryEvent><userTask id="b"/><endEvent id="e"/>{}{}{}{}"#,
        flow("f1", "s", "a"),
        flow("f2", "a", "e"),
        flow("f3", "late", "b"),
        flow("f4", "b", "e")
    );
    let def = parse(&model(&body)).unwrap();
    assert!(check(&def).is_empty());
    let (i, effects) = start(&def, &json!({})).unwrap();
    assert!(effects.contains(&Effect::StartTimer {
        token: 1,
        element: "late".into(),
        after: TimerSpec::WorkingMinutes(480)
    }));
    let (i, effects) = step(&def, &i, &Signal::Timer { token: 1, element: "late".into() }, &json!({})).unwrap();
    assert_eq!(opened(&effects), ["b"]);
    assert!(step(&def, &i, &Signal::Complete { task: "a".into(), token: 1 }, &json!({})).is_err());
    let (i, _) = step(&def, &i, &Signal::Complete { task: "b".into(), token: 2 }, &json!({})).unwrap();
    assert!(i.ended());
}

#[test]
fn what_cannot_run_is_refused_with_its_place() {
    let text = model("\n<startEvent id=\"s\"/>\n<complexGateway id=\"x\" name=\"Khó\"/>\n<endEvent id=\"e\"/>");
    let problems = parse(&text).unwrap_err();
    let p = problems.iter().find(|p| p.element == "x").unwrap();
    assert_eq!((p.name.as_str(), p.line), ("Khó", 3));
    assert!(parse("<!DOCTYPE x [<!ENTITY a \"b\">]><definitions/>").unwrap_err()[0].reason.contains("DOCTYPE"));
}

#[test]
fn a_join_that_waits_for_ever_is_named_with_its_path() {
    let body = format!(
        r#"<startEvent id="s"/><exclusiveGateway id="x"/><userTask id="a" name="A"/><userTask id="b" name="B"/><parallelGateway id="j" name="Gộp"/><endEvent id="e"/>{}{}{}{}{}{}"#,
        flow("f1", "s", "x"),
        flow("f2", "x", "a"),
        flow("f3", "x", "b").replace("/>", "><conditionExpression>b</conditionExpression></sequenceFlow>"),
        flow("f4", "a", "j"),
        flow("f5", "b", "j"),
        flow("f6", "j", "e")
    );
    let problems = check(&parse(&model(&body)).unwrap());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].element, "j");
    assert!(problems[0].reason.contains("A") || problems[0].reason.contains("B"));
}

#[test]
fn foreign_extensions_survive_the_round_trip() {
    let body = format!(
        r#"<extensionElements><zeebe:x xmlns:zeebe="urn:z" q="1 &amp; 2"/></extensionElements><startEvent id="s"/><endEvent id="e"/>{}"#,
        flow("f", "s", "e")
    );
    let def = parse(&model(&body)).unwrap();
    let out = export(&def);
    assert!(out.contains("zeebe:x") && out.contains("1 &amp; 2") && out.contains("BPMNShape"));
    let again = parse(&out).unwrap();
    assert_eq!((again.nodes.len(), again.flows.len()), (def.nodes.len(), def.flows.len()));
}

#[test]
fn feel_follows_its_three_valued_logic() {
    let data = json!({"a": {"b": 3}, "s": "Nam Định", "l": [1, 2], "t": true});
    let holds = |t: &str| Expression::parse(t).unwrap().holds(&data);
    for t in [
        "a.b = 3",
        "a.b in [1..3]",
        "not(a.b in [1..3))",
        "s = \"Nam Định\"",
        "starts with(s, \"Nam\")",
        "count(l) = 2",
        "if t then a.b > 2 else false",
        "1 + 2 * 3 = 7",
        "missing = null",
        "t or missing",
        "not(is defined(missing))",
        "a.b in [3, 4]",
        "-a.b < 0",
    ] {
        assert!(holds(t), "{t}");
    }
    for t in ["missing > 1", "missing and t", "a.b = \"3\"", "a.b / 0 = 1"] {
        assert!(!holds(t), "{t}");
    }
    for t in ["", "a +", "f(1)", "(", "a = 1 2", "\"x"] {
        assert!(Expression::parse(t).is_err(), "{t}");
    }
}

/// A block-structured model: sound by construction.
#[derive(Debug, Clone)]
pub enum Block {
    Task,
    Sequence(Vec<Block>),
    Parallel(Vec<Block>),
    Exclusive(Vec<Block>),
    Inclusive(Vec<Block>),
    Loop(Box<Block>),
    Sub(Box<Block>),
    /// Left early when a time has run out.
    Timed(Box<Block>),
    /// With something else to do when a time has run out, while it goes on.
    Beside(Box<Block>),
    /// What happens first decides.
    First(Vec<Block>),
    Repeated,
}

pub fn blocks() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![4 => Just(Block::Task), 1 => Just(Block::Repeated)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let many = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            many().prop_map(Block::Sequence),
            many().prop_map(Block::Parallel),
            many().prop_map(Block::Exclusive),
            many().prop_map(Block::Inclusive),
            inner.clone().prop_map(|b| Block::Loop(Box::new(b))),
            inner.clone().prop_map(|b| Block::Sub(Box::new(b))),
            inner.clone().prop_map(|b| Block::Timed(Box::new(b))),
            inner.clone().prop_map(|b| Block::Beside(Box::new(b))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::First),
        ]
    })
}

struct Text {
    body: String,
    next: usize,
}

impl Text {
    fn id(&mut self) -> String {
        self.next += 1;
        format!("n{}", self.next)
    }
    fn node(&mut self, kind: &str) -> String {
        let id = self.id();
        self.body += &format!("<{kind} id=\"{id}\"/>");
        id
    }
    fn link(&mut self, from: &str, to: &str, condition: &str) -> String {
        let id = self.id();
        let inner = if condition.is_empty() {
            String::new()
        } else {
            format!("<conditionExpression>{condition}</conditionExpression>")
        };
        self.body +=
            &format!("<sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\">{inner}</sequenceFlow>");
        id
    }
    /// Writes a block and returns where it begins and ends.
    fn block(&mut self, b: &Block) -> (String, String) {
        match b {
            Block::Task => {
                let t = self.node("userTask");
                (t.clone(), t)
            }
            Block::Sequence(all) => {
                let ends: Vec<_> = all.iter().map(|b| self.block(b)).collect();
                for w in ends.windows(2) {
                    self.link(&w[0].1, &w[1].0, "");
                }
                (ends[0].0.clone(), ends[ends.len() - 1].1.clone())
            }
            Block::Parallel(all) => self.gateways("parallelGateway", all),
            Block::Exclusive(all) => self.gateways("exclusiveGateway", all),
            Block::Inclusive(all) => self.gateways("inclusiveGateway", all),
            Block::Repeated => {
                let t = self.id();
                self.body += &format!(
                    "<userTask id=\"{t}\"><multiInstanceLoopCharacteristics><loopCardinality>branch + 1</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
                );
                (t.clone(), t)
            }
            Block::Sub(inner) => {
                let p = self.sub(inner);
                (p.clone(), p)
            }
            Block::Timed(_) | Block::Beside(_) | Block::First(_) => self.events(b),
            Block::Loop(inner) => {
                let (merge, split) = (self.node("exclusiveGateway"), self.id());
                let (a, z) = self.block(inner);
                self.link(&merge, &a, "");
                self.link(&z, &split, "");
                let back = self.link(&split, &merge, "again = true");
                let out = self.node("exclusiveGateway");
                let on = self.link(&split, &out, "");
                let _ = back;
                self.body += &format!("<exclusiveGateway id=\"{split}\" default=\"{on}\"/>");
                (merge, out)
            }
        }
    }
    /// Blocks with timers.
    fn events(&mut self, b: &Block) -> (String, String) {
        match b {
            Block::Timed(inner) => {
                let (p, timer, out) = (self.sub(inner), self.id(), self.node("exclusiveGateway"));
                self.body += &format!(
                    "<boundaryEvent id=\"{timer}\" attachedToRef=\"{p}\"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
                );
                self.link(&p, &out, "");
                self.link(&timer, &out, "");
                (p, out)
            }
            Block::Beside(inner) => {
                // What goes on beside must be over before the round is made again: it has a sub-process of its own.
                let outside = std::mem::take(&mut self.body);
                let (begin, p, timer) = (self.node("startEvent"), self.sub(inner), self.id());
                self.body += &format!(
                    "<boundaryEvent id=\"{timer}\" attachedToRef=\"{p}\" cancelActivity=\"false\"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
                );
                let (task, end) = (self.node("userTask"), self.node("endEvent"));
                for (from, to) in [(&begin, &p), (&p, &end), (&timer, &task), (&task, &end)] {
                    self.link(from, to, "");
                }
                self.wrap(outside)
            }
            Block::First(all) => {
                let (split, join) = (self.node("eventBasedGateway"), self.node("exclusiveGateway"));
                for b in all {
                    let (a, z) = self.block(b);
                    let event = self.id();
                    self.body += &format!(
                        "<intermediateCatchEvent id=\"{event}\"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
                    );
                    self.link(&split, &event, "");
                    self.link(&event, &a, "");
                    self.link(&z, &join, "");
                }
                (split, join)
            }
            other => self.block(other),
        }
    }
    fn sub(&mut self, inner: &Block) -> String {
        let outside = std::mem::take(&mut self.body);
        let (begin, end) = (self.node("startEvent"), self.node("endEvent"));
        let (a, z) = self.block(inner);
        self.link(&begin, &a, "");
        self.link(&z, &end, "");
        self.wrap(outside).0
    }
    fn wrap(&mut self, outside: String) -> (String, String) {
        let inside = std::mem::replace(&mut self.body, outside);
        let p = self.id();
        self.body += &format!("<subProcess id=\"{p}\">{inside}</subProcess>");
        (p.clone(), p)
    }
    fn gateways(&mut self, kind: &str, all: &[Block]) -> (String, String) {
        let (split, join) = (self.id(), self.node(kind));
        let mut last = String::new();
        for (i, b) in all.iter().enumerate() {
            let (a, z) = self.block(b);
            let condition = match kind {
                _ if i + 1 == all.len() => String::new(),
                "exclusiveGateway" => format!("branch = {i}"),
                "inclusiveGateway" => format!("branch >= {i}").replace('>', "&gt;"),
                _ => String::new(),
            };
            last = self.link(&split, &a, &condition);
            self.link(&z, &join, "");
        }
        let default = if kind.starts_with("par") { String::new() } else { format!(" default=\"{last}\"") };
        self.body += &format!("<{kind} id=\"{split}\"{default}/>");
        (split, join)
    }
}

pub fn document(b: &Block) -> String {
    let mut t = Text { body: String::new(), next: 0 };
    let (a, z) = t.block(b);
    t.body += "<startEvent id=\"s\"/><endEvent id=\"e\"/>";
    t.link("s", &a, "");
    t.link(&z, "e", "");
    model(&t.body)
}

/// Keeps the timers that run, by what the engine says of them.
fn watch(timers: &mut Vec<Signal>, effects: &[Effect]) {
    for e in effects {
        match e.clone() {
            Effect::StartTimer { token, element, .. } => timers.push(Signal::Timer { token, element }),
            Effect::CancelTimer { token, element } => {
                let gone = Signal::Timer { token, element };
                assert!(timers.contains(&gone), "a timer is cancelled that does not run");
                timers.retain(|t| *t != gone);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_sound_model_ends_whatever_the_order(b in blocks(), picks in prop::collection::vec(any::<u8>(), 400)) {
        let def = parse(&document(&b)).unwrap();
        prop_assert_eq!(check(&def), vec![]);
        let mut picks = picks.into_iter().cycle();
        let mut data = json!({"branch": picks.next().unwrap() % 4, "again": false});
        let (first, effects) = start(&def, &data).unwrap();
        let (mut now, mut log, mut timers) = (first.clone(), vec![], vec![]);
        watch(&mut timers, &effects);
        let mut rounds = 0;
        while !now.ended() {
            let mut signals: Vec<Signal> =
                now.open_tasks(&def).map(|(token, t)| Signal::Complete { task: t.id.clone(), token }).collect();
            signals.extend(timers.iter().cloned());
            prop_assert!(!signals.is_empty(), "nothing to do and not ended");
            let signal = signals[usize::from(picks.next().unwrap()) % signals.len()].clone();
            rounds += 1;
            data["again"] = json!(rounds < 40 && picks.next().unwrap() % 3 == 0);
            let text = serde_json::to_string(&now).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Instance>(&text).unwrap(), &now);
            log.push((signal.clone(), data.clone()));
            let (next, effects) = step(&def, &now, &signal, &data).unwrap();
            now = next;
            timers.retain(|t| *t != signal);
            watch(&mut timers, &effects);
            prop_assert!(rounds < 2_000, "the run does not end");
        }
        let mut replay = first;
        for (signal, data) in &log {
            replay = step(&def, &replay, signal, data).unwrap().0;
        }
        prop_assert_eq!(replay, now);
        prop_assert_eq!(timers, vec![], "a timer outlives its process");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,300}") {
        let _ = parse(&text);
        let _ = parse(&model(&text));
        let _ = Expression::parse(&text);
    }

    #[test]
    fn broken_models_never_panic(b in blocks(), cut in any::<prop::sample::Index>(), noise in "[<>\"/a-z =]{0,6}") {
        let text = document(&b);
        let at = cut.index(text.len());
        if text.is_char_boundary(at)
            && let Ok(def) = parse(&format!("{}{noise}{}", &text[..at], &text[at..]))
        {
            let _ = check(&def);
            let _ = start(&def, &json!({}));
        }
    }
}
