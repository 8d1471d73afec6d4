//! The table as a file, and the picture.

use std::rc::Rc;

use trailglass::grouping::chart::{Picture, svg};
use trailglass::grouping::{Grouping, MOST_TOP, csv};
use trailglass::protocol::Selection;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::chart::title;
use super::png::png;
use crate::engine::Engine;
use crate::save::{save, save_blob};
use crate::state::Action;

/// What [`Save`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct SaveProperties {
    /// Who is asked.
    pub engine: Engine,
    /// Which events.
    pub selection: Rc<Selection>,
    /// What was counted.
    pub grouping: Rc<Grouping>,
    /// What is drawn, if anything is.
    pub picture: Option<Rc<Picture>>,
    /// Told what goes wrong.
    pub dispatch: Callback<Action>,
}

/// The buttons.
#[component]
pub fn Save(properties: &SaveProperties) -> Html {
    let SaveProperties { engine, selection, grouping, picture, dispatch } = properties;
    let failed = dispatch.reform(|()| Action::Alert("The browser did not take the file.".into()));
    let on_csv = {
        let (engine, selection, grouping) = (engine.clone(), selection.clone(), grouping.clone());
        let (failed, dispatch) = (failed.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let (engine, selection) = (engine.clone(), selection.clone());
            let (failed, dispatch) = (failed.clone(), dispatch.clone());
            let grouping = Grouping { top: MOST_TOP, ..Grouping::clone(&grouping) };
            spawn_local(async move {
                match engine.group(&selection, &grouping, None, Callback::noop()).await {
                    Ok((table, _)) => {
                        if !save("groups.csv", "text/csv", &csv(&grouping, &table)) {
                            failed.emit(());
                        }
                    }
                    Err(error) => {
                        dispatch.emit(Action::Alert(format!("The groups were not saved: {error}").into()))
                    }
                }
            });
        })
    };
    let on_svg = |picture: &Rc<Picture>| {
        let (picture, name, failed) = (picture.clone(), title(grouping), failed.clone());
        Callback::from(move |_: MouseEvent| {
            if !save("chart.svg", "image/svg+xml", &svg(&picture, &name)) {
                failed.emit(());
            }
        })
    };
    let on_png = |picture: &Rc<Picture>| {
        let (picture, name, failed) = (picture.clone(), title(grouping), failed.clone());
        Callback::from(move |_: MouseEvent| {
            let (file, failed) = (svg(&picture, &name), failed.clone());
            let (width, height) = (picture.width, picture.height + trailglass::grouping::chart::TITLE_HEIGHT);
            spawn_local(async move {
                let saved = match png(&file, width, height).await {
                    Ok(blob) => save_blob("chart.png", &blob).is_ok(),
                    Err(_) => false,
                };
                if !saved {
                    failed.emit(());
                }
            });
        })
    };
    html! {
        <div class="group__save">
            if let Some(picture) = picture {
                <button type="button" class="button button--small" onclick={on_svg(picture)}>{ "Save as SVG" }</button>
                <button type="button" class="button button--small" onclick={on_png(picture)}>{ "Save as PNG" }</button>
            }
            <button type="button" class="button button--small" onclick={on_csv}
                title="The groups in this order, the first ten thousand of them">{ "Save as CSV" }</button>
        </div>
    }
}
