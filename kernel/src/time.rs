//! Instants and how offices write them. Viet Nam has kept one offset, +07:00, since 1975, so the zone is a constant.

use jiff::tz::{Offset, TimeZone};
pub use jiff::{Timestamp, civil};

use crate::error::Refusal;

/// Who tells the time; the pure parts get it as an argument.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

const OFFSET: Offset = Offset::constant(7);

/// The local date and time of an instant.
pub fn local(t: Timestamp) -> civil::DateTime {
    OFFSET.to_datetime(t)
}

/// The instant of a local date and time; the ends of representable time are held.
pub fn from_local(d: civil::DateTime) -> Timestamp {
    TimeZone::fixed(OFFSET).to_timestamp(d).unwrap_or(if d.year() > 0 { Timestamp::MAX } else { Timestamp::MIN })
}

/// Microseconds since 1970, as stored.
pub fn micros(t: Timestamp) -> i64 {
    t.as_microsecond()
}

/// The instant of stored microseconds, held within representable time.
pub fn from_micros(m: i64) -> Timestamp {
    Timestamp::from_microsecond(m).unwrap_or(if m > 0 { Timestamp::MAX } else { Timestamp::MIN })
}

/// Local days since 1970-01-01, for roll-ups.
pub fn day_number(t: Timestamp) -> i64 {
    (micros(t) + 7 * 3_600_000_000).div_euclid(86_400_000_000)
}

/// "10:20 07/02/2024"
pub fn short(t: Timestamp) -> String {
    let d = local(t);
    format!("{:02}:{:02} {}", d.hour(), d.minute(), date(d.date()))
}

/// "07/02/2024"
pub fn date(d: civil::Date) -> String {
    format!("{:02}/{:02}/{:04}", d.day(), d.month(), d.year())
}

/// "10 giờ 20 phút, ngày 07 tháng 02 năm 2024"
pub fn legal(t: Timestamp) -> String {
    let d = local(t);
    format!("{:02} giờ {:02} phút, {}", d.hour(), d.minute(), legal_date(d.date()))
}

/// "ngày 07 tháng 02 năm 2024"
pub fn legal_date(d: civil::Date) -> String {
    format!("ngày {:02} tháng {:02} năm {:04}", d.day(), d.month(), d.year())
}

/// Reads "2024-02-07T10:20", "2024-02-07 10:20" or "07/02/2024 10:20" as local time.
pub fn parse_local(s: &str) -> Result<Timestamp, Refusal> {
    let text = s.trim();
    let refuse = || {
        Refusal::new(
            "time",
            format!("Không đọc được thời điểm “{text}”. Nhập theo mẫu 2024-02-07T10:20 hoặc 07/02/2024 10:20."),
        )
    };
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let iso = match day.split('/').collect::<Vec<_>>()[..] {
        [d, m, y] => format!("{y}-{m:0>2}-{d:0>2}"),
        _ => day.to_owned(),
    };
    let date: civil::Date = iso.parse().map_err(|_| refuse())?;
    let time: civil::Time = time.trim().parse().map_err(|_| refuse())?;
    Ok(from_local(date.to_datetime(time)))
}
