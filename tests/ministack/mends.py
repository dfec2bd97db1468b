"""Where ministack differs from AWS and a test would notice, it is mended here.

Each function mends one gap and says what AWS does. Written for the ministack version that
requirements.txt pins: it replaces functions inside it, so a new version needs a look at each.
"""
import asyncio
import base64
import json
import random
import re

from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.core.responses import get_account_id, request_scope
from ministack.services import apigateway_v1, cloudwatch_logs, iam, lambda_svc, ses, ses_v2, stepfunctions

JSON = {"Content-Type": "application/json"}


def users_keys_select_their_account():
    """The key of an IAM user belongs to one account. ministack looks that up only with AUTH=true."""
    set_account = app.set_request_account_id
    app.set_request_account_id = lambda key: set_account(app._request_account_scope(key))


def apis_answer_anyone():
    """A request to an API carries no key. ministack then looks only in its default account."""
    handle = app._handle_execute_api_request

    async def handled(host, path, *rest, **more):
        url = app._parse_execute_api_url(host, path)
        for (account, region, api), _ in apigateway_v1._rest_apis.all_items() if url else []:
            if api == url[0]:
                with request_scope(account, region):
                    return await handle(host, path, *rest, **more)
        return await handle(host, path, *rest, **more)

    app._handle_execute_api_request = handled


def weights_are_obeyed():
    """An alias with AdditionalVersionWeights sends that share of the calls to the other version."""
    invoke, call = lambda_svc._invoke, apigateway_v1._call_lambda_raw

    async def direct(name, event, headers, path_qualifier=None, query_params=None):
        qualifier = path_qualifier or lambda_svc._qp_first(query_params or {}, "Qualifier")
        picked = pick_version(lambda_svc._functions.get(name), qualifier)
        return await invoke(name, event, headers, picked or None, query_params)

    async def through_the_gateway(arn, event, *, account_id=None, region=None):
        name, qualifier = lambda_svc._lambda_function_name_and_qualifier_from_arn(arn)
        func = lambda_svc._functions.get_scoped(account_id, region, name)
        if func and qualifier:
            arn = arn.removesuffix(qualifier) + pick_version(func, qualifier)
        return await call(arn, event, account_id=account_id, region=region)

    lambda_svc._invoke = direct
    apigateway_v1._call_lambda_raw = through_the_gateway


def pick_version(func, qualifier):
    alias = ((func or {}).get("aliases") or {}).get(qualifier) or {}
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    if not weights:
        return qualifier
    versions = [alias["FunctionVersion"], *weights]
    return random.choices(versions, [1 - sum(weights.values()), *weights.values()])[0]


def alias_target_must_exist():
    """UpdateAlias to a version that does not exist is ResourceNotFoundException."""
    update = lambda_svc._update_alias

    def checked(name, alias, data):
        func, version = lambda_svc._functions.get(name), data.get("FunctionVersion")
        if func and version and version != "$LATEST" and version not in func["versions"]:
            message = f"Function not found: {lambda_svc._func_arn(name)}:{version}"
            return lambda_svc.error_response_json("ResourceNotFoundException", message, 404)
        return update(name, alias, data)

    lambda_svc._update_alias = checked


def gateway_hides_the_error():
    """API Gateway answers a failed Lambda with one constant text, never with the exception."""
    shape = apigateway_v1._lambda_proxy_response

    def shaped(result):
        response, error = shape(result)
        return response, "Internal server error" if error else None

    apigateway_v1._lambda_proxy_response = shaped


def log_patterns_and_pages():
    """FilterLogEvents: case matters, "a phrase" is one term, ?a ?b means either, pages have a token."""
    json_pattern, filter_events = cloudwatch_logs._compile_filter_pattern, cloudwatch_logs._filter_log_events

    def paged(data):
        start = int(base64.b64decode(data["nextToken"])) if data.get("nextToken") else 0
        end = start + min(data.get("limit", 10000), 10000)
        status, headers, body = filter_events({**data, "limit": 10000})
        if status != 200:
            return status, headers, body
        reply = json.loads(body)
        events = reply["events"]
        reply["events"] = events[start:end]
        if end < len(events):
            reply["nextToken"] = base64.b64encode(str(end).encode()).decode()
        return status, headers, json.dumps(reply).encode()

    cloudwatch_logs._compile_filter_pattern = (
        lambda raw: json_pattern(raw) if (raw or "").strip().startswith("{") else log_pattern(raw))
    cloudwatch_logs._filter_log_events = paged


def log_pattern(raw):
    terms = {"": [], "-": [], "?": []}
    for sign, phrase, word in re.findall(r'([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))', raw or ""):
        terms[sign].append(phrase or word)
    # AWS ignores the ?-terms when there are plain ones too.
    either = [] if terms[""] else terms["?"]
    return lambda message: (all(term in message for term in terms[""])
                            and not any(term in message for term in terms["-"])
                            and (not either or any(term in message for term in either)))


def missed_callback_is_timed_out():
    """An execution that ends with States.Timeout is TIMED_OUT and is not listed as FAILED."""
    fail = stepfunctions._fail_execution

    def ended(execution, error, cause):
        fail(execution, error, cause)
        if error == "States.Timeout":
            execution["status"] = "TIMED_OUT"

    stepfunctions._fail_execution = ended


def alias_permissions():
    """GetAlias, UpdateAlias and DeleteAlias are permissions of their own."""
    action = iam_actions._lambda_action
    verbs = {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"}

    def named(method, path):
        one_alias = re.search(r"/functions/[^/]+/aliases/[^/]+/?$", path)
        return verbs.get(method) if one_alias else action(method, path)

    iam_actions._lambda_action = named


def permissions_are_of_resources():
    """What is asked of a version or an alias by its name is allowed by that version's or alias's ARN. FilterLogEvents
    is asked of the streams of a group: `log-group:NAME:*` allows it, `log-group:NAME` does not."""
    resource = iam_actions.extract_resource_arn

    def named(service, method, path, headers, body, query_params, region, account_id):
        if is_metrics(path):
            return "*"  # a metric has no ARN; ministack looks for one in the body, which is no JSON
        arn = resource(service, method, path, headers, body, query_params, region, account_id)
        qualifier = lambda_svc._qp_first(query_params or {}, "Qualifier")
        if service == "lambda" and qualifier and path.rstrip("/").endswith(("/configuration", "/invocations")):
            return f"{arn}:{qualifier}"
        filters = service == "logs" and headers.get("x-amz-target", "").endswith(".FilterLogEvents")
        return f"{arn}:log-stream:" if filters else arn

    iam_actions.extract_resource_arn = named


def metrics_have_permissions():
    """The SDKs of today name an operation of CloudWatch in the path. ministack finds no action there and allows it."""
    action = iam_actions.extract_iam_action

    def named(service, method, path, *rest):
        operation = is_metrics(path)
        return f"cloudwatch:{operation[1]}" if operation else action(service, method, path, *rest)

    iam_actions.extract_iam_action = named


def is_metrics(path):
    return re.fullmatch(r"/service/GraniteServiceVersion20100801/operation/(\w+)", path)


def workers_start_fast():
    """Not a gap: ministack makes each Lambda worker import botocore to count recursion. Ours needs neither."""
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace("    _ms_install_invoke_depth()\n", "")


SES_ACCOUNT = {}


def ses_account_can_be_set():
    """GetAccount: a sandbox has 200 mails a day, and a test can set any other field (see test_routes)."""
    handle = ses_v2.handle_request

    async def handled(method, path, headers, body, query_params):
        status, reply_headers, reply = await handle(method, path, headers, body, query_params)
        if method == "GET" and status == 200 and path.rstrip("/") == "/v2/email/account":
            account = json.loads(reply)
            if not account["ProductionAccessEnabled"]:
                account["SendQuota"].update(Max24HourSend=200.0, MaxSendRate=1.0)
            merge(account, SES_ACCOUNT.get(get_account_id(), {}))
            reply = json.dumps(account).encode()
        return status, reply_headers, reply

    ses_v2.handle_request = handled


def production_access_is_reviewed():
    """PutAccountDetails with production access opens a review, and is a conflict while one is open. It does not
    leave the sandbox by itself."""
    handle = ses_v2.handle_request

    async def handled(method, path, headers, body, query_params):
        if method == "POST" and path.rstrip("/") == "/v2/email/account/details":
            details = SES_ACCOUNT.setdefault(get_account_id(), {}).setdefault("Details", {})
            if details.get("ReviewDetails", {}).get("Status") == "PENDING":
                return ses_v2._json_err("ConflictException", "There is an ongoing account details update.", 409)
            wanted = json.loads(body)
            if wanted.pop("ProductionAccessEnabled", False):
                details["ReviewDetails"] = {"Status": "PENDING", "CaseId": "case-1"}
                body = json.dumps(wanted).encode()
        return await handle(method, path, headers, body, query_params)

    ses_v2.handle_request = handled


def merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def test_routes():
    """Routes for tests only: PUT /_test/ses/ACCOUNT merges into GetAccount, PUT /_test/bob/ACCOUNT is all that bob
    may, DELETE /_test/workers/ACCOUNT ends the Lambda workers of an account (each is a process that would live as
    long as the server)."""
    serve = app.app

    async def served(scope, receive, send):
        if scope["type"] != "http" or not scope["path"].startswith("/_test/"):
            return await serve(scope, receive, send)
        _, _, what, account = scope["path"].split("/")
        if what == "ses":
            SES_ACCOUNT[account] = json.loads(await whole_body(receive))
            leave_the_sandbox(account, SES_ACCOUNT[account].get("ProductionAccessEnabled", False))
        elif what == "bob":
            bob_may(account, (await whole_body(receive)).decode())
        elif what == "workers":
            await asyncio.to_thread(end_workers, account)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})

    app.app = served


def bob_may(account, document):
    """His only policy, checked as IAM checks one that is put."""
    with request_scope(account, "us-east-1"):
        put = {"UserName": ["bob"], "PolicyName": ["on-call"], "PolicyDocument": [document]}
        status, _, body = iam._put_user_policy(put)
        assert status == 200, body


def leave_the_sandbox(account, production):
    """What the account says is so for mail too: in production it goes to everybody."""
    with request_scope(account, "us-east-1"):
        ses._account_details.setdefault("account", {})["ProductionAccessEnabled"] = production


async def whole_body(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def end_workers(account):
    with lambda_runtime._lock:
        keys = [key for key in lambda_runtime._workers if key.startswith(f"{account}:")]
        workers = [worker for key in keys for worker in lambda_runtime._workers.pop(key)]
    lambda_runtime.kill_workers(workers)


def apply():
    for mend in (users_keys_select_their_account, apis_answer_anyone, weights_are_obeyed, alias_target_must_exist,
                 gateway_hides_the_error, log_patterns_and_pages, missed_callback_is_timed_out,
                 alias_permissions, permissions_are_of_resources, metrics_have_permissions, workers_start_fast,
                 ses_account_can_be_set, production_access_is_reviewed, test_routes):
        mend()
