//! A small FEEL, the expression language of BPMN conditions and DMN tables. Parsed once when a definition loads;
//! evaluating never fails: an impossible operation is null, as FEEL has it. No clock: the day comes with the data.

mod eval;
mod functions;
mod lex;
mod lists;
mod parse;
mod value;

use serde_json::Value;

use eval::Env;
pub(crate) use functions::moment;
use parse::Node;
use value::Val;
pub(crate) use value::duration;
pub(crate) use value::number;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    source: String,
    root: Node,
}

impl Expression {
    /// Parses an expression; a leading "=" (as other tools write it) is dropped.
    ///
    /// # Errors
    /// Vietnamese: what is wrong and at which character.
    pub fn parse(text: &str) -> Result<Expression, String> {
        let source = text.trim();
        let source = source.strip_prefix('=').unwrap_or(source).trim();
        if source.is_empty() {
            return Err("biểu thức trống".into());
        }
        Ok(Expression { source: source.to_owned(), root: parse::expression(source)? })
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value over the given data.
    pub fn evaluate(&self, data: &Value) -> Value {
        self.evaluate_with(data, &[])
    }

    /// Whether the value is true; null and anything else is not.
    pub fn holds(&self, data: &Value) -> bool {
        self.value(data, &[]) == Val::Bool(true)
    }

    /// The value over the given data and a few names that stand before it.
    pub(crate) fn evaluate_with(&self, data: &Value, names: &[(&str, Value)]) -> Value {
        self.value(data, names).into_json()
    }

    fn value(&self, data: &Value, names: &[(&str, Value)]) -> Val {
        let locals = names.iter().map(|(n, v)| ((*n).to_owned(), Val::from_json(v))).collect();
        eval::evaluate(&self.root, &mut Env { data, locals, made: 0 })
    }
}

/// A cell of a decision table: what the input must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    root: Node,
}

impl Test {
    /// Parses unary tests ("-", "< 5", "[1..3]", "\"a\", \"b\"", "not(…)").
    ///
    /// # Errors
    /// Vietnamese: what is wrong and at which character.
    pub fn parse(text: &str) -> Result<Test, String> {
        Ok(Test { root: parse::test(text.trim())? })
    }

    /// Whether the input passes.
    pub fn passes(&self, input: &Value, data: &Value) -> bool {
        let mut env = Env { data, locals: vec![("?".into(), Val::from_json(input))], made: 0 };
        eval::evaluate(&self.root, &mut env) == Val::Bool(true)
    }
}
