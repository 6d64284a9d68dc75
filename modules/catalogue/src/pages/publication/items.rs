//! What a decision publishes, one procedure at a time: picked from the catalogue or new, with the texts of the edit form; for
//! a process, the procedure it belongs to.

use std::collections::HashMap;

use askama::Template;
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::moves::allowed;
use super::{FieldError, Id, Typed, Within, day, seen, told};
use crate::decisions::actions;
use crate::decisions::model::{Change, DecisionKind, Dossier, Item, ItemBody, ProcessDraft};
use crate::decisions::rules;
use crate::model::Version;
use crate::pages::asked;
use crate::search::search;
use crate::series::PROCESSES;
use crate::texts::{self, FIELDS};

#[derive(Template)]
#[template(path = "publication_pick.html")]
struct Pick {
    page: Page,
    id: Uuid,
    seen: i64,
    title: String,
    process: bool,
    query: String,
    lines: Vec<PickLine>,
}

struct PickLine {
    code: String,
    name: String,
    there: bool,
}

const SHOWN: usize = 30;

/// GET /publication/{id}/items?q=
pub async fn pick(visit: Visit, Id(id): Id) -> Reply {
    let (head, d) = actions::load(&visit.app, id).await?;
    let index = crate::all(&visit.app).await?;
    let query = kernel::text::line(asked(&visit).get("q"));
    let internal = d.decision.kind == DecisionKind::Internal;
    let found: Vec<usize> = match query.as_str() {
        "" => (0..index.entries.len()).collect(),
        words => search(&index, words, SHOWN * 4).into_iter().map(|h| h.entry).collect(),
    };
    let entries = found.iter().filter_map(|i| index.entries.get(*i)).filter(|e| e.internal == internal);
    let line = |e: &crate::IndexEntry| PickLine {
        code: e.code.clone(),
        name: e.name.clone(),
        there: d.items.iter().any(|i| i.code == e.code),
    };
    visit.html(&Pick {
        page: visit.page("Chọn thủ tục"),
        id,
        seen: head.seq,
        title: d.decision.title.clone(),
        process: d.decision.kind == DecisionKind::Process,
        lines: entries.take(SHOWN).map(line).collect(),
        query,
    })
}

#[derive(Template)]
#[template(path = "publication_item.html")]
struct Edit {
    page: Page,
    id: Uuid,
    /// "new", or the id of the item.
    item: String,
    seen: i64,
    title: String,
    code: String,
    fresh: bool,
    changes: Vec<(&'static str, &'static str, bool)>,
    fields: Vec<Field>,
    abolished_by: String,
    replaces: String,
    from: String,
    doubts: Vec<String>,
    typed: Typed,
}

struct Field {
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    lines: u8,
    value: String,
    error: String,
}

/// What the form of an item shows before anything is typed.
struct Start {
    item: Option<Item>,
    newest: Option<Version>,
    change: Change,
    code: String,
}

async fn start(visit: &Visit, d: &Dossier, (item, posted): (&str, &Posted)) -> Result<Start, Failure> {
    let id: Option<Uuid> = item.parse().ok();
    let found = id.and_then(|id| d.items.iter().find(|i| i.id == id)).cloned();
    if found.is_none() && item != "new" {
        return Err(Failure::missing("Dòng này không còn trong dự thảo"));
    }
    let q = asked(visit);
    let pick = |name: &str| posted.some(name).or(q.some(name)).unwrap_or_default().to_owned();
    let code = found.as_ref().map_or_else(|| kernel::text::line(&pick("code")), |i| i.code.clone());
    let newest = actions::newest(&visit.app, std::iter::once(code.as_str())).await?.remove(&code);
    let otherwise = if newest.is_some() { Change::Amended } else { Change::New };
    let change = Change::parse(&pick("change")).or(found.as_ref().map(|i| i.body.change)).unwrap_or(otherwise);
    Ok(Start { item: found, newest, change, code })
}

async fn view(visit: &Visit, (head, d): (i64, &Dossier), item: &str, typed: Typed) -> Result<Edit, Failure> {
    let s = start(visit, d, (item, &typed.posted)).await?;
    let parts = s.item.as_ref().and_then(|i| i.body.parts.as_ref()).or(s.newest.as_ref().map(|v| &v.parts));
    let mut values: HashMap<&'static str, String> = parts.map(texts::write).unwrap_or_default();
    if parts.is_none() && d.decision.kind == DecisionKind::Internal {
        values.insert("kind", "Nội bộ A".into());
    }
    let wanted = FIELDS.iter().filter(|f| f.key != "code");
    let fields = wanted.map(|f| Field {
        key: f.key,
        label: f.label,
        hint: f.hint,
        lines: f.lines,
        value: typed.val(f.key, values.get(f.key).map_or("", String::as_str)),
        error: typed.err(f.key),
    });
    let fields = fields.collect();
    let body = s.item.as_ref().map(|i| &i.body);
    Ok(Edit {
        page: visit.page("Nội dung công bố"),
        id: d.decision.id,
        item: item.to_owned(),
        seen: head,
        title: d.decision.title.clone(),
        fresh: s.newest.is_none(),
        changes: Change::ALL.iter().map(|c| (c.slug(), c.label(), *c == s.change)).collect(),
        fields,
        abolished_by: typed.val("abolished_by", body.map_or("", |b| b.abolished_by.as_str())),
        replaces: typed.val("replaces", &body.map(|b| b.replaces.join(", ")).unwrap_or_default()),
        from: typed.val("from", &body.and_then(|b| b.from).map(|x| x.to_string()).unwrap_or_default()),
        doubts: body.map(|b| b.doubts.clone()).unwrap_or_default(),
        code: s.code,
        typed,
    })
}

/// GET /publication/{id}/items/{item}
pub async fn edit(visit: Visit, Within(id, item): Within) -> Reply {
    let (head, d) = actions::load(&visit.app, id).await?;
    if d.decision.kind == DecisionKind::Process && item != "new" {
        return Ok(platform::web::see_other(&format!("/publication/{id}/process/{item}")));
    }
    let page = view(&visit, (head.seq, &d), &item, Typed::default()).await?;
    visit.html(&page)
}

fn read(s: &Start, posted: &Posted) -> Result<ItemBody, Vec<Refusal>> {
    let from = day(posted, "from").map_err(|r| vec![r])?;
    let codes = posted.get("replaces").split([',', ';', ' ', '\n']).map(str::trim);
    let replaces: Vec<String> = codes.filter(|c| !c.is_empty()).map(str::to_owned).collect();
    let parts = match s.change {
        Change::Abolished => None,
        _ => Some(texts::read(|key| if key == "code" { s.code.clone() } else { posted.get(key).to_owned() })?),
    };
    let known = s.newest.as_ref().map(|v| v.parts.name.clone());
    Ok(ItemBody {
        change: s.change,
        name: parts.as_ref().map(|p| p.name.clone()).or(known).unwrap_or_default(),
        base: 0,
        parts,
        replaces: if s.change == Change::Replaced { replaces } else { vec![] },
        abolished_by: kernel::text::line(posted.get("abolished_by")),
        from,
        process: None,
        doubts: vec![],
    })
}

/// The draft of a procedure's process: the one it runs now, to be changed.
async fn process_body(visit: &Visit, s: &Start) -> Result<ItemBody, Failure> {
    let app = &visit.app;
    let own = crate::flows::assigned(app, &s.code).await?;
    let now = crate::process_for(app, &s.code).await?;
    let text = PROCESSES.by_id(app, now.id).await?.map(|t| t.body).unwrap_or_default();
    let name = s.newest.as_ref().map(|v| v.parts.name.clone()).unwrap_or_default();
    Ok(ItemBody {
        change: if own.is_some() { Change::Amended } else { Change::New },
        name,
        base: 0,
        parts: None,
        replaces: vec![],
        abolished_by: String::new(),
        from: None,
        process: Some(ProcessDraft {
            code: own.unwrap_or_else(|| format!("qt-{}", s.code)),
            bpmn: text,
            doubts: vec![],
        }),
        doubts: vec![],
    })
}

/// POST /publication/{id}/items/{item}
pub async fn save(visit: Visit, Within(id, item): Within, posted: Posted) -> Reply {
    let (head, d) = actions::load(&visit.app, id).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let s = start(&visit, &d, (&item, &posted)).await?;
    let process = d.decision.kind == DecisionKind::Process;
    let body = match process {
        true if s.newest.is_none() => {
            let refusal = Refusal::new("code", "Không có thủ tục này trong danh mục. Tìm và chọn thủ tục.").at("code");
            Err(vec![refusal])
        }
        true => Ok(process_body(&visit, &s).await?),
        false => read(&s, &posted),
    };
    let body = match body {
        Ok(body) => body,
        Err(problems) => {
            let typed = Typed { posted, errors: problems.iter().map(FieldError::of).collect() };
            let page = view(&visit, (head.seq, &d), &item, typed).await?;
            return visit.html_refused(&page);
        }
    };
    let new = Item { id: s.item.map_or_else(|| visit.app.new_id(), |i| i.id), position: 0, code: s.code, body };
    let item_id = new.id;
    match actions::put_item(&visit.app, visit.actor()?.by(), (id, seen(&posted)), new).await {
        Ok(_) if process => Ok(visit.done(
            &format!("/publication/{id}/process/{item_id}"),
            visit.lang.t("Đã thêm quy trình vào dự thảo. Sửa các bước ở dưới."),
        )),
        Ok(_) => Ok(visit.done(&format!("/publication/{id}#items"), visit.lang.t("Đã ghi nội dung vào dự thảo."))),
        Err(failure) => {
            let refusal = told(failure)?;
            let page = view(&visit, (head.seq, &d), &item, Typed::refused(posted, &refusal)).await?;
            visit.html_refused(&page)
        }
    }
}

/// POST /publication/{id}/items/{item}/drop
pub async fn drop(visit: Visit, Within(id, item): Within, posted: Posted) -> Reply {
    let (_, d) = actions::load(&visit.app, id).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let item: Uuid = item.parse().map_err(|_| Failure::missing("Dòng này không còn trong dự thảo"))?;
    actions::act(&visit.app, visit.actor()?.by(), (id, seen(&posted)), |d, g| rules::drop_item(d, g, item)).await?;
    Ok(visit.done(&format!("/publication/{id}#items"), visit.lang.t("Đã bỏ khỏi dự thảo.")))
}
