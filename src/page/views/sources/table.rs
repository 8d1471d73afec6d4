//! The list of files, of which only the lines on screen are drawn.

use std::collections::BTreeSet;
use std::rc::Rc;

use trailglass::accounts::{FileColumn, FileOrder};
use trailglass::base::time::TimeRange;
use trailglass::casefile::{Case, ThingKey};
use trailglass::model::FileNumber;
use yew::prelude::*;

use super::FileLine;
use super::line::SourceLine;
use crate::file_table::FileTable;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;

/// The columns: each with its label, and whether the first click sorts in descending order.
const COLUMNS: &[(FileColumn, &str, bool)] = &[
    (FileColumn::Path, "File", false),
    (FileColumn::Status, "Status", false),
    (FileColumn::Kind, "What it is", false),
    (FileColumn::Bytes, "On disk", true),
    (FileColumn::Inflated, "Inflated", true),
    (FileColumn::Records, "Records", true),
    (FileColumn::Repeats, "Repeats", true),
    (FileColumn::Time, "First event", false),
    (FileColumn::Problems, "What was wrong", true),
];

#[derive(Clone, PartialEq, Properties)]
pub struct SourceTableProperties {
    pub file_table: Rc<FileTable>,
    pub lines: Rc<Vec<FileLine>>,
    /// The files whose problems are listed.
    pub opened: Rc<BTreeSet<FileNumber>>,
    /// The order; `None` for the order of the drop.
    pub order: Option<FileOrder>,
    pub on_order: Callback<Option<FileOrder>>,
    /// Called with a file to list or hide its problems.
    pub on_open: Callback<FileNumber>,
    /// Called to show the hidden copies in one file, the first, of records in another, the second.
    pub on_copies: Callback<(FileNumber, FileNumber)>,
    /// Called to show the events that share an id.
    pub on_same_ids: Callback<()>,
    /// Called to show the events in a time range.
    pub on_time: Callback<TimeRange>,
    pub times: TimeDisplay,
    /// The case with the bookmarks of files.
    pub case: Rc<Case>,
    /// Called with a file to add or remove its bookmark.
    pub on_mark: Callback<FileNumber>,
}

#[component]
pub fn SourceTable(properties: &SourceTableProperties) -> Html {
    let SourceTableProperties { file_table, lines, opened, order, on_order, times, .. } = properties;
    let scroll = use_scroll(lines.len() as u64, ROW_HEIGHT + 1.0);
    let window = scroll.window().clone();
    html! {
        <div role="table" class="sources__table" aria-label="Files" tabindex="0" ref={scroll.element.clone()}
            aria-rowcount={(lines.len() + 1).to_string()}>
            <div role="rowgroup" class="sources__head">
                <div role="row" class="sources__heads" aria-rowindex="1">
                    { for COLUMNS.iter().map(|column| head(*column, *order, on_order, *times)) }
                </div>
            </div>
            <div role="rowgroup" class="sources__lines" style={format!("height: {}px", window.height)}>
                <div role="presentation" class="sources__window" style={format!("top: {}px", window.top)}>
                    { for window.rows.clone().filter_map(|index| {
                        let line = *lines.get(index as usize)?;
                        let file = line.file();
                        let source = file_table.sources.get(file as usize)?.clone();
                        Some(html! {
                            <SourceLine key={index} {index} {line} {source} on_mark={properties.on_mark.clone()}
                                is_marked={is_marked(&properties.case, file_table, file)} open={opened.contains(&file)}
                                on_copies={properties.on_copies.clone()} on_same_ids={properties.on_same_ids.clone()}
                                on_open={properties.on_open.clone()} on_time={properties.on_time.clone()}
                                times={*times} />
                        })
                    }) }
                </div>
            </div>
        </div>
    }
}

fn is_marked(case: &Case, file_table: &FileTable, file: FileNumber) -> bool {
    // There are rarely any marks at all.
    !case.marks.is_empty()
        && file_table
            .sources
            .get(file as usize)
            .is_some_and(|source| case.mark_of(&ThingKey::File(source.path.to_string())).is_some())
}

fn head(
    (column, label, largest_first): (FileColumn, &'static str, bool),
    order: Option<FileOrder>,
    on_order: &Callback<Option<FileOrder>>,
    times: TimeDisplay,
) -> Html {
    let sorted = order.filter(|order| order.column == column);
    let direction = match sorted {
        Some(FileOrder { descending: true, .. }) => "descending",
        Some(FileOrder { descending: false, .. }) => "ascending",
        None => "none",
    };
    // The third click restores the order of the drop.
    let next = match sorted {
        None => Some(FileOrder { column, descending: largest_first }),
        Some(order) if order.descending == largest_first => {
            Some(FileOrder { descending: !largest_first, ..order })
        }
        Some(_) => None,
    };
    let onclick = on_order.reform(move |_: MouseEvent| next);
    html! {
        <div role="columnheader" aria-sort={direction} class="sources__heading" key={label}>
            <button type="button" class="sources__sort" {onclick}>
                { label }
                if column == FileColumn::Time {
                    <span class="grid__zone">{ times.zone() }</span>
                }
                if let Some(order) = sorted {
                    <span class="grid__arrow" aria-hidden="true">{ if order.descending { "↓" } else { "↑" } }</span>
                }
            </button>
        </div>
    }
}
