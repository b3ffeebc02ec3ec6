"""Hiding a published deed or its picture, reports by readers, appeals by authors."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image

from contacts.models import Contact
from contacts.services import erase_contact, export_contact
from core import ledger, links
from deeds.errors import AlreadyDecided, AppealClosed, DeedRestricted, NeedsAnother
from deeds.models import Appeal, Decision, Deed, DeedNotice, DeedPage, DeedSubmission
from deeds.moderating.appeals import decide_appeal, send_appeal
from deeds.moderating.deciding import approve_submission
from deeds.moderating.keeping import keep_moderation
from deeds.moderating.notices import act_on_notice, confirm_answer, keep_deed, receive_notice
from deeds.moderating.restricting import lift_restriction, restrict_deed
from deeds.services import publish_deed
from deeds.terms import MODERATION
from mail.models import Delivery
from tests.deeds.factories import NOON, DeedIndexPageFactory, locale
from tests.deeds.submissions import FINNISH, SWEDISH, author, make_moderator, make_submission, refused

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)
READER = "lukija@example.org"


def published(**values: Any) -> Deed:
    """A deed that an author sent in; the letter about it is out of the way."""
    submission = make_submission(**values)
    deed = approve_submission(submission=submission, revision=3, user=None, now=NOON)
    Delivery.objects.all().delete()
    return deed


def restrict(deed: Deed, **values: Any) -> Decision:
    given = {
        "part": "whole",
        "ground": "personal_data",
        "reason": "Potilaan nimi.",
        "user": None,
        "now": LATER,
    }
    return restrict_deed(deed=deed, **{**given, **values})


def picture() -> Image:
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), "#0F5B4A").save(buffer, "PNG")
    return Image.objects.create(title="Tori", file=ImageFile(BytesIO(buffer.getvalue()), name="tori.png"))


def notice(deed: Deed, *, address: str = READER, language: str = "sv", now: datetime = NOON) -> DeedNotice:
    return receive_notice(
        deed=deed,
        ground="personal_data",
        text="Där står ett namn.",
        language=language,
        address=address,
        now=now,
    )


def letters() -> dict[str, str]:
    """The texts of the mails by who gets them."""
    rows = Delivery.objects.select_related("message")
    return {row.address: row.message.text for row in rows}


def test_a_restricted_deed_is_hidden_in_every_language_and_says_why_and_comes_back_as_it_was(client: Client):
    DeedIndexPageFactory(language="sv")
    deed = published(texts={"fi": FINNISH, "sv": SWEDISH})
    draft = deed.source_page
    draft.title = "Kesken oleva muutos"
    draft.save_revision()

    decision = restrict(deed)
    gone = client.get(f"/t/{deed.number}", headers={"accept-language": "en"})
    hidden = DeedPage.objects.live().count()
    lift_restriction(decision=decision, reason="Nimi oli keksitty.", user=None, now=LATER)

    assert (hidden, gone.status_code) == (0, 410)
    assert "data of private people" in gone.content.decode()
    assert FINNISH["title"] not in gone.content.decode()
    assert sorted(page.title for page in DeedPage.objects.live()) == [FINNISH["title"], SWEDISH["title"]]
    assert client.get(f"/t/{deed.number}").status_code == 302
    told = letters()["kirjoittaja@mallila.example"]
    assert Delivery.objects.count() == 2
    assert "Nimi oli keksitty." in told or "Potilaan nimi." in told


def test_each_page_of_a_restricted_deed_says_why_at_its_own_address(client: Client):
    DeedIndexPageFactory(language="sv")
    deed = published(texts={"fi": FINNISH, "sv": SWEDISH})
    addresses = {page.locale.language_code: page.url for page in DeedPage.objects.live()}
    english = deed.source_page.copy_for_translation(locale("en"), copy_parents=True)

    restrict(deed)
    said = {language: client.get(url) for language, url in addresses.items()}

    assert sorted(said) == ["fi", "sv"]
    for language, ground, answer in (
        ("fi", "yksityisten ihmisten tietoja", said["fi"]),
        ("sv", "uppgifter om privatpersoner", said["sv"]),
    ):
        assert (answer.status_code, answer["Content-Language"]) == (410, language)
        html = answer.content.decode()
        assert ground in html
        assert FINNISH["title"] not in html
        assert SWEDISH["title"] not in html
    # A draft that nobody saw does not show that it exists.
    assert client.get(english.url).status_code == 404


def test_a_hidden_deed_is_not_published_by_hand(admin_client: Client):
    deed = published()
    restrict(deed)
    deed.refresh_from_db()

    with pytest.raises(DeedRestricted):
        publish_deed(page=deed.source_page, user=None, now=LATER)

    assert not DeedPage.objects.live().exists()


def test_only_the_picture_can_be_hidden_and_is_put_back():
    deed = published()
    page = deed.source_page
    page.image, page.image_alt, page.image_credit = picture(), "Ihmisiä", "Kuvaaja"
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON)

    decision = restrict(deed, part="picture", ground="copyright")
    bare = DeedPage.objects.live().get()
    lift_restriction(decision=decision, reason="", user=None, now=LATER)
    back = DeedPage.objects.live().get()

    assert (bare.image, bare.image_alt, bare.image_credit) == (None, "", "")
    assert (back.image, back.image_alt, back.image_credit) == (page.image, "Ihmisiä", "Kuvaaja")


def test_what_cannot_be_hidden_is_said(client: Client):
    deed = published()

    with pytest.raises(ValidationError, match=r"no picture|ei ole kuvaa"):
        restrict(deed, part="picture")
    restrict(deed)
    with pytest.raises(AlreadyDecided):
        restrict(deed)

    assert Decision.objects.filter(kind="restricted").count() == 1


# --- Reports.


def test_a_reader_reports_a_deed_without_an_account_or_a_script(client: Client, monkeypatch):
    deed = published()
    address = reverse("deeds:report", kwargs={"language": "sv", "number": deed.number})
    shown = client.get(address)
    assert address.replace("/sv/", "/fi/") in client.get(deed.source_page.url).content.decode()
    values = {
        "ground": "personal_data",
        "text": "Där står ett namn.",
        "address": READER,
        "form_token": old_token(shown.content.decode()),
    }

    empty = client.post(address, {"form_token": values["form_token"]})
    sent = client.post(address, values)

    found = DeedNotice.objects.get()
    assert (empty.status_code, sent.status_code) == (422, 303)
    assert (found.deed, found.ground, found.text, found.language, found.contact.address) == (
        deed, "personal_data", "Där står ett namn.", "sv", READER,
    )  # fmt: skip
    assert (found.confirmed_at, client.get(sent["Location"]).status_code) == (None, 200)
    assert not sent.cookies
    assert "/d/report/answer/" in letters()[READER]


def test_a_report_without_an_address_counts(client: Client):
    deed = published()
    address = reverse("deeds:report", kwargs={"language": "fi", "number": deed.number})
    values = {
        "ground": "personal_data",
        "text": "Luku on väärä.",
        "address": "",
        "form_token": old_token(client.get(address).content.decode()),
    }

    sent = client.post(address, values)

    found = DeedNotice.objects.get()
    assert (sent.status_code, found.text, found.contact, found.state) == (303, "Luku on väärä.", None, "open")
    assert client.get(sent["Location"]).status_code == 200
    assert letters() == {}


def old_token(html: str) -> str:
    """The form's token as if the form had been open for a while."""
    assert re.search(r'name="form_token"', html)
    now = timezone.now() - timedelta(minutes=1)
    return links.sign(purpose="form:deeds.report", value=[int(now.timestamp()), {}], now=now)


def test_a_look_at_the_link_changes_nothing_and_its_button_asks_for_the_answer(client: Client):
    found = notice(published(), now=timezone.now())
    link = letters()[READER].split("http://testserver")[1].split()[0]

    looked = client.get(link)
    before = DeedNotice.objects.get().confirmed_at
    pressed = client.post(link)

    assert (looked.status_code, before, pressed.status_code) == (200, None, 200)
    assert DeedNotice.objects.get(pk=found.pk).confirmed_at is not None
    assert client.get("/d/report/answer/altered/").status_code == 400


def test_a_report_that_is_right_hides_the_deed_and_both_sides_are_told_in_their_languages():
    deed = published()
    found = notice(deed)
    confirm_answer(notice=found, now=NOON)
    Delivery.objects.all().delete()

    with pytest.raises(ValidationError, match="answer"):
        act_on_notice(
            notice=found, part="whole", ground="personal_data", reason="Nimi.", user=None, now=LATER
        )
    decision = act_on_notice(
        notice=found, part="whole", ground="personal_data", reason="Nimi.", answer="Ett namn.", user=None, now=LATER
    )  # fmt: skip

    deed.refresh_from_db()
    assert (deed.state, decision.origin, decision.notice) == ("unpublished", "notice", found)
    told = letters()
    assert sorted(told) == ["kirjoittaja@mallila.example", READER]
    assert "Nimi." in told["kirjoittaja@mallila.example"]
    assert READER not in told["kirjoittaja@mallila.example"]
    assert "Ett namn." in told[READER]
    with pytest.raises(AlreadyDecided):
        keep_deed(notice=found, reason="Ei.", answer="Nej.", user=None, now=LATER)


def test_a_report_that_is_wrong_leaves_the_deed_and_an_unconfirmed_address_gets_nothing():
    deed = published()
    found = notice(deed)
    Delivery.objects.all().delete()

    decision = keep_deed(notice=found, reason="Nimi on keksitty.", user=None, now=LATER)

    deed.refresh_from_db()
    assert (deed.state, decision.kind) == ("live", "kept")
    assert list(letters()) == ["kirjoittaja@mallila.example"]


# --- Appeals.


def appeal_link() -> str:
    text = letters()["kirjoittaja@mallila.example"]
    return text[text.index("/d/appeal/") :].split()[0]


def test_an_author_appeals_by_the_link_in_the_letter_once(client: Client):
    decision = refused(now=timezone.now())
    link = appeal_link()

    shown = client.get(link)
    empty = client.post(link, {"text": " "})
    sent = client.post(link, {"text": "Se ei ole mainos."})
    again = client.post(link, {"text": "Toistamiseen."})

    assert [answer.status_code for answer in (shown, empty, sent, again)] == [200, 422, 200, 409]
    assert "Teksti mainostaa tuotetta." in shown.content.decode()
    assert Appeal.objects.get().text == "Se ei ole mainos."
    assert Appeal.objects.get().decision == decision
    assert not sent.cookies


def test_an_upheld_appeal_puts_the_deed_back_into_the_queue_and_a_rejected_one_does_not():
    first, second = make_moderator("first"), make_moderator("second")
    outcomes = {}
    for number, is_upheld in enumerate((True, False)):
        decision = refused(user=first, address=f"a{number}@mallila.example")
        appeal = send_appeal(decision=decision, contact=decision.contact, text="Ei ole.", now=LATER)
        with pytest.raises(NeedsAnother):
            decide_appeal(appeal=appeal, is_upheld=is_upheld, reason="Luettu.", user=first, now=LATER)
        decided = decide_appeal(appeal=appeal, is_upheld=is_upheld, reason="Luettu.", user=second, now=LATER)
        outcomes[decided.kind] = DeedSubmission.objects.get(pk=decision.submission.pk).state

    assert outcomes == {"overturned": "pending", "confirmed": "refused"}


def test_an_upheld_appeal_lifts_the_restriction_and_one_letter_says_so():
    deed = published()
    decision = restrict(deed)
    Delivery.objects.all().delete()
    appeal = send_appeal(decision=decision, contact=author(), text="Nimi on keksitty.", now=LATER)

    decide_appeal(appeal=appeal, is_upheld=True, reason="Totta.", user=make_moderator(), now=LATER)

    deed.refresh_from_db()
    assert deed.state == "live"
    assert Delivery.objects.count() == 1
    with pytest.raises(AppealClosed):
        send_appeal(decision=decision, contact=author(), text="Vielä.", now=LATER)


def test_who_is_alone_decides_the_appeal_too():
    only = make_moderator()
    decision = refused(user=only)
    appeal = send_appeal(decision=decision, contact=author(), text="Ei ole.", now=LATER)

    decided = decide_appeal(appeal=appeal, is_upheld=False, reason="Luettu uudelleen.", user=only, now=LATER)

    assert decided.kind == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_of_clicks_at_once_one_appeal_is_kept():
    decision = refused()

    def click(number: int) -> str:
        try:
            send_appeal(decision=decision, contact=author(), text=f"Ei {number}.", now=LATER)
        except AppealClosed:
            return "closed"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = sorted(pool.map(click, range(4)))

    assert answers == ["closed"] * 3 + ["kept"]


# --- What is kept.


def test_words_and_addresses_go_after_their_time_and_the_counts_stay():
    deed = published()
    found = notice(deed, address="ei-vastaa@example.org")
    keep_deed(notice=found, reason="Keksitty nimi.", user=None, now=LATER)
    held = restrict(deed)

    keep_moderation(now=NOON + timedelta(days=8))
    after_a_week = DeedNotice.objects.get()
    keep_moderation(now=LATER + timedelta(days=366))

    assert (after_a_week.contact, after_a_week.text) == (None, "Där står ett namn.")
    assert not Contact.objects.filter(address="ei-vastaa@example.org").exists()
    assert DeedNotice.objects.get().text == ""
    assert set(Decision.objects.exclude(pk=held.pk).values_list("reason", flat=True)) == {""}
    assert Decision.objects.get(pk=held.pk).reason == "Potilaan nimi."  # it still holds
    assert all(row.seen == {} for row in Decision.objects.all())
    assert ledger.verify(chain=MODERATION).is_sound


def test_what_a_restriction_hid_is_forgotten_half_a_year_after_it_was_lifted():
    held = restrict(published())
    lift_restriction(decision=held, reason="Ei enää.", user=None, now=LATER)

    keep_moderation(now=LATER + timedelta(days=182))
    before = Decision.objects.get(pk=held.pk).hidden
    keep_moderation(now=LATER + timedelta(days=183))

    assert (list(before), Decision.objects.get(pk=held.pk).hidden) == (["pages"], {})


def test_what_is_held_about_a_person_is_shown_and_erased():
    decision = refused()
    send_appeal(decision=decision, contact=author(), text="Ei ole mainos.", now=LATER)

    held = export_contact(contact=author())["deeds.moderation"]
    erase_contact(contact=author(), now=LATER)

    assert [(row["what"], row.get("text", row.get("reason"))) for row in held] == [
        ("appeal", "Ei ole mainos."), ("decision", "Teksti mainostaa tuotetta."),
    ]  # fmt: skip
    assert list(Decision.objects.values_list("reason", "seen", "contact")) == [("", {}, None)]
    assert list(Appeal.objects.values_list("text", "contact")) == [("", None)]
    assert ledger.verify(chain=MODERATION).is_sound
