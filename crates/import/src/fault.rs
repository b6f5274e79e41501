//! Why the reading of a document stopped.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::ImportError;
use crate::excerpt::excerpt;
use crate::locate::{find, position};
use crate::shape::{expected, pointer, wrong_shape};
use crate::wire::{At, Problem};

/// Why the reading of a document stopped. What is wrong, and where, is said from the whole text.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The text is no JSON object, or cannot be read.
    Broken {
        /// JSON pointer to where that was noticed.
        pointer: String,
        /// What was noticed.
        message: String,
    },
    /// A value cannot be what AWS printed.
    Shape(Problem),
    /// It is JSON, and which document of AWS's it could be is not plain.
    Unclear {
        /// What it is, in words.
        found: String,
    },
    /// What it says is refused.
    Refused(ImportError),
}

impl Fault {
    /// The error, in the text of the file, which is a JSON object.
    pub(crate) fn in_text(self, file: &Arc<str>, text: &str) -> ImportError {
        match self {
            Self::Shape(problem) => wrong_shape(file, text, problem),
            Self::Refused(error) => error,
            Self::Unclear { found } => ImportError::NotAnObject { file: Arc::clone(file), found },
            Self::Broken { pointer, message } => {
                let value = find(text, &pointer).unwrap_or(text);
                let problem = message.split(" at line ").next().unwrap_or(&message);
                ImportError::Syntax {
                    file: Arc::clone(file),
                    position: position(text, text.len() - value.len()),
                    problem: excerpt(problem),
                }
            }
        }
    }

    /// Why a text that begins with JSON, at a place in a document, is not of a type.
    pub(crate) fn mismatch<T: DeserializeOwned>(text: &str, at: &At<'_>) -> Self {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Ok(_) => at.expected("something else").into(),
            Err(error) => {
                let pointer = format!("{}{}", at.pointer(), pointer(error.path()));
                let inner = error.into_inner();
                if inner.classify() == Category::Data {
                    Problem { pointer, expected: expected(&inner.to_string()) }.into()
                } else {
                    Self::Broken { pointer, message: inner.to_string() }
                }
            }
        }
    }

    /// A text that is no JSON at a place.
    pub(crate) fn broken(at: &At<'_>, error: &serde_json::Error) -> Self {
        Self::Broken { pointer: at.pointer().to_string(), message: error.to_string() }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Shape(problem)
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        Self::Refused(error)
    }
}
