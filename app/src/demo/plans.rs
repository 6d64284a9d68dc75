//! The plan of the demo: the shipped plan with its year moved to the present, given to the units of today, worked on under the
//! demo's clock through the real actions. Everything in it is synthetic.

use ::plans::{Deed, NewPlan};
use kernel::time::civil::Date;
use kernel::time::{Timestamp, from_local, local};
use people::roles;
use platform::App;
use platform::app::SetClock;
use platform::web::Failure;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

/// The text with the plan's year and the one before moved by so many years; numbers of laws keep theirs.
fn moved(text: &str, years: i16) -> String {
    let mut out = text.to_owned();
    for year in [2024_i16, 2023] {
        for lead in ["/", "năm "] {
            // Days, months, quarters and "năm" stand before a year of the plan; a law's number is followed by its kind.
            out = out.replace(&format!("{lead}{year}"), &format!("{lead}{}", year + years));
            out = out.replace(&format!("{lead}{}/NĐ-CP", year + years), &format!("{lead}{year}/NĐ-CP"));
        }
    }
    out.replace("2023-2025", &format!("{}-{}", 2023 + years, 2025 + years))
}

async fn person(app: &App, agency: Uuid, role: &str) -> Result<platform::Actor, Failure> {
    let found = people::holders(app, agency, role).await?;
    let one = found.first().ok_or_else(|| Failure::missing("Không có người giữ vai trò này"))?;
    people::actor_for(app, one.account).await
}

fn at(day: Date) -> Timestamp {
    from_local(day.at(9, 0, 0, 0))
}

/// Imports the plan and plays the year up to the present.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp), seed: u64) -> Result<(), Failure> {
    let today = local(now).date();
    let text = app.law().get("plans/ke-hoach-kstthc-2024.txt").unwrap_or_default();
    let text = moved(text, today.year() - 2024);
    let law = ::plans::law(app)?;
    let read = ::plans::import::read("ke-hoach-mau.txt", text.as_bytes(), &law.reading);
    let control = person(app, agency, roles::CONTROL).await?;
    let begin = at(kernel::time::civil::date(today.year(), 1, 3)).min(now);
    let clock = SetClock::new(begin);
    let then = app.at(clock.clone());
    let new = NewPlan {
        title: format!("Kế hoạch kiểm soát thủ tục hành chính năm {} (dữ liệu mẫu)", today.year()),
        year: today.year(),
        unit: control.unit,
        text: read.body,
        sections: read.sections,
        ..NewPlan::default()
    };
    let plan = ::plans::create(&then, Some(&control), new).await?;
    let change = plans::Change {
        title: format!("Kế hoạch kiểm soát thủ tục hành chính năm {} (dữ liệu mẫu)", today.year()),
        number: "05/KH-SGDĐT".into(),
        issued: Some(local(begin).date()),
    };
    ::plans::change_plan(&then, Some(&control), plan, &change).await?;
    let mut rng = StdRng::seed_from_u64(seed ^ 0x706c_616e);
    for work in ::plans::lead_work(&then, plan).await? {
        one(&then, (&clock, begin, now), (&control, &work), &mut rng).await?;
    }
    directive(&then, (&clock, now), (&control, plan)).await?;
    money(&then, (&control, plan), today).await?;
    ::plans::targets::add_shipped(&then, Some(&control), plan).await
}

/// The person who does a unit's work: its head, an officer, or whoever works there; nobody in units without accounts.
async fn worker(app: &App, unit: Uuid) -> Result<Option<platform::Actor>, Failure> {
    let staff = people::staff_of(app, unit).await?;
    let found = [roles::UNIT_HEAD, roles::CONTROL, roles::OFFICER, roles::CLERK, roles::PETITIONS]
        .iter()
        .find_map(|role| staff.iter().find(|p| p.role == *role));
    match found {
        Some(p) => people::actor_for(app, p.account).await.map(Some),
        None => Ok(None),
    }
}

/// A one-page PDF that says what it is.
pub(super) fn sample() -> Vec<u8> {
    let content = "BT /F1 18 Tf 60 760 Td (Minh chung mau - du lieu mo phong) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut out, mut places) = (String::from("%PDF-1.4\n"), vec![]);
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    places.iter().for_each(|p| out.push_str(&format!("{p:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", places.len() + 1));
    out.into_bytes()
}

/// One unit's work: done in time, late, waiting or not begun, by luck and by whether its day has come.
async fn one(
    app: &App,
    (clock, begin, now): (&SetClock, Timestamp, Timestamp),
    (control, work): (&platform::Actor, &plans::Work),
    rng: &mut StdRng,
) -> Result<(), Failure> {
    let (first, today) = (kernel::time::day_number(begin) + 1, kernel::time::day_number(now));
    let luck = rng.random_range(0..100);
    if work.starts > today || luck < 12 {
        return Ok(());
    }
    let past = work.due < today;
    let end = if past { work.due + rng.random_range(-9..4) } else { today - rng.random_range(1..20) };
    let day = end.max(work.starts).max(first).min(today);
    let moment = |day: i64| kernel::time::from_micros(day * 86_400_000_000 + 3 * 3_600_000_000).min(now);
    clock.set(moment(day));
    let actor = worker(app, work.unit).await?;
    let number = rng.random_range(10..400);
    let note = format!("Đã thực hiện theo kế hoạch; kết quả số {number}/BC (dữ liệu mẫu).");
    ::plans::act(app, actor.as_ref(), work.id, Deed::Note(note)).await?;
    if !past && luck < 55 {
        return Ok(());
    }
    if luck % 2 == 0 {
        let bytes = sample();
        let size = u64::try_from(bytes.len()).unwrap_or(0);
        let digest = app.files().put(&bytes).await?;
        let name = format!("minh-chung-mau-{number}.pdf");
        let file = documents::StoredFile { digest, name, mime: "application/pdf".into(), size };
        ::plans::add_file(app, actor.as_ref(), work.id, file).await?;
    }
    ::plans::act(app, actor.as_ref(), work.id, Deed::HandIn(0)).await?;
    clock.set(moment(day + 1));
    match luck {
        12..18 => Ok(()),
        18..22 => {
            let reason = "Thiếu biểu tổng hợp kèm theo báo cáo (dữ liệu mẫu).".to_owned();
            ::plans::act(app, Some(control), work.id, Deed::SendBack(reason)).await.map(|_| ())
        }
        _ => ::plans::act(app, Some(control), work.id, Deed::Accept).await.map(|_| ()),
    }
}

async fn directive(
    app: &App,
    (clock, now): (&SetClock, Timestamp),
    (control, plan): (&platform::Actor, Uuid),
) -> Result<(), Failure> {
    let issued =
        local(now).date().checked_sub(std::time::Duration::from_secs(6 * 86_400)).unwrap_or_else(|_| local(now).date());
    clock.set(at(issued).min(now));
    let new = ::plans::directives::NewDirective {
        plan,
        number: "1452/SGDĐT-VP".into(),
        issued: Some(issued),
        title: "Đôn đốc thực hiện nhiệm vụ kiểm soát thủ tục hành chính quý IV (dữ liệu mẫu)".into(),
        text: "Đề nghị các đơn vị rà soát nhiệm vụ được giao, nộp kết quả trên hệ thống trước ngày 15 hằng tháng."
            .into(),
        file: None,
        to: "Các đơn vị thuộc, trực thuộc Sở".into(),
    };
    let id = ::plans::directives::issue(app, Some(control), new).await?;
    ::plans::directives::read(app, control, id).await?;
    clock.set(now);
    Ok(())
}

async fn money(app: &App, (control, plan): (&platform::Actor, Uuid), today: Date) -> Result<(), Failure> {
    let rows = [
        ("estimate", "5", "45.000.000", "", "Dự toán tập huấn, kiểm tra"),
        ("allocation", "5", "40.000.000", "QĐ 21/QĐ-SGDĐT", "Phân bổ quý I"),
        ("spending", "5", "12.600.000", "PC 0047", "Hội nghị tập huấn nghiệp vụ"),
        ("estimate", "9", "15.000.000", "", "Dự toán tuyên truyền"),
        ("allocation", "9", "15.000.000", "QĐ 21/QĐ-SGDĐT", "Phân bổ quý I"),
        ("spending", "9", "4.250.000", "PC 0102", "In tờ rơi hướng dẫn"),
    ];
    for (kind, category, amount, number, note) in rows {
        let new = ::plans::money::NewAmount {
            kind: kind.into(),
            category: category.into(),
            amount: amount.into(),
            day: Some(kernel::time::civil::date(today.year(), 1, 15).min(today)),
            number: number.into(),
            note: format!("{note} (dữ liệu mẫu)"),
            ..::plans::money::NewAmount::default()
        };
        ::plans::money::add(app, Some(control), plan, &new).await?;
    }
    Ok(())
}
