//! The small expressions of computed fields: numbers, field names, `+ - *`, brackets,
//! `sum(rows.field)` and `count(rows)`. Anything else is refused when the form is read.
//! An empty or hidden field counts as nothing (0).

use serde::{Deserialize, Serialize};

/// How deep brackets may nest; a guard for the parser's own stack.
const DEEPEST: usize = 32;

/// A parsed expression, kept with its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expr {
    text: String,
    node: Node,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Field(String),
    Sum(String, String),
    Count(String),
    Negative(Box<Node>),
    Pair(Box<Node>, char, Box<Node>),
}

/// Where an expression finds its numbers.
pub(crate) trait Scope {
    fn number(&self, name: &str) -> f64;
    fn sum(&self, rows: &str, field: &str) -> f64;
    fn count(&self, name: &str) -> f64;
}

/// One thing an expression refers to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refers<'a> {
    Number(&'a str),
    Sum(&'a str, &'a str),
    Count(&'a str),
}

impl Expr {
    /// Parses an expression; the error says what is not understood, in Vietnamese.
    pub fn parse(text: &str) -> Result<Expr, String> {
        let mut reader = Reader { rest: text.trim(), depth: 0 };
        let node = reader.sum().ok_or_else(|| refuse(text, reader.rest))?;
        match reader.rest.trim().is_empty() {
            true => Ok(Expr { text: text.to_owned(), node }),
            false => Err(refuse(text, reader.rest)),
        }
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn value(&self, scope: &dyn Scope) -> f64 {
        self.node.value(scope)
    }

    pub(crate) fn refers(&self) -> Vec<Refers<'_>> {
        let mut found = Vec::new();
        self.node.refers(&mut found);
        found
    }
}

impl TryFrom<String> for Expr {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Expr::parse(&text)
    }
}

impl From<Expr> for String {
    fn from(expr: Expr) -> String {
        expr.text
    }
}

fn refuse(text: &str, rest: &str) -> String {
    let near: String = rest.chars().take(20).collect();
    format!(
        "không hiểu biểu thức “{text}” ở chỗ “{near}”; chỉ dùng số, tên trường, + - *, ngoặc, sum(nhóm.trường), count(nhóm)"
    )
}

impl Node {
    fn value(&self, scope: &dyn Scope) -> f64 {
        match self {
            Node::Number(number) => *number,
            Node::Field(name) => scope.number(name),
            Node::Sum(rows, field) => scope.sum(rows, field),
            Node::Count(name) => scope.count(name),
            Node::Negative(inner) => -inner.value(scope),
            Node::Pair(left, '+', right) => left.value(scope) + right.value(scope),
            Node::Pair(left, '-', right) => left.value(scope) - right.value(scope),
            Node::Pair(left, _, right) => left.value(scope) * right.value(scope),
        }
    }

    fn refers<'a>(&'a self, found: &mut Vec<Refers<'a>>) {
        match self {
            Node::Number(_) => {}
            Node::Field(name) => found.push(Refers::Number(name)),
            Node::Sum(rows, field) => found.push(Refers::Sum(rows, field)),
            Node::Count(name) => found.push(Refers::Count(name)),
            Node::Negative(inner) => inner.refers(found),
            Node::Pair(left, _, right) => {
                left.refers(found);
                right.refers(found);
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<Node> {
        let mut left = self.product()?;
        loop {
            let sign = if self.take('+') {
                '+'
            } else if self.take('-') {
                '-'
            } else {
                return Some(left);
            };
            left = self.pair(left, sign)?;
        }
    }

    fn pair(&mut self, left: Node, sign: char) -> Option<Node> {
        // A long chain of pairs is as deep as brackets once it is a tree.
        self.depth += 1;
        if self.depth > 4 * DEEPEST {
            return None;
        }
        let right = if sign == '*' { self.part()? } else { self.product()? };
        Some(Node::Pair(Box::new(left), sign, Box::new(right)))
    }

    fn product(&mut self) -> Option<Node> {
        let mut left = self.part()?;
        while self.take('*') {
            left = self.pair(left, '*')?;
        }
        Some(left)
    }

    fn part(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > 4 * DEEPEST {
            return None;
        }
        if self.take('-') {
            return Some(Node::Negative(Box::new(self.part()?)));
        }
        if self.take('(') {
            let inner = self.sum()?;
            return self.take(')').then_some(inner);
        }
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = self.word(|c| c.is_ascii_digit() || c == '.');
            return digits.parse().ok().map(Node::Number);
        }
        let name = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        match (name.as_str(), self.take('(')) {
            ("", _) => None,
            ("sum", true) => {
                let path = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c));
                let (rows, field) = path.split_once('.')?;
                self.take(')').then(|| Node::Sum(rows.to_owned(), field.to_owned()))
            }
            ("count", true) => {
                let rows = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                self.take(')').then_some(Node::Count(rows))
            }
            (_, true) => None,
            (_, false) => Some(Node::Field(name)),
        }
    }

    fn word(&mut self, good: impl Fn(char) -> bool) -> String {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c| !good(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }
}
