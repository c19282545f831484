use yew::prelude::*;

/// Which colours are used.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// What the system asks for.
    #[default]
    System,
    Light,
    Dark,
}

/// boot.js reads it before the first paint.
const KEY: &str = "orgcast.theme";

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The theme that the button switches to.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn stored() -> Self {
        let code = storage().and_then(|storage| storage.get_item(KEY).ok()?);
        let known = Self::ALL
            .into_iter()
            .find(|theme| code.as_deref() == Some(theme.code()));
        known.unwrap_or_default()
    }

    fn apply(self) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(KEY, self.code());
        }
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        if let Some(root) = root {
            let _ = match self {
                Self::System => root.remove_attribute("data-theme"),
                Self::Light | Self::Dark => root.set_attribute("data-theme", self.code()),
            };
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The theme, and what changes it.
#[hook]
pub(crate) fn use_theme() -> (Theme, Callback<Theme>) {
    let theme = use_state_eq(Theme::stored);
    let set = use_callback(theme.clone(), |new: Theme, theme| {
        new.apply();
        theme.set(new);
    });
    (*theme, set)
}
