//! Totals over all files, which add up, and the selection of files by status.

use trailglass::accounts::{
    FileSums, STATUSES, differing_words, same_ids_selection, same_ids_words, status_word,
};
use trailglass::base::text;
use trailglass::base::time::TimeRange;
use trailglass::intake::Status;
use yew::prelude::*;

use super::line::status_mark;
use crate::contexts::Acts;
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;

/// Maximum number of notes that are not folded, so that the files stay in sight.
const MOST_NOTES: usize = 2;

/// The status of the files to list: `None` lists all files, `Some(None)` those not read yet.
pub type StatusChoice = Option<Option<Status>>;

/// Draws a sentence, and a button for each status that occurs; `status` is that of the listed files.
pub fn summary(
    sums: &FileSums,
    status: StatusChoice,
    on_status: &Callback<StatusChoice>,
    acts: &Acts,
    times: TimeDisplay,
) -> Html {
    let strong = |text: String| html! { <strong>{ text }</strong> };
    let span = sums
        .span_millis
        .map(|(from_millis, last)| times.show_range(TimeRange { from_millis, until_millis: last }));
    html! {
        <div class="sources__summary">
            <p class="sources__sums">
                { strong(text::counted(sums.files, "file", "files")) }
                { ", " }{ strong(text::bytes(sums.bytes)) }{ " on disk, " }
                { strong(text::bytes(sums.inflated_bytes)) }{ " inflated. " }
                { strong(text::counted(sums.records, "record", "records")) }{ " = " }
                { strong(text::counted(sums.events(), "event", "events")) }{ " + " }
                { strong(text::counted(sums.repeats, "repeat", "repeats")) }
                if let Some(span) = span {
                    { ", " }{ span }
                }
            </p>
            if sums.differing > 0 {
                { note(html! { { differing_words(sums.differing) } }) }
            }
            if sums.same_ids > 0 {
                { note(html! {
                    <>
                        { same_ids_words(sums.same_ids) }{ ". All of them are shown. " }
                        <button type="button" class="sources__link"
                            onclick={acts.events_of.reform(|_: MouseEvent| same_ids_selection())}>{ "Show these events" }</button>
                    </>
                }) }
            }
            { notes(sums) }
            <div class="sources__statuses" role="group" aria-label="Status">
                { for STATUSES.iter().filter_map(|&of| {
                    let (files, bytes) = sums.with(of);
                    let pressed = status == Some(of);
                    // A selected status stays visible after it has run out of files, so that it can
                    // be deselected.
                    if files == 0 && !pressed {
                        return None;
                    }
                    let onclick = on_status.reform(move |_: MouseEvent| (!pressed).then_some(of));
                    Some(html! {
                        <button type="button" class="pill" aria-pressed={pressed.to_string()} {onclick}>
                            { status_mark(of) }
                            <span>{ status_word(of) }</span>
                            <strong>{ text::count(files) }</strong>
                            <span class="muted">{ text::bytes(bytes) }</span>
                        </button>
                    })
                }) }
            </div>
        </div>
    }
}

fn note(content: Html) -> Html {
    html! { <p class="sources__note" role="note">{ Icon::Warning.draw() }<span>{ content }</span></p> }
}

/// Draws the notes about data known to be missing or changed, with the number of files for each.
fn notes(sums: &FileSums) -> Html {
    let words = |note: &str, files: u64| {
        html! { <><strong>{ format!("In {}: ", text::counted(files, "file", "files")) }</strong>{ note }{ "." }</> }
    };
    if sums.notes.len() <= MOST_NOTES {
        return sums.notes.iter().map(|(about, files)| note(words(about, *files))).collect();
    }
    html! {
        <details class="sources__note sources__note--many" role="note">
            <summary>
                { Icon::Warning.draw() }
                <span>
                    <strong>{ text::counted(sums.notes.len() as u64, "note", "notes") }</strong>
                    { " on files whose data are known to be incomplete or changed" }
                </span>
            </summary>
            <ul>
                { for sums.notes.iter().map(|(about, files)| html! { <li>{ words(about, *files) }</li> }) }
            </ul>
        </details>
    }
}
