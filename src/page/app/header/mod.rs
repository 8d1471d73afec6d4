//! The top line: the name, buttons to open files, and settings.

use trailglass::app_state::{Setting, Theme, TimeChoice};
use yew::prelude::*;

use crate::contexts::{use_client, use_dispatch, use_times};
use crate::widgets::drop::OpenButtons;
use crate::widgets::icons::Icon;
use trailglass::app_state::{Action, Dialog};

/// The choices that are kept between visits, each with a callback that changes it.
#[derive(Clone, PartialEq)]
pub struct Settings {
    pub theme: Theme,
    pub on_theme: Callback<Theme>,
    pub clock: TimeChoice,
    pub on_clock: Callback<TimeChoice>,
}

#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProperties {
    /// Whether there is anything to clear; otherwise the welcome page has the buttons to open
    /// files.
    pub anything: bool,
    pub settings: Settings,
}

#[component]
pub fn Header(properties: &HeaderProperties) -> Html {
    let HeaderProperties { anything, settings } = properties;
    let Settings { theme, on_theme, clock, on_clock } = settings;
    let (client, dispatch, times) = (use_client(), use_dispatch(), use_times());
    let open = |dialog: Dialog| dispatch.reform(move |_: MouseEvent| Action::Dialog(Some(dialog)));
    let zone = match clock {
        TimeChoice::Local => AttrValue::Static(times.zone()),
        _ => AttrValue::Static("Local"),
    };
    html! {
        <header class="header">
            <h1 class="header__name"><Mark />{ "Trailglass" }</h1>
            if *anything {
                <OpenButtons client={client.clone()} class="button" />
                <button type="button" class="button" onclick={open(Dialog::Clear)}>
                    { Icon::Clear.draw() }{ "Clear everything" }
                </button>
            }
            <span class="header__gap"></span>
            <Choice<TimeChoice> label="Times" chosen={*clock} on_choose={on_clock.clone()} options={vec![
                Choosable { value: TimeChoice::Utc, label: "UTC".into(), title: "Times in UTC".into(), icon: None },
                Choosable { value: TimeChoice::Local, label: zone, title: "Times in this computer's time zone".into(), icon: None },
                Choosable { value: TimeChoice::Relative, label: "Relative".into(), title: "Times since the first event".into(), icon: None },
            ]} />
            <Choice<Theme> label="Theme" chosen={*theme} on_choose={on_theme.clone()} options={vec![
                Choosable { value: Theme::System, label: "System".into(), title: "Look as the system has it".into(), icon: Some(Icon::Screen) },
                Choosable { value: Theme::Light, label: "Light".into(), title: "Light look".into(), icon: Some(Icon::Sun) },
                Choosable { value: Theme::Dark, label: "Dark".into(), title: "Dark look".into(), icon: Some(Icon::Moon) },
            ]} />
            <button type="button" class="button button--bare" aria-label="Keys and filter language"
                title="Keys and filter language (?)" onclick={open(Dialog::Help)}>{ Icon::Help.draw() }</button>
        </header>
    }
}

/// The logo: a trail under a magnifying glass.
#[component]
fn Mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 20 20" width="20" height="20" fill="none" aria-hidden="true">
            <path class="header__trail" d="M2 14.5h2.2M5.6 12h1.8" />
            <circle class="header__glass" cx="11" cy="8.5" r="5.25" />
            <path class="header__glass" d="M14.8 12.4L18 15.8" />
            <path class="header__trail" d="M8.8 10.2h1.7M11.2 7h1.8" />
        </svg>
    }
}

/// An option of a [`Choice`].
#[derive(Clone, Debug, PartialEq)]
struct Choosable<T: PartialEq> {
    value: T,
    label: AttrValue,
    title: AttrValue,
    /// Drawn in place of the label, which is then for screen readers only.
    icon: Option<Icon>,
}

#[derive(Clone, PartialEq, Properties)]
struct ChoiceProperties<T: Setting + PartialEq + 'static> {
    label: &'static str,
    chosen: T,
    options: Vec<Choosable<T>>,
    on_choose: Callback<T>,
}

/// A choice of one option among a few visible ones: radio buttons that look like a switch. Their
/// names and values are those in the browser's storage, by which `static/boot.js` checks them before
/// the page runs.
#[component]
fn Choice<T: Setting + PartialEq + 'static>(properties: &ChoiceProperties<T>) -> Html {
    let ChoiceProperties { label, chosen, options, on_choose } = properties;
    html! {
        <fieldset class="choice">
            <legend class="unseen">{ *label }</legend>
            for option in options.iter() {
                <label class="choice__option" title={option.title.clone()}>
                    <input type="radio" class="choice__input" name={T::KEY} value={option.value.word()}
                        checked={option.value == *chosen}
                        onchange={
                            let (on_choose, value) = (on_choose.clone(), option.value);
                            move |_: Event| on_choose.emit(value)
                        } />
                    if let Some(icon) = option.icon {
                        { icon.draw() }
                        <span class="unseen">{ &option.label }</span>
                    } else {
                        { &option.label }
                    }
                </label>
            }
        </fieldset>
    }
}
