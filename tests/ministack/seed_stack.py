"""Builds the stack that duckops looks at, in one account of a running ministack.

usage: seed_stack.py ENDPOINT, then one JSON object a line on stdin:
  {"account": "000000000001", "prod": "2", "status": {}, "audit": [["duck.cert_issued", 60]],
   "logs": [[60, "ERROR no such table"]], "executions": true, "certificates": "birth_certificates",
   "behaves": {"2": "answers once"}, "alice_may": ["lambda:InvokeFunction"]}
Only `account` is required. The answer is one JSON object a line: what a test needs to know, or
{"error": …}. Seeding an account again changes nothing and answers the same.
"""
import datetime
import io
import json
import pathlib
import sys
import time
import zipfile

import botocore.session
from botocore.config import Config

REGION, FUNCTION, MACHINE = "us-east-1", "mission-control-api", "peck-approval-workflow"
LOG_GROUP = f"/aws/lambda/{FUNCTION}"
ROUTES = [("GET", "/beak"), ("GET", "/beak/metrics"), ("GET", "/beak/system/status"), ("POST", "/beak/audit")]
# Version n is the n-th line.
RELEASES = [
    ("1.0.0 first release", "works"),
    ("1.1.0 certificates by mail", "works"),
    ("1.2.0 new settings", "raises"),
    ("1.2.1 new library", "does not import"),
    ("1.2.2 new database", "answers 502"),
]
AUDIT = [["duck.cert_issued", 120], ["spaceduck.pulse", 180], ["peck_requested", 240], ["peck_notify", 300]]
LOGS = [[7200, "ERROR of two hours ago, outside of every window"], [300, "INFO certificate duck.cert_issued"]]
READING = ["cloudwatch:GetMetricStatistics", "lambda:GetAlias", "lambda:GetFunction",
           "lambda:GetFunctionConfiguration", "lambda:ListVersionsByFunction", "logs:FilterLogEvents",
           "ses:GetAccount", "states:DescribeExecution", "states:ListExecutions"]
SESSION = botocore.session.Session()


class Seeding:
    def __init__(self, endpoint, order):
        self.endpoint, self.order, self.account = endpoint, order, order["account"]

    def client(self, service):
        return SESSION.create_client(
            service, region_name=REGION, endpoint_url=self.endpoint, aws_access_key_id=self.account,
            aws_secret_access_key="test", config=Config(retries={"total_max_attempts": 1}))

    def arn(self, service, rest):
        return f"arn:aws:{service}:{REGION}:{self.account}:{rest}"

    def everything(self):
        users = self.identities()
        wait_for_executions = self.state_machine() if self.order.get("executions") else lambda: None
        if self.order.get("certificates"):
            self.tables()
        self.function()
        api = self.api()
        self.mail()
        self.logs()
        wait_for_executions()
        return {
            "account": self.account, "region": REGION, "endpoint": self.endpoint,
            "api_url": f"{self.endpoint}/restapis/{api}/prod/_user_request_",
            "function": FUNCTION, "log_group": LOG_GROUP,
            "state_machine": self.arn("states", f"stateMachine:{MACHINE}"), **users,
        }

    def identities(self):
        """alice may promote, bob may only read (it matters where AUTH=true)."""
        iam, keys = self.client("iam"), {}
        services = {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}
        trust = {"Effect": "Allow", "Principal": services, "Action": "sts:AssumeRole"}
        role = iam.create_role(RoleName="mission-control", AssumeRolePolicyDocument=policy(trust))
        self.role = role["Role"]["Arn"]
        run = {"Effect": "Allow", "Action": ["lambda:InvokeFunction", "sqs:SendMessage"], "Resource": "*"}
        iam.put_role_policy(RoleName="mission-control", PolicyName="run", PolicyDocument=policy(run))
        alice = [*READING, "lambda:UpdateAlias", "ses:PutAccountDetails", *self.order.get("alice_may", [])]
        for user, actions in (("alice", alice), ("bob", READING)):
            iam.create_user(UserName=user)
            allowed = policy({"Effect": "Allow", "Action": actions, "Resource": "*"})
            iam.put_user_policy(UserName=user, PolicyName="on-call", PolicyDocument=allowed)
            key = iam.create_access_key(UserName=user)["AccessKey"]
            keys[user] = {"key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
        return keys

    def function(self):
        lambdas = self.client("lambda")
        for number, (description, behaviour) in enumerate(RELEASES, 1):
            code = self.code(self.order.get("behaves", {}).get(str(number), behaviour))
            if number == 1:
                lambdas.create_function(FunctionName=FUNCTION, Runtime="python3.12", Role=self.role, Timeout=10,
                                        Handler="mission_control.handler", Code={"ZipFile": code})
            else:
                lambdas.update_function_code(FunctionName=FUNCTION, ZipFile=code)
            lambdas.publish_version(FunctionName=FUNCTION, Description=description)
        lambdas.create_alias(FunctionName=FUNCTION, Name="prod", FunctionVersion=self.order.get("prod", "2"))

    def tables(self):
        """Three ducklings of old, of which one has a certificate: an old gap."""
        database = self.client("dynamodb")
        for table, names in (("ducklings", ["ada", "bo", "cleo"]), ("birth_certificates", ["ada"])):
            database.create_table(TableName=table, BillingMode="PAY_PER_REQUEST",
                                  KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
                                  AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}])
            for name in names:
                database.put_item(TableName=table, Item={"name": {"S": name}})

    def code(self, behaviour):
        release = "import a_library_that_nobody_packed\n"
        if behaviour != "does not import":
            status, audit = self.order.get("status", {}), self.order.get("audit", AUDIT)
            release = f"BEHAVIOUR = {behaviour!r}\nSTATUS = {status!r}\nAUDIT = {audit!r}\n"
            release += f"CERTIFICATES = {self.order.get('certificates')!r}\n"
        handler = pathlib.Path(__file__).with_name("mission_control.py").read_text()
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as packed:
            packed.writestr("mission_control.py", handler)
            packed.writestr("release.py", release)
        return data.getvalue()

    def api(self):
        gateway = self.client("apigateway")
        api = gateway.create_rest_api(name="mission-control")
        target = self.arn("lambda", f"function:{FUNCTION}:prod")
        uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{target}/invocations"
        resources = {"": api["rootResourceId"]}
        register = [("POST", "/beak/ducklings")] if self.order.get("certificates") else []
        for path in ("/beak", "/beak/metrics", "/beak/audit", "/beak/system", "/beak/system/status",
                     *(path for _, path in register)):
            parent, part = path.rsplit("/", 1)
            made = gateway.create_resource(restApiId=api["id"], parentId=resources[parent], pathPart=part)
            resources[path] = made["id"]
        for verb, path in ROUTES + register:
            where = {"restApiId": api["id"], "resourceId": resources[path], "httpMethod": verb}
            gateway.put_method(**where, authorizationType="NONE")
            gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
        gateway.create_deployment(restApiId=api["id"], stageName="prod")
        return api["id"]

    def mail(self):
        """An account in the sandbox. The metric is called `Bounce`; there is none called `Bounces`."""
        mail = self.client("sesv2")
        mail.put_account_details(MailType="TRANSACTIONAL", WebsiteURL="https://example.com",
                                 UseCaseDescription="certificates", ProductionAccessEnabled=False)
        mail.create_email_identity(EmailIdentity="ops@example.com")
        now = datetime.datetime.now(datetime.timezone.utc)
        hourly = [("Send", 20, 40), ("Send", 5, 60), ("Send", 1, 20), ("Bounce", 20, 2), ("Bounce", 5, 1),
                  ("Reputation.BounceRate", 1, 0.025), ("Reputation.BounceRate", 20, 0.2)]
        data = [{"MetricName": name, "Value": value, "Unit": "Count",
                 "Timestamp": now - datetime.timedelta(hours=hours, minutes=5)} for name, hours, value in hourly]
        self.client("cloudwatch").put_metric_data(Namespace="AWS/SES", MetricData=data)

    def logs(self):
        logs, now = self.client("logs"), int(time.time() * 1000)
        lines = sorted(self.order.get("logs", LOGS), reverse=True)
        logs.create_log_group(logGroupName=LOG_GROUP)
        logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName="seeded")
        events = [{"timestamp": now - age * 1000, "message": message} for age, message in lines]
        logs.put_log_events(logGroupName=LOG_GROUP, logStreamName="seeded", logEvents=events)

    def state_machine(self):
        """Starts one execution for each end; returns the wait until all have it: a timeout takes a second."""
        states = self.client("stepfunctions")
        self.client("sqs").create_queue(QueueName="approvals")
        made = states.create_state_machine(name=MACHINE, roleArn=self.role, definition=json.dumps(self.workflow()))
        machine = made["stateMachineArn"]
        wanted = {"SUCCEEDED": "approve", "FAILED": "reject", "TIMED_OUT": "ask-briefly", "RUNNING": "ask"}
        for status, task in wanted.items():
            states.start_execution(stateMachineArn=machine, name=f"{task}-1", input=json.dumps({"task": task}))

        def wait():
            for status in wanted:
                until(lambda: states.list_executions(stateMachineArn=machine, statusFilter=status)["executions"])
        return wait

    def workflow(self):
        tasks = {"approve": "Approved", "reject": "Rejected", "ask-briefly": "AskBriefly"}
        choices = [{"Variable": "$.task", "StringEquals": task, "Next": state} for task, state in tasks.items()]
        return {"StartAt": "Peck", "States": {
            "Peck": {"Type": "Choice", "Choices": choices, "Default": "Ask"},
            "Ask": self.callback(3600), "AskBriefly": self.callback(1),
            "Approved": {"Type": "Succeed"},
            "Rejected": {"Type": "Fail", "Error": "PeckRejected", "Cause": "the duck said no"}}}

    def callback(self, seconds):
        queue = f"{self.endpoint}/{self.account}/approvals"
        message = {"QueueUrl": queue, "MessageBody": {"token.$": "$$.Task.Token"}}
        return {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "TimeoutSeconds": seconds, "Parameters": message, "Next": "Approved"}


def policy(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("an execution did not reach its end")
        time.sleep(0.02)


def main():
    done = {}
    for line in sys.stdin:
        order = json.loads(line)
        account = order["account"]
        try:
            done[account] = done.get(account) or Seeding(sys.argv[1], order).everything()
            answer = done[account]
        except Exception as error:  # told to the test, which fails with it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
