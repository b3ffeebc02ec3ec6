"""The page of a submission behind its link."""

from datetime import timedelta

import pytest

from contacts.models import AccessLink
from deeds.models import DeedSubmission
from tests.deeds.factories import DeedFactory
from tests.deeds.open_submission.conftest import states
from tests.deeds.submitting import DEED, NOON, draft, mail_link
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_status_page_says_what_was_received_where_it_is_and_how_long_it_takes(client):
    row = draft(state="pending")

    page = main_of(client.get(mail_link(row)))

    for words in (DEED["title"], row.reference, "23. marraskuuta 2026", "Tämän sivuston moderaattoreilla", "Tekoja on päätetty vielä liian vähän"):  # fmt: skip
        assert words in page


def test_usual_time_is_the_median_of_the_last_decisions(client):
    row = draft(state="pending")
    for number, days in enumerate((1, 2, 3, 30, 4)):
        other = draft(state="pending", address=f"a{number}@example.org")
        DeedSubmission.objects.filter(pk=other.pk).update(state="accepted", decided_at=NOON + days * DAY)

    assert "Noin 3 päivää" in main_of(client.get(mail_link(row)))


def test_published_deed_is_linked_from_its_submission(client):
    row = draft(state="pending")
    deed = DeedFactory(number=7)
    DeedSubmission.objects.filter(pk=row.pk).update(state="accepted", decided_at=NOON, deed=deed)

    assert 'href="/t/7"' in client.get(mail_link(row)).content.decode()


def test_pending_deed_is_not_edited_but_withdrawn_and_brought_back(author):
    draft(state="pending")
    author.open_mail()
    edited = author.client.post(author.home + "deed/", {"revision": 1, **DEED | {"title": "Muu"}})

    asked = author.see("withdraw")
    assert states() == ["pending"]
    author.client.post(author.home + "withdraw/")
    withdrawn = (states(), main_of(author.see()))
    author.act("undo")

    assert (edited.status_code, author.submission.title) == (303, DEED["title"])
    assert "Vedetäänkö teko pois?" in main_of(asked)
    assert withdrawn[0] == ["withdrawn"]
    assert "Peru poisvetäminen" in withdrawn[1]
    assert states() == ["pending"]


def test_page_of_a_correction_never_speaks_of_the_deed_as_what_was_sent(author):
    row = draft(state="pending")
    author.open_mail()
    asked = {}

    for state in ("pending", "returned", "refused", "withdrawn"):
        DeedSubmission.objects.filter(pk=row.pk).update(kind="correction", state=state, decided_at=NOON)
        asked[state] = main_of(author.see())
    DeedSubmission.objects.filter(pk=row.pk).update(state="pending")
    withdrawing = main_of(author.see("withdraw"))

    assert "Kiitos, lähettämäsi on meillä" in asked["pending"]
    assert "Muuta lähettämääsi" in asked["returned"]
    assert "Lähettämääsi ei hyväksytty" in asked["refused"]
    assert "Olet vetänyt lähettämäsi pois" in asked["withdrawn"]
    assert "Lukijoiden näkemä teko pysyy ennallaan." in withdrawing


def test_returned_deed_is_corrected_and_sent_in_again(author):
    row = draft(state="pending")
    DeedSubmission.objects.filter(pk=row.pk).update(state="returned", decided_at=NOON)
    author.open_mail()

    author.act("continue")
    author.save("deed", title="Parempi otsikko")
    author.save("check", accepted="on")

    row = author.submission
    assert (row.state, row.title, row.decided_at) == ("pending", "Parempi otsikko", None)


def test_opening_every_page_of_a_submission_changes_nothing(author):
    row = draft(state="unconfirmed")
    author.open_mail()
    before = (list(DeedSubmission.objects.values()), list(AccessLink.objects.values()))

    pages = [author.see(step) for step in ("", "organisation", "deed", "story", "topics", "facts", "in-sv", "author", "check", "withdraw")]  # fmt: skip

    assert [page.status_code for page in pages] == [200] * 10
    assert (list(DeedSubmission.objects.values()), list(AccessLink.objects.values())) == before
    assert row.confirmed_at is None


def test_link_that_is_altered_old_or_of_something_erased_says_so(client, clock):
    row = draft()
    path = mail_link(row)
    assert client.get("/d/s/nonsense/").status_code == 400
    clock.shift(31 * DAY)
    assert client.get(path).status_code == 410
    fresh = mail_link(row, now=NOON + 31 * DAY)
    row.contact.delete()

    answer = client.get(fresh)

    assert (answer.status_code, answer["Referrer-Policy"]) == (400, "no-referrer")
    assert "Tämä linkki ei toimi" in main_of(answer)


def test_browser_link_ends_within_a_day_and_the_mail_link_goes_on(author, clock):
    author.begin()
    clock.shift(2 * DAY)
    ended = author.see()

    resumed = author.open_mail()

    assert (ended.status_code, resumed.status_code) == (410, 200)


def test_each_save_lets_the_mail_link_live_as_long_as_the_draft(author, clock):
    author.begin()
    clock.shift(20 * DAY)
    author.open_mail()
    author.save("deed", **DEED)
    clock.shift(29 * DAY)

    assert author.see().status_code == 200
