//! Integrity checks. One worker gathers the evidence of all, checks it and answers requests about
//! the findings.
//!
//! ```text
//! every worker: evidence -> the checker: progress ... findings, classes of files
//! classes of files -> every worker: a field of its rows
//! ```

use std::rc::Rc;

use crate::integrity::aws_cli::CommandOutput;
use crate::integrity::findings::{KeyFile, ObjectId};
use crate::integrity::overview::{IntegrityDetail, IntegrityList, IntegrityListRequest};
use crate::integrity::{CheckProgress, ReportForm};
use crate::model::FileNumber;
use crate::protocol::{Answer, Request};

use super::redaction::Redaction;
use super::reply::{WorkerReply, all_said};
use super::{Buffer, Checking, Client, ClientError, ClientEvent, ClientInner, Platform};

impl<P: Platform> Client<P> {
    /// Checks the integrity of all files. [`ClientEvent::Checking`] reports the outcome. If there are
    /// digests or sign files, this happens by itself after loading.
    pub fn check_integrity(&self) {
        self.inner.check_crashed.set(false);
        self.inner.begin_check();
    }

    /// Trusts, or no longer trusts, the public keys in a file, and starts a new check.
    pub fn trust_keys(&self, file: KeyFile, is_trusted: bool) {
        let mut trusted = self.inner.trusted_keys.borrow_mut();
        if is_trusted {
            trusted.insert(file);
        } else {
            trusted.remove(&file);
        }
        drop(trusted);
        self.inner.begin_check();
    }

    /// Cancels the running check.
    pub fn stop_checking(&self) {
        let inner = &self.inner;
        inner.check.take();
        if let Some(place) = inner.checker.get() {
            // Its reply goes to the check itself, and is not awaited here.
            drop(inner.pool.ask(place, Request::StopChecking, &[]));
        }
        inner.tell_checking(Checking::Stopped);
    }

    /// Returns some of the files with their verdicts.
    ///
    /// # Errors
    ///
    /// If nothing was checked, or the worker that did crashed.
    pub async fn integrity_list(&self, ask: IntegrityListRequest) -> Result<IntegrityList, ClientError> {
        self.inner.ask_checker(Request::IntegrityList(ask)).await
    }

    /// Returns everything about one file.
    ///
    /// # Errors
    ///
    /// As [`Client::integrity_list`].
    pub async fn integrity_detail(&self, which: ObjectId) -> Result<Option<IntegrityDetail>, ClientError> {
        self.inner.ask_checker(Request::IntegrityDetail(which)).await
    }

    /// Returns the file in the findings that holds a record of a dropped file.
    ///
    /// # Errors
    ///
    /// As [`Client::integrity_list`].
    pub async fn integrity_of(&self, file: FileNumber, record: u32) -> Result<Option<ObjectId>, ClientError> {
        self.inner.ask_checker(Request::IntegrityOf { file, record }).await
    }

    /// Returns what the AWS CLI would print for a chain.
    ///
    /// # Errors
    ///
    /// As [`Client::integrity_list`].
    pub async fn print_as_aws_cli(&self, chain: u32) -> Result<CommandOutput, ClientError> {
        self.inner.ask_checker(Request::PrintAsAwsCli { chain }).await
    }

    /// Returns a buffer with the findings as a file, redacted or not.
    ///
    /// # Errors
    ///
    /// As [`Client::integrity_list`].
    pub async fn integrity_report(
        &self,
        form: ReportForm,
        written_at_millis: i64,
        redaction: Option<&Redaction>,
    ) -> Result<P::Buffer, ClientError> {
        let place = self.inner.checker.get().ok_or(ClientError::WorkerGone)?;
        let request = Request::Report { form, written_at_millis, is_redacted: redaction.is_some() };
        let attachments = match redaction {
            Some(redaction) => redaction.attachments(self.platform()).await,
            None => Vec::new(),
        };
        let said = self.inner.pool.ask(place, request, &attachments).said().await?;
        said.attachments.into_iter().next().ok_or(ClientError::Mismatch)
    }
}

impl<P: Platform> ClientInner<P> {
    async fn ask_checker<T: super::reply::FromAnswer>(&self, request: Request) -> Result<T, ClientError> {
        let place = self.checker.get().ok_or(ClientError::WorkerGone)?;
        self.pool.ask(place, request, &[]).of().await
    }

    /// Starts a check and discards the result of any earlier one.
    pub(super) fn begin_check(self: &Rc<Self>) {
        let number = self.checks.get() + 1;
        self.checks.set(number);
        self.check.set(Some(number));
        self.tell_checking(Checking::UnderWay(CheckProgress { done: 0, total: 0 }));
        self.platform.spawn(Rc::clone(self).check(number));
    }

    /// Reports that a check failed because a worker crashed during it, and that none starts by itself.
    pub(super) fn refuse_check(&self) {
        let reason = "a worker stopped during the check, so it is not begun again by itself";
        self.tell_checking(Checking::Failed(reason.to_owned()));
    }

    pub(super) fn on_checking(&self, progress: CheckProgress) {
        // Progress that was in flight when the check was cancelled comes too late.
        if self.check.get().is_some() {
            self.tell_checking(Checking::UnderWay(progress));
        }
    }

    /// Runs check `number`. Its outcome is discarded if a later check has started, it was cancelled, or a
    /// worker crashed.
    async fn check(self: Rc<Self>, number: u32) {
        let outcome = self.check_all(number).await;
        if self.check.get() != Some(number) {
            return;
        }
        self.check.take();
        let checking = outcome.unwrap_or_else(|error| Checking::Failed(error.to_string()));
        let is_done = matches!(checking, Checking::Done(_));
        self.tell_checking(checking);
        // The rows have a new field, and other copies may be shown now.
        if is_done && !self.choose_copies().await {
            self.tell_changed();
        }
    }

    async fn check_all(&self, number: u32) -> Result<Checking, ClientError> {
        let workers = self.pool.live_workers();
        let checker = *workers.first().ok_or(ClientError::WorkerGone)?;
        self.checker.set(Some(checker));
        let mut is_first = true;
        for worker in workers {
            let mut from = Some(0);
            while let Some(part) = from {
                let WorkerReply { answer, attachments } =
                    self.pool.ask(worker, Request::ShareEvidence { from: part }, &[]).said().await?;
                let Answer::Evidence { next } = answer else { return Err(ClientError::Mismatch) };
                // Evidence gathered by two checks must not mix.
                if self.check.get() != Some(number) {
                    return Ok(Checking::Stopped);
                }
                self.pool.ask(checker, Request::GatherEvidence { is_first }, &attachments).said().await?;
                is_first = false;
                from = next;
            }
        }
        if self.check.get() != Some(number) {
            return Ok(Checking::Stopped);
        }
        let trusted = self.trusted_keys.borrow().iter().copied().collect();
        let request = Request::CheckIntegrity { trusted, lost_files: self.lost_files.get() };
        let WorkerReply { answer, attachments } = self.pool.ask(checker, request, &[]).said().await?;
        let (overview, words) = match answer {
            Answer::Checked { overview, words } => (overview, words),
            Answer::CheckStopped => return Ok(Checking::Stopped),
            _ => return Err(ClientError::Mismatch),
        };
        let classes = attachments.into_iter().next().ok_or(ClientError::Mismatch)?;
        let noted: Vec<_> = self
            .pool
            .live_workers()
            .into_iter()
            .map(|place| {
                // One copy per worker: a buffer moves when it is sent.
                self.pool.ask(place, Request::SetIntegrityClasses { words: words.clone() }, &[classes.copy()])
            })
            .collect();
        all_said(noted).await?;
        Ok(Checking::Done(Rc::from(overview)))
    }

    fn tell_checking(&self, checking: Checking) {
        self.platform.notify(ClientEvent::Checking(checking));
    }
}
