"""Nothing that was typed is lost, and nothing is overwritten unseen."""

import pytest

from core.models import LedgerEntry
from mail.models import Message
from tests.deeds.open_submission.conftest import states
from tests.deeds.submitting import ADDRESS, BEGIN, DEED, GOAL, RESULT, hidden
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db


def test_screen_with_an_error_is_saved_and_shows_everything_that_was_typed(author):
    author.begin()

    answer = author.save("deed", title="x" * 91, goal=GOAL, result="y" * 1201)

    assert answer.status_code == 422
    assert "Tekstissä on 1 merkki liikaa: 91, ja enintään 90 mahtuu." in main_of(answer)
    assert "x" * 91 in answer.content.decode()
    assert author.submission.texts == {"fi": {"title": "x" * 91, "goal": GOAL, "result": "y" * 1201}}


def test_corrected_screen_can_be_sent_at_once(author):
    author.begin()
    wrong = author.save("deed", title="x" * 91, goal=GOAL, result=RESULT)

    answer = author.client.post(author.home + "deed/", {"revision": hidden(wrong, "revision"), **DEED})

    assert (answer.status_code, author.submission.texts) == (303, {"fi": DEED})


def test_draft_goes_on_on_another_device_where_it_was_left(author, client, clock):
    author.begin()
    author.save("deed", title="Otsikko", goal=GOAL, result="")

    author.open_mail()
    page = author.act("continue")

    assert page["Location"] == author.home + "deed/#main"
    assert GOAL in author.see("deed").content.decode()


def test_later_of_two_devices_is_told_and_overwrites_nothing(author):
    author.begin()
    revision = hidden(author.see("deed"), "revision")
    author.save("deed", **DEED | {"title": "Puhelimella"})

    late = author.client.post(
        author.home + "deed/", {"revision": revision, **DEED | {"title": "Tietokoneella"}}
    )

    assert (late.status_code, author.submission.title) == (409, "Puhelimella")
    assert "Tätä sivua muutettiin toisella laitteella" in main_of(late)
    assert "Otsikko Puhelimella Ota siitä" in main_of(late)
    assert 'value="Tietokoneella"' in late.content.decode()


def test_who_was_told_of_the_other_device_decides_what_stands(author):
    author.begin()
    revision = hidden(author.see("deed"), "revision")
    author.save("deed", **DEED | {"title": "Puhelimella"})
    mine = DEED | {"title": "Tietokoneella"}
    late = author.client.post(author.home + "deed/", {"revision": revision, **mine})

    again = author.client.post(author.home + "deed/", {"revision": hidden(late, "revision"), **mine})

    assert (again.status_code, author.submission.title) == (303, "Tietokoneella")


def test_same_screen_sent_twice_is_one_save(author):
    author.begin()
    data = {"revision": hidden(author.see("deed"), "revision"), **DEED}

    answers = [author.client.post(author.home + "deed/", data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert author.submission.revision == 1


def test_script_saves_while_one_writes_and_learns_the_revision(author):
    author.begin()

    answer = author.save("deed", title="Kesken", autosave="1")

    assert answer.json() == {"revision": 1, "said": "Tallennettu klo 12.00."}
    assert author.submission.title == "Kesken"


def test_script_is_told_of_another_device(author):
    author.begin()
    author.save("deed", title="Puhelimella")

    answer = author.client.post(author.home + "deed/", {"revision": 0, "title": "Muu", "autosave": "1"})

    assert (answer.status_code, author.submission.title) == (409, "Puhelimella")
    assert answer.json()["said"].startswith("Ei tallennettu")


def test_begin_form_sent_twice_begins_one_draft_with_one_mail(author):
    token = hidden(author.client.get(BEGIN), "form_token")
    author.clock.shift(10)
    data = {"form_token": token, "address": ADDRESS, "employer": "Mallila"}

    answers = [author.client.post(BEGIN, data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (len(states()), Message.objects.count()) == (1, 1)


def test_begin_form_that_somebody_sends_again_later_opens_no_draft(author):
    token = hidden(author.client.get(BEGIN), "form_token")
    author.clock.shift(10)
    data = {"form_token": token, "address": ADDRESS, "employer": "Mallila"}
    author.client.post(BEGIN, data)
    author.clock.shift(3600)

    answer = author.client.post(BEGIN, data)

    assert (answer.status_code, len(states())) == (422, 1)
    assert "Tämä lomake on jo lähetetty" in main_of(answer)


def test_deed_sent_in_twice_is_one_submission(author):
    author.begin()
    author.save("deed", **DEED)
    page = author.see("check")
    data = {"revision": hidden(page, "revision"), "accepted": "on"}

    answers = [author.client.post(author.home + "check/", data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (states(), LedgerEntry.objects.filter(kind="deeds.terms").count()) == (["draft"], 1)
