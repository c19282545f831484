use orgcast_shared::content::ItemKind;
use yew::prelude::*;

/// The shapes that stand for kinds, states and actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Folder,
    Search,
    Dashboard,
    Metrics,
    Lookup,
    Unknown,
    Plus,
    Swap,
    Equal,
    Blocked,
    Warning,
    Behind,
    Pencil,
    Fork,
    Lock,
    Mail,
    Check,
    Cross,
    Stop,
    Clock,
    Read,
    Chevron,
    Moon,
    Sun,
    Contrast,
}

/// The shape of a kind of item.
pub(crate) fn kind_shape(kind: ItemKind) -> Shape {
    match kind {
        ItemKind::Folder => Shape::Folder,
        ItemKind::Search => Shape::Search,
        ItemKind::Dashboard | ItemKind::ClassicDashboard => Shape::Dashboard,
        ItemKind::MetricsSearch => Shape::Metrics,
        ItemKind::Lookup => Shape::Lookup,
        ItemKind::Unrecognised => Shape::Unknown,
    }
}

impl Shape {
    /// Strokes on a 16 × 16 grid.
    fn path(self) -> &'static str {
        match self {
            Self::Folder => "M1.8 12.5v-9h4l1.6 2h6.8v7z",
            Self::Search => "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zM10.4 10.4l3.8 3.8",
            Self::Dashboard => "M2 2.5h5v4.8H2zM9 2.5h5v2.8H9zM2 9.3h5v4.2H2zM9 7.3h5v6.2H9z",
            Self::Metrics => "M1.8 13.8h12.4M2.5 10.5 6 6.2l3 2.4 4.5-5.4",
            Self::Lookup => "M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.2 3v10",
            Self::Unknown => {
                "M2.5 2.5h11v11h-11zM6 6.2c.2-2.4 4-2.2 4 0 0 1.6-2 1.5-2 3.1M8 11.3v.4"
            }
            Self::Plus => "M8 2.8v10.4M2.8 8h10.4",
            Self::Swap => {
                "M2.5 6.2A5.7 5.7 0 0 1 13 5.2M13.4 2v3.4H10M13.5 9.8A5.7 5.7 0 0 1 3 10.8M2.6 14v-3.4H6"
            }
            Self::Equal => "M3.2 5.8h9.6M3.2 10.2h9.6",
            Self::Blocked => "M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12zM3.9 3.9l8.2 8.2",
            Self::Warning => "M8 2.2 14.6 13.6H1.4zM8 6.4v3.6M8 11.6v.5",
            Self::Behind => "M8 13.5v-9M4.2 8.2 8 4.4l3.8 3.8M3.5 2h9",
            Self::Pencil => "M2.8 13.2l.6-3L10.8 2.8l2.4 2.4-7.4 7.4zM9 4.6 11.4 7",
            Self::Fork => "M8 14V9.5L3.6 5M8 9.5 12.4 5M3.2 8V4.6h3.4M12.8 8V4.6H9.4",
            Self::Lock => "M3.5 7.5h9v6.2h-9zM5.3 7.5V5.2a2.7 2.7 0 0 1 5.4 0v2.3",
            Self::Mail => "M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5",
            Self::Check => "M2.8 8.6l3.4 3.4 7-8",
            Self::Cross => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Self::Stop => "M3.5 3.5h9v9h-9z",
            Self::Clock => "M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12zM8 4.8V8l2.4 1.6",
            Self::Read => "M13.6 8A5.6 5.6 0 1 1 11.5 3.6M11.9 1.2v2.9H9",
            Self::Chevron => "M6 3.5 10.5 8 6 12.5",
            Self::Moon => "M13.2 9.8A5.8 5.8 0 1 1 6.4 2.6a4.6 4.6 0 0 0 6.8 7.2z",
            Self::Sun => {
                "M8 11a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1"
            }
            Self::Contrast => {
                "M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12zM8 2v12M8 4.5l4.8 0M8 8h6M8 11.5h4.8"
            }
        }
    }
}

/// A shape beside a word; the word is what assistive technology reads.
pub(crate) fn icon(shape: Shape) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d={shape.path()} />
        </svg>
    }
}
