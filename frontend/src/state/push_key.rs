use orgcast_shared::api::Push;
use orgcast_shared::id::Digest;

use super::{forget, recall, remember};
use crate::api::ApiError;

const KEY: &str = "orgcast.push-key";

/// The key that makes a repeated request for the same plan the same push: a lost answer is asked for
/// again instead of pushing twice. It outlives a reload, as the draft does.
pub(crate) fn push_key(plan: Digest) -> String {
    if let Some(key) = kept(recall(KEY), plan) {
        return key;
    }
    let mut random = [0; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    let key = format!("{:032x}", u128::from_be_bytes(random));
    remember(KEY, &(plan, &key));
    key
}

/// An answer came: once it says what became of the push, the next push has a key of its own.
pub(crate) fn push_answered(answer: &Result<Push, ApiError>) {
    if says_enough(answer) {
        forget(KEY);
    }
}

fn kept(known: Option<(Digest, String)>, plan: Digest) -> Option<String> {
    known.filter(|(of, _)| *of == plan).map(|(_, key)| key)
}

/// After a failure that may pass, nobody knows whether the push was started.
fn says_enough<T>(answer: &Result<T, ApiError>) -> bool {
    answer
        .as_ref()
        .err()
        .is_none_or(|error| !error.is_passing() && !error.is_signed_out())
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::{Problem, ProblemCode};

    use super::*;

    #[test]
    fn a_key_is_for_one_plan_and_survives_a_reload() {
        let plan = Digest::of(b"plan");
        let stored = serde_json::to_string(&(plan, "key")).unwrap();
        let recalled = || serde_json::from_str(&stored).unwrap();
        assert_eq!(kept(recalled(), plan).as_deref(), Some("key"));
        assert_eq!(kept(recalled(), Digest::of(b"other")), None);
        assert_eq!(kept(None, plan), None);
    }

    #[test]
    fn a_key_is_kept_until_it_is_known_what_became_of_the_push() {
        let problem = |code| Err(ApiError::Problem(Box::new(Problem::new(code, ""))));
        assert!(says_enough(&Ok(())));
        assert!(says_enough::<()>(&problem(ProblemCode::PlanChanged)));
        assert!(says_enough::<()>(&problem(ProblemCode::Conflict)));
        let unknown = [
            Err(ApiError::Unreachable),
            Err(ApiError::Unreadable(502)),
            problem(ProblemCode::Internal),
            problem(ProblemCode::NotSignedIn),
        ];
        for answer in unknown {
            assert!(!says_enough::<()>(&answer), "{answer:?}");
        }
    }
}
