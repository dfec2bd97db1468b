//! `lambda.invoke`: one call of one version. It shares production's tables, mail and workflows, so it is guarded.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use super::{Args, Plan, Tier, Undo, text_of};
use crate::text::Clean;
use crate::world::{Evidence, Known};

pub fn plan(args: &Args, _: Option<&Evidence>) -> Known<Plan> {
    let (version, function, region) = (args.text("version")?, args.text("function")?, args.text("region")?);
    super::promote::refuse_unpublished(&version)?;
    Ok(Plan {
        action: "lambda.invoke".into(),
        tier: Tier::Guarded,
        target: Clean::new(format!("{function}:{version}, {region}, {}", text_of(args.values.get("account")))),
        before: Clean::new("not called by this run"),
        after: Clean::new("called once, as GET /beak/system/status"),
        undo: Undo::Cannot(Clean::new("a call is a call: it runs on production's tables, mail and workflows")),
        words: Clean::new(format!("invoke {version}")),
        args: args.clone(),
    })
}
