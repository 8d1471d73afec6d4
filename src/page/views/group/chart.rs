//! Groups as a chart that can be clicked and saved.

use std::rc::Rc;

pub use trailglass::app_state::group_chart::ChartDrawing;
use trailglass::grouping::GroupCell;
use trailglass::grouping::chart::{ChartMark, ChartShape, MOST_SERIES, Paint, opacity, points_text, slant};
use yew::prelude::*;

use super::Narrow;
use crate::platform::resize::use_width;
use crate::widgets::log_text::shown_text;

/// The classes of the series, in order.
const SERIES: [&str; MOST_SERIES] =
    ["chart__a", "chart__b", "chart__c", "chart__d", "chart__e", "chart__f", "chart__g", "chart__h"];

#[derive(Clone, PartialEq, Properties)]
pub struct ChartProperties {
    /// What to draw, but for the width.
    pub of: ChartDrawing,
    /// Called with a clicked cell.
    pub on_narrow: Callback<Narrow>,
    /// Called with the data of each drawn chart, for saving.
    pub on_drawing: Callback<Rc<ChartDrawing>>,
}

#[component]
pub fn Chart(properties: &ChartProperties) -> Html {
    let ChartProperties { of, on_narrow, on_drawing } = properties;
    let node = use_node_ref();
    let drawing = ChartDrawing { width: use_width(&node), ..of.clone() };
    let picture = use_memo(drawing.clone(), ChartDrawing::picture);
    let (note, title) = (drawing.note(), drawing.title());
    use_effect_with(drawing, {
        let on_drawing = on_drawing.clone();
        move |drawing: &ChartDrawing| on_drawing.emit(Rc::new(drawing.clone()))
    });
    html! {
        <div class="group__chart" ref={node} tabindex="0" role="group" aria-label="Chart">
            if let Some(note) = note {
                <p class="group__note">{ note }</p>
            }
            <svg role="img" aria-label={title} width={picture.width.to_string()} height={picture.height.to_string()}
                viewBox={format!("0 0 {} {}", picture.width, picture.height)}>
                { for picture.marks.iter().map(|mark| draw(mark, &picture.cells, on_narrow)) }
            </svg>
        </div>
    }
}

fn class_of(paint: Paint) -> &'static str {
    match paint {
        Paint::Bar => "chart__bar",
        Paint::Series(number) => SERIES[usize::from(number) % MOST_SERIES],
        Paint::Heat(_) => "chart__heat",
        Paint::Axis => "chart__axis",
        Paint::Label => "chart__label",
        Paint::Note => "chart__note",
        Paint::Target => "chart__target",
    }
}

fn draw(mark: &ChartMark, cells: &[GroupCell], on_narrow: &Callback<Narrow>) -> Html {
    let class = class_of(mark.paint);
    let onclick = mark.cell.and_then(|cell| cells.get(cell as usize)).map(|cell| {
        let cell = cell.clone();
        on_narrow.reform(move |event: MouseEvent| Narrow { cell: cell.clone(), exclude: event.alt_key() })
    });
    match &mark.shape {
        ChartShape::Box { x, y, width, height } => {
            let strength = match mark.paint {
                Paint::Heat(strength) => Some(format!("{:.2}", opacity(strength))),
                _ => None,
            };
            html! {
                <rect {class} x={x.to_string()} y={y.to_string()} width={width.to_string()} height={height.to_string()}
                    fill-opacity={strength} {onclick}>
                    if !mark.title.is_empty() {
                        <title>{ shown_text(&mark.title).to_string() }</title>
                    }
                </rect>
            }
        }
        ChartShape::Line(points) => html! {
            <polyline class={classes!(class, "chart__line")} points={points_text(points)}
                stroke-dasharray={Some(mark.paint.dashes()).filter(|dashes| !dashes.is_empty())} />
        },
        ChartShape::Dot { x, y } => {
            html! { <circle class={classes!(class, "chart__dot")} cx={x.to_string()} cy={y.to_string()} r="2.5" /> }
        }
        ChartShape::Text { x, y, anchor, is_slanted, text } => html! {
            <text {class} x={x.to_string()} y={y.to_string()} text-anchor={anchor.name()}
                transform={is_slanted.then(|| slant(*x, *y))}>
                { shown_text(text).to_string() }
            </text>
        },
    }
}
