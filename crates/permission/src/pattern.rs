//! Text with wildcards and policy variables.

use crate::Value;
use crate::truth::Truth;

/// A value of a policy that is matched against one of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Glyph(Glyph),
    /// `${key}` or `${key, 'default'}`.
    Variable {
        key: String,
        default: Option<String>,
    },
}

/// What one place of a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// This character.
    Is(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, or none.
    Any,
}

/// How a pattern is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `*` and `?` are wildcards.
    Like,
    /// They are themselves.
    Equals,
    /// They are themselves, and case does not matter.
    EqualsIgnoreCase,
}

/// A pattern with its variables replaced.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// With values as text.
    narrow: Vec<Glyph>,
    /// With everything that the values may mean: unknown ones match anything, and wildcards in values are wildcards.
    /// Whether AWS takes those for wildcards is not documented.
    wide: Vec<Glyph>,
    /// The variables of which the value is not known.
    pub(crate) unknown: Vec<String>,
    /// That a variable has no value. AWS: this "might cause the entire statement to be invalid".
    pub(crate) invalid: bool,
    /// That a variable may have no value, as far as is known.
    pub(crate) doubtful: bool,
}

impl Pattern {
    /// Reads a pattern; `variables` says whether the policy's version has them.
    pub(crate) fn new(text: String, variables: bool) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if variables && let Some((token, after)) = variable(rest) {
                tokens.push(token);
                rest = after;
                continue;
            }
            tokens.push(Token::Glyph(match first {
                '*' => Glyph::Any,
                '?' => Glyph::One,
                other => Glyph::Is(other),
            }));
            rest = rest.split_at_checked(first.len_utf8()).map_or("", |(_, after)| after);
        }
        Self { text, tokens }
    }

    /// As written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The only text that the pattern matches, if it has neither wildcards nor variables.
    pub(crate) fn literal(&self) -> Option<String> {
        let plain = |token: &Token| match token {
            Token::Glyph(Glyph::Is(character)) => Some(*character),
            Token::Glyph(Glyph::One | Glyph::Any) | Token::Variable { .. } => None,
        };
        self.tokens.iter().map(plain).collect()
    }

    /// Whether the pattern is `*`.
    pub(crate) fn is_everything(&self) -> bool {
        matches!(self.tokens.as_slice(), [Token::Glyph(Glyph::Any)])
    }

    /// Whether there is a variable, whatever its value.
    pub(crate) fn has_variable(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Variable { .. }))
    }

    /// The pattern cut at its first five colons; the colons of variables do not count.
    pub(crate) fn segments(&self) -> Vec<Pattern> {
        let mut segments = vec![Vec::new()];
        for token in &self.tokens {
            if matches!(token, Token::Glyph(Glyph::Is(':'))) && segments.len() < 6 {
                segments.push(Vec::new());
            } else if let Some(last) = segments.last_mut() {
                last.push(token.clone());
            }
        }
        segments.into_iter().map(|tokens| Pattern { text: String::new(), tokens }).collect()
    }

    /// Whether there is a wildcard, outside values of variables.
    pub(crate) fn has_wildcard(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Glyph(Glyph::Any | Glyph::One)))
    }

    /// The pattern with the values of its variables.
    pub(crate) fn resolve(&self, mode: Mode, value: &dyn Fn(&str) -> Value) -> Resolved {
        let mut resolved = Resolved::default();
        for token in &self.tokens {
            let (key, default) = match token {
                Token::Glyph(glyph) => {
                    let glyph = match (mode, glyph) {
                        (Mode::Equals | Mode::EqualsIgnoreCase, Glyph::Any) => Glyph::Is('*'),
                        (Mode::Equals | Mode::EqualsIgnoreCase, Glyph::One) => Glyph::Is('?'),
                        (_, glyph) => *glyph,
                    };
                    resolved.narrow.push(glyph);
                    resolved.wide.push(glyph);
                    continue;
                }
                Token::Variable { key, default } => (key, default),
            };
            match (value(key), default) {
                (Value::Known(values), default) => match (values.as_slice(), default) {
                    ([only], _) => resolved.insert(only),
                    ([], Some(default)) => resolved.insert(default),
                    ([], None) => resolved.invalid = true,
                    // "You cannot use a multivalued condition key as a policy variable."
                    ([..], _) => resolved.insert_unknown(key),
                },
                (Value::Absent, Some(default)) => resolved.insert(default),
                (Value::Absent, None) => resolved.invalid = true,
                (Value::Unknown | Value::NoneOf(_), default) => {
                    resolved.insert_unknown(key);
                    resolved.doubtful |= default.is_none();
                }
            }
        }
        resolved
    }
}

impl Resolved {
    fn insert(&mut self, value: &str) {
        for character in value.chars() {
            self.narrow.push(Glyph::Is(character));
            self.wide.push(match character {
                '*' => Glyph::Any,
                '?' => Glyph::One,
                other => Glyph::Is(other),
            });
        }
    }

    fn insert_unknown(&mut self, key: &str) {
        self.unknown.push(key.to_owned());
        self.narrow.push(Glyph::Any);
        self.wide.push(Glyph::Any);
    }

    /// Whether the pattern matches a text.
    pub(crate) fn matches(&self, text: &str, mode: Mode) -> Truth {
        let ignore_case = mode == Mode::EqualsIgnoreCase;
        if self.invalid || !glob(&self.wide, text, ignore_case) {
            Truth::False
        } else if self.unknown.is_empty() && glob(&self.narrow, text, ignore_case) {
            Truth::True
        } else {
            Truth::Unknown
        }
    }
}

/// The variable with which a text begins, and what follows it. `${*}`, `${?}` and `${$}` are those characters.
fn variable(text: &str) -> Option<(Token, &str)> {
    let (inside, after) = text.strip_prefix("${")?.split_once('}')?;
    let token = match inside {
        "*" | "?" | "$" => Token::Glyph(Glyph::Is(inside.chars().next()?)),
        _ => match inside.split_once(',') {
            None => Token::Variable { key: inside.trim().to_owned(), default: None },
            Some((key, default)) => {
                let default = default.trim().strip_prefix('\'').and_then(|default| default.strip_suffix('\''));
                // A default that is not quoted is no default that AWS documents: the key cannot be looked up.
                let key = if default.is_some() { key.trim() } else { inside };
                Token::Variable { key: key.to_owned(), default: default.map(str::to_owned) }
            }
        },
    };
    Some((token, after))
}

/// Whether a text matches a pattern, in time proportional to their product at worst.
pub(crate) fn glob(pattern: &[Glyph], text: &str, ignore_case: bool) -> bool {
    let equal = |a: char, b: char| a == b || ignore_case && a.to_lowercase().eq(b.to_lowercase());
    let (mut pattern, mut text) = (pattern, text.chars());
    // Where to go on when what follows the last `*` does not match: that `*` takes one character more.
    let mut again: Option<(&[Glyph], std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = text.clone();
        match (pattern.split_first(), ahead.next()) {
            (Some((Glyph::Any, rest)), _) => {
                again = Some((rest, text.clone()));
                pattern = rest;
                continue;
            }
            (Some((Glyph::One, rest)), Some(_)) => {
                (pattern, text) = (rest, ahead);
                continue;
            }
            (Some((Glyph::Is(wanted), rest)), Some(found)) if equal(*wanted, found) => {
                (pattern, text) = (rest, ahead);
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((rest, from)) = &mut again else { return false };
        if from.next().is_none() {
            return false;
        }
        (pattern, text) = (rest, from.clone());
    }
}
