//! Looks, conditions and arguments: what is written against what is declared.

use super::block::{Args, CondDraft, LookDraft};
use super::code::Code;
use super::condition::{self, Cond};
use super::mistake::Mistake;
use super::name::{Name, Names};
use super::operand::{Operand, looks_like_name};
use super::reader::Written;
use super::template;
use super::wording::label;
use super::{Arg, Conds, Look};
use crate::world::observations::{OBSERVATIONS, Param, ParamKind, observation};
use crate::world::{Type, Value};
use std::ops::Range;

/// Parses a list of conditions. One with a mistake is one all the same: what has none would hold always.
pub fn conds(names: &Names, drafts: &[CondDraft], mistakes: &mut Vec<Mistake>) -> Conds {
    let mut one = |written: &Written| {
        condition::parse(names, &written.text, written.span.clone(), written.span.start).unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            Cond::Any(Vec::new())
        })
    };
    let found = drafts.iter().map(|draft| match draft {
        CondDraft::One(written) => one(written),
        CondDraft::Any(list) => Cond::Any(list.iter().map(&mut one).collect()),
    });
    let found = Conds(found.collect());
    mistakes.extend(read_the_same(&found));
    found
}

/// In words, two names of which one is as good as the other for whoever reads them.
fn read_the_same(conds: &Conds) -> Vec<Mistake> {
    let names = conds.names();
    let alike = |name: &Name, at: usize| {
        let words = label(&name.written);
        let other = names[..at].iter().find(|other| other.refer != name.refer && label(&other.written) == words)?;
        let message = format!("`{}` and `{}` read the same in words: {words}", other.written, name.written);
        let mistake = Mistake::new(Code::AMBIGUOUS_NAME, name.source, name.span.clone(), message);
        Some(mistake.hint("give the look another name"))
    };
    names.iter().enumerate().filter_map(|(at, name)| alike(name, at)).collect()
}

/// Resolves one look's observation and arguments.
pub fn look(names: &Names, draft: &LookDraft, mistakes: &mut Vec<Mistake>) -> Option<Look> {
    let Some(known) = observation(&draft.observe.text) else {
        let message = format!("there is no observation `{}`", draft.observe.text);
        let mistake = Mistake::new(Code::UNKNOWN_OBSERVATION, names.source, draft.observe.span.clone(), message);
        mistakes.push(mistake.nearest(&draft.observe.text, OBSERVATIONS.iter().map(|observation| observation.name)));
        return None;
    };
    let args = params(names, &draft.observe.span, known.name, known.params, &draft.args, mistakes);
    let operands = args.into_iter().filter_map(|(name, arg)| match arg {
        Arg::Operand(operand) => Some((name, operand)),
        Arg::Text(_) | Arg::Facts(_) => None,
    });
    Some(Look { bind: format!("{}{}", names.prefix, draft.bind.text), observation: known, args: operands.collect() })
}

/// Resolves arguments against a declared list of parameters: unknown, missing and ill-typed ones are mistakes.
pub fn params(
    names: &Names,
    owner_span: &Range<usize>,
    owner: &str,
    params: &'static [Param],
    args: &Args,
    mistakes: &mut Vec<Mistake>,
) -> Vec<(&'static str, Arg)> {
    for (key, _) in args {
        if !params.iter().any(|param| param.name == key.text) {
            let mistake = Mistake::new(
                Code::UNKNOWN_ARGUMENT,
                names.source,
                key.span.clone(),
                format!("{owner} takes no `{}`", key.text),
            );
            mistakes.push(mistake.nearest(&key.text, params.iter().map(|param| param.name)));
        }
    }
    let mut found = Vec::new();
    for param in params {
        match (args.iter().find(|(key, _)| key.text == param.name), param.default) {
            (Some((key, values)), _) => {
                found.extend(arg(names, param, key, values, mistakes).map(|arg| (param.name, arg)))
            }
            (None, Some(default)) => found.extend(default_arg(names, param, default).map(|arg| (param.name, arg))),
            (None, None) if param.required => {
                mistakes.push(Mistake::new(
                    Code::MISSING_ARGUMENT,
                    names.source,
                    owner_span.clone(),
                    format!("{owner} wants `{}`", param.name),
                ));
            }
            (None, None) => {}
        }
    }
    found
}

fn default_arg(names: &Names, param: &Param, default: &str) -> Option<Arg> {
    let ParamKind::Value(ty) = param.kind else { return None };
    Operand::of_type(names, default, ty, 0..0).ok().map(Arg::Operand)
}

fn arg(names: &Names, param: &Param, key: &Written, values: &[Written], mistakes: &mut Vec<Mistake>) -> Option<Arg> {
    let one = values.first().filter(|_| values.len() == 1);
    match (param.kind, one) {
        (ParamKind::Facts, _) => {
            let resolve = |written: &Written| names.resolve(&written.text, written.span.clone());
            let list: Result<Vec<_>, _> = values.iter().map(resolve).collect();
            list.map_err(|mistake| mistakes.push(mistake)).ok().map(Arg::Facts)
        }
        (ParamKind::Value(Type::Texts), _) if one.is_none_or(|one| !looks_like_name(&one.text)) => {
            let texts = values.iter().map(|written| written.text.as_str().into()).collect();
            Some(Arg::Operand(Operand::Literal(Value::Texts(texts))))
        }
        (_, None) => {
            mistakes.push(Mistake::new(
                Code::WRONG_VALUE,
                names.source,
                key.span.clone(),
                format!("`{}` is one value", key.text),
            ));
            None
        }
        (ParamKind::Template, Some(one)) => {
            Some(Arg::Text(template::parse(names, &one.text, one.span.clone(), one.exact, mistakes)))
        }
        (ParamKind::Value(Type::Text), Some(one)) if !template::holes(&one.text).is_empty() => {
            Some(Arg::Text(template::parse(names, &one.text, one.span.clone(), one.exact, mistakes)))
        }
        (ParamKind::Value(ty), Some(one)) => Operand::of_type(names, &one.text, ty, one.span.clone())
            .map_err(|mistake| mistakes.push(mistake))
            .ok()
            .map(Arg::Operand),
    }
}
