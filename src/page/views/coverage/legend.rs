//! The legend: the meaning of the shades and lines of the map.

use yew::prelude::*;

#[component]
pub fn Legend() -> Html {
    let keys = [
        ("coverage__key--events", "few to many events"),
        ("coverage__key--silent", "silent"),
        ("coverage__key--hole", "likely hole"),
        ("coverage__key--nothing", "nothing anywhere"),
    ];
    html! {
        <ul class="coverage__legend" aria-hidden="true">
            { for keys.iter().map(|(class, words)| html! {
                <li class="coverage__meaning"><span class={classes!("coverage__key", *class)}></span>{ *words }</li>
            }) }
        </ul>
    }
}
