mod changes;
mod compared;
mod file_input;
mod page;
mod plan;
mod report;
mod trouble;

pub(crate) use page::PlanFilePage;
