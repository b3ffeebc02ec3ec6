"""Words taken out of earlier versions by moderators: gone for good, said to readers, reasoned and logged."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core import ledger
from core.models import LedgerEntry
from deeds.errors import VersionStands
from deeds.models import Decision, Deed, DeedVersion
from deeds.moderating.redacting import redact_versions
from deeds.moderating.reporting import report_from_ledger, report_from_rows
from deeds.services import publish_deed
from deeds.terms import MODERATION
from deeds.versioning.values import fingerprint
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.submissions import make_moderator
from tests.deeds.test_authors import author
from tests.newsletter.subscribing import last_mail, main_of

pytestmark = pytest.mark.django_db
SECRET = "Matti Mallikas sairastui keväällä."
LATER = NOON + timedelta(days=30)


@pytest.fixture
def deed() -> Deed:
    """Three versions: a name in the first two, corrected in the third."""
    deed = DeedFactory(number=7, result=SECRET)
    for title, result in (("Toinen otsikko", SECRET), ("Kolmas otsikko", "Sairauspoissaolot vähenivät.")):
        page = deed.source_page
        page.title, page.result = title, result
        page.save_revision()
        publish_deed(page=page, user=None, now=NOON + timedelta(days=1))
    return Deed.objects.get(pk=deed.pk)


def redact(deed: Deed, choices: list[tuple[int, str]], **values: Any) -> Decision:
    given = {"language": "fi", "ground": "personal_data", "reason": "Nimi.", "user": None, "now": LATER}
    return redact_versions(deed=deed, choices=choices, **{**given, **values})


def test_removed_words_stand_in_no_version_and_readers_see_that_and_when(deed: Deed, client: Client):
    redact(deed, [(1, "result"), (2, "result")])

    addresses = ["1/", "2/", "", "compare/?from=1&to=3", "compare/?from=1&to=2"]
    pages = [client.get(f"/t/7/versions/fi/{address}") for address in addresses]
    words = [main_of(page) for page in pages]
    assert [page.status_code for page in pages] == [200] * 5
    assert SECRET not in "".join(words) + json.dumps([row.values for row in DeedVersion.objects.all()])
    for shown in (words[0], words[1], words[3]):
        assert "Moderaattorit poistivat tekstin 1. huhtikuuta 2026." in shown
    assert words[2].count("Moderaattorit ovat poistaneet tekstiä tästä versiosta.") == 2
    assert all(row.sha256 == fingerprint(row.values) for row in DeedVersion.objects.all())


def test_decision_has_reasons_that_authors_get_and_stands_in_ledger_and_report_without_the_words(deed: Deed):
    author(deed)

    decision = redact(deed, [(1, "result")], user=make_moderator(), origin="notice")

    assert (decision.kind, decision.ground, decision.reason) == ("redacted", "personal_data", "Nimi.")
    assert last_mail().subject == "Tekosi aiemmasta versiosta poistettiin tekstiä"
    assert "Nimi." in last_mail().text
    assert SECRET not in last_mail().text
    entry = LedgerEntry.objects.filter(chain=MODERATION).latest("number")
    assert (entry.facts["decision"], entry.facts["removed"]) == ("redacted", [[1, "result"]])
    assert ledger.verify(chain=MODERATION).is_sound
    report = report_from_rows(2026)
    assert (report.decisions, report.grounds) == (
        (("redacted", 1),),
        (("redacted", "personal_data", 1),),
    )
    assert report == report_from_ledger(2026)


@pytest.mark.parametrize(
    ("choices", "values", "error"),
    [
        ([(3, "result")], {}, VersionStands),
        ([(1, "result"), (9, "result")], {}, VersionStands),
        ([(1, "sectors")], {}, ValidationError),
        ([(1, "conditions")], {}, ValidationError),
        ([], {}, ValidationError),
        ([(1, "result")], {"ground": "x"}, ValidationError),
        ([(1, "result")], {"reason": " "}, ValidationError),
    ],
)
def test_what_stands_now_what_is_no_text_and_what_has_no_reason_is_refused_whole(
    deed: Deed, choices: list[tuple[int, str]], values: dict[str, str], error: type[Exception]
):
    before = list(DeedVersion.objects.order_by("pk").values("values", "removed"))

    with pytest.raises(error):
        redact(deed, choices, **values)

    assert list(DeedVersion.objects.order_by("pk").values("values", "removed")) == before
    assert not Decision.objects.exists()


def test_moderator_chooses_texts_on_a_screen_of_the_admin(deed: Deed, client: Client):
    moderator = make_moderator()
    client.force_login(moderator)
    address = reverse("deed_redact", args=[7, "fi"])

    linked = client.get(reverse("deed_moderated", args=[7])).content.decode()
    shown = client.get(address).content.decode()
    values = {"ground": "personal_data", "reason": "Nimi.", "origin": "own"}
    nothing = client.post(address, values)
    chosen = client.post(address, {**values, "reason": "", "take": ["1:result"]}).content.decode()
    answer = client.post(address, {**values, "take": ["1:result", "2:result"]})

    assert address in linked
    assert shown.count(SECRET) == 2
    assert "Kolmas otsikko" not in shown.partition("<form method")[2]
    assert (nothing.status_code, answer.status_code) == (422, 302)
    assert 'value="1:result"' in chosen
    assert chosen.count("checked") == 2  # the text and what led to it
    assert [sorted(row.removed) for row in DeedVersion.objects.order_by("number")] == [
        ["result"],
        ["result"],
        [],
    ]
    assert Decision.objects.get().decided_by == moderator


def test_only_moderators_remove_words(deed: Deed, client: Client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", "n@tekotori.example", "x"))

    answer = client.post(reverse("deed_redact", args=[7, "fi"]), {"take": ["1:result"]})

    assert answer.status_code in {302, 403}
    assert not DeedVersion.objects.exclude(removed={}).exists()
