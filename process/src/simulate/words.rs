//! A report as a person reads it: Vietnamese, short lines, the worst first said plainly.

use std::fmt::Write;

use super::compare::Comparison;
use super::report::{Report, StepReport};

/// Working minutes in words: days of eight hours once it is more than one.
pub(super) fn time(minutes: f64) -> String {
    let number = |n: f64| format!("{n:.1}").replace('.', ",").trim_end_matches(",0").to_owned();
    match minutes {
        m if m < 60.0 => format!("{} phút", number(m.round())),
        m if m < 480.0 => format!("{} giờ", number(m / 60.0)),
        m => format!("{} ngày", number(m / 480.0)),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('.', ",")
}

fn number(n: f64) -> String {
    format!("{n:.1}").replace('.', ",")
}

/// A text cut or filled to a width in characters.
fn cell(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length > width {
        return format!("{}…", text.chars().take(width - 1).collect::<String>());
    }
    format!("{text}{}", " ".repeat(width - length))
}

/// A small line of bars: how a queue grew over the days.
fn bars(days: &[f64], most: f64) -> String {
    const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const WIDTH: usize = 24;
    let wide = days.len().div_ceil(WIDTH).max(1);
    let level = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        let step = if most > 0.0 { (mean / most * 7.0).round() as usize } else { 0 };
        SIGNS[step.min(7)]
    };
    days.chunks(wide).map(level).collect()
}

impl Report {
    /// The report in Vietnamese, for a terminal or a page of text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = writeln!(out, "Mô phỏng: {}", self.process);
        if !self.name.is_empty() {
            let _ = writeln!(out, "Phương án: {}", self.name);
        }
        let (from, to) = &self.days;
        let _ = writeln!(
            out,
            "{} ngày làm việc ({from} – {to}), {} lần chạy; số liệu mô phỏng, không phải hồ sơ thật",
            self.working_days, self.replications
        );
        let (arrived, done, open) = (self.each(self.arrived), self.each(self.done), self.each(self.open));
        let _ = writeln!(out, "\nHồ sơ mỗi lần chạy: nhận {arrived}, xong {done}, còn mở {open}");
        let t = &self.through;
        let _ = writeln!(
            out,
            "Thời gian giải quyết: trung bình {}, một nửa dưới {}, 90 % dưới {}",
            time(t.mean),
            time(t.median),
            time(t.p90)
        );
        self.late_text(&mut out);
        self.staff_text(&mut out);
        self.steps_text(&mut out);
        if !self.notes.is_empty() {
            let _ = writeln!(out, "\nĐã giả định");
            for n in &self.notes {
                let _ = writeln!(out, "  - {n}");
            }
        }
        out
    }

    fn each(&self, all: u64) -> String {
        number(all as f64 / f64::from(self.replications.max(1)))
    }

    fn late_text(&self, out: &mut String) {
        let _ = writeln!(out, "Thời hạn: {}", self.limit);
        let Some(late) = self.late else {
            let _ = writeln!(out, "Quá hạn: không xác định được. Nêu thời hạn, hoặc mô phỏng nhiều ngày hơn thời hạn.");
            return;
        };
        let sure = match (late.low, late.high) {
            (Some(low), Some(high)) => format!(" (khoảng tin cậy 95 %: {} – {})", percent(low), percent(high)),
            _ => String::new(),
        };
        let _ = writeln!(out, "Quá hạn: {}{sure}", percent(late.share));
    }

    fn staff_text(&self, out: &mut String) {
        if self.staff.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}  Số người  Bận", cell("Người làm", 20));
        for s in &self.staff {
            let mark = if s.overloaded { "  QUÁ TẢI" } else { "" };
            let _ = writeln!(out, "{}  {:>8}  {}{mark}", cell(&s.role, 20), s.people, percent(s.used));
        }
    }

    fn steps_text(&self, out: &mut String) {
        let head = cell("Bước", 40);
        let _ = writeln!(
            out,
            "\n{head}  {}  {}  Chờ nhiều nhất  Hàng chờ theo thời gian",
            cell("Chờ TB", 10),
            cell("Chờ 90 %", 10)
        );
        let most = self.steps.iter().flat_map(|s| &s.queue_by_day).fold(0.0, |a: f64, b| a.max(*b));
        for s in &self.steps {
            let _ = writeln!(out, "{}", line(s, most));
        }
    }
}

fn line(s: &StepReport, most: f64) -> String {
    format!(
        "{}  {}  {}  {}  {}",
        cell(&s.name, 40),
        cell(&time(s.waiting.mean), 10),
        cell(&time(s.waiting.p90), 10),
        cell(&format!("{} hồ sơ", s.queue_most), 14),
        bars(&s.queue_by_day, most)
    )
}

impl Comparison {
    /// The comparison in Vietnamese.
    pub fn text(&self) -> String {
        let mut out = format!("So sánh: {} so với {}\n", self.names.1, self.names.0);
        if let Some(late) = self.late {
            let sign = if late.share > 0.0 { "tăng" } else { "giảm" };
            let sure = match (late.low, late.high) {
                (Some(low), Some(high)) => {
                    let span = format!("{:.1} đến {:.1} điểm phần trăm", low * 100.0, high * 100.0).replace('.', ",");
                    let said =
                        if self.certain { "có ý nghĩa" } else { "chưa chắc chắn, có thể do ngẫu nhiên" };
                    format!(" (khoảng tin cậy 95 %: {span}; {said})")
                }
                _ => String::new(),
            };
            let points = number(late.share.abs() * 100.0);
            let _ = writeln!(out, "Quá hạn {sign} {points} điểm phần trăm{sure}");
        }
        let longer = if self.through > 0.0 { "dài hơn" } else { "ngắn hơn" };
        let _ = writeln!(out, "Thời gian giải quyết trung bình {longer} {}", time(self.through.abs()));
        for (_, name, a, b) in self.waiting.iter().filter(|w| (w.2 - w.3).abs() >= 1.0) {
            let _ = writeln!(out, "  {}  chờ {} → {}", cell(name, 40), time(*a), time(*b));
        }
        let shown = |used: Option<f64>| used.map_or_else(|| "không giới hạn".into(), percent);
        for (role, a, b) in &self.used {
            let _ = writeln!(out, "  {}  bận {} → {}", cell(role, 40), shown(*a), shown(*b));
        }
        out
    }
}
