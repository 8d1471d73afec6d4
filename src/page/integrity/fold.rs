//! A part of the view with a heading that folds it.

use yew::prelude::*;

use crate::icons::Icon;

/// What [`Fold`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct FoldProperties {
    /// Its id: that of its heading.
    pub id: &'static str,
    /// The heading.
    pub title: AttrValue,
    /// What stands beside the heading, folded or not.
    #[prop_or_default]
    pub beside: Html,
    /// Whether it is open at first.
    #[prop_or_default]
    pub open: bool,
    /// What is in it.
    pub children: Html,
}

/// The part; folded, what is in it is not drawn.
#[component]
pub fn Fold(properties: &FoldProperties) -> Html {
    let FoldProperties { id, title, beside, open, children } = properties;
    let open = use_state_eq(|| *open);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    html! {
        <section class="integrity__part" aria-labelledby={*id}>
            <div class="integrity__head">
                <h2 id={*id}>
                    <button type="button" class="integrity__fold" aria-expanded={open.to_string()} {onclick}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }{ title }
                    </button>
                </h2>
                { beside.clone() }
            </div>
            if *open {
                { children.clone() }
            }
        </section>
    }
}
