//! Names of orgs and people, all invented.

use crate::ids::Rng;

/// The org whose content is pushed.
pub(super) const SOURCE: &str = "Lanternfish Security (Gold template)";

/// The first targets have names that are awkward in one way or another.
const FIRST: [&str; 12] = [
    "Harbourline Freight",
    "Bäckerei Grünfeld & Söhne GmbH",
    "O'Dowd Dental Partners",
    "The Amalgamated Creameries and Dairy Cooperative of Upper Lindenfall and District",
    "Kestrel Point Credit Union",
    "Société Électrique du Val d'Orme",
    "Northwater Utilities",
    "Quillon Robotics",
    "Øresund Maskinværk",
    "Saltmarsh County Schools",
    "A1",
    "Vantor Pharma (EU), Inc.",
];

#[rustfmt::skip]
const PLACES: [&str; 40] = [
    "Alderwick", "Amberley", "Ashcombe", "Birchmere", "Blackfern", "Bramwell", "Calderon", "Cedarholm",
    "Corvane", "Dovecote", "Eastmere", "Elmstead", "Fernhollow", "Foxglen", "Glasswater", "Greyfield",
    "Halvorsen", "Hawksmoor", "Ironbridge", "Juniper Bay", "Kingsmead", "Larkhill", "Lowmoor", "Maplecrest",
    "Millbrae", "Nightingale", "Oakhaven", "Orchard Row", "Pinecliff", "Quarrystone", "Redwater", "Rookwood",
    "Silverbeck", "Stonegate", "Thornbury Vale", "Umberland", "Wavecrest", "Westfall", "Willowbank", "Yarrow",
];

#[rustfmt::skip]
const TRADES: [&str; 25] = [
    "Logistics", "Foods", "Insurance", "Robotics", "Clinics", "Energy", "Textiles", "Airways", "Law Group",
    "Media", "Motors", "Capital", "Hotels", "Timber", "Optics", "Packaging", "Biotech", "Shipping", "Retail",
    "Mining", "Telecom", "Gaming", "Studios", "Water", "Chemicals",
];

/// The name of the target with that index, from 1. No two are alike.
pub(super) fn target(index: u64) -> String {
    let index = usize::try_from(index.saturating_sub(1)).unwrap_or(0);
    if let Some(name) = FIRST.get(index) {
        return (*name).to_owned();
    }
    let index = index - FIRST.len();
    let (round, index) = (
        index / (PLACES.len() * TRADES.len()),
        index % (PLACES.len() * TRADES.len()),
    );
    // Neighbours differ in both words.
    let trade = (index + index / PLACES.len()) % TRADES.len();
    let name = format!("{} {}", PLACES[index % PLACES.len()], TRADES[trade]);
    if round == 0 {
        name
    } else {
        format!("{name} {}", round + 1)
    }
}

/// A domain label for the org's addresses.
pub(super) fn domain(name: &str, index: u64) -> String {
    let ascii = crate::org::profile::api_name(name).to_ascii_lowercase();
    let words = ascii
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let label = words.take(2).collect::<Vec<_>>().join("-");
    format!("{label}-{index}")
}

pub(super) fn first_name(rng: &mut Rng) -> &'static str {
    pick(
        rng,
        &[
            "Ada", "Bruno", "Chidi", "Dana", "Emre", "Fatima", "Gustav", "Hana", "Ines", "Jonas",
        ],
    )
}

pub(super) fn last_name(rng: &mut Rng) -> &'static str {
    pick(
        rng,
        &[
            "Abara", "Brandt", "Costa", "Dufour", "Eklund", "Farkas", "Grieg", "Horvat", "Ito",
            "Keller",
        ],
    )
}

fn pick(rng: &mut Rng, from: &[&'static str]) -> &'static str {
    let index = usize::try_from(rng.below(from.len() as u64)).unwrap_or(0);
    from.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_of_three_thousand_are_alike() {
        let names: BTreeSet<String> = (1..=3_000).map(target).collect();
        assert_eq!(names.len(), 3_000);
    }

    #[test]
    fn domains_are_plain() {
        assert_eq!(
            domain("Bäckerei Grünfeld & Söhne GmbH", 2),
            "baeckerei-gruenfeld-2"
        );
    }
}
