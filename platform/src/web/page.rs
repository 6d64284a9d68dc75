//! What every page needs around its content: title, language, navigation, who is signed in, flash message.

use crate::i18n::Lang;

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NavItem {
    pub href: String,
    /// The Vietnamese label, which is the key of the English one.
    pub label: &'static str,
    pub current: bool,
    pub count: Option<i64>,
    /// The name under which live counts are sent.
    pub live: Option<String>,
}

impl NavItem {
    pub fn new(href: &str, label: &'static str) -> NavItem {
        NavItem { href: href.to_owned(), label, current: false, count: None, live: None }
    }

    pub fn counted(mut self, live: &str, count: i64) -> NavItem {
        self.count = Some(count);
        self.live = Some(live.to_owned());
        self
    }
}

/// The signed-in person as the page shows them.
#[derive(Debug, Clone)]
pub struct ActorView {
    pub name: String,
    pub post: String,
    pub unit: String,
    pub roles: Vec<String>,
}

/// A message shown once after a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// "success" or "warning".
    pub kind: &'static str,
    pub text: String,
}

/// The frame of a page; templates call it `page`.
#[derive(Debug, Clone)]
pub struct Page {
    pub title: String,
    pub lang: Lang,
    pub nav: Vec<NavItem>,
    pub actor: Option<ActorView>,
    pub demo: bool,
    pub path: String,
    pub agency: String,
    pub flash: Option<Flash>,
    pub csrf: String,
}

impl Page {
    pub fn lang_code(&self) -> &'static str {
        self.lang.code()
    }

    /// Where the signed-in person's work begins: the first entry of their navigation.
    pub fn first(&self) -> &str {
        self.nav.first().map_or("/account", |item| &item.href)
    }

    /// The text in the page's language.
    pub fn t<'a>(&self, vi: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.lang.t(vi)
    }

    /// The text with `{}` replaced by a value.
    pub fn f(&self, vi: &str, value: impl std::fmt::Display) -> String {
        self.lang.f(vi, &[&value])
    }

    /// The text with two values.
    pub fn f2(&self, vi: &str, a: impl std::fmt::Display, b: impl std::fmt::Display) -> String {
        self.lang.f(vi, &[&a, &b])
    }

    /// The versioned address of an asset.
    pub fn asset(&self, path: &str) -> String {
        super::assets::href(path)
    }

    /// The address of this page in the other language.
    pub fn other_lang(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let kept: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("lang=")).collect();
        let code = if self.lang == Lang::Vi { "en" } else { "vi" };
        let lang = format!("lang={code}");
        let query: Vec<&str> = kept.into_iter().chain([lang.as_str()]).collect();
        format!("{path}?{}", query.join("&"))
    }
}
