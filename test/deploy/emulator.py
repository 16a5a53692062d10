"""Runs MiniStack for the deploy suite: `python emulator.py PORT`, on loopback only, until standard input closes.

The product knows nothing of this file, and the templates that `cdk deploy` sends here are the ones that AWS gets.
Each repair below is for one gap of MiniStack 1.4.21 and says what would be wrong without it. They replace private
functions, which is why requirements.txt pins the version.
"""
import json
import os
import signal
import sys
import threading

PORT = sys.argv.pop(1)
os.environ.update(
    BIND_HOST="127.0.0.1",
    GATEWAY_PORT=PORT,
    MINISTACK_HOST="127.0.0.1",  # The host of the queues' URLs: the SDK warns when it is not the endpoint's.
    SFTP_ENABLED="0",
    IOT_MTLS_ENABLED="0",
)

# MiniStack reads its settings when it is imported.
from ministack import app
from ministack.core.responses import new_uuid
from ministack.services import apigateway_v1 as gateway, lambda_svc
from ministack.services.cloudformation import handlers, provisioners
from ministack.services.cloudformation.helpers import _p

RESOURCES = provisioners._RESOURCE_HANDLERS

# What AWS has and MiniStack has not. A type that neither knows fails the deploy.
SKIPPED = (
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Budgets::Budget",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElastiCache::User",
    "AWS::ElastiCache::UserGroup",
    "AWS::Logs::QueryDefinition",
    "AWS::WAFv2::WebACLAssociation",
)


# What others read of these. Nobody listens there: the cache is down, and the reads go on.
ATTRIBUTES = {
    "AWS::ElastiCache::ServerlessCache": {"ARN": "arn:skipped:cache", "Endpoint.Address": "127.0.0.1"},
    "AWS::ElastiCache::User": {"Arn": "arn:skipped:user"},
}


def say(text):
    print(text, flush=True)


def skip_types_that_only_aws_has():
    def skip(kind):
        def create(logical_id, props, stack_name):
            say(f"skipped {kind} {logical_id}")
            return f"{stack_name}-{logical_id}", ATTRIBUTES.get(kind, {})

        return {"create": create, "delete": lambda physical_id, props: None}

    for kind in SKIPPED:
        if kind in RESOURCES:
            sys.exit(f"MiniStack knows {kind}: take it out of SKIPPED")
        RESOURCES[kind] = skip(kind)

    alarm = RESOURCES["AWS::CloudWatch::Alarm"]
    create_alarm, skip_alarm = alarm["create"], skip("AWS::CloudWatch::Alarm (metric math)")["create"]

    def create(logical_id, props, stack_name):
        if "Metrics" not in props:
            return create_alarm(logical_id, props, stack_name)
        name, _ = skip_alarm(logical_id, props, stack_name)
        return name, {"Arn": f"arn:aws:cloudwatch:us-east-1:000000000000:alarm:{props['AlarmName']}"}

    alarm["create"] = create


def destroy_stacks_by_arn():
    """The CLI names the stack to destroy by its ARN, which was taken for a name: nothing was deleted."""
    delete_stack = handlers._ACTION_HANDLERS["DeleteStack"]

    def delete_stack_by_name_or_arn(params):
        name = _p(params, "StackName")
        return delete_stack({**params, "StackName": [name.split("/")[1]]} if name.startswith("arn:") else params)

    handlers._ACTION_HANDLERS["DeleteStack"] = delete_stack_by_name_or_arn


def keep_versions_and_aliases_when_code_changes():
    """A function's update replaced the whole record: its alias was gone, and the API answered 502."""

    def update(physical_id, old_props, new_props, stack_name):
        before = lambda_svc._functions[physical_id]
        name, attributes = provisioners._lambda_create(physical_id, {**new_props, "FunctionName": physical_id}, stack_name)
        kept = ("versions", "next_version", "aliases")
        lambda_svc._functions[name].update({key: before[key] for key in kept})
        return name, attributes

    RESOURCES["AWS::Lambda::Function"]["update"] = update


def give_mocks_their_answers():
    """A MOCK method's integration responses were dropped: each answered 200 and {}. Which answer a request template
    selects is still not looked at: it is always the one without a selection pattern."""
    create = RESOURCES["AWS::ApiGateway::Method"]["create"]
    invoke = gateway._invoke_mock_v1

    def create_with_answers(logical_id, props, stack_name):
        created = create(logical_id, props, stack_name)
        if props["Integration"]["Type"] == "MOCK":
            for answer in props["Integration"]["IntegrationResponses"]:
                put_answer(props, answer)
        return created

    def put_answer(method, answer):
        gateway._put_integration_response(
            method["RestApiId"],
            method["ResourceId"],
            method["HttpMethod"],
            answer["StatusCode"],
            {
                "selectionPattern": answer.get("SelectionPattern", ""),
                "responseParameters": answer.get("ResponseParameters", {}),
                "responseTemplates": answer.get("ResponseTemplates", {}),
            },
        )

    def invoke_and_render(integration):
        status, headers, body = invoke(integration)
        return status, headers, render(body)

    RESOURCES["AWS::ApiGateway::Method"]["create"] = create_with_answers
    gateway._invoke_mock_v1 = invoke_and_render


def keep_what_is_said_of_an_api_key():
    """A key made by a call got a value of the emulator's and lost its customer: no key was found again, or named."""
    create = gateway._create_api_key

    def create_as_asked(data):
        answer = create(data)
        key = gateway._api_keys[json.loads(answer[2])["id"]]
        key.update({name: data[name] for name in ("value", "customerId") if name in data})
        return gateway._v1_response(key, 201)

    gateway._create_api_key = create_as_asked


def use_the_gateway_response_for_no_token():
    """Customised gateway responses were stored, and the gateway went on answering its own. This one the suite sees."""
    handle = gateway._handle_execute_in_scope

    async def handle_and_customise(api_id, *request):
        answer = await handle(api_id, *request)
        if answer[0] == 401 and answer[2] == b'{"message": "Unauthorized"}':
            return customised(gateway._gateway_responses[api_id]["UNAUTHORIZED"])
        return answer

    def customised(response):
        prefix = "gatewayresponse.header."
        headers = {name.removeprefix(prefix): value.strip("'") for name, value in response["responseParameters"].items()}
        return int(response["statusCode"]), headers, render(response["responseTemplates"]["application/json"].encode())

    gateway._handle_execute_in_scope = handle_and_customise


def render(template):
    """$context.requestId is the one variable that our templates know."""
    return template.replace(b"$context.requestId", new_uuid().encode())


def print_the_functions_logs():
    """What a function wrote is in the emulator's memory only; a failing test needs it in the log."""
    emit = lambda_svc._emit_lambda_logs

    def print_and_emit(func, request_id, log_text, *rest):
        if log_text:
            say(f"{func['config']['FunctionName']}: {log_text}")
        return emit(func, request_id, log_text, *rest)

    lambda_svc._emit_lambda_logs = print_and_emit


def end_with_the_suite():
    """However the suite ends, this standard input closes: then the emulator and its function workers end too."""
    os.setpgrp()

    def watch():
        sys.stdin.read()
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_the_suite()
    skip_types_that_only_aws_has()
    destroy_stacks_by_arn()
    keep_versions_and_aliases_when_code_changes()
    give_mocks_their_answers()
    keep_what_is_said_of_an_api_key()
    use_the_gateway_response_for_no_token()
    print_the_functions_logs()
    app.main()
