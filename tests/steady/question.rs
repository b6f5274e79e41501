//! Scenarios and their questions, as far as they are needed to ask them of other documents.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use hopwise_tests::{documents, program};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::answer::Answer;
use crate::rename::Ids;

/// Documents by path; `None` is an empty file.
pub(crate) type Documents = BTreeMap<String, Option<Value>>;

/// A scenario's documents and questions.
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) documents: Documents,
    pub(crate) questions: Vec<Question>,
}

/// A question of a scenario.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(default = "diagnose")]
    pub(crate) command: String,
    #[serde(default)]
    pub(crate) args: Vec<String>,
}

fn diagnose() -> String {
    "diagnose".to_owned()
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.command, self.args.join(" "))
    }
}

#[derive(Deserialize)]
struct Questions {
    run: Vec<Question>,
}

impl Scenario {
    pub(crate) fn read(root: &Path, name: &str) -> Result<Self, String> {
        let complain = |error: &dyn fmt::Display| format!("{name}: {error}");
        let text = fs::read_to_string(root.join(name).join("expect.toml")).map_err(|error| complain(&error))?;
        let questions: Questions = toml::from_str(&text).map_err(|error| complain(&error))?;
        let folder = documents::compose(root, name)?;
        let mut documents = Documents::new();
        for entry in fs::read_dir(folder.path()).map_err(|error| complain(&error))? {
            let path = entry.map_err(|error| complain(&error))?.path();
            let bytes = fs::read(&path).map_err(|error| complain(&error))?;
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let document = if bytes.is_empty() { None } else { Some(serde_json::from_slice(&bytes)) };
            documents.insert(file, document.transpose().map_err(|error| complain(&error))?);
        }
        Ok(Self { name: name.to_owned(), documents, questions: questions.run })
    }

    /// Asks the program.
    pub(crate) fn ask(&self, documents: &Documents, question: &Question) -> Result<Answer, String> {
        self.output(documents, question).map(|output| Answer::of(&output))
    }

    /// Asks the program about documents with other ids, and gives the answer with the usual ones.
    pub(crate) fn ask_in_words_of(
        &self,
        documents: &Documents,
        question: &Question,
        ids: &Ids,
    ) -> Result<Answer, String> {
        let output = self.output(documents, question)?;
        Ok(Answer::of(&program::Output { stdout: ids.rename_back(&output.stdout), ..output }))
    }

    fn output(&self, documents: &Documents, question: &Question) -> Result<program::Output, String> {
        Folder::of(documents)
            .and_then(|folder| folder.output(question, &[]))
            .map_err(|error| format!("{}: {error}", self.name))
    }
}

/// Documents as files.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn of(documents: &Documents) -> Result<Self, String> {
        let folder = Self(TempDir::new().map_err(|error| error.to_string())?);
        for (path, document) in documents {
            folder.put(path, Some(&text(document.as_ref())))?;
        }
        Ok(folder)
    }

    /// Makes the file say this, or takes it away.
    fn put(&self, path: &str, text: Option<&str>) -> Result<(), String> {
        let path = self.0.path().join(path);
        let done = match (text, path.parent()) {
            (Some(text), Some(parent)) => fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)),
            _ => fs::remove_file(&path),
        };
        done.map_err(|error| format!("`{}`: {error}", path.display()))
    }

    /// Runs something while files are other than `documents`, which they are again afterwards.
    pub(crate) fn with<T>(
        &self,
        documents: &Documents,
        files: &[(String, Option<String>)],
        run: impl FnOnce(&Self) -> Result<T, String>,
    ) -> Result<T, String> {
        for (path, text) in files {
            self.put(path, text.as_deref())?;
        }
        let result = run(self);
        for (path, _) in files {
            self.put(path, documents.get(path).map(|document| text(document.as_ref())).as_deref())?;
        }
        result
    }

    /// Asks the program for verdicts, not for what to change: nothing of that is compared, and it is most of the work.
    pub(crate) fn ask(&self, question: &Question) -> Result<Answer, String> {
        self.output(question, &["--no-remedies"]).map(|output| Answer::of(&output))
    }

    fn output(&self, question: &Question, extent: &[&str]) -> Result<program::Output, String> {
        let fixed = [question.command.as_str(), "."].into_iter();
        let own = question.args.iter().map(String::as_str).chain(extent.iter().copied());
        let arguments = fixed.chain(own).chain(["--format", "json"]);
        program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), self.0.path(), arguments)
    }
}

fn text(document: Option<&Value>) -> String {
    document.map_or_else(String::new, Value::to_string)
}
