use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use orgcast_shared::content::Memo;
use orgcast_shared::id::{Millis, OrgId, PushId};
use orgcast_shared::sumo::{ApiAnswer, TransportFault};
use worker::{Date, Delay, Env};

use super::ask;
use crate::ask::{OrgAsk, OrgReply, PushAsk};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::settings::Settings;
use crate::store::{Cached, D1, R2, Recent, Remembered};
use crate::sumo_fetch::{SumoCall, perform};

/// The D1 binding.
const DATABASE: &str = "DB";
/// The R2 binding.
const BODIES: &str = "BODIES";
/// The binding of [`crate::OrgAgent`].
const ORG_AGENT: &str = "ORG_AGENT";
/// The binding of [`crate::PushCoordinator`].
const PUSH_COORDINATOR: &str = "PUSH_COORDINATOR";

thread_local! {
    /// Shared by all that runs in this isolate, Durable Objects among them; so is what follows.
    static RECENT: Rc<RefCell<Recent>> = Rc::default();
    static REMEMBERED: Rc<RefCell<Remembered>> = Rc::default();
    static MEMO: Memo = Memo::default();
}

/// The edge on Workers.
#[derive(Debug)]
pub struct Workers {
    env: Env,
    db: D1,
    bodies: Cached<R2>,
    remembered: Rc<RefCell<Remembered>>,
    memo: Memo,
    settings: Settings,
}

impl Workers {
    /// Finds the bindings and reads the settings.
    pub fn new(env: Env) -> Result<Self, EdgeError> {
        let value = |name: &str| {
            env.var(name)
                .map(|value| value.to_string())
                .unwrap_or_default()
        };
        let db = env.d1(DATABASE).map_err(|_| EdgeError::Setting(DATABASE))?;
        let bodies = env.bucket(BODIES).map_err(|_| EdgeError::Setting(BODIES))?;
        let settings = Settings::read(value)?;
        Ok(Self {
            db: D1::new(db),
            bodies: Cached::new(R2::new(bodies), RECENT.with(Rc::clone)),
            remembered: REMEMBERED.with(Rc::clone),
            memo: MEMO.with(Memo::clone),
            settings,
            env,
        })
    }

    /// The object that runs a push.
    pub fn push_coordinator(&self, push: &PushId) -> Result<worker::Stub, EdgeError> {
        self.object(PUSH_COORDINATOR, push.as_str())
    }

    fn object(&self, binding: &'static str, name: &str) -> Result<worker::Stub, EdgeError> {
        let namespace = self
            .env
            .durable_object(binding)
            .map_err(|_| EdgeError::Setting(binding))?;
        namespace
            .get_by_name(name)
            .map_err(|error| EdgeError::Object(error.to_string()))
    }
}

impl Platform for Workers {
    type Db = D1;
    type Bodies = Cached<R2>;

    fn db(&self) -> &D1 {
        &self.db
    }

    fn bodies(&self) -> &Cached<R2> {
        &self.bodies
    }

    fn remembered(&self) -> &RefCell<Remembered> {
        &self.remembered
    }

    fn memo(&self) -> &Memo {
        &self.memo
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn now(&self) -> Millis {
        Millis(Date::now().as_millis())
    }

    async fn sleep_until(&self, time: Millis) {
        Delay::from(Duration::from_millis((time - self.now()).0)).await;
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], EdgeError> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).map_err(|error| EdgeError::Object(error.to_string()))?;
        Ok(bytes)
    }

    async fn fetch(&self, call: SumoCall<'_>) -> Result<ApiAnswer, TransportFault> {
        perform(call).await
    }

    async fn ask_org(&self, org: &OrgId, what: OrgAsk) -> Result<OrgReply, EdgeError> {
        ask(&self.object(ORG_AGENT, org.as_str())?, org, &what).await
    }

    async fn ask_push(&self, push: &PushId, what: PushAsk) -> Result<(), EdgeError> {
        ask(&self.push_coordinator(push)?, push, &what).await
    }
}
