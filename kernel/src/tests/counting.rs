//! Working time beyond single dates: the words of the sum, the strip, lateness, seasons, budgets, the shipped calendars.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::working_time::{calendar, counting, in_hours, moments};
use crate::time::{local, parse_local};
use crate::working_time::*;

fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

fn pause(from: &str, to: Option<&str>) -> Pause {
    Pause { from: at(from), to: to.map(at), reason: "chờ bổ sung hồ sơ".into() }
}

fn told(d: &Deadline) -> Vec<(String, bool, &str)> {
    d.days.iter().map(|d| (d.date.to_string()[5..].to_owned(), d.counted, d.reason.as_str())).collect()
}

#[test]
fn every_day_says_why() {
    let cal = calendar();
    let mut c = counting(at("2024-02-07T10:20"), Limit::working_days(2));
    c.pauses.push(pause("2024-02-16T08:00", Some("2024-02-19T08:00")));
    let d = deadline(&cal, &c).unwrap();
    let days = told(&d);
    assert_eq!(days[0], ("02-07".into(), false, "Ngày tiếp nhận không tính"));
    assert_eq!(days[2], ("02-09".into(), false, "Nghỉ Tết Âm lịch (30 tháng Chạp)"));
    assert_eq!(days[8], ("02-15".into(), true, "Ngày làm việc thứ 1"));
    assert_eq!(days[9], ("02-16".into(), false, "Tạm dừng: chờ bổ sung hồ sơ"));
    assert_eq!(days[12], ("02-19".into(), true, "Ngày làm việc thứ 2"));
    assert_eq!(
        d.sum_vi(),
        "Hẹn trả 10:20 ngày 19/02/2024: 2 ngày làm việc, tính từ ngày liền sau ngày tiếp nhận 07/02/2024; không tính 7 ngày \
         nghỉ lễ, tết và 3 ngày tạm dừng."
    );
    assert_eq!(
        d.sum_en(),
        "Due 10:20 on 19 February 2024: 2 working days from 10:20 on 7 February 2024, the first day not counted; not counted: \
         7 public holidays, 3 days of waiting."
    );
    assert_eq!(d.span(), "07/02/2024 – 19/02/2024");
}

#[test]
fn swaps_and_moved_ends_are_named() {
    let cal = calendar();
    let d = deadline(&cal, &counting(at("2024-04-26T09:00"), Limit::working_days(3))).unwrap();
    let days = told(&d);
    assert!(days.contains(&("04-29".into(), false, "Nghỉ hoán đổi, làm bù ngày 04/5")));
    assert!(days.contains(&("05-04".into(), true, "Ngày làm việc thứ 3 (Làm bù cho ngày 29/4)")));
    let d = deadline(&cal, &counting(at("2024-03-01T09:00"), Limit::new(15, Unit::Day))).unwrap();
    let days = told(&d);
    assert_eq!(days[15], ("03-16".into(), true, "Ngày thứ 15 (Thứ bảy, nghỉ hằng tuần)"));
    assert_eq!(days[16], ("03-17".into(), false, "Chủ nhật, nghỉ hằng tuần"));
    assert_eq!(days[17].2, "Ngày cuối rơi vào ngày nghỉ nên hạn chuyển sang ngày làm việc này");
    assert!(d.sum_vi().contains("chuyển sang ngày làm việc tiếp theo"));
}

#[test]
fn a_restart_counts_from_the_day_after_the_dossier_was_complete() {
    let mut c = counting(at("2024-03-04T10:00"), Limit::working_days(2));
    c.supplement = SupplementPolicy::Restart;
    c.pauses.push(pause("2024-03-05T09:00", Some("2024-03-06T15:00")));
    let d = deadline(&calendar(), &c).unwrap();
    let counted: Vec<_> = told(&d).into_iter().filter(|d| d.1).map(|d| (d.0, d.2.to_owned())).collect();
    assert_eq!(
        counted,
        [("03-07".into(), "Ngày làm việc thứ 1".into()), ("03-08".into(), "Ngày làm việc thứ 2".into())]
    );
    assert_eq!(d.days[1].reason, "Không tính: thời hạn được tính lại từ khi nhận đủ hồ sơ");
    assert_eq!(d.days[2].reason, "Ngày nhận đủ hồ sơ không tính, thời hạn tính lại từ đầu");
}

#[test]
fn extensions_count_anew_and_are_marked() {
    let mut c = counting(at("2024-03-04T10:00"), Limit::working_days(2));
    c.extensions.push(Extension { limit: Limit::working_days(1), reason: "xác minh".into(), ordered_at: c.start });
    let d = deadline(&calendar(), &c).unwrap();
    let last = d.days.last().unwrap();
    assert_eq!((last.kind, last.reason.as_str()), (DayKind::Extension, "Ngày làm việc thứ 1, gia hạn"));
    assert!(d.sum_vi().ends_with("; gia hạn 1 ngày làm việc (xác minh)."));
    assert_eq!(strip(&d, c.start).cells[2].state, CellState::Counted);
    assert_eq!(strip(&d, c.start).cells[3].state, CellState::Due);
}

#[test]
fn hours_begin_on_the_day_of_receipt() {
    let d = deadline(&calendar(), &counting(at("2024-03-08T15:30"), Limit::working_hours(8))).unwrap();
    let days = told(&d);
    assert_eq!(days[0], ("03-08".into(), true, "Ngày có giờ làm việc thứ 1"));
    assert_eq!(days[3], ("03-11".into(), true, "Ngày có giờ làm việc thứ 2"));
    assert!(d.sum_vi().starts_with("Hẹn trả 15:30 ngày 11/03/2024: 8 giờ làm việc, tính từ 15:30 ngày 08/03/2024"));
    let d = deadline(&calendar(), &counting(at("2024-03-08T09:00"), Limit::new(0, Unit::SameDay))).unwrap();
    assert_eq!(told(&d), [("03-08".into(), true, "Ngày giải quyết")]);
}

#[test]
fn lateness_is_told_in_working_days() {
    let cal = calendar();
    let due = at("2024-03-08T10:00");
    let words = |now| state(&cal, due, at(now)).unwrap().to_string();
    assert_eq!(words("2024-03-05T16:00"), "Còn 3 ngày làm việc");
    assert_eq!(words("2024-03-08T09:59"), "Đến hạn hôm nay");
    assert_eq!(words("2024-03-08T10:01"), "Quá hạn dưới 1 ngày làm việc");
    assert_eq!(words("2024-03-10T10:00"), "Quá hạn dưới 1 ngày làm việc");
    assert_eq!(words("2024-03-12T08:00"), "Quá hạn 2 ngày làm việc");
    assert_eq!(state(&cal, due, at("2031-01-01T00:00")).unwrap_err().code, "calendar");
}

#[test]
fn the_strip_shows_today_and_lateness_but_not_while_waiting() {
    let cal = calendar();
    let mut c = counting(at("2024-03-04T10:00"), Limit::working_days(3));
    let d = deadline(&cal, &c).unwrap();
    let states = |s: &Strip| s.cells.iter().map(|c| c.state.to_string()).collect::<Vec<_>>().join(" ");
    let seen = strip(&d, at("2024-03-05T09:00"));
    assert_eq!(states(&seen), "start counted counted due");
    assert_eq!(seen.cells.iter().position(|c| c.today), Some(1));
    assert_eq!((seen.cells[0].weekday, seen.cells[0].date.as_str()), ("T2", "04/03"));
    assert!(seen.cells.iter().all(|c| !c.late));
    let seen = strip(&d, at("2024-03-09T09:00"));
    assert_eq!(states(&seen), "start counted counted due counted");
    assert!(seen.cells[4].late && seen.cells[4].today && seen.cells[3].late);
    c.pauses.push(pause("2024-03-05T09:00", None));
    let d = deadline(&cal, &c).unwrap();
    let seen = strip(&d, at("2024-03-09T09:00"));
    assert_eq!(states(&seen), "start paused paused due paused");
    assert!(seen.cells.iter().all(|c| !c.late));
    assert_eq!(seen.cells[3].label, "Đang tạm dừng: chờ bổ sung hồ sơ, ngày hẹn trả sẽ lùi theo");
    assert!(d.sum_vi().contains("Đang tạm dừng từ 09:00 ngày 05/03/2024: chờ bổ sung hồ sơ"));
    assert!(!d.sum_vi().contains("không tính"));
}

const SEASONS: &str = r#"
year = 2024
[[hours]]
from = "2023-01-01"
name = "Mùa đông"
spans = ["07:30-11:30", "13:00-17:00"]
same_day_until = "14:00"
[[hours]]
from = "2023-01-01"
name = "Mùa hè"
season = "04-16/10-15"
spans = ["07:00-11:30", "13:30-17:00"]
[[hours]]
from = "2024-06-01"
name = "Chiều thứ sáu"
weekdays = ["T6"]
season = "04-16/10-15"
spans = ["07:00-12:00", "13:30-16:30"]
"#;

#[test]
fn hours_follow_season_and_weekday() {
    let cal = Calendar::from_files([("calendars/x.toml", SEASONS)].into_iter()).unwrap();
    assert_eq!(cal.hours_name(date(2024, 4, 15)), "Mùa đông");
    assert_eq!(cal.hours_name(date(2024, 4, 16)), "Mùa hè");
    assert_eq!(cal.hours_name(date(2024, 5, 31)), "Mùa hè");
    assert_eq!(cal.hours_name(date(2024, 6, 7)), "Chiều thứ sáu");
    assert_eq!(cal.hours_name(date(2024, 10, 18)), "Mùa đông");
    let of = |start, limit| due(&cal, &counting(at(start), Limit::parse(limit).unwrap())).unwrap();
    // The time of day is kept where the hours change, and moved into them where it must.
    assert_eq!(of("2024-04-15T10:00", "1 ngày làm việc"), at("2024-04-16T10:00"));
    assert_eq!(of("2024-04-15T13:10", "1 ngày làm việc"), at("2024-04-16T13:30"));
    assert_eq!(of("2024-06-06T16:50", "1 ngày làm việc"), at("2024-06-07T16:30"));
    assert_eq!(of("2024-04-15T16:00", "8 giờ"), at("2024-04-16T16:00"));
    assert_eq!(of("2024-03-04T14:30", "Trong ngày"), at("2024-03-05T17:00"));
}

#[test]
fn wrong_hours_name_file_line_and_remedy() {
    for (old, new, word) in
        [("04-16/10-15", "16-04/15-10", "season"), ("T6", "Fri", "weekdays"), ("07:00-12:00", "12:00-07:00", "spans")]
    {
        let text = SEASONS.replacen(old, new, 9);
        let e = Calendar::from_files([("calendars/x.toml", text.as_str())].into_iter()).unwrap_err();
        assert!(e.message.contains(word) && e.line > 2, "{e}");
    }
    let e = Calendar::from_files([("calendars/y.toml", "year = 2024\n")].into_iter()).unwrap_err();
    assert!(e.to_string().contains("[[hours]]"));
}

#[test]
fn a_budget_splits_the_whole_over_its_steps() {
    let cal = calendar();
    let start = at("2024-03-04T07:30");
    let dues = budget(&cal, (start, 24 * 60), &[120, 240, 60, 1020]).unwrap();
    let told: Vec<_> = dues.iter().map(|d| local(*d).to_string()[5..16].to_owned()).collect();
    assert_eq!(told, ["03-04T09:30", "03-04T15:30", "03-04T16:30", "03-06T17:30"]);
    let over = budget(&cal, (start, 8 * 60), &[240, 270]).unwrap_err();
    assert!(over.message.contains("8,5 giờ làm việc") && over.message.contains("8 giờ làm việc"));
    assert_eq!(budget(&cal, (start, 60), &[-1]).unwrap_err().code, "budget");
}

#[test]
fn all_limits_of_a_text_are_seen() {
    let words = |t| Limit::mentioned(t).iter().map(Limit::to_string).collect::<Vec<_>>().join("; ");
    assert_eq!(
        words("20 ngày làm việc kể từ ngày nhận đủ hồ sơ; kéo dài không quá 45 ngày làm việc nếu cần xác minh"),
        "20 ngày làm việc; 45 ngày làm việc"
    );
    assert_eq!(words("Ngay trong ngày; nếu tiếp nhận sau 15 giờ thì ngày làm việc tiếp theo"), "");
    assert_eq!(words("trước ngày 15 tháng 8 hằng năm"), "");
    assert_eq!(words("01 ngày làm việc (TT 28/2020/TT-BGDĐT Điều 36)"), "1 ngày làm việc");
    assert_eq!(Limit::parse("13 ngày làm việc; thông báo trong 03 ngày làm việc").unwrap(), Limit::working_days(13));
    assert_eq!(Limit::parse("Thời hạn giải quyết: trong thời hạn 02 tháng").unwrap(), Limit::new(2, Unit::Month));
    assert!(Limit::parse("5 ngàynày").is_err());
}

#[test]
fn the_shipped_calendars_are_sound() {
    use jiff::civil::Weekday::{Saturday, Sunday};
    let cal = calendar();
    assert_eq!(cal.covers(), (date(2023, 1, 1), date(2027, 12, 31)));
    for year in 2023..=2027 {
        let days = cal.listed(year);
        let rest = |d: &Day| matches!(d.date.weekday(), Saturday | Sunday);
        let of = |kind| days.iter().filter(move |d| d.kind == Some(kind));
        assert!(of(ListedKind::SwapWorked).all(|d| rest(d) && d.working), "{year}");
        assert!(days.iter().filter(|d| d.kind != Some(ListedKind::SwapWorked)).all(|d| !d.working), "{year}");
        assert!(of(ListedKind::Compensation).all(|d| !rest(d)), "{year}");
        assert!(of(ListedKind::SwapOff).all(|d| !rest(d)), "{year}");
        assert!(days.iter().all(|d| matches!(d.mark.as_str(), "S" | "K" | "?")), "{year}");
        let unsure = days.iter().filter(|d| d.mark == "?").count();
        assert_eq!(unsure > 0, year >= 2026, "{year}: days not yet announced are marked");
    }
    assert_eq!(cal.next_working_day(date(2024, 2, 7)).unwrap(), date(2024, 2, 15));
    assert_eq!(cal.previous_working_day(date(2024, 2, 15)).unwrap(), date(2024, 2, 7));
    assert_eq!(cal.working_days_between(date(2024, 2, 7), date(2024, 2, 16)).unwrap(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hours_add_up(t in in_hours(), a in 1_i64..2000, b in 1_i64..2000) {
        let cal = calendar();
        let twice = add_working_minutes(&cal, add_working_minutes(&cal, t, a).unwrap(), b).unwrap();
        prop_assert_eq!(twice, add_working_minutes(&cal, t, a + b).unwrap());
        prop_assert_eq!(working_minutes_between(&cal, t, twice).unwrap(), a + b);
    }

    #[test]
    fn pauses_count_once_in_any_order(t in in_hours(), n in 2_i64..20, spans in prop::collection::vec((0_i64..40, 1_i64..40), 1..4)) {
        let cal = calendar();
        let hour = |h| add_working_minutes(&cal, t, h * 60).unwrap();
        let mut c = counting(t, Limit::working_days(n));
        c.pauses = spans.iter().map(|(a, l)| Pause { from: hour(*a), to: Some(hour(a + l)), reason: String::new() }).collect();
        let once = due(&cal, &c).unwrap();
        c.pauses.reverse();
        prop_assert_eq!(due(&cal, &c).unwrap(), once);
        let doubled = c.pauses.clone();
        c.pauses.extend(doubled);
        prop_assert_eq!(due(&cal, &c).unwrap(), once);
        c.pauses.clear();
        prop_assert!(due(&cal, &c).unwrap() <= once);
    }

    #[test]
    fn the_day_of_asking_changes_nothing_but_the_flags(t in moments(), n in 1_i64..20, later in 0_i64..60) {
        let cal = calendar();
        let d = deadline(&cal, &counting(t, Limit::working_days(n))).unwrap();
        let now = t + jiff::SignedDuration::from_hours(later * 24);
        let plain = |s: Strip| s.cells.into_iter().take(d.days.len()).map(|c| (c.date, c.state, c.label)).collect::<Vec<_>>();
        prop_assert_eq!(plain(strip(&d, t)), plain(strip(&d, now)));
        prop_assert_eq!(strip(&d, now).cells.iter().filter(|c| c.today).count(), 1);
    }

    #[test]
    fn any_limit_and_any_instant_is_answered_or_refused(h in any::<i64>(), m in any::<i64>(), unit in 0_usize..5) {
        let unit = [Unit::WorkingHour, Unit::WorkingDay, Unit::Day, Unit::Month, Unit::SameDay][unit];
        let c = counting(crate::time::from_micros(m), Limit { hundredths: h, unit });
        let inside = counting(at("2024-03-04T10:00"), Limit { hundredths: h % 1_000_000, unit });
        for c in [c, inside] {
            if let Ok(d) = deadline(&calendar(), &c) {
                prop_assert!(d.due >= d.start);
            }
        }
    }

    #[test]
    fn limits_read_back_what_they_show(h in 1_i64..100_000, unit in 0_usize..3) {
        let limit = Limit { hundredths: h, unit: [Unit::WorkingHour, Unit::WorkingDay, Unit::Day][unit] };
        prop_assert_eq!(Limit::parse(&limit.to_string()).unwrap(), limit);
    }
}
