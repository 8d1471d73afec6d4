//! Numbered steps, each with a command line to copy.

pub use trailglass::app_state::recipe::Recipe;
use yew::prelude::*;

use crate::widgets::value_actions::CopyButton;

/// The steps. `label` is the accessible name of the list.
pub fn recipes(label: &'static str, recipes: &[Recipe]) -> Html {
    html! {
        <ol class="recipes" aria-label={label}>
            for recipe in recipes.iter() {
                <li class="recipes__item">
                    <p class="recipes__title">{ recipe.title }</p>
                    <div class="command">
                        <code class="command__code" tabindex="0">{ recipe.line }</code>
                        <CopyButton text={recipe.line} of={recipe.title} />
                    </div>
                    <p class="recipes__note">{ recipe.note }</p>
                </li>
            }
        </ol>
    }
}
