//! The papers of a decision in the layout of the decree on clerical work: draft decision with its tables, submission, record
//! of quality control. Words come from law data; the same paper becomes PDF or DOCX.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::time::{date, legal_date, local};
use output::document::Document;
use output::paper::{Align, Head, Meta, Paper, Signature, Style};

use super::annex;
use super::law::Law;
use super::model::{Change, Dossier, Verdict};
use crate::model::Version;

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    Decision,
    Submission,
    Check,
}

impl PaperKind {
    /// The name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            PaperKind::Decision => "quyet-dinh",
            PaperKind::Submission => "to-trinh",
            PaperKind::Check => "phieu-kiem-soat",
        }
    }

    /// Reads the name in addresses.
    pub fn parse(slug: &str) -> Option<PaperKind> {
        [PaperKind::Decision, PaperKind::Submission, PaperKind::Check].into_iter().find(|k| k.slug() == slug)
    }
}

/// Who issues and who drafts, by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub province: String,
    pub agency: String,
    /// Names of accounts that are shown.
    pub people: HashMap<uuid::Uuid, String>,
}

/// What a paper is drawn from.
pub struct Ground<'a> {
    pub law: &'a Law,
    pub names: &'a Names,
    pub newest: &'a HashMap<String, Version>,
    pub today: Date,
}

impl Names {
    /// The place documents are dated at: the province's own name.
    fn place(&self) -> &str {
        ["Ủy ban nhân dân tỉnh ", "Ủy ban nhân dân thành phố "]
            .iter()
            .find_map(|p| self.province.strip_prefix(p))
            .unwrap_or(&self.province)
    }
}

/// "gồm 02 thủ tục mới ban hành, 01 thủ tục bị bãi bỏ".
pub fn counts(d: &Dossier) -> String {
    let what = if d.decision.kind == super::model::DecisionKind::Process { "quy trình" } else { "thủ tục" };
    let each = Change::ALL.iter().map(|c| (d.count(*c), c.label().to_lowercase())).filter(|(n, _)| *n > 0);
    each.map(|(n, label)| format!("{n:02} {what} {label}")).collect::<Vec<_>>().join(", ")
}

fn blank_date(place: &str, day: Option<Date>, today: Date) -> String {
    match day {
        Some(day) => format!("{place}, {}", legal_date(day)),
        None => format!("{place}, ngày      tháng      năm {}", today.year()),
    }
}

/// "04 tháng 11 năm 2026", after the word for day that stands in the text.
fn plain_date(day: Date) -> String {
    legal_date(day).trim_start_matches("ngày ").to_owned()
}

struct Words<'a> {
    d: &'a Dossier,
    g: &'a Ground<'a>,
}

impl Words<'_> {
    fn head_of_agency(&self) -> String {
        let title = kernel::text::line(&self.g.law.documents.agency.title.to_lowercase());
        let title = crate::search::capital(&title);
        format!("{title} {}", self.g.names.agency)
    }

    /// A text of the law file with its blanks filled.
    fn fill(&self, text: &str) -> String {
        let doc = &self.g.law.documents;
        let submission = self.d.decision.body.submission.as_ref();
        let dotted = "…".repeat(4);
        let chair =
            format!("{} {}", crate::search::capital(&doc.signer.authority.to_lowercase()), self.g.names.province);
        let checked = self.d.decision.check().map_or(dotted.clone(), |c| date(local(c.at).date()));
        let purpose = doc.submission.purposes.get(self.d.decision.kind.slug()).cloned().unwrap_or_default();
        let pairs = [
            ("{title}", self.d.decision.title.clone()),
            ("{province}", self.g.names.province.clone()),
            ("{chair_name}", chair),
            ("{agency_head}", self.head_of_agency()),
            ("{agency}", self.g.names.agency.clone()),
            ("{counts}", counts(self.d)),
            ("{effective}", self.d.decision.effective_on.map_or(dotted.clone(), plain_date)),
            ("{submission_date}", submission.map_or_else(|| format!("ngày {dotted}"), |s| legal_date(s.on))),
            (
                "{submission}",
                submission.map_or_else(|| format!("{dotted}/{}", doc.agency.suffix), |s| s.number.clone()),
            ),
            ("{checked}", format!("ngày {checked}")),
            ("{purpose}", purpose),
        ];
        pairs.iter().fold(text.to_owned(), |t, (key, value)| t.replace(key, value))
    }

    fn recipients(&self, all: &[String]) -> Vec<String> {
        let last = all.len().saturating_sub(1);
        let end = |i: usize| if i == last { "." } else { ";" };
        all.iter().enumerate().map(|(i, r)| format!("{r}{}", end(i))).collect()
    }

    fn grounds(&self) -> Vec<String> {
        let bases = &self.g.law.documents.bases;
        let on = self.d.decision.signed_on.unwrap_or(self.g.today);
        let dated = if on < bases.changeover { &bases.before_2025 } else { &bases.since_2025 };
        let text = &self.d.decision.body.basis.name;
        let own = Some(format!("Căn cứ {text};")).filter(|_| !text.trim().is_empty());
        let more = self.d.decision.body.grounds.iter().map(|g| {
            let g = g.trim_end_matches([';', '.', ',']);
            if g.starts_with("Căn cứ") { format!("{g};") } else { format!("Căn cứ {g};") }
        });
        let mut all: Vec<String> = bases.always.iter().chain(dated).cloned().chain(own).chain(more).collect();
        let mut seen = std::collections::HashSet::new();
        all.retain(|g| seen.insert(kernel::text::fold(g)));
        all.push(self.fill(&bases.proposal));
        all
    }

    fn decision(&self) -> Document {
        let doc = &self.g.law.documents;
        let words = doc.of(self.d.decision.kind);
        let number = match &self.d.decision.number {
            Some(number) => format!("Số: {number}"),
            None => format!("Số:          /{}", doc.signer.suffix),
        };
        let head = Head {
            upper: None,
            issuer: self.g.names.province.to_uppercase(),
            number: Some(number),
            subject: None,
            place_date: Some(blank_date(self.g.names.place(), self.d.decision.signed_on, self.g.today)),
        };
        let authority = format!("{} {}", doc.signer.authority, self.g.names.province.to_uppercase());
        let mut paper = Document::new(&words.name).head(head).title_with(&words.name, &self.fill(&words.summary)).line(
            &authority,
            Align::Center,
            Style::Bold,
        );
        for ground in self.grounds() {
            paper = paper.line(&ground, Align::Body, Style::Italic);
        }
        paper = paper.line("QUYẾT ĐỊNH:", Align::Center, Style::Bold);
        for article in &words.articles {
            paper = paper.paragraph(&self.fill(article));
        }
        let signer = self.d.decision.body.signing.as_ref().map(|s| s.signer.clone()).filter(|s| !s.is_empty());
        let signature = Signature { title: doc.signer.title.clone(), note: None, name: signer };
        paper = paper.closing(self.recipients(&words.recipients), signature).page_break();
        let number = self.d.decision.number.clone().unwrap_or_else(|| format!("…/{}", doc.signer.suffix));
        let day = self.d.decision.signed_on.map_or("ngày … tháng … năm …".to_owned(), legal_date);
        let attached = format!("(Kèm theo Quyết định số {number} {day} của {})", self.fill("{chair_name}"));
        annex::write(paper, self.d, (self.g.newest, &attached))
    }

    fn agency_head(&self, (suffix, day): (&str, Option<Date>), number: Option<&str>) -> Head {
        Head {
            upper: Some(self.g.names.province.to_uppercase()),
            issuer: self.g.names.agency.to_uppercase(),
            number: Some(number.map_or_else(|| format!("Số:          /{suffix}"), |n| format!("Số: {n}"))),
            subject: None,
            place_date: Some(blank_date(self.g.names.place(), day, self.g.today)),
        }
    }

    fn submission(&self) -> Document {
        let doc = &self.g.law.documents;
        let words = &doc.submission;
        let sent = self.d.decision.body.submission.as_ref();
        let head = self.agency_head((&doc.agency.suffix, sent.map(|s| s.on)), sent.map(|s| s.number.as_str()));
        let mut paper = Document::new(&words.name).head(head).title_with(&words.name, &self.fill(&words.summary)).line(
            &self.fill(&words.addressee),
            Align::Center,
            Style::Plain,
        );
        for text in &words.paragraphs {
            paper = paper.paragraph(&self.fill(text));
        }
        let name = sent.map(|s| s.signer.clone()).filter(|s| !s.is_empty());
        let signature = Signature { title: doc.agency.title.clone(), note: None, name };
        paper.closing(self.recipients(&words.recipients), signature)
    }

    fn check(&self) -> Document {
        let doc = &self.g.law.documents;
        let check = self.d.decision.check();
        let day = check.map(|c| local(c.at).date());
        let mut paper = Document::new(&doc.check.name)
            .head(self.agency_head((&doc.agency.check_suffix, day), None))
            .title_with(&doc.check.name, &self.fill(&doc.check.summary));
        let Some(check) = check else {
            return paper.paragraph("Dự thảo chưa được kiểm soát chất lượng.");
        };
        let columns = [
            ("STT", 1, Align::Center),
            ("Nội dung kiểm soát", 6, Align::Left),
            ("Kết luận", 2, Align::Left),
            ("Nhận xét", 4, Align::Left),
            ("Hệ thống tính sẵn", 4, Align::Left),
        ];
        let rows = check.findings.iter().enumerate().map(|(i, f)| {
            let text = if f.law.is_empty() { f.text.clone() } else { format!("{} ({})", f.text, f.law) };
            vec![(i + 1).to_string(), text, f.verdict.label().to_owned(), f.note.clone(), f.computed.clone()]
        });
        paper = paper.table(&columns, rows);
        let failed = check.findings.iter().filter(|f| f.verdict == Verdict::Fail).count();
        let end = match check.passed {
            true => "Kết luận: dự thảo đạt yêu cầu, đủ điều kiện trình ký.".to_owned(),
            false => format!("Kết luận: {failed} nội dung chưa đạt, trả lại đơn vị soạn thảo hoàn thiện."),
        };
        paper = paper.paragraph(&end);
        if !check.note.is_empty() {
            paper = paper.paragraph(&format!("Ý kiến khác: {}", check.note));
        }
        let name = check.by.and_then(|id| self.g.names.people.get(&id)).cloned();
        paper.signatures(vec![Signature { title: "NGƯỜI KIỂM SOÁT CHẤT LƯỢNG".into(), note: None, name }])
    }
}

/// A paper of a decision.
pub fn paper(kind: PaperKind, d: &Dossier, g: &Ground<'_>) -> Paper {
    let words = Words { d, g };
    match kind {
        PaperKind::Decision => words.decision(),
        PaperKind::Submission => words.submission(),
        PaperKind::Check => words.check(),
    }
    .build()
}

/// What the file says about itself.
pub fn meta(kind: PaperKind, d: &Dossier, g: &Ground<'_>) -> Meta {
    let title = match kind {
        PaperKind::Decision => "Quyết định",
        PaperKind::Submission => "Tờ trình",
        PaperKind::Check => "Phiếu kiểm soát chất lượng",
    };
    let created = local(d.decision.created_at);
    Meta { title: format!("{title}: {}", d.decision.title), author: g.names.agency.clone(), created }
}
