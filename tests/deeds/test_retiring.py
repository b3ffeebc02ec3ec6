"""Retiring: a reason that every address says, nothing of what the deed said, and a way back."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.roles import make_roles
from contacts.services import get_or_create_contact
from core import ledger
from core.models import LedgerEntry
from deeds.authoring.retiring import accept_retirement, bring_back_deed, retire_deed
from deeds.errors import DeedNotPublished, DeedNotRetired
from deeds.models import Deed, DeedPage, DeedSubmission, DeedVersion
from deeds.sources import deed_source
from finder.models import Entry
from tests.deeds.factories import NOON, DeedFactory, DeedPageFactory
from tests.deeds.test_languages import in_swedish
from tests.deeds.test_versions import HOUR, words_of

pytestmark = pytest.mark.django_db


def retired(deed: Deed, **values: object) -> Deed:
    return retire_deed(deed=deed, now=NOON + HOUR, user=None, **{"reason": "", "ground": "ended", **values})


def live_languages() -> list[str]:
    return sorted(DeedPage.objects.live().values_list("locale__language_code", flat=True))


def test_every_address_says_why_and_leads_to_what_took_its_place(client: Client):
    deed = DeedFactory(number=7, title="Salainen otsikko")
    swedish = in_swedish(deed)
    other = DeedFactory(number=8, title="Uusi tapa")

    retired(deed, ground="replaced", replaced_by=other, reason="Yhdistettiin uuteen.")

    for path, language, why in (
        ("/t/7", "fi", "Toinen teko on tullut sen tilalle"),
        (deed.source_page.url, "fi", "Toinen teko on tullut sen tilalle"),
        (swedish.url, "sv", "En annan utvecklingsgärning har ersatt den"),
    ):
        answer = client.get(path, headers={"accept-language": language})
        html = answer.content.decode()
        assert (answer.status_code, answer["Content-Language"]) == (410, language)
        assert why in words_of(html)
        assert "Yhdistettiin uuteen." in html
        assert 'href="http://testserver/fi/teot/uusi-tapa/"' in html
        assert "Uusi tapa" in words_of(html)
        assert "Salainen" not in html
        assert "Morgonmöte" not in html


def test_replacement_that_is_retired_too_leads_on_and_one_that_is_withdrawn_is_not_named(client: Client):
    first, second, third = (DeedFactory(number=n, title=f"Teko numero {n}") for n in (1, 2, 3))
    retired(first, ground="replaced", replaced_by=second)
    retired(second, ground="replaced", replaced_by=third)
    assert "Teko numero 3" in client.get("/t/1").content.decode()

    third.source_page.unpublish()

    html = client.get("/t/1").content.decode()
    assert [f"Teko numero {n}" in html for n in (1, 2, 3)] == [False, False, False]


def test_retired_deed_is_in_no_channel(client: Client):
    page = DeedPageFactory(number=7)
    retired(page.deed)

    api = client.get(f"/api/content/v1/pages/{page.pk}/").status_code
    resolved = client.get("/api/content/v1/resolve/", {"path": page.url}).json()["kind"]

    assert (api, resolved, Entry.objects.count(), deed_source.items(language="fi")) == (404, "gone", 0, [])


def test_a_draft_s_own_address_stays_unknown_and_its_preview_works(admin_client: Client, client: Client):
    page = DeedPageFactory(live=False)

    assert client.get(f"/fi/teot/{page.slug}/").status_code == 404
    assert admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ground": "other"}, "reason"),
        ({"ground": "other", "reason": "  "}, "reason"),
        ({"ground": "unknown"}, "ground"),
        ({"ground": "replaced"}, "replaced_by"),
        ({"ground": "ended", "replaced_by": "other"}, "replaced_by"),
        ({"ground": "replaced", "replaced_by": "itself"}, "replaced_by"),
        ({"ground": "replaced", "replaced_by": "withdrawn"}, "replaced_by"),
        ({"ground": "wrong", "reason": "x" * 601}, "reason"),
    ],
)
def test_ground_without_what_it_needs_is_refused_and_nothing_is_written(values: dict, field: str):
    deed, other, withdrawn = (DeedFactory(number=n, title=f"Teko {n}") for n in (1, 2, 3))
    withdrawn.source_page.unpublish()
    named = {"other": other, "itself": deed, "withdrawn": withdrawn}

    with pytest.raises(ValidationError) as caught:
        retired(deed, **values | {"replaced_by": named.get(values.get("replaced_by", ""))})

    assert list(caught.value.message_dict) == [field]
    deed.refresh_from_db()
    assert (deed.state, deed.source_page.live, LedgerEntry.objects.count()) == ("live", True, 0)


def test_draft_can_not_be_retired():
    with pytest.raises(DeedNotPublished):
        retired(DeedPageFactory(live=False).deed)


def test_retiring_again_corrects_the_reason_and_keeps_the_day():
    deed = retired(DeedFactory())

    again = retire_deed(deed=deed, ground="wrong", reason="Luku oli väärä.", user=None, now=NOON + 5 * HOUR)

    assert (again.retired_ground, again.retired_reason, again.retired_at, again.retired_languages) == (
        "wrong", "Luku oli väärä.", NOON + HOUR, ["fi"],
    )  # fmt: skip


def test_bringing_back_restores_what_readers_saw_in_the_languages_that_went_with_it():
    deed = DeedFactory(number=7)
    in_swedish(deed)
    before = [(v.language, v.number) for v in DeedVersion.objects.all()]
    retired(deed)
    assert live_languages() == []
    draft = DeedPage.objects.get(pk=deed.source_page_id)
    draft.goal = "Luonnos, jota kukaan ei ole julkaissut."
    draft.save_revision()

    back = bring_back_deed(deed=deed, user=None, now=NOON + 2 * HOUR)

    page = DeedPage.objects.get(pk=deed.source_page_id)
    assert (back.state, back.retired_at, back.retired_ground, back.retired_reason) == ("live", None, "", "")
    assert (back.published_at, page.first_published_at) == (NOON, NOON)
    assert (live_languages(), page.goal) == (["fi", "sv"], "Halusimme lyhyemmät palaverit.")
    assert [(v.language, v.number) for v in DeedVersion.objects.all()] == before
    assert Entry.objects.count() == 2


def test_translation_withdrawn_earlier_stays_withdrawn():
    deed = DeedFactory()
    in_swedish(deed).unpublish()
    retired(deed)

    bring_back_deed(deed=deed, user=None, now=NOON)

    assert live_languages() == ["fi"]


def test_only_a_retired_deed_with_its_page_can_be_brought_back():
    deed = DeedFactory()
    with pytest.raises(DeedNotRetired):
        bring_back_deed(deed=deed, user=None, now=NOON)

    retired(deed)
    deed.source_page.delete()

    with pytest.raises(DeedNotPublished):
        bring_back_deed(deed=deed, user=None, now=NOON)


def test_the_ledger_says_what_was_retired_and_brought_back():
    deed = DeedFactory(number=7)
    retired(deed)
    bring_back_deed(deed=deed, user=None, now=NOON)

    assert [(entry.kind, entry.facts) for entry in LedgerEntry.objects.filter(chain="moderation")] == [
        ("deed_retired", {"number": 7, "ground": "ended"}),
        ("deed_brought_back", {"number": 7, "ground": ""}),
    ]
    assert ledger.verify(chain="moderation").is_sound


def test_author_s_request_is_carried_out_with_the_author_s_reason():
    deed, other = DeedFactory(number=7), DeedFactory(number=8, title="Uusi")
    submission = DeedSubmission.objects.create(
        kind="retirement",
        contact=get_or_create_contact(address="ada@example.org", language="fi", now=NOON),
        language="fi",
        deed=deed,
        facts={"ground": "replaced", "replaced_by": 8, "reason": "Yhdistettiin."},
        created_at=NOON,
        changed_at=NOON,
    )

    accepted = accept_retirement(submission=submission, user=None, now=NOON)

    assert (accepted.state, accepted.retired_ground, accepted.replaced_by, accepted.retired_reason) == (
        "retired", "replaced", other, "Yhdistettiin.",
    )  # fmt: skip


# --- In the admin


def test_editor_retires_and_brings_back_from_the_menu_of_a_page(admin_client: Client):
    page = DeedPageFactory(number=7)
    other = DeedFactory(number=8, title="Uusi tapa")
    address = reverse("deed_retire", args=[page.pk])

    listed = admin_client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    asked = admin_client.get(address)
    still = Deed.objects.get(number=7).state
    wrong = admin_client.post(address, {"ground": "replaced", "reason": ""})
    done = admin_client.post(address, {"ground": "replaced", "replaced_by": other.pk, "reason": ""})
    after = admin_client.get(done["Location"]).content.decode()
    edited = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert (address in listed, asked.status_code, still, wrong.status_code) == (True, 200, "live", 200)
    assert list(wrong.context["form"].errors) == ["replaced_by"]
    assert (done.status_code, Deed.objects.get(number=7).replaced_by) == (302, other)
    back = reverse("deed_bring_back", args=[page.pk])
    assert (back in after, back in edited, address in edited) == (True, True, False)

    shown = admin_client.get(back)
    assert (shown.status_code, Deed.objects.get(number=7).state) == (200, "retired")
    admin_client.post(back)
    assert Deed.objects.get(number=7).state == "live"
    assert admin_client.get(back).status_code == 302


@pytest.mark.parametrize(
    ("role", "may"), [("Editor", True), ("Moderator", True), ("Translator", False), ("Juror", False)]
)
def test_who_may_publish_may_retire(client: Client, role: str, may: bool):
    page = DeedPageFactory(number=7)
    make_roles()
    user = get_user_model().objects.create_user("someone", "someone@example.org", "x")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    shown = client.get(reverse("deed_retire", args=[page.pk])).status_code
    client.post(reverse("deed_retire", args=[page.pk]), {"ground": "ended"})

    assert (shown == 200, Deed.objects.get(number=7).state) == (may, "retired" if may else "live")
