//! The console's page.

fn main() {
    orgcast_frontend::run_app();
}
