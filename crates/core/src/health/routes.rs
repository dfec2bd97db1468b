//! The routes of the API: whether each answers 200, how fast, and what its answer means when it does not.

use super::counted;
use crate::text::Clean;
use crate::world::observations::{Answered, BeakRoutes};
use crate::world::{Facts as _, Known, Table, Why, WhyKind, duration_text};
use std::time::Duration;

/// The route that reports on the others.
pub const STATUS: &str = "/beak/system/status";
/// What is asked, each by GET.
pub const ROUTES: [&str; 3] = ["/beak", "/beak/metrics", STATUS];

/// One look at one route.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    pub answered: Answered,
    /// The answer in words: `502 Bad Gateway`.
    pub words: Clean,
    pub took: Duration,
}

/// The looks at one route, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    pub path: &'static str,
    pub tries: Vec<Tried>,
}

impl Tried {
    fn is_ok(&self) -> bool {
        self.answered == Answered::Http(200)
    }

    fn code(&self) -> Option<u16> {
        match self.answered {
            Answered::Http(code) => Some(code),
            _ => None,
        }
    }
}

impl Route {
    fn ok(&self) -> usize {
        self.tries.iter().filter(|tried| tried.is_ok()).count()
    }

    fn is_ok(&self) -> bool {
        self.ok() == self.tries.len()
    }

    /// By nearest rank over the looks that answered: of five, the 95th percentile is the slowest.
    fn percentile(&self, percent: usize) -> Known<Duration> {
        let mut took: Vec<_> =
            self.tries.iter().filter(|tried| tried.code().is_some()).map(|tried| tried.took).collect();
        took.sort_unstable();
        let rank = (took.len() * percent).div_ceil(100).max(1);
        let never = || Why::new(WhyKind::Network, format!("{} answered no look", self.path));
        took.get(rank - 1).copied().ok_or_else(never)
    }

    /// `200 OK, 5 times`; `200 OK 4 times, 502 Bad Gateway once`.
    fn answers(&self) -> Clean {
        let mut kinds: Vec<(&Clean, usize)> = Vec::new();
        for tried in &self.tries {
            match kinds.iter_mut().find(|(words, _)| *words == &tried.words) {
                Some((_, times)) => *times += 1,
                None => kinds.push((&tried.words, 1)),
            }
        }
        let one = |(words, times): &(&Clean, usize)| match times {
            1 => format!("{words} once"),
            times => format!("{words} {times} times"),
        };
        Clean::new(kinds.iter().map(one).collect::<Vec<_>>().join(", "))
    }

    fn gave(&self, code: u16) -> bool {
        self.tries.iter().any(|tried| tried.code() == Some(code))
    }
}

/// What API Gateway says with these codes.
const MEANINGS: [(u16, &str); 2] = [
    (502, "the function failed, or crashed at its start; again and again, that is a crash loop"),
    (504, "API Gateway gave up after 29 s: a cold start that takes too long, or a function that hangs"),
];

/// One text a code, with the routes that gave it.
fn explained(routes: &[Route]) -> Known<Vec<Clean>> {
    let one = |(code, meaning): &(u16, &str)| {
        let gave: Vec<_> = routes.iter().filter(|route| route.gave(*code)).map(|route| route.path).collect();
        (!gave.is_empty()).then(|| Clean::new(format!("{code} ({}): {meaning}", gave.join(", "))))
    };
    let explained: Vec<_> = MEANINGS.iter().filter_map(one).collect();
    if explained.is_empty() { Err(Why::absent("no route answered 502 or 504")) } else { Ok(explained) }
}

/// Whether any look got an HTTP answer: then the network works.
pub fn any_answer(routes: &[Route]) -> bool {
    routes.iter().flat_map(|route| &route.tries).any(|tried| tried.code().is_some())
}

/// What the looks say. No answer at all is the finding when the network works otherwise, that is when another look
/// or the control endpoint was answered; when nothing answers it is not known.
pub fn read(routes: &[Route], control_answers: bool) -> BeakRoutes {
    let looks: usize = routes.iter().map(|route| route.tries.len()).sum();
    if looks == 0 || routes.iter().any(|route| route.tries.is_empty()) {
        return BeakRoutes::unknown(&Why::new(WhyKind::NotLooked, "no look at the routes was asked for"));
    }
    if !any_answer(routes) && !control_answers {
        return BeakRoutes::unknown(&nothing_answers(routes));
    }
    let named = |wanted: fn(&Route) -> bool| -> Vec<Clean> {
        routes.iter().filter(|route| wanted(route)).map(|route| Clean::new(route.path)).collect()
    };
    let answered: usize = routes.iter().map(Route::ok).sum();
    BeakRoutes {
        count: number(routes.len()),
        ok: number(routes.iter().filter(|route| route.is_ok()).count()),
        all_ok: Ok(routes.iter().all(Route::is_ok)),
        failing: Ok(named(|route| !route.is_ok())),
        down: Ok(named(|route| route.ok() == 0)),
        availability: Ok(percent(answered, looks)),
        p50: slowest(routes, 50),
        p95: slowest(routes, 95),
        table: Ok(table(routes)),
        explained: explained(routes),
    }
}

fn nothing_answers(routes: &[Route]) -> Why {
    let words = routes.iter().flat_map(|route| &route.tries).map(|tried| tried.words.as_str()).next();
    let words = words.map_or_else(String::new, |words| format!("{words}: "));
    Why::new(
        WhyKind::Network,
        format!("{words}no route answers, and AWS does not answer either: the network here may be down"),
    )
    .hint("try another network, VPN or proxy; then look again")
}

/// The slowest route's. Not known while a route answers no look: how slow that one is, nobody saw.
fn slowest(routes: &[Route], percent: usize) -> Known<Duration> {
    let each = routes.iter().map(|route| route.percentile(percent)).collect::<Known<Vec<_>>>()?;
    each.into_iter().max().ok_or_else(|| Why::not_looked("the routes"))
}

fn table(routes: &[Route]) -> Table {
    let mut table = Table::new(["route", "answers", "p50", "p95"]);
    let text = |time: Known<Duration>| Clean::new(time.map_or_else(|_| "?".into(), duration_text));
    for route in routes {
        table.row([Clean::new(route.path), route.answers(), text(route.percentile(50)), text(route.percentile(95))]);
    }
    table
}

fn number(n: usize) -> Known<i64> {
    i64::try_from(n).map_err(|_| Why::not_reported("the number of routes"))
}

#[allow(clippy::cast_precision_loss, reason = "numbers of looks are small")]
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

/// `3 of 3 routes answer 200, p95 40 ms`.
pub fn summary(facts: &BeakRoutes) -> String {
    let (ok, count) = match (&facts.ok, &facts.count) {
        (Ok(ok), Ok(count)) => (*ok, *count),
        (Err(why), _) | (_, Err(why)) => return why.text.as_str().to_owned(),
    };
    let slow = facts.p95.as_ref().map_or_else(|_| String::new(), |p95| format!(", p95 {}", duration_text(*p95)));
    let failing = match &facts.failing {
        Ok(failing) if !failing.is_empty() => {
            format!("; not in every look: {}", failing.iter().map(Clean::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    };
    format!("{ok} of {} gave 200 in every look{slow}{failing}", counted(count, "route", "routes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answered::{Http, TimedOut};

    fn tried(answered: Answered, ms: u64) -> Tried {
        let words = match answered {
            Http(200) => "200 OK",
            Http(502) => "502 Bad Gateway",
            Http(504) => "504 Gateway Timeout",
            _ => "timed out after 30 s",
        };
        Tried { answered, words: words.into(), took: Duration::from_millis(ms) }
    }

    fn routes(each: [&[(Answered, u64)]; 3]) -> Vec<Route> {
        let route = |(path, looks): (&'static str, &[(Answered, u64)])| Route {
            path,
            tries: looks.iter().map(|(answered, ms)| tried(*answered, *ms)).collect(),
        };
        ROUTES.into_iter().zip(each).map(route).collect()
    }

    const FINE: &[(Answered, u64)] =
        &[(Http(200), 30), (Http(200), 10), (Http(200), 20), (Http(200), 50), (Http(200), 40)];

    fn texts(known: Known<Vec<Clean>>) -> Vec<String> {
        known.unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        for (looks, p50, p95) in [
            (&[30][..], 30, 30),
            (&[10, 20][..], 10, 20),
            (&[30, 10, 20, 50, 40][..], 30, 50),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20][..], 10, 19),
        ] {
            let tries = looks.iter().map(|ms| tried(Http(200), *ms)).collect();
            let route = Route { path: "/beak", tries };
            let ms = |time: Known<Duration>| time.unwrap().as_millis();
            assert_eq!((ms(route.percentile(50)), ms(route.percentile(95))), (p50, p95), "{looks:?}");
        }
    }

    #[test]
    fn all_well_is_said_in_numbers() {
        let slow: Vec<_> = FINE.iter().map(|(answered, ms)| (*answered, ms * 10)).collect();
        let facts = read(&routes([FINE, &slow, FINE]), false);
        assert_eq!((facts.ok.clone(), facts.all_ok.clone(), facts.availability.clone()), (Ok(3), Ok(true), Ok(100.0)));
        assert_eq!(facts.p50, Ok(Duration::from_millis(300)), "of the slowest route");
        assert_eq!(summary(&facts), "3 of 3 routes gave 200 in every look, p95 500 ms");
        assert_eq!(facts.explained.unwrap_err().kind, WhyKind::Absent);
    }

    #[test]
    fn one_bad_look_in_fifteen_is_seen() {
        let mut flaky = FINE.to_vec();
        flaky[3] = (Http(502), 5);
        let facts = read(&routes([FINE, FINE, &flaky]), false);
        assert_eq!((facts.ok.clone(), facts.all_ok.clone()), (Ok(2), Ok(false)));
        assert_eq!(facts.availability, Ok(14.0 * 100.0 / 15.0));
        assert_eq!((texts(facts.failing.clone()), texts(facts.down.clone())), (vec![STATUS.to_owned()], vec![]));
        assert_eq!(
            summary(&facts),
            "2 of 3 routes gave 200 in every look, p95 50 ms; not in every look: /beak/system/status"
        );
        let cell = &facts.table.unwrap().rows[2][1];
        assert_eq!(cell.as_str(), "200 OK 4 times, 502 Bad Gateway once");
        assert_eq!(texts(facts.explained).len(), 1);
    }

    #[test]
    fn a_502_is_not_a_504() {
        let facts = read(&routes([&[(Http(502), 5)], &[(Http(504), 29_000)], FINE]), false);
        let explained = texts(facts.explained);
        assert!(explained[0].starts_with("502 (/beak): the function failed"), "{explained:?}");
        assert!(explained[1].starts_with("504 (/beak/metrics): API Gateway gave up after 29 s"), "{explained:?}");
    }

    /// The watched API not answering is the finding, unless nothing else answers either.
    #[test]
    fn no_answer_is_bad_only_when_something_else_answers() {
        let silent: &[(Answered, u64)] = &[(TimedOut, 30_000)];
        let facts = read(&routes([silent, silent, silent]), true);
        assert_eq!((facts.ok.clone(), facts.availability.clone()), (Ok(0), Ok(0.0)));
        assert_eq!(facts.p95.unwrap_err().text.as_str(), "/beak answered no look", "no answer is not a fast one");
        let facts = read(&routes([silent, silent, silent]), false);
        assert!(facts.ok.is_err() && facts.all_ok.is_err() && facts.availability.is_err() && facts.explained.is_err());
        let facts = read(&routes([FINE, silent, FINE]), false);
        assert_eq!((texts(facts.down), facts.all_ok), (vec!["/beak/metrics".to_owned()], Ok(false)));
        assert!(facts.p50.is_err(), "a route that answers nothing has no latency, and is not left out of the slowest");
    }

    #[test]
    fn no_look_is_not_all_well() {
        assert!(read(&[], true).all_ok.is_err());
        assert!(read(&routes([FINE, &[], FINE]), true).all_ok.is_err());
    }
}
