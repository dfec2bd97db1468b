//! What one command costs: time by the clock, time of processors, memory.

use std::ops::RangeInclusive;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4 as _;

/// The medians of some runs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub wall: Duration,
    /// User and system together.
    pub cpu: Duration,
    /// The most that was resident, in bytes.
    pub memory: u64,
}

/// Runs both in turn, ours to end with this code, so that what else the machine does meets both; the first round warms up and is not counted.
pub fn in_turn(
    rounds: usize,
    code: RangeInclusive<i32>,
    mut ours: impl FnMut() -> Command,
    peer: Option<&dyn Fn() -> Command>,
) -> [Option<Cost>; 2] {
    let (mut of_ours, mut of_peer) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (mine, theirs) = (once(&mut ours(), &code), peer.map(|peer| once(&mut peer(), &(0..=0))));
        if round > 0 {
            of_ours.push(mine);
            of_peer.extend(theirs);
        }
    }
    [median(&of_ours), median(&of_peer)]
}

/// A single run, where one is enough.
pub fn of_one(command: &mut Command, code: i32) -> Option<Cost> {
    Some(once(command, &(code..=code)))
}

/// What it says on stdout.
pub fn output(mut command: Command) -> String {
    let said = command.stdin(Stdio::null()).output().unwrap();
    assert!(said.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

/// Whoever ends otherwise did something else: it would be measured for nothing.
fn once(command: &mut Command, code: &RangeInclusive<i32>) -> Cost {
    let name = format!("{command:?}");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
    let used = child.wait4().unwrap();
    let wall = started.elapsed();
    assert!(used.status.code().is_some_and(|ended| code.contains(&ended)), "{name} ended with {}", used.status);
    Cost { wall, cpu: used.rusage.utime + used.rusage.stime, memory: used.rusage.maxrss }
}

fn median(costs: &[Cost]) -> Option<Cost> {
    let middle = |of: &dyn Fn(&Cost) -> u128| {
        let mut all: Vec<_> = costs.iter().map(of).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied()
    };
    let time = |nanos: u128| Duration::from_nanos(u64::try_from(nanos).unwrap());
    Some(Cost {
        wall: time(middle(&|cost| cost.wall.as_nanos())?),
        cpu: time(middle(&|cost| cost.cpu.as_nanos())?),
        memory: u64::try_from(middle(&|cost| u128::from(cost.memory))?).unwrap(),
    })
}
