"""Links that strangers leave are never opened by us, wherever they point, and lead nobody into a network of its own."""

import socket
from collections.abc import Iterator

import pytest
from django.test import Client

from deeds.moderating.deciding import approve_submission
from deeds.submitting.drafting import Part, save_part
from tests.deeds.factories import NOON, DeedIndexPageFactory
from tests.deeds.submissions import make_moderator
from tests.deeds.submitting import draft, mail_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def inside() -> Iterator[socket.socket]:
    """Something that listens inside our network."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def test_link_into_our_own_network_is_neither_opened_nor_shown(client: Client, inside: socket.socket):
    DeedIndexPageFactory(language="fi")
    secret = f"http://127.0.0.1:{inside.getsockname()[1]}/salaisuus"
    links = [{"url": secret, "text": "Raportti"}, {"url": "https://a.example/avoin", "text": ""}]
    row = draft(state="draft", now=NOON)
    # Past the form, which refuses it.
    row = save_part(submission=row, part=Part(facts={"links": links}), revision=row.revision, now=NOON)
    author = [client.get(f"{mail_link(row, NOON)}{step}/").status_code for step in ("facts", "check")]
    type(row).objects.update(state="pending", submitted_at=NOON)
    row.refresh_from_db()

    deed = approve_submission(submission=row, revision=row.revision, user=make_moderator(), now=NOON)

    page = client.get(f"/t/{deed.number}", follow=True).content.decode()
    assert author == [200, 200]
    assert ("https://a.example/avoin" in page, "salaisuus" in page) == (True, False)
    with pytest.raises(BlockingIOError):  # nobody has knocked
        inside.accept()
