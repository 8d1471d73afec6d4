//! Requests about integrity.

use super::Dispatcher;
use super::jobs::Job;
use crate::handover::{NameCollector, Redact};
use crate::integrity::ReportForm;
use crate::integrity::report::{self, ReportStamp};
use crate::protocol::{Answer, Request};
use crate::redaction::Redactor;

impl Dispatcher {
    pub(super) fn take_about_integrity(&mut self, id: u32, request: Request, attachments: &[Vec<u8>]) {
        match request {
            Request::ShareEvidence { from } => {
                let (part, next) = self.integrity.share(from);
                self.say_with(id, Answer::Evidence { next }, vec![part]);
            }
            Request::CheckIntegrity { trusted, lost_files } => {
                self.stop_checking();
                self.integrity.begin(trusted, lost_files);
                self.jobs.begin(id, Job::Check);
            }
            Request::StopChecking => self.stop_checking(),
            Request::Report { form, written_at_millis, is_redacted } => {
                match self.report(form, written_at_millis, is_redacted.then_some(attachments)) {
                    Ok(report) => self.say_with(id, Answer::Report, vec![report.into_bytes()]),
                    Err(reason) => self.say(id, Answer::Failed(reason.to_owned())),
                }
            }
            other => {
                let answer = self.answer_about_integrity(other, attachments);
                self.say(id, answer);
            }
        }
    }

    fn answer_about_integrity(&mut self, request: Request, attachments: &[Vec<u8>]) -> Answer {
        match request {
            Request::GatherEvidence { is_first } => {
                let part = attachments.first().map(Vec::as_slice).unwrap_or_default();
                let gathered = self.integrity.gather(part, is_first);
                gathered.map_or_else(Answer::Failed, |()| Answer::EvidenceGathered)
            }
            Request::IntegrityList(ask) => Answer::IntegrityList(self.integrity.list(&ask)),
            Request::IntegrityDetail(which) => Answer::IntegrityDetail(self.integrity.detail(which)),
            Request::IntegrityOf { file, record } => {
                Answer::IntegrityOf(self.integrity.of_record(file, record))
            }
            Request::PrintAsAwsCli { chain } => {
                let printed = self.integrity.printed(chain).map(Answer::Printed);
                printed.unwrap_or_else(|| Answer::Failed("there is no such chain of digests".to_owned()))
            }
            _ => Answer::Failed("the worker does not know this request".to_owned()),
        }
    }

    /// Returns the findings as a report; redacted if there are buffers of a redactor.
    fn report(
        &self,
        form: ReportForm,
        written_at_millis: i64,
        redactor: Option<&[Vec<u8>]>,
    ) -> Result<String, &'static str> {
        let findings = self.integrity.findings().ok_or("nothing has been checked yet")?;
        let stamp = ReportStamp { version: env!("CARGO_PKG_VERSION").to_owned(), written_at_millis };
        let Some(buffers) = redactor else { return Ok(report::write(findings, form, &stamp)) };
        let redactor = Redactor::of_buffers(buffers).ok_or("the key of the pseudonyms did not arrive")?;
        let mut names = NameCollector::default();
        names.findings(findings);
        Ok(report::write(&findings.redacted(&names.with(&redactor)), form, &stamp))
    }

    /// Cancels the check in progress.
    pub(super) fn stop_checking(&mut self) {
        if self.stop(&Job::Check, Answer::CheckStopped) {
            self.integrity.stop();
        }
    }
}
