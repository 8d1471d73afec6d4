//! The list of files, of which only the lines on screen are drawn.

use std::collections::BTreeSet;
use std::rc::Rc;

use trailglass::accounts::{FileColumn, FileLine, FileOrder};
use trailglass::casefile::{Case, ThingKey};
use trailglass::model::FileNumber;
use yew::prelude::*;

use super::line::SourceLine;
use crate::contexts::use_times;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;
use crate::widgets::virtual_list::rows_on_screen;
use trailglass::app_state::FileTable;

/// The columns, each with its label.
const COLUMNS: &[(FileColumn, &str)] = &[
    (FileColumn::Path, "File"),
    (FileColumn::Status, "Status"),
    (FileColumn::Kind, "What it is"),
    (FileColumn::Bytes, "On disk"),
    (FileColumn::Inflated, "Inflated"),
    (FileColumn::Records, "Records"),
    (FileColumn::Repeats, "Repeats"),
    (FileColumn::Time, "First event"),
    (FileColumn::Problems, "What was wrong"),
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
    /// The case with the bookmarks of files.
    pub case: Rc<Case>,
    /// Called with a file to add or remove its bookmark.
    pub on_mark: Callback<FileNumber>,
}

#[component]
pub fn SourceTable(properties: &SourceTableProperties) -> Html {
    let SourceTableProperties { file_table, lines, opened, order, on_order, case, .. } = properties;
    let times = use_times();
    let scroll = use_scroll(lines.len() as u64, ROW_HEIGHT + 1.0);
    html! {
        <div role="table" class="sources__table" aria-label="Files" tabindex="0" ref={scroll.element.clone()}
            aria-rowcount={(lines.len() + 1).to_string()}>
            <div role="rowgroup" class="sources__head">
                <div role="row" class="sources__heads" aria-rowindex="1">
                    { for COLUMNS.iter().map(|column| head(*column, *order, on_order, times)) }
                </div>
            </div>
            { rows_on_screen(&scroll, Some("rowgroup"), ["sources__lines", "virtual-list__window"], |index| {
                let line = *lines.get(index as usize)?;
                let file = line.file();
                let source = file_table.sources.get(file as usize)?.clone();
                Some(html! {
                    <SourceLine key={index} {index} {line} is_marked={is_marked(case, &source.path)} {source}
                        open={opened.contains(&file)} on_mark={properties.on_mark.clone()}
                        on_copies={properties.on_copies.clone()} on_open={properties.on_open.clone()} />
                })
            }) }
        </div>
    }
}

fn is_marked(case: &Case, path: &str) -> bool {
    // There are rarely any marks at all.
    !case.marks.is_empty() && case.mark_of(&ThingKey::File(path.to_owned())).is_some()
}

fn head(
    (column, label): (FileColumn, &'static str),
    order: Option<FileOrder>,
    on_order: &Callback<Option<FileOrder>>,
    times: TimeDisplay,
) -> Html {
    let sorted = order.filter(|order| order.column == column);
    let (direction, arrow) = match sorted {
        Some(FileOrder { descending: true, .. }) => ("descending", Some("↓")),
        Some(FileOrder { descending: false, .. }) => ("ascending", Some("↑")),
        None => ("none", None),
    };
    let next = FileOrder::after_click(order, column);
    html! {
        <div role="columnheader" aria-sort={direction} class="sources__heading" key={label}>
            <button type="button" class="sources__sort" onclick={on_order.reform(move |_: MouseEvent| next)}>
                { label }
                if column == FileColumn::Time {
                    <span class="table__zone">{ times.zone() }</span>
                }
                if let Some(arrow) = arrow {
                    <span class="table__arrow" aria-hidden="true">{ arrow }</span>
                }
            </button>
        </div>
    }
}
