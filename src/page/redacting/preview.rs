//! What will be replaced, before anything is saved; and the key file.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::Redaction;
use crate::icons::Icon;
use crate::save::{FileParts, save_blob};
use crate::shown::shown_text;
use crate::text;
use crate::turn::Turn;

/// Examples of each kind.
const EXAMPLES: usize = 2;

/// So many lines of a key file are written before the page may draw again.
const PORTION: usize = 5_000;

/// What [`Preview`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct PreviewProperties {
    /// What was found.
    pub redaction: Rc<Redaction>,
}

/// A line for each kind, and the button for the key file.
#[component]
pub fn Preview(properties: &PreviewProperties) -> Html {
    let PreviewProperties { redaction } = properties;
    let told = use_state_eq(|| None::<&'static str>);
    let kinds =
        use_memo(redaction.clone(), |redaction| redaction.dictionary.preview(&redaction.redactor, EXAMPLES));
    let save = {
        let (redaction, told) = (redaction.clone(), told.setter());
        Callback::from(move |_: MouseEvent| {
            let (redaction, told) = (redaction.clone(), told.clone());
            spawn_local(async move {
                let saved = save_key_file(&redaction).await;
                told.set(Some(if saved.is_ok() { "Key file saved" } else { "The key file was not saved" }));
            });
        })
    };
    if kinds.is_empty() {
        return html! { <p class="redaction__nothing">{ "Nothing was found that would be replaced" }</p> };
    }
    html! {
        <div class="redaction__preview">
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
                                            <span class="redaction__before" title={example.before.clone()}>{ shown_text(&example.before) }</span>
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
            <p class="muted">
                { "Event names, times, Regions, error codes and event ids stay. A name is also replaced in free text, where it is a word by itself; read some of the file before you hand it on." }
            </p>
            <div class="redaction__key">
                <button type="button" class="button button--small" onclick={save}>{ Icon::File.draw() }{ "Save key file" }</button>
                <p>
                    { "The key file says who is behind every pseudonym. Keep it to yourself: whoever has both files can undo the redaction. Without it nobody can, not even you." }
                </p>
                <span role="status">{ (*told).unwrap_or_default() }</span>
            </div>
        </div>
    }
}

/// Saves the key and what every pseudonym stands for.
async fn save_key_file(redaction: &Redaction) -> Result<(), JsValue> {
    let Redaction { key, dictionary, redactor } = redaction;
    let mut parts = FileParts::new("application/json", false)?;
    let head = format!(
        "{{\"trailglass\":\"redaction key\",\"version\":1,\"key\":\"{}\",\"pseudonyms\":[",
        key.to_hex()
    );
    parts.push(head.as_bytes()).await?;
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
