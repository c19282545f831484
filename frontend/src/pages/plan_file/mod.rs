mod compared;
mod page;
mod plan;

pub(crate) use page::PlanFilePage;
