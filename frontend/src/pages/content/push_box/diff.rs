use orgcast_shared::content::diff::{Hunk, Line, Mark, Segment};
use orgcast_shared::id::{ItemName, OrgId};
use orgcast_shared::plan::Class;
use yew::prelude::*;

use crate::components::{Dialog, NoticeKind, Tone, chip, notice};
use crate::preview::{CellDiff, CellLine, FieldLine, Shown};
use crate::state::{Planner, use_orgs};
use crate::text::{common, content, diff as text};

#[derive(Properties, PartialEq)]
pub(super) struct CellDialogProps {
    pub(super) org: OrgId,
    pub(super) cell: CellLine,
    pub(super) planner: Planner,
    pub(super) on_close: Callback<()>,
}

/// What differs in one item of one org, field by field.
#[component]
pub(super) fn CellDialog(props: &CellDialogProps) -> Html {
    let orgs = use_orgs();
    let CellDialogProps {
        org, cell, planner, ..
    } = props;
    use_effect_with((org.clone(), cell.path.clone()), {
        let planner = planner.clone();
        move |(org, path)| planner.diff(org.clone(), path.clone())
    });
    let name = cell.path.name().map_or("", ItemName::as_str);
    let (class_tone, class_shape) = Tone::of_class(cell.class);
    let (tone, shape) = Tone::of_action(cell.action, cell.class);
    let footer = html! {
        <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>
            { common::CLOSE }
        </button>
    };
    html! {
        <Dialog
            title={text::title(name, &orgs.name(org))}
            title_id="cell-title"
            large=true
            on_close={&props.on_close}
            {footer}
        >
            <div class="diff-head">
                { chip(class_tone, class_shape, common::class(cell.class)) }
                { chip(tone, shape, common::action(cell.action, cell.class)) }
                <span>{ &cell.why }</span>
                <span class="quiet">{ common::folder_of(&cell.path) }</span>
            </div>
            if cell.stripped {
                <p class="quiet">
                    { if cell.class == Class::Same { text::COMPARED_STRIPPED } else { text::STRIPPED } }
                </p>
            }
            { match planner.known().diff.as_deref() {
                None => html! { <p class="quiet" role="status">{ common::LOADING }</p> },
                Some(Err(trouble)) => {
                    notice(NoticeKind::Error, html! { <p>{ content::trouble(trouble) }</p> })
                }
                Some(Ok(diff)) => sections(diff, cell),
            } }
        </Dialog>
    }
}

fn sections(diff: &CellDiff, cell: &CellLine) -> Html {
    let title = if cell.action.writes() {
        text::PUSH
    } else {
        text::PUSH_KEPT
    };
    html! {
        <>
            <section class="diff-part" aria-label={title}>
                <h3>{ title }</h3>
                { match &diff.push {
                    None => html! { <p class="quiet">{ text::CANT_COMPARE }</p> },
                    Some(fields) => all(fields, text::EQUAL),
                } }
            </section>
            if let Some(fields) = &diff.edits {
                <section class="diff-part" aria-label={text::EDITS}>
                    <h3>{ text::EDITS }</h3>
                    { all(fields, text::NO_EDITS) }
                </section>
            }
        </>
    }
}

fn all(fields: &[FieldLine], otherwise: &'static str) -> Html {
    if fields.is_empty() {
        return html! { <p class="quiet">{ otherwise }</p> };
    }
    html! {
        for (index, field) in fields.iter().enumerate() {
            <div key={index} class="diff-field">
                <h4>{ &field.label }</h4>
                { change(&field.change) }
            </div>
        }
    }
}

fn change(change: &Shown) -> Html {
    match change {
        Shown::Added(value) => block(&whole(Mark::Added, value)),
        Shown::Removed(value) => block(&whole(Mark::Removed, value)),
        Shown::Changed(from, to) => {
            let mut lines = whole(Mark::Removed, from);
            lines.extend(whole(Mark::Added, to));
            block(&lines)
        }
        Shown::Text(hunks, skipped) => texts(hunks, *skipped),
        Shown::LongText(from, to) => html! { <p>{ text::long_text(*from, *to) }</p> },
        Shown::Order(from, to) => html! {
            <>
                <p>{ text::OLD }{ " " }<del>{ from.join(", ") }</del></p>
                <p>{ text::NEW }{ " " }<ins>{ to.join(", ") }</ins></p>
            </>
        },
        Shown::Respelled => html! { <p class="quiet">{ text::RESPELLED }</p> },
    }
}

/// A value that is in one of the two only, line by line.
fn whole(mark: Mark, value: &str) -> Vec<Line> {
    let line = |text: &str| Line {
        mark,
        segments: vec![Segment {
            mark,
            text: text.to_owned(),
        }],
    };
    value.lines().map(line).collect()
}

fn texts(hunks: &[Hunk], skipped: usize) -> Html {
    let gap = |lines: usize| {
        (lines > 0).then(|| html! { <p class="diff-gap quiet">{ text::unchanged(lines) }</p> })
    };
    html! {
        <>
            for (index, hunk) in hunks.iter().enumerate() {
                <div key={index}>
                    { gap(hunk.skipped) }
                    { block(&hunk.lines) }
                </div>
            }
            { gap(skipped) }
        </>
    }
}

fn block(lines: &[Line]) -> Html {
    html! {
        <pre class="diff" tabindex="0">
            for (index, line) in lines.iter().enumerate() {
                <span key={index} class={classes!("diff-line", tone(line.mark))}>
                    <span class="diff-sign" aria-hidden="true">{ sign(line.mark) }</span>
                    <span>
                        for segment in line.segments.iter() {
                            { piece(segment) }
                        }
                    </span>
                </span>
            }
        </pre>
    }
}

fn piece(segment: &Segment) -> Html {
    let text = segment.text.clone();
    match segment.mark {
        Mark::Equal => html! { text },
        Mark::Removed => html! { <del>{ text }</del> },
        Mark::Added => html! { <ins>{ text }</ins> },
    }
}

fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Equal => " ",
        Mark::Removed => "−",
        Mark::Added => "+",
    }
}

fn tone(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::Equal => None,
        Mark::Removed => Some("tone-blocked"),
        Mark::Added => Some("tone-new"),
    }
}
