//! A scenario to a plan: who carries out which step, how long it takes, what comes from outside, and what had to be assumed.

use kernel::time::from_local;
use kernel::working_time::{Calendar, DAY, Unit, working_minutes_between};

use super::Variation;
use super::{Arrivals, Line, Plan, Pool, Presence, Scenario, Service, Work, choices, wrong};
use crate::engine::beginning;
use crate::model::{Definition, NodeKind, Trigger};
use crate::simulate::SimulationError;
use crate::simulate::chance::Table;

/// More days and cases a day than any office sees; a limit against slips of the pen.
const DAYS: u32 = 5_000;
const PER_DAY: f64 = 1_000_000.0;

impl<'a> Plan<'a> {
    pub fn of(
        def: &'a Definition,
        calendar: &'a Calendar,
        scenario: &'a Scenario,
    ) -> Result<Plan<'a>, SimulationError> {
        bounds(scenario)?;
        let line = Line::of(calendar, scenario.from, scenario.days)?;
        let start = beginning(def).ok_or_else(|| {
            SimulationError("Quy trình không có sự kiện bắt đầu thường. Thêm một sự kiện bắt đầu.".into())
        })?;
        let mut plan = Plan {
            def,
            calendar,
            scenario,
            line,
            pools: vec![],
            pool_of: vec![],
            work: vec![],
            spread: Table::of(scenario.variation),
            gaps: Table::of(Variation::Exponential),
            times: vec![],
            outside: vec![],
            rules: vec![],
            weights: vec![],
            limit: None,
            start,
            notes: vec![],
        };
        plan.staff()?;
        plan.work()?;
        plan.outside()?;
        choices::decide(&mut plan)?;
        plan.arrivals()?;
        plan.limit = match scenario.limit {
            Some(l) if l.unit == Unit::WorkingHour => Some(l.hundredths * 36),
            Some(l) if l.unit == Unit::WorkingDay => Some(l.hundredths * (DAY / 100)),
            Some(_) => None,
            None => Some(def.longest_minutes() * 60),
        };
        Ok(plan)
    }

    fn staff(&mut self) -> Result<(), SimulationError> {
        for staff in &self.scenario.staff {
            if self.pools.iter().any(|p| p.role == staff.role) {
                return wrong(format!("Vai trò “{}” được ghi hai lần. Giữ lại một.", staff.role));
            }
            let presence = Presence::of(self.calendar, &self.line, staff);
            if !staff.hours.is_empty() && presence.offered() == 0 && staff.people > 0 {
                return wrong(format!("Giờ làm việc của “{}” nằm ngoài giờ của cơ quan. Ghi lại giờ.", staff.role));
            }
            self.pools.push(Pool { role: staff.role.clone(), people: staff.people, presence });
        }
        let mut missing: Vec<String> = vec![];
        let mut used = vec![false; self.pools.len()];
        for n in &self.def.nodes {
            let task = n.task.map(|t| &self.def.tasks[t]);
            let by = |name: &Option<String>| {
                let name = name.as_deref()?;
                self.pools.iter().position(|p| p.role == name)
            };
            let pool = task.and_then(|t| by(&t.post).or_else(|| by(&t.role)));
            if let Some(role) = task.filter(|_| pool.is_none()).and_then(|t| t.role.clone())
                && !missing.contains(&role)
            {
                missing.push(role);
            }
            if let Some(p) = pool {
                used[p] = true;
            }
            self.pool_of.push(pool);
        }
        if let Some(p) = used.iter().position(|u| !u) {
            let known = self.def.tasks.iter().filter_map(|t| t.role.clone()).collect::<std::collections::BTreeSet<_>>();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            let role = &self.pools[p].role;
            return wrong(format!("Quy trình không có bước nào của vai trò “{role}”. Các vai trò: {known}."));
        }
        for role in missing {
            self.notes.push(format!("Vai trò “{role}” chưa nêu số người: coi như luôn có người làm ngay."));
        }
        Ok(())
    }

    fn work(&mut self) -> Result<(), SimulationError> {
        let known = |id: &String| self.def.nodes.iter().any(|n| n.id == *id);
        if let Some(id) = self.scenario.times.keys().find(|id| !known(id)) {
            return wrong(format!("Quy trình không có bước “{id}”. Ghi đúng mã của bước."));
        }
        for n in &self.def.nodes {
            let stated = n.task.and_then(|t| self.def.tasks[t].minutes);
            let work = match self.scenario.times.get(&n.id) {
                Some(Service::Measured(samples)) if samples.is_empty() || samples.iter().any(|s| *s < 0) => {
                    return wrong(format!("Thời gian đo được của “{}” trống hoặc âm. Sửa lại số liệu.", n.label()));
                }
                Some(Service::Measured(samples)) => Work::Measured(samples.iter().map(|m| m * 60).collect()),
                Some(Service::Minutes(m)) => Work::Mean((*m).max(0) * 60),
                None => {
                    if stated.is_none() && matches!(n.kind, NodeKind::Task | NodeKind::Call(_)) {
                        self.notes.push(format!("“{}” không quy định thời gian: coi như làm xong ngay.", n.label()));
                    }
                    Work::Mean(stated.unwrap_or(0) * 60 * i64::from(self.scenario.effort) / 100)
                }
            };
            self.work.push(work);
        }
        Ok(())
    }

    fn outside(&mut self) -> Result<(), SimulationError> {
        let waits = |k: &NodeKind| {
            let (NodeKind::Catch(t) | NodeKind::Boundary { trigger: t, .. }) = k else { return false };
            matches!(t, Trigger::Message(_) | Trigger::Signal(_))
        };
        for id in self.scenario.outside.keys() {
            if !self.def.nodes.iter().any(|n| n.id == *id && waits(&n.kind)) {
                return wrong(format!("Quy trình không có sự kiện chờ “{id}”. Ghi đúng mã của sự kiện."));
            }
        }
        for n in &self.def.nodes {
            let stated = self.scenario.outside.get(&n.id);
            let at_once = waits(&n.kind) && matches!(n.kind, NodeKind::Catch(_));
            if stated.is_none() && waits(&n.kind) {
                let what = if at_once { "coi như tới ngay" } else { "coi như không xảy ra" };
                self.notes.push(format!("Sự kiện “{}” từ bên ngoài chưa nêu khi nào tới: {what}.", n.label()));
            }
            let odds = |percent: u32| if percent >= 100 { u32::MAX } else { u32::MAX / 100 * percent };
            let found = stated.map(|o| (odds(o.percent), o.minutes.max(0) * 60));
            self.outside.push(found.or_else(|| at_once.then_some((u32::MAX, 0))));
        }
        Ok(())
    }

    fn arrivals(&mut self) -> Result<(), SimulationError> {
        let Arrivals::Times(times) = &self.scenario.arrivals else { return Ok(()) };
        let Some(first) = self.line.dates.first() else { return wrong("Mô phỏng cần ít nhất một ngày.") };
        let begin = from_local(first.to_datetime(jiff::civil::Time::midnight()));
        for t in times.iter().filter(|t| **t >= begin) {
            let minutes = working_minutes_between(self.calendar, begin, *t).map_err(|r| SimulationError(r.message))?;
            if minutes * 60 < self.line.end() {
                self.times.push(minutes * 60);
            }
        }
        self.times.sort_unstable();
        let left = times.len() - self.times.len();
        if left > 0 {
            self.notes.push(format!("{left} hồ sơ nằm ngoài khoảng thời gian mô phỏng nên không tính."));
        }
        if self.times.is_empty() {
            return wrong("Không có hồ sơ nào trong khoảng thời gian mô phỏng. Đổi ngày bắt đầu hoặc số ngày.");
        }
        Ok(())
    }
}

fn bounds(scenario: &Scenario) -> Result<(), SimulationError> {
    if scenario.days == 0 || scenario.days > DAYS {
        return wrong(format!("Số ngày mô phỏng phải từ 1 đến {DAYS}."));
    }
    if !(1..=1_000).contains(&scenario.effort) {
        return wrong("Tỷ lệ thời gian làm việc thực so với thời gian quy định phải từ 1 đến 1.000 %.");
    }
    if let Arrivals::PerDay(n) = scenario.arrivals
        && !(n > 0.0 && n <= PER_DAY)
    {
        return wrong("Số hồ sơ một ngày phải lớn hơn 0 và không quá 1.000.000.");
    }
    Ok(())
}
