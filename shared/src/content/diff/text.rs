use super::change::{ChangeKind, Hunk, Line, Mark, Segment};
use super::words::{Run, align, has_several, is_word, tokens};

/// Both texts together, in bytes: beyond it nothing is compared. The longest text for which the
/// vendor's OpenAPI document names a limit has 65,546 characters.
const MOST_BYTES: usize = 500_000;
/// Both sides of changed lines together, in bytes: beyond it they are shown without their words.
const MOST_BYTES_BY_WORD: usize = 50_000;
/// Unchanged lines that are shown before and after a change.
const CONTEXT: usize = 3;
/// Where less than one part in so many of the longer side is shared, words would be confetti.
const LEAST_SHARED: usize = 4;

/// Compares two texts that differ: by line, and changed lines by word. The limits bound the time, as
/// two texts of many equal words in no common order take more than proportional to their length.
pub(super) fn compare(from: &str, to: &str) -> ChangeKind {
    if from.len() + to.len() > MOST_BYTES {
        return ChangeKind::LongText {
            from: from.len(),
            to: to.len(),
        };
    }
    if !has_several(from) && !has_several(to) {
        return ChangeKind::Changed {
            from: from.into(),
            to: to.into(),
        };
    }
    into_hunks(&lines(from, to))
}

/// All lines of both texts; where some changed, the old ones before the new ones.
fn lines(from: &str, to: &str) -> Vec<Line> {
    let (old, new): (Vec<_>, Vec<_>) = (from.split('\n').collect(), to.split('\n').collect());
    let mut lines = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    let end = Run {
        from: old.len(),
        to: new.len(),
        length: 0,
    };
    for run in align(&old, &new).into_iter().chain([end]) {
        let gone = old.get(at_old..run.from).unwrap_or_default();
        let come = new.get(at_new..run.to).unwrap_or_default();
        changed_lines(gone, come, &mut lines);
        (at_old, at_new) = (run.from + run.length, run.to + run.length);
        let same = old.get(run.from..at_old).unwrap_or_default();
        lines.extend(same.iter().map(|text| whole(text, Mark::Equal)));
    }
    lines
}

fn changed_lines(gone: &[&str], come: &[&str], lines: &mut Vec<Line>) {
    let bytes: usize = gone.iter().chain(come).map(|line| line.len()).sum();
    if !gone.is_empty() && !come.is_empty() && bytes <= MOST_BYTES_BY_WORD {
        let (old, new) = (gone.join("\n"), come.join("\n"));
        let (old, new) = (tokens(&old), tokens(&new));
        let shared = shared_words(&old, &new);
        if !shared.is_empty() {
            let of_old = shared.iter().map(|run| (run.from, run.length));
            lines.extend(marked(&old, &of_old.collect::<Vec<_>>(), Mark::Removed));
            let of_new = shared.iter().map(|run| (run.to, run.length));
            lines.extend(marked(&new, &of_new.collect::<Vec<_>>(), Mark::Added));
            return;
        }
    }
    lines.extend(gone.iter().map(|text| whole(text, Mark::Removed)));
    lines.extend(come.iter().map(|text| whole(text, Mark::Added)));
}

/// What changed lines share, for the eye: nothing when it is little, and no sign or white space that
/// stands alone among changes.
fn shared_words(old: &[&str], new: &[&str]) -> Vec<Run> {
    let mut runs = align(old, new);
    runs.retain(|run| {
        let begins = run.from == 0 && run.to == 0;
        let ends = run.from + run.length == old.len() && run.to + run.length == new.len();
        begins || ends || of(old, run).iter().any(|token| is_word(token))
    });
    let shared: usize = runs.iter().map(|run| bytes(of(old, run))).sum();
    if shared * LEAST_SHARED < bytes(old).max(bytes(new)) {
        runs.clear();
    }
    runs
}

fn of<'a, 'b>(old: &'a [&'b str], run: &Run) -> &'a [&'b str] {
    old.get(run.from..run.from + run.length).unwrap_or_default()
}

fn bytes(tokens: &[&str]) -> usize {
    tokens.iter().map(|token| token.len()).sum()
}

/// One side's lines; `shared` are the stretches of tokens, place and length, that the other side has.
fn marked(tokens: &[&str], shared: &[(usize, usize)], mark: Mark) -> Vec<Line> {
    let mut shared = shared.iter().peekable();
    let mut lines = vec![Line {
        mark,
        segments: Vec::new(),
    }];
    for (place, token) in tokens.iter().enumerate() {
        while shared
            .next_if(|(at, length)| at + length <= place)
            .is_some()
        {}
        let in_both = shared.peek().is_some_and(|(at, _)| *at <= place);
        if *token == "\n" {
            lines.push(Line {
                mark,
                segments: Vec::new(),
            });
        } else if let Some(line) = lines.last_mut() {
            extend(line, token, if in_both { Mark::Equal } else { mark });
        }
    }
    lines
}

fn extend(line: &mut Line, token: &str, mark: Mark) {
    match line.segments.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(token),
        _ => line.segments.push(Segment {
            mark,
            text: token.into(),
        }),
    }
}

fn whole(text: &str, mark: Mark) -> Line {
    let mut line = Line {
        mark,
        segments: Vec::new(),
    };
    if !text.is_empty() {
        extend(&mut line, text, mark);
    }
    line
}

fn into_hunks(lines: &[Line]) -> ChangeKind {
    let mut hunks = Vec::new();
    let mut done = 0;
    let changed = |line: &Line| line.mark != Mark::Equal;
    while let Some(next) = position(lines, done, changed) {
        let begin = next.saturating_sub(CONTEXT);
        let mut end = next;
        // Two changes are one hunk when no line between them would be left out.
        while let Some(next) = position(lines, end, changed).filter(|n| n - end <= 2 * CONTEXT) {
            end = next + 1;
        }
        end = (end + CONTEXT).min(lines.len());
        hunks.push(Hunk {
            skipped: begin - done,
            lines: lines.get(begin..end).unwrap_or_default().to_vec(),
        });
        done = end;
    }
    ChangeKind::Text {
        hunks,
        skipped: lines.len() - done,
    }
}

fn position(lines: &[Line], from: usize, test: impl Fn(&Line) -> bool) -> Option<usize> {
    let rest = lines.get(from..)?;
    rest.iter().position(test).map(|place| from + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(from: &str, to: &str) -> String {
        super::super::examples::drawn(&compare(from, to))
    }

    #[test]
    fn a_changed_line_shows_its_changed_words() {
        let from = "_sourceCategory=auth failed\n| count by user";
        let to = "_sourceCategory=auth/* failed\n| count by user";
        assert_eq!(
            drawn(from, to),
            "-_sourceCategory=auth failed\n+_sourceCategory=auth[/*] failed\n | count by user\n"
        );
    }

    #[test]
    fn unchanged_stretches_are_left_out() {
        let text = |changed: &str| -> String {
            let mut lines: Vec<_> = (0..30).map(|n| format!("line {n}")).collect();
            lines[10] = format!("line {changed}");
            lines.join("\n")
        };
        assert_eq!(
            drawn(&text("a"), &text("b")),
            "… 7\n line 7\n line 8\n line 9\n-line [a]\n+line [b]\n line 11\n line 12\n line 13\n… 16\n"
        );
    }

    #[test]
    fn signs_alone_among_changes_change_with_them() {
        assert_eq!(
            drawn("where the user is a=b", "where the user is c=d"),
            "-where the user is [a=b]\n+where the user is [c=d]\n"
        );
        assert_eq!(
            drawn("| alpha by host", "| beta by host"),
            "-| [alpha] by host\n+| [beta] by host\n"
        );
    }

    #[test]
    fn changes_with_few_lines_between_them_stand_together() {
        let hunks = |between: usize| {
            let text = |end: &str| format!("{end}\n{}{end}", "x y\n".repeat(between));
            let kind = compare(&text("a b"), &text("c d"));
            let ChangeKind::Text { hunks, .. } = kind else {
                panic!("not compared as texts")
            };
            let shapes = hunks.iter().map(|hunk| (hunk.skipped, hunk.lines.len()));
            shapes.collect::<Vec<_>>()
        };
        assert_eq!(hunks(2 * CONTEXT), [(0, 10)]);
        assert_eq!(hunks(2 * CONTEXT + 1), [(0, 5), (1, 5)]);
    }

    #[test]
    fn a_query_that_was_broken_into_lines_keeps_its_words() {
        assert_eq!(
            drawn(
                "error | count by host | sort host",
                "error\n| count by host\n| sort host"
            ),
            "-error[ ]| count by host[ ]| sort host\n+error\n+| count by host\n+| sort host\n"
        );
    }

    #[test]
    fn lines_with_little_in_common_are_shown_whole() {
        assert_eq!(
            drawn("one two three", "un deux trois, one"),
            "-[one two three]\n+[un deux trois, one]\n"
        );
    }

    #[test]
    fn an_end_of_line_is_a_change() {
        assert_eq!(drawn("a b\n", "a b"), " a b\n-\n");
        assert_eq!(drawn("a b", "a  b"), "-a[ ]b\n+a[  ]b\n");
    }

    #[test]
    fn long_lines_are_compared_whole_and_longer_texts_not_at_all() {
        let pieces = |words: usize| {
            let text = |end: &str| "x ".repeat(words) + end;
            let kind = compare(&text("a"), &text("b"));
            let ChangeKind::Text { hunks, .. } = kind else {
                return None;
            };
            Some(hunks[0].lines[0].segments.len())
        };
        assert_eq!(pieces(MOST_BYTES_BY_WORD / 4 - 1), Some(2));
        assert_eq!(pieces(MOST_BYTES_BY_WORD / 4), Some(1));
        assert_eq!(pieces(MOST_BYTES / 4 - 1), Some(1));
        assert_eq!(pieces(MOST_BYTES / 4), None);
        let (from, to) = ("a ".repeat(MOST_BYTES), "b".to_owned());
        let lengths = ChangeKind::LongText {
            from: from.len(),
            to: 1,
        };
        assert_eq!(compare(&from, &to), lengths);
    }
}
