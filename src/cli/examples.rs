//! What `--help` shows of each command: lines to type as they stand.

pub const DUCKOPS: &str = "\
Something is red:   duckops triage
Never used it:      duckops drill inc-001
One of these:       duckops help triage";

pub const TRIAGE: &str = "\
Examples:
  duckops triage                        which runbook fits what is red
  duckops triage inc-002                walk it
  duckops triage inc-002 --dry-run      read everything, change nothing
  duckops triage --resume               go on where it was left";

pub const CHECKLIST: &str = "\
Examples:
  duckops checklist pre-deploy
  duckops checklist rollback --list     its items and how each stands
  duckops checklist incident-triage --resume";

pub const DRILL: &str = "\
Examples:
  duckops drill list
  duckops drill inc-003
  duckops drill inc-003 --seed 17       another case; the same each time
  duckops drill inc-003 --auto          watch it being played
  duckops drill serve --scenario inc-005";

pub const STATUS: &str = "\
Examples:
  duckops status
  duckops status --watch                look every five seconds
  duckops status --json";

pub const PROBE: &str = "\
Examples:
  duckops probe --quiet                 in cron: a word only when it is bad
  duckops probe --format nagios --warn quota=80 --crit quota=95
  duckops probe --check status,routes --timeout 5s
  duckops probe --format prometheus --output duckops.prom";

pub const APPROVE: &str = "\
Examples:
  duckops approve 7F3K-2 --approver Josh --method call --reference '#42'
  duckops approve --request request.txt --approver Josh";

pub const DENY: &str = "\
Examples:
  duckops deny 7F3K-2 --reason 'the errors began before it'";

pub const INCIDENT: &str = "\
Examples:
  duckops incident start --severity P1 --title 'mails bounce' --detected 02:05
  duckops incident note 'the sale was stopped' --at 02:20
  duckops incident status
  duckops incident end";

pub const FREEZE: &str = "\
Examples:
  duckops freeze on --reason 'the sale'
  duckops freeze off --reason 'it is over'";

pub const LOG: &str = "\
Examples:
  duckops log show --since 24h
  duckops log deploy mark 41 verified
  duckops log deploy last-good
  duckops log governance add --title 'a key was rotated' --field owner=ana
  duckops log verify";

pub const SNAPSHOT: &str = "\
Examples:
  duckops snapshot
  duckops snapshot --copy               into the clipboard, also over ssh";

pub const RUNS: &str = "\
Examples:
  duckops runs list
  duckops runs show 7F3K
  duckops runs prune --older-than 90d";

pub const RUNBOOK: &str = "\
Examples:
  duckops runbook list
  duckops runbook show inc-004
  duckops runbook show inc-004 --by-hand > inc-004.txt
  duckops runbook lint my-runbook.md";

pub const CONFIG: &str = "\
Examples:
  duckops config show                   what counts, and where it was set
  duckops config init                   a duckops.toml to begin with";

pub const HANDOFF: &str = "\
Examples:
  duckops handoff 7F3K                  of a run
  duckops handoff I-7F3K                of an incident";

pub const POSTMORTEM: &str = "\
Examples:
  duckops postmortem I-7F3K > postmortem.md
  duckops postmortem I-7F3K --html > postmortem.html";

pub const IAM_POLICY: &str = "\
Examples:
  duckops iam-policy > read-only.json
  duckops iam-policy --with-actions";

pub const COMPLETIONS: &str = "\
Examples:
  source <(duckops completions bash)    in ~/.bashrc
  source <(duckops completions zsh)     in ~/.zshrc, below compinit
  duckops completions fish | source     in ~/.config/fish/config.fish";

pub const MAN: &str = "\
Examples:
  duckops man ~/.local/share/man/man1   then: man duckops-probe";

pub const HELP: &str = "\
Examples:
  duckops help probe
  duckops help inc-002                  what the runbook does";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use duckops_core::text::commands::of_duckops;

    const ALL: [&str; 21] = [
        DUCKOPS,
        TRIAGE,
        CHECKLIST,
        DRILL,
        STATUS,
        PROBE,
        APPROVE,
        DENY,
        INCIDENT,
        FREEZE,
        LOG,
        SNAPSHOT,
        RUNS,
        RUNBOOK,
        CONFIG,
        HANDOFF,
        POSTMORTEM,
        IAM_POLICY,
        COMPLETIONS,
        MAN,
        HELP,
    ];

    /// The words of a line as a shell takes them, up to what is said about it.
    fn words(command: &str) -> Vec<String> {
        let typed = command.split("  ").next().unwrap().split(" > ").next().unwrap();
        let quoted = typed.split('\'').enumerate();
        let words = quoted.flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        });
        words.collect()
    }

    #[test]
    fn each_example_is_a_command_line() {
        for line in ALL.iter().flat_map(|text| text.lines()).filter(|line| line.contains("duckops ")) {
            let command = of_duckops(line);
            assert_eq!(command.len(), 1, "{line}");
            let parsed = Cli::try_parse_from(words(command[0]));
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }

    #[test]
    fn they_fit_eighty_columns() {
        assert!(ALL.iter().flat_map(|text| text.lines()).all(|line| line.chars().count() <= 80));
    }
}
