//! The five kinds of value both databases store, and how rows turn into plain structs.
//! Instants are microseconds UTC, flags are 0 or 1, JSON is text: one meaning on both sides.

use kernel::time::{Timestamp, from_micros, micros};
use uuid::Uuid;

use super::DbError;

/// One stored value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
}

impl Value {
    /// Feeds a canonical form into a digest: the same row gives the same bytes on both databases.
    pub(crate) fn canonical(&self, out: &mut Vec<u8>) {
        let mut push = |tag: u8, bytes: &[u8]| {
            out.push(tag);
            out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
            out.extend_from_slice(bytes);
        };
        match self {
            Value::Null => push(0, &[]),
            Value::Int(n) => push(1, &n.to_be_bytes()),
            Value::Text(s) => push(2, s.as_bytes()),
            Value::Bytes(b) => push(3, b),
            // SQLite hands a UUID back as sixteen bytes, so both must hash alike.
            Value::Uuid(u) => push(3, u.as_bytes()),
        }
    }
}

macro_rules! from {
    ($($t:ty => $v:expr),* $(,)?) => { $(impl From<$t> for Value { fn from(x: $t) -> Value { $v(x) } })* };
}
from! {
    i64 => Value::Int,
    i32 => |x| Value::Int(i64::from(x)),
    u32 => |x| Value::Int(i64::from(x)),
    bool => |x| Value::Int(i64::from(x)),
    usize => |x| Value::Int(i64::try_from(x).unwrap_or(i64::MAX)),
    String => Value::Text,
    &str => |x: &str| Value::Text(x.to_owned()),
    &String => |x: &String| Value::Text(x.clone()),
    Vec<u8> => Value::Bytes,
    Uuid => Value::Uuid,
    Timestamp => |x| Value::Int(micros(x)),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(x: Option<T>) -> Value {
        x.map_or(Value::Null, Into::into)
    }
}

/// Arguments of a statement, in the order of `$1…$n`.
#[macro_export]
macro_rules! args {
    ($($x:expr),* $(,)?) => { vec![$($crate::db::Value::from($x)),*] };
}

/// What can be read from one column.
pub trait FromValue: Sized {
    fn from_value(v: Value) -> Result<Self, DbError>;
}

fn wrong<T>(want: &str, v: &Value) -> Result<T, DbError> {
    Err(DbError::Decode(format!("expected {want}, found {v:?}")))
}

impl FromValue for Value {
    fn from_value(v: Value) -> Result<Self, DbError> {
        Ok(v)
    }
}
impl FromValue for i64 {
    fn from_value(v: Value) -> Result<Self, DbError> {
        match v {
            Value::Int(n) => Ok(n),
            v => wrong("integer", &v),
        }
    }
}
impl FromValue for u32 {
    fn from_value(v: Value) -> Result<Self, DbError> {
        let n = i64::from_value(v)?;
        u32::try_from(n).map_err(|_| DbError::Decode(format!("{n} is no small count")))
    }
}
impl FromValue for bool {
    fn from_value(v: Value) -> Result<Self, DbError> {
        Ok(i64::from_value(v)? != 0)
    }
}
impl FromValue for String {
    fn from_value(v: Value) -> Result<Self, DbError> {
        match v {
            Value::Text(s) => Ok(s),
            v => wrong("text", &v),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(v: Value) -> Result<Self, DbError> {
        match v {
            Value::Bytes(b) => Ok(b),
            Value::Uuid(u) => Ok(u.as_bytes().to_vec()),
            v => wrong("bytes", &v),
        }
    }
}
impl FromValue for Uuid {
    fn from_value(v: Value) -> Result<Self, DbError> {
        match v {
            Value::Uuid(u) => Ok(u),
            Value::Bytes(b) => Uuid::from_slice(&b).map_err(|e| DbError::Decode(e.to_string())),
            v => wrong("uuid", &v),
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(v: Value) -> Result<Self, DbError> {
        Ok(from_micros(i64::from_value(v)?))
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(v: Value) -> Result<Self, DbError> {
        match v {
            Value::Null => Ok(None),
            v => T::from_value(v).map(Some),
        }
    }
}

/// One row; columns are taken in the order the statement names them.
#[derive(Clone, Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub fn new(values: Vec<Value>) -> Row {
        Row(values.into_iter())
    }

    /// Takes the next column.
    pub fn get<T: FromValue>(&mut self) -> Result<T, DbError> {
        match self.0.next() {
            Some(v) => T::from_value(v),
            None => Err(DbError::Decode("the statement returns fewer columns than are read".into())),
        }
    }

    /// Takes the next column as JSON text.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, DbError> {
        let text: String = self.get()?;
        serde_json::from_str(&text).map_err(|e| DbError::Decode(format!("JSON column: {e}")))
    }

    /// The columns not yet taken.
    pub fn rest(self) -> Vec<Value> {
        self.0.collect()
    }
}

/// A struct that reads itself from a row, column by column.
pub trait FromRow: Sized {
    fn from_row(row: &mut Row) -> Result<Self, DbError>;
}

impl FromRow for Row {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Row::new(std::mem::replace(&mut row.0, Vec::new().into_iter()).collect()))
    }
}

macro_rules! tuple_row {
    ($($t:ident),+) => {
        impl<$($t: FromValue),+> FromRow for ($($t,)+) {
            fn from_row(row: &mut Row) -> Result<Self, DbError> { Ok(($(row.get::<$t>()?,)+)) }
        }
    };
}
tuple_row!(A);
tuple_row!(A, B);
tuple_row!(A, B, C);
tuple_row!(A, B, C, D);
tuple_row!(A, B, C, D, E);
tuple_row!(A, B, C, D, E, F);
tuple_row!(A, B, C, D, E, F, G);
tuple_row!(A, B, C, D, E, F, G, H);

/// Turns a value into its stored JSON text.
pub fn json<T: serde::Serialize>(value: &T) -> Value {
    // Plain data structs with string keys always serialise; a failure would be a programming error seen by the first test.
    Value::Text(serde_json::to_string(value).unwrap_or_else(|_| "null".into()))
}
