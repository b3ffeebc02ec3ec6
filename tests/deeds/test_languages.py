"""The list rule for languages, translation through wagtail-localize, and leads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import (
    String,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from deeds.errors import DeedNotPublished, IndexNotTranslated
from deeds.languages import shown_in, title_in
from deeds.models import Deed, DeedLead, DeedPage
from deeds.services import DeedTexts, publish_deed, remove_lead, review_lead, set_lead, translate_deed
from finder.models import Entry
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    DeedPageFactory,
    OrganisationFactory,
    locale,
)

pytestmark = pytest.mark.django_db

SWEDISH = DeedTexts(
    title="Morgonmöte stående",
    goal="Vi ville ha kortare möten.",
    result="Mötet tar nu tio minuter.",
    what_we_did="Vi flyttade mötet till korridoren.\n\nVi kom överens om tre frågor.",
)


def in_swedish(deed: Deed) -> DeedPage:
    DeedIndexPageFactory(language="sv")
    return translate_deed(deed=deed, locale=locale("sv"), texts=SWEDISH, user=None, now=NOON)


def lead_in_swedish(deed: Deed, origin: str = DeedLead.Origin.EDITOR) -> DeedLead:
    return set_lead(
        deed=deed, locale=locale("sv"), title="Kort", text="Kort på svenska.", origin=origin, now=NOON
    )


def shown(language: str) -> list[tuple[str, str, str, bool]]:
    rows = shown_in(Deed.objects.live().newest_first(), language)
    return [(row.title, row.language, row.page_language, row.is_lead) for row in rows]


def test_translated_deed_is_live_under_the_swedish_list_with_its_own_words(client: Client):
    deed = DeedFactory(sectors=["education"])

    page = in_swedish(deed)

    assert (page.live, page.title, page.result, page.url) == (
        True, "Morgonmöte stående", "Mötet tar nu tio minuter.", "/sv/teot/morgonmote-staende/",
    )  # fmt: skip
    assert page.deed == deed
    html = client.get(page.url).content.decode()
    assert "Vi kom överens om tre frågor." in html
    assert "Palaveri kestää" not in html


def test_translation_is_one_deed_with_the_source_s_shared_values():
    deed = DeedFactory(sectors=["education"], participants=["staff"])

    page = in_swedish(deed)

    assert Deed.objects.count() == 1
    assert (page.number, page.sector_codes, page.participant_codes, page.organisation_code) == (
        deed.number, ["education"], ["staff"], "mallila",
    )  # fmt: skip


def test_changed_shared_values_hold_in_every_language_at_once():
    source = DeedPageFactory(sectors=["education"])
    page = in_swedish(source.deed)
    OrganisationFactory(code="toinen")

    source.sectors = []
    source.whole_organisation = True
    source.save_revision()
    publish_deed(page=source, user=None, now=NOON)

    page = DeedPage.objects.get(pk=page.pk)
    assert (page.sector_codes, page.shared.whole_organisation) == ([], True)


def test_list_shows_the_page_else_the_lead_else_the_original():
    translated = DeedFactory(title="Käännetty", now=NOON + timedelta(days=2))
    with_lead = DeedFactory(title="Tiivistetty", now=NOON + timedelta(days=1))
    DeedFactory(title="Vain suomeksi", now=NOON)
    in_swedish(translated)
    lead_in_swedish(with_lead)

    assert shown("sv") == [
        ("Morgonmöte stående", "sv", "sv", False),
        ("Kort", "sv", "fi", True),
        ("Vain suomeksi", "fi", "fi", False),
    ]
    assert [row[0] for row in shown("fi")] == ["Käännetty", "Tiivistetty", "Vain suomeksi"]


def test_each_card_says_its_language_and_one_link_narrows(client: Client):
    in_swedish(DeedFactory(title="Käännetty"))
    DeedFactory(title="Vain suomeksi")

    everything = client.get("/sv/teot/").content.decode()
    narrowed = client.get("/sv/teot/?only=1").content.decode()

    assert ('lang="sv"' in everything, 'lang="fi"' in everything) == (True, True)
    assert 'href="?only=1"' in everything
    assert ("Morgonmöte" in narrowed, "Vain suomeksi" in narrowed) == (True, False)


def test_lead_of_a_machine_waits_for_review():
    lead = lead_in_swedish(DeedFactory(), origin=DeedLead.Origin.MACHINE)
    before = shown("sv")

    review_lead(lead=lead, now=NOON)

    assert (before[0][3], shown("sv")[0][3]) == (False, True)


def test_leads_are_found_and_forgotten_with_their_row():
    deed = DeedFactory()
    lead = lead_in_swedish(deed)
    with_lead = set(Entry.objects.values_list("language", flat=True))

    remove_lead(lead=lead, now=NOON)

    assert (with_lead, set(Entry.objects.values_list("language", flat=True))) == ({"fi", "sv"}, {"fi"})


def test_unpublishing_the_source_withdraws_every_language():
    source = DeedPageFactory()
    page = in_swedish(source.deed)

    source.unpublish()

    page.refresh_from_db()
    assert (page.live, Deed.objects.get().state, Entry.objects.count()) == (False, "unpublished", 0)


def test_unpublishing_a_translation_leaves_the_deed():
    source = DeedPageFactory()
    page = in_swedish(source.deed)

    page.unpublish()

    assert (Deed.objects.get().state, set(Entry.objects.values_list("language", flat=True))) == (
        "live",
        {"fi"},
    )


def test_draft_can_not_be_translated():
    page = DeedPageFactory(live=False)
    DeedIndexPageFactory(language="sv")

    with pytest.raises(DeedNotPublished):
        translate_deed(deed=page.deed, locale=locale("sv"), texts=SWEDISH, user=None, now=NOON)


def test_translation_needs_a_translated_list():
    deed = DeedFactory()

    with pytest.raises(IndexNotTranslated):
        translate_deed(deed=deed, locale=locale("sv"), texts=SWEDISH, user=None, now=NOON)


def test_translating_twice_changes_nothing():
    deed = DeedFactory()
    first = in_swedish(deed)

    second = in_swedish(deed)

    assert (first.pk, first.latest_revision_id, first.url) == (
        second.pk,
        second.latest_revision_id,
        second.url,
    )


def test_translation_goes_on_in_the_admin_s_editor(admin_client: Client):
    """Translate, update and publish in the admin, after the service has written the first version."""
    source = DeedPageFactory(sectors=["education"])
    page = in_swedish(source.deed)
    source.result = "Palaveri kestää nyt viisi minuuttia."
    source.save_revision().publish()

    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    frozen = TranslationSource.objects.get(object_id=source.translation_key)
    updated = admin_client.post(
        reverse("wagtail_localize:update_translations", args=[frozen.pk]), {"publish_translations": ""}
    )
    string = String.from_value(source.locale, _string_value("Palaveri kestää nyt viisi minuuttia."))
    context = TranslationContext.objects.get(object_id=source.translation_key, path="result")
    StringTranslation.objects.create(
        translation_of=string, context=context, locale=locale("sv"), data="Mötet tar nu fem minuter."
    )
    published = admin_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})

    assert (editor.status_code, updated.status_code, published.status_code) == (200, 302, 302)
    assert "wagtail_localize/admin/edit_translation.html" in [template.name for template in editor.templates]
    page.refresh_from_db()
    assert (page.result, page.title) == ("Mötet tar nu fem minuter.", "Morgonmöte stående")
    total, translated = Translation.objects.get().get_progress()
    assert total == translated


def _string_value(text: str) -> object:
    from wagtail_localize.strings import StringValue

    return StringValue.from_plaintext(text)


def test_pages_of_a_deed_are_in_one_translation_set():
    source = DeedPageFactory()
    page = in_swedish(source.deed)

    assert set(Page.objects.filter(translation_key=source.translation_key)) == {
        Page.objects.get(pk=source.pk),
        Page.objects.get(pk=page.pk),
    }


def test_deed_that_is_withdrawn_is_called_what_its_original_was_called():
    deed = DeedFactory(number=7)
    in_swedish(deed)
    deed.source_page.unpublish()

    assert title_in(deed, "sv") == deed.title
