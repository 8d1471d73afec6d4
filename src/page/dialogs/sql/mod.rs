//! The selection as SQL, for logs too large for a browser tab.

use std::rc::Rc;

use trailglass::grouping::Grouping;
use trailglass::model::Selection;
use trailglass::query;
use trailglass::sql::{Approximation, Dialect, LeftOut, LogTable, Statement, statement};
use yew::prelude::*;

use crate::file_table::FileTable;
use crate::platform::save::save;
use crate::state::Action;
use crate::widgets::dialog::Modal;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::value_actions::CopyButton;

#[derive(Clone, PartialEq, Properties)]
pub struct SqlDialogProperties {
    pub selection: Rc<Selection>,
    /// The grouping of the query; `None` for the events themselves.
    pub grouping: Option<Rc<Grouping>>,
    /// The files; their paths show where the logs are.
    pub file_table: Rc<FileTable>,
    pub dispatch: Callback<Action>,
}

/// A statement that the dialog can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShownStatement {
    /// The statement that creates Athena's table.
    Table,
    Query(Dialect),
}

const PARTS: [ShownStatement; 4] = [
    ShownStatement::Query(Dialect::Athena),
    ShownStatement::Table,
    ShownStatement::Query(Dialect::Lake),
    ShownStatement::Query(Dialect::DuckDb),
];

impl ShownStatement {
    fn label(self) -> &'static str {
        match self {
            ShownStatement::Table => "Athena table",
            ShownStatement::Query(dialect) => dialect.name(),
        }
    }

    /// Returns where to run the statement, and what to know about it.
    fn about(self) -> &'static str {
        match self {
            ShownStatement::Table => {
                "Run it once in Athena, where your logs are. It reads nothing by itself, and the query uses it."
            }
            ShownStatement::Query(Dialect::Athena) => {
                "Run it in Athena (engine version 3) over the table that “Athena table” makes. Athena charges for what it reads: a time range makes it less."
            }
            ShownStatement::Query(Dialect::Lake) => {
                "Run it in the CloudTrail console under Lake, or with “aws cloudtrail start-query”, with your event data store's id."
            }
            ShownStatement::Query(Dialect::DuckDb) => {
                "Run it with DuckDB 1.3 or later, in the folder above your logs, where they lie as CloudTrail delivers them. It reads whole files, so name as few folders as will do."
            }
        }
    }

    fn file(self) -> &'static str {
        match self {
            ShownStatement::Table => "cloudtrail-athena-table.sql",
            ShownStatement::Query(Dialect::Athena) => "cloudtrail-athena.sql",
            ShownStatement::Query(Dialect::Lake) => "cloudtrail-lake.sql",
            ShownStatement::Query(Dialect::DuckDb) => "cloudtrail-duckdb.sql",
        }
    }
}

/// The statement for the chosen client, and what it omits.
#[component]
pub fn SqlDialog(properties: &SqlDialogProperties) -> Html {
    let SqlDialogProperties { selection, grouping, file_table, dispatch } = properties;
    let part = use_state_eq(|| PARTS[0]);
    let table = use_memo(file_table.clone(), |file_table| {
        LogTable::of_paths(file_table.sources.iter().map(|source| &*source.path))
    });
    let told = use_memo(
        (*part, selection.clone(), grouping.clone(), table.clone()),
        |(part, selection, grouping, table)| match part {
            ShownStatement::Table => {
                Statement { text: table.create(), left_out: Vec::new(), remarks: Vec::new() }
            }
            ShownStatement::Query(dialect) => {
                let tree = query::parse(&selection.filter).tree;
                statement(*dialect, &tree, selection.time, grouping.as_deref(), table)
            }
        },
    );
    let text = AttrValue::from(told.text.clone());
    let on_save = {
        let (text, dispatch, name) = (text.clone(), dispatch.clone(), part.file());
        Callback::from(move |_: MouseEvent| {
            if !save(name, "application/sql", &text) {
                dispatch.emit(Action::Alert("The browser did not take the file.".into()));
            }
        })
    };
    let title = if grouping.is_some() { "Groups as SQL" } else { "Events as SQL" };
    html! {
        <Modal {title} class="sql" on_close={dispatch.reform(|()| Action::Dialog(None))}>
            <div class="sql__head">
                <div class="choice" role="radiogroup" aria-label="For">
                    for choice in PARTS {
                        <label class="choice__option">
                            <input type="radio" class="choice__input" name="sql-part" checked={*part == choice}
                                onchange={ let part = part.setter(); Callback::from(move |_: Event| part.set(choice)) } />
                            { choice.label() }
                        </label>
                    }
                </div>
                <div class="sql__ways">
                    <CopyButton text={text.clone()} of="the statement" label="Copy" />
                    <button type="button" class="button" onclick={on_save}>{ "Save as .sql" }</button>
                </div>
            </div>
            <p class="sql__about">{ part.about() }</p>
            if !told.left_out.is_empty() {
                <section class="sql__left-out" aria-label="What it does not say">
                    <h3 class="sql__title">
                        { Icon::Warning.draw() }
                        { "It finds every event that the filter finds, and more" }
                    </h3>
                    <ul class="sql__list">
                        for left in told.left_out.iter() { { line(left) } }
                    </ul>
                </section>
            }
            <pre class="sql__text" role="region" aria-label="Statement" tabindex="0">{ shown_lines(&text) }</pre>
            if !told.remarks.is_empty() {
                <ul class="sql__remarks" aria-label="Good to know">
                    for remark in told.remarks.iter() { <li>{ *remark }</li> }
                </ul>
            }
        </Modal>
    }
}

fn line(left: &LeftOut) -> Html {
    let word = match left.effect {
        Approximation::LeftOut => "Left out",
        Approximation::Wider => "Finds more",
    };
    html! {
        <li class="sql__line">
            <span class="sql__effect">{ word }</span>
            <span><code class="sql__piece">{ shown(&left.text) }</code>{ " " }{ shown(&left.reason) }{ "." }</span>
        </li>
    }
}

/// The statement with its comments subdued. Only as text, because it contains values from logs.
fn shown_lines(text: &str) -> Html {
    text.lines()
        .map(|line| {
            let class = line.trim_start().starts_with("--").then_some("sql__comment");
            html! { <span class={classes!("sql__code", class)}>{ shown(line) }{ "\n" }</span> }
        })
        .collect()
}
