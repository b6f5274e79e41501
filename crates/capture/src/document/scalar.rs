//! Texts, numbers, points in time, and JSON inside JSON.

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, Number};
use serde_json::{Map, Value};

use super::Document;

impl Document for String {
    fn document(&self) -> Value {
        Value::String(self.clone())
    }
}

macro_rules! scalars {
    ($($type:ty),*) => {$(
        impl Document for $type {
            fn document(&self) -> Value {
                Value::from(*self)
            }
        }
    )*};
}

scalars!(bool, i32, i64, f64);

impl Document for DateTime {
    /// As the second version of the AWS CLI prints it, which is Python's `isoformat`: to the microsecond, and without a
    /// fraction where that is zero. The CLI gives times that a service sends as text in UTC, and those that it sends as
    /// a number, as ECS does, in the time zone of the computer; here all are in UTC.
    fn document(&self) -> Value {
        let microseconds = self.as_nanos().saturating_add(500).div_euclid(1_000);
        let fraction = microseconds.rem_euclid(1_000_000);
        let seconds = i64::try_from(microseconds.div_euclid(1_000_000)).unwrap_or(self.secs());
        // Only the years from 1 to 9999 have a text.
        let Ok(text) = Self::from_secs(seconds).fmt(Format::DateTime) else { return Value::from(seconds) };
        let second = text.trim_end_matches('Z');
        Value::String(match fraction {
            0 => format!("{second}+00:00"),
            fraction => format!("{second}.{fraction:06}+00:00"),
        })
    }
}

impl Document for aws_smithy_types::Document {
    fn document(&self) -> Value {
        match self {
            Self::Object(members) => {
                members.iter().map(|(key, value)| (key.clone(), value.document())).collect::<Map<_, _>>().into()
            }
            Self::Array(elements) => elements.iter().map(Document::document).collect(),
            Self::Number(Number::PosInt(number)) => Value::from(*number),
            Self::Number(Number::NegInt(number)) => Value::from(*number),
            Self::Number(Number::Float(number)) => Value::from(*number),
            Self::String(text) => Value::String(text.clone()),
            Self::Bool(value) => Value::Bool(*value),
            Self::Null => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;

    fn at(seconds: i64, nanoseconds: u32) -> Value {
        DateTime::from_secs_and_nanos(seconds, nanoseconds).document()
    }

    #[test]
    fn times_are_as_python_prints_them() {
        assert_eq!(at(1_741_774_502, 417_000_000), json!("2025-03-12T10:15:02.417000+00:00"));
        assert_eq!(at(1_741_774_502, 0), json!("2025-03-12T10:15:02+00:00"));
        assert_eq!(at(1_741_774_502, 5_000), json!("2025-03-12T10:15:02.000005+00:00"));
        assert_eq!(at(0, 0), json!("1970-01-01T00:00:00+00:00"));
        assert_eq!(at(-1, 500_000_000), json!("1969-12-31T23:59:59.500000+00:00"));
    }

    #[test]
    fn seconds_that_came_as_a_fraction_lose_its_noise() {
        // 1741774502.417 is no binary fraction.
        assert_eq!(DateTime::from_secs_f64(1_741_774_502.417).document(), json!("2025-03-12T10:15:02.417000+00:00"));
        assert_eq!(at(1_741_774_502, 999_999_600), json!("2025-03-12T10:15:03+00:00"));
    }

    #[test]
    fn times_without_a_text_are_seconds() {
        assert_eq!(at(400_000_000_000, 0), json!(400_000_000_000_i64));
        assert_eq!(at(i64::MAX, 999_999_999), json!(i64::MAX));
    }

    #[test]
    fn json_inside_json() {
        use aws_smithy_types::Document as Inner;
        let inner = Inner::Object(HashMap::from([
            ("numbers".to_owned(), Inner::Array(vec![1_u64.into(), (-1_i64).into(), 0.5_f64.into()])),
            ("text".to_owned(), "a".into()),
            ("flag".to_owned(), true.into()),
            ("nothing".to_owned(), Inner::Null),
        ]));
        assert_eq!(inner.document(), json!({"numbers": [1, -1, 0.5], "text": "a", "flag": true, "nothing": null}));
    }
}
