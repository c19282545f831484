use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A whole number with its words after it; it may be empty.
pub(crate) fn number_field(
    words: &'static str,
    value: Option<u64>,
    is_wrong: bool,
    change: &Callback<Option<u64>>,
) -> Html {
    let oninput = change.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let number = number(&input.value());
        // What isn't a digit doesn't stay in the field.
        input.set_value(&shown(number));
        number
    });
    html! {
        <label key={words} class="policy-row">
            <input
                class="input budget"
                inputmode="numeric"
                autocomplete="off"
                value={shown(value)}
                aria-invalid={is_wrong.then_some("true")}
                {oninput}
            />
            { words }
        </label>
    }
}

/// A typed number: its digits; `None` for none.
fn number(typed: &str) -> Option<u64> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().ok()
}

fn shown(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        let numbers = ["", "12", " 1a2", "x", "0", "12345678901"].map(number);
        let expected = [None, Some(12), Some(12), None, Some(0), Some(123_456_789)];
        assert_eq!(numbers, expected);
    }
}
