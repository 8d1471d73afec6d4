//! Icons: inline drawings in the colour of the surrounding text.
//!
//! All use a 16 by 16 grid and a stroke of 1.5. They are decoration and hidden from screen readers:
//! the button around an icon states its meaning.

use yew::prelude::*;

/// The icons. Each is drawn as one path of strokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Icon {
    /// A magnifying glass.
    Search,
    /// A cross.
    Close,
    /// A page.
    File,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A screen.
    Screen,
    /// A bin.
    Clear,
    /// A question mark.
    Help,
    /// A clock with an arrow back.
    History,
    /// A magnifying glass with a minus.
    ZoomOut,
    /// A minus.
    Minus,
    /// A plus.
    Plus,
    /// An arrow head to the right.
    Right,
    /// An arrow head down.
    Down,
    /// Two sheets.
    Copy,
    /// A tick.
    Check,
    /// A triangle with an exclamation mark.
    Warning,
    /// A panel on the left.
    Panel,
    /// A play mark.
    Play,
    /// A pencil.
    Pencil,
    /// A star.
    Star,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Search => "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM10.3 10.3L14 14",
            Icon::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Icon::File => "M4 1.75h5L12.5 5.2v9.05h-8.5zM8.9 1.9v3.6h3.5",
            Icon::Sun => {
                "M8 5.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3.05 3.05l1 1M11.95 11.95l1 1M3.05 12.95l1-1M11.95 4.05l1-1"
            }
            Icon::Moon => "M13.5 9.6A5.9 5.9 0 0 1 6.4 2.5a5.9 5.9 0 1 0 7.1 7.1z",
            Icon::Screen => "M1.75 2.75h12.5v8h-12.5zM5.5 13.75h5M8 10.9v2.7",
            Icon::Clear => "M2.5 4.25h11M6 4V2.25h4V4M4 4.4l.6 9.35h6.8L12 4.4M6.6 7v4M9.4 7v4",
            Icon::Help => "M5.6 5.9A2.45 2.45 0 1 1 9 8.1c-.7.35-1 .8-1 1.7M8 12.1v.4",
            Icon::History => "M2.6 6A5.75 5.75 0 1 1 2.3 9M2.4 2.6V6h3.4M8 5v3.3l2.2 1.5",
            Icon::ZoomOut => "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM10.3 10.3L14 14M5 7h4",
            Icon::Minus => "M3.5 8h9",
            Icon::Plus => "M3.5 8h9M8 3.5v9",
            Icon::Right => "M6 3.5L10.5 8L6 12.5",
            Icon::Down => "M3.5 6L8 10.5L12.5 6",
            Icon::Copy => "M5.25 5.25h8.5v8.5h-8.5zM3 10.5h-.75v-8.25h8.25V3",
            Icon::Check => "M3 8.5L6.5 12L13 4.5",
            Icon::Warning => "M8 2.2L14.6 13.5H1.4zM8 6.4v3.4M8 11.4v.4",
            Icon::Panel => "M1.75 2.75h12.5v10.5h-12.5zM6 2.9v10.2",
            Icon::Pencil => "M2.75 13.25l.7-3.2l7.1-7.1l2.5 2.5l-7.1 7.1zM9 4.5l2.5 2.5",
            Icon::Star => "M8 2l1.8 3.8l4.1.5l-3 2.9l.8 4.1L8 11.2l-3.7 2.1l.8-4.1l-3-2.9l4.1-.5z",
            Icon::Play => "M4.5 2.8L12.8 8L4.5 13.2z",
        }
    }

    pub fn draw(self) -> Html {
        html! {
            <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"
                stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                <path d={self.path()} />
            </svg>
        }
    }
}
