"""Organisations keep their history: new names, mergers and ends."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from core.facts import find_fact
from registers.errors import CodeTaken, EndsBeforeItBegins, MergeIntoItself, OrganisationNotActive
from registers.models import County, Organisation, OrganisationEvent, Sector
from registers.services import (
    Names,
    create_organisation,
    end_organisation,
    merge_organisations,
    rename_organisation,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = date(2026, 12, 31)


def organisation(code: str, **values: object) -> Organisation:
    names = Names(fi=f"{code} fi", sv=f"{code} sv", en=f"{code} en")
    return create_organisation(**{"code": code, "names": names, "type": "municipality", "now": NOW, **values})


def history(row: Organisation) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    return [(event.kind, event.old_values, event.new_values) for event in row.events.all()]


def test_code_of_another_organisation_is_refused():
    organisation("a")

    with pytest.raises(CodeTaken):
        organisation("a")


def test_renaming_keeps_the_old_names():
    row = organisation("a")

    renamed = rename_organisation(
        organisation=row, names=Names(fi="Uusi", sv="Ny", en="New"), on=DAY, now=NOW
    )

    assert (renamed.name_fi, renamed.sort_fi) == ("Uusi", "uusi")
    assert history(row)[-1] == (
        "renamed",
        {"name_fi": "a fi", "name_sv": "a sv", "name_en": "a en"},
        {"name_fi": "Uusi", "name_sv": "Ny", "name_en": "New"},
    )


def test_merged_organisation_stays_and_shows_both_names():
    old, new = organisation("old"), organisation("new")

    merge_organisations(merged=[old], into=new, on=DAY, now=NOW)

    old.refresh_from_db()
    assert (old.status, old.valid_to, old.current, old.name_in("fi")) == ("merged", DAY, new, "old fi")
    labels = [old.label_in(language) for language in ("fi", "sv", "en")]
    assert labels == ["old fi (nyk. new fi)", "old sv (nuv. new sv)", "old en (now new en)"]
    assert new.label_in("fi") == "new fi"


def test_chain_of_mergers_leads_straight_to_the_last():
    first, second, third = organisation("a"), organisation("b"), organisation("c")
    merge_organisations(merged=[first], into=second, on=DAY, now=NOW)
    merge_organisations(merged=[second], into=third, on=DAY, now=NOW)

    first.refresh_from_db()
    assert first.current == third
    assert [event.kind for event in OrganisationEvent.objects.filter(kind="merged")] == ["merged", "merged"]


def test_organisation_can_not_merge_into_itself_nor_into_one_that_is_gone():
    row, gone = organisation("a"), organisation("b")
    end_organisation(organisation=gone, on=DAY, now=NOW)

    with pytest.raises(MergeIntoItself):
        merge_organisations(merged=[row], into=row, on=DAY, now=NOW)
    with pytest.raises(OrganisationNotActive):
        merge_organisations(merged=[row], into=gone, on=DAY, now=NOW)

    row.refresh_from_db()
    assert row.status == "active"


def test_ended_organisation_is_closed_and_can_not_be_renamed():
    row = organisation("a")
    end_organisation(organisation=row, on=DAY, now=NOW)

    with pytest.raises(OrganisationNotActive):
        rename_organisation(organisation=row, names=Names(fi="x"), on=DAY, now=NOW)

    row.refresh_from_db()
    assert (row.status, row.valid_to, row.name_fi) == ("ended", DAY, "a fi")


def test_organisation_can_not_end_before_it_begins():
    row = organisation("a")
    Organisation.objects.filter(pk=row.pk).update(valid_from=date(2027, 1, 1))

    with pytest.raises(EndsBeforeItBegins):
        end_organisation(organisation=row, on=DAY, now=NOW)


def test_sectors_are_topics_in_three_languages():
    Sector.objects.create(code="education", name_fi="Sivistys", name_sv="Bildning", name_en="Education")

    fact = find_fact("sector:education")

    assert fact is not None
    assert fact.labels == {"fi": "Sivistys", "sv": "Bildning", "en": "Education"}
    assert find_fact("sector:nosuch") is None


# --- The admin goes through the same services.


def form_values(**values: str) -> dict[str, str]:
    return {
        "code": "uusi",
        "name_fi": "Uusi",
        "name_sv": "",
        "name_en": "",
        "type": "other",
        "business_id": "",
        "mail_domains": "",
        "municipality": "",
        "county": "",
    } | values


def test_organisation_made_in_the_admin_has_a_history(admin_client: Client):
    answer = admin_client.post(reverse("wagtailsnippets_tekotori_registers_organisation:add"), form_values())

    row = Organisation.objects.get()
    assert (answer.status_code, row.code, row.events.get().kind) == (302, "uusi", "created")
    assert row.events.get().user == get_user_model().objects.get()


def test_new_name_in_the_admin_is_a_renaming(admin_client: Client):
    row = organisation("uusi")
    County.objects.create(code="90", name_fi="Helsinki")
    address = reverse("wagtailsnippets_tekotori_registers_organisation:edit", args=[row.pk])

    answer = admin_client.post(
        address, form_values(name_fi="Uudempi", business_id="1234567-8", mail_domains="uudempi.fi")
    )

    row.refresh_from_db()
    assert (answer.status_code, row.name_fi, row.business_id) == (302, "Uudempi", "1234567-8")
    assert row.mail_domains == "uudempi.fi"
    assert [event.kind for event in row.events.all()] == ["created", "renamed"]


def test_wrong_business_id_is_refused_with_a_sentence(admin_client: Client):
    answer = admin_client.post(
        reverse("wagtailsnippets_tekotori_registers_organisation:add"), form_values(business_id="123")
    )

    assert (answer.status_code, Organisation.objects.count()) == (200, 0)
    assert "business_id" in answer.context["form"].errors


@pytest.mark.parametrize(
    "model", ["municipality", "county", "region", "sector", "theme", "clientgroup", "goal"]
)
def test_loaded_register_can_be_searched_but_not_written(admin_client: Client, model: str):
    Sector.objects.create(code="education", name_fi="Sivistys")
    prefix = f"wagtailsnippets_tekotori_registers_{model}"

    listed = admin_client.get(reverse(f"{prefix}:list"), {"q": "sivis"})
    added = admin_client.get(reverse(f"{prefix}:add"))

    assert (listed.status_code, added.status_code) == (200, 302)
    assert ("Sivistys" in listed.content.decode()) == (model == "sector")


def test_organisation_is_merged_in_the_admin(admin_client: Client):
    old, new = organisation("old"), organisation("new")
    address = reverse("close_organisation", args=[old.pk])

    shown = admin_client.get(address)
    answer = admin_client.post(address, {"on": "2026-12-31", "into": str(new.pk)})

    old.refresh_from_db()
    assert (shown.status_code, answer.status_code, old.status, old.merged_into) == (200, 302, "merged", new)


def test_organisation_is_ended_in_the_admin(admin_client: Client):
    row = organisation("a")

    admin_client.post(reverse("close_organisation", args=[row.pk]), {"on": "2026-12-31", "into": ""})

    row.refresh_from_db()
    assert (row.status, row.valid_to) == ("ended", DAY)


def test_closed_organisation_can_not_be_closed_again(admin_client: Client):
    row = organisation("a")
    end_organisation(organisation=row, on=DAY, now=NOW)

    answer = admin_client.get(reverse("close_organisation", args=[row.pk]), follow=True)

    assert answer.status_code == 404
