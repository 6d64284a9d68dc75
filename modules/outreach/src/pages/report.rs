//! The report of a year: each total leads to its records, and the whole is a paper.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::time::date;
use platform::web::{Page, Reply, Visit};
use serde::Deserialize;

use super::kit::{Line, Tab, grouped, tabs, today};
use crate::law::law;
use crate::reports::{self, Sum, Year};
use crate::trainings::Training;
use crate::{papers, reports::gather};

/// What the report is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    year: String,
}

struct Figure {
    number: String,
    label: &'static str,
    href: &'static str,
}

struct Section {
    anchor: &'static str,
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "outreach_report.html")]
struct ReportPage {
    page: Page,
    tabs: Vec<Tab>,
    year: i16,
    papers: String,
    figures: Vec<Figure>,
    sums: Vec<Sum>,
    sections: Vec<Section>,
}

fn year_of(v: &Visit, text: &str) -> i16 {
    text.parse().ok().filter(|y| (2000..=2100).contains(y)).unwrap_or_else(|| today(&v.app).year())
}

fn news(y: &Year) -> Vec<Line> {
    let one = |a: &crate::Article| Line {
        href: format!("/outreach/news/{}", a.id),
        title: a.public.as_ref().map_or(&a.content.title, |p| &p.content.title).clone(),
        when: a.first_public.map(|t| date(kernel::time::local(t).date())).unwrap_or_default(),
        note: String::new(),
        label: a.status.label(),
        colour: a.status.colour(),
    };
    y.articles.iter().map(one).collect()
}

fn campaigns(v: &Visit, y: &Year) -> Vec<Line> {
    let one = |c: &crate::campaigns::Campaign| Line {
        href: format!("/outreach/campaigns/{}", c.id),
        title: c.brief.title.clone(),
        when: format!("{} – {}", date(c.brief.starts), date(c.brief.ends)),
        note: v.lang.f("{} hoạt động, {} lượt người", &[&c.activities.len(), &grouped(c.reach())]),
        label: c.status.label(),
        colour: c.status.colour(),
    };
    y.campaigns.iter().map(one).collect()
}

/// GET /outreach/report?year=
pub async fn show(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let (actor, law) = (v.actor()?, law(&v.app)?);
    let y = gather(&v.app, actor.agency, year_of(&v, &asked.year)).await?;
    let reach: i64 = y.campaigns.iter().map(crate::campaigns::Campaign::reach).sum();
    let figure = |number: usize, label, href| Figure { number: number.to_string(), label, href };
    let figures = vec![
        figure(y.articles.len(), "tin, bài đã đăng", "#news"),
        figure(y.campaigns.len(), "đợt tuyên truyền", "#campaigns"),
        Figure { number: grouped(reach), label: "lượt người tiếp cận", href: "#channels" },
        figure(y.trainings.len(), "lớp tập huấn, buổi trao đổi", "#trainings"),
        figure(y.trainings.iter().map(Training::came).sum(), "lượt người dự tập huấn", "#trainings"),
        figure(y.dialogues.len(), "buổi đối thoại", "#dialogues"),
        figure(y.dialogues.iter().map(|(_, q)| q.len()).sum(), "câu hỏi, kiến nghị", "#dialogues"),
    ];
    let talks = y.dialogues.iter().map(|(d, asked)| Line {
        note: v.lang.f("{} câu hỏi, {} đã trả lời", &[&asked.len(), &reports::answered(asked)]),
        ..super::dialogues::line(d)
    });
    let trained = y.trainings.iter().map(|t| super::trainings::line(&v, t)).collect();
    let sections = vec![
        Section { anchor: "news", title: "Tin, bài đã đăng", lines: news(&y) },
        Section { anchor: "campaigns", title: "Đợt tuyên truyền", lines: campaigns(&v, &y) },
        Section { anchor: "trainings", title: "Tập huấn, trao đổi kinh nghiệm", lines: trained },
        Section { anchor: "dialogues", title: "Đối thoại với tổ chức, cá nhân", lines: talks.collect() },
    ];
    v.html(&ReportPage {
        page: v.page("Báo cáo truyền thông, tập huấn, đối thoại"),
        tabs: tabs(&v, "/outreach/report"),
        year: y.year,
        papers: format!("/outreach/report/{}/bao-cao", y.year),
        figures,
        sums: reports::by_channel(law.channels(), &y.campaigns),
        sections,
    })
}

/// GET /outreach/report/{year}/{name}
pub async fn paper(v: Visit, Path((year, name)): Path<(String, String)>) -> Reply {
    papers::parts(&name)?;
    let actor = v.actor()?;
    let y = gather(&v.app, actor.agency, year_of(&v, &year)).await?;
    let issuer = papers::issuer(&v.app, actor.agency).await?;
    let paper = reports::year(&*law(&v.app)?, &y, &issuer)?;
    papers::reply(&v, paper, (&name, &issuer.name)).await
}
