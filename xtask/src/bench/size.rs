//! Bytes of the Worker, of the console's first load and of the browser module.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::compress::Sizes;
use super::table::grouped;
use super::{Figure, Report, Table, first_load};
use crate::workspace::Workspace;

/// The Worker's WASM, raw: what the platform has to compile before the first request.
const WORKER_GOAL: u64 = 1_000_000;
/// The console's first load, brotli: what a browser has to fetch.
const CONSOLE_GOAL: u64 = 350_000;

/// Measures what [`crate::build::all`] left in `build/` and `dist/`, and [`crate::build::module`] in
/// `pkg/`.
pub fn measure(workspace: &Workspace) -> Result<Report> {
    let worker = read(&workspace.path("build"), ["index.js", "index_bg.wasm"])?;
    let console = first_load::files(&workspace.path("dist"))?;
    let module = read(&workspace.path("pkg"), ["planner.js", "planner_bg.wasm"])?;
    report(
        &sizes(worker)?,
        &sizes(console.first)?,
        &sizes(console.later)?,
        &sizes(module)?,
    )
}

fn read(folder: &Path, files: [&str; 2]) -> Result<BTreeMap<String, Vec<u8>>> {
    let read = |file: &str| {
        let path = folder.join(file);
        let bytes = fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        Ok((file.to_owned(), bytes))
    };
    files.into_iter().map(read).collect()
}

fn sizes(files: BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Sizes>> {
    files
        .into_iter()
        .map(|(name, bytes)| Ok((name, Sizes::of(&bytes)?)))
        .collect()
}

type Files = BTreeMap<String, Sizes>;

fn report(worker: &Files, console: &Files, planner: &Files, module: &Files) -> Result<Report> {
    let wasm = worker
        .get("index_bg.wasm")
        .context("the Worker has no WASM")?;
    let total: Sizes = console.values().copied().sum();
    let later: Sizes = planner.values().copied().sum();
    let mut figures = vec![
        Figure::at_most("worker wasm raw", bytes(wasm.raw), "B", bytes(WORKER_GOAL)),
        Figure::at_most(
            "console first load brotli",
            bytes(total.brotli),
            "B",
            bytes(CONSOLE_GOAL),
        ),
        Figure::plain("console first load gzip", bytes(total.gzip), "B"),
        Figure::plain("console first load raw", bytes(total.raw), "B"),
        Figure::plain("console planning program brotli", bytes(later.brotli), "B"),
    ];
    let mut table = Table::new(&["bytes", "raw", "gzip", "brotli", "goal", ""]);
    let goal = |figure: &Figure, what: &str, limit: u64| {
        let held = if figure.holds { "holds" } else { "MISSED" };
        (format!("{what} ≤ {}", grouped(limit)), held.to_owned())
    };
    for (name, size) in worker {
        let (text, held) = match name.as_str() {
            "index_bg.wasm" => goal(&figures[0], "raw", WORKER_GOAL),
            _ => Default::default(),
        };
        line(&mut table, &format!("worker/{name}"), *size, text, held);
    }
    plain(&mut table, "worker", worker.values().copied().sum());
    for (name, size) in console {
        plain(&mut table, &format!("console/{name}"), *size);
    }
    let (text, held) = goal(&figures[1], "brotli", CONSOLE_GOAL);
    line(&mut table, "console, first load", total, text, held);
    for (name, size) in planner {
        plain(&mut table, &format!("planner/{name}"), *size);
    }
    plain(&mut table, "planning program, loaded later", later);
    for (name, size) in module {
        plain(&mut table, &format!("module/{name}"), *size);
    }
    plain(&mut table, "module", module.values().copied().sum());

    for (room, files) in [
        ("worker", worker),
        ("console", console),
        ("planner", planner),
        ("module", module),
    ] {
        for (name, size) in files {
            figures.push(Figure::plain(
                format!("{room}/{name} raw"),
                bytes(size.raw),
                "B",
            ));
            figures.push(Figure::plain(
                format!("{room}/{name} gzip"),
                bytes(size.gzip),
                "B",
            ));
            figures.push(Figure::plain(
                format!("{room}/{name} brotli"),
                bytes(size.brotli),
                "B",
            ));
        }
    }
    Ok(Report { figures, table })
}

fn plain(table: &mut Table, name: &str, size: Sizes) {
    line(table, name, size, String::new(), String::new());
}

fn line(table: &mut Table, name: &str, size: Sizes, goal: String, held: String) {
    table.row([
        name.to_owned(),
        grouped(size.raw),
        grouped(size.gzip),
        grouped(size.brotli),
        goal,
        held,
    ]);
}

/// Sizes stay far below 2^52, so that nothing is lost.
#[expect(clippy::cast_precision_loss)]
fn bytes(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(raw: u64, brotli: u64) -> Sizes {
        Sizes {
            raw,
            gzip: brotli,
            brotli,
        }
    }

    fn made(wasm: u64, console: [u64; 2]) -> Report {
        let worker = BTreeMap::from([
            ("index.js".to_owned(), size(9, 3)),
            ("index_bg.wasm".to_owned(), size(wasm, 3)),
        ]);
        let files = ["app.css", "app.wasm"].map(str::to_owned).into_iter();
        let console = files
            .zip(console.map(|brotli| size(brotli * 3, brotli)))
            .collect();
        let planner = BTreeMap::from([("planner.js".to_owned(), size(900_000, 400_000))]);
        let module = BTreeMap::from([("planner.js".to_owned(), size(5, 2))]);
        report(&worker, &console, &planner, &module).unwrap()
    }

    #[test]
    fn the_console_s_goal_is_about_the_sum() {
        assert!(made(1_000_000, [175_000, 175_000]).holds());
        let over = made(1_000_000, [175_000, 175_001]);
        assert!(!over.holds());
        assert!(
            over.table.to_string().contains("brotli ≤ 350,000  MISSED"),
            "{}",
            over.table
        );
    }

    #[test]
    fn the_worker_s_goal_is_about_its_wasm() {
        let over = made(1_000_001, [1, 1]);
        let missed: Vec<_> = over.figures.iter().filter(|figure| !figure.holds).collect();
        assert_eq!(missed.len(), 1);
        assert_eq!(
            (missed[0].name.as_str(), missed[0].value),
            ("worker wasm raw", 1_000_001.0)
        );
    }

    #[test]
    fn every_figure_has_a_name_of_its_own() {
        let figures = made(1, [1, 1]).figures;
        let names: std::collections::BTreeSet<_> = figures.iter().map(|f| &f.name).collect();
        assert_eq!(names.len(), figures.len());
        assert!(names.contains(&"module/planner.js brotli".to_owned()));
    }
}
