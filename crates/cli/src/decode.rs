//! `hopwise decode`: what AWS said, without any snapshot.

use std::io::{self, IsTerminal, Read};

use hopwise::import::utf8;
use hopwise::model::DocumentKind;
use hopwise::{TerminalOptions, decode_texts, texts_in, write_decoded_json, write_decoded_terminal};

use crate::arguments::{Decode, Format, Global};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::terminal::{columns, print};

/// How much standard input is read: far more than all reasons of an account.
const LONGEST_INPUT: u64 = 64 << 20;

/// Prints what texts mean.
pub(crate) fn decode(arguments: &Decode, global: &Global) -> Result<Outcome, Failure> {
    let texts = texts(arguments)?;
    let report = decode_texts(&texts);
    print(global.color, |out| match global.format {
        Format::Json => write_decoded_json(&report, out),
        Format::Terminal | Format::Junit | Format::Sarif | Format::Github | Format::Dot | Format::Mermaid => {
            write_decoded_terminal(&report, TerminalOptions { columns: columns(), ..TerminalOptions::default() }, out)
        }
    })?;
    Ok(if report.is_known() { Outcome::Delivered } else { Outcome::Undetermined })
}

fn texts(arguments: &Decode) -> Result<Vec<String>, Failure> {
    if arguments.texts.is_empty() && io::stdin().is_terminal() {
        // Nobody knows that the program waits for them to type.
        return Err(no_text());
    }
    let named: &[String] = if arguments.texts.is_empty() { &["-".to_owned()] } else { &arguments.texts };
    let mut texts = Vec::new();
    for text in named {
        if text == "-" {
            let input = input()?;
            let found = texts_in(&input);
            if found.is_empty() && !input.trim().is_empty() {
                let hint = format!(
                    "what `{}` prints of stopped tasks has reasons; ECS keeps them for about an hour",
                    DocumentKind::Tasks.bare_command()
                );
                return Err(Failure::new(
                    "standard input has no stopped reason, no failure and no event of one",
                    Some(&hint),
                ));
            }
            texts.extend(found);
        } else {
            texts.push(text.clone());
        }
    }
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Err(no_text());
    }
    Ok(texts)
}

fn no_text() -> Failure {
    let hint = format!(
        "give what AWS said as an argument, or on standard input: a text on each line, or what `{}` prints",
        DocumentKind::Tasks.bare_command()
    );
    Failure::new("there is no text to decode", Some(&hint))
}

fn input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LONGEST_INPUT + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("standard input cannot be read: {error}"), None))?;
    if bytes.len() as u64 > LONGEST_INPUT {
        return Err(Failure::new("standard input is longer than 64 MiB", Some("give only the texts themselves")));
    }
    // PowerShell writes UTF-16.
    Ok(String::from_utf8_lossy(&utf8(&bytes)).into_owned())
}
