"""The Lambda function of the stack that the tests look at.

release.py lies beside it in each version's zip and says how that version behaves:
BEHAVIOUR is "works", "raises" or "answers 502"; STATUS is merged into the status; AUDIT lists
(event type, seconds ago).
"""
import datetime
import json

import release


def handler(event, context):
    path = event.get("path") or ""
    print("INFO request", event.get("httpMethod"), path)
    if release.BEHAVIOUR == "raises":
        print("ERROR cannot start: the setting DATABASE_URL is missing")
        raise RuntimeError("the setting DATABASE_URL is missing")
    if release.BEHAVIOUR == "answers 502":
        return answer(502, {"message": "Bad gateway"})
    if path.endswith("/system/status"):
        return answer(200, merged(status(context.function_version), release.STATUS))
    if path.endswith("/metrics"):
        return answer(200, {"requests": 1})
    if path.endswith("/audit"):
        return answer(200, {"entries": [entry(kind, age) for kind, age in release.AUDIT]})
    return answer(200, {"service": "mission-control"})


def status(version):
    return {
        "status": "operational",
        "timestamp": utc(0),
        "lambda": {"version": version},
        "lambda_alias_version": version,
        "database": {"ducklings": 120, "birth_certificates": 120},
        "agents": {"alive": 4, "dead": 0, "total_bonded": 4},
        "peck_protocol": {"failure_breakdown": {"callback_error": 0, "denied": 1, "expired": 2}},
        "ses": {"sandbox": True, "daily_quota": 200},
        "sns": {"sandbox": True},
    }


def merged(value, changes):
    """A field set to "(absent)" is left out; None is reported as null."""
    for key, change in changes.items():
        if change == "(absent)":
            value.pop(key, None)
        elif isinstance(change, dict) and isinstance(value.get(key), dict):
            merged(value[key], change)
        else:
            value[key] = change
    return value


def entry(kind, age):
    return {"event_type": kind, "timestamp": utc(age)}


def utc(seconds_ago):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds_ago)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(code, body):
    return {"statusCode": code, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
