//! The request for everything around the list of events: one at a time, and always the newest.

use std::rc::Rc;

use super::histogram::BarCounts;
use crate::base::buckets::{self, TimeBuckets};
use crate::base::clock::Clock;
use crate::base::time::TimeRange;
use crate::client::ClientError;
use crate::model::{Field, Selection};
use crate::query::{self, Facet, FacetRequest, Overview, OverviewRequest};
use crate::view_address::ViewId;

use super::state::AppState;

/// Minimum width of a bar of the histogram, including the gap beside it.
const BAR_PIXELS: u32 = 5;

/// An answer together with its question. The parts of the page that are drawn from it take the
/// question from here too, so that they never mix two moments.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewAnswer {
    /// The selected events.
    pub selection: Rc<Selection>,
    /// The generation of the data.
    pub generation: u32,
    /// Number of events that match.
    pub matching: u64,
    /// Number of all events.
    pub total: u64,
    /// Number of matching events that failed.
    pub failed: u64,
    /// The facets, in their order on the page.
    pub facets: Vec<(Field, Rc<Facet>)>,
    /// The histogram; `None` if no event has a time.
    pub histogram: Option<Rc<Bars>>,
}

/// The counts of a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The buckets of time.
    pub buckets: TimeBuckets,
    /// Number of matching events in each bucket.
    pub matching: Vec<u32>,
    /// Number of those that failed, in each bucket.
    pub failed: Vec<u32>,
    /// Number of matching events outside all buckets.
    pub elsewhere: u64,
}

impl Bars {
    /// Returns the numbers in the buckets.
    pub fn counts(&self) -> BarCounts<'_> {
        BarCounts { buckets: self.buckets, matching: &self.matching, failed: &self.failed }
    }
}

/// A question, and the generation of the data that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewQuestion {
    /// The request.
    pub ask: OverviewRequest,
    /// The generation of the data.
    pub generation: u32,
    /// Number of all events in that generation.
    pub total: u64,
}

/// The newest answer, and what is known about the questions after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverviewState {
    /// The newest answer.
    pub answer: Option<Rc<OverviewAnswer>>,
    /// Whether the answer to a question about another selection has been missing for long.
    pub late: bool,
    /// The newest generation of the data that was asked about, answered or not.
    pub generation: u32,
}

impl OverviewAnswer {
    fn new(question: OverviewQuestion, overview: Overview) -> OverviewAnswer {
        let OverviewQuestion { ask, generation, total } = question;
        let histogram = ask.buckets.map(|buckets| {
            let inside: u64 = overview.buckets.iter().map(|count| u64::from(*count)).sum();
            Rc::new(Bars {
                buckets,
                matching: overview.buckets,
                failed: overview.failed_buckets,
                elsewhere: overview.matching.saturating_sub(inside),
            })
        });
        let fields = ask.facets.into_iter().map(|facet| facet.field);
        OverviewAnswer {
            selection: Rc::new(ask.selection),
            generation,
            matching: overview.matching,
            total,
            failed: overview.failed,
            facets: fields.zip(overview.facets.into_iter().map(Rc::new)).collect(),
            histogram,
        }
    }
}

impl AppState {
    /// Returns the request for everything around the list of events; `None` as long as there is no
    /// data to ask about, or the histogram, `bars_wide` pixels wide, is not drawn yet. `values` is
    /// the maximum number of values of a facet.
    pub fn overview_question(
        &self,
        bars_wide: u32,
        clock: Clock,
        values: impl Fn(Field) -> u32,
    ) -> Option<OverviewQuestion> {
        // The first drawing determines how wide the histogram is.
        if self.data.generation == 0 || bars_wide == 0 {
            return None;
        }
        let facets = Field::facets().map(|field| FacetRequest::new(field, values(field))).collect();
        let buckets = self.histogram_range().map(|range| {
            buckets::choose(range, bars_wide / BAR_PIXELS, clock.ahead_millis(range.from_millis))
        });
        let ask = OverviewRequest { selection: Selection::clone(&self.filter.selection), facets, buckets };
        let total = self.data.totals.events;
        Some(OverviewQuestion { ask, generation: self.data.generation, total })
    }

    /// Returns the time range of the histogram: all of the data, or the selected part.
    fn histogram_range(&self) -> Option<TimeRange> {
        let (first, last) = self.data.totals.span_millis?;
        let all = TimeRange { from_millis: first, until_millis: last + 1 };
        let Some(selected) = self.filter.selection.time else { return Some(all) };
        let both = TimeRange {
            from_millis: selected.from_millis.max(all.from_millis),
            until_millis: selected.until_millis.min(all.until_millis),
        };
        // A range outside the data is drawn as it is: empty.
        Some(if both.from_millis < both.until_millis { both } else { selected })
    }

    /// Returns whether something that is shown needs sessions; `filter_asks` says whether the filter
    /// does, see [`asks_for_sessions`].
    pub fn shows_sessions(&self, filter_asks: bool) -> bool {
        let view = &self.view;
        let groups_by = view.view == ViewId::Group && view.grouping.asks_for_sessions();
        view.view == ViewId::Timelines || filter_asks || groups_by
    }
}

/// Returns whether the filter of a selection needs sessions.
pub fn asks_for_sessions(selection: &Selection) -> bool {
    !selection.filter.is_empty() && query::parse(&selection.filter).tree.asks_for_sessions()
}

/// The requests: at most one is in progress, and only the newest question waits.
#[derive(Debug, Default)]
pub struct OverviewAsker {
    is_running: bool,
    waiting: Option<OverviewQuestion>,
    /// Whether the time has begun after which a missing answer is late.
    is_timed: bool,
}

/// What begins with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskStart {
    /// Whether the time begins after which a missing answer is late.
    pub timer: bool,
    /// Whether questions must be answered, with [`OverviewAsker::next_question`].
    pub run: bool,
}

/// The effect of an answer or a failure.
#[derive(Clone, Debug, PartialEq)]
pub enum AskOutcome {
    /// The answer is shown; nothing is late.
    Show(OverviewState),
    /// The question was about something that is no longer wanted.
    Ignore,
    /// Counting failed.
    Fail {
        /// The state to show, with the reason; `None` if another question waits.
        state: Option<(OverviewState, String)>,
    },
}

impl OverviewAsker {
    /// Takes a question, in the place of one that waits. `shown` is the answer that is shown.
    pub fn ask(&mut self, question: OverviewQuestion, shown: Option<&OverviewAnswer>) -> AskStart {
        let is_other = shown.is_none_or(|answer| *answer.selection != question.ask.selection);
        self.waiting = Some(question);
        let start = AskStart { timer: is_other && !self.is_timed, run: !self.is_running };
        self.is_timed |= start.timer;
        self.is_running = true;
        start
    }

    /// Drops the question that waits.
    pub fn cancel(&mut self) {
        self.waiting = None;
    }

    /// Returns the question to answer now; `None` ends the run.
    pub fn next_question(&mut self) -> Option<OverviewQuestion> {
        let next = self.waiting.take();
        self.is_running = next.is_some();
        next
    }

    /// Takes the answer to a question; `shown` is what is shown before it. Unless it is ignored, the
    /// timer ends.
    pub fn settle(
        &mut self,
        question: OverviewQuestion,
        result: Result<Overview, ClientError>,
        shown: &OverviewState,
    ) -> AskOutcome {
        let is_other = |waiting: &OverviewQuestion| waiting.ask.selection != question.ask.selection;
        let is_stale = self.waiting.as_ref().is_some_and(is_other);
        let generation = question.generation;
        match result {
            // While files load, the data change faster than long questions are answered: an answer
            // about a slightly older state is better than none.
            Ok(overview) if !is_stale => {
                self.is_timed = false;
                let answer = Some(Rc::new(OverviewAnswer::new(question, overview)));
                AskOutcome::Show(OverviewState { answer, late: false, generation })
            }
            Ok(_) | Err(ClientError::Superseded) => AskOutcome::Ignore,
            Err(error) => {
                self.is_timed = false;
                let state = self.waiting.is_none().then(|| {
                    let state = OverviewState { late: false, generation, ..shown.clone() };
                    (state, format!("The events could not be counted: {error}"))
                });
                AskOutcome::Fail { state }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_state::Action;
    use crate::client::ClientEvent;
    use crate::store::Totals;

    fn loaded() -> AppState {
        let totals = Totals { events: 9, span_millis: Some((1_000, 9_999)), ..Totals::default() };
        AppState::default().reduced(Action::ClientEvent(ClientEvent::Settled { totals, generation: 3 }))
    }

    fn question(state: &AppState) -> Option<OverviewQuestion> {
        state.overview_question(500, Clock::UTC, |_| 10)
    }

    fn about(filter: &str) -> OverviewQuestion {
        let mut question = question(&loaded()).unwrap();
        question.ask.selection.filter = filter.to_owned();
        question
    }

    #[test]
    fn nothing_is_asked_before_there_is_data_and_a_histogram() {
        assert_eq!(question(&AppState::default()), None);
        assert_eq!(loaded().overview_question(0, Clock::UTC, |_| 10), None);
        let OverviewQuestion { ask, generation, total } = question(&loaded()).unwrap();
        assert_eq!((generation, total), (3, 9));
        assert_eq!(ask.facets.len(), Field::facets().count());
        assert!(ask.buckets.is_some());
    }

    #[test]
    fn the_histogram_shows_the_selected_part_of_the_data() {
        let range = |from_millis, until_millis| Some(TimeRange { from_millis, until_millis });
        let shown = |time| loaded().reduced(Action::Zoom(time)).histogram_range();
        assert_eq!(shown(None), range(1_000, 10_000));
        assert_eq!(shown(range(0, 5_000)), range(1_000, 5_000));
        assert_eq!(shown(range(20_000, 30_000)), range(20_000, 30_000));
        assert_eq!(AppState::default().histogram_range(), None);
    }

    #[test]
    fn one_question_runs_and_the_newest_waits() {
        let mut asker = OverviewAsker::default();
        assert_eq!(asker.ask(about("a"), None), AskStart { timer: true, run: true });
        assert_eq!(asker.ask(about("b"), None), AskStart { timer: false, run: false });
        assert_eq!(asker.ask(about("c"), None), AskStart { timer: false, run: false });
        assert_eq!(asker.next_question(), Some(about("c")));
        assert_eq!(asker.next_question(), None);
        assert!(asker.ask(about("d"), None).run);
        asker.cancel();
        assert_eq!(asker.next_question(), None);
    }

    #[test]
    fn an_answer_about_older_data_is_shown_but_not_one_about_another_selection() {
        let shown = OverviewState::default();
        let mut asker = OverviewAsker::default();
        asker.ask(about("a"), None);
        let running = asker.next_question().unwrap();
        asker.ask(about("b"), None);
        let outcome = asker.settle(running, Ok(Overview::default()), &shown);
        assert_eq!(outcome, AskOutcome::Ignore);
        let running = asker.next_question().unwrap();
        asker.ask(OverviewQuestion { generation: 4, ..about("b") }, None);
        let outcome = asker.settle(running, Ok(Overview::default()), &shown);
        let AskOutcome::Show(OverviewState { answer: Some(answer), late: false, generation: 3 }) = outcome
        else {
            panic!("{outcome:?}")
        };
        assert_eq!(answer.selection.filter, "b");
        // A question about the same selection begins no timer.
        assert_eq!(asker.ask(about("b"), Some(&answer)), AskStart { timer: false, run: false });
        assert_eq!(asker.ask(about("c"), Some(&answer)), AskStart { timer: true, run: false });
    }

    #[test]
    fn a_failure_is_reported_unless_another_question_waits() {
        let shown = OverviewState { late: true, ..OverviewState::default() };
        let failed = || Err(ClientError::Failed("no".to_owned()));
        let mut asker = OverviewAsker::default();
        let waiting = OverviewQuestion { generation: 4, ..about("a") };
        asker.ask(waiting.clone(), None);
        assert_eq!(asker.settle(about("a"), failed(), &shown), AskOutcome::Fail { state: None });
        assert_eq!(asker.next_question(), Some(waiting));
        let expected = OverviewState { answer: None, late: false, generation: 3 };
        let words = "The events could not be counted: no".to_owned();
        let outcome = asker.settle(about("a"), failed(), &shown);
        assert_eq!(outcome, AskOutcome::Fail { state: Some((expected, words)) });
        let superseded = asker.settle(about("a"), Err(ClientError::Superseded), &shown);
        assert_eq!(superseded, AskOutcome::Ignore);
    }

    #[test]
    fn sessions_are_needed_by_views_filters_and_groupings() {
        let state = loaded();
        assert!(!state.shows_sessions(false) && state.shows_sessions(true));
        assert!(state.reduced(Action::View(ViewId::Timelines)).shows_sessions(false));
        let filter = |text: &str| Selection { filter: text.to_owned(), time: None };
        assert!(!asks_for_sessions(&filter("")) && !asks_for_sessions(&filter("service:iam")));
        assert!(asks_for_sessions(&filter("actor:alice")));
    }
}
