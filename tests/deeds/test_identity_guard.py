"""A personal identity code goes past no form and no service whose words are kept or shown."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from contacts.models import Contact
from deeds.authoring.authors import accept_invitation, ask_retirement, invite_author, set_shown
from deeds.authoring.retiring import retire_deed
from deeds.choosing import Choices
from deeds.models import DeedAuthor, DeedNotice, DeedPage, DeedSubmission, SavedSearch, SubmissionPicture
from deeds.moderating.appeals import send_appeal
from deeds.moderating.deciding import refuse_submission, return_submission
from deeds.moderating.notices import keep_deed, receive_notice
from deeds.moderating.restricting import lift_restriction, restrict_deed
from deeds.pictures.forms import PictureForm
from deeds.relay.threads import ask_thread, confirm_thread, report_thread, write_message
from deeds.saving.services import ask_search
from deeds.services import set_lead, translate_deed
from deeds.spreading.adopting import refuse_adoption
from deeds.spreading.collecting import save_collection
from deeds.spreading.picking import save_pick
from deeds.submitting.drafting import Part, begin, save_part
from deeds.submitting.errors import IdentityCodeFound
from deeds.submitting.forms.begin import OrganisationForm
from deeds.versioning.merging import Choice
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    OrganisationFactory,
    deed_fields,
    locale,
)
from tests.deeds.spreading import adopt
from tests.deeds.submissions import author as contact_of
from tests.deeds.submissions import make_moderator, make_submission, refused
from tests.deeds.submitting import draft
from tests.deeds.test_authors import BOB, author, link, link_in_mail
from tests.deeds.test_corrections import apply, correction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CODE = "131052-308T"
WORDS = f"Hoitaja, {CODE}."


def invited_with_code() -> None:
    invited = invite_author(by=author(DeedFactory()), address=BOB, now=NOON)
    accept_invitation(author=invited, name="Bob", role=WORDS, is_shown=True, now=NOON)


def names() -> None:
    set_shown(author=author(DeedFactory()), name=WORDS, role="", is_shown=True, now=NOON)


def asks_retirement() -> None:
    ask_retirement(author=author(DeedFactory()), ground="other", reason=WORDS, replaced_by=None, now=NOON)


def retires() -> None:
    retire_deed(deed=DeedFactory(), ground="outdated", reason=WORDS, user=None, now=NOON)


def merges() -> None:
    row = correction(DeedFactory(), goal="Uusi tavoite.")
    apply(row, goal=Choice("merged", WORDS))


def reports() -> None:
    receive_notice(deed=DeedFactory(), ground="insult", text=WORDS, language="fi", now=NOON)


def answers_report() -> None:
    notice = receive_notice(deed=DeedFactory(), ground="insult", text="Väärin.", language="fi", now=NOON)
    keep_deed(notice=notice, reason=WORDS, user=None, now=NOON)


def appeals() -> None:
    send_appeal(decision=refused(), contact=contact_of(), text=WORDS, now=NOON)


def returns() -> None:
    return_submission(submission=make_submission(), revision=3, note=WORDS, user=None, now=NOON)


def refuses() -> None:
    refuse_submission(
        submission=make_submission(), revision=3, ground="advertisement", reason=WORDS, user=None, now=NOON
    )


def restricts() -> None:
    restrict_deed(deed=DeedFactory(), part="whole", ground="secret", reason=WORDS, user=None, now=NOON)


def lifts() -> None:
    held = restrict_deed(
        deed=DeedFactory(), part="whole", ground="secret", reason="Syy.", user=None, now=NOON
    )
    lift_restriction(decision=held, reason=WORDS, user=None, now=NOON)


def asks_author() -> None:
    deed = DeedFactory()
    author(deed)
    ask_thread(deed=deed, address=BOB, text=WORDS, language="fi", now=NOON)


def thread() -> Any:
    deed = DeedFactory()
    author(deed)
    return confirm_thread(
        thread=ask_thread(deed=deed, address=BOB, text="Hei!", language="fi", now=NOON), now=NOON
    )


def writes() -> None:
    write_message(thread=thread(), side="author", text=WORDS, now=NOON)


def reports_thread() -> None:
    report_thread(thread=thread(), side="reader", why=WORDS, now=NOON)


def saves_search() -> None:
    ask_search(choices=Choices.parse(f"q={CODE}"), address=BOB, language="fi", every="day", now=NOON)


def refuses_adoption() -> None:
    word = adopt(DeedFactory(), OrganisationFactory(code="naapuri"), now=NOON)
    refuse_adoption(adoption=word, reason=WORDS, user=make_moderator(), now=NOON)


def leads() -> None:
    set_lead(deed=DeedFactory(), locale=locale("sv"), title="Rubrik", text=WORDS, now=NOON)


def translates() -> None:
    deed = DeedFactory()
    DeedIndexPageFactory(language="sv")
    translate_deed(deed=deed, locale=locale("sv"), texts=deed_fields(what_we_did=WORDS), user=None, now=NOON)


def creates() -> None:
    DeedFactory(body=[{"type": "paragraph", "value": "<p>131052<b>-308T</b></p>"}])


def picks() -> None:
    save_pick(deed=DeedFactory(), week_date=NOON.date(), sentences={"sv": WORDS}, user=None, now=NOON)


def collects() -> None:
    save_collection(
        slug="k", titles={"fi": "K"}, introductions={"fi": WORDS}, deeds=[], is_published=False, now=NOON
    )


def begins() -> None:
    begin(address=BOB, language="fi", employer=WORDS, key="k", may_mail=True, now=NOON)


SERVICES: list[Callable[[], None]] = [
    invited_with_code, names, asks_retirement, retires, merges, reports, answers_report, appeals, returns, refuses,
    restricts, lifts, asks_author, writes, reports_thread, saves_search, refuses_adoption, leads, translates, creates,
    picks, collects, begins,
]  # fmt: skip


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
def test_no_service_keeps_words_with_an_identity_code(service: Callable[[], None]):
    with pytest.raises(ValidationError) as caught:
        service()

    assert "henkilötunn" in " ".join(caught.value.messages) or "identity code" in " ".join(
        caught.value.messages
    )


def refused_kindly(answer: Any) -> bool:
    """The page says so, and the code's end is shown to nobody but who typed it."""
    return answer.status_code == 422 and "henkilötunnukselta: 13••••-••••" in answer.content.decode()


def test_author_s_pages_refuse_an_identity_code_at_its_field(client: Client):
    one = author(DeedFactory(number=7))
    client.post(link(one), {"action": "invite", "address": BOB})
    named = {"is_shown": "on", "name": "Bob Malli", "role": CODE}

    answers = [
        client.post(link_in_mail(), {"action": "accept", **named}),
        client.post(link(one), {"action": "names", "is_shown": "on", "name": CODE, "role": ""}),
        client.post(link(one), {"action": "retire", "ground": "outdated", "reason": WORDS}),
    ]

    assert [refused_kindly(answer) for answer in answers] == [True, True, True]
    assert [list(answer.context["form"].errors) for answer in answers[:1]] == [["role"]]
    assert list(answers[1].context["name_form"].errors) == ["name"]
    assert set(DeedAuthor.objects.values_list("name", "role")) == {("", "")}
    assert DeedSubmission.objects.count() == 0
    assert "308T" not in client.get("/t/7", follow=True).content.decode()


def guarded(client: Client, clock: Any, path: str, **data: str) -> Any:
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())
    assert token
    clock.shift(timedelta(seconds=3))
    return client.post(path, {"form_token": token[1], **data})


def test_reader_s_forms_refuse_an_identity_code(client: Client, clock):
    DeedFactory(number=7)

    answers = [
        guarded(client, clock, "/d/report/fi/7/", ground="insult", text=WORDS, address=BOB),
        guarded(client, clock, f"/d/searches/fi/new/?q={CODE}", address=BOB, every="day"),
    ]

    assert [refused_kindly(answer) for answer in answers] == [True, True]
    assert (DeedNotice.objects.count(), SavedSearch.objects.count(), Contact.objects.count()) == (0, 0, 0)


def test_moderator_who_merges_or_writes_an_identity_code_is_told_and_nothing_is_published(client: Client):
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Uusi tavoite.")
    DeedSubmission.objects.update(state="pending", submitted_at=NOON)
    client.force_login(make_moderator())
    at = f"/admin/moderation/sent-in/{row.pk}/"
    seen = {"revision": row.revision, "seen_version": 1}

    merged = {**seen, "choice-goal": "merged", "text-goal": WORDS}
    published = client.post(f"{at}publish/", merged, follow=True)
    returned = client.post(f"{at}return/", {**seen, "note": WORDS})

    assert "identity code: 13••••-••••" in published.content.decode().replace(
        "henkilötunnukselta", "identity code"
    )
    assert returned.status_code == 422
    assert (DeedPage.objects.get().goal, DeedSubmission.objects.get().state) == (
        "Halusimme lyhyemmät palaverit.", "pending",
    )  # fmt: skip


def test_link_s_words_with_an_identity_code_are_not_saved():
    row = draft(state="draft")
    part = Part(facts={"links": [{"url": "https://mallila.example/", "text": CODE}]})

    with pytest.raises(IdentityCodeFound):
        save_part(submission=row, part=part, revision=row.revision, now=NOON)


def test_identity_code_beside_a_picture_is_told_at_its_own_field():
    row = draft(state="draft")
    data = {"alt": "Käytävä", "credit": WORDS, "people_agreed": "on"}

    form = PictureForm(data, {}, picture=SubmissionPicture(alt="Käytävä"), submission=row)

    assert list(form.errors) == ["credit"]


@pytest.mark.parametrize("name", ["L" * 100_000, WORDS])
def test_wrong_name_of_a_new_organisation_is_told_once(name: str):
    data = {"found": "new", "name_fi": name, "type": "municipality", "business_id": "0201256-6"}

    form = OrganisationForm(data, submission=draft(state="draft"))

    assert {field: len(errors) for field, errors in form.errors.items()} == {"name_fi": 1}
