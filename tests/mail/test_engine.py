"""Several connections in one loop: what goes over them, in which groups, and what a change of mind still stops."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mail.models import Delivery, State
from mail.registries import ClaimCheck, claim_checks
from mail.services import Content, SendReport, send_due
from tests.mail.conftest import NOON, queue_issue, states
from tests.mail.servers import HostileServer, Script

pytestmark = pytest.mark.django_db
PIPELINING = "250-hostile\r\n250-PIPELINING\r\n250 SIZE 1000000"


def test_several_mails_are_under_way_at_once_and_marked_together(hostile: HostileServer, settings):
    settings.MAIL_CONNECTIONS = 4
    queue_issue(*(f"a{number}@kunta.example" for number in range(12)))
    all_four = threading.Barrier(4)
    # Each server thread waits until four have got everything but the end, then until four were ended.
    hostile.on_moment = lambda moment, _number: moment == "answered" or all_four.wait(20)

    report = send_due(now=NOON)

    assert (report, hostile.seen.connections) == (SendReport(sent=12), 4)
    assert Delivery.objects.values("marked_at").distinct().count() < 12


@pytest.mark.parametrize("data", ["354 go ahead", "554 5.5.1 No valid recipients"])
def test_refused_recipient_does_not_spoil_a_pipelined_connection(hostile: HostileServer, data: str):
    hostile.scripts[0] = Script(ehlo=PIPELINING)
    hostile.scripts.appendleft(Script(ehlo=PIPELINING, rcpt="550 5.1.1 Unknown"))
    hostile.answer_without_recipients = data
    queue_issue("ada@kunta.example", "bob@kunta.example")

    report = send_due(now=NOON)

    assert (report, states()) == (SendReport(sent=1, failed=1), [State.REJECTED, State.SENT])
    assert hostile.seen.connections == 1
    assert [command[:4] for command in hostile.seen.commands[1:4]] == ["MAIL", "RCPT", "DATA"]


def test_who_leaves_while_their_mail_is_on_its_way_gets_no_end_of_it(hostile: HostileServer, monkeypatch):
    monkeypatch.setattr("mail.services.send.FRESH_SECONDS", 0.0)  # as if everything took long
    asked: list[str] = []

    def left_after_the_claim(references) -> set[str]:
        asked.append("again" if asked else "at the claim")
        return {"test:1"} & set(references) if "again" in asked else set()

    check = claim_checks.register(ClaimCheck("test.left", left_after_the_claim))
    queue_issue("ada@kunta.example")
    Delivery.objects.update(reference="test:1")

    report = send_due(now=NOON)

    claim_checks._entries.pop(check.key)
    assert (report, states(), hostile.seen.messages) == (SendReport(cancelled=1), [State.CANCELLED], [])


def test_server_that_gives_up_before_the_end_has_refused_and_taken_nothing(hostile: HostileServer):
    hostile.scripts.appendleft(Script(early="552 5.3.4 Too big"))
    queue_issue("ada@kunta.example", content=Content("Hei", "", "työ %%link%%\n" * 400_000, "fi"))
    queue_issue("bob@kunta.example", group="issue:2")

    report = send_due(now=NOON)

    assert (report, states()) == (SendReport(sent=1, failed=1), [State.REJECTED, State.SENT])
    assert Delivery.objects.values_list("status", "marked_at").first() == ("5.3.4", None)


@pytest.mark.parametrize(
    ("moment", "state"), [("354", State.DEFERRED), ("end", State.UNCERTAIN)], ids=["before", "after"]
)
def test_silence_ends_in_what_is_known(hostile: HostileServer, settings, moment: str, state: State):
    """Silent in the middle of the body: certainly not taken. Silent after the end: nobody knows."""
    settings.MAIL_SMTP_TIMEOUT, over = 1, threading.Event()
    hostile.on_moment = lambda reached, number: (reached, number) == (moment, 1) and over.wait(20)
    lines = 400_000 if moment == "354" else 1
    queue_issue("ada@kunta.example", content=Content("Hei", "", "työ %%link%%\n" * lines, "fi"))
    queue_issue("bob@kunta.example", group="issue:2")

    send_due(now=NOON)
    over.set()

    assert states() == [state, State.SENT]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch) -> Path:
    """Of localhost, and trusted."""
    key, path = ec.generate_private_key(ec.SECP256R1()), tmp_path / "localhost.pem"
    name, today = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = (
        built.serial_number(1).not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(1))
    )
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + built.sign(key, hashes.SHA256()).public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def secure(certificate: Path, hostile: HostileServer, settings) -> HostileServer:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    hostile.context, settings.MAIL_SMTP_HOST = context, "localhost"
    return hostile


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_mail_goes_over_tls_with_credentials(secure: HostileServer, settings, tls: str):
    settings.MAIL_SMTP_TLS, secure.is_implicit = tls, tls == "implicit"
    settings.MAIL_SMTP_USER, settings.MAIL_SMTP_PASSWORD = "tori", "hunter2"
    secure.scripts[0] = Script(ehlo="250-hostile\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 AUTH PLAIN")
    text = "Työ %%link%%\n" * 20_000
    queue_issue("ada@kunta.example", "bob@kunta.example", content=Content("Hei", "", text, "fi"))

    report = send_due(now=NOON)

    assert (report, secure.seen.connections) == (SendReport(sent=2), 1)
    assert [message.count(b"Ty=C3=B6") for message in secure.seen.messages] == [20_000, 20_000]
    assert [command[:4] for command in secure.seen.commands].count("AUTH") == 1
