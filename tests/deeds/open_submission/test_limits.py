"""Mails, limits, robots."""

import re

import pytest

from contacts.models import Contact
from deeds.models import DeedSubmission
from mail.models import Delivery, Message
from tests.deeds.open_submission.conftest import states
from tests.deeds.submitting import ADDRESS, BEGIN, DEED, NOON, draft
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db


def test_link_is_mailed_at_most_twice(author):
    author.begin()
    author.act("link", address=ADDRESS)
    author.act("link", address=ADDRESS)

    assert (Message.objects.count(), author.submission.mails_sent) == (2, 2)
    assert "Eikö viestiä tullut?" not in main_of(author.see())


def test_mistyped_address_is_corrected_and_the_first_one_forgotten(author):
    author.begin(address="aino@malila.example")

    author.act("link", address=ADDRESS)
    answer = author.save("deed", **DEED)

    assert answer.status_code == 303
    assert [contact.address for contact in Contact.objects.all()] == [ADDRESS.lower()]
    assert Delivery.objects.latest("pk").address == ADDRESS.lower()


def test_confirmed_address_is_not_changed_by_the_link_of_a_browser(author):
    author.begin()
    row = author.submission
    DeedSubmission.objects.update(confirmed_at=NOON)

    author.act("link", address="other@example.org")

    row.refresh_from_db()
    assert (row.contact.address, Message.objects.count()) == (ADDRESS.lower(), 1)


def test_answer_is_the_same_for_known_and_unknown_addresses(author):
    draft(address="known@example.org")

    answers = [author.begin(address=f"{name}@example.org") for name in ("known", "unknown")]

    shapes = {re.sub(r"/d/s/[^/]+/", "/d/s/…/", answer["Location"]) for answer in answers}
    assert (shapes, {answer.status_code for answer in answers}) == ({"/d/s/…/deed/#main"}, {303})
    assert main_of(author.see()).replace(author.submission.reference, "") != ""


def test_one_address_gets_five_mails_a_day_and_the_draft_s_pages_say_when_none_went_out(author):
    answers = [author.begin() for _time in range(5)]
    fifth = main_of(author.see("deed"))
    answers.append(author.begin())

    screen, page = author.see("deed"), main_of(author.see())
    again = author.act("link", address=ADDRESS)
    saved = author.save("deed", **DEED)
    author.clock.shift(20 * 3600)
    author.act("link", address=ADDRESS)

    said = "Tästä luonnoksesta ei lähtenyt viestiä"
    assert {answer.status_code for answer in answers} == {303}
    assert (said in fifth, said in main_of(screen), said in page) == (False, True, True)
    assert "Viestin linkillä" not in main_of(screen)
    assert (again.status_code, "Viestiä ei lähetetty" in main_of(again), saved.status_code) == (
        429,
        True,
        303,
    )
    # What was typed opens this draft only, and confirms nothing: the address's own link comes by mail the next day.
    assert (Message.objects.count(), author.submission.confirmed_at) == (6, None)
    assert said not in main_of(author.see())


def test_pages_say_the_same_of_an_address_that_is_known_and_one_that_is_not(author):
    draft(address="known@example.org")

    def told(address: str) -> str:
        for _time in range(6):
            author.begin(address=address)
        shown = main_of(author.see()).replace(author.submission.reference, "…")
        return re.sub(r"\d", "0", shown)  # the clock has gone on

    assert told("known@example.org") == told("unknown@example.org")


def test_flood_from_one_network_is_stopped_with_a_kind_word_and_ends_with_the_hour(
    author, clock, monkeypatch
):
    monkeypatch.setattr("deeds.submitting.views.responses.PER_NETWORK_AN_HOUR", 3)

    answers = [author.begin(address=f"a{number}@example.org") for number in range(4)]
    clock.shift(3600)

    assert [answer.status_code for answer in answers] == [303] * 3 + [429]
    assert "Mitään ei ole kadonnut" in main_of(answers[-1])
    assert author.begin(address="late@example.org").status_code == 303


@pytest.mark.parametrize(
    "data",
    [{"homepage": "http://spam.example"}, {"form_token": "x"}, {"address": "aino@"}, {"employer": " "}],
)
def test_robots_and_errors_begin_nothing_and_lose_nothing(author, data):
    answer = author.begin(**data)

    typed = {"address": ADDRESS, "employer": "Mallila"} | data
    assert (answer.status_code, len(states())) == (422, 0)
    assert f'value="{typed["address"]}"' in answer.content.decode()


def test_form_from_another_site_is_refused(author):
    answer = author.client.post(BEGIN, {}, headers={"Origin": "https://evil.example"})

    assert (answer.status_code, len(states())) == (403, 0)


def test_pages_set_no_cookie_carry_no_inline_script_and_stay_out_of_caches(author):
    pages = [author.client.get(BEGIN), author.begin(), author.see(), author.see("deed"), author.see("check")]

    assert [page.cookies.output() for page in pages] == [""] * 5
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    for page in pages:
        assert b"<script>" not in page.content
        assert b" style=" not in page.content
