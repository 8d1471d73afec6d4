//! Counts the events that answer questions: one question at a time, beside all other requests.

use std::rc::Rc;

use super::question_counts::{QuestionCount, QuestionCounts, selected};
use crate::client::{Client, ClientError, Platform};
use crate::model::Selection;
use crate::questions::Question;

/// Minimum time between two calls with counts, in milliseconds.
const SHOW_MILLIS: f64 = 120.0;

/// Counts the events that answer each question, in the background.
///
/// `is_wanted` returns whether the counts are still wanted; `show` receives those so far, now and
/// then, and at the end all of them.
pub async fn count_questions<P: Platform>(
    client: &Client<P>,
    questions: &[Rc<Question>],
    within: Option<&Selection>,
    is_wanted: impl Fn() -> bool,
    show: impl Fn(QuestionCounts),
) {
    let run = CountingRun { client, is_wanted, show };
    let mut counts = QuestionCounts::of(questions.len());
    // An overtaken run leaves the counts to the newer one.
    if run.count_all(questions, within, &mut counts).await.is_ok() {
        counts.is_done = true;
        (run.show)(counts);
    }
}

/// One run of counting.
struct CountingRun<'a, P: Platform, W: Fn() -> bool, S: Fn(QuestionCounts)> {
    client: &'a Client<P>,
    is_wanted: W,
    show: S,
}

/// The run was replaced by another one.
struct Overtaken;

impl<P: Platform, W: Fn() -> bool, S: Fn(QuestionCounts)> CountingRun<'_, P, W, S> {
    async fn count_all(
        &self,
        questions: &[Rc<Question>],
        within: Option<&Selection>,
        counts: &mut QuestionCounts,
    ) -> Result<(), Overtaken> {
        let platform = self.client.platform();
        let mut shown_millis = platform.now_millis();
        if let Some(within) = within {
            match self.ask(within).await? {
                Ok(events) => counts.whole = Some(events),
                Err(error) => {
                    counts.error = Some(error);
                    return Ok(());
                }
            }
        }
        for (place, question) in questions.iter().enumerate() {
            match self.ask(&selected(question, within)).await? {
                Ok(events) => counts.counted[place] = QuestionCount::Events(events),
                Err(error) => counts.error = Some(error),
            }
            if let Some(attempted) = question.about_attempts() {
                counts.attempts[place] = match self.ask(&selected(&attempted, within)).await? {
                    Ok(events) => QuestionCount::Events(events),
                    Err(error) => {
                        counts.error = Some(error);
                        QuestionCount::Waiting
                    }
                };
            }
            if platform.now_millis() - shown_millis > SHOW_MILLIS {
                shown_millis = platform.now_millis();
                (self.show)(counts.clone());
            }
        }
        Ok(())
    }

    /// Returns the number of events of a selection, or the reason why it is unknown.
    async fn ask(&self, selection: &Selection) -> Result<Result<u64, String>, Overtaken> {
        // Another caller can cancel this count, so repeat it as long as it is wanted.
        loop {
            self.check()?;
            let answer = self.client.count(selection).await;
            self.check()?;
            match answer {
                Ok(events) => return Ok(Ok(events)),
                Err(ClientError::Superseded) => {}
                Err(error) => return Ok(Err(error.to_string())),
            }
        }
    }

    fn check(&self) -> Result<(), Overtaken> {
        if (self.is_wanted)() { Ok(()) } else { Err(Overtaken) }
    }
}
