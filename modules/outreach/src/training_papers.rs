//! The papers of a training: invitation, report of the result, certificate.

use kernel::time::{date, legal_date, local};
use output::document::Document;
use output::paper::{Align, Head, Orientation, Paper, Signature, Size, Style};
use platform::web::Failure;

use crate::law::Law;
use crate::papers::{Issuer, begun, ended};
use crate::reports::words;
use crate::trainings::{Certificate, Participant, Training, passed};

fn sessions(d: Document, t: &Training) -> Document {
    let columns = [
        ("Ngày", 15, Align::Left),
        ("Giờ", 17, Align::Left),
        ("Địa điểm", 24, Align::Left),
        ("Chủ đề", 26, Align::Left),
        ("Báo cáo viên", 18, Align::Left),
    ];
    let row = |s: &crate::trainings::Session| {
        vec![date(s.on), s.hours.clone(), s.place.clone(), s.topic.clone(), s.speaker.clone()]
    };
    d.table(&columns, t.sessions.iter().map(row))
}

/// The invitation.
///
/// # Errors
/// The law lacks its words.
pub fn invitation(law: &Law, t: &Training, issuer: &Issuer) -> Result<Paper, Failure> {
    let words = words(law, "invitation", &[("title", &t.brief.title)])?;
    let names: Vec<&str> = t.invited.iter().map(|i| i.name.as_str()).collect();
    let mut d =
        begun(issuer, &words, "GM").paragraph(&format!("Kính mời: {}.", names.join("; "))).paragraph(&t.brief.content);
    d = sessions(d, t);
    if let Some(until) = t.brief.until {
        let told = format!("Đề nghị đăng ký người tham dự trên hệ thống trước hết ngày {}.", date(until));
        d = d.paragraph(&told);
    }
    Ok(ended(d, &words))
}

/// The report of the result.
///
/// # Errors
/// The law lacks its words.
pub fn report(law: &Law, t: &Training, issuer: &Issuer) -> Result<Paper, Failure> {
    let words = words(law, "training", &[("title", &t.brief.title)])?;
    let mut d = begun(issuer, &words, "BC").heading(2, "I. TỔ CHỨC").paragraph(&t.brief.content);
    if !t.brief.organiser.is_empty() {
        d = d.paragraph(&format!("Đơn vị tổ chức: {}.", t.brief.organiser));
    }
    d = sessions(d, t);
    let (registered, came) = (t.participants.len(), t.came());
    let mut told = format!("Mời {} đơn vị; {registered} người đăng ký, {came} người dự.", t.invited.len());
    if let Some(test) = &t.test {
        told.push_str(&format!(" Bài kiểm tra đạt từ {}%: {} người đạt.", test.pass, t.passed()));
    }
    if t.certified() > 0 {
        told.push_str(&format!(" Đã cấp {} giấy chứng nhận.", t.certified()));
    }
    d = d.heading(2, "II. NGƯỜI THAM DỰ").paragraph(&told);
    let columns = [
        ("STT", 6, Align::Center),
        ("Họ tên", 26, Align::Left),
        ("Đơn vị", 28, Align::Left),
        ("Số buổi dự", 10, Align::Center),
        ("Kiểm tra", 14, Align::Left),
        ("Giấy chứng nhận", 16, Align::Left),
    ];
    let rows = t.participants.iter().enumerate().map(|(n, p)| {
        let test = match &t.test {
            Some(_) if p.tries == 0 => "chưa làm".to_owned(),
            Some(test) => format!("{}/{}, {}", p.right, p.total, if passed(p, test) { "đạt" } else { "chưa đạt" }),
            None => String::new(),
        };
        let number = p.certificate.as_ref().map(|c| c.label.clone()).unwrap_or_default();
        let came = format!("{}/{}", p.present.len(), t.sessions.len());
        vec![(n + 1).to_string(), p.name.clone(), p.unit_name.clone(), came, test, number]
    });
    d = d.table(&columns, rows);
    let result = if t.result.is_empty() { "Chưa tổng kết." } else { &t.result };
    Ok(ended(d.heading(2, "III. KẾT QUẢ, BÀI HỌC RÚT RA").paragraph(result), &words))
}

/// The certificate, lying on its side.
pub fn certificate(law: &Law, (t, p, c): (&Training, &Participant, &Certificate), issuer: &Issuer) -> Paper {
    let words = law.certificate();
    let day = local(c.at).date();
    let head = Head {
        upper: Some(issuer.upper.to_uppercase()).filter(|u| !u.is_empty()),
        issuer: issuer.name.to_uppercase(),
        number: Some(format!("Số: {}", c.label)),
        subject: None,
        place_date: Some(format!("{}, {}", issuer.place, legal_date(day))),
    };
    let days: Vec<_> = t.sessions.iter().map(|s| s.on).collect();
    let when = match (days.iter().min(), days.iter().max()) {
        (Some(a), Some(b)) if a != b => format!("Từ ngày {} đến ngày {}", date(*a), date(*b)),
        (Some(a), _) => format!("Ngày {}", date(*a)),
        _ => String::new(),
    };
    Document::new(words.title.clone())
        .sheet(Size::A4, Orientation::Landscape)
        .head(head)
        .title(&words.title)
        .line(&issuer.name, Align::Center, Style::Plain)
        .line("chứng nhận", Align::Center, Style::Plain)
        .line(&p.name, Align::Center, Style::Bold)
        .line(&p.unit_name, Align::Center, Style::Plain)
        .line(&words.words, Align::Center, Style::Plain)
        .line(&t.brief.title, Align::Center, Style::Bold)
        .line(&when, Align::Center, Style::Plain)
        .signatures(vec![
            Signature { title: String::new(), note: None, name: None },
            Signature { title: words.signer.clone(), note: None, name: None },
        ])
        .build()
}
