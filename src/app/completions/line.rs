//! What is said on the line already: by it, what is offered next is what the command would find.

use crate::app::Session;
use crate::cli::{Cli, Global};
use crate::environment::Environment;
use crate::settings;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use std::ffi::OsString;

pub struct Line {
    /// Nothing where the settings cannot be read.
    pub session: Option<Session>,
    pub environment: Environment,
    said: ArgMatches,
}

impl Line {
    pub fn of(before: &[OsString], environment: &Environment) -> Self {
        let said = Cli::command().ignore_errors(true).try_get_matches_from(before).unwrap_or_default();
        let global = Global::from_arg_matches(&said).unwrap_or_default();
        let session = settings::resolve(&global, environment)
            .and_then(|settings| Session::new(environment.clone(), settings))
            .ok();
        Self { session, environment: environment.clone(), said }
    }

    /// What the last command on the line was told as one of its arguments.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments(name).into_iter().next()
    }

    pub fn arguments(&self, name: &str) -> Vec<&str> {
        let mut matches = &self.said;
        while let Some((_, of_subcommand)) = matches.subcommand() {
            matches = of_subcommand;
        }
        let values = matches.try_get_many::<String>(name).ok().flatten();
        values.into_iter().flatten().map(String::as_str).collect()
    }

    /// The command by its first word.
    pub fn command(&self) -> Option<&str> {
        self.said.subcommand_name()
    }
}
