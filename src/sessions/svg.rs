//! A chain's tree as an SVG file: self-contained, reproducible, with every text from a log escaped.

use std::fmt::Write as _;

use super::answers::{Certainty, ChainTree};
use crate::base::markup::escaped_for_xml;
use crate::base::remark::Remark;
use crate::base::text::{counted, without_middle};

const ROW_HEIGHT: u32 = 46;
const INDENT: u32 = 34;
const MARGIN: u32 = 16;
const BOX_WIDTH: u32 = 460;
const BOX_HEIGHT: u32 = 36;
/// Maximum length of a name in a box; longer names are shortened in the middle.
const NAME_LENGTH: usize = 52;

/// Draws the tree: one box for each node, below and to the right of its parent. Uncertain links are
/// dashed and labelled with their certainty.
pub fn svg(tree: &ChainTree, title: &str) -> String {
    let depths = tree.depths();
    let deepest = depths.iter().max().copied().unwrap_or_default();
    let rows = tree.nodes.len() as u32 + u32::from(tree.left_out > 0);
    let (width, height) = (2 * MARGIN + deepest * INDENT + BOX_WIDTH, 2 * MARGIN + rows * ROW_HEIGHT);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>{}</title>\n\
         <style>rect{{fill:#fff;stroke:#57606a}} .root rect{{stroke:#0969da;stroke-width:2}} text{{fill:#1f2328}} \
         .about{{fill:#57606a;font-size:11px}} path{{fill:none;stroke:#57606a}} .inferred{{stroke-dasharray:6 3}} \
         .claimed,.unknown{{stroke-dasharray:2 3}}</style>\n<rect width=\"100%\" height=\"100%\" style=\"stroke:none\"/>\n",
        escaped(title)
    );
    let place = |row: usize| (MARGIN + depths[row] * INDENT, MARGIN + row as u32 * ROW_HEIGHT);
    for (row, node) in tree.nodes.iter().enumerate() {
        let (x, y) = place(row);
        if let Some(above) = node.above.map(|above| above as usize).filter(|above| *above < row) {
            let (above_x, above_y) = place(above);
            let _ = writeln!(
                svg,
                "<path class=\"{}\" d=\"M{} {}V{}H{x}\"/>",
                node.certainty.name(),
                above_x + INDENT / 2,
                above_y + BOX_HEIGHT,
                y + BOX_HEIGHT / 2
            );
        }
        let name = if node.folded > 0 {
            format!("{} ({} alike)", without_middle(&node.name, NAME_LENGTH), node.folded + 1)
        } else {
            without_middle(&node.name, NAME_LENGTH)
        };
        let _ = writeln!(
            svg,
            "<g{} transform=\"translate({x} {y})\"><title>{}</title><rect width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"4\"/>\
             <text x=\"8\" y=\"15\">{}</text><text class=\"about\" x=\"8\" y=\"30\">{}</text></g>",
            if node.above.is_none() { " class=\"root\"" } else { "" },
            escaped(
                &[node.name.as_str(), &node.gap.as_ref().map(Remark::to_string).unwrap_or_default()]
                    .join("\n")
            ),
            escaped(&name),
            escaped(&about(node))
        );
    }
    if tree.left_out > 0 {
        let y = MARGIN + tree.nodes.len() as u32 * ROW_HEIGHT + BOX_HEIGHT / 2;
        let more = counted(u64::from(tree.left_out), "more session", "more sessions");
        let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\">{more}, not drawn</text>");
    }
    svg.push_str("</svg>\n");
    svg
}

fn about(node: &super::answers::ChainNode) -> String {
    let mut parts = vec![node.kind.clone()];
    if !node.account.is_empty() {
        parts.push(node.account.clone());
    }
    if !node.obtained_by.is_empty() {
        parts.push(format!("by {}", node.obtained_by));
    }
    if node.certainty != Certainty::Exact {
        parts.push(node.certainty.name().to_owned());
    }
    parts.push(counted(node.count.events, "event", "events"));
    if node.gap.is_some() {
        parts.push("gap above".to_owned());
    }
    parts.join(" · ")
}

/// Escapes text for XML and joins its lines.
fn escaped(text: &str) -> String {
    escaped_for_xml(&text.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::super::answers::ChainNode;
    use super::*;

    fn node(above: Option<u32>, name: &str, certainty: Certainty) -> ChainNode {
        ChainNode {
            above,
            session: above,
            actor: 0,
            name: name.to_owned(),
            kind: "Role session".to_owned(),
            account: "1".to_owned(),
            obtained_by: String::new(),
            certainty,
            doubt: Remark::default(),
            gap: None,
            count: Default::default(),
            folded: 0,
        }
    }

    #[test]
    fn nothing_in_a_log_gets_out_of_its_text() {
        let tree = ChainTree {
            nodes: vec![
                node(None, "</text><script>alert(1)</script>", Certainty::Exact),
                node(Some(0), "\" onload=\"x\u{0}\u{1b}", Certainty::Claimed),
            ],
            left_out: 2,
        };
        let drawn = svg(&tree, "a & b");
        assert!(!drawn.contains("<script") && !drawn.contains("\" onload=\"x"), "{drawn}");
        assert!(!drawn.contains(|character: char| character.is_control() && character != '\n'));
        assert!(drawn.contains("class=\"claimed\"") && drawn.contains("2 more sessions, not drawn"));
        assert!(drawn.contains("<title>a &amp; b</title>"));
        assert_eq!(drawn, svg(&tree, "a & b"));
        // The file loads nothing from the network.
        assert_eq!(drawn.matches("http").count(), 1);
    }

    #[test]
    fn long_names_lose_their_middle() {
        let long = "é".repeat(300);
        assert_eq!(without_middle(&long, NAME_LENGTH).chars().count(), NAME_LENGTH);
        assert_eq!(without_middle("short", NAME_LENGTH), "short");
    }
}
