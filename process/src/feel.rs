//! A small FEEL: literals, paths, comparison, and/or/not, arithmetic, `in`, `if`, a few functions. Parsed once when a
//! definition loads; evaluating never fails, an impossible operation is null, as FEEL has it.

use serde_json::Value;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    source: String,
    root: Node,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Literal(Value),
    Path(Vec<String>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    List(Vec<Node>),
    Range(Box<Node>, Box<Node>, (bool, bool)),
    If(Box<Node>, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 19] =
    ["<=", ">=", "!=", "..", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",", ".", "{", "}"];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut out = vec![];
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if c.is_ascii_digit() {
            let mut end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let fraction =
                rest[end..].strip_prefix('.').map_or(0, |r| r.find(|c: char| !c.is_ascii_digit()).unwrap_or(r.len()));
            if fraction > 0 {
                end += 1 + fraction;
            }
            out.push((at, Token::Number(rest[..end].parse().map_err(|_| format!("số không đọc được ở vị trí {at}"))?)));
            at += end;
        } else if c == '"' {
            let Some(end) = rest[1..].find('"') else {
                return Err(format!("chuỗi mở ở vị trí {at} chưa đóng"));
            };
            out.push((at, Token::Text(rest[1..=end].to_owned())));
            at += end + 2;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            out.push((at, Token::Name(rest[..end].to_owned())));
            at += end;
        } else if let Some(sign) = SIGNS.into_iter().find(|s| rest.starts_with(s)) {
            out.push((at, Token::Sign(sign)));
            at += sign.len();
        } else {
            return Err(format!("ký tự “{c}” ở vị trí {at} không dùng được trong điều kiện"));
        }
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, t)| t)
    }

    fn sign(&mut self, s: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(x)) if *x == s);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, w: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Name(x)) if x == w);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, s: &str) -> Result<(), String> {
        if self.sign(s) { Ok(()) } else { Err(self.wrong(&format!("thiếu “{s}”"))) }
    }

    fn wrong(&self, why: &str) -> String {
        match self.tokens.get(self.at) {
            Some((at, _)) => format!("{why} ở vị trí {at}"),
            None => format!("{why} ở cuối điều kiện"),
        }
    }

    fn expression(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > 64 {
            return Err("điều kiện lồng quá sâu".into());
        }
        let node = if self.word("if") {
            let test = self.expression()?;
            let words =
                |p: &mut Parser, w| if p.word(w) { Ok(()) } else { Err(p.wrong(&format!("thiếu “{w}”"))) };
            words(self, "then")?;
            let yes = self.expression()?;
            words(self, "else")?;
            Node::If(Box::new(test), Box::new(yes), Box::new(self.expression()?))
        } else {
            self.either()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn either(&mut self) -> Result<Node, String> {
        let mut left = self.both()?;
        while self.word("or") {
            left = Node::Binary(Op::Or, Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Node, String> {
        let mut left = self.comparison()?;
        while self.word("and") {
            left = Node::Binary(Op::And, Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Node, String> {
        let left = self.sum()?;
        const OPS: [(&str, Op); 6] =
            [("<=", Op::Le), (">=", Op::Ge), ("!=", Op::Ne), ("=", Op::Eq), ("<", Op::Lt), (">", Op::Gt)];
        for (sign, op) in OPS {
            if self.sign(sign) {
                return Ok(Node::Binary(op, Box::new(left), Box::new(self.sum()?)));
            }
        }
        if self.word("in") {
            let right = self.range_or_sum()?;
            return Ok(Node::Binary(Op::In, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn range_or_sum(&mut self) -> Result<Node, String> {
        let begin = self.at;
        let open = if self.sign("[") { Some(true) } else { self.sign("(").then_some(false) };
        if let Some(closed_start) = open {
            let low = self.sum()?;
            if self.sign("..") {
                let high = self.sum()?;
                let closed_end = self.sign("]");
                if !closed_end {
                    self.expect(")")?;
                }
                return Ok(Node::Range(Box::new(low), Box::new(high), (closed_start, closed_end)));
            }
            self.at = begin;
        }
        self.sum()
    }

    fn sum(&mut self) -> Result<Node, String> {
        let mut left = self.product()?;
        loop {
            let op = if self.sign("+") {
                Op::Add
            } else if self.sign("-") {
                Op::Sub
            } else {
                return Ok(left);
            };
            left = Node::Binary(op, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut left = self.atom()?;
        loop {
            let op = if self.sign("*") {
                Op::Mul
            } else if self.sign("/") {
                Op::Div
            } else {
                return Ok(left);
            };
            left = Node::Binary(op, Box::new(left), Box::new(self.atom()?));
        }
    }

    fn list(&mut self, close: &str) -> Result<Vec<Node>, String> {
        let mut items = vec![];
        if self.sign(close) {
            return Ok(items);
        }
        loop {
            items.push(self.expression()?);
            if self.sign(close) {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }

    fn atom(&mut self) -> Result<Node, String> {
        if self.sign("-") {
            self.depth += 1;
            if self.depth > 64 {
                return Err("điều kiện lồng quá sâu".into());
            }
            let inner = self.atom()?;
            self.depth -= 1;
            return Ok(Node::Negate(Box::new(inner)));
        }
        if self.sign("(") {
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.sign("[") {
            return Ok(Node::List(self.list("]")?));
        }
        match self.peek().cloned() {
            Some(Token::Number(n)) => {
                self.at += 1;
                Ok(Node::Literal(serde_json::Number::from_f64(n).map_or(Value::Null, Value::Number)))
            }
            Some(Token::Text(s)) => {
                self.at += 1;
                Ok(Node::Literal(Value::String(s)))
            }
            Some(Token::Name(name)) => {
                self.at += 1;
                self.name(name)
            }
            _ => Err(self.wrong("thiếu giá trị")),
        }
    }

    fn name(&mut self, name: String) -> Result<Node, String> {
        match name.as_str() {
            "true" => return Ok(Node::Literal(Value::Bool(true))),
            "false" => return Ok(Node::Literal(Value::Bool(false))),
            "null" => return Ok(Node::Literal(Value::Null)),
            "not" if self.sign("(") => {
                let inner = self.expression()?;
                self.expect(")")?;
                return Ok(Node::Not(Box::new(inner)));
            }
            _ => {}
        }
        // Functions of two words ("starts with", "string length").
        let mut function = name.clone();
        let begin = self.at;
        while let Some(Token::Name(more)) = self.peek().cloned() {
            self.at += 1;
            function = format!("{function} {more}");
        }
        if FUNCTIONS.contains(&function.as_str()) && self.sign("(") {
            return Ok(Node::Call(function, self.list(")")?));
        }
        self.at = begin;
        if self.sign("(") {
            return Err(format!("hàm “{name}” không có; dùng được: {}", FUNCTIONS.join(", ")));
        }
        let mut path = vec![name];
        while self.sign(".") {
            match self.peek().cloned() {
                Some(Token::Name(part)) => {
                    self.at += 1;
                    path.push(part);
                }
                _ => return Err(self.wrong("thiếu tên sau dấu chấm")),
            }
        }
        Ok(Node::Path(path))
    }
}

const FUNCTIONS: [&str; 9] =
    ["contains", "starts with", "ends with", "string length", "lower case", "upper case", "count", "sum", "is defined"];

fn number(v: &Value) -> Option<f64> {
    v.as_f64()
}

fn compare(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => number(a)?.partial_cmp(&number(b)?),
        // ISO dates compare as text.
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn equal(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn from_number(n: f64) -> Value {
    serde_json::Number::from_f64(n).map_or(Value::Null, Value::Number)
}

impl Node {
    fn evaluate(&self, data: &Value) -> Value {
        match self {
            Node::Literal(v) => v.clone(),
            Node::Path(path) => {
                let found = path.iter().try_fold(data, |v, name| v.get(name));
                found.cloned().unwrap_or(Value::Null)
            }
            Node::Not(inner) => match inner.evaluate(data) {
                Value::Bool(b) => Value::Bool(!b),
                _ => Value::Null,
            },
            Node::Negate(inner) => number(&inner.evaluate(data)).map_or(Value::Null, |n| from_number(-n)),
            Node::List(items) => Value::Array(items.iter().map(|i| i.evaluate(data)).collect()),
            Node::Range(..) => Value::Null,
            Node::If(test, yes, no) => {
                if test.evaluate(data) == Value::Bool(true) {
                    yes.evaluate(data)
                } else {
                    no.evaluate(data)
                }
            }
            Node::Call(name, items) => call(name, &items.iter().map(|i| i.evaluate(data)).collect::<Vec<_>>()),
            Node::Binary(op, a, b) => binary(*op, a, b, data),
        }
    }
}

fn binary(op: Op, a: &Node, b: &Node, data: &Value) -> Value {
    use std::cmp::Ordering::{Greater, Less};
    let left = a.evaluate(data);
    if op == Op::In {
        return Value::Bool(within(&left, b, data));
    }
    let right = b.evaluate(data);
    let order =
        |test: fn(std::cmp::Ordering) -> bool| compare(&left, &right).map_or(Value::Null, |o| Value::Bool(test(o)));
    let math = |f: fn(f64, f64) -> f64| match (number(&left), number(&right)) {
        (Some(x), Some(y)) => from_number(f(x, y)),
        _ => Value::Null,
    };
    match op {
        Op::And => match (&left, &right) {
            (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
            (Value::Bool(true), Value::Bool(true)) => Value::Bool(true),
            _ => Value::Null,
        },
        Op::Or => match (&left, &right) {
            (Value::Bool(true), _) | (_, Value::Bool(true)) => Value::Bool(true),
            (Value::Bool(false), Value::Bool(false)) => Value::Bool(false),
            _ => Value::Null,
        },
        Op::Eq => Value::Bool(equal(&left, &right)),
        Op::Ne => Value::Bool(!equal(&left, &right)),
        Op::Lt => order(|o| o == Less),
        Op::Le => order(|o| o != Greater),
        Op::Gt => order(|o| o == Greater),
        Op::Ge => order(|o| o != Less),
        Op::Add => match (&left, &right) {
            (Value::String(x), Value::String(y)) => Value::String(format!("{x}{y}")),
            _ => math(|x, y| x + y),
        },
        Op::Sub => math(|x, y| x - y),
        Op::Mul => math(|x, y| x * y),
        Op::Div => math(|x, y| x / y),
        Op::In => Value::Null,
    }
}

fn within(value: &Value, place: &Node, data: &Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    if let Node::Range(low, high, (from, to)) = place {
        let above = match compare(value, &low.evaluate(data)) {
            Some(Greater) => true,
            Some(Equal) => *from,
            _ => false,
        };
        let below = match compare(value, &high.evaluate(data)) {
            Some(Less) => true,
            Some(Equal) => *to,
            _ => false,
        };
        return above && below;
    }
    match place.evaluate(data) {
        Value::Array(items) => items.iter().any(|i| equal(i, value)),
        other => equal(&other, value),
    }
}

fn call(name: &str, args: &[Value]) -> Value {
    let text = |i: usize| args.get(i).and_then(Value::as_str);
    let two = |f: fn(&str, &str) -> bool| match (text(0), text(1)) {
        (Some(a), Some(b)) => Value::Bool(f(a, b)),
        _ => Value::Null,
    };
    let items = || args.first().and_then(Value::as_array);
    match name {
        "contains" => two(|a, b| a.contains(b)),
        "starts with" => two(|a, b| a.starts_with(b)),
        "ends with" => two(|a, b| a.ends_with(b)),
        "string length" => text(0).map_or(Value::Null, |t| from_number(t.chars().count() as f64)),
        "lower case" => text(0).map_or(Value::Null, |t| Value::String(t.to_lowercase())),
        "upper case" => text(0).map_or(Value::Null, |t| Value::String(t.to_uppercase())),
        "count" => items().map_or(Value::Null, |i| from_number(i.len() as f64)),
        "sum" => items().map_or(Value::Null, |i| from_number(i.iter().filter_map(number).sum())),
        "is defined" => Value::Bool(args.first().is_some_and(|v| !v.is_null())),
        _ => Value::Null,
    }
}

impl Expression {
    /// Parses an expression; an error says what is wrong and at which position (Vietnamese).
    pub fn parse(text: &str) -> Result<Expression, String> {
        let source = text.trim();
        let source = source.strip_prefix('=').unwrap_or(source).trim();
        if source.is_empty() {
            return Err("điều kiện trống".into());
        }
        let mut parser = Parser { tokens: tokens(source)?, at: 0, depth: 0 };
        let root = parser.expression()?;
        if parser.at < parser.tokens.len() {
            return Err(parser.wrong("phần thừa"));
        }
        Ok(Expression { source: source.to_owned(), root })
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value over the given data.
    pub fn evaluate(&self, data: &Value) -> Value {
        self.root.evaluate(data)
    }

    /// Whether the value is true; null and anything else is not.
    pub fn holds(&self, data: &Value) -> bool {
        self.evaluate(data) == Value::Bool(true)
    }
}
