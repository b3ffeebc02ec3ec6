"""Requests of hosted services, by the shapes that their documentation describes; no service is ever called."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from mail.models import Delivery, DeliveryEvent, Return, State, Suppression
from mail.returns.models import Standing, Trouble
from mail.returns.webhooks import SERVICES
from mail.services import send_due
from tests.mail.conftest import queue_issue
from tests.mail.returned import NUMBER, READER

pytestmark = pytest.mark.django_db

PASSWORD = "reports:not-to-be-guessed-by-anyone"
KEY = "a-key-of-the-service"
MESSAGE_ID = f"<{NUMBER}@tekotori.example>"
SAID = f"550 5.1.1 <{READER}>: unknown"


@pytest.fixture(autouse=True)
def services(settings) -> None:
    settings.MAIL_WEBHOOKS = list(SERVICES)
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": PASSWORD,
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
        "MAILERSEND_SIGNING_SECRET": KEY,
    }


@pytest.fixture
def delivery(sink) -> Delivery:
    now = timezone.now() - timedelta(hours=1)
    queue_issue(READER, now=now)
    send_due(now=now)
    Delivery.objects.update(public_id=NUMBER)
    return Delivery.objects.get()


def basic(password: str = PASSWORD) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(password.encode()).decode()}


def post(client: Client, service: str, body: object, headers: dict[str, str]) -> HttpResponse:
    return client.post(
        f"/hooks/mail/{service}/", json.dumps(body), content_type="application/json", headers=headers
    )


# --- One bounce for good, as each service tells it.


def mailgun(
    event: str = "failed", key: str = KEY, token: str = "t" * 50, **data: object
) -> tuple[object, dict]:
    stamp = "1764000000"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    told = {
        "event": event, "severity": "permanent", "reason": "bounce", "recipient": READER, "timestamp": 1764000000.5,
        "message": {"headers": {"message-id": MESSAGE_ID.strip("<>"), "to": READER}}, "id": "e1",
        "delivery-status": {"code": 550, "message": SAID},
    } | data  # fmt: skip
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": told,
    }, basic()


def postmark(**fields: object) -> tuple[object, dict]:
    told = {
        "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "0000-1111", "Email": READER,
        "Description": "The server was unable to deliver your message.", "Details": SAID, "Metadata": {},
        "BouncedAt": "2026-11-21T12:00:00Z", "Content": f"Final-Recipient: x\nMessage-ID: {MESSAGE_ID}\n",
    }  # fmt: skip
    return told | fields, basic()


def amazon_ses(kind: str = "Permanent", **fields: object) -> tuple[object, dict]:
    told = {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": kind, "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": READER, "status": "5.1.1", "diagnosticCode": f"smtp; {SAID}"}],
        },
        "mail": {
            "messageId": "0100-ses", "destination": [READER],
            "headers": [{"name": "Message-ID", "value": MESSAGE_ID}],
        },
    }  # fmt: skip
    sns = {
        "Type": "Notification",
        "MessageId": "sns-1",
        "Timestamp": "2026-11-21T12:00:00Z",
        "Message": json.dumps(told),
    }
    return sns | fields, basic() | {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "sns-1"}


def brevo(event: str = "hard_bounce", said: str = SAID) -> tuple[object, dict]:
    return {
        "event": event,
        "email": READER,
        "message-id": MESSAGE_ID,
        "ts_epoch": 1764000000000,
        "reason": said,
    }, basic()


def mailersend(key: str = KEY) -> tuple[object, dict]:
    morph = {"object": "recipient_bounce", "reason": SAID}
    email = {"message": {"id": "m1"}, "recipient": {"email": READER}}
    told = {
        "type": "activity.hard_bounced",
        "data": {"id": "a1", "type": "hard_bounced", "created_at": "2026-11-21T12:00:00Z", "email": email, "morph": morph},
    }  # fmt: skip
    signature = hmac.new(key.encode(), json.dumps(told).encode(), hashlib.sha256).hexdigest()
    return told, basic() | {"Signature": signature}


def mailjet(is_hard: bool = True) -> tuple[object, dict]:
    told = {"event": "bounce", "time": 1764000000, "MessageID": 7, "email": READER, "error": "user unknown"}
    return [told | {"hard_bounce": is_hard}], basic()


def sparkpost() -> tuple[object, dict]:
    told = {
        "type": "bounce", "bounce_class": "10", "rcpt_to": READER, "raw_reason": SAID, "timestamp": "1764000000",
        "msg_from": f"bounce+{NUMBER}@tekotori.example", "event_id": "s1", "transmission_id": "9",
    }  # fmt: skip
    return [{"msys": {"message_event": told}}], basic()


BOUNCES: dict[str, Any] = {
    "amazon_ses": amazon_ses, "brevo": brevo, "mailersend": mailersend, "mailgun": mailgun, "mailjet": mailjet,
    "postmark": postmark, "sparkpost": sparkpost,
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_a_bounce_told_ten_times_has_one_effect(client: Client, delivery: Delivery, service: str):
    body, headers = BOUNCES[service]()
    before = DeliveryEvent.objects.count()

    answers = {post(client, service, body, headers).status_code for _time in range(10)}

    row = Return.objects.get()
    delivery.refresh_from_db()
    assert answers == {200}
    assert (row.kind, row.delivery, row.channel, row.standing) == ("hard", delivery, "webhook", "counted")
    assert (delivery.state, DeliveryEvent.objects.count()) == (State.BOUNCED, before + 1)
    assert Suppression.objects.get().reason == "bounced"
    assert READER not in f"{row.diagnostic}{row.source}{delivery.reply}"


# Whatever else a request says, it has to show the password; where the service signs, its signature too.
FORGED = ("", "Basic !", "Bearer x", basic("reports:guessed")["Authorization"], basic("")["Authorization"])


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_unsigned_or_forged_is_refused_and_changes_nothing(
    client: Client, delivery: Delivery, service: str
):
    body, headers = BOUNCES[service]()

    answers = {
        post(client, service, body, headers | {"Authorization": forged}).status_code for forged in FORGED
    }

    assert answers <= {401, 403}
    assert (Return.objects.count(), Suppression.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("service", "request_of"),
    [
        ("mailgun", mailgun(key="another key")),
        ("mailersend", mailersend(key="another key")),
        ("mailgun", ([], basic())),
        ("mailgun", ({"signature": "x"}, basic())),
        ("amazon_ses", amazon_ses(MessageId="another id than the header's")),
        ("amazon_ses", amazon_ses(Type="another type")),
    ],
)
def test_a_signature_that_does_not_fit_is_refused_also_with_the_right_password(
    client: Client, delivery: Delivery, service: str, request_of: tuple[object, dict]
):
    answer = post(client, service, *request_of)

    assert (answer.status_code, Return.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("service", "request_of", "kind", "state"),
    [
        ("postmark", postmark(Type="SoftBounce", Details="452 4.2.2 full"), "soft", State.BOUNCED),
        ("postmark", postmark(Type="HardBounce", Details="550 5.7.1 looks like spam"), "soft", State.BOUNCED),
        ("postmark", postmark(Type="Transient"), "delayed", State.SENT),
        ("postmark", postmark(Type="SpamComplaint", RecordType="SpamComplaint"), "complaint", State.COMPLAINED),
        ("postmark", postmark(Type="BadEmailAddress"), "hard", State.BOUNCED),
        ("postmark", postmark(Type="AutoResponder"), "auto-reply", State.SENT),
        ("postmark", postmark(RecordType="Delivery", Details="250 ok"), "delivered", State.DELIVERED),
        ("postmark", postmark(RecordType="SubscriptionChange", SuppressSending=True), "opt-out", State.SENT),
        ("amazon_ses", amazon_ses("Transient"), "hard", State.BOUNCED),  # the server's own code says more
        ("brevo", brevo("soft_bounce", "mailbox full"), "soft", State.BOUNCED),
        ("brevo", brevo("unsubscribe"), "opt-out", State.SENT),
        ("mailjet", mailjet(is_hard=False), "soft", State.BOUNCED),
        ("mailgun", mailgun(severity="temporary"), "delayed", State.SENT),
        ("mailgun", mailgun("complained"), "complaint", State.COMPLAINED),
    ],
)  # fmt: skip
def test_each_kind_of_event_is_read(
    client: Client, delivery: Delivery, service: str, request_of: tuple[object, dict], kind: str, state: State
):
    assert post(client, service, *request_of).status_code == 200

    delivery.refresh_from_db()
    assert (Return.objects.get().kind, delivery.state) == (kind, state)


@pytest.mark.parametrize(
    "told", [postmark(RecordType="Open"), postmark(RecordType="Click", OriginalLink="x")]
)
def test_who_opened_a_mail_or_followed_a_link_is_not_kept(client: Client, delivery: Delivery, told):
    assert post(client, "postmark", *told).status_code == 200
    assert Return.objects.count() == 0


def test_a_signature_made_anew_for_the_same_event_counts_once(client: Client, delivery: Delivery):
    for token in ("a" * 50, "b" * 50):
        post(client, "mailgun", *mailgun(token=token))

    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("postmark", {"RecordType": "Weather"}),
        ("postmark", {"FromFull": {"Email": READER}}),  # a mail that came in: the address of another webhook
        ("postmark", "no object"),
        ("mailjet", [{"event": None}]),
        ("sparkpost", [{"msys": []}]),
        ("brevo", [1]),
    ],
)
def test_an_event_that_nobody_understands_is_kept_for_a_person(
    client: Client, delivery: Delivery, service: str, body: object
):
    assert post(client, service, body, basic()).status_code == 200

    row = Return.objects.get()
    assert (row.standing, row.trouble) == (Standing.OPEN, Trouble.NOT_UNDERSTOOD)
    assert row.source


def test_a_person_follows_the_link_by_which_amazon_confirms_a_subscription(client: Client):
    body, headers = amazon_ses(Type="SubscriptionConfirmation", SubscribeURL="https://sns.example/confirm")

    answer = post(
        client, "amazon_ses", body, headers | {"x-amz-sns-message-type": "SubscriptionConfirmation"}
    )

    assert (answer.status_code, "https://sns.example/confirm" in Return.objects.get().source) == (200, True)


def test_only_services_that_are_set_up_with_their_secret_have_an_address(client: Client, settings):
    settings.MAIL_WEBHOOKS = ["postmark", "mailgun"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": PASSWORD}  # mailgun's key is missing

    found = [post(client, name, *BOUNCES.get(name, postmark)()).status_code for name in (*SERVICES, "pigeon")]

    assert found == [200 if name == "postmark" else 404 for name in (*SERVICES, "pigeon")]


def test_a_webhook_needs_no_cookie_and_gives_none_and_a_get_changes_nothing(delivery: Delivery):
    strict = Client(enforce_csrf_checks=True)

    answer = post(strict, "postmark", *postmark())

    assert (answer.status_code, answer.cookies, answer["Cache-Control"]) == (
        200,
        {},
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert strict.get("/hooks/mail/postmark/", headers=basic()).status_code == 405


def test_a_body_without_end_is_refused(client: Client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = post(client, "postmark", postmark(Content="x" * 2_000)[0], basic())

    assert (answer.status_code, Return.objects.count()) == (400, 0)
