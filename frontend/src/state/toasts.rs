use std::rc::Rc;

use yew::prelude::*;

/// A message that appears for a moment.
#[derive(Clone, PartialEq)]
pub(crate) struct Toast {
    pub(crate) id: u32,
    pub(crate) kind: ToastKind,
    pub(crate) text: AttrValue,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToastKind {
    /// Something went well; disappears by itself.
    Done,
    /// Something failed; stays until it is closed.
    Failed,
}

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Shown {
    next: u32,
    all: Vec<Toast>,
}

pub(crate) enum Event {
    Show(ToastKind, AttrValue),
    Close(u32),
}

impl Reducible for Shown {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut shown = (*self).clone();
        match event {
            Event::Close(id) => shown.all.retain(|toast| toast.id != id),
            Event::Show(kind, text) => {
                // The same message twice is one message.
                shown.all.retain(|toast| toast.text != text);
                shown.all.push(Toast {
                    id: shown.next,
                    kind,
                    text,
                });
                shown.next += 1;
                let surplus = shown.all.len().saturating_sub(MOST);
                shown.all.drain(..surplus);
            }
        }
        Rc::new(shown)
    }
}

/// More messages at once than this hide the page.
const MOST: usize = 4;

/// Shows messages.
#[derive(Clone, PartialEq)]
pub(crate) struct Toasts(UseReducerHandle<Shown>);

impl Toasts {
    pub(crate) fn all(&self) -> &[Toast] {
        &self.0.all
    }

    pub(crate) fn done(&self, text: impl Into<AttrValue>) {
        self.0.dispatch(Event::Show(ToastKind::Done, text.into()));
    }

    pub(crate) fn failed(&self, text: impl Into<AttrValue>) {
        self.0.dispatch(Event::Show(ToastKind::Failed, text.into()));
    }

    pub(crate) fn close(&self, id: u32) {
        self.0.dispatch(Event::Close(id));
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ToastsProviderProps {
    pub(crate) children: Html,
}

#[component]
pub(crate) fn ToastsProvider(props: &ToastsProviderProps) -> Html {
    let toasts = Toasts(use_reducer(Shown::default));
    html! {
        <ContextProvider<Toasts> context={toasts}>{ props.children.clone() }</ContextProvider<Toasts>>
    }
}

#[hook]
pub(crate) fn use_toasts() -> Toasts {
    use_context::<Toasts>().expect("everything is below the ToastsProvider")
}
