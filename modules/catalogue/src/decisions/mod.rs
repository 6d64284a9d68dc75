//! Publication of procedures and processes by decision: draft, quality control, submission, signature, effect; the to-dos a
//! change leaves along the chain, and the three places where procedures must be public.

pub mod actions;
pub mod annex;
pub mod auto;
pub mod chain;
pub mod clock;
pub mod events;
pub mod importing;
pub mod law;
pub mod model;
pub mod papers;
pub mod reading;
pub mod rules;
pub mod showing;
pub mod steps;
pub mod store;
pub mod surfaces;
pub mod todos;
