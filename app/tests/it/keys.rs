//! A clerk takes a paper dossier in by keyboard alone, counted key by key: at three keys a second, which is slow for somebody who does
//! it all day, the ceiling asserted here is under a minute. Not one click.

use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::browser::demo_in_a_browser;

/// Keys a second of a slow typist.
const SLOW: u32 = 3;
/// The keys one dossier may cost.
const CEILING: u32 = 110;

/// The keyboard, and how often it was pressed.
struct Keys {
    client: Client,
    pressed: u32,
}

impl Keys {
    async fn text(&mut self, text: &str) {
        self.pressed += u32::try_from(text.chars().count()).unwrap();
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    async fn press(&mut self, key: Key) {
        self.pressed += 1;
        self.client.active_element().await.unwrap().send_keys(&String::from(char::from(key))).await.unwrap();
    }

    /// Tab until the field has the focus; every press counts.
    async fn to(&mut self, id: &str) {
        for _ in 0..40 {
            if self.client.active_element().await.unwrap().attr("id").await.unwrap().as_deref() == Some(id) {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("the tab key does not reach {id}");
    }
}

async fn dossier(keys: &mut Keys, base: &str) {
    keys.client.goto(&format!("{base}/desk")).await.unwrap();
    keys.pressed = 0;
    keys.to("begin").await;
    keys.text("1.005099").await;
    keys.press(Key::Enter).await;
    keys.client.wait().at_most(Duration::from_secs(60)).for_element(Locator::Css("#name")).await.unwrap();
    keys.to("name").await;
    keys.text("Nguyễn Thị Mẫu").await;
    keys.to("number").await;
    keys.text("036185001234").await;
    keys.to("phone").await;
    keys.text("0912345678").await;
    keys.to("address").await;
    keys.text("12 Trần Phú, Nam Định").await;
    keys.to("all_there").await;
    keys.press(Key::Space).await;
    keys.to("limit").await;
    let limit = keys.client.find(Locator::Css("#limit")).await.unwrap();
    if limit.prop("value").await.unwrap().is_none_or(|v| v.is_empty()) {
        keys.text("5 ngày làm việc").await;
    }
    keys.press(Key::Enter).await;
    keys.client.wait().at_most(Duration::from_secs(60)).for_element(Locator::Css("#case-title")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_taken_in_under_a_minute_by_keyboard() {
    let (client, base, _running) = demo_in_a_browser("5").await;
    let closing = client.clone();
    let walk = tokio::spawn(async move {
        client.goto(&format!("{base}/sign-in")).await.unwrap();
        client.find(Locator::Css("#login")).await.unwrap().send_keys("motcua").await.unwrap();
        client.find(Locator::Css("#password")).await.unwrap().send_keys("mot-cua-demo").await.unwrap();
        client.find(Locator::Css("main form button.govuk-button")).await.unwrap().click().await.unwrap();
        client.wait().at_most(Duration::from_secs(60)).for_element(Locator::Css("#scan")).await.unwrap();
        let mut keys = Keys { client, pressed: 0 };
        dossier(&mut keys, &base).await;
        keys.pressed
    })
    .await;
    closing.close().await.unwrap();
    let pressed = walk.unwrap();
    let seconds = pressed / SLOW;
    assert!(pressed <= CEILING, "{pressed} keys for one dossier, more than {CEILING}");
    assert!(seconds < 60, "{pressed} keys take {seconds} seconds at {SLOW} a second");
}
