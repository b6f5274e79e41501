//! From flags to a capture, and from a capture to documents.

use std::path::Path;
use std::sync::Arc;

use hopwise_capture::{Access, CaptureError, Captured, Interrupt, Manifest, Observer, Purpose, Request, Scope};
use hopwise_capture::{SaveError, check, iam_policy, save};

use super::progress::Progress;
use super::summary;
use crate::arguments::{self, Begin, Capture, Diagnose, Format, Global, Live, Trace};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::terminal::{print, print_error};

/// What the AWS CLI would print, by the names of files.
type Documents = Vec<(String, String)>;

impl From<CaptureError> for Failure {
    fn from(error: CaptureError) -> Self {
        Self { message: error.to_string(), hint: error.hint() }
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        Self::new(error.to_string(), error.hint())
    }
}

/// `hopwise capture`.
pub(crate) fn capture(arguments: &Capture, global: &Global) -> Result<Outcome, Failure> {
    if arguments.print_iam_policy {
        print(global.color, |out| out.write_all(iam_policy().as_bytes()))?;
        return Ok(Outcome::Delivered);
    }
    let Some(output) = &arguments.output else {
        return Err(Failure::new("no directory is named for the snapshot", Some("name one with --output DIR")));
    };
    // Before anything is asked of AWS: minutes later would be late to hear it.
    check(output, arguments.force)?;
    let request = Request {
        access: access(&arguments.access, global),
        scope: Scope { vpcs: arguments.vpcs.clone(), ..begin(&arguments.begin) },
        purpose: Purpose::Keep,
        keep_secrets: arguments.include_environment,
    };
    let interrupt = interrupt()?;
    let progress = Progress::start(global, true);
    let captured = run(&request, &progress, &interrupt)?;
    let counts = progress.end();
    save(&captured, output, arguments.force, &interrupt)?;
    print(global.color, |out| match global.format {
        Format::Terminal | Format::Junit | Format::Sarif | Format::Github | Format::Dot | Format::Mermaid => {
            summary::write(&captured, counts, output, out)
        }
        Format::Json => out.write_all(captured.manifest.document().as_bytes()),
    })?;
    Ok(if captured.is_complete() { Outcome::Delivered } else { Outcome::Undetermined })
}

/// What a diagnosis needs to know.
pub(crate) fn diagnose(arguments: &Diagnose, global: &Global) -> Result<Documents, Failure> {
    let scope = Scope {
        clusters: arguments.clusters.clone(),
        tasks: arguments.tasks.clone(),
        services: arguments.services.clone(),
        vpcs: arguments.live.vpcs.clone(),
        subnets: arguments.placement.subnets.clone(),
        ..Scope::default()
    };
    ask(scope, Purpose::Answer, &arguments.live, global)
}

/// What rules, faults and differences need to know: everybody in the Region, or in what is named of it. Rules may be about
/// instances that nothing else asks about.
pub(crate) fn everything(begin: &Begin, live: &Live, global: &Global) -> Result<Documents, Failure> {
    let scope = Scope { vpcs: live.vpcs.clone(), ..self::begin(begin) };
    ask(scope, Purpose::Keep, live, global)
}

/// What a trace needs to know: the VPCs that its ends are in.
pub(crate) fn trace(arguments: &Trace, global: &Global) -> Result<Documents, Failure> {
    let mut scope = Scope { vpcs: arguments.live.vpcs.clone(), ..begin(&arguments.begin) };
    for end in [&arguments.from, &arguments.to] {
        scope.add_end(end);
    }
    ask(scope, Purpose::Answer, &arguments.live, global)
}

fn begin(begin: &Begin) -> Scope {
    Scope {
        clusters: begin.clusters.clone(),
        tasks: begin.tasks.clone(),
        services: begin.services.clone(),
        ..Scope::default()
    }
}

fn ask(scope: Scope, purpose: Purpose, live: &Live, global: &Global) -> Result<Documents, Failure> {
    if let Some(directory) = &live.save {
        check(directory, live.force)?;
    }
    let request = Request { access: access(&live.access, global), scope, purpose, keep_secrets: false };
    let interrupt = interrupt()?;
    let progress = Progress::start(global, false);
    let captured = run(&request, &progress, &interrupt)?;
    progress.end();
    if let Err(error) = keep(&captured, live.save.as_deref(), live.force, &interrupt) {
        // The answer is what the user waits for.
        print_error(&error.into(), global.color);
    }
    // From here on nothing is half done that a signal could leave behind.
    interrupt.release();
    let manifest = (Manifest::FILE.to_owned(), captured.manifest.document());
    Ok(captured.documents.into_iter().chain([manifest]).collect())
}

fn keep(captured: &Captured, directory: Option<&Path>, force: bool, interrupt: &Interrupt) -> Result<(), SaveError> {
    directory.map_or(Ok(()), |directory| save(captured, directory, force, interrupt))
}

fn run(request: &Request, progress: &Progress, interrupt: &Interrupt) -> Result<Captured, CaptureError> {
    let observer: Arc<dyn Observer> = progress.observer();
    hopwise_capture::capture(request, &observer, interrupt)
}

fn interrupt() -> Result<Interrupt, Failure> {
    Interrupt::of_signals().map_err(|error| Failure::new(format!("signals cannot be heeded: {error}"), None))
}

fn access(access: &arguments::Access, global: &Global) -> Access {
    Access {
        profile: access.profile.clone(),
        regions: global.regions.clone(),
        role_arns: access.role_arns.clone(),
        endpoint_url: access.endpoint_url.clone(),
        ..Access::default()
    }
}
