import pytest

from mail.models import Delivery, State
from mail.services import Content, SendReport, queue_single, send_due
from mail.sink import read_mailbox
from tests.mail.conftest import NOON, queue_issue, states

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_recipient_gets_a_personal_copy(sink):
    queue_issue("ada@kunta.example", "bob@kunta.example")

    report = send_due(now=NOON)

    assert report == SendReport(sent=2)
    assert states() == [State.SENT, State.SENT]
    ada, bob = sorted(read_mailbox(sink.filer.directory), key=lambda entry: entry.to)
    assert (ada.to, ada.subject) == ("Ada <ada@kunta.example>", "Hei Ada")
    assert (ada.text, ada.html) == ("Hei Ada, t-0", "<p>Hei Ada, t-0</p>")
    assert (bob.text, bob.html) == ("Hei Bob, t-1", "<p>Hei Bob, t-1</p>")


def test_single_mail_goes_before_bulk(sink):
    queue_issue(*(f"a{n}@kunta.example" for n in range(25)))
    queue_single(
        key="confirm:1", to="eve@kunta.example", content=Content("Vahvista", "", "Vahvista", "fi"), now=NOON
    )

    send_due(now=NOON)

    assert read_mailbox(sink.filer.directory)[-1].to == "eve@kunta.example"
    assert Delivery.objects.filter(state=State.SENT).count() == 26
