use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures_util::lock::Mutex;
use orgcast_shared::api::{LiveEvent, LogLine, OrgProgress, Push};
use orgcast_shared::history::OutcomeCounts;
use orgcast_shared::id::{Millis, OrgId, PushId};
use orgcast_shared::push::{CoordinatorCommand, CoordinatorEvent};

use super::{Alarm, Audience, PushRun, WATCH};
use crate::ask::{OrgEnd, OrgReport, PushAsk};
use crate::at_once::at_once;
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::pushes::{self, StoredPush};
use crate::store::rollbacks::Roots;
use crate::store::{Database, Statement, portions, results, rollbacks};

/// Runs one push. Requests come in while others are being answered, so the state is never held
/// across a wait.
#[derive(Debug)]
pub struct Conductor<P, O> {
    platform: P,
    /// Shows what happens, and has the alarm.
    object: O,
    run: RefCell<Option<PushRun>>,
    /// Lines of the log that aren't stored yet.
    lines: RefCell<Vec<LogLine>>,
    /// What stores the cells of orgs that have ended and aren't stored as such yet.
    cells: RefCell<Vec<Statement>>,
    /// Whether everybody was told that the push has ended.
    announced: Cell<bool>,
    /// Whether the alarm rings before [`WATCH`] is over.
    watching: Cell<bool>,
    /// Held while something is stored and then shown. So somebody who begins to watch misses
    /// nothing: what isn't stored yet will be shown.
    turn: Mutex<()>,
}

/// News is gathered this long, so that many orgs are stored with one call of the database.
const GATHER: Millis = Millis(100);

/// How many of the newest log lines somebody gets who begins to watch.
const LOG_LINES: u64 = 500;

impl<P: Platform, O: Audience + Alarm> Conductor<P, O> {
    /// A conductor that hasn't taken up its push yet.
    pub fn new(platform: P, object: O) -> Self {
        Self {
            platform,
            object,
            run: RefCell::default(),
            lines: RefCell::default(),
            cells: RefCell::default(),
            announced: Cell::default(),
            watching: Cell::default(),
            turn: Mutex::default(),
        }
    }

    /// Where it runs.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// Gives the push up; another conductor can take it over from the database.
    pub fn into_platform(self) -> P {
        self.platform
    }

    /// Does what is asked about a push. Whatever it is, a push that goes on has an alarm then.
    pub async fn answer(&self, push: &PushId, ask: PushAsk) -> Result<(), EdgeError> {
        // The alarm first: then nothing that fails from here on can leave the push behind.
        self.wake(push).await?;
        match ask {
            // The alarm does it, so that nobody has to wait for the asks of all orgs.
            PushAsk::Start => return Ok(()),
            PushAsk::Pause => self.hear(push, CoordinatorEvent::Pause).await?,
            PushAsk::Resume(seen) => self.hear(push, CoordinatorEvent::Resume(seen)).await?,
            PushAsk::Stop => self.hear(push, CoordinatorEvent::Stop).await?,
            PushAsk::Report(report) => {
                self.take_up(push).await?;
                self.report(push, report).await?;
            }
        }
        self.rest(push).await
    }

    async fn hear(&self, push: &PushId, event: CoordinatorEvent) -> Result<(), EdgeError> {
        self.take_up(push).await?;
        self.tell(vec![event]).await
    }

    /// The alarm rings: orgs that haven't ended are asked for, and what couldn't be stored before
    /// is stored.
    pub async fn ring(&self, push: &PushId) -> Result<(), EdgeError> {
        self.object.set(push, WATCH).await?;
        self.watching.set(true);
        match self.take_up(push).await {
            Err(EdgeError::Refused(_)) => return self.object.clear().await,
            taken => taken?,
        }
        self.tell(vec![CoordinatorEvent::Start]).await?;
        self.rest(push).await
    }

    /// Lets somebody in who begins to watch: `enter` gets what there is to see now, and the end if
    /// that is all there will be. Nothing is shown to others meanwhile.
    pub async fn welcome<T>(
        &self,
        push: &PushId,
        enter: impl FnOnce(LiveEvent, Option<LiveEvent>) -> T,
    ) -> Result<T, EdgeError> {
        self.take_up(push).await?;
        if !self.with(|run| run.has_ended())? {
            self.wake(push).await?;
        }
        let choices = self.with(|run| run.choices())?;
        let choices = StoredPush::unpack(self.platform.bodies(), &choices).await?;
        let _turn = self.turn.lock().await;
        let log = results::log(self.platform.db(), push, LOG_LINES).await?;
        let (start, end) = self.with(|run| {
            let push = run.push().clone();
            let detail = run.detail(choices);
            let end = run.has_ended().then_some(LiveEvent::End { push });
            (LiveEvent::Start { detail, log }, end)
        })?;
        Ok(enter(start, end))
    }

    /// Has the alarm ring now, if it isn't set.
    async fn wake(&self, push: &PushId) -> Result<(), EdgeError> {
        if self.object.is_set().await? {
            return Ok(());
        }
        self.object.set(push, Duration::ZERO).await?;
        self.watching.set(true);
        Ok(())
    }

    /// A push that has ended, or where nothing goes on until somebody acts, needs no alarm; one that
    /// waits for its time needs it then.
    async fn rest(&self, push: &PushId) -> Result<(), EdgeError> {
        let (goes_on, due) = self.with(|run| (run.goes_on(), run.due()))?;
        if self.watching.replace(goes_on) && goes_on {
            return Ok(());
        }
        let wait = due.map(|due| Duration::from_millis((due - self.platform.now()).0));
        match wait.or(goes_on.then_some(WATCH)) {
            Some(wait) => self.object.set(push, wait).await,
            None => self.object.clear().await,
        }
    }

    async fn take_up(&self, push: &PushId) -> Result<(), EdgeError> {
        if self.run.borrow().is_some() {
            return Ok(());
        }
        let loaded = PushRun::load(self.platform.db(), push).await?;
        let loaded = loaded.ok_or_else(|| EdgeError::not_found("push"))?;
        // Another request may have been faster, and things may have happened since.
        self.run.borrow_mut().get_or_insert(loaded);
        Ok(())
    }

    fn with<T>(&self, look: impl FnOnce(&mut PushRun) -> T) -> Result<T, EdgeError> {
        let mut run = self.run.borrow_mut();
        run.as_mut()
            .map(look)
            .ok_or_else(|| EdgeError::Object("no push was taken up".into()))
    }

    async fn report(&self, push: &PushId, report: OrgReport) -> Result<(), EdgeError> {
        let OrgReport {
            org,
            state,
            written,
            log,
            end,
        } = report;
        self.log(&org, log);
        let mut events = Vec::new();
        events.extend(state.map(|state| CoordinatorEvent::Entered(org.clone(), state)));
        events.extend(written.map(|cells| CoordinatorEvent::Written(org.clone(), cells)));
        if let Some(OrgEnd {
            state,
            cells,
            message,
            before,
            after,
            base,
        }) = end
            && self.with(|run| run.is_open(&org))?
        {
            let roots = Roots {
                before,
                after,
                base,
            };
            // They are stored together with the end: an org that has ended has them all.
            let mut statements = results::cells_of(push, &org, &cells)?;
            statements.push(rollbacks::trees_of(push, &org, &roots));
            self.cells.borrow_mut().extend(statements);
            let counts: OutcomeCounts = cells.iter().collect();
            events.push(CoordinatorEvent::Ended(org, state, counts, message));
        }
        let commands = self.take_in(events)?;
        if commands.is_empty() && self.with(|run| run.goes_on())? {
            // Nobody waits for it, and who told it is answered when it is stored.
            let gathered = self.platform.now() + GATHER;
            self.platform.sleep_until(gathered).await;
        }
        self.carry_out(commands).await
    }

    /// Has lines stored with whatever is stored next. An org that reports again tells all that it couldn't
    /// tell before.
    fn log(&self, org: &OrgId, told: Vec<LogLine>) {
        let mut lines = self.lines.borrow_mut();
        lines.retain(|line| line.org != *org);
        lines.extend(told);
    }

    async fn tell(&self, events: Vec<CoordinatorEvent>) -> Result<(), EdgeError> {
        let commands = self.take_in(events)?;
        self.carry_out(commands).await
    }

    /// Takes events in, and gives what agents are to be asked.
    fn take_in(&self, events: Vec<CoordinatorEvent>) -> Result<Vec<CoordinatorCommand>, EdgeError> {
        let now = self.platform.now();
        let mut commands = Vec::new();
        for event in events {
            commands.extend(self.with(|run| run.handle(event, now))?);
        }
        Ok(commands)
    }

    /// Stores what has changed, and asks agents.
    async fn carry_out(&self, commands: Vec<CoordinatorCommand>) -> Result<(), EdgeError> {
        // Before anybody is asked: an agent looks into the database for a stop that it missed.
        self.settle().await?;
        self.ask(commands).await;
        Ok(())
    }

    /// Stores what isn't stored yet, shows it, and tells the end when that is stored.
    async fn settle(&self) -> Result<(), EdgeError> {
        let _turn = self.turn.lock().await;
        let (lines, cells) = (self.lines.take(), self.cells.borrow().clone());
        let changes = self.with(|run| run.changes())?;
        if let Err(error) = self.store(&lines, &cells, changes.as_ref()).await {
            self.lines.borrow_mut().splice(..0, lines);
            return Err(error);
        }
        // Not before they are stored: no end may ever be stored without its cells.
        self.cells.borrow_mut().drain(..cells.len());
        for line in lines {
            self.object.show(&LiveEvent::Log { line });
        }
        if let Some((push, orgs)) = changes {
            self.with(|run| run.stored(&push, &orgs))?;
            if orgs.is_empty() && !push.state.is_final() {
                let push = push.clone();
                self.object.show(&LiveEvent::Push { push });
            }
            for org in orgs {
                let push = push.clone();
                self.object.show(&LiveEvent::Org { org, push });
            }
        }
        let end = self.with(|run| run.has_ended().then(|| run.push().clone()))?;
        if let Some(push) = end
            && !self.announced.replace(true)
        {
            self.object.show(&LiveEvent::End { push });
            self.object.close();
        }
        Ok(())
    }

    /// Stores lines, cells and changes with one call of the database, whichever orgs they came from; where
    /// there are too many cells for that, those that are left in the last one go with the changes, so that the
    /// database never knows of an end whose cells it lacks.
    async fn store(
        &self,
        lines: &[LogLine],
        cells: &[Statement],
        changes: Option<&(Push, Vec<OrgProgress>)>,
    ) -> Result<(), EdgeError> {
        let id = self.with(|run| run.push().id.clone())?;
        let mut statements = results::log_more(&id, lines)?;
        let db = self.platform.db();
        let mut cells = portions(cells);
        statements.extend_from_slice(cells.pop().unwrap_or_default());
        for portion in cells {
            db.batch(portion.to_vec()).await?;
        }
        if let Some((push, orgs)) = changes {
            statements.extend(pushes::updates(push, orgs)?);
        }
        if !statements.is_empty() {
            db.batch(statements).await?;
        }
        Ok(())
    }

    /// Asks agents. One that doesn't answer is asked again by the alarm.
    async fn ask(&self, commands: Vec<CoordinatorCommand>) {
        let ask = async |command: CoordinatorCommand| {
            // Its org may have ended while others were asked.
            if let Ok(Some((org, ask))) = self.with(|run| run.ask(command))
                && let Err(error) = self.platform.ask_org(&org, ask).await
            {
                crate::log::error(&format!("asking org {org}: {}", chain(&error)));
            }
            // Those who were asked may begin before everybody is: orgs that all begin at the same time all
            // come to the same step at the same time as well.
            self.platform.sleep_until(self.platform.now()).await;
            Ok(())
        };
        // Nothing of it fails.
        let _ = at_once(commands.into_iter(), ask).await;
    }
}
