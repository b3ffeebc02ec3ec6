"""Deeds in the admin: no copies, rows to look up, leads through their services."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from deeds.models import Deed, DeedLead, DeedPage
from tests.deeds.factories import (
    DeedFactory,
    DeedIndexPageFactory,
    DeedPageFactory,
    OrganisationFactory,
    SectorFactory,
    front_page,
    locale,
)
from tests.home.localize import translate_in_admin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_copying_a_deed_is_refused_with_a_sentence(admin_client: Client, method: str):
    page = DeedPageFactory()
    values = {"new_title": "Kopio", "new_slug": "kopio", "new_parent_page": str(page.get_parent().pk)}

    answer = getattr(admin_client, method)(reverse("wagtailadmin_pages:copy", args=[page.pk]), values)

    assert answer.status_code == 302
    assert DeedPage.objects.count() == Deed.objects.count() == 1
    messages = [str(message) for message in admin_client.get(answer["Location"]).context["messages"]]
    assert len(messages) == 1
    assert "_" not in messages[0]


def test_copying_the_list_of_deeds_is_refused_too(admin_client: Client):
    page = DeedPageFactory()

    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=[page.get_parent().pk]),
        {"new_title": "K", "new_slug": "k", "new_parent_page": "3", "copy_subpages": "on"},
    )

    assert DeedPage.objects.count() == 1


def editor_values(**values: object) -> dict[str, object]:
    empty = ("unit", "measure_indicator", "measure_before", "measure_after", "measure_unit", "measure_period", "conditions",
             "did_not_work", "after_year", "cost_hours", "image", "image_alt", "image_credit", "programme_goal", "inspired_by", "start_date",
             "end_date", "cost_band", "hours_band", "share_image", "share_image_alt", "seo_title", "search_description",
             "go_live_at", "expire_at")  # fmt: skip
    return {
        **dict.fromkeys(empty, ""),
        "title": "Uusi teko", "slug": "uusi-teko", "goal": "Tavoite.", "result": "Tulos.", "body-count": "0",
        "stage": "trial", "scale": "small", "licence": "CC-BY-4.0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
        **values,
    }  # fmt: skip


def test_deed_written_and_published_in_the_admin_gets_its_row(admin_client: Client):
    parent = DeedPageFactory(number=7).get_parent()
    organisation, sector = OrganisationFactory(), SectorFactory()
    values = editor_values(
        organisation=organisation.pk, sectors=[sector.pk], with_staff="on", **{"action-publish": "1"}
    )
    address = reverse("wagtailadmin_pages:add", args=["tekotori_deeds", "deedpage", parent.pk])

    shown = admin_client.get(address)
    answer = admin_client.post(address, values)

    assert (shown.status_code, answer.status_code) == (200, 302)
    deed = Deed.objects.get(number=8)
    assert (deed.title, deed.state, deed.participants, [row.code for row in deed.sectors.all()]) == (
        "Uusi teko", "live", ["staff"], ["education"],
    )  # fmt: skip


def test_draft_of_the_admin_has_no_row_until_it_is_published(admin_client: Client):
    parent = DeedPageFactory(number=7).get_parent()
    address = reverse("wagtailadmin_pages:add", args=["tekotori_deeds", "deedpage", parent.pk])

    answer = admin_client.post(address, editor_values(organisation=OrganisationFactory().pk))

    assert (answer.status_code, DeedPage.objects.count(), Deed.objects.count()) == (302, 2, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x" * 91}, "title"),
        ({"goal": ""}, "goal"),
        ({"result": "x" * 1201}, "result"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, "end_date"),
    ],
)
def test_what_breaks_a_rule_is_not_published_in_the_admin(
    admin_client: Client, values: dict[str, str], field: str
):
    parent = DeedPageFactory(number=7).get_parent()
    address = reverse("wagtailadmin_pages:add", args=["tekotori_deeds", "deedpage", parent.pk])
    given = editor_values(organisation=OrganisationFactory().pk, **values, **{"action-publish": "1"})

    answer = admin_client.post(address, given)

    assert (answer.status_code, list(answer.context["form"].errors), Deed.objects.count()) == (
        200,
        [field],
        1,
    )


def test_image_without_alt_is_refused():
    from wagtail_factories import ImageFactory

    page = DeedPageFactory(live=False)
    page.image = ImageFactory()

    with pytest.raises(ValidationError) as caught:
        page.full_clean()

    assert list(caught.value.message_dict) == ["image_alt"]


def test_rows_of_deeds_can_be_looked_up_but_not_written(admin_client: Client):
    deed = DeedFactory(number=7)
    prefix = "wagtailsnippets_tekotori_deeds_deed"

    listed = admin_client.get(reverse(f"{prefix}:list"), {"q": "aamu"})
    shown = admin_client.get(reverse(f"{prefix}:inspect", args=[deed.pk]))
    written = [
        admin_client.post(reverse(f"{prefix}:{name}", args=args)).status_code
        for name, args in (("add", []), ("edit", [deed.pk]), ("delete", [deed.pk]))
    ]

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert "Aamupalaveri seisten" in listed.content.decode()
    assert (written, Deed.objects.count()) == ([302, 302, 302], 1)


def test_another_deed_can_be_chosen_as_the_inspiration(admin_client: Client):
    DeedFactory(number=7)

    answer = admin_client.get(
        reverse("wagtailsnippetchoosers_tekotori_deeds_deed:choose_results"), {"q": "aamu"}
    )

    assert answer.status_code == 200
    assert "Aamupalaveri seisten" in answer.content.decode()


def test_lead_is_written_moved_and_deleted_in_the_admin(admin_client: Client):
    first, second = DeedFactory(number=1), DeedFactory(number=2, title="Toinen")
    swedish = locale("sv")
    prefix = "wagtailsnippets_tekotori_deeds_deedlead"
    values = {"deed": first.pk, "locale": swedish.pk, "title": "Kort", "text": "Kort på svenska."}

    admin_client.post(reverse(f"{prefix}:add"), values)
    lead = DeedLead.objects.get()
    written = (lead.deed, lead.origin, lead.reviewed_at is not None)
    admin_client.post(reverse(f"{prefix}:edit", args=[lead.pk]), {**values, "deed": second.pk})
    moved = [row.deed for row in DeedLead.objects.all()]
    admin_client.post(reverse(f"{prefix}:delete", args=[DeedLead.objects.get().pk]))

    assert (written, moved, DeedLead.objects.count()) == ((first, "editor", True), [second], 0)


def test_list_of_deeds_is_translated_updated_and_published_in_the_admin(
    admin_client: Client, django_capture_on_commit_callbacks
):
    front_page("sv")
    page = DeedIndexPageFactory()
    page.introduction = "Mitä työpaikoilla tehtiin."
    page.save_revision().publish()

    swedish = translate_in_admin(admin_client, page, "sv", django_capture_on_commit_callbacks)

    assert (swedish.live, swedish.title) == (True, "Sv Tekojen tori 2")
    assert swedish.introduction == "Sv Mitä työpaikoilla tehtiin."
