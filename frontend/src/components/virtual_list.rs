use std::ops::Range;

use gloo_events::EventListener;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct VirtualListProps {
    /// How many rows there are.
    pub(crate) count: usize,
    /// The height of every row in pixels, as the stylesheet sets it.
    pub(crate) row_height: u32,
    /// Renders a row by its number.
    pub(crate) row: Callback<usize, Html>,
    pub(crate) role: AttrValue,
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Stays at the top.
    #[prop_or_default]
    pub(crate) header: Html,
    /// A row to bring into view when this changes.
    #[prop_or_default]
    pub(crate) reveal: Option<usize>,
    #[prop_or_default]
    pub(crate) onkeydown: Callback<KeyboardEvent>,
    /// The id of the row that the keyboard acts on.
    #[prop_or_default]
    pub(crate) active: Option<AttrValue>,
    /// How many rows there are for assistive technology, where the role counts them.
    #[prop_or_default]
    pub(crate) rowcount: Option<AttrValue>,
}

/// A list of any length that renders only the rows in view, and a few around them. A struct
/// component, because it renders on every scroll.
pub(crate) struct VirtualList {
    host: NodeRef,
    above: NodeRef,
    below: NodeRef,
    view: View,
    _resize: Option<EventListener>,
}

pub(crate) enum Msg {
    Moved,
}

/// What can be seen, in pixels.
#[derive(Clone, Copy, Default, PartialEq)]
struct View {
    top: u32,
    height: u32,
}

/// Rows rendered beyond the edges, so that a quick scroll doesn't show gaps.
const EXTRA: usize = 8;
/// Assumed until the list was measured.
const UNMEASURED: u32 = 800;

impl Component for VirtualList {
    type Message = Msg;
    type Properties = VirtualListProps;

    fn create(ctx: &Context<Self>) -> Self {
        let resize = web_sys::window().map(|window| {
            let moved = ctx.link().callback(|()| Msg::Moved);
            EventListener::new(&window, "resize", move |_| moved.emit(()))
        });
        Self {
            host: NodeRef::default(),
            above: NodeRef::default(),
            below: NodeRef::default(),
            view: View {
                top: 0,
                height: UNMEASURED,
            },
            _resize: resize,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, Msg::Moved: Msg) -> bool {
        let before = self.rows(ctx);
        self.measure();
        before != self.rows(ctx)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        html! {
            <div
                ref={&self.host}
                class={classes!("virtual", props.class.clone())}
                role={&props.role}
                aria-label={&props.label}
                aria-activedescendant={props.active.clone()}
                aria-rowcount={props.rowcount.clone()}
                tabindex="0"
                onscroll={ctx.link().callback(|_: Event| Msg::Moved)}
                onkeydown={&props.onkeydown}
            >
                { props.header.clone() }
                <div ref={&self.above} role="none"></div>
                for row in self.rows(ctx) {
                    { props.row.emit(row) }
                }
                <div ref={&self.below} role="none"></div>
            </div>
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &VirtualListProps) -> bool {
        let props = ctx.props();
        if let Some(row) = props.reveal.filter(|_| props.reveal != old.reveal) {
            self.reveal(row, props.row_height);
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let (rows, height) = (self.rows(ctx), ctx.props().row_height);
        // Through the object model: the Content-Security-Policy forbids style attributes.
        set_height(&self.above, pixels(rows.start, height));
        set_height(
            &self.below,
            pixels(ctx.props().count.saturating_sub(rows.end), height),
        );
        if first {
            ctx.link().send_message(Msg::Moved);
        }
    }
}

impl VirtualList {
    fn rows(&self, ctx: &Context<Self>) -> Range<usize> {
        window(self.view, ctx.props().row_height, ctx.props().count)
    }

    fn measure(&mut self) {
        if let Some(host) = self.host.cast::<HtmlElement>() {
            let height = u32::try_from(host.client_height()).unwrap_or(0);
            self.view = View {
                top: u32::try_from(host.scroll_top()).unwrap_or(0),
                height: if height == 0 { UNMEASURED } else { height },
            };
        }
    }

    fn reveal(&mut self, row: usize, row_height: u32) {
        if let Some(host) = self.host.cast::<HtmlElement>() {
            self.measure();
            if let Some(top) = scroll_to(self.view, row, row_height) {
                host.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
                self.view.top = top;
            }
        }
    }
}

fn set_height(node: &NodeRef, height: u32) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element
            .style()
            .set_property("height", &format!("{height}px"));
    }
}

fn pixels(rows: usize, row_height: u32) -> u32 {
    u32::try_from(rows)
        .unwrap_or(u32::MAX)
        .saturating_mul(row_height)
}

/// The rows to render.
fn window(view: View, row_height: u32, count: usize) -> Range<usize> {
    let seen = (view.height / row_height) as usize + 2;
    // The list may have become shorter than the browser has noticed.
    let first = ((view.top / row_height) as usize).min(count.saturating_sub(seen));
    first.saturating_sub(EXTRA)..(first + seen + EXTRA).min(count)
}

/// Where to scroll to so that a row can be seen; `None` where it can be.
fn scroll_to(view: View, row: usize, row_height: u32) -> Option<u32> {
    let top = pixels(row, row_height);
    let bottom = top + row_height;
    if top < view.top {
        Some(top)
    } else if bottom > view.top + view.height {
        Some(bottom - view.height)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_view_is_rendered() {
        let view = View {
            top: 2_800,
            height: 280,
        };
        assert_eq!(window(view, 28, 10_000), 92..120);
        assert_eq!(
            window(
                View {
                    top: 0,
                    height: 280
                },
                28,
                5
            ),
            0..5
        );
        assert_eq!(window(view, 28, 0), 0..0);
        assert_eq!(window(view, 28, 20), 0..20);
    }

    #[test]
    fn a_row_is_revealed_with_the_least_movement() {
        let view = View {
            top: 100,
            height: 280,
        };
        assert_eq!(scroll_to(view, 5, 28), None);
        assert_eq!(scroll_to(view, 1, 28), Some(28));
        assert_eq!(scroll_to(view, 20, 28), Some(308));
    }
}
