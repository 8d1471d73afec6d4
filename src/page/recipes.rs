//! Numbered steps with a command line each, to be copied.

use yew::prelude::*;

use crate::value_actions::CopyButton;

/// Something to be fetched, and how.
#[derive(Debug)]
pub struct Recipe {
    /// What it gets.
    pub title: &'static str,
    /// The command line.
    pub line: &'static str,
    /// What to know of it.
    pub note: &'static str,
}

/// The steps, under a name for those who do not see them.
pub fn recipes(label: &'static str, recipes: &[Recipe]) -> Html {
    html! {
        <ol class="recipes" aria-label={label}>
            for recipe in recipes.iter() {
                <li class="recipe">
                    <p class="recipe__title">{ recipe.title }</p>
                    <div class="recipe__line">
                        <code class="recipe__code" tabindex="0">{ recipe.line }</code>
                        <CopyButton text={recipe.line} of={recipe.title} />
                    </div>
                    <p class="recipe__note">{ recipe.note }</p>
                </li>
            }
        </ol>
    }
}
