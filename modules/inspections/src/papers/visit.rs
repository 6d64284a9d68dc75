//! The papers of one inspection: the decision on the team, the notice with its outline, the minutes with every answer, the
//! conclusion with what was found and what must be done by when.

use std::collections::HashMap;

use kernel::time::civil::Date;
use kernel::time::{date, from_micros, legal, local};
use output::document::Document;
use output::paper::{Align, Paper, Signature, Style};
use uuid::Uuid;

use super::{Issuer, signature};
use crate::checklist::{Checklist, Kind};
use crate::law::Law;
use crate::model::{Answer, Mark, Visit};

/// What the papers of an inspection are made of: names of units and people stand beside the ids.
pub struct Case<'a> {
    pub law: &'a Law,
    pub list: &'a Checklist,
    pub visit: &'a Visit,
    pub answers: &'a [Answer],
    pub issuer: &'a Issuer,
    pub names: &'a HashMap<Uuid, String>,
    /// Number of the plan's document.
    pub plan: &'a str,
}

impl Case<'_> {
    fn name(&self, id: Uuid) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    fn days(&self) -> String {
        between((self.visit.starts, self.visit.ends))
    }

    fn number(&self) -> &str {
        self.visit.decision.as_ref().map_or("…", |d| &d.number)
    }

    fn with<T>(&self, fill: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let (year, days) = (self.visit.year.to_string(), self.days());
        let period = self.visit.period.map(between).unwrap_or_else(|| "…".into());
        fill(&[
            ("year", &year),
            ("agency", &self.issuer.name),
            ("unit", self.name(self.visit.unit)),
            ("plan", self.plan),
            ("scope", &self.visit.scope),
            ("period", &period),
            ("days", &days),
            ("number", self.number()),
        ])
    }

    fn text(&self, paper: &str, key: &str) -> String {
        self.with(|blanks| self.law.text((paper, key), blanks))
    }

    fn list(&self, paper: &str, key: &str) -> Vec<String> {
        self.with(|blanks| self.law.list((paper, key), blanks))
    }

    fn closing(&self, document: Document, paper: &str) -> Paper {
        document.closing(self.list(paper, "recipients"), signature(&self.text(paper, "signer"))).build()
    }

    fn team(&self) -> Vec<Vec<String>> {
        let duty = |m: Uuid| if self.visit.head == Some(m) { "Trưởng đoàn" } else { "Thành viên" };
        let row = |(n, m): (usize, &Uuid)| vec![(n + 1).to_string(), self.name(*m).to_owned(), duty(*m).to_owned()];
        self.visit.members.iter().enumerate().map(row).collect()
    }
}

/// "từ ngày 06/05/2024 đến ngày 10/05/2024", or one day.
fn between((from, to): (Date, Date)) -> String {
    if from == to {
        format!("ngày {}", date(from))
    } else {
        format!("từ ngày {} đến ngày {}", date(from), date(to))
    }
}

const TEAM: [(&str, u16, Align); 3] =
    [("STT", 10, Align::Center), ("Họ và tên", 55, Align::Left), ("Nhiệm vụ", 35, Align::Left)];

/// The decision on the team (Quyết định thành lập đoàn kiểm tra).
pub fn decision(c: &Case<'_>) -> Paper {
    let (number, on) = match &c.visit.decision {
        Some(d) => (d.number.as_str(), Some(d.on)),
        None => ("", None),
    };
    let mut document = c
        .issuer
        .document("Quyết định thành lập đoàn kiểm tra", ("QĐ", number), on)
        .title_with(&c.text("decision", "title"), &c.text("decision", "summary"));
    document = document.line(&c.text("decision", "authority").to_uppercase(), Align::Center, Style::Bold);
    let bases = c.list("decision", "bases");
    for (n, basis) in bases.iter().enumerate() {
        let end = if n + 1 == bases.len() { "." } else { ";" };
        document = document.line(&format!("Căn cứ {basis}{end}"), Align::Body, Style::Italic);
    }
    document = document
        .line("QUYẾT ĐỊNH:", Align::Center, Style::Bold)
        .paragraph(&c.text("decision", "article1"))
        .table(&TEAM, c.team());
    for key in ["article2", "article3", "article4"] {
        document = document.paragraph(&c.text("decision", key));
    }
    c.closing(document, "decision")
}

/// The notice to the unit with the outline of its report.
pub fn notice(c: &Case<'_>) -> Paper {
    let mut document = c
        .issuer
        .document("Thông báo lịch kiểm tra", ("TB", ""), c.visit.announced)
        .title_with(&c.text("notice", "title"), &c.text("notice", "summary"))
        .paragraph(&c.text("notice", "opening"))
        .paragraph(&c.text("notice", "ask"));
    if let Some(words) = c.visit.notice.as_ref().filter(|w| !w.is_empty()) {
        document = document.paragraph(words);
    }
    let sites = c.visit.sites.iter().map(|s| s.name.as_str());
    let document = document
        .heading(2, "NƠI ĐƯỢC KIỂM TRA")
        .numbered(sites)
        .heading(2, "ĐỀ CƯƠNG BÁO CÁO")
        .numbered(c.list("notice", "outline"));
    c.closing(document, "notice")
}

const ANSWERS: [(&str, u16, Align); 4] = [
    ("STT", 6, Align::Center),
    ("Nội dung kiểm tra, căn cứ", 48, Align::Left),
    ("Kết quả", 18, Align::Left),
    ("Ghi nhận", 28, Align::Left),
];

/// An answer in words; a blank before there is one.
fn result(kind: Kind, answer: Option<&Answer>) -> String {
    let Some(a) = answer else { return "…".into() };
    match (a.reply.mark, a.reply.checked, a.reply.wrong) {
        (Some(mark), ..) => mark.label().to_owned(),
        (None, Some(n), Some(bad)) => format!("Xem {n}, chưa đúng {bad}"),
        _ if kind == Kind::Text => "Ghi nhận".into(),
        _ => "…".into(),
    }
}

/// The minutes (Biên bản kiểm tra), one table a site.
pub fn minutes(c: &Case<'_>) -> Paper {
    let v = c.visit;
    let day = v.minutes.as_ref().map(|m| local(from_micros(m.at)).date());
    let mut document = c
        .issuer
        .document("Biên bản kiểm tra", ("BB", ""), day)
        .title_with(&c.text("minutes", "title"), &c.text("minutes", "summary"));
    if let Some(m) = &v.minutes {
        document = document
            .paragraph(&format!("Lập tại {}, {}.", m.place, legal(from_micros(m.at))))
            .paragraph(&format!("Đại diện đơn vị được kiểm tra: {}.", m.present));
    }
    document = document
        .paragraph(&format!("Thực hiện Quyết định số {}; Đoàn kiểm tra gồm:", c.number()))
        .table(&TEAM, c.team());
    for (n, site) in v.sites.iter().enumerate() {
        document = document.heading(2, &format!("{}. {}", n + 1, site.name));
        let found = |id: &str| c.answers.iter().find(|a| a.site == site.id && a.item == id);
        let mut rows = vec![];
        for item in c.list.items() {
            let answer = found(&item.id);
            let mut note = answer.map(|a| a.reply.note.clone()).unwrap_or_default();
            let photos = answer.map_or(0, |a| a.photos.len());
            if photos > 0 {
                note = format!("{note} (kèm {photos} ảnh, tệp)").trim().to_owned();
            }
            let asked = format!("{}\n({})", item.text, item.article(v.starts));
            rows.push(vec![(rows.len() + 1).to_string(), asked, result(item.kind, answer), note]);
        }
        document = document.table(&ANSWERS, rows);
    }
    let opinion = v.minutes.as_ref().map(|m| m.opinion.as_str()).filter(|o| !o.is_empty());
    document
        .heading(2, "Ý KIẾN CỦA ĐƠN VỊ ĐƯỢC KIỂM TRA")
        .paragraph(opinion.unwrap_or("Đơn vị không có ý kiến khác."))
        .paragraph(&c.text("minutes", "closing"))
        .signatures(vec![
            Signature { title: "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA".into(), note: None, name: None },
            Signature { title: "TRƯỞNG ĐOÀN".into(), note: None, name: v.head.map(|h| c.name(h).to_owned()) },
        ])
        .build()
}

const FINDINGS: [(&str, u16, Align); 5] = [
    ("STT", 6, Align::Center),
    ("Hạn chế, thiếu sót", 34, Align::Left),
    ("Biện pháp khắc phục", 28, Align::Left),
    ("Đơn vị chịu trách nhiệm", 16, Align::Left),
    ("Hạn", 16, Align::Center),
];

/// The conclusion (Kết luận kiểm tra).
pub fn conclusion(c: &Case<'_>) -> Paper {
    let v = c.visit;
    let (number, on) = match &v.concluded {
        Some(d) => (d.number.as_str(), Some(d.on)),
        None => ("", None),
    };
    let rated = |mark| c.answers.iter().filter(|a| a.reply.mark == Some(mark)).count();
    let bad = c.answers.iter().filter(|a| a.bad()).count();
    let counted = c.answers.iter().filter(|a| a.reply.checked.is_some()).count();
    let good = rated(Mark::Good) + c.answers.iter().filter(|a| a.reply.wrong == Some(0)).count();
    let applied = rated(Mark::Good) + rated(Mark::Bad) + counted;
    let mut document = c
        .issuer
        .document("Kết luận kiểm tra", ("KL", number), on)
        .title_with(&c.text("conclusion", "title"), &c.text("conclusion", "summary"))
        .paragraph(&c.text("conclusion", "opening"))
        .heading(2, "I. KẾT QUẢ KIỂM TRA")
        .paragraph(&format!(
            "Kiểm tra tại {} nơi; {applied} nội dung được đánh giá, {good} nội dung đạt, {bad} nội dung chưa đạt.",
            v.sites.len()
        ))
        .paragraph(if v.conclusion.is_empty() { "…" } else { &v.conclusion })
        .heading(2, "II. HẠN CHẾ, THIẾU SÓT VÀ BIỆN PHÁP KHẮC PHỤC");
    if v.findings.is_empty() {
        document = document.paragraph("Không phát hiện hạn chế, thiếu sót phải khắc phục.");
    } else {
        let rows = v.findings.iter().enumerate().map(|(n, f)| {
            let asked = !f.remedy.is_empty();
            vec![
                (n + 1).to_string(),
                f.text.clone(),
                if asked { f.remedy.clone() } else { "Rút kinh nghiệm".into() },
                c.name(f.unit).to_owned(),
                f.due.filter(|_| asked).map(date).unwrap_or_default(),
            ]
        });
        document = document.table(&FINDINGS, rows).paragraph(&c.text("conclusion", "order"));
    }
    c.closing(document, "conclusion")
}
