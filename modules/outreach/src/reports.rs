//! Sums and reports: one campaign, and a year of everything, each number made of records that can be opened.

use kernel::money::group;
use kernel::time::{Timestamp, date, from_local};
use output::document::Document;
use output::paper::{Align, Paper};
use platform::App;
use platform::web::Failure;
use uuid::Uuid;

use crate::campaigns::{Campaign, Status};
use crate::dialogues::{self, Asking, Dialogue, Question};
use crate::law::{Law, Named, PaperWords, label};
use crate::model::Article;
use crate::papers::{Issuer, begun, ended};
use crate::record::{self, Filter};
use crate::store;
use crate::trainings::{self, Training};

/// What one channel did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub label: String,
    pub activities: usize,
    pub reach: String,
    pub files: usize,
}

/// Activities, people reached and files by channel, in the order of the law; channels without activities are left out.
pub fn by_channel(channels: &[Named], all: &[Campaign]) -> Vec<Sum> {
    let mut keys: Vec<&str> = channels.iter().map(|n| n.key.as_str()).collect();
    let done = || all.iter().flat_map(|c| &c.activities);
    for a in done() {
        // A key that has left the list since keeps its sum.
        if !keys.contains(&a.channel.as_str()) {
            keys.push(&a.channel);
        }
    }
    let sum = |key: &str| {
        let own: Vec<_> = done().filter(|a| a.channel == key).collect();
        Sum {
            label: label(channels, key).to_owned(),
            activities: own.len(),
            reach: group(own.iter().map(|a| a.reach).sum()),
            files: own.iter().map(|a| a.files.len()).sum(),
        }
    };
    keys.into_iter().map(sum).filter(|s| s.activities > 0).collect()
}

/// Words of a paper, or the failure that says the law lacks them.
pub fn words(law: &Law, name: &str, blanks: &[(&str, &str)]) -> Result<PaperWords, Failure> {
    law.paper(name, blanks).ok_or_else(|| Failure::Internal(format!("law/outreach: papers.{name}")))
}

fn channel_table(document: Document, sums: &[Sum]) -> Document {
    let columns = [
        ("Hình thức", 50, Align::Left),
        ("Số hoạt động", 15, Align::Right),
        ("Lượt người tiếp cận", 20, Align::Right),
        ("Số minh chứng", 15, Align::Right),
    ];
    let row = |s: &Sum| vec![s.label.clone(), s.activities.to_string(), s.reach.clone(), s.files.to_string()];
    document.table(&columns, sums.iter().map(row))
}

/// The report of one campaign.
///
/// # Errors
/// The law lacks its words.
pub fn campaign(law: &Law, c: &Campaign, issuer: &Issuer) -> Result<Paper, Failure> {
    let words = words(law, "campaign", &[("title", &c.brief.title)])?;
    let mut d = begun(issuer, &words, "BC")
        .heading(2, "I. NỘI DUNG, ĐỐI TƯỢNG")
        .paragraph(&c.brief.purpose)
        .paragraph(&format!("Đối tượng: {}.", c.brief.audience.trim_end_matches('.')))
        .paragraph(&format!("Thời gian: từ ngày {} đến ngày {}.", date(c.brief.starts), date(c.brief.ends)))
        .heading(2, "II. HOẠT ĐỘNG ĐÃ THỰC HIỆN");
    let columns = [
        ("Ngày", 12, Align::Left),
        ("Nơi thực hiện", 20, Align::Left),
        ("Hình thức", 18, Align::Left),
        ("Nội dung", 30, Align::Left),
        ("Lượt người", 10, Align::Right),
        ("Minh chứng", 10, Align::Right),
    ];
    let rows = c.activities.iter().map(|a| {
        let channel = label(law.channels(), &a.channel).to_owned();
        vec![date(a.on), a.place.clone(), channel, a.content.clone(), group(a.reach), a.files.len().to_string()]
    });
    d = d.table(&columns, rows);
    d = d.paragraph(&format!(
        "Tổng cộng {} hoạt động, {} lượt người tiếp cận, {} tệp minh chứng.",
        c.activities.len(),
        group(c.reach()),
        c.files()
    ));
    d = channel_table(
        d.heading(2, "III. TỔNG HỢP THEO HÌNH THỨC"),
        &by_channel(law.channels(), std::slice::from_ref(c)),
    );
    let result =
        if c.result.is_empty() { "Chưa đánh giá; đợt tuyên truyền đang thực hiện." } else { &c.result };
    Ok(ended(d.heading(2, "IV. KẾT QUẢ, ĐÁNH GIÁ").paragraph(result), &words))
}

/// Everything of a year.
pub struct Year {
    pub year: i16,
    /// Articles first published in the year.
    pub articles: Vec<Article>,
    /// Campaigns that began in the year and were not called off.
    pub campaigns: Vec<Campaign>,
    /// Trainings that began in the year and were not called off.
    pub trainings: Vec<Training>,
    /// Dialogues held in the year that were announced and not called off, each with its questions.
    pub dialogues: Vec<(Dialogue, Vec<Question>)>,
}

/// The instants a year begins and ends.
pub fn bounds(year: i16) -> (Timestamp, Timestamp) {
    let first = |y: i16| from_local(kernel::time::civil::date(y, 1, 1).at(0, 0, 0, 0));
    (first(year), first(year.saturating_add(1)))
}

/// Gathers a year of an agency.
///
/// # Errors
/// The database cannot be read.
pub async fn gather(app: &App, tenant: Uuid, year: i16) -> Result<Year, Failure> {
    let (from, to) = bounds(year);
    let within = Filter::Between(from, to);
    let mut campaigns: Vec<Campaign> = record::whole(app.db(), tenant, within).await?;
    campaigns.retain(|c| c.status != Status::Cancelled);
    let articles = store::published(app.db(), tenant, (from, to)).await?;
    let mut trainings: Vec<Training> = record::whole(app.db(), tenant, within).await?;
    trainings.retain(|t| t.status != trainings::Status::Cancelled);
    let mut talks = vec![];
    for d in record::whole::<Dialogue>(app.db(), tenant, within).await? {
        if d.announced_at.is_some() && d.status != dialogues::Status::Cancelled {
            let asked = dialogues::questions(app, &d).await?;
            talks.push((d, asked));
        }
    }
    Ok(Year { year, articles, campaigns, trainings, dialogues: talks })
}

/// The report of a year.
///
/// # Errors
/// The law lacks its words.
pub fn year(law: &Law, y: &Year, issuer: &Issuer) -> Result<Paper, Failure> {
    let words = words(law, "year", &[("year", &y.year.to_string())])?;
    let reach: i64 = y.campaigns.iter().map(Campaign::reach).sum();
    let mut d = begun(issuer, &words, "BC").heading(2, "I. TRUYỀN THÔNG").paragraph(&format!(
        "Đã đăng {} tin, bài; tổ chức {} đợt tuyên truyền với {} hoạt động, {} lượt người tiếp cận.",
        y.articles.len(),
        y.campaigns.len(),
        y.campaigns.iter().map(|c| c.activities.len()).sum::<usize>(),
        group(reach)
    ));
    d = articles(d, &y.articles);
    let columns = [
        ("STT", 6, Align::Center),
        ("Đợt tuyên truyền", 44, Align::Left),
        ("Đơn vị", 20, Align::Left),
        ("Số hoạt động", 12, Align::Right),
        ("Lượt người", 18, Align::Right),
    ];
    let rows = y.campaigns.iter().enumerate().map(|(n, c)| {
        let (title, unit) = (c.brief.title.clone(), c.unit_name.clone());
        vec![(n + 1).to_string(), title, unit, c.activities.len().to_string(), group(c.reach())]
    });
    if !y.campaigns.is_empty() {
        d = channel_table(d.table(&columns, rows), &by_channel(law.channels(), &y.campaigns));
    }
    Ok(ended(talk_table(training_table(d, &y.trainings), &y.dialogues), &words))
}

fn training_table(d: Document, all: &[Training]) -> Document {
    let sum = |of: fn(&Training) -> usize| all.iter().map(of).sum::<usize>();
    let (registered, came) = (sum(|t| t.participants.len()), sum(Training::came));
    let d = d.heading(2, "II. TẬP HUẤN, TRAO ĐỔI KINH NGHIỆM").paragraph(&format!(
        "Đã lập {} lớp, buổi; {registered} lượt người đăng ký, {came} lượt người dự, cấp {} giấy chứng nhận.",
        all.len(),
        sum(Training::certified)
    ));
    let columns = [
        ("STT", 6, Align::Center),
        ("Lớp, buổi trao đổi", 40, Align::Left),
        ("Loại", 22, Align::Left),
        ("Số buổi", 10, Align::Right),
        ("Đăng ký", 11, Align::Right),
        ("Dự", 11, Align::Right),
    ];
    let rows = all.iter().enumerate().map(|(n, t)| {
        let (title, kind) = (t.brief.title.clone(), t.brief.kind.label().to_owned());
        let count = |n: usize| n.to_string();
        vec![count(n + 1), title, kind, count(t.sessions.len()), count(t.participants.len()), count(t.came())]
    });
    if all.is_empty() { d } else { d.table(&columns, rows) }
}

/// How many of the questions have an answer.
pub fn answered(all: &[Question]) -> usize {
    all.iter().filter(|q| q.status == Asking::Answered).count()
}

fn talk_table(d: Document, all: &[(Dialogue, Vec<Question>)]) -> Document {
    let asked: usize = all.iter().map(|(_, q)| q.len()).sum();
    let done: usize = all.iter().map(|(_, q)| answered(q)).sum();
    let told = format!("Đã tổ chức {} buổi đối thoại; nhận {asked} câu hỏi, kiến nghị, trả lời {done}.", all.len());
    let d = d.heading(2, "III. ĐỐI THOẠI VỚI TỔ CHỨC, CÁ NHÂN").paragraph(&told);
    let columns = [
        ("STT", 6, Align::Center),
        ("Buổi đối thoại", 44, Align::Left),
        ("Thời gian", 22, Align::Left),
        ("Câu hỏi", 14, Align::Right),
        ("Đã trả lời", 14, Align::Right),
    ];
    let rows = all.iter().enumerate().map(|(n, (talk, asked))| {
        let (title, when) = (talk.brief.title.clone(), kernel::time::short(talk.brief.at));
        vec![(n + 1).to_string(), title, when, asked.len().to_string(), answered(asked).to_string()]
    });
    if all.is_empty() { d } else { d.table(&columns, rows) }
}

/// The minutes of a dialogue with its questions and answers, in the order asked.
///
/// # Errors
/// The law lacks its words.
pub fn dialogue(law: &Law, (d, all): (&Dialogue, &[Question]), issuer: &Issuer) -> Result<Paper, Failure> {
    let words = words(law, "dialogue", &[("title", &d.brief.title)])?;
    let mut paper = begun(issuer, &words, "BB")
        .paragraph(&format!("Thời gian: {}.", kernel::time::legal(d.brief.at)))
        .paragraph(&format!("Địa điểm: {}.", d.brief.place))
        .paragraph(&format!("Người chủ trì: {}.", d.brief.chair))
        .heading(2, "I. NỘI DUNG")
        .paragraph(&d.brief.about)
        .heading(2, "II. CÂU HỎI, KIẾN NGHỊ VÀ TRẢ LỜI")
        .paragraph(&format!("Đã nhận {} câu hỏi, kiến nghị; trả lời {}.", all.len(), answered(all)));
    for (n, q) in all.iter().enumerate() {
        paper = paper.heading(3, &format!("{}. {}", n + 1, q.shown())).paragraph(&q.text);
        paper = match q.status {
            Asking::Received => paper.paragraph("Chưa trả lời."),
            Asking::Answered => paper.paragraph(&format!("Trả lời: {}", q.answer)),
            Asking::SetAside => paper.paragraph(&format!("Không thuộc nội dung đối thoại: {}", q.answer)),
        };
    }
    let minutes = if d.minutes.is_empty() { "Chưa có biên bản." } else { &d.minutes };
    Ok(ended(paper.heading(2, "III. KẾT LUẬN").paragraph(minutes), &words))
}

fn articles(d: Document, all: &[Article]) -> Document {
    let columns = [("STT", 6, Align::Center), ("Tin, bài", 64, Align::Left), ("Ngày đăng", 30, Align::Left)];
    let rows = all.iter().enumerate().map(|(n, a)| {
        let day = a.first_public.map(|t| date(kernel::time::local(t).date())).unwrap_or_default();
        let title = a.public.as_ref().map_or(&a.content.title, |p| &p.content.title);
        vec![(n + 1).to_string(), title.clone(), day]
    });
    if all.is_empty() { d } else { d.table(&columns, rows) }
}
