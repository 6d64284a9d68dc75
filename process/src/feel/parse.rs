//! Words to a tree, by precedence. Depth and length are bounded, so no text can exhaust the stack.

mod cells;

use super::functions;
use super::lex::{Token, tokens};
use super::value::Val;

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Literal(Val),
    Path(Vec<String>),
    Part(Box<Node>, String),
    Filter(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    List(Vec<Node>),
    Context(Vec<(String, Node)>),
    Range(Box<Node>, Box<Node>, (bool, bool)),
    Between(Box<Node>, Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Loop(Loop, String, Box<Node>, Box<Node>),
    Call(&'static str, Vec<Node>),
    /// A cell's value against the input "?".
    Matches(Box<Node>),
    AnyOf(Vec<Node>),
    /// A value against tests in brackets: the value is "?" in them.
    Against(Box<Node>, Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    Some,
    Every,
    For,
    /// An outer list of several: what the inner ones give is joined.
    Nest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
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
    Pow,
}

const DEPTH: usize = 40;
const COMPARISONS: [(&str, Op); 6] =
    [("<=", Op::Le), (">=", Op::Ge), ("!=", Op::Ne), ("=", Op::Eq), ("<", Op::Lt), (">", Op::Gt)];
const WORDS: [&str; 16] = [
    "and",
    "or",
    "in",
    "if",
    "then",
    "else",
    "between",
    "not",
    "true",
    "false",
    "null",
    "some",
    "every",
    "for",
    "satisfies",
    "return",
];

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Node, String>;

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

/// Parses a whole expression.
pub fn expression(text: &str) -> Parsed {
    whole(text, Parser::expression)
}

/// Parses the unary tests of a table cell.
pub fn test(text: &str) -> Parsed {
    if text.is_empty() || text == "-" {
        return Ok(Node::Literal(Val::Bool(true)));
    }
    whole(text, Parser::tests)
}

fn whole(text: &str, read: fn(&mut Parser) -> Parsed) -> Parsed {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let root = read(&mut parser)?;
    if parser.at < parser.tokens.len() { Err(parser.wrong("phần thừa")) } else { Ok(root) }
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
        if self.sign(s) || self.word(s) { Ok(()) } else { Err(self.wrong(&format!("thiếu “{s}”"))) }
    }

    fn wrong(&self, why: &str) -> String {
        match self.tokens.get(self.at) {
            Some((at, _)) => format!("{why} ở ký tự thứ {at}"),
            None => format!("{why} ở cuối biểu thức"),
        }
    }

    fn deeper(&mut self, read: fn(&mut Parser) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.wrong("biểu thức lồng quá sâu"));
        }
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn expression(&mut self) -> Parsed {
        self.deeper(|p| {
            if p.word("if") {
                let test = p.expression()?;
                p.expect("then")?;
                let yes = p.expression()?;
                p.expect("else")?;
                return Ok(Node::If(boxed(test), boxed(yes), boxed(p.expression()?)));
            }
            for (word, kind) in [("some", Loop::Some), ("every", Loop::Every), ("for", Loop::For)] {
                if p.word(word) {
                    return p.over(kind);
                }
            }
            p.chain(&[("or", Op::Or)], |p| p.chain(&[("and", Op::And)], Parser::comparison))
        })
    }

    fn chain(&mut self, ops: &[(&str, Op)], next: fn(&mut Parser) -> Parsed) -> Parsed {
        let mut left = next(self)?;
        while let Some((_, op)) = ops.iter().find(|(s, _)| self.sign(s) || self.word(s)) {
            left = Node::Binary(*op, boxed(left), boxed(next(self)?));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        self.chain(&[("+", Op::Add), ("-", Op::Sub)], |p| {
            p.chain(&[("*", Op::Mul), ("/", Op::Div)], |p| p.chain(&[("**", Op::Pow)], Parser::signed))
        })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if let Some((_, op)) = COMPARISONS.into_iter().find(|(s, _)| self.sign(s)) {
            return Ok(Node::Binary(op, boxed(left), boxed(self.sum()?)));
        }
        if self.word("between") {
            let low = self.sum()?;
            self.expect("and")?;
            return Ok(Node::Between(boxed(left), boxed(low), boxed(self.sum()?)));
        }
        if self.word("in") {
            return self.place(left);
        }
        Ok(left)
    }

    fn range_or_sum(&mut self) -> Parsed {
        let begin = self.at;
        let open = if self.sign("[") { Some(true) } else { (self.sign("(") || self.sign("]")).then_some(false) };
        if let Some(closed_start) = open
            && let Ok(low) = self.deeper(Parser::sum)
            && self.sign("..")
        {
            let high = self.sum()?;
            let closed_end = self.sign("]");
            if !closed_end && !self.sign("[") {
                self.expect(")")?;
            }
            return Ok(Node::Range(boxed(low), boxed(high), (closed_start, closed_end)));
        }
        self.at = begin;
        self.sum()
    }

    fn signed(&mut self) -> Parsed {
        if self.sign("-") {
            return Ok(Node::Negate(boxed(self.deeper(Parser::signed)?)));
        }
        let mut node = self.atom()?;
        for _ in 0..DEPTH {
            if self.sign(".") {
                node = Node::Part(boxed(node), self.names()?);
            } else if self.sign("[") {
                let filter = self.expression()?;
                self.expect("]")?;
                node = Node::Filter(boxed(node), boxed(filter));
            } else {
                break;
            }
        }
        Ok(node)
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

    fn context(&mut self) -> Parsed {
        let mut entries = vec![];
        while !self.sign("}") {
            if !entries.is_empty() {
                self.expect(",")?;
            }
            let name = match self.peek().cloned() {
                Some(Token::Text(t)) => {
                    self.at += 1;
                    t
                }
                _ => self.names()?,
            };
            self.expect(":")?;
            entries.push((name, self.expression()?));
        }
        Ok(Node::Context(entries))
    }

    fn atom(&mut self) -> Parsed {
        if self.sign("(") {
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.sign("[") {
            return Ok(Node::List(self.list("]")?));
        }
        if self.sign("{") {
            return self.context();
        }
        if self.sign("?") {
            return Ok(Node::Path(vec!["?".into()]));
        }
        let at_literal = self.sign("@");
        let node = match self.peek().cloned() {
            Some(Token::Number(n)) => Node::Literal(Val::Num(n)),
            Some(Token::Text(s)) if at_literal => Node::Literal(functions::temporal(&s)),
            Some(Token::Text(s)) => Node::Literal(Val::Text(s)),
            Some(Token::Name(_)) => return self.name(),
            _ => return Err(self.wrong("thiếu giá trị")),
        };
        self.at += 1;
        Ok(node)
    }

    fn name(&mut self) -> Parsed {
        for (word, value) in [("true", Val::Bool(true)), ("false", Val::Bool(false)), ("null", Val::Null)] {
            if self.word(word) {
                return Ok(Node::Literal(value));
            }
        }
        if let Some(function) = self.function() {
            let args = self.list(")")?;
            functions::fits(function, args.len())?;
            return Ok(Node::Call(function, args));
        }
        if self.word("not") {
            self.expect("(")?;
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(Node::Not(boxed(inner)));
        }
        let mut path = vec![self.names()?];
        if matches!(self.peek(), Some(Token::Sign("("))) {
            return Err(self.wrong(&functions::unknown(&path[0])));
        }
        while self.sign(".") {
            path.push(self.names()?);
        }
        Ok(Node::Path(path))
    }

    /// The function whose words, and then a bracket, stand here.
    fn function(&mut self) -> Option<&'static str> {
        let here = &self.tokens[self.at..];
        let fits = |name: &&'static str| {
            let mut words = name.split(' ').zip(here.iter());
            let count = name.split(' ').count();
            here.len() > count
                && words.all(|(w, (_, t))| matches!(t, Token::Name(n) if n == w))
                && here[count].1 == Token::Sign("(")
        };
        let found = functions::names().find(fits)?;
        self.at += found.split(' ').count() + 1;
        Some(found)
    }

    /// A name of one or more words ("loại hồ sơ").
    fn names(&mut self) -> Result<String, String> {
        let mut out = String::new();
        while let Some(Token::Name(word)) = self.peek() {
            if WORDS.contains(&word.as_str()) {
                break;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            self.at += 1;
        }
        if out.is_empty() { Err(self.wrong("thiếu tên")) } else { Ok(out) }
    }
}
