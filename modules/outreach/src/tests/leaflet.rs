//! What stands on leaflets, read from their plain text.

use catalogue::{Channel, ChannelTerm, Component, Fee, Parts, Version};
use jiff::civil::date;
use kernel::time::parse_local;
use uuid::Uuid;

use crate::leaflet::{article, procedure};
use crate::model::{Content, Public};

#[test]
fn an_article_is_printed_with_whole_addresses() {
    let text = "# Nộp\n- Mở [trang tìm](/thu-tuc)\n\n<b>đậm</b>";
    let content =
        Content { title: "Hướng dẫn".into(), summary: "Tóm tắt".into(), text: text.into(), procedures: vec![] };
    let at = parse_local("2024-03-04T08:00").unwrap();
    let public = Public { content, version: 2, at, by: Uuid::nil() };
    let sheet = article(&public, "Sở", ("https://so.vn", "https://so.vn/tin-tuc/1"));
    let shown = output::paper::text(&sheet);
    for part in ["Hướng dẫn", "trang tìm (https://so.vn/thu-tuc)", "<b>đậm</b>", "Phiên bản 2, đăng ngày 04/03/2024"]
    {
        assert!(shown.contains(part), "{part} is not on {shown}");
    }
}

#[test]
fn a_procedure_is_printed_as_it_is_in_force_and_gaps_say_so() {
    let own = str::to_owned;
    let mut parts = Parts { name: own("Chuyển trường"), code: own("1.005099"), ..Parts::default() };
    let version = |parts: &Parts| Version {
        id: Uuid::nil(),
        procedure: Uuid::nil(),
        number: 1,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        parts: parts.clone(),
        note: None,
        published_at: parse_local("2024-01-01T08:00").unwrap(),
        published_by: None,
    };
    let page = "https://so.vn/thu-tuc/1.005099";
    let shown = output::paper::text(&procedure(&version(&parts), "UBND", page));
    assert_eq!(shown.matches("Xem trên trang của thủ tục").count(), 2, "papers and terms are not known: {shown}");
    let paper = Component { name: own("Đơn"), replaced_by: Some(own("CSDL dân cư")), ..Component::default() };
    parts.components = Some(vec![paper]);
    let fee = Some(Fee { amount: Some(0), text: own("Không") });
    let limit_text = Some(own("10 ngày làm việc"));
    parts.channels = vec![ChannelTerm { channel: Channel::Online, when: None, limit: None, limit_text, fee }];
    let shown = output::paper::text(&procedure(&version(&parts), "UBND", page));
    let wanted =
        ["Đơn; không phải nộp khi có dữ liệu trong CSDL dân cư", "Trực tuyến: 10 ngày làm việc; phí, lệ phí: Không"];
    for part in wanted.into_iter().chain([page]) {
        assert!(shown.contains(part), "{part} is not on {shown}");
    }
}
