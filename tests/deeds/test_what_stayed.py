"""Twelve months on: one question to the author and to each adopter, and what readers see of the answers."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from contacts.models import Contact
from contacts.services import erase_contact, export_contact
from deeds.authoring.authors import remove_author
from deeds.errors import FollowUpAnswered
from deeds.models import Adoption, Deed, DeedSubmission, FollowUp
from deeds.moderating.deciding import Merge, approve_submission, refuse_submission, return_submission
from deeds.opendata.records import record_of
from deeds.staying.services import answer_as_author, ask_what_stayed
from deeds.submitting.sending import Acceptance
from deeds.versioning.correcting import start_correction
from deeds.versioning.merging import Choice
from mail.models import Delivery
from mail.services import suppress
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.spreading import adopt, adopter
from tests.deeds.test_authors import author

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
ADA, BO = "ada@example.org", "bo@kylala.example"
ACCEPTED = Acceptance("1", "Hyväksyn.")


def asked_of(address: str) -> list[str]:
    rows = Delivery.objects.filter(address=address, message__subject="Mitä jäi käyttöön?")
    return [re.search(r"http://testserver(/d/stayed/\S+)", row.message.text)[1] for row in rows]


def authored(number: int = 7, **values: object) -> Deed:
    deed = DeedFactory(number=number, title="Aamupalaveri", stage="trial", **values)
    author(deed, ADA)
    return deed


def adopted() -> Adoption:
    return adopt(DeedFactory(number=8, title="Iltapalaveri"), adopter("kylala"), address=BO, now=NOON)


def answer(follow_up: FollowUp, stayed: str = "Kymmenen minuuttia pitää yhä.") -> DeedSubmission:
    return answer_as_author(
        follow_up=follow_up,
        stage="established",
        stayed=stayed,
        changed="Paikka vaihtui.",
        acceptance=ACCEPTED,
        now=NOON + YEAR,
    )


def test_author_and_adopter_are_asked_once_after_twelve_months():
    authored()
    adopted()

    sent = [ask_what_stayed(now=NOON + days) for days in (YEAR - DAY, YEAR, YEAR + DAY, 2 * YEAR)]

    assert sent == [0, 2, 0, 0]
    assert (len(asked_of(ADA)), len(asked_of(BO))) == (1, 1)


def test_question_in_swedish_calls_the_site_by_its_name():
    author(DeedFactory(number=7), ADA, language="sv")

    ask_what_stayed(now=NOON + YEAR)

    mail = Delivery.objects.get(address=ADA, message__language="sv").message
    assert ("på Tekotori" in mail.text, "arenan" in mail.text) == (True, False)


def test_who_wants_no_mail_who_left_and_whose_deed_has_gone_are_not_asked():
    authored(7)
    suppress(address=ADA, reason="unsubscribed", now=NOON)
    left = author(DeedFactory(number=9, organisation="naapuri"), "cy@example.org")
    remove_author(author=left, now=NOON)
    gone = DeedFactory(number=10, organisation="kolmas")
    author(gone, "di@example.org")
    gone.source_page.unpublish()
    old = DeedFactory(number=11, organisation="neljas", now=NOON - YEAR)
    author(old, "ed@example.org")

    assert ask_what_stayed(now=NOON + YEAR) == 0
    assert FollowUp.objects.count() == 0


def test_author_answers_by_the_link_and_the_approved_answer_is_a_version(client: Client, clock):
    deed = authored()
    clock.shift(YEAR)
    ask_what_stayed(now=NOON + YEAR)
    (address,) = asked_of(ADA)

    page = client.get(address)
    empty = client.post(address, {"stage": "established", "stayed": " "})
    assert (page.status_code, empty.status_code, DeedSubmission.objects.count()) == (200, 422, 0)
    given = {"stage": "established", "stayed": "Pitää yhä.", "changed": "Paikka vaihtui.", "accepted": "on"}
    assert client.post(address, given).status_code == 200
    assert "Kiitos vastauksesta" in client.get(address).content.decode()
    second_click = client.post(address, given)
    other = client.post(address, given | {"stayed": "Toinen vastaus.", "changed": "Sali\r\nja aika."})
    assert (second_click.status_code, other.status_code) == (200, 409)
    assert "ei lähetetty" not in second_click.content.decode()
    assert all(
        words in other.content.decode()
        for words in ("Olet jo vastannut", "ei lähetetty", "Toinen vastaus.", "Sali<br>ja aika.")
    )

    row = DeedSubmission.objects.get()
    assert (row.kind, row.state, row.texts["fi"]["after_year"], row.facts["stage"]) == (
        "correction",
        "pending",
        "Pitää yhä.\n\nPaikka vaihtui.",
        "established",
    )
    taken = {code: Choice("proposed") for code in ("after_year", "stage")}
    merge = Merge(choices=taken, seen_version=1)
    approve_submission(submission=row, revision=row.revision, merge=merge, user=None, now=NOON + YEAR)
    deed.refresh_from_db()
    assert list(deed.versions.values_list("number", flat=True)) == [1, 2]
    shown = client.get(deed.source_page.url).content.decode()
    assert ("Pitää yhä." in shown, "Paikka vaihtui." in shown, deed.stage) == (True, True, "established")
    assert dict(client.cookies) == {}


def decided(decide: str, submission: DeedSubmission) -> None:
    values = {"submission": submission, "revision": submission.revision, "user": None, "now": NOON + YEAR}
    if decide == "approve":
        taken = {code: Choice("proposed") for code in ("after_year", "stage")}
        approve_submission(merge=Merge(choices=taken, seen_version=1), **values)
    elif decide == "return":
        return_submission(note="Kerro lisää.", **values)
    else:
        refuse_submission(ground="other_terms", reason="Tämä on mainos.", **values)


@pytest.mark.parametrize(
    ("decide", "subject"),
    [
        ("approve", "Vastauksesi on julkaistu"),
        ("return", "Vastauksesi tarvitsee muutoksen ennen julkaisemista"),
        ("refuse", "Vastaustasi ei julkaista"),
    ],
)
def test_author_hears_of_the_answer_and_of_no_correction(decide: str, subject: str):
    authored()
    ask_what_stayed(now=NOON + YEAR)

    decided(decide, answer(FollowUp.objects.get()))

    mail = Delivery.objects.filter(address=ADA).order_by("pk").last().message
    assert (mail.subject, "Aamupalaveri" in mail.text, "korjauk" in mail.text.lower()) == (
        subject,
        True,
        False,
    )


def test_page_of_before_the_question_gets_no_version_by_it():
    deed = authored()

    assert "after_year" not in deed.versions.get().values


def test_adopter_s_two_choices_stand_with_the_adoption_at_once(client: Client, clock):
    adoption = adopted()
    clock.shift(YEAR)
    ask_what_stayed(now=NOON + YEAR)
    (address,) = asked_of(BO)

    assert client.get(address).status_code == 200
    assert client.post(address, {"stage": "in_use", "kept": "everything"}).status_code == 422
    assert client.post(address, {"stage": "in_use", "kept": "most"}).status_code == 200

    shown = client.get(adoption.deed.source_page.url).content.decode()
    assert "Vuoden jälkeen: käytössä; suurin osa jäi käyttöön" in shown


def test_adopter_who_chose_wrongly_corrects_it_while_the_link_works(client: Client, clock):
    adoption = adopted()
    before = adoption.deed.changes.count()
    clock.shift(YEAR)
    ask_what_stayed(now=NOON + YEAR)
    (address,) = asked_of(BO)
    client.post(address, {"stage": "ended", "kept": "nothing"})
    clock.shift(DAY)

    again = client.get(address).content.decode()
    wrong = client.post(address, {"stage": "in_use"})
    after_wrong = FollowUp.objects.get().kept
    right = client.post(address, {"stage": "in_use", "kept": "all"}).content.decode()

    assert ("mikään ei jäänyt käyttöön" in again, "checked" in again) == (True, True)
    assert (wrong.status_code, after_wrong) == (422, "nothing")
    assert "kaikki jäi käyttöön. Emme kysy uudelleen" in right
    shown = client.get(adoption.deed.source_page.url).content.decode()
    assert "Vuoden jälkeen: käytössä; kaikki jäi käyttöön" in shown
    assert [row["stayed"] for row in record_of(adoption.deed)["adoptions"]] == [{"stage": "in_use", "kept": "all"}]  # fmt: skip
    assert adoption.deed.changes.count() == before + 2  # for those who follow the open data
    clock.shift(60 * DAY)
    assert client.post(address, {"stage": "ended", "kept": "some"}).status_code == 410


def test_author_s_second_answer_changes_nothing():
    authored()
    ask_what_stayed(now=NOON + YEAR)
    follow_up = FollowUp.objects.get()
    answer(follow_up)

    with pytest.raises(FollowUpAnswered):
        answer(follow_up, "Muuta.")

    assert DeedSubmission.objects.count() == 1


def test_identity_code_in_an_answer_is_refused_and_the_link_goes_on():
    authored()
    ask_what_stayed(now=NOON + YEAR)
    follow_up = FollowUp.objects.get()

    with pytest.raises(ValidationError):
        answer(follow_up, "Kysy 131052-308T.")

    assert FollowUp.objects.get().answered_at is None
    assert DeedSubmission.objects.count() == 0


def test_answer_beside_an_open_draft_leaves_the_draft_alone(client: Client):
    deed = authored()
    draft = start_correction(author=deed.authors.get(), now=NOON + YEAR)
    ask_what_stayed(now=NOON + YEAR)

    sent = answer(FollowUp.objects.get())

    assert (sent.pk != draft.pk, DeedSubmission.objects.get(pk=draft.pk).state) == (True, "draft")


def test_link_of_a_deed_that_has_left_names_nothing_of_it(client: Client, clock):
    deed = authored()
    clock.shift(YEAR)
    ask_what_stayed(now=NOON + YEAR)
    deed.source_page.unpublish()

    page = client.get(asked_of(ADA)[0]).content.decode()
    typed = client.post(asked_of(ADA)[0], {"stayed": "Pitää yhä."}).content.decode()

    assert ("Teko 7 on poistunut torilta" in page, "Aamupalaveri" in page) == (True, False)
    assert ("ei lähetetty" in typed, "Pitää yhä." in typed) == (True, True)


def test_who_was_asked_is_let_go_of_after_sixty_days_sees_it_before_and_is_never_asked_again():
    adopted()
    ask_what_stayed(now=NOON + YEAR)
    contact = FollowUp.objects.get().contact
    held = export_contact(contact=contact)["deeds.follow_ups"]

    erased = Contact.objects.get(pk=contact.pk)
    ask_what_stayed(now=NOON + YEAR + 61 * DAY)

    assert [row["deed"] for row in held] == [8]
    assert FollowUp.objects.get().contact is None
    erase_contact(contact=erased, now=NOON + YEAR)
    assert ask_what_stayed(now=NOON + YEAR + 62 * DAY) == 0


def test_altered_link_says_so(client: Client):
    assert client.post("/d/stayed/abc/", {"stage": "in_use"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_once():
    authored()
    adopted()

    def sweep(_number: int) -> int:
        try:
            return ask_what_stayed(now=NOON + YEAR)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        sent = sum(pool.map(sweep, range(3)))

    assert (sent, len(asked_of(ADA)), len(asked_of(BO))) == (2, 1, 1)
