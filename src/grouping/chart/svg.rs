//! Writes a picture as an SVG file: self-contained, deterministic, and with every text from a log
//! escaped.

use std::fmt::Write as _;

use super::{Anchor, ChartShape, Paint, Picture, SLANT_DEGREES};
use crate::base::markup::escaped_for_xml;

/// The colours and dash patterns of lines; the colours can be distinguished with red-green colour
/// blindness.
const SERIES: [(&str, &str); super::MOST_SERIES] = [
    ("#1f5fbf", ""),
    ("#c2571a", "7 3"),
    ("#1b7f5c", "2 3"),
    ("#8b3fa8", "9 3 2 3"),
    ("#8a6d00", "4 2"),
    ("#00738c", "12 4"),
    ("#b3265e", "1 3"),
    ("#4a5568", "6 2 1 2 1 2"),
];

impl Paint {
    /// Returns the dash pattern of a line in SVG syntax; empty for a solid line.
    pub fn dashes(self) -> &'static str {
        match self {
            Paint::Series(number) => SERIES[usize::from(number) % SERIES.len()].1,
            _ => "",
        }
    }

    fn colour(self) -> &'static str {
        match self {
            Paint::Bar | Paint::Heat(_) => "#3d78c9",
            Paint::Series(number) => SERIES[usize::from(number) % SERIES.len()].0,
            Paint::Axis => "#dcdfe5",
            Paint::Label => "#1a1d23",
            Paint::Note => "#565e6b",
            Paint::Target => "none",
        }
    }
}

/// Returns the opacity of a cell: the weakest cell must be visible, and the text on the strongest
/// must be readable.
pub fn opacity(strength: f64) -> f64 {
    0.08 + 0.67 * strength.clamp(0.0, 1.0)
}

/// Returns the SVG transformation that rotates a slanted text about its start.
pub fn slant(x: f64, y: f64) -> String {
    format!("rotate(-{SLANT_DEGREES} {x:.1} {y:.1})")
}

/// Height of the title above a picture, in pixels.
pub const TITLE_HEIGHT: f64 = 32.0;

/// Writes the file, on a white background with a title above.
pub fn svg(picture: &Picture, title: &str) -> String {
    let (width, height) = (picture.width, picture.height + TITLE_HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title>{0}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"12\" y=\"22\" font-weight=\"600\" fill=\"#1a1d23\">{0}</text>\n<g transform=\"translate(0 {TITLE_HEIGHT})\">\n",
        escaped_for_xml(title)
    );
    for mark in &picture.marks {
        let colour = mark.paint.colour();
        let _ = match &mark.shape {
            ChartShape::Box { x, y, width, height } => {
                let opacity = match mark.paint {
                    Paint::Heat(strength) => format!(" fill-opacity=\"{:.2}\"", opacity(strength)),
                    // Lets a viewer show the tooltip under the pointer.
                    Paint::Target => " pointer-events=\"all\"".to_owned(),
                    _ => String::new(),
                };
                let title = match mark.title.as_str() {
                    "" => String::new(),
                    title => format!("<title>{}</title>", escaped_for_xml(title)),
                };
                writeln!(
                    svg,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"{opacity}>{title}</rect>"
                )
            }
            ChartShape::Line(points) => {
                let dashes = match mark.paint.dashes() {
                    "" => String::new(),
                    dashes => format!(" stroke-dasharray=\"{dashes}\""),
                };
                let thick = if mark.paint == Paint::Axis { 1.0 } else { 1.75 };
                writeln!(
                    svg,
                    "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\"{dashes} points=\"{}\"/>",
                    points_text(points)
                )
            }
            ChartShape::Dot { x, y } => {
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"{colour}\"/>")
            }
            ChartShape::Text { x, y, anchor, is_slanted, text } => {
                let anchor = anchor.name();
                let turned = match is_slanted {
                    true => format!(" transform=\"{}\"", slant(*x, *y)),
                    false => String::new(),
                };
                writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{turned} fill=\"{colour}\">{}</text>",
                    escaped_for_xml(text)
                )
            }
        };
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// Returns points in SVG syntax.
pub fn points_text(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

impl Anchor {
    /// Returns the value of SVG's `text-anchor`.
    pub fn name(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}
