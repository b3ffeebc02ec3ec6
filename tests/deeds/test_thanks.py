"""Thanks: asked for by a form, counted once behind a mail's link, kept as a keyed hash."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from contacts.models import Contact
from contacts.services import erase_contact, export_contact, forget_if_idle, get_or_create_contact
from core.public_forms import PublicForm
from deeds.errors import DeedNotPublished
from deeds.models import Deed, Thanks
from deeds.thanking.services import ask_thanks, look_up_thanking, thank
from mail.models import Delivery, Message
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.test_authors import author, link
from tests.newsletter.subscribing import last_mail

ADA = "Ada@Example.org"
DAY = timedelta(days=1)


def confirm_link() -> str:
    found = re.search(r"http://testserver(/d/thanks/confirm/\S+)", last_mail().text)
    assert found
    return found[1]


def asked(deed: Deed, address: str = ADA) -> str:
    """The token of the mail."""
    ask_thanks(deed=deed, address=address, language="fi", now=NOON)
    return confirm_link().rstrip("/").rpartition("/")[2]


def thanked(deed: Deed, address: str = ADA) -> bool:
    return thank(thanking=look_up_thanking(token=asked(deed, address), now=NOON), now=NOON)


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublicForm, "minimum_age", timedelta(0))
    cache.clear()


@pytest.mark.django_db
def test_reader_thanks_from_the_deed_s_page_and_confirms_by_mail(client: Client, clock):
    deed = DeedFactory(number=7, title="Aamupalaveri")
    html = client.get(deed.source_page.url).content.decode()
    address = re.search(r'href="(/d/thanks/fi/7/)"', html)[1]
    form = client.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)[1]
    assert 'name="proof_challenge"' in form

    assert client.post(address, {"address": "ada", "form_token": token}).status_code == 422
    answer = client.post(address, {"address": ADA, "form_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/d/thanks/fi/7/sent/")
    path = confirm_link()
    assert "Aamupalaveri" in client.get(path).content.decode()
    assert Thanks.objects.count() == 0  # looking changes nothing
    assert "1 ihminen on kiittänyt tästä." in client.post(path).content.decode()
    client.post(path)  # a second click

    assert "1 ihminen on kiittänyt tästä." in client.get(deed.source_page.url).content.decode()
    assert "1 lukija on kiittänyt teosta." in client.get(link(author(deed))).content.decode()
    assert dict(client.cookies) == {}


@pytest.mark.django_db
def test_address_counts_once_for_a_deed_in_any_spelling():
    one, other = DeedFactory(number=7), DeedFactory(number=8, organisation="kylala")

    counted = [thanked(one), thanked(one, "ada@example.org"), thanked(other), thanked(one, "bo@example.org")]

    assert counted == [True, False, True, True]
    assert (one.thanks.count(), other.thanks.count()) == (2, 1)


@pytest.mark.django_db
def test_no_address_is_kept_once_the_mail_is_gone():
    thanked(DeedFactory(number=7))
    assert Contact.objects.count() == 0
    Delivery.objects.all().delete()
    Message.objects.all().delete()  # as mail.purge does after MAIL_KEEP_DAYS

    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [table for row in cursor.fetchall() if "ada@example" in str(row).lower()]

    assert found == []


@pytest.mark.django_db
def test_link_is_too_old_after_a_week_and_an_altered_one_says_so(client: Client, clock):
    path = f"/d/thanks/confirm/{asked(DeedFactory(number=7))}/"
    clock.shift(8 * DAY)

    statuses = [client.post(path).status_code, client.post("/d/thanks/confirm/k1.a.b/").status_code]

    assert (statuses, Thanks.objects.count()) == ([410, 400], 0)


@pytest.mark.django_db
def test_deed_that_has_left_is_neither_thanked_nor_named(client: Client, clock):
    deed = DeedFactory(number=7, title="Aamupalaveri")
    token = asked(deed)
    deed.source_page.unpublish()

    with pytest.raises(DeedNotPublished):
        thank(thanking=look_up_thanking(token=token, now=NOON), now=NOON)
    page = client.post(f"/d/thanks/confirm/{token}/").content.decode()

    assert ("Teko 7 on poistunut torilta" in page, "Aamupalaveri" in page) == (True, False)
    assert client.get("/d/thanks/fi/7/").status_code == 404


@pytest.mark.django_db
def test_sixth_mail_of_a_day_to_one_address_is_not_sent_and_the_page_does_not_tell(client: Client, clock):
    DeedFactory(number=7)
    form = client.get("/d/thanks/fi/7/").content.decode()
    given = {"address": ADA, "form_token": re.search(r'name="form_token" value="([^"]+)"', form)[1]}

    answers = []
    for _n in range(6):
        answers.append(client.post("/d/thanks/fi/7/", given).status_code)
        clock.shift(1)  # of two in one second the second would be the same mail

    assert (answers, Delivery.objects.count()) == ([303] * 6, 5)


@pytest.mark.django_db
def test_person_sees_and_erases_their_thanks_which_alone_keep_no_contact():
    deed = DeedFactory(number=7)
    thanked(deed)
    contact = get_or_create_contact(address=ADA, language="fi", now=NOON)
    held = export_contact(contact=contact)["deeds.thanks"]

    assert forget_if_idle(contact=contact)
    contact = get_or_create_contact(address=ADA, language="fi", now=NOON)
    erase_contact(contact=contact, now=NOON)

    assert ([row["deed"] for row in held], deed.thanks.count()) == ([7], 0)


@pytest.mark.django_db
def test_thanks_are_taken_back_behind_the_same_link_or_a_new_one(client: Client, clock):
    deed = DeedFactory(number=7)
    thanked(deed)
    clock.shift(30 * DAY)
    ask_thanks(deed=deed, address=ADA, language="fi", now=timezone.now())
    path = confirm_link()

    before = client.get(path).content.decode()
    after = client.post(path, {"action": "take_back"}).content.decode()

    assert ("Olet kiittänyt tästä teosta" in before, "Peru kiitos" in before) == (True, True)
    assert ("Kiitoksesi on peruttu" in after, deed.thanks.count()) == (True, 0)
    client.post(path)
    assert deed.thanks.count() == 1  # and may be given again


@pytest.mark.django_db
def test_who_only_thanked_sees_and_erases_it_by_a_mailed_link(client: Client, clock):
    deed = DeedFactory(number=7)
    thanked(deed)
    Message.objects.all().delete()  # as mail.purge does: nothing but the keyed hash is left
    form = client.get("/c/ask/fi/").content.decode()
    given = {"form_token": re.search(r'name="form_token" value="([^"]+)"', form)[1]}

    client.post("/c/ask/fi/", given | {"address": "nobody@example.org"})
    assert (Contact.objects.count(), Delivery.objects.count()) == (0, 0)
    client.post("/c/ask/fi/", given | {"address": "ada@example.org"})
    path = re.search(r"http://testserver(/c/data/\S+)", last_mail().text)[1]
    shown = client.post(path, {"action": "show"}).content.decode()
    client.post(path, {"action": "erase", "sure": "on"})

    assert "Teot, joista olet kiittänyt" in shown
    assert (deed.thanks.count(), Contact.objects.count(), Delivery.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_count_once():
    deed = DeedFactory(number=7)
    thanking = look_up_thanking(token=asked(deed), now=NOON)

    def click(_number: int) -> bool:
        try:
            return thank(thanking=thanking, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        counted = sorted(pool.map(click, range(4)))

    assert counted == [False, False, False, True]
    assert Thanks.objects.count() == 1
