"""Publishing without an account, through the pages: begin, write, check, send, follow, withdraw."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from contacts.models import AccessLink, Contact
from core.models import LedgerEntry
from deeds.models import DeedSubmission
from mail.models import Delivery, Message
from registers.models import Municipality
from registers.services import Names, create_organisation, load_registers
from tests.deeds.factories import DeedFactory, OrganisationFactory, SectorFactory, ThemeFactory
from tests.deeds.submitting import (
    ADDRESS,
    BEGIN,
    DEED,
    GOAL,
    NOON,
    RESULT,
    Author,
    draft,
    hidden,
    mail_link,
    travel,
)
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with travel() as traveller:
        yield traveller


@pytest.fixture
def author(client, clock) -> Author:
    OrganisationFactory(code="mallila")
    return Author(client, clock)


def states() -> list[str]:
    return list(DeedSubmission.objects.order_by("pk").values_list("state", flat=True))


# --- From the first screen to the queue


def test_stranger_with_an_address_sends_a_deed_in_to_the_moderators(author):
    author.begin()
    author.save("deed", **DEED)
    author.save("check", accepted="on")
    assert (states(), author.submission.waits_for_address) == (["draft"], True)

    author.open_mail()
    author.act("confirm")

    row = author.submission
    assert (row.state, row.organisation.code, row.texts) == ("pending", "mallila", {"fi": DEED})
    assert (row.submitted_at, row.confirmed_at) == (
        NOON + timedelta(seconds=10),
        NOON + timedelta(seconds=10),
    )
    assert "Kiitos, tekosi on meillä" in main_of(author.see())
    assert Message.objects.count() == 1


def test_who_uses_the_link_in_the_mail_first_needs_no_second_confirmation(author):
    author.begin()
    author.open_mail()
    author.act("continue")

    author.save("deed", **DEED)
    answer = author.save("check", accepted="on")

    assert (answer.status_code, states()) == (303, ["pending"])


def test_each_screen_leads_to_the_next_one_that_is_missing(author):
    steps = [author.begin(), author.save("deed", **DEED), author.save("check", accepted="on")]

    assert [answer["Location"].removeprefix(author.home) for answer in steps] == [
        "deed/#main",
        "check/#main",
        "#main",
    ]


def test_consent_ledger_keeps_the_words_version_and_licence_that_were_accepted(author):
    author.begin()
    author.save("deed", **DEED)
    shown = main_of(author.see("check"))

    author.save("check", accepted="on")

    facts = LedgerEntry.objects.get(chain="consent").facts
    assert facts.pop("statement") in shown
    assert facts == {
        "submission": author.submission.reference,
        "terms": author.submission.terms_version,
        "licence": "CC-BY-4.0",
        "language": "fi",
    }


def test_deed_is_not_sent_without_the_terms(author):
    author.begin()
    author.save("deed", **DEED)

    answer = author.save("check")

    assert (answer.status_code, author.submission.submitted_at) == (422, None)
    assert "Hyväksy ehdot ja lisenssi" in main_of(answer)


def test_half_a_deed_is_not_sent_and_the_page_names_what_is_missing(author):
    author.begin()
    author.save("deed", title="Otsikko", goal=GOAL, result="")

    answer = author.save("check", accepted="on")

    assert (answer.status_code, states()) == (422, ["draft"])
    assert "Vielä puuttuu tai on liian pitkä Mitä saatiin aikaan" in main_of(answer)


def test_pages_speak_the_language_of_the_form_whatever_the_browser_prefers(client, clock):
    OrganisationFactory(code="mallila")
    writer = Author(client, clock, language="sv")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de, fi;q=0.5"

    writer.begin()
    page = writer.see("deed")

    assert (page["Content-Language"], writer.submission.language) == ("sv", "sv")
    assert '<html lang="sv"' in page.content.decode()
    assert "Vad ville ni uppnå" in main_of(page) or "Mål" in main_of(page)
    assert Message.objects.get().subject == "Din gärning: länken till ditt utkast"


@pytest.mark.parametrize("path", ["/d/de/new/", "/d/s/", "/d/nothing/"])
def test_what_is_not_there_is_not_found_and_not_redirected_to_a_language(client, path):
    assert client.get(path).status_code == 404


# --- Nothing is lost, nothing is overwritten unseen


def test_screen_with_an_error_is_saved_and_shows_everything_that_was_typed(author):
    author.begin()

    answer = author.save("deed", title="x" * 91, goal=GOAL, result="y" * 1201)

    assert answer.status_code == 422
    assert "Tekstissä on 1 merkki liikaa: 91, ja enintään 90 mahtuu." in main_of(answer)
    assert "x" * 91 in answer.content.decode()
    assert author.submission.texts == {"fi": {"title": "x" * 91, "goal": GOAL, "result": "y" * 1201}}


def test_corrected_screen_can_be_sent_at_once(author):
    author.begin()
    wrong = author.save("deed", title="x" * 91, goal=GOAL, result=RESULT)

    answer = author.client.post(author.home + "deed/", {"revision": hidden(wrong, "revision"), **DEED})

    assert (answer.status_code, author.submission.texts) == (303, {"fi": DEED})


def test_draft_goes_on_on_another_device_where_it_was_left(author, client, clock):
    author.begin()
    author.save("deed", title="Otsikko", goal=GOAL, result="")

    author.open_mail()
    page = author.act("continue")

    assert page["Location"] == author.home + "deed/#main"
    assert GOAL in author.see("deed").content.decode()


def test_later_of_two_devices_is_told_and_overwrites_nothing(author):
    author.begin()
    revision = hidden(author.see("deed"), "revision")
    author.save("deed", **DEED | {"title": "Puhelimella"})

    late = author.client.post(
        author.home + "deed/", {"revision": revision, **DEED | {"title": "Tietokoneella"}}
    )

    assert (late.status_code, author.submission.title) == (409, "Puhelimella")
    assert "Tätä sivua muutettiin toisella laitteella" in main_of(late)
    assert "Otsikko Puhelimella Ota siitä" in main_of(late)
    assert 'value="Tietokoneella"' in late.content.decode()


def test_who_was_told_of_the_other_device_decides_what_stands(author):
    author.begin()
    revision = hidden(author.see("deed"), "revision")
    author.save("deed", **DEED | {"title": "Puhelimella"})
    mine = DEED | {"title": "Tietokoneella"}
    late = author.client.post(author.home + "deed/", {"revision": revision, **mine})

    again = author.client.post(author.home + "deed/", {"revision": hidden(late, "revision"), **mine})

    assert (again.status_code, author.submission.title) == (303, "Tietokoneella")


def test_same_screen_sent_twice_is_one_save(author):
    author.begin()
    data = {"revision": hidden(author.see("deed"), "revision"), **DEED}

    answers = [author.client.post(author.home + "deed/", data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert author.submission.revision == 1


def test_script_saves_while_one_writes_and_learns_the_revision(author):
    author.begin()

    answer = author.save("deed", title="Kesken", autosave="1")

    assert answer.json() == {"revision": 1, "said": "Tallennettu klo 12.00."}
    assert author.submission.title == "Kesken"


def test_script_is_told_of_another_device(author):
    author.begin()
    author.save("deed", title="Puhelimella")

    answer = author.client.post(author.home + "deed/", {"revision": 0, "title": "Muu", "autosave": "1"})

    assert (answer.status_code, author.submission.title) == (409, "Puhelimella")
    assert answer.json()["said"].startswith("Ei tallennettu")


def test_begin_form_sent_twice_begins_one_draft_with_one_mail(author):
    token = hidden(author.client.get(BEGIN), "form_token")
    author.clock.shift(10)
    data = {"form_token": token, "address": ADDRESS, "employer": "Mallila"}

    answers = [author.client.post(BEGIN, data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (len(states()), Message.objects.count()) == (1, 1)


def test_begin_form_that_somebody_sends_again_later_opens_no_draft(author):
    token = hidden(author.client.get(BEGIN), "form_token")
    author.clock.shift(10)
    data = {"form_token": token, "address": ADDRESS, "employer": "Mallila"}
    author.client.post(BEGIN, data)
    author.clock.shift(3600)

    answer = author.client.post(BEGIN, data)

    assert (answer.status_code, len(states())) == (422, 1)
    assert "Tämä lomake on jo lähetetty" in main_of(answer)


def test_deed_sent_in_twice_is_one_submission(author):
    author.begin()
    author.save("deed", **DEED)
    page = author.see("check")
    data = {"revision": hidden(page, "revision"), "accepted": "on"}

    answers = [author.client.post(author.home + "check/", data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (states(), LedgerEntry.objects.filter(kind="deeds.terms").count()) == (["draft"], 1)


# --- Organisation


@pytest.fixture
def finland():
    load_registers(now=NOON)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Ekenäs stad", None),
        ("Espoo", "Espoo"),
        ("Esbo", "Espoo"),
        ("Esbo stad", "Espoo"),
        ("Espoon kaupunki", None),
        ("Pirkanmaan hyvinvointialue", "Pirkanmaan hyvinvointialue"),
        ("Birkalands välfärdsområde", "Pirkanmaan hyvinvointialue"),
        ("mallila", "Mallila"),
        ("Mallila sv", "Mallila"),
    ],
)
def test_organisation_called_exactly_so_is_taken_at_once(author, finland, words, names):
    answer = author.begin(employer=words)

    step = answer["Location"].removeprefix(author.home).partition("/")[0]
    row = author.submission
    found = row.organisation.name_fi if row.organisation else row.new_organisation.get("name_fi")
    assert (step, found) == ("deed" if names else "organisation", names)


@pytest.mark.parametrize("words", ["Espoon kaupunki", "Espo", "esbo"])
def test_nearly_called_so_is_offered(author, finland, words):
    author.begin(employer="Tuntematon työnantaja")

    page = author.client.get(author.home + "organisation/", {"q": words})

    assert "Espoo (kunta)" in main_of(page)


def test_chosen_area_is_kept_with_its_code_until_a_moderator_agrees(author, finland):
    author.begin(employer="Tuntematon")

    answer = author.save("organisation", asked="Birkaland", found="county:08")

    assert answer["Location"] == author.home + "deed/#main"
    assert author.submission.new_organisation == {
        "name_fi": "Pirkanmaan hyvinvointialue",
        "name_sv": "Birkalands välfärdsområde",
        "type": "county",
        "business_id": "",
        "county": "08",
        "key": "county:08",
    }


def test_known_organisation_stands_for_its_municipality(author, finland):
    espoo = Municipality.objects.get(name_fi="Espoo")
    create_organisation(
        code="espoo", names=Names("Espoon kaupunki", "Esbo stad"), type="municipality", municipality=espoo, now=NOON,
    )  # fmt: skip
    author.begin(employer="Esbo stad")
    assert author.submission.organisation.code == "espoo"

    page = author.client.get(author.home + "organisation/", {"q": "Esb"})

    assert "Espoo (kunta)" not in main_of(page)


def test_new_organisation_is_described_with_a_business_id_that_holds(author, finland):
    author.begin(employer="Tuntematon")
    new = {
        "found": "new",
        "name_fi": "Mallilan palvelukeskus",
        "type": "joint_authority",
        "municipality": "Esbo",
    }

    wrong = author.save("organisation", **new, business_id="1234567-2")
    right = author.save("organisation", **new, business_id="12345671")

    assert "”1234567-2” ei ole Y-tunnus" in main_of(wrong)
    assert right.status_code == 303
    assert author.submission.new_organisation == {
        "name_fi": "Mallilan palvelukeskus",
        "name_sv": "",
        "type": "joint_authority",
        "business_id": "1234567-1",
        "municipality": "049",
    }


def test_new_organisation_lacking_something_is_told_what(author):
    author.begin(employer="Tuntematon")

    answer = author.save("organisation", found="new")

    page = main_of(answer)
    assert answer.status_code == 422
    assert all(
        words in page
        for words in (
            "Kirjoita organisaation nimi",
            "Valitse, millainen organisaatio",
            "Kirjoita sen Y-tunnus.",
        )
    )


# --- The screens that nobody needs


def test_facts_are_saved_by_their_codes(author, finland):
    DeedFactory(number=7)
    author.begin()

    answer = author.save(
        "facts",
        municipalities="Esbo, Helsinki",
        participants=["staff", "clients"],
        start_date="2025-01-15",
        end_date="",
        stage="trial",
        inspired_by="http://testserver/t/7",
        links="https://www.example.fi/a Raportti kokeilusta\n\nhttps://www.example.fi/b",
    )

    assert answer.status_code == 303
    facts = author.submission.facts
    assert {name: facts[name] for name in ("municipalities", "participants", "start_date", "stage")} == {
        "municipalities": ["049", "091"],
        "participants": ["staff", "clients"],
        "start_date": "2025-01-15",
        "stage": "trial",
    }
    assert (facts["inspired_by"], facts["links"]) == (
        7,
        [
            {"url": "https://www.example.fi/a", "text": "Raportti kokeilusta"},
            {"url": "https://www.example.fi/b", "text": ""},
        ],
    )
    again = author.see("facts").content.decode()
    assert 'value="Espoo, Helsinki"' in again
    assert "https://www.example.fi/a Raportti kokeilusta" in again


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"municipalities": "Espo"}, "Minkään kunnan nimi ei ole ”Espo”. Tarkoititko: Espoo"),
        ({"start_date": "2025-02-01", "end_date": "2025-01-01"}, "Loppu on ennen alkua."),
        ({"inspired_by": "999"}, "Millään julkaistulla teolla ei ole tätä numeroa"),
        ({"links": "javascript:alert(1)"}, "”javascript:alert(1)” ei ole verkkosivun osoite."),
        ({"links": "\n".join(["https://www.example.fi/"] * 6)}, "Jätä enintään viisi linkkiä."),
    ],
)
def test_wrong_facts_are_refused_in_words_and_shown_again(author, finland, data, words):
    author.begin()

    answer = author.save("facts", **data)

    assert answer.status_code == 422
    assert words in main_of(answer)
    for typed in data.values():
        assert typed.splitlines()[0].replace("(", "&#x28;")[:8] in answer.content.decode()


def test_topics_are_chosen_and_at_most_five_themes(author):
    SectorFactory(code="education")
    themes = [ThemeFactory(code=f"theme-{number}").code for number in range(6)]
    author.begin()

    many = author.save("topics", sectors=["education"], themes=themes)
    author.save("topics", sectors=["whole", "education"], themes=themes[:5])

    assert "Valitse enintään viisi teemaa." in main_of(many)
    facts = author.submission.facts
    assert (facts["sectors"], facts["whole_organisation"], facts["themes"]) == (
        ["education"],
        True,
        themes[:5],
    )


def test_deed_may_be_written_in_finnish_and_swedish(author):
    author.begin()
    author.save("deed", **DEED)
    swedish = {"title": "Skiftbyte på fem minuter", "goal": "Alla ska veta.", "result": "Alla vet."}

    half = author.save("in-sv", title=swedish["title"])
    whole = author.save("in-sv", **swedish)

    assert (half.status_code, whole.status_code) == (422, 303)
    assert author.submission.texts == {"fi": DEED, "sv": swedish}
    assert 'lang="sv"' in author.see("check").content.decode()


def test_name_and_role_are_shown_only_if_ticked(author):
    author.begin()

    author.save("author", author_name="Aino Esimerkki", author_role="osastonhoitaja")
    row = author.submission

    assert (row.author_name, row.author_role, row.shows_name) == ("Aino Esimerkki", "osastonhoitaja", False)
    assert "Aino Esimerkki" not in main_of(author.see("check"))
    author.save("author", shows_name="on")
    assert "Aino Esimerkki, osastonhoitaja" in main_of(author.see("check"))


def test_name_that_is_to_be_shown_must_be_written(author):
    author.begin()

    answer = author.save("author", shows_name="on")

    assert (answer.status_code, author.submission.shows_name) == (422, True)


# --- What must not stand in a deed, and what is to be looked at


@pytest.mark.parametrize(("step", "field"), [("deed", "goal"), ("story", "what_we_did"), ("author", "author_role"), ("facts", "links")])  # fmt: skip
def test_identity_code_is_refused_at_once_and_never_stored(author, step, field):
    author.begin()
    code = "131052-308T"

    answer = author.save(step, **{field: f"Asiakas {code} sai avun."})

    assert answer.status_code == 422
    assert "13••••-••••" in main_of(answer)
    assert code not in str(list(DeedSubmission.objects.values()))


def test_rest_of_a_screen_with_an_identity_code_is_kept(author):
    author.begin()

    author.save("deed", **DEED | {"goal": "Asiakas 131052-308T."})

    assert author.submission.texts["fi"] == {"title": DEED["title"], "result": RESULT}


def test_telephone_number_is_shown_to_the_author_and_kept_for_the_moderator(author):
    author.begin()
    author.save("deed", **DEED | {"result": "Soita 040 123 4567."})

    page = main_of(author.see("check"))
    author.save("check", accepted="on")

    assert "040 123 4567” näyttää puhelinnumerolta" in page
    assert [(flag["kind"], flag["language"], flag["field"]) for flag in author.submission.flags] == [
        ("phone", "fi", "result")
    ]


# --- The page of a submission


def test_status_page_says_what_was_received_where_it_is_and_how_long_it_takes(client):
    row = draft(state="pending")

    page = main_of(client.get(mail_link(row)))

    for words in (DEED["title"], row.reference, "23. marraskuuta 2026", "Tämän sivuston moderoijilla", "Tekoja on päätetty vielä liian vähän"):  # fmt: skip
        assert words in page


def test_usual_time_is_the_median_of_the_last_decisions(client):
    row = draft(state="pending")
    for number, days in enumerate((1, 2, 3, 30, 4)):
        other = draft(state="pending", address=f"a{number}@example.org")
        DeedSubmission.objects.filter(pk=other.pk).update(state="accepted", decided_at=NOON + days * DAY)

    assert "Noin 3 päivää" in main_of(client.get(mail_link(row)))


def test_published_deed_is_linked_from_its_submission(client):
    row = draft(state="pending")
    deed = DeedFactory(number=7)
    DeedSubmission.objects.filter(pk=row.pk).update(state="accepted", decided_at=NOON, deed=deed)

    assert 'href="/t/7"' in client.get(mail_link(row)).content.decode()


def test_pending_deed_is_not_edited_but_withdrawn_and_brought_back(author):
    draft(state="pending")
    author.open_mail()
    edited = author.client.post(author.home + "deed/", {"revision": 1, **DEED | {"title": "Muu"}})

    asked = author.see("withdraw")
    assert states() == ["pending"]
    author.client.post(author.home + "withdraw/")
    withdrawn = (states(), main_of(author.see()))
    author.act("undo")

    assert (edited.status_code, author.submission.title) == (303, DEED["title"])
    assert "Vedetäänkö teko pois?" in main_of(asked)
    assert withdrawn[0] == ["withdrawn"]
    assert "Peru poisvetäminen" in withdrawn[1]
    assert states() == ["pending"]


def test_returned_deed_is_corrected_and_sent_in_again(author):
    row = draft(state="pending")
    DeedSubmission.objects.filter(pk=row.pk).update(state="returned", decided_at=NOON)
    author.open_mail()

    author.act("continue")
    author.save("deed", title="Parempi otsikko")
    author.save("check", accepted="on")

    row = author.submission
    assert (row.state, row.title, row.decided_at) == ("pending", "Parempi otsikko", None)


def test_opening_every_page_of_a_submission_changes_nothing(author):
    row = draft(state="unconfirmed")
    author.open_mail()
    before = (list(DeedSubmission.objects.values()), list(AccessLink.objects.values()))

    pages = [author.see(step) for step in ("", "organisation", "deed", "story", "topics", "facts", "in-sv", "author", "check", "withdraw")]  # fmt: skip

    assert [page.status_code for page in pages] == [200] * 10
    assert (list(DeedSubmission.objects.values()), list(AccessLink.objects.values())) == before
    assert row.confirmed_at is None


def test_link_that_is_altered_old_or_of_something_erased_says_so(client, clock):
    row = draft()
    path = mail_link(row)
    assert client.get("/d/s/nonsense/").status_code == 400
    clock.shift(31 * DAY)
    assert client.get(path).status_code == 410
    fresh = mail_link(row, now=NOON + 31 * DAY)
    row.contact.delete()

    answer = client.get(fresh)

    assert (answer.status_code, answer["Referrer-Policy"]) == (400, "no-referrer")
    assert "Tämä linkki ei toimi" in main_of(answer)


def test_browser_link_ends_within_a_day_and_the_mail_link_goes_on(author, clock):
    author.begin()
    clock.shift(2 * DAY)
    ended = author.see()

    resumed = author.open_mail()

    assert (ended.status_code, resumed.status_code) == (410, 200)


def test_each_save_lets_the_mail_link_live_as_long_as_the_draft(author, clock):
    author.begin()
    clock.shift(20 * DAY)
    author.open_mail()
    author.save("deed", **DEED)
    clock.shift(29 * DAY)

    assert author.see().status_code == 200


# --- Mails and limits


def test_link_is_mailed_at_most_twice(author):
    author.begin()
    author.act("link", address=ADDRESS)
    author.act("link", address=ADDRESS)

    assert (Message.objects.count(), author.submission.mails_sent) == (2, 2)
    assert "Eikö viestiä tullut?" not in main_of(author.see())


def test_mistyped_address_is_corrected_and_the_first_one_forgotten(author):
    author.begin(address="aino@malila.example")

    author.act("link", address=ADDRESS)
    answer = author.save("deed", **DEED)

    assert answer.status_code == 303
    assert [contact.address for contact in Contact.objects.all()] == [ADDRESS.lower()]
    assert Delivery.objects.latest("pk").address == ADDRESS.lower()


def test_confirmed_address_is_not_changed_by_the_link_of_a_browser(author):
    author.begin()
    row = author.submission
    DeedSubmission.objects.update(confirmed_at=NOON)

    author.act("link", address="other@example.org")

    row.refresh_from_db()
    assert (row.contact.address, Message.objects.count()) == (ADDRESS.lower(), 1)


def test_answer_is_the_same_for_known_and_unknown_addresses(author):
    draft(address="known@example.org")

    answers = [author.begin(address=f"{name}@example.org") for name in ("known", "unknown")]

    shapes = {re.sub(r"/d/s/[^/]+/", "/d/s/…/", answer["Location"]) for answer in answers}
    assert (shapes, {answer.status_code for answer in answers}) == ({"/d/s/…/deed/#main"}, {303})
    assert main_of(author.see()).replace(author.submission.reference, "") != ""


def test_one_address_gets_five_mails_a_day_and_the_page_does_not_tell(author):
    answers = [author.begin() for _time in range(7)]

    assert {answer.status_code for answer in answers} == {303}
    assert Message.objects.count() == 5


def test_flood_from_one_network_is_stopped_with_a_kind_word_and_ends_with_the_hour(
    author, clock, monkeypatch
):
    monkeypatch.setattr("deeds.submitting.views.responses.PER_NETWORK_AN_HOUR", 3)

    answers = [author.begin(address=f"a{number}@example.org") for number in range(4)]
    clock.shift(3600)

    assert [answer.status_code for answer in answers] == [303] * 3 + [429]
    assert "Mitään ei ole kadonnut" in main_of(answers[-1])
    assert author.begin(address="late@example.org").status_code == 303


@pytest.mark.parametrize(
    "data",
    [{"homepage": "http://spam.example"}, {"form_token": "x"}, {"address": "aino@"}, {"employer": " "}],
)
def test_robots_and_errors_begin_nothing_and_lose_nothing(author, data):
    answer = author.begin(**data)

    typed = {"address": ADDRESS, "employer": "Mallila"} | data
    assert (answer.status_code, len(states())) == (422, 0)
    assert f'value="{typed["address"]}"' in answer.content.decode()


def test_form_from_another_site_is_refused(author):
    answer = author.client.post(BEGIN, {}, headers={"Origin": "https://evil.example"})

    assert (answer.status_code, len(states())) == (403, 0)


def test_pages_set_no_cookie_carry_no_inline_script_and_stay_out_of_caches(author):
    pages = [author.client.get(BEGIN), author.begin(), author.see(), author.see("deed"), author.see("check")]

    assert [page.cookies.output() for page in pages] == [""] * 5
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    for page in pages:
        assert b"<script>" not in page.content
        assert b" style=" not in page.content


# --- Suggested and alike

LIBRARY = {
    "title": "Kirjaston iltavuorot jaettiin uudelleen",
    "goal": "Kirjaston lainat ja museon näyttely toivat iltaan niin paljon työtä, että iltavuoro ei ehtinyt pitää taukojaan.",
    "result": "Kirjaston illat jaetaan nyt kahdelle, näyttely avataan tuntia myöhemmin ja tauot pidetään joka ilta.",
}


def test_suggested_sector_is_ticked_and_confirmed_by_sending(author):
    SectorFactory(code="culture-leisure")
    author.begin()
    author.save("deed", **LIBRARY)

    page = author.see("check")
    author.save("check", accepted="on")

    assert "Ehdotamme näitä kirjoittamasi perusteella." in main_of(page)
    assert author.submission.facts["sectors"] == ["culture-leisure"]


def test_suggestion_that_does_not_fit_is_taken_away_for_good(author):
    SectorFactory(code="culture-leisure")
    author.begin()
    author.save("deed", **LIBRARY)
    author.save("check", sectors=[])

    page = author.see("check")

    assert author.submission.facts["sectors"] == []
    assert "Ehdotamme näitä" not in main_of(page)


def test_deed_that_looks_alike_is_shown_and_may_be_named_as_the_inspiration(author):
    DeedFactory(number=7, **LIBRARY)
    author.begin()
    author.save("deed", **LIBRARY | {"title": "Illat kirjastossa"})

    page = author.see("check")
    author.save("check", accepted="on", inspired_by="7")

    assert "Nämä julkaistut teot muistuttavat paljon omaasi" in main_of(page)
    assert 'href="/t/7"' in page.content.decode()
    assert author.submission.facts["inspired_by"] == 7
