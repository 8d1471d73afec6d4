//! Groups as a chart that can be clicked and saved.

use std::rc::Rc;

use trailglass::grouping::chart::{
    Bar, ChartMark, ChartShape, LabelFormat, MOST_SERIES, Paint, Picture, Unit, bars, heat, lines, name_of,
    opacity, points_text, slant,
};
use trailglass::grouping::{GroupCell, GroupForm, GroupTable, Grouping, Matrix, Measure};
use trailglass::handover::{self, Redact};
use trailglass::redaction::Redactor;
use yew::prelude::*;

use super::Narrow;
use crate::platform::resize::use_width;
use crate::widgets::times::TimeDisplay;

/// Maximum number of bars drawn; the table shows the rest.
const MOST_BARS: usize = 200;

/// Returns the title of a chart or table of this grouping.
pub fn title(grouping: &Grouping) -> String {
    let of = match (grouping.measure(), &grouping.distinct, &grouping.number) {
        (Measure::Distinct, Some(name), _) => format!("Distinct values of {name}"),
        (Measure::Sum, _, Some(name)) => format!("Sum of {name}"),
        _ => "Events".to_owned(),
    };
    let step = grouping.time_step.map(|step| format!(", each {}", step.name())).unwrap_or_default();
    format!("{of} by {}{step}", grouping.by.join(", "))
}

#[derive(Clone, PartialEq, Properties)]
pub struct ChartProperties {
    pub form: GroupForm,
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    pub table: Rc<GroupTable>,
    /// The groups in rows and columns.
    pub matrix: Option<Rc<Matrix>>,
    pub times: TimeDisplay,
    /// The unit of sums.
    pub unit: Unit,
    /// Called with a clicked cell.
    pub on_narrow: Callback<Narrow>,
    /// Called with the data of each drawn chart, for saving.
    pub on_drawing: Callback<Rc<ChartDrawing>>,
}

/// Everything that a chart is drawn from.
#[derive(Clone, PartialEq)]
pub struct ChartDrawing {
    form: GroupForm,
    grouping: Rc<Grouping>,
    table: Rc<GroupTable>,
    matrix: Option<Rc<Matrix>>,
    times: TimeDisplay,
    /// In CSS pixels.
    width: u32,
    unit: Unit,
}

impl ChartDrawing {
    /// Returns the chart.
    pub fn picture(&self) -> Picture {
        let ChartDrawing { form, grouping, table, matrix, times, width, unit } = self;
        // The unit applies to sums only: events and distinct values are counts.
        let unit = if grouping.measure() == Measure::Sum { *unit } else { Unit::Count };
        let writing = LabelFormat { clock: times.clock(), unit };
        // Leave room for a scroll bar.
        let wide = f64::from(width.saturating_sub(16).max(320));
        match (form, matrix, grouping.time_step) {
            (GroupForm::Lines, Some(matrix), Some(step)) => lines(matrix, step, wide, &writing),
            (GroupForm::Heat, Some(matrix), step) => heat(matrix, step, wide, &writing),
            (GroupForm::Bars, ..) => bars(&bars_of(grouping, table, &writing), wide, &writing),
            _ => Picture::default(),
        }
    }

    /// Returns the title of the chart.
    pub fn title(&self) -> String {
        title(&self.grouping)
    }

    /// Returns the drawing with pseudonyms.
    pub fn redacted(&self, by: &Redactor) -> ChartDrawing {
        let matrix = self.matrix.as_ref();
        ChartDrawing {
            grouping: Rc::new(self.grouping.redacted(by)),
            table: Rc::new(handover::table(&self.table, &self.grouping, by)),
            matrix: matrix.map(|matrix| Rc::new(handover::matrix(matrix, &self.grouping, by))),
            ..self.clone()
        }
    }
}

#[component]
pub fn Chart(properties: &ChartProperties) -> Html {
    let ChartProperties { form, grouping, table, matrix, times, unit, on_narrow, on_drawing } = properties;
    let node = use_node_ref();
    let width = use_width(&node);
    let drawing = ChartDrawing {
        form: *form,
        grouping: grouping.clone(),
        table: table.clone(),
        matrix: matrix.clone(),
        times: *times,
        width,
        unit: *unit,
    };
    let picture = use_memo(drawing.clone(), ChartDrawing::picture);
    use_effect_with(drawing, {
        let on_drawing = on_drawing.clone();
        move |drawing: &ChartDrawing| on_drawing.emit(Rc::new(drawing.clone()))
    });
    let name = title(grouping);
    let cells = &picture.cells;
    html! {
        <div class="group__chart" ref={node} tabindex="0" role="group" aria-label="Chart">
            if let Some(note) = note(*form, table, matrix.as_deref()) {
                <p class="group__note">{ note }</p>
            }
            <svg role="img" aria-label={name} width={picture.width.to_string()} height={picture.height.to_string()}
                viewBox={format!("0 0 {} {}", picture.width, picture.height)}>
                { for picture.marks.iter().map(|mark| draw(mark, cells, on_narrow)) }
            </svg>
        </div>
    }
}

/// Returns what the chart does not show; `None` if it shows everything.
fn note(form: GroupForm, table: &GroupTable, matrix: Option<&Matrix>) -> Option<String> {
    let more =
        |number: u64, what: &str| format!("{} more {what} not drawn", trailglass::base::text::count(number));
    match (form, matrix) {
        (GroupForm::Bars, _) if table.rows.len() > MOST_BARS => {
            Some(more((table.rows.len() - MOST_BARS) as u64, "groups are in the table and"))
        }
        (GroupForm::Lines | GroupForm::Heat, Some(matrix)) if matrix.too_many_slices => Some(
            "There are too many slices of time to draw: choose a longer time step, or a shorter time."
                .to_owned(),
        ),
        (GroupForm::Lines, Some(matrix)) if matrix.more_rows > 0 => Some(more(matrix.more_rows, "lines are")),
        (GroupForm::Heat, Some(matrix)) => match (matrix.more_rows, matrix.more_columns) {
            (0, 0) => None,
            (rows, 0) => Some(more(rows, "rows are")),
            (0, columns) => Some(more(columns, "columns are")),
            (rows, columns) => {
                let columns = trailglass::base::text::count(columns);
                Some(more(rows, &format!("rows and {columns} more columns are")))
            }
        },
        _ => None,
    }
}

fn bars_of(grouping: &Grouping, table: &GroupTable, writing: &LabelFormat) -> Vec<Bar> {
    let value =
        |events: u64, distinct: Option<u64>, numbers: Option<trailglass::grouping::NumberStatistics>| match (
            grouping.measure(),
            distinct,
            numbers,
        ) {
            (Measure::Distinct, Some(distinct), _) => distinct as f64,
            (Measure::Sum, _, Some(numbers)) => numbers.sum.to_f64(),
            _ => events as f64,
        };
    let mut bars: Vec<Bar> = table
        .rows
        .iter()
        .take(MOST_BARS)
        .map(|row| {
            let time = grouping.time_step.map(|step| {
                let slice = row.slice_millis.map(|start| writing.clock.show_range(step.slice(start)));
                slice.unwrap_or_else(|| "no time".to_owned())
            });
            Bar {
                name: name_of(row.values.iter().map(String::as_str)),
                time,
                value: value(row.count.events, row.distinct, row.numbers),
                cell: Some(GroupCell::of_row(grouping, row)),
            }
        })
        .collect();
    if let Some(rest) = &table.rest {
        bars.push(Bar {
            name: trailglass::base::text::counted(rest.groups, "more group", "more groups"),
            time: None,
            value: value(rest.count.events, rest.distinct, rest.numbers),
            cell: None,
        });
    }
    bars
}

fn draw(mark: &ChartMark, cells: &[GroupCell], on_narrow: &Callback<Narrow>) -> Html {
    let class = match mark.paint {
        Paint::Bar => "chart__bar",
        Paint::Series(number) => {
            ["chart__a", "chart__b", "chart__c", "chart__d", "chart__e", "chart__f", "chart__g", "chart__h"]
                [usize::from(number) % MOST_SERIES]
        }
        Paint::Heat(_) => "chart__heat",
        Paint::Axis => "chart__axis",
        Paint::Label => "chart__label",
        Paint::Note => "chart__note",
        Paint::Target => "chart__target",
    };
    let onclick = mark.cell.and_then(|cell| cells.get(cell as usize)).map(|cell| {
        let (on_narrow, cell) = (on_narrow.clone(), cell.clone());
        Callback::from(move |event: MouseEvent| {
            on_narrow.emit(Narrow { cell: cell.clone(), exclude: event.alt_key(), open: false });
        })
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
                        <title>{ crate::widgets::log_text::shown_text(&mark.title).to_string() }</title>
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
                { crate::widgets::log_text::shown_text(text).to_string() }
            </text>
        },
    }
}
