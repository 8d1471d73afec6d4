//! The selection as SQL, for logs too large for a browser tab.

use std::rc::Rc;

use trailglass::app_state::sql_dialog::ShownStatement;
use trailglass::grouping::Grouping;
use trailglass::model::Selection;
use trailglass::sql::{Approximation, LeftOut, LogTable};
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::platform::save::save;
use crate::widgets::dialog::Modal;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::radio_group::{RadioOption, radio_group};
use crate::widgets::states::use_setter;
use crate::widgets::value_actions::CopyButton;
use trailglass::app_state::{Action, FileTable};

#[derive(Clone, PartialEq, Properties)]
pub struct SqlDialogProperties {
    pub selection: Rc<Selection>,
    /// The grouping of the query; `None` for the events themselves.
    pub grouping: Option<Rc<Grouping>>,
    /// The files; their paths show where the logs are.
    pub file_table: Rc<FileTable>,
}

/// The statement for the chosen client, and what it omits.
#[component]
pub fn SqlDialog(properties: &SqlDialogProperties) -> Html {
    let SqlDialogProperties { selection, grouping, file_table } = properties;
    let dispatch = use_dispatch();
    let part = use_state_eq(|| ShownStatement::ALL[0]);
    let table = use_memo(file_table.clone(), |file_table| {
        LogTable::of_paths(file_table.sources.iter().map(|source| &*source.path))
    });
    let statement = use_memo(
        (*part, selection.clone(), grouping.clone(), table),
        |(part, selection, grouping, table)| part.of(selection, grouping.as_deref(), table),
    );
    let text = AttrValue::from(statement.text.clone());
    let on_save = {
        let (text, dispatch, name) = (text.clone(), dispatch.clone(), part.file_name());
        Callback::from(move |_: MouseEvent| {
            if !save(name, "application/sql", &text) {
                dispatch.emit(Action::Alert("The browser did not take the file.".into()));
            }
        })
    };
    let on_part = use_setter(&part);
    let parts = ShownStatement::ALL.map(|part| RadioOption::new(part, part.label()));
    let title = if grouping.is_some() { "Groups as SQL" } else { "Events as SQL" };
    html! {
        <Modal {title} class="sql" on_close={dispatch.reform(|()| Action::Dialog(None))}>
            <div class="sql__head">
                { radio_group(("For", "sql-part", None), parts, *part, &on_part) }
                <div class="sql__ways">
                    <CopyButton text={text.clone()} of="the statement" label="Copy" />
                    <button type="button" class="button" onclick={on_save}>{ "Save as .sql" }</button>
                </div>
            </div>
            <p class="sql__about">{ part.about() }</p>
            if !statement.left_out.is_empty() {
                <section class="sql__left-out" aria-label="What it does not say">
                    <h3 class="sql__title">
                        { Icon::Warning.draw() }
                        { "It finds every event that the filter finds, and more" }
                    </h3>
                    <ul class="sql__list">
                        for left in statement.left_out.iter() { { line(left) } }
                    </ul>
                </section>
            }
            <pre class="sql__text" role="region" aria-label="Statement" tabindex="0">{ shown_lines(&text) }</pre>
            if !statement.remarks.is_empty() {
                <ul class="sql__remarks" aria-label="Good to know">
                    for remark in statement.remarks.iter() { <li>{ *remark }</li> }
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
