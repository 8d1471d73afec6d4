//! A chain as `aws cloudtrail validate-logs --verbose` prints it, with a note wherever Trailglass
//! differs.

use std::rc::Rc;

use trailglass::app_state::integrity_words::{OutputLine, exit_words, output_lines};
use trailglass::integrity::aws_cli::CommandOutput;
use yew::prelude::*;

use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::value_actions::CopyButton;
use crate::widgets::virtual_list::rows_on_screen;

/// Maximum number of lines shown without scrolling.
const MOST_LINES: u64 = 14;

#[derive(Clone, PartialEq, Properties)]
pub struct AsAwsCliProperties {
    /// The number of the chain.
    pub chain: u32,
}

/// The lines, once fetched.
#[component]
pub fn AsAwsCli(properties: &AsAwsCliProperties) -> Html {
    let printed = use_query(Some(properties.chain), |client: PageClient, chain| async move {
        Ok(Rc::new(client.print_as_aws_cli(chain).await?))
    });
    match printed.answer() {
        None => html! { <p class="muted">{ "Fetching…" }</p> },
        Some(Err(error)) => html! { <p role="alert">{ "It could not be fetched: " }{ error }</p> },
        Some(Ok(printed)) => html! { <Lines printed={printed.clone()} /> },
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LinesProperties {
    printed: Rc<CommandOutput>,
}

#[component]
fn Lines(properties: &LinesProperties) -> Html {
    let printed = &properties.printed;
    let lines = use_memo(printed.clone(), |printed| output_lines(printed));
    let text = use_memo(printed.clone(), |printed| {
        AttrValue::from(printed.parts.iter().map(|part| part.text.as_str()).collect::<String>())
    });
    let scroll = use_scroll(lines.len() as u64, 0.0);
    let height = (lines.len() as u64).min(MOST_LINES) as f64 * ROW_HEIGHT + 12.0;
    html! {
        <div class="printed">
            <div class="printed__head">
                <code>{ "aws cloudtrail validate-logs --verbose" }</code>
                <span>{ exit_words(printed) }</span>
                <span class="printed__line--error">{ "standard error is marked so" }</span>
                <CopyButton text={(*text).clone()} of="what the AWS CLI prints" label="Copy" />
            </div>
            <div class="printed__lines" ref={scroll.element.clone()} tabindex="0" role="region"
                aria-label="As the AWS CLI prints it" style={format!("block-size:{height}px")}>
                { rows_on_screen(&scroll, None, ["printed__list", "virtual-list__window"], |index| {
                    lines.get(index as usize).map(|line| draw(line, index))
                }) }
            </div>
        </div>
    }
}

fn draw(line: &OutputLine, index: u64) -> Html {
    match line {
        OutputLine::Printed(text, is_error) => html! {
            <div key={index} class={classes!("printed__line", is_error.then_some("printed__line--error"))}>{ shown(text) }</div>
        },
        OutputLine::Note(note) => html! {
            <div key={index} class="printed__note" role="note">
                { Icon::Warning.draw() }<span>{ "Trailglass: " }{ shown(note) }</span>
            </div>
        },
    }
}
