"""The Lambda function of the stack that the tests look at.

release.py lies beside it in each version's zip and says how that version behaves:
BEHAVIOUR is "works", "raises", "answers 502" or "answers once"; STATUS is merged into the status; AUDIT lists
(event type, seconds ago). CERTIFICATES is the table that certificates are written into: with it, ducklings can
register, and both are counted in DynamoDB. Without it the counts are fixed.
"""
import datetime
import itertools
import json
import os

import release

CALLS = itertools.count(1)


def handler(event, context):
    path = event.get("path") or ""
    print("INFO request", event.get("httpMethod"), path)
    if release.BEHAVIOUR == "raises":
        print("ERROR cannot start: the setting DATABASE_URL is missing")
        raise RuntimeError("the setting DATABASE_URL is missing")
    if release.BEHAVIOUR == "answers 502" or release.BEHAVIOUR == "answers once" and next(CALLS) > 1:
        return answer(502, {"message": "Bad gateway"})
    if path.endswith("/system/status"):
        return answer(200, merged(status(context.function_version), release.STATUS))
    if path.endswith("/ducklings"):
        return answer(200, register(**json.loads(event["body"])))
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
        "database": counted() if release.CERTIFICATES else {"ducklings": 120, "birth_certificates": 120},
        "agents": {"alive": 4, "dead": 0, "total_bonded": 4},
        "peck_protocol": {"failure_breakdown": {"callback_error": 0, "denied": 1, "expired": 2}},
        "ses": {"sandbox": True, "daily_quota": 200},
        "sns": {"sandbox": True},
    }


def counted():
    return {table: dynamodb("Scan", TableName=table, Select="COUNT")["Count"]
            for table in ("ducklings", "birth_certificates")}


def register(name, mail):
    """A duckling, its certificate, and the certificate's mail. What fails is in the log and nowhere else."""
    put("ducklings", name)
    try:
        put(release.CERTIFICATES, name)
        print(f"INFO cert of {name} written")
        aws("ses", "/v2/email/outbound-emails", {
            "FromEmailAddress": "ops@example.com", "Destination": {"ToAddresses": [mail]},
            "Content": {"Simple": {"Subject": {"Data": "born"}, "Body": {"Text": {"Data": "your certificate"}}}}})
    except Refused as refused:
        print(f"ERROR cert of {name}: {refused}")
    return {"registered": name}


def put(table, name):
    dynamodb("PutItem", TableName=table, Item={"name": {"S": name}})


class Refused(Exception):
    pass


def dynamodb(operation, **body):
    return aws("dynamodb", "/", body, {"X-Amz-Target": f"DynamoDB_20120810.{operation}"})


def aws(service, path, body, headers={}):
    """Not signed: a ministack that checks no permissions reads the account out of the key. An SDK would take longer
    to import than all the rest."""
    import http.client

    key, region = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_REGION"]
    credential = f"Credential={key}/20260101/{region}/{service}/aws4_request"
    host = os.environ["AWS_ENDPOINT_URL"].removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("POST", path, json.dumps(body), {
        "Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=none",
        "Content-Type": "application/x-amz-json-1.0", **headers})
    reply = connection.getresponse()
    said = json.loads(reply.read() or b"{}")
    if reply.status >= 300:
        kind = said.get("__type") or reply.getheader("x-amzn-errortype") or reply.status
        raise Refused(f"{kind}: {said.get('message') or said.get('Message')}")
    return said


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
