use std::rc::Rc;

use orgcast_shared::api::{LogLevel, LogLine, PushDetail};
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use super::view::lines;
use crate::components::{Shape, Tone, VirtualList, chip, search_field};
use crate::text::{push as text, time};

#[derive(Properties, PartialEq)]
pub(super) struct LogProps {
    pub(super) log: Rc<Vec<LogLine>>,
    /// Knows the orgs' names.
    pub(super) detail: Rc<PushDetail>,
}

const ROW_HEIGHT: u32 = 28;

/// The push's log, newest line first.
#[component]
pub(super) fn Log(props: &LogProps) -> Html {
    let search = use_state(String::new);
    let level = use_state(|| LogLevel::Info);
    let detail = Rc::clone(&props.detail);
    let name = move |id: &OrgId| {
        let known = detail.orgs.iter().find(|org| org.org == *id);
        known.map_or_else(|| id.to_string(), |org| org.name.clone())
    };
    let shown: Vec<LogLine> = lines(&props.log, *level, &search, &name)
        .into_iter()
        .cloned()
        .collect();
    let count = shown.len();
    let row = Callback::from(move |index: usize| {
        line_view(index, &shown[index], &name(&shown[index].org))
    });
    let toggle = |wanted: LogLevel| {
        let (level, is_on) = (level.clone(), *level == wanted);
        let next = if is_on { LogLevel::Info } else { wanted };
        html! {
            <button
                type="button"
                class="filter"
                aria-pressed={is_on.to_string()}
                onclick={Callback::from(move |_: MouseEvent| level.set(next))}
            >
                { text::only(wanted) }
            </button>
        }
    };
    html! {
        <section class="push-log" aria-labelledby="log-title">
            <div class="pane-tools">
                <h2 id="log-title">{ text::LOG }</h2>
                { for [LogLevel::Warning, LogLevel::Error].map(toggle) }
                { search_field(text::SEARCH_LOG, &search) }
            </div>
            if count == 0 {
                <p class="quiet">
                    { if props.log.is_empty() { text::LOG_EMPTY } else { text::LOG_NO_MATCH } }
                </p>
            } else {
                <VirtualList
                    class="log-lines"
                    role="list"
                    label={text::LOG}
                    {count}
                    row_height={ROW_HEIGHT}
                    {row}
                />
            }
        </section>
    }
}

fn line_view(index: usize, line: &LogLine, name: &str) -> Html {
    let (tone, shape) = match line.level {
        LogLevel::Info => (Tone::Same, Shape::Check),
        LogLevel::Warning => (Tone::Edited, Shape::Warning),
        LogLevel::Error => (Tone::Blocked, Shape::Cross),
    };
    html! {
        <div key={index} class="log-line" role="listitem">
            <time datetime={time::iso(line.at)} title={time::exact(line.at)}>{ time::clock(line.at) }</time>
            { chip(tone, shape, text::level(line.level)) }
            <span class="clip log-org">{ name }</span>
            <span class="clip" title={line.message.clone()}>{ &line.message }</span>
        </div>
    }
}
