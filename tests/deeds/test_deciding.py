"""Decisions on what authors send in: published, returned or refused, by one editor, with a letter and a ledger entry."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core import ledger
from core.models import LedgerEntry
from deeds.errors import AlreadyDecided, ChangedMeanwhile, DeedsError, NothingToApply
from deeds.models import Decision, Deed, DeedPage, DeedSubmission
from deeds.moderating.deciding import approve_submission, refuse_submission, return_submission
from deeds.pictures.services import store_picture
from deeds.terms import MODERATION
from mail.models import Delivery
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory
from tests.deeds.pictures.files import jpeg
from tests.deeds.submissions import FINNISH, SWEDISH, make_moderator, make_submission, refused

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


def approve(submission: DeedSubmission, **values: Any) -> Deed:
    given = {"revision": submission.revision, "user": None, "now": LATER, **values}
    return approve_submission(submission=submission, **given)


def letter() -> str:
    """The text of the one mail that was queued."""
    return Delivery.objects.select_related("message").get().message.text


def facts_of(entry: LedgerEntry) -> dict[str, Any]:
    return json.loads(entry.facts_json)


def test_approving_publishes_the_deed_in_the_same_step_and_tells_the_author():
    DeedFactory(number=6)
    submission = make_submission(
        shows_name=True,
        author_name="Aino Esimerkki",
        author_role="suunnittelija",
        facts={
            "stage": "trial",
            "scale": "small",
            "start_date": "2025-09-01",
            "inspired_by": 6,
            "links": [
                {"url": "https://example.org/ohje", "text": "Ohje <b>"},
                {"url": "javascript:alert(1)", "text": "x"},
            ],
        },
    )

    deed = approve(submission, user=make_moderator())

    page, submission = deed.source_page, DeedSubmission.objects.get()
    assert (page.live, page.title, page.goal, deed.number) == (True, FINNISH["title"], FINNISH["goal"], 7)
    assert (deed.published_at, deed.stage, deed.participants) == (LATER, "trial", ["staff"])
    assert (deed.start_date.isoformat(), deed.inspired_by.number) == ("2025-09-01", 6)
    assert [row.code for row in deed.sectors.all()] == ["education"]
    assert [block.value.source for block in page.body] == [
        "<p>Sovimme reitit.</p><p>Kokeilimme kuukauden.<br/>Sitten jatkoimme.</p>",
        '<ul><li><a href="https://example.org/ohje">Ohje &lt;b&gt;</a></li></ul>',
    ]
    author = deed.authors.get()
    assert (author.contact, author.name, author.is_shown, author.is_main) == (
        submission.contact, "Aino Esimerkki", True, True,
    )  # fmt: skip
    assert (submission.state, submission.decided_at, submission.deed) == ("accepted", LATER, deed)
    assert deed.versions.get().submission == submission
    assert f"/t/{deed.number}" in letter()


@pytest.mark.parametrize(
    ("finnish", "swedish"),
    [
        (FINNISH, SWEDISH),
        ({**FINNISH, "what_we_did": ""}, SWEDISH),
        (FINNISH, {**SWEDISH, "what_we_did": ""}),
        (
            {**FINNISH, "conditions": "Hyvät kengät.", "unit": "Palvelut"},
            {**SWEDISH, "did_not_work": "Regn."},
        ),
    ],
)
def test_a_deed_written_in_two_languages_gets_a_page_in_each_whatever_is_missing_in_one(
    finnish: dict[str, str], swedish: dict[str, str]
):
    DeedIndexPageFactory(language="sv")
    submission = make_submission(texts={"fi": finnish, "sv": swedish}, facts={"links": [{"url": "https://a.example/", "text": "A"}]})  # fmt: skip

    deed = approve(submission)

    pages = {page.locale.language_code: page for page in DeedPage.objects.live()}
    assert {language: page.title for language, page in pages.items()} == {
        "fi": finnish["title"], "sv": swedish["title"],
    }  # fmt: skip
    for language, texts in (("fi", finnish), ("sv", swedish)):
        shown = str(pages[language].body) + pages[language].conditions + pages[language].did_not_work
        for name in ("conditions", "did_not_work"):
            assert texts.get(name, "") in shown
        assert texts["what_we_did"].partition("\n")[0] in shown
    assert deed.source_page == pages["fi"]


def test_a_few_words_in_the_other_language_become_a_lead():
    DeedIndexPageFactory(language="sv")
    submission = make_submission(
        texts={"fi": FINNISH, "sv": {"title": "Möten till fots", "result": "Hälften till fots."}}
    )

    deed = approve(submission)

    lead = deed.leads.get()
    assert (lead.locale.language_code, lead.title, lead.text, lead.origin, lead.reviewed_at) == (
        "sv", "Möten till fots", "Hälften till fots.", "author", LATER,
    )  # fmt: skip


def test_a_new_organisation_is_made_when_its_deed_is_accepted():
    submission = make_submission(
        organisation=None,
        new_organisation={"name_fi": "Uusila", "name_sv": "Nystad", "type": "other", "business_id": ""},
    )

    deed = approve(submission)

    assert (deed.organisation.name_fi, deed.organisation.name_sv) == ("Uusila", "Nystad")
    assert DeedSubmission.objects.get().organisation == deed.organisation


def test_returning_sends_the_note_and_the_way_back():
    submission = make_submission()

    decision = return_submission(
        submission=submission, revision=3, note="Kerro, montako ihmistä kokeili.", user=None, now=LATER
    )

    submission.refresh_from_db()
    assert (submission.state, decision.kind, decision.seen["texts"]) == (
        "returned", "returned", {"fi": FINNISH},
    )  # fmt: skip
    assert "Kerro, montako ihmistä kokeili." in letter()
    assert "/d/s/" in letter()


def test_a_refusal_states_what_on_which_facts_and_ground_and_what_one_can_do():
    decision = refused()

    assert (decision.submission.state, decision.ground, decision.language) == (
        "refused",
        "advertisement",
        "fi",
    )
    for part in (
        "Kävelypalaverit käyttöön",
        "Teksti mainostaa tuotetta.",
        "ensi sijassa mainos",
        "julkaisuehtojemme kohtaan",
        "Ihminen luki teon ja päätti",
        "kuuden kuukauden",
        "riidanratkaisuelimeen",
        "/d/appeal/",
        "/d/terms/fi/",
    ):
        assert part in letter()


@pytest.mark.parametrize(
    ("ground", "reason", "field"),
    [("", "Syy.", "ground"), ("weather", "Syy.", "ground"), ("secret", " ", "reason")],
)
def test_a_refusal_without_ground_or_reasons_is_refused_and_nothing_is_written(
    ground: str, reason: str, field: str
):
    submission = make_submission()

    with pytest.raises(ValidationError) as error:
        refuse_submission(
            submission=submission, revision=3, ground=ground, reason=reason, user=None, now=LATER
        )

    assert list(error.value.message_dict) == [field]
    submission.refresh_from_db()
    assert (submission.state, Decision.objects.count(), Delivery.objects.count()) == ("pending", 0, 0)


def test_what_the_author_changed_meanwhile_is_not_decided_on_unread():
    submission = make_submission()
    DeedSubmission.objects.update(revision=4)

    with pytest.raises(ChangedMeanwhile, match=submission.reference):
        approve(submission)

    assert (DeedSubmission.objects.get().state, Deed.objects.count()) == ("pending", 0)


@pytest.mark.parametrize("state", ["draft", "returned", "accepted", "refused", "withdrawn", "expired"])
def test_only_what_waits_can_be_decided(state: str):
    submission = make_submission(state)

    with pytest.raises(AlreadyDecided):
        approve(submission)

    assert DeedSubmission.objects.get().state == state


def test_a_text_that_makes_no_deed_is_said_and_nothing_is_half_published():
    submission = make_submission(texts={"fi": {**FINNISH, "title": "x" * 91}})

    with pytest.raises(ValidationError):
        approve(submission)

    assert (DeedSubmission.objects.get().state, Deed.objects.count(), DeedPage.objects.count()) == (
        "pending", 0, 0,
    )  # fmt: skip


def test_every_decision_stands_in_the_ledger_without_naming_anybody():
    decision = refused(user=make_moderator())

    entry = LedgerEntry.objects.get(chain=MODERATION)
    assert (entry.kind, entry.subject, facts_of(entry)) == (
        "decision",
        decision.subject,
        {
            "decision": "refused", "origin": "reading", "ground": "advertisement", "part": "", "language": "fi",
            "deed": None, "seconds": 0, "automated": False,
        },
    )  # fmt: skip
    assert ledger.opens(entry=entry, personal={"reason": decision.reason})
    assert ledger.verify(chain=MODERATION).is_sound
    assert decision.contact.address not in str(entry.__dict__)


@pytest.mark.django_db(transaction=True)
def test_of_editors_who_decide_at_once_exactly_one_does():
    submission = make_submission()
    acts: list[Callable[[], object]] = [
        lambda: approve(submission),
        lambda: refuse_submission(
            submission=submission, revision=3, ground="duplicate", reason="Sama.", user=None, now=LATER
        ),
        lambda: return_submission(submission=submission, revision=3, note="Lisää.", user=None, now=LATER),
    ]

    def decide(number: int) -> str:
        try:
            acts[number % 3]()
        except DeedsError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = sorted(pool.map(decide, range(6)))

    assert answers == ["AlreadyDecided"] * 5 + ["decided"]
    assert Decision.objects.count() == Delivery.objects.count() == 1
    assert ledger.verify(chain=MODERATION).entries == 1
    state = DeedSubmission.objects.get().state
    assert Deed.objects.count() == (1 if state == "accepted" else 0)


def test_accepting_an_author_s_wish_to_retire_retires_the_deed_and_says_so():
    deed = approve(make_submission())
    Delivery.objects.all().delete()
    wish = make_submission(
        kind="retirement",
        deed=deed,
        texts={"fi": {"title": deed.title}},
        facts={"ground": "ended", "reason": "", "replaced_by": 0},
    )

    approve(wish)

    deed.refresh_from_db()
    assert (deed.state, deed.retired_ground) == ("retired", "ended")
    assert "on poistettu käytöstä" in letter()


def test_a_kind_that_nobody_can_apply_is_said_and_stays_in_the_queue():
    submission = make_submission(kind="of_later")

    with pytest.raises(NothingToApply, match="of_later"):
        approve(submission)

    assert DeedSubmission.objects.get().state == "pending"


def test_the_author_s_picture_comes_with_the_deed_in_both_languages():
    DeedIndexPageFactory(language="sv")
    submission = make_submission(texts={"fi": FINNISH, "sv": SWEDISH})
    store_picture(
        submission=submission,
        upload=jpeg(),
        alt="Kolme ihmistä kävelee",
        other_alts={"sv": "Tre personer går"},
        credit="Aino Esimerkki",
        people_agreed=True,
        now=NOON,
    )

    approve(submission)

    pages = list(DeedPage.objects.live())
    assert len(pages) == 2
    assert {(page.image_alt, page.image_credit) for page in pages} == {
        ("Kolme ihmistä kävelee", "Aino Esimerkki"),
        ("Tre personer går", "Aino Esimerkki"),
    }
    assert all(page.image == submission.pictures.get().image for page in pages)
