//! Commands to type while a walk goes on. In a drill each names the drill's address: typed anywhere, whatever the
//! shell's variables are, it reaches the drill or nothing. A drill looks at no signature, so none needs a key.

use super::State;
use crate::text::{Clean, commands, shell_word};
use crate::world::actions::{Plan, Undo};

/// A command or a script, as it is to be typed.
pub fn to_type(state: &State, text: &str) -> String {
    let Some(flags) = address(state) else { return text.into() };
    let unsigned = [flags[0].clone(), "--no-sign-request".into()];
    commands::duckops_with(&commands::aws_with(text, &unsigned), &flags)
}

/// What is settled, with its way back as it is to be typed.
pub fn with_its_undo(state: &State, plan: Plan) -> Plan {
    match &plan.undo {
        Undo::Command(command) => Plan { undo: Undo::Command(Clean::new(to_type(state, command.as_str()))), ..plan },
        Undo::Cannot(_) => plan,
    }
}

/// A simulated stack serves its API and its AWS at one address.
fn address(state: &State) -> Option<[String; 2]> {
    let opened = state.opened.as_ref().filter(|opened| opened.drill.is_some())?;
    Some(to_reach(&opened.settings.get("api")?.to_string()))
}

/// The flags that reach the simulated stack of an API.
pub fn to_reach(api: &str) -> [String; 2] {
    let origin = api.split('/').take(3).collect::<Vec<_>>().join("/");
    [format!("--endpoint-url {}", shell_word(&origin)), format!("--api {}", shell_word(api))]
}
