//! One proposal: what it changes and why, its steps with their documents, the version that carried it out, the saving.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{
    Choice, Event, Tab, Wrong, day, deed, finish, history, message, money, named, seen, shown, tabs, unit_name,
};
use crate::actions::{open, place, proposals};
use crate::cost::Outcome;
use crate::law::{label, law};
use crate::model::{Change, LegalText, Proposal, ProposalStatus, Step};
use crate::rules::proposal::{Edit, next};
use crate::{APPROVE, MANAGE, WORK};

/// A step taken.
struct Taken {
    label: &'static str,
    colour: &'static str,
    on: String,
    number: String,
    note: String,
    by: String,
    file: Option<(usize, String)>,
}

#[derive(Template)]
#[template(path = "reviews_proposal.html")]
struct ProposalPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    p: Proposal,
    unit: String,
    authority: String,
    law: String,
    saving: Option<(String, String, String, String)>,
    steps: Vec<Taken>,
    next: Vec<Choice>,
    changes: Vec<Choice>,
    authorities: Vec<Choice>,
    versions: Vec<Choice>,
    can_edit: bool,
    can_step: bool,
    can_manage: bool,
    history: Vec<Event>,
}

impl ProposalPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value<'a>(&'a self, field: &str, else_: &'a str) -> &'a str {
        if self.typed.has(field) { self.typed.get(field) } else { else_ }
    }

    fn text(&self, n: usize, part: &str) -> &str {
        let stored = self.p.texts.get(n).map_or("", |t| if part == "text" { &t.text } else { &t.provision });
        self.value(&format!("{part}_{n}"), stored)
    }

    fn change(&self) -> String {
        self.value("change", &self.p.change.number().to_string()).to_owned()
    }

    fn carried(&self) -> String {
        self.p.carried.as_ref().map(|c| c.number.to_string()).unwrap_or_default()
    }

    /// Rows for texts: what is there and two more.
    fn rows(&self) -> std::ops::Range<usize> {
        0..self.p.texts.len() + 2
    }
}

/// GET /reviews/proposals/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

async fn steps(v: &Visit, p: &Proposal) -> Result<Vec<Taken>, Failure> {
    let mut all = vec![];
    for (n, s) in p.steps.iter().enumerate() {
        let by = match s.by {
            Some(who) => people::name_of(&v.app, who).await?,
            None => String::new(),
        };
        all.push(Taken {
            label: s.status.label(),
            colour: s.status.colour(),
            on: shown(s.on),
            number: s.number.clone(),
            note: s.note.clone(),
            by,
            file: s.file.as_ref().map(|f| (n, f.name.clone())),
        });
    }
    Ok(all)
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, p) = open::<Proposal>(app, actor, id).await?;
    let law = law(app)?;
    let (own, above) = (place(app, p.unit).await?, place(app, p.tenant).await?);
    let (manage, approve) = (actor.can_at(MANAGE, &above), actor.can_at(APPROVE, &above));
    let open_to = |s: &&ProposalStatus| {
        if matches!(s, ProposalStatus::Adopted | ProposalStatus::Rejected) { approve } else { manage }
    };
    let steps_on: Vec<Choice> =
        next(p.status).iter().filter(open_to).map(|s| Choice::new(s.number(), v.lang.t(s.label()))).collect();
    let version = |x: &catalogue::Version| {
        let text = v.lang.f("Phiên bản {}, có hiệu lực từ {}", &[&x.number, &shown(x.valid_from)]);
        Choice::new(x.number, text)
    };
    let working = matches!(p.status, ProposalStatus::Proposed | ProposalStatus::Assessed);
    let saving = p.cost.and_then(|(b, a)| Outcome::of(b, a).ok());
    let view = ProposalPage {
        seq: head.seq,
        unit: unit_name(app, p.unit).await?,
        authority: label(law.authorities(), &p.authority).to_owned(),
        law: law.article("result"),
        saving: saving.map(|o| (money(o.before), money(o.after), money(o.saving), o.rate_text())),
        steps: steps(v, &p).await?,
        can_step: !steps_on.is_empty(),
        next: steps_on,
        changes: Change::ALL.iter().map(|c| Choice::new(c.number(), v.lang.t(c.label()))).collect(),
        authorities: named(law.authorities()),
        versions: catalogue::versions(app, &p.subject.code).await?.iter().map(version).collect(),
        can_edit: working && (manage || actor.can_at(WORK, &own)),
        can_manage: manage,
        history: history(v, p.tenant, id).await?,
        page: v.page("Phương án đơn giản hóa"),
        tabs: tabs(v, "/reviews/proposals"),
        errors,
        typed,
        p,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

fn edit(posted: &Posted) -> Result<Edit, Refusal> {
    let change = Change::ALL.iter().find(|c| c.number().to_string() == posted.get("change"));
    let row = |n: usize| LegalText {
        text: kernel::text::line(posted.get(&format!("text_{n}"))),
        provision: kernel::text::line(posted.get(&format!("provision_{n}"))),
    };
    let most = (0..50).take_while(|n| posted.has(&format!("text_{n}"))).count();
    Ok(Edit {
        change: *change.ok_or_else(|| Refusal::new("required", "Chọn phương án.").at("change"))?,
        content: posted.get("content").into(),
        reason: posted.get("reason").into(),
        texts: (0..most).map(row).collect(),
        authority: posted.get("authority").into(),
    })
}

/// POST /reviews/proposals/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let (app, actor, at) = (&v.app, v.actor()?, (id, seen(&posted)));
    let (done, told) = match deed(&v).as_str() {
        "edit" => match edit(&posted) {
            Ok(e) => (proposals::edit(app, actor, at, e).await, "Đã sửa phương án."),
            Err(r) => (Err(r.into()), ""),
        },
        "carried" => {
            let number = posted.get("version").parse().unwrap_or(0);
            (proposals::carried(app, actor, at, number).await, "Đã gắn phiên bản thủ tục.")
        }
        "measure" => (proposals::measure(app, actor, at).await, "Đã đo trên hồ sơ thực tế."),
        _ => return Err(Failure::missing("Không có việc này")),
    };
    finish(&v, done, (&format!("/reviews/proposals/{id}"), told), async |e| again(&v, id, (posted.clone(), e)).await)
        .await
}

/// POST /reviews/proposals/{id}/step, with the document as a file.
pub async fn step(v: Visit, Path(id): Path<Uuid>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let actor = v.actor()?;
    let form =
        sent.map_err(|_| Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into()))?;
    let (_, p) = open::<Proposal>(&v.app, actor, id).await?;
    let above = place(&v.app, p.tenant).await?;
    // Asked before a file is stored: nobody without the word may fill the disk.
    if !actor.can_at(APPROVE, &above) {
        actor.require(MANAGE, &above)?;
    }
    let arrived = documents::take(&v.app, form).await?;
    let posted = Posted(arrived.texts);
    if let Some(r) = arrived.refused.first() {
        return again(&v, id, (posted, vec![super::wrong(r)])).await;
    }
    let file = arrived.files.into_iter().next().map(|(_, f)| f);
    let read = || -> Result<Step, Refusal> {
        let status = ProposalStatus::ALL.iter().find(|s| s.number().to_string() == posted.get("status"));
        Ok(Step {
            status: *status.ok_or_else(|| Refusal::new("required", "Chọn bước tiếp theo.").at("status"))?,
            on: day(&posted, "on")?.ok_or_else(|| Refusal::new("required", "Nhập ngày của văn bản.").at("on"))?,
            number: posted.get("number").into(),
            note: posted.get("note").into(),
            by: None,
            file: file.clone(),
        })
    };
    let done = match read() {
        Ok(s) => proposals::step(&v.app, actor, (id, seen(&posted)), s).await,
        Err(r) => Err(r.into()),
    };
    let to = format!("/reviews/proposals/{id}");
    finish(&v, done, (&to, "Đã chuyển bước."), async |e| again(&v, id, (posted.clone(), e)).await).await
}

/// GET /reviews/proposals/{id}/files/{n}
pub async fn file(v: Visit, Path((id, n)): Path<(Uuid, usize)>) -> Reply {
    let (_, p) = open::<Proposal>(&v.app, v.actor()?, id).await?;
    let found = p.steps.get(n).and_then(|s| s.file.clone());
    documents::send(&v.app, &found.ok_or_else(|| Failure::missing("Không có văn bản này"))?).await
}
