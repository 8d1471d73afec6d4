//! Integrity checks in steps: other requests are answered in between, and a check can be cancelled.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::base::step::Step;
use trailglass::casefile::{self, CaseReply};
use trailglass::handover::{NameCollector, Redact};
use trailglass::integrity::findings::KeyFile;
use trailglass::integrity::report::{self, ReportStamp};
use trailglass::integrity::{IntegrityService, ReportForm};
use trailglass::model::FileNumber;
use trailglass::protocol::{Answer, Request};
use trailglass::redaction::Redactor;
use web_sys::{MessagePort, Performance};

use crate::steps::{JobStep, Steps};
use crate::wire;

/// The examiner of this worker, and the check in progress.
pub struct Checks {
    service: RefCell<IntegrityService>,
    port: MessagePort,
    steps: Rc<Steps>,
}

impl Checks {
    pub fn new(port: MessagePort, clock: Option<Performance>) -> Rc<Checks> {
        Rc::new(Checks { service: RefCell::default(), steps: Steps::new(port.clone(), clock), port })
    }

    /// Adds the evidence of files.
    pub fn add(&self, all_evidence: Vec<trailglass::intake::FileEvidence>) {
        self.service.borrow_mut().add(all_evidence);
    }

    pub fn signed_lists(&self) -> u64 {
        self.service.borrow().signed_lists()
    }

    /// Returns the hashes of the files `of`, in portions that begin at `from`.
    pub fn hashes(&self, of: &[FileNumber], from: u32) -> CaseReply {
        casefile::hashes(self.service.borrow().all_evidence(), of, from)
    }

    pub fn clear(&self) {
        self.stop();
        *self.service.borrow_mut() = IntegrityService::default();
    }

    /// Answers a request about integrity.
    pub fn answer(self: &Rc<Self>, id: u32, request: Request, attachments: &[Vec<u8>]) {
        let say = |answer, attachments: &[Vec<u8>]| wire::post(&self.port, id, answer, attachments);
        match request {
            Request::ShareEvidence { from } => {
                let (part, next) = self.service.borrow().share(from);
                say(Answer::Evidence { next }, &[part]);
            }
            Request::GatherEvidence { is_first } => {
                let part = attachments.first().map(Vec::as_slice).unwrap_or_default();
                match self.service.borrow_mut().gather(part, is_first) {
                    Ok(()) => say(Answer::EvidenceGathered, &[]),
                    Err(reason) => say(Answer::Failed(reason), &[]),
                }
            }
            Request::CheckIntegrity { trusted, lost_files } => self.begin(id, trusted, lost_files),
            Request::StopChecking => self.stop(),
            Request::IntegrityList(ask) => {
                say(Answer::IntegrityList(self.service.borrow().list(&ask)), &[]);
            }
            Request::IntegrityDetail(which) => {
                say(Answer::IntegrityDetail(self.service.borrow().detail(which)), &[]);
            }
            Request::IntegrityOf { file, record } => {
                say(Answer::IntegrityOf(self.service.borrow().of_record(file, record)), &[]);
            }
            Request::PrintAsAwsCli { chain } => match self.service.borrow().printed(chain) {
                Some(printed) => say(Answer::Printed(printed), &[]),
                None => say(Answer::Failed("there is no such chain of digests".to_owned()), &[]),
            },
            Request::Report { form, written_at_millis, is_redacted } => {
                let redactor = is_redacted.then(|| Redactor::of_buffers(attachments));
                let told = match &redactor {
                    Some(None) => Err("the key of the pseudonyms did not arrive"),
                    Some(Some(redactor)) => self.report(form, written_at_millis, Some(redactor)),
                    None => self.report(form, written_at_millis, None),
                };
                match told {
                    Ok(report) => say(Answer::Report, &[report.into_bytes()]),
                    Err(reason) => say(Answer::Failed(reason.to_owned()), &[]),
                }
            }
            _ => say(Answer::Failed("the worker does not know this request".to_owned()), &[]),
        }
    }

    /// Returns the findings as a report; redacted if `by` is given.
    fn report(
        &self,
        form: ReportForm,
        written_at_millis: i64,
        by: Option<&Redactor>,
    ) -> Result<String, &'static str> {
        let service = self.service.borrow();
        let findings = service.findings().ok_or("nothing has been checked yet")?;
        let writing = ReportStamp { version: env!("CARGO_PKG_VERSION").to_owned(), written_at_millis };
        let Some(by) = by else { return Ok(report::write(findings, form, &writing)) };
        let mut names = NameCollector::default();
        names.findings(findings);
        Ok(report::write(&findings.redacted(&names.with(by)), form, &writing))
    }

    fn begin(self: &Rc<Self>, id: u32, trusted: Vec<KeyFile>, lost_files: u32) {
        self.stop();
        self.service.borrow_mut().begin(trusted, lost_files);
        let checks = Rc::clone(self);
        self.steps.begin(id, move || checks.step());
    }

    fn step(&self) -> JobStep {
        let step = self.service.borrow_mut().step();
        match step {
            Some(Step::Running(so_far)) => JobStep::Running(Answer::Checking(so_far)),
            Some(Step::Done(overview)) => {
                let (words, classes) = self.service.borrow().classes();
                JobStep::Done(Answer::Checked { overview: Box::new(overview), words }, vec![classes])
            }
            None => JobStep::Idle,
        }
    }

    /// Cancels the check in progress.
    fn stop(&self) {
        if self.steps.stop(Answer::CheckStopped) {
            self.service.borrow_mut().stop();
        }
    }
}
