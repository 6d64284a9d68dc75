//! `motcua simulate`: a scenario in words of the command line, the report in words for people or as JSON.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::{Date, Time};
use kernel::working_time::{Calendar, Limit, Span};
use platform::law::LawFiles;
use process::simulate::{Arrivals, Away, Kind, Outside, Scenario, Service, Staff, Variation, compare, simulate as run};
use serde_json::json;

use super::{data, process::sound, read};
use crate::say;

/// A scenario.
#[derive(Args)]
pub struct SimulateOptions {
    /// Tệp BPMN
    file: PathBuf,
    /// Số người theo vai trò, ví dụ officer=3,leader=1
    #[arg(long, default_value = "")]
    staff: String,
    /// Giờ làm việc riêng của một vai trò, ví dụ leader=07:30-11:30; lặp lại được
    #[arg(long, value_name = "VAI TRÒ=GIỜ")]
    hours: Vec<String>,
    /// Người vắng mặt, ví dụ officer=1@2024-03-01/2024-03-15; lặp lại được
    #[arg(long, value_name = "VAI TRÒ=SỐ@TỪ/ĐẾN")]
    away: Vec<String>,
    /// Số hồ sơ, ví dụ 12/ngày, hoặc tệp có mỗi dòng một thời điểm tiếp nhận
    #[arg(long)]
    arrivals: String,
    /// Ngày bắt đầu; bỏ trống là ngày đầu của lịch làm việc
    #[arg(long)]
    from: Option<Date>,
    /// Số ngày làm việc
    #[arg(long, default_value_t = 250)]
    days: u32,
    /// Thời hạn giải quyết, ví dụ "5 ngày làm việc"
    #[arg(long)]
    limit: Option<String>,
    /// Phần trăm thời gian quy định của bước là thời gian làm việc thực
    #[arg(long, default_value_t = 100)]
    effort: u32,
    /// Độ phân tán của thời gian: none, even:50, exponential, lognormal:60
    #[arg(long, default_value = "even:50")]
    variation: String,
    /// Thời gian của một bước bằng phút; nhiều số là các lần đo, ví dụ appraise=90 hoặc appraise=30,45,200
    #[arg(long, value_name = "BƯỚC=PHÚT")]
    time: Vec<String>,
    /// Tỷ lệ phần trăm của một nhánh, ví dụ not_eligible=20 hoặc "Đủ điều kiện? → Ký=80"
    #[arg(long, value_name = "NHÁNH=PHẦN TRĂM")]
    share: Vec<String>,
    /// Sự kiện từ bên ngoài, ví dụ rut_ho_so=5@480 (5 % hồ sơ, sau 480 phút)
    #[arg(long, value_name = "SỰ KIỆN=PHẦN TRĂM@PHÚT")]
    outside: Vec<String>,
    /// Dữ liệu của một loại hồ sơ, dạng JSON hoặc @TỆP; lặp lại được, mỗi loại nhiều như nhau
    #[arg(long)]
    answers: Vec<String>,
    /// Số người của phương án thứ hai để so sánh
    #[arg(long, value_name = "SỐ NGƯỜI")]
    compare: Option<String>,
    /// Số lần chạy
    #[arg(long, default_value_t = 10)]
    replications: u32,
    /// Hạt giống của ngẫu nhiên: cùng số cho cùng kết quả
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// In kết quả dạng JSON
    #[arg(long)]
    json: bool,
}

/// "a=b" into its parts.
fn pair<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), String> {
    let parts = text.rsplit_once('=').map(|(a, b)| (a.trim(), b.trim()));
    parts
        .filter(|(a, b)| !a.is_empty() && !b.is_empty())
        .ok_or_else(|| format!("“{text}” không đọc được. Ghi như {example}."))
}

fn number<T: std::str::FromStr>(text: &str, whole: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("“{text}” trong “{whole}” không phải số hợp lệ. Ghi số nguyên không âm."))
}

fn people(text: &str) -> Result<Vec<Staff>, String> {
    let parts = text.split(',').map(str::trim).filter(|p| !p.is_empty());
    parts
        .map(|p| {
            let (role, count) = pair(p, "officer=3,leader=1")?;
            Ok(Staff { role: role.to_owned(), people: number(count, p)?, hours: vec![], away: vec![] })
        })
        .collect()
}

fn member<'a>(staff: &'a mut [Staff], role: &str) -> Result<&'a mut Staff, String> {
    let found = staff.iter_mut().find(|s| s.role == role);
    found.ok_or_else(|| format!("Vai trò “{role}” chưa có trong --staff. Ghi số người của vai trò đó."))
}

fn span(text: &str) -> Option<Span> {
    let (a, b) = text.split_once('-')?;
    let second =
        |t: &str| t.trim().parse::<Time>().ok().map(|t| i64::from(t.hour()) * 3600 + i64::from(t.minute()) * 60);
    Some((second(a)?, second(b)?)).filter(|(a, b)| a < b)
}

impl SimulateOptions {
    fn staff(&self, text: &str) -> Result<Vec<Staff>, String> {
        let mut staff = people(text)?;
        for h in &self.hours {
            let (role, spans) = pair(h, "leader=07:30-11:30")?;
            let spans: Option<Vec<Span>> = spans.split(',').map(span).collect();
            let spans =
                spans.ok_or_else(|| format!("Giờ “{h}” không đọc được. Ghi như leader=07:30-11:30,13:30-15:00."))?;
            member(&mut staff, role)?.hours = spans;
        }
        for a in &self.away {
            let wrong = || format!("“{a}” không đọc được. Ghi như officer=1@2024-03-01/2024-03-15.");
            let (role, rest) = pair(a, "officer=1@2024-03-01/2024-03-15")?;
            let (count, days) = rest.split_once('@').ok_or_else(wrong)?;
            let (from, to) = days.split_once('/').ok_or_else(wrong)?;
            let day = |t: &str| t.trim().parse::<Date>().map_err(|_| wrong());
            let away = Away { from: day(from)?, to: day(to)?, people: number(count, a)? };
            member(&mut staff, role)?.away.push(away);
        }
        Ok(staff)
    }

    fn arrivals(&self) -> Result<Arrivals, String> {
        if let Some((count, unit)) = self.arrivals.split_once('/')
            && ["ngày", "ngay", "day"].contains(&unit.trim().to_lowercase().as_str())
        {
            let rate = count.trim().replace(',', ".").parse::<f64>();
            return rate.map(Arrivals::PerDay).map_err(|_| format!("“{count}” không phải số hồ sơ. Ghi như 12/ngày."));
        }
        let path = Path::new(&self.arrivals);
        if !path.exists() {
            return Err(format!("“{}” không đọc được. Ghi như 12/ngày, hoặc tên một tệp thời điểm.", self.arrivals));
        }
        let text = read(path)?;
        let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
        let times = lines.map(|(i, l)| {
            kernel::time::parse_local(l.trim())
                .map_err(|r| format!("{}, dòng {}: {}", path.display(), i + 1, r.message))
        });
        Ok(Arrivals::Times(times.collect::<Result<_, _>>()?))
    }

    fn variation(&self) -> Result<Variation, String> {
        let (kind, percent) = self.variation.split_once(':').unwrap_or((&self.variation, "50"));
        let percent = number(percent, &self.variation)?;
        Ok(match kind {
            "none" => Variation::None,
            "even" => Variation::Even { percent },
            "exponential" => Variation::Exponential,
            "lognormal" => Variation::LogNormal { percent },
            _ => return Err(format!("“{kind}” không có. Ghi none, even:50, exponential hoặc lognormal:60.")),
        })
    }

    fn times(&self) -> Result<BTreeMap<String, Service>, String> {
        let one = |text: &String| {
            let (step, minutes) = pair(text, "appraise=90")?;
            let all = minutes.split(',').map(|m| number(m, text)).collect::<Result<Vec<i64>, _>>()?;
            let service = if let [mean] = all[..] { Service::Minutes(mean) } else { Service::Measured(all) };
            Ok((step.to_owned(), service))
        };
        self.time.iter().map(one).collect()
    }

    fn outside(&self) -> Result<BTreeMap<String, Outside>, String> {
        let one = |text: &String| {
            let (event, rest) = pair(text, "rut_ho_so=5@480")?;
            let (percent, minutes) = rest.split_once('@').unwrap_or((rest, "0"));
            Ok((event.to_owned(), Outside { percent: number(percent, text)?, minutes: number(minutes, text)? }))
        };
        self.outside.iter().map(one).collect()
    }

    fn scenario(&self, calendar: &Calendar, (name, staff): (&str, &str)) -> Result<Scenario, String> {
        let share = |text: &String| {
            let (flow, percent) = pair(text, "not_eligible=20")?;
            Ok((flow.to_owned(), number(percent.trim_end_matches(['%', ' ']), text)?))
        };
        let kind = |text: &String| Ok(Kind { weight: 1, data: data(text)? });
        let from = self.from.unwrap_or(calendar.covers().0);
        Ok(Scenario {
            name: name.to_owned(),
            staff: self.staff(staff)?,
            effort: self.effort,
            variation: self.variation()?,
            times: self.times()?,
            shares: self.share.iter().map(share).collect::<Result<_, String>>()?,
            outside: self.outside()?,
            kinds: self.answers.iter().map(kind).collect::<Result<_, String>>()?,
            limit: self.limit.as_deref().map(Limit::parse).transpose().map_err(|r| r.message)?,
            replications: self.replications,
            seed: self.seed,
            ..Scenario::new(self.arrivals()?, from, self.days)
        })
    }
}

/// `motcua simulate`
pub fn simulate(o: &SimulateOptions) -> Result<(), String> {
    let law = LawFiles::built_in();
    let calendar = Calendar::from_files(law.under("calendars/")).map_err(|e| e.to_string())?;
    let definition = sound(&o.file)?;
    let report = |name: &str, staff: &str| {
        let scenario = o.scenario(&calendar, (name, staff))?;
        run(&definition, &calendar, &scenario).map_err(|e| e.to_string())
    };
    let first = report(if o.compare.is_some() { o.staff.as_str() } else { "" }, &o.staff)?;
    let second = o.compare.as_deref().map(|staff| report(staff, staff)).transpose()?;
    let comparison = second.as_ref().map(|s| compare(&first, s));
    if o.json {
        let all = json!({ "report": first, "second": second, "comparison": comparison });
        say::line(&serde_json::to_string_pretty(&all).map_err(|e| e.to_string())?);
        return Ok(());
    }
    say::line(&first.text());
    if let (Some(second), Some(comparison)) = (second, comparison) {
        say::line(&second.text());
        say::line(&comparison.text());
    }
    Ok(())
}
