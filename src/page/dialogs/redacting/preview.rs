//! Shows what will be replaced, before anything is saved, and handles the key file.

use std::rc::Rc;

use trailglass::redaction::{HarmlessCount, KindCount, key_file};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

use crate::client::Redaction;
use crate::platform::save::{FileParts, save_blob};
use crate::platform::turn::Turn;
use crate::widgets::icons::Icon;
use crate::widgets::inputs::chosen_file;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::redacting::KeyRead;
use trailglass::base::text;

/// Maximum number of examples per kind.
const EXAMPLES: usize = 2;

/// Number of lines of a key file written before the page may draw again.
const PORTION: usize = 5_000;

#[derive(Clone, PartialEq, Properties)]
pub struct PreviewProperties {
    /// The values found.
    pub redaction: Rc<Redaction>,
    /// The outcome of reading a key file.
    pub key_read: Option<KeyRead>,
    /// Takes the key from a key file.
    pub on_key_file: Callback<File>,
}

/// What will be replaced and what stays, and the buttons for the key file.
#[component]
pub fn Preview(properties: &PreviewProperties) -> Html {
    let PreviewProperties { redaction, key_read, on_key_file } = properties;
    let outcome = use_state_eq(|| None::<&'static str>);
    let kinds =
        use_memo(redaction.clone(), |redaction| redaction.dictionary.preview(&redaction.redactor, EXAMPLES));
    let stays = use_memo(redaction.clone(), |redaction| redaction.dictionary.harmless());
    if kinds.is_empty() {
        return html! { <p class="redaction__nothing">{ "Nothing was found that would be replaced" }</p> };
    }
    html! {
        <div class="redaction__preview">
            { replaced(&kinds) }
            { kept(&stays) }
            <p class="muted">
                { "A name is also replaced in free text, where it is a word by itself; read some of the file before you hand it on." }
            </p>
            { key_buttons(redaction, &outcome, key_read.as_ref(), on_key_file) }
        </div>
    }
}

/// Draws a row for each kind of value.
fn replaced(kinds: &[KindCount]) -> Html {
    html! {
        <div class="redaction__kinds">
            <table>
                <caption class="unseen">{ "What will be replaced" }</caption>
                <thead>
                    <tr><th scope="col">{ "What" }</th><th scope="col">{ "Distinct" }</th><th scope="col">{ "For example" }</th></tr>
                </thead>
                <tbody>
                    { for kinds.iter().map(|kind| html! {
                        <tr key={kind.kind.words()}>
                            <th scope="row">{ kind.kind.words() }</th>
                            <td class="redaction__count">{ text::count(kind.distinct) }</td>
                            <td>
                                { for kind.examples.iter().map(|example| html! {
                                    <div class="redaction__example">
                                        <span class="redaction__before" title={shown_text(&example.before)}>{ shown_text(&example.before) }</span>
                                        <span class="redaction__arrow" aria-label="becomes">{ "→" }</span>
                                        <span class="redaction__after">{ &example.after }</span>
                                    </div>
                                }) }
                            </td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// Draws the values that stay, by the reason.
fn kept(stays: &[HarmlessCount]) -> Html {
    html! {
        <details class="redaction__stays">
            <summary>{ "What stays shown" }</summary>
            <p class="muted">
                { "Times, event names, services, Regions, error codes, event ids and request ids stay where they look like those of AWS. Of everything else in a record, only these values stay; all others are replaced, and tokens, passwords and signatures are removed." }
            </p>
            { for stays.iter().map(|stay| html! {
                <section key={stay.why.label()}>
                    <h3>
                        { stay.why.label() }
                        <span class="muted">{ format!(" {}{}", text::count(stay.values.len() as u64), if stay.is_cut { " and more" } else { "" }) }</span>
                    </h3>
                    <p class="redaction__values">{ shown_text(&stay.values.join(", ")) }</p>
                </section>
            }) }
        </details>
    }
}

fn key_buttons(
    redaction: &Rc<Redaction>,
    outcome: &UseStateHandle<Option<&'static str>>,
    key_read: Option<&KeyRead>,
    on_key_file: &Callback<File>,
) -> Html {
    let save = {
        let (redaction, outcome) = (redaction.clone(), outcome.setter());
        Callback::from(move |_: MouseEvent| {
            let (redaction, outcome) = (redaction.clone(), outcome.clone());
            spawn_local(async move {
                let saved = save_key_file(&redaction).await;
                outcome.set(Some(if saved.is_ok() {
                    "Key file saved"
                } else {
                    "The key file was not saved"
                }));
            });
        })
    };
    let on_file = {
        let on_key_file = on_key_file.clone();
        Callback::from(move |event: Event| {
            if let Some(file) = chosen_file(&event) {
                on_key_file.emit(file);
            }
        })
    };
    html! {
        <div class="redaction__key">
            <button type="button" class="button button--small" onclick={save}>{ Icon::File.draw() }{ "Save key file" }</button>
            <p>
                { "The key file says the value behind every pseudonym. Keep it to yourself: with both files the redaction can be undone. Without it nobody can, not even you." }
            </p>
            <span role="status">{ (**outcome).unwrap_or_default() }</span>
            <label class="button button--small open">
                <input class="open__input" type="file" accept=".json,application/json" onchange={on_file} />
                { "Use a key file" }
            </label>
            <p>{ "With the key of an earlier file, a value that is in both files has the same pseudonym in both." }</p>
            { said_of(key_read) }
        </div>
    }
}

/// Draws the outcome of reading a key file.
fn said_of(key_read: Option<&KeyRead>) -> Html {
    match key_read {
        None => html! {},
        Some(KeyRead::Used(name)) => {
            html! { <span role="status">{ "The key is that of " }{ shown(name) }</span> }
        }
        Some(KeyRead::Refused(reason)) => html! {
            <span role="alert" class="redaction__refused">{ Icon::Warning.draw() }{ "The key stays what it was: " }{ reason }</span>
        },
    }
}

/// Saves the key and the meaning of every pseudonym.
async fn save_key_file(redaction: &Redaction) -> Result<(), JsValue> {
    let Redaction { key, dictionary, redactor } = redaction;
    let mut parts = FileParts::new("application/json", false)?;
    parts.push(key_file::head(key).as_bytes()).await?;
    let mut turn = Turn::new().ok();
    let mut from = 0;
    loop {
        let (lines, more) = dictionary.key_lines(redactor, from, PORTION);
        from += PORTION;
        let ending = if more { ",\n" } else { "\n]}\n" };
        parts.push(format!("\n{}{ending}", lines.join(",\n")).as_bytes()).await?;
        if !more {
            break;
        }
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    save_blob("trailglass-redaction-key.json", &parts.finish().await?)
}
