"""The terms: which version holds, that none is changed, and that every one can be read."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core import ledger
from core.models import LedgerEntry
from deeds.errors import TermsAccepted
from deeds.models import DeedSubmission, TermsVersion
from deeds.terms import MODERATION, current_terms, publish_terms, start_terms, withdraw_terms
from tests.deeds.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def texts(words: str = "Ehdot") -> dict[str, str]:
    return {language: f"<p>{words} {language}</p>" for language in ("fi", "sv", "en")}


def second(*, days: int = 10) -> TermsVersion:
    start_terms(now=NOON)
    return publish_terms(
        label="2", valid_from=TODAY + timedelta(days=days), texts=texts("Uudet ehdot"), now=NOON
    )


def test_a_version_holds_from_its_day_until_the_next_one_does():
    before = current_terms(now=NOON)
    second(days=10)

    found = [current_terms(now=NOON + timedelta(days=days)) for days in (0, 9, 10, 400)]

    assert before is None
    assert [terms.label for terms in found if terms] == ["1", "1", "2", "2"]


def test_a_new_site_has_terms_in_three_languages_and_gets_them_once():
    first = start_terms(now=NOON)
    again = start_terms(now=NOON + timedelta(days=3))

    assert (again, TermsVersion.objects.count()) == (first, 1)
    for language, licence in (("fi", "Nimeä 4.0"), ("sv", "Erkännande 4.0"), ("en", "Attribution 4.0")):
        assert licence in first.text_in(language)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": "1"}, "label"),
        ({"label": " "}, "label"),
        ({"valid_from": TODAY}, "valid_from"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"texts": {"fi": "<p>Ehdot</p>", "sv": "<p>Villkor</p>"}}, "text_en"),
    ],
)
def test_a_version_that_breaks_a_rule_is_refused_beside_its_field(values: dict[str, object], field: str):
    start_terms(now=NOON)
    given = {"label": "2", "valid_from": date(2027, 1, 1), "texts": texts(), **values}

    with pytest.raises(ValidationError) as refused:
        publish_terms(**given, now=NOON)

    assert list(refused.value.message_dict) == [field]
    assert TermsVersion.objects.count() == 1


def test_what_somebody_accepted_stays_and_what_nobody_accepted_can_be_taken_back():
    accepted, unread = start_terms(now=NOON), second()
    DeedSubmission.objects.create(
        language="fi", terms_version="1", terms_accepted_at=NOON, created_at=NOON, changed_at=NOON
    )

    with pytest.raises(TermsAccepted, match="'1'"):
        withdraw_terms(terms=accepted, now=NOON)
    withdraw_terms(terms=unread, now=NOON)

    assert [terms.label for terms in TermsVersion.objects.all()] == ["1"]
    kinds = list(LedgerEntry.objects.filter(chain=MODERATION).values_list("kind", flat=True))
    assert kinds == ["terms_published", "terms_published", "terms_withdrawn"]
    assert ledger.verify(chain=MODERATION).is_sound


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_version_can_be_read_and_the_one_that_holds_comes_first(client: Client, language: str):
    start_terms(now=NOON)
    publish_terms(label="2", valid_from=TODAY + timedelta(days=1), texts=texts("Uudet ehdot"), now=NOON)
    # The reader comes by the clock, long after both days.
    current = client.get(reverse("deeds:terms", args=[language]))
    old = client.get(reverse("deeds:terms_version", args=[language, "1"]))

    assert (current.status_code, current["Content-Language"]) == (200, language)
    assert f"Uudet ehdot {language}" in current.content.decode()
    assert [entry.label for entry in current.context["versions"]] == ["2", "1"]
    assert "CC BY 4.0" in old.content.decode()
    assert reverse("deeds:terms", args=[language]) in old.content.decode()
    assert not current.cookies


def test_a_site_without_terms_says_so_and_an_unknown_version_or_language_is_not_found(client: Client):
    empty = client.get("/d/terms/en/")

    assert (empty.status_code, "There are no terms yet" in empty.content.decode()) == (200, True)
    unknown = [client.get(path, follow=True).status_code for path in ("/d/terms/en/9/", "/d/terms/de/")]
    assert unknown == [404, 404]


def test_an_administrator_adds_a_version_and_nobody_edits_one(admin_client: Client):
    first = start_terms(now=NOON)
    names = {name: reverse(f"wagtailsnippets_tekotori_deeds_termsversion:{name}") for name in ("add", "list")}
    copy = reverse("wagtailsnippets_tekotori_deeds_termsversion:copy", args=[first.pk])
    edit = reverse("wagtailsnippets_tekotori_deeds_termsversion:edit", args=[first.pk])
    values = {
        "label": "2",
        "valid_from": "2099-01-01",
        **{f"text_{code}": RICH for code in ("fi", "sv", "en")},
    }

    copied = admin_client.get(copy)
    refused = admin_client.post(names["add"], {**values, "valid_from": "2001-01-01"})
    saved = admin_client.post(names["add"], values)

    assert "Vad moderatorn ser" in copied.content.decode()
    assert "Tämä päivä on jo mennyt." in refused.content.decode()
    assert saved.status_code == 302
    assert current_terms(now=NOON) == first
    assert "Hej</p>" in TermsVersion.objects.get(label="2").text_sv
    assert admin_client.get(edit).status_code == 302  # sent away: no right to change, for nobody


def test_the_admin_says_why_accepted_terms_stay(admin_client: Client):
    first = start_terms(now=NOON)
    DeedSubmission.objects.create(
        language="fi", terms_version="1", terms_accepted_at=NOON, created_at=NOON, changed_at=NOON
    )

    answer = admin_client.post(
        reverse("wagtailsnippets_tekotori_deeds_termsversion:delete", args=[first.pk]), follow=True
    )

    assert "Joku on hyväksynyt nämä ehdot" in answer.content.decode()
    assert TermsVersion.objects.get() == first


RICH = '{"entityMap": {}, "blocks": [{"key": "a", "text": "Hej", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}]}'
