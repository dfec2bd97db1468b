//! Thresholds: those of the settings, and those said on the command line over them.

use super::{CHECKS, kind};
use crate::world::Value;
use crate::world::settings::Settings;
use std::collections::BTreeMap;

/// From which figure on a check is a warning, or critical.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    pub warn: BTreeMap<&'static str, f64>,
    pub crit: BTreeMap<&'static str, f64>,
}

/// What is wrong with a threshold as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistaken(pub String);

/// A check that would be critical before it is a warning, which it then never is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossed {
    pub check: &'static str,
    warn: f64,
    crit: f64,
}

impl Crossed {
    pub fn text(&self) -> String {
        let Self { check, warn, crit } = self;
        format!("{check} would be critical from {crit} on and a warning only from {warn} on: the worse the greater")
    }

    /// The two as they may have been meant, the lower one for the warning.
    pub fn meant(&self) -> (String, String) {
        (format!("{}={}", self.check, self.crit), format!("{}={}", self.check, self.warn))
    }
}

impl Limits {
    pub fn of(settings: &Settings) -> Self {
        let number = |name: &str| match settings.get(name) {
            Some(Value::Real(number)) => Some(*number),
            Some(Value::Duration(time)) => Some(time.as_secs_f64()),
            _ => None,
        };
        let warn = [
            ("status", number("stale_after")),
            ("routes", number("sla_p95")),
            ("fleet", Some(1.0)),
            ("quota", number("ses_amber")),
            ("clock", number("clock_apart")),
        ];
        let mut limits = Self {
            warn: warn.into_iter().filter_map(|(check, limit)| Some((check, limit?))).collect(),
            crit: [("quota", 100.0)].into(),
        };
        // What is no threshold was refused when the file was read.
        let said = |name: &str| settings.texts(name).into_iter().filter_map(|text| threshold(text.as_str()).ok());
        limits.warn.extend(said("warn"));
        limits.crit.extend(said("crit"));
        limits
    }

    /// `quota=90`, of `--warn`.
    pub fn warn_at(&mut self, written: &str) -> Result<(), Mistaken> {
        let (check, limit) = threshold(written)?;
        self.warn.insert(check, limit);
        Ok(())
    }

    /// The first check whose two thresholds contradict each other. Of every figure more is worse.
    pub fn crossed(&self) -> Option<Crossed> {
        self.crit.iter().find_map(|(check, crit)| {
            let warn = self.warn.get(check).filter(|warn| *warn > crit)?;
            Some(Crossed { check, warn: *warn, crit: *crit })
        })
    }

    /// The same of `--crit`.
    pub fn crit_at(&mut self, written: &str) -> Result<(), Mistaken> {
        let (check, limit) = threshold(written)?;
        self.crit.insert(check, limit);
        Ok(())
    }
}

/// A check and a figure: `quota=90`, on the command line and in `warn` and `crit` of the settings.
pub fn threshold(written: &str) -> Result<(&'static str, f64), Mistaken> {
    let wrong = |why: String| Mistaken(format!("`{written}` is no threshold: {why}"));
    let (name, number) = written.split_once('=').ok_or_else(|| wrong("write CHECK=NUMBER".into()))?;
    let known = kind(name).ok_or_else(|| wrong(format!("there is no check `{name}`; there are {}", names())))?;
    if known.figure.is_none() {
        return Err(wrong(format!("{name} has no figure to hold it against")));
    }
    match number.parse::<f64>() {
        Ok(number) if number.is_finite() && number.is_sign_positive() => Ok((known.name, number)),
        _ => Err(wrong(format!("`{number}` is not a number"))),
    }
}

/// `status, routes, …`.
pub fn names() -> String {
    CHECKS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::settings::setting;

    #[test]
    fn those_of_the_settings_stand_over_the_usual_ones() {
        let mut settings = Settings::default();
        let texts = |text: &str| Value::Texts(vec![text.into()]);
        settings.set(setting("warn").unwrap(), texts("fleet=2"));
        settings.set(setting("crit").unwrap(), texts("pecks=40"));
        let mut limits = Limits::of(&settings);
        assert_eq!((limits.warn["fleet"], limits.warn["quota"]), (2.0, 80.0));
        assert_eq!((limits.crit["pecks"], limits.crit["quota"]), (40.0, 100.0));
        limits.warn_at("fleet=3").unwrap();
        assert_eq!(limits.warn["fleet"], 3.0, "the command line stands over the settings");
    }

    #[test]
    fn what_is_critical_before_it_is_a_warning_is_no_pair_of_thresholds() {
        let mut limits = Limits::of(&Settings::default());
        assert_eq!(limits.crossed(), None);
        limits.crit_at("quota=80").unwrap();
        assert_eq!(limits.crossed(), None, "where both begin, it is critical");
        limits.crit_at("quota=70").unwrap();
        let crossed = limits.crossed().unwrap();
        assert_eq!(
            crossed.text(),
            "quota would be critical from 70 on and a warning only from 80 on: the worse the greater"
        );
        assert_eq!(crossed.meant(), ("quota=70".into(), "quota=80".into()));
        limits.warn_at("quota=60").unwrap();
        limits.crit_at("pecks=1").unwrap();
        assert_eq!(limits.crossed(), None, "pecks has no warning of its own");
    }

    #[test]
    fn a_threshold_is_of_a_check_that_has_a_figure() {
        let mut limits = Limits::of(&Settings::default());
        assert_eq!((limits.warn["quota"], limits.crit["quota"], limits.warn["routes"]), (80.0, 100.0, 2.0));
        limits.warn_at("quota=90").unwrap();
        limits.crit_at("fleet=5").unwrap();
        assert_eq!((limits.warn["quota"], limits.crit["fleet"]), (90.0, 5.0));
        for (written, why) in [
            ("quota", "write CHECK=NUMBER"),
            (
                "mail=3",
                "there is no check `mail`; there are status, routes, drift, fleet, pecks, quota, sandbox, clock, \
                 history",
            ),
            ("drift=1", "drift has no figure to hold it against"),
            ("quota=much", "`much` is not a number"),
            ("quota=nan", "`nan` is not a number"),
            ("quota=-1", "`-1` is not a number"),
            ("quota=-0", "`-0` is not a number"),
        ] {
            assert_eq!(limits.warn_at(written), Err(Mistaken(format!("`{written}` is no threshold: {why}"))));
        }
    }
}
