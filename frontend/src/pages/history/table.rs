use orgcast_shared::api::Push;
use yew::prelude::*;

use crate::components::{Ago, NavLink, Tone, chip};
use crate::routes::Route;
use crate::text::{history as text, number, push as push_text, rollback};

/// Pushes as a table, newest first.
pub(super) fn push_table(pushes: &[Push]) -> Html {
    html! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{ text::COLUMN_WHEN }</th>
                        <th scope="col">{ text::COLUMN_WHO }</th>
                        <th scope="col">{ text::COLUMN_STATUS }</th>
                        <th scope="col">{ text::COLUMN_SOURCE }</th>
                        <th scope="col" class="numeric">{ text::COLUMN_ITEMS }</th>
                        <th scope="col" class="numeric">{ text::COLUMN_ORGS }</th>
                        <th scope="col">{ text::COLUMN_RESULT }</th>
                    </tr>
                </thead>
                <tbody>
                    for push in pushes.iter() {
                        { row(push) }
                    }
                </tbody>
            </table>
        </div>
    }
}

fn row(push: &Push) -> Html {
    let (tone, shape) = Tone::of_push(push.state);
    html! {
        <tr key={push.id.to_string()}>
            <th scope="row">
                <NavLink to={Route::push(&push.id)}><Ago at={push.started_at} /></NavLink>
            </th>
            <td>{ &push.by }</td>
            <td>
                { chip(tone, shape, push_text::state(push.state)) }
                if push.rollback_of.is_some() {
                    <p class="state-more">{ rollback::ROLLS_BACK }</p>
                }
                if push.retry_of.is_some() {
                    <p class="state-more">{ push_text::RETRIED }</p>
                }
            </td>
            <td>{ &push.source_name }</td>
            <td class="numeric">{ number(push.items) }</td>
            <td class="numeric">{ number(push.orgs) }</td>
            <td>{ text::result(&push.outcomes) }</td>
        </tr>
    }
}
