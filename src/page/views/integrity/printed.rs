//! A chain as `aws cloudtrail validate-logs --verbose` prints it, with a note wherever Trailglass
//! differs.

use std::rc::Rc;

use trailglass::integrity::aws_cli::{CommandOutput, Stream};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::value_actions::CopyButton;

/// Maximum number of lines shown without scrolling.
const MOST_LINES: u64 = 14;

#[derive(Clone, PartialEq, Properties)]
pub struct AsAwsCliProperties {
    pub client: PageClient,
    /// The number of the chain.
    pub chain: u32,
}

/// A line of the printed output.
#[derive(Clone, Copy, PartialEq)]
enum OutputLine {
    /// A range of the text of a part.
    Printed { part: usize, from: usize, until: usize },
    /// The note on a part.
    Note { part: usize },
}

/// The lines, once fetched.
#[component]
pub fn AsAwsCli(properties: &AsAwsCliProperties) -> Html {
    let AsAwsCliProperties { client, chain } = properties;
    let printed = use_state(|| None::<Result<Rc<CommandOutput>, AttrValue>>);
    use_effect_with((client.clone(), *chain), {
        let printed = printed.setter();
        move |(client, chain): &(PageClient, u32)| {
            let (client, chain) = (client.clone(), *chain);
            spawn_local(async move {
                let answer = client.print_as_aws_cli(chain).await;
                printed.set(Some(answer.map(Rc::new).map_err(|error| error.to_string().into())));
            });
        }
    });
    match &*printed {
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
    let lines = use_memo(printed.clone(), |printed| lines(printed));
    let text = use_memo(printed.clone(), |printed| {
        AttrValue::from(printed.parts.iter().map(|part| part.text.as_str()).collect::<String>())
    });
    let scroll = use_scroll(lines.len() as u64, 0.0);
    let window = scroll.window().clone();
    let height = (lines.len() as u64).min(MOST_LINES) as f64 * ROW_HEIGHT + 12.0;
    let outcome = match printed.exit_code {
        0 => "nothing INVALID",
        1 => "something INVALID",
        _ => "it gave up",
    };
    html! {
        <div class="integrity__printed">
            <div class="integrity__printed-head">
                <code>{ "aws cloudtrail validate-logs --verbose" }</code>
                <span>{ format!("exit code {} ({outcome})", printed.exit_code) }</span>
                <span class="integrity__stream">{ "standard error is marked so" }</span>
                <CopyButton text={(*text).clone()} of="what the AWS CLI prints" label="Copy" />
            </div>
            <div class="integrity__lines" ref={scroll.element.clone()} tabindex="0" role="region"
                aria-label="As the AWS CLI prints it" style={format!("block-size:{height}px")}>
                <div class="integrity__line-list" style={format!("height:{}px", window.height)}>
                    <div class="integrity__window" style={format!("top:{}px", window.top)}>
                        for index in window.rows.clone() {
                            { lines.get(index as usize).map(|line| draw(printed, *line, index)) }
                        }
                    </div>
                </div>
            </div>
        </div>
    }
}

fn lines(printed: &CommandOutput) -> Vec<OutputLine> {
    let mut out = Vec::new();
    for (part, one) in printed.parts.iter().enumerate() {
        let mut from = 0;
        for line in one.text.split_inclusive('\n') {
            let until = from + line.trim_end_matches('\n').len();
            out.push(OutputLine::Printed { part, from, until });
            from += line.len();
        }
        if one.note.is_some() {
            out.push(OutputLine::Note { part });
        }
    }
    out
}

fn draw(printed: &CommandOutput, line: OutputLine, index: u64) -> Html {
    match line {
        OutputLine::Printed { part, from, until } => {
            let Some(part) = printed.parts.get(part) else { return html! {} };
            let class = (part.stream == Stream::Error).then_some("integrity__stream");
            // The tabs between the columns are intended, so they are not marked as special
            // characters.
            let text = part.text.get(from..until).unwrap_or_default().replace('\t', "    ");
            html! { <div key={index} class={classes!("integrity__printed-line", class)}>{ shown(&text) }</div> }
        }
        OutputLine::Note { part } => {
            let note = printed.parts.get(part).and_then(|part| part.note.as_deref()).unwrap_or_default();
            html! {
                <div key={index} class="integrity__printed-note" role="note">
                    { Icon::Warning.draw() }<span>{ "Trailglass: " }{ shown(note) }</span>
                </div>
            }
        }
    }
}
