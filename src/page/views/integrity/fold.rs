//! A part of the view that its heading folds and unfolds.

use yew::prelude::*;

use crate::widgets::icons::Icon;

#[derive(Clone, PartialEq, Properties)]
pub struct FoldProperties {
    /// The id of the heading.
    pub id: &'static str,
    pub title: AttrValue,
    /// Shown beside the heading, folded or not.
    #[prop_or_default]
    pub attachments: Html,
    /// Whether the part is open initially.
    #[prop_or_default]
    pub open: bool,
    /// The content.
    pub children: Html,
}

/// The part. Its content is not rendered while folded.
#[component]
pub fn Fold(properties: &FoldProperties) -> Html {
    let FoldProperties { id, title, attachments, open, children } = properties;
    let open = use_state_eq(|| *open);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    html! {
        <section class="integrity__part" aria-labelledby={*id}>
            <div class="integrity__head">
                <h2 id={*id}>
                    <button type="button" class="fold fold--tall" aria-expanded={open.to_string()} {onclick}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }{ title }
                    </button>
                </h2>
                { attachments.clone() }
            </div>
            if *open {
                { children.clone() }
            }
        </section>
    }
}
