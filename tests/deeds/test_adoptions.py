"""Adoption: said by an organisation, confirmed by mail, shown on both deeds, never in a circle, counted once."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from contacts.services import erase_contact, export_contact, find_contact
from core import ledger
from core.figures import figures
from core.models import LedgerEntry
from deeds.models import Adoption, Decision, Deed
from deeds.moderating.reporting import report_from_ledger, report_from_rows
from deeds.spreading.adopting import (
    AdoptionWord,
    accept_adoption,
    check_word,
    confirm_adoption,
    refuse_adoption,
    tidy_adoptions,
)
from deeds.spreading.errors import AdoptionImpossible, AlreadyDecided
from deeds.terms import MODERATION
from mail.models import Message
from registers.services import Names, create_unit, merge_organisations
from tests.deeds.factories import OrganisationFactory
from tests.deeds.spreading import NOON, adopt, adopter, ask, deed_of
from tests.newsletter.subscribing import last_mail, link_in, main_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def send(client: Client, clock, path: str = "/a/7/fi/", **fields: str):
    """Fill in the form as a person does, ten seconds after it was shown."""
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())
    assert token
    clock.shift(10)
    given = {"organisation": "kylala", "kind": "adapted", "address": "ada@kylala.example"} | fields
    return client.post(path, {"form_token": token[1], **given})


# --- Said and confirmed


def test_organisation_says_without_script_or_cookie_that_it_adopted_a_deed(client: Client, clock):
    deed, _kylala = deed_of("mallila", 7), adopter()

    asked = send(client, clock)
    sent = client.get(asked["Location"])
    link = link_in(last_mail(), "confirm")
    shown = client.get(link)
    before = Adoption.objects.get().state
    done = client.post(link)
    again = client.get(link)

    assert [page.status_code for page in (asked, sent, shown, done, again)] == [303, 200, 200, 200, 200]
    assert (before, Adoption.objects.get().state) == ("asked", "accepted")
    assert "Kiitos: se näkyy nyt" in main_of(done)
    assert main_of(again) == main_of(done)
    assert not client.cookies
    for page in (sent, shown, done):
        assert b"<script" not in page.content.replace(b"application/ld+json", b"")
        assert b"ada@" not in page.content
    deed.refresh_from_db()
    assert deed.adopters == 1


def test_other_address_waits_for_a_moderator_and_hears_of_the_decision(admin_user):
    deed, kylala = deed_of("mallila", 7), adopter()

    waiting = adopt(deed, kylala, address="ada@gmail.example", language="sv")
    before = (waiting.state, Deed.objects.get(number=7).adopters)
    accepted = accept_adoption(adoption=waiting, user=admin_user, now=NOON)

    assert before == ("waiting", 0)
    assert (accepted.state, accepted.decided_by, Deed.objects.get(number=7).adopters) == (
        "accepted",
        admin_user,
        1,
    )
    assert (last_mail().language, last_mail().subject) == ("sv", "Att ni tog i bruk visas nu")
    assert ledger.verify(chain=MODERATION).is_sound


def test_each_decision_is_one_of_moderation_and_of_its_yearly_report(admin_user):
    deed = deed_of("mallila", 7)
    adopt(deed, adopter("lahela"))
    waiting = [adopt(deed, adopter(code), address="ada@gmail.example") for code in ("kylala", "saarela")]
    accept_adoption(adoption=waiting[0], user=admin_user, now=NOON + 2 * DAY)
    refuse_adoption(adoption=waiting[1], reason="Väärä kunta.", user=admin_user, now=NOON + 4 * DAY)
    refuse_adoption(adoption=waiting[0], reason="Ei sama teko.", user=admin_user, now=NOON + 5 * DAY)
    tidy_adoptions(now=NOON + 40 * DAY)

    report = report_from_rows(2026)

    decided = Decision.objects.order_by("pk").values_list("kind", "origin", "decided_by")
    assert list(decided) == [
        ("adopted", "domain", None),
        ("adopted", "adoption", admin_user.pk),
        ("not_adopted", "adoption", admin_user.pk),
        ("not_adopted", "own", admin_user.pk),
    ]
    assert (report.decisions, report.automated) == ((("adopted", 2), ("not_adopted", 2)), 1)
    assert report.hours == (("adoptions", 72),)
    assert report == report_from_ledger(2026)
    facts = LedgerEntry.objects.filter(chain=MODERATION).order_by("number").first().facts
    assert (facts["organisation"], facts["how"], facts["automated"]) == ("lahela", "copied", True)
    assert "ada@" not in str(list(LedgerEntry.objects.values_list("facts_json")))


def test_refusal_needs_a_reason_which_the_person_gets_in_a_mail(admin_user):
    deed, kylala = deed_of("mallila", 7), adopter()
    shown = adopt(deed, kylala)

    refused = refuse_adoption(adoption=shown, reason="Ei sama teko.", user=admin_user, now=NOON)

    assert (refused.state, Deed.objects.get(number=7).adopters) == ("refused", 0)
    assert "Ei sama teko." in last_mail().text
    with pytest.raises(AlreadyDecided):
        accept_adoption(adoption=shown, user=admin_user, now=NOON)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Kirjoita, mikä organisaatio otti teon käyttöön."),
        ("Tuntematon", "Emme tunne organisaatiota nimeltä ”Tuntematon”"),
        ("mallila", "Tämä on kyseisen organisaation oma teko"),
    ],
)
def test_organisation_that_cannot_adopt_is_told_why(client: Client, clock, typed: str, words: str):
    deed_of("mallila", 7)

    answer = send(client, clock, organisation=typed)

    assert (answer.status_code, Adoption.objects.count()) == (422, 0)
    assert words in main_of(answer)


def test_beginning_of_a_name_offers_those_that_it_may_mean(client: Client, clock):
    deed_of("mallila", 7)
    for code in ("kylala", "kylanen"):
        adopter(code)

    offered = send(client, clock, organisation="KYL")
    chosen = send(client, clock, organisation="KYL", chosen="kylanen")

    assert (offered.status_code, chosen.status_code) == (422, 303)
    assert "Kylala Kylanen" in main_of(offered)
    assert [row.organisation.code for row in Adoption.objects.all()] == ["kylanen"]


def test_name_of_a_unit_offers_its_organisation(client: Client, clock):
    deed_of("mallila", 7)
    create_unit(code="koti", names=Names("Kotihoito"), organisation=adopter("kylala"))

    offered = send(client, clock, organisation="kotihoi")
    send(client, clock, organisation="kotihoi", chosen="kylala")

    assert "Kylala" in main_of(offered)
    assert [row.organisation.code for row in Adoption.objects.all()] == ["kylala"]


@pytest.mark.parametrize("typed", ["8", "/t/8", "http://testserver/fi/teot/teko-8/", " 8 "])
def test_own_deed_is_found_by_number_or_address(client: Client, clock, typed: str):
    deed_of("mallila", 7)
    own = deed_of("kylala", 8)

    send(client, clock, result=typed)

    assert Adoption.objects.get().resulting_deed == own


@pytest.mark.parametrize(
    ("number", "problem"),
    [(7, "result_is_deed"), (9, "result_of_others"), (8, "result_not_published")],
)
def test_result_must_be_a_published_deed_of_the_adopter(number: int, problem: str):
    deed, kylala = deed_of("mallila", 7), adopter()
    deed_of("kylala", 8).source_page.unpublish()
    deed_of("muu", 9)
    word = AdoptionWord(
        deed=deed, organisation=kylala, kind="copied", resulting_deed=Deed.objects.get(number=number)
    )

    with pytest.raises(AdoptionImpossible) as caught:
        check_word(word)

    # An own deed of the wrong owner is said first where both hold.
    assert caught.value.problem in {problem, "result_of_others"}


def test_deed_withdrawn_meanwhile_is_said_and_the_link_works_when_it_is_back(client: Client):
    deed, kylala = deed_of("mallila", 7), adopter()
    ask(deed, kylala)
    link = link_in(last_mail(), "confirm")
    deed.source_page.unpublish()

    refused = client.post(link)
    deed.source_page.refresh_from_db()
    deed.source_page.save_revision().publish()
    done = client.post(link)

    assert (refused.status_code, done.status_code) == (409, 200)
    assert "ei ole enää julkaistu" in main_of(refused)


@pytest.mark.parametrize(("days", "path", "status"), [(8, "", 410), (0, "x", 400)])
def test_old_or_altered_link_says_so_and_changes_nothing(
    client: Client, clock, days: int, path: str, status: int
):
    ask(deed_of("mallila", 7), adopter())
    clock.shift(days * DAY)

    answer = client.post(link_in(last_mail(), "confirm").rstrip("/") + path + "/")

    assert (answer.status_code, Adoption.objects.get().state) == (status, "asked")


# --- Shown on both


def test_both_deeds_show_it_until_the_other_is_withdrawn(client: Client):
    origin, own = deed_of("mallila", 7), deed_of("kylala", 8)
    adopt(origin, own.organisation, kind="adapted", resulting_deed=own)

    first, second = (main_of(client.get(deed.source_page.url)) for deed in (origin, own))
    own.source_page.unpublish()
    after = main_of(client.get(origin.source_page.url))
    origin.source_page.refresh_from_db()

    assert (
        "1 organisaatio otti tämän käyttöön Kylala muokattuna omiin tarpeisiin Mitä siitä syntyi: Teko 8"
        in first
    )
    assert "Otettu käyttöön täältä Mallila muokattuna omiin tarpeisiin Teko 7" in second
    assert "Kylala" in after
    assert "Teko 8" not in after


def test_deed_page_takes_as_many_queries_with_three_adoptions_as_with_one(client: Client, count_queries):
    deed = deed_of("mallila", 7)
    own = [deed_of(f"kunta{number}", number) for number in (11, 12, 13)]
    adopt(deed, own[0].organisation, resulting_deed=own[0])
    one = count_queries(lambda: client.get(deed.source_page.url))
    for other in own[1:]:
        adopt(deed, other.organisation, resulting_deed=other)

    assert count_queries(lambda: client.get(deed.source_page.url)) == one


# --- No circles


def test_deed_cannot_come_of_what_came_of_it():
    first, second, third = (deed_of(f"kunta{number}", number) for number in (1, 2, 3))
    adopt(first, second.organisation, resulting_deed=second)
    adopt(second, third.organisation, resulting_deed=third)

    with pytest.raises(AdoptionImpossible) as caught:
        ask(third, first.organisation, resulting_deed=first)

    assert caught.value.problem == "cycle"
    assert adopt(third, first.organisation).state == "accepted"  # without naming its own deed it may


@pytest.mark.django_db(transaction=True)
def test_of_confirmations_at_once_that_would_close_a_circle_one_is_refused():
    deeds = [deed_of(f"kunta{number}", number) for number in (1, 2, 3, 4)]
    pairs = list(zip(deeds, [*deeds[1:], deeds[0]], strict=True))
    tokens = [ask(origin, result.organisation, resulting_deed=result) for origin, result in pairs]
    outcomes: list[str] = []
    barrier = threading.Barrier(len(tokens))

    def confirm(token: str) -> None:
        barrier.wait()
        try:
            outcomes.append(confirm_adoption(token=token, now=NOON).state)
        except AdoptionImpossible as error:
            outcomes.append(error.problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["accepted", "accepted", "accepted", "cycle"]


# --- Counted by organisation


def test_count_is_of_organisations_over_mergers_and_equals_its_recount():
    deed = deed_of("mallila", 7)
    old, new, third = (adopter(code) for code in ("vanha", "uusi", "kolmas"))
    for organisation in (old, new, third):
        adopt(deed, organisation)
    before = Deed.objects.get(number=7).adopters

    merge_organisations(merged=[old], into=new, on=NOON.date(), now=NOON)

    counted = {key: (figures.get(key).number(), figures.get(key).recount()) for key in FIGURES}
    assert (before, Deed.objects.get(number=7).adopters) == (3, 2)
    assert counted == {"deeds.adoptions": (2, 2), "deeds.adopters": (2, 2)}
    with pytest.raises(AdoptionImpossible, match="adopted it already"):
        ask(deed, OrganisationFactory(code="uusi"))


FIGURES = ("deeds.adoptions", "deeds.adopters")


# --- The moderator's list


def test_moderator_accepts_and_refuses_in_the_admin(admin_client: Client):
    deed = deed_of("mallila", 7)
    first, second = (adopt(deed, adopter(code), address="ada@gmail.example") for code in ("kylala", "lahela"))
    screens = [reverse("decide_adoption", args=[row.pk]) for row in (first, second)]

    listed = admin_client.get(reverse("wagtailsnippets_tekotori_deeds_adoption:list")).content.decode()
    shown = admin_client.get(screens[0]).content.decode()
    admin_client.post(screens[0], {"action": "accept"})
    without = admin_client.post(screens[1], {"action": "refuse", "reason": " "})
    admin_client.post(screens[1], {"action": "refuse", "reason": "Väärä kunta."})
    late = admin_client.post(screens[1], {"action": "accept"}, follow=True)

    assert all(screen in listed for screen in screens)
    assert "gmail.example" in shown
    assert "ada@" not in listed + shown
    assert (without.status_code, "reason" in without.context["form"].errors) == (200, True)
    assert [row.state for row in Adoption.objects.order_by("pk")] == ["accepted", "refused"]
    assert "Päätit tästä itse: " in late.content.decode()


# --- The person behind it


def test_erased_person_leaves_the_organisation_s_word(admin_user):
    deed, kylala = deed_of("mallila", 7), adopter()
    adopt(deed, kylala)
    ask(deed, adopter("lahela"), address="ada@kylala.example")
    contact = find_contact(address="ada@kylala.example")
    held = export_contact(contact=contact)["deeds.adoptions"]

    erase_contact(contact=contact, now=NOON)

    assert [(row["deed"], row["organisation"], row["state"]) for row in held] == [
        (7, "Kylala", "accepted"),
        (7, "Lahela", "asked"),
    ]
    left = Adoption.objects.get()
    assert (left.state, left.contact, left.mail_domain) == ("accepted", None, "")
    refuse_adoption(
        adoption=left, reason="Ei enää.", user=admin_user, now=NOON
    )  # mails nobody, and does not fail


def test_what_nobody_confirmed_is_forgotten_after_a_week_and_contacts_after_a_year_and_a_half():
    deed = deed_of("mallila", 7)
    adopt(deed, adopter())
    ask(deed, adopter("lahela"))

    early = tidy_adoptions(now=NOON + 7 * DAY)
    week = tidy_adoptions(now=NOON + 7 * DAY + timedelta(seconds=1))
    kept = Contact.objects.count()
    tidy_adoptions(now=NOON + 551 * DAY)

    assert (early, week, kept, Contact.objects.count()) == (0, 1, 1, 0)
    assert [row.state for row in Adoption.objects.all()] == ["accepted"]


def test_deed_that_is_not_published_has_no_form_in_any_language(client: Client):
    deed_of("mallila", 7).source_page.unpublish()

    answers = [client.get(address) for address in ("/a/7/fi/", "/a/8/fi/", "/a/7/xx/")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_address_gets_at_most_five_mails_a_day_and_the_page_does_not_tell(client: Client, clock):
    for number in range(1, 8):
        deed_of("mallila", number)
    adopter()

    answers = [send(client, clock, f"/a/{number}/fi/").status_code for number in range(1, 8)]

    assert (answers, Message.objects.count()) == ([303] * 7, 5)
