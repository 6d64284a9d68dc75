//! Loops over lists, what stands after "in", and the tests of a table's cell.

use super::{COMPARISONS, DEPTH, Loop, Node, Op, Parsed, Parser, Token, boxed};

impl Parser {
    pub(super) fn over(&mut self, kind: Loop) -> Parsed {
        let name = self.names()?;
        self.expect("in")?;
        let mut list = self.expression()?;
        if self.sign("..") {
            list = Node::Range(boxed(list), boxed(self.expression()?), (true, true));
        }
        if self.sign(",") {
            let outer = if kind == Loop::For { Loop::Nest } else { kind };
            let inner = self.nested(kind)?;
            return Ok(Node::Loop(outer, name, boxed(list), boxed(inner)));
        }
        self.expect(if kind == Loop::For { "return" } else { "satisfies" })?;
        Ok(Node::Loop(kind, name, boxed(list), boxed(self.expression()?)))
    }

    fn nested(&mut self, kind: Loop) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.wrong("biểu thức lồng quá sâu"));
        }
        let node = self.over(kind)?;
        self.depth -= 1;
        Ok(node)
    }

    /// What stands after "in": a range, a list, a comparison, or several of them in brackets.
    pub(super) fn place(&mut self, left: Node) -> Parsed {
        if let Some(Token::Sign(s)) = self.peek()
            && COMPARISONS.iter().any(|(c, _)| c == s)
        {
            let test = self.unary()?;
            return Ok(Node::Against(boxed(left), boxed(test)));
        }
        let begin = self.at;
        if let Ok(right) = self.range_or_sum() {
            return Ok(Node::Binary(Op::In, boxed(left), boxed(right)));
        }
        self.at = begin;
        self.expect("(")?;
        let mut items = vec![self.deeper(Parser::unary)?];
        while self.sign(",") {
            items.push(self.deeper(Parser::unary)?);
        }
        self.expect(")")?;
        Ok(Node::Against(boxed(left), boxed(Node::AnyOf(items))))
    }

    pub(super) fn tests(&mut self) -> Parsed {
        let negated = matches!(self.peek(), Some(Token::Name(w)) if w == "not")
            && matches!(self.tokens.get(self.at + 1), Some((_, Token::Sign("("))));
        if negated {
            self.at += 2;
        }
        let mut items = vec![self.unary()?];
        while self.sign(",") {
            items.push(self.unary()?);
        }
        if negated {
            self.expect(")")?;
            return Ok(Node::Not(boxed(Node::AnyOf(items))));
        }
        Ok(Node::AnyOf(items))
    }

    pub(super) fn unary(&mut self) -> Parsed {
        let input = || boxed(Node::Path(vec!["?".into()]));
        if let Some((_, op)) = COMPARISONS.into_iter().find(|(s, _)| self.sign(s)) {
            return Ok(Node::Binary(op, input(), boxed(self.sum()?)));
        }
        let begin = self.at;
        if let Ok(range @ Node::Range(..)) = self.range_or_sum() {
            return Ok(Node::Binary(Op::In, input(), boxed(range)));
        }
        self.at = begin;
        Ok(Node::Matches(boxed(self.expression()?)))
    }
}
