//! The application as every handler, action and job sees it: database, clock, law, files, and what modules registered.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::time::{Clock, Timestamp};
use rand::Rng;
use uuid::Uuid;

use crate::db::{Db, Table};
use crate::files::Files;
use crate::jobs::JobKind;
use crate::law::LawFiles;
use crate::web::{NavSource, Routes, SignIn};

/// What a module brings: its routes, its ledgered tables, its jobs, its part of the navigation.
#[derive(Default)]
pub struct Module {
    pub name: &'static str,
    pub routes: Routes,
    pub tables: &'static [&'static Table],
    pub jobs: Vec<JobKind>,
    pub nav: Option<NavSource>,
    pub sign_in: Option<Arc<dyn SignIn>>,
}

/// What the application is made of.
pub struct Setup {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub law: LawFiles,
    pub files: Files,
    /// The public address, for links and QR codes ("http://127.0.0.1:8080").
    pub address: String,
    /// Data is synthetic, and every page says so.
    pub demo: bool,
    /// Days a signed-in session lasts without use, in minutes.
    pub session_minutes: i64,
}

struct Inner {
    db: Db,
    law: LawFiles,
    files: Files,
    address: String,
    demo: bool,
    session_minutes: i64,
    tables: Vec<&'static Table>,
    jobs: Vec<JobKind>,
    nav: Vec<NavSource>,
    sign_in: Option<Arc<dyn SignIn>>,
    cache: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    wake: tokio::sync::Notify,
}

/// A handle on the application; cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    clock: Arc<dyn Clock>,
}

impl App {
    /// Builds the application and the routes its modules bring.
    pub fn new(setup: Setup, modules: Vec<Module>) -> (App, Routes) {
        let mut routes = Routes::new();
        let (mut tables, mut jobs, mut nav, mut sign_in) = (vec![], vec![], vec![], None);
        for m in modules {
            routes = routes.merge(m.routes);
            tables.extend(m.tables);
            jobs.extend(m.jobs);
            nav.extend(m.nav);
            sign_in = m.sign_in.or(sign_in);
        }
        let inner = Inner {
            db: setup.db,
            law: setup.law,
            files: setup.files,
            address: setup.address,
            demo: setup.demo,
            session_minutes: setup.session_minutes,
            tables,
            jobs,
            nav,
            sign_in,
            cache: RwLock::default(),
            wake: tokio::sync::Notify::new(),
        };
        (App { inner: Arc::new(inner), clock: setup.clock }, routes)
    }

    /// The same application at another clock; the demo and tests live in their own time.
    pub fn at(&self, clock: Arc<dyn Clock>) -> App {
        App { inner: self.inner.clone(), clock }
    }

    pub fn db(&self) -> &Db {
        &self.inner.db
    }
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub fn law(&self) -> &LawFiles {
        &self.inner.law
    }
    pub fn files(&self) -> &Files {
        &self.inner.files
    }
    pub fn address(&self) -> &str {
        &self.inner.address
    }
    pub fn demo(&self) -> bool {
        self.inner.demo
    }
    pub fn session_minutes(&self) -> i64 {
        self.inner.session_minutes
    }
    /// Every ledgered table of every module, for verification.
    pub fn tables(&self) -> &[&'static Table] {
        &self.inner.tables
    }
    pub fn jobs(&self) -> &[JobKind] {
        &self.inner.jobs
    }
    pub(crate) fn nav(&self) -> &[NavSource] {
        &self.inner.nav
    }
    pub(crate) fn sign_in(&self) -> Option<&Arc<dyn SignIn>> {
        self.inner.sign_in.as_ref()
    }
    /// Woken when work for the job runner or live listeners may exist.
    pub fn wake(&self) -> &tokio::sync::Notify {
        &self.inner.wake
    }

    /// A new id, ordered by time.
    pub fn new_id(&self) -> Uuid {
        let mut random = [0; 10];
        rand::rng().fill_bytes(&mut random);
        kernel::ids::v7(kernel::time::micros(self.now()) / 1000, random)
    }

    /// Random bytes for secrets.
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }

    /// A value built once from the application (parsed law, lookup lists) and kept.
    pub fn cached<T: Send + Sync + 'static, E>(&self, build: impl FnOnce(&App) -> Result<T, E>) -> Result<Arc<T>, E> {
        let key = TypeId::of::<T>();
        let found = self.inner.cache.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(value) = found.and_then(|v| v.downcast::<T>().ok()) {
            return Ok(value);
        }
        let value = Arc::new(build(self)?);
        self.keep(value.clone());
        Ok(value)
    }

    /// Replaces a kept value; readers see the new one from their next look on.
    pub fn keep<T: Send + Sync + 'static>(&self, value: Arc<T>) {
        self.inner.cache.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), value);
    }

    /// The kept value, if any.
    pub fn kept<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let cache = self.inner.cache.read().unwrap_or_else(PoisonError::into_inner);
        cache.get(&TypeId::of::<T>()).cloned().and_then(|v| v.downcast().ok())
    }
}

/// The machine's clock: the one place that asks it.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it is put.
#[derive(Default)]
pub struct SetClock(std::sync::atomic::AtomicI64);

impl SetClock {
    pub fn new(at: Timestamp) -> Arc<SetClock> {
        let clock = Arc::new(SetClock::default());
        clock.set(at);
        clock
    }
    pub fn set(&self, at: Timestamp) {
        self.0.store(kernel::time::micros(at), std::sync::atomic::Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        kernel::time::from_micros(self.0.load(std::sync::atomic::Ordering::Relaxed))
    }
}
