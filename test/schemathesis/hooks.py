"""
What an operation needs and JSON Schema cannot say, put right in the requests that are meant to be accepted, and in no
other: a request that is meant to be refused goes out as it was made. No check is switched off for any of it.
"""

import itertools
import os
from datetime import datetime, timedelta, timezone

import jsonschema_rs
import requests
import schemathesis
from schemathesis.generation import GenerationMode

URL = os.environ["LIFTLINE_URL"]
AUTHORIZATION = {"Authorization": f"Bearer {os.environ['LIFTLINE_TOKEN']}"}


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    put_right(case)


COMMANDS = itertools.count(1)


def put_right(case):
    name_what_exists(case.path_parameters or {})
    # A cursor is never made up: it comes from the page before.
    (case.query or {}).pop("cursor", None)
    # Either header says what is expected; both together say nothing.
    headers = case.headers or {}
    if "If-Match" in headers and "If-None-Match" in headers:
        del headers["If-None-Match"]
    # Its pattern is in the document, and is not always heeded.
    if "If-Match" in headers and '"' not in headers["If-Match"]:
        headers["If-Match"] = '"1"'
    # Nor is a key used twice, but for every fourth command, which may meet an earlier one's: 422.
    if "Idempotency-Key" in headers and next(COMMANDS) % 4:
        headers["Idempotency-Key"] = f"{headers['Idempotency-Key']}".strip('"')[:50] + f"-{next(COMMANDS)}"
    if isinstance(case.body, (dict, list)):
        case.body = carriable(case.body)
    if not isinstance(case.body, dict):
        return

    if case.operation.label == "PUT /forecasts/{resortID}":
        put_in_time(case.body)
    else:
        case.body = exact(case.body)
        name_what_exists(case.body)
        pay_another(case.body, case.body.get("from", (case.path_parameters or {}).get("accountID")))
        bound_texts(case.body)
    if case.operation.label == "POST /accounts":
        case.body["currency"] = currency(case.body["currency"])


# --- Things that are there ---------------------------------------------------------------------------------------------

THINGS = {}


def things():
    """An account with money, a merchant, and a payment and a hold between them: made once, when first asked for."""
    if not THINGS:
        guest = create("/accounts", {"currency": "EUR"})["accountID"]
        house = create("/accounts", {"currency": "EUR", "kind": "house"})["accountID"]
        create(f"/accounts/{guest}/deposits", {"amount": 1_000_000_000})
        payment = create("/transfers", {"from": guest, "to": house, "amount": 1_000_000})["transferID"]
        hold = create(f"/accounts/{guest}/holds", {"amount": 500, "to": house, "expiresInSeconds": 3_600})["holdID"]
        THINGS.update({"accountID": guest, "from": guest, "to": house, "transferID": payment, "holdID": hold})
    return THINGS


def create(path, body):
    headers = {**AUTHORIZATION, "Idempotency-Key": f"prepared-{len(str(body))}-{path.count('/')}-{path[-8:]}".replace("/", "_")}
    answer = requests.post(URL + path, json=body, headers=headers, timeout=10)
    answer.raise_for_status()
    return answer.json()


def name_what_exists(holder):
    """An id of the right form is of nothing, as good as always. Three in four are made those of something."""
    for name, value in holder.items():
        if name in ("accountID", "from", "to", "transferID", "holdID") and is_made_up(value):
            holder[name] = things()[name]


def pay_another(body, payer):
    if payer is not None and body.get("to") == payer:
        body["to"] = next(things()[end] for end in ("from", "to") if things()[end] != payer)


def is_made_up(value):
    return isinstance(value, str) and len(value) == 26 and sum(value.encode()) % 4 > 0 and value not in THINGS.values()


# --- What a value has to be beyond its schema --------------------------------------------------------------------------


def exact(value):
    """What is counted has one spelling: JSON Schema takes 2.0 for an integer, and the contract does not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return walk(value, exact)


def carriable(value):
    """No halves of surrogate pairs and none of the two code points that no queue carries."""
    if isinstance(value, str):
        return "".join(c for c in value if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff") or "x"
    return walk(value, carriable)


def walk(value, change):
    if isinstance(value, dict):
        return {carriable(key): change(part) for key, part in value.items()}
    return [change(part) for part in value] if isinstance(value, list) else value


BYTES = {"name": 100, "reference": 140, "recipient": 100, "lines": 100, "postalCode": 16, "city": 100}


def bound_texts(holder):
    """Texts are bounded in bytes; JSON Schema counts characters."""
    for name, value in holder.items():
        if name in BYTES and isinstance(value, str):
            holder[name] = value.encode()[: BYTES[name]].decode(errors="ignore")
        elif name in BYTES and isinstance(value, list):
            holder[name] = [line.encode()[: BYTES[name]].decode(errors="ignore") for line in value]


def currency(code):
    """Three letters are seldom money. Which are changes with the world, so that the document does not list them."""
    return code if code in ("CHF", "EUR", "JPY", "USD") else "EUR"


def put_in_time(forecast):
    """Issued by now, valid for longer, and of years that people ski in."""
    now = datetime.now(timezone.utc)
    forecast["issuedAt"] = now.isoformat()
    forecast["expiresAt"] = (now + timedelta(hours=1)).isoformat()
    for period in forecast["periods"]:
        if not "1971" <= period["startsAt"][:4] <= "9998":
            period["startsAt"] = now.isoformat()


# --- A batch refuses scan by scan --------------------------------------------------------------------------------------


@schemathesis.check
def bad_scans_are_named(ctx, response, case):
    """A batch is answered 200 and names what it refuses: exactly the scans that are not as the document says."""
    if case.operation.label != "POST /rides" or (response.request.method, response.status_code) != ("POST", 200):
        return
    document = case.operation.schema.raw_schema["components"]["schemas"]["LiftScans"]
    scan = jsonschema_rs.validator_for(document["properties"]["rides"]["items"])
    bad = [n for n, ride in enumerate(case.body["rides"]) if not scan.is_valid(ride) or ride != exact(ride)]
    named = [rejected["index"] for rejected in response.json()["rejected"]]
    assert named == bad, f"refused {named}, and {bad} are not as the document says"
