"""Following a deed, and one mail for everything that a reader follows."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Contact
from contacts.services import export_contact
from core.links import sign
from core.public_forms import PublicForm
from deeds.authoring.retiring import retire_deed
from deeds.choosing import Choices
from deeds.models import Deed, DeedPage, SavedSearch
from deeds.saving import services
from deeds.saving.addresses import STOP, all_url, manage_url, stop_all_url, stop_url
from deeds.saving.telling import due_searches, tell_due_searches, tell_reader
from deeds.services import DeedTexts, publish_deed, translate_deed
from deeds.spreading.adopting import AdoptionWord, record_adoption
from mail.models import Delivery, Message
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, OrganisationFactory, locale
from tests.newsletter.subscribing import last_mail, main_of, token_in

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublicForm, "minimum_age", timedelta(0))
    cache.clear()


def confirmed() -> SavedSearch:
    found = re.search(r"http://testserver/d/searches/confirm/(\S+)", last_mail().text)
    assert found
    return services.confirm_search(token=token_in(found[1]), now=NOON)


def followed(deed: Deed, *, address: str = ADA, language: str = "fi", every: str = "day") -> SavedSearch:
    services.follow_deed(deed=deed, address=address, language=language, every=every, now=NOON)
    return confirmed()


def saved(query: str, *, address: str = ADA, language: str = "fi", every: str = "day") -> SavedSearch:
    choices = Choices.parse(query)
    services.ask_search(choices=choices, address=address, language=language, every=every, now=NOON)
    return confirmed()


def change(deed: Deed, now, **values: str) -> None:
    page = DeedPage.objects.get(pk=deed.source_page_id)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    publish_deed(page=page, user=None, now=now)


def mails_to(address: str = ADA) -> list[Message]:
    """What was queued since the confirmation."""
    rows = Delivery.objects.filter(address=address).select_related("message").order_by("pk")
    return [row.message for row in rows if "/confirm/" not in row.message.text]


def adopt(deed: Deed, code: str, now) -> None:
    word = AdoptionWord(deed=deed, organisation=OrganisationFactory(code=code), kind="copied")
    record_adoption(word=word, user=None, now=now)


def test_reader_follows_a_deed_from_its_page_and_confirms_by_mail(client: Client):
    deed = DeedFactory(number=7, title="Aamupalaveri seisten", sectors=["education"])
    html = client.get(deed.source_page.url).content.decode()
    address = re.search(r'href="(/d/follow/fi/7/)"', html)[1]
    form = client.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)[1]

    answer = client.post(address, {"what": "deed", "address": ADA, "every": "day", "form_token": token})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/d/follow/fi/7/sent/")
    link = re.search(r"http://testserver(/d/searches/confirm/\S+)", last_mail().text)[1]
    assert "Aamupalaveri seisten (Teko 7)" in client.get(link).content.decode()
    assert not SavedSearch.objects.get().is_active  # looking changes nothing
    assert client.post(link).status_code == 200
    assert (SavedSearch.objects.get().deed, SavedSearch.objects.get().is_active) == (deed, True)
    assert dict(client.cookies) == {}


def test_organisation_sector_and_theme_of_a_deed_are_followed_as_searches(client: Client):
    DeedFactory(number=7, sectors=["education"], themes=["wellbeing"])
    form = client.get("/d/follow/en/7/").content.decode()

    offered = re.findall(r'name="what" value="([^"]+)"', form)
    token = re.search(r'name="form_token" value="([^"]+)"', form)[1]
    given = {"what": "sector=education", "address": ADA, "every": "week", "form_token": token}
    assert client.post("/d/follow/en/7/", given).status_code == 303
    refused = client.post("/d/follow/en/7/", given | {"what": "sector=technical"})

    assert offered == ["deed", "organisation=mallila", "sector=education", "theme=wellbeing"]
    assert list(SavedSearch.objects.values_list("query", "deed", "every")) == [
        ("sector=education", None, "week")
    ]
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("language", "search", "asked", "done"),
    [
        ("fi", "haku|haun|hakua", "Vahvista, että seuraat uusia tekoja", "Seuraat uusia tekoja"),
        (
            "sv",
            "sökning",
            "Bekräfta att du följer nya utvecklingsgärningar",
            "Du följer nya utvecklingsgärningar",
        ),
        ("en", "search", "Confirm that you follow new deeds", "You follow new deeds"),
    ],
)
def test_organisation_that_is_followed_is_nowhere_called_a_search(
    client: Client, language: str, search: str, asked: str, done: str
):
    now = timezone.now()
    DeedIndexPageFactory(language=language)
    deed = DeedFactory(number=7)
    query = f"organisation={deed.organisation.code}"
    wish = {"choices": Choices.parse(query), "address": ADA, "language": language, "every": "day"}
    services.ask_search(**wish, now=now)
    first = last_mail()
    link = re.search(r"http://testserver(/d/searches/confirm/\S+)", first.text)[1]

    before, after = main_of(client.get(link)), main_of(client.post(link))
    services.ask_search(**wish, now=now)
    row = SavedSearch.objects.get()
    pages = [client.get(url(row, now=now)) for url in (manage_url, stop_url, all_url)]
    DeedFactory(number=8, organisation=deed.organisation.code, now=now + HOUR)
    tell_due_searches(now=now + 2 * DAY)

    said = [mail.subject + mail.text for mail in Message.objects.all()]
    said += [before, after, *map(main_of, pages)]
    bare = [re.sub(r"https?://\S+|<[^>]+>", " ", words) for words in said]
    assert (first.subject, done in after, len(said)) == (asked, True, 8)
    assert [words for words in bare if re.search(rf"\b({search})", words, re.IGNORECASE)] == []


def test_links_of_a_mail_speak_its_language_also_after_stopping_and_when_too_old(client: Client, clock):
    row = followed(DeedFactory(number=7), language="sv")
    ways = (manage_url, stop_url, all_url, stop_all_url)
    links = [url(row, now=NOON) for url in ways]
    of_before = f"/d/searches/stop/{sign(purpose=STOP, value=row.reference, now=NOON)}/"

    assert client.post(stop_url(row, now=NOON)).headers["Content-Language"] == "sv"
    stopped = [client.get(link, headers={"Accept-Language": "fi"}) for link in links]
    clock.shift(31 * DAY)
    old = [client.get(link, headers={"Accept-Language": "fi"}) for link in links]

    assert [answer.status_code for answer in stopped + old] == [200] * 4 + [410, 200, 410, 200]
    assert {answer.headers["Content-Language"] for answer in stopped + old} == {"sv"}
    assert client.get(of_before).status_code == 200


def test_mail_tells_of_a_new_version_a_new_language_and_an_adoption():
    DeedIndexPageFactory(language="sv")
    deed = DeedFactory(number=7, title="Aamupalaveri", what_we_did="")
    followed(deed)
    followed(deed, address="bo@example.org", language="sv")
    change(deed, NOON + HOUR, goal="Toinen tavoite.", result="Toinen tulos.")
    adopt(deed, "kylala", NOON + 2 * HOUR)
    texts = DeedTexts(title="Morgonmöte", goal="Mål.", result="Resultat.")
    translate_deed(deed=deed, locale=locale("sv"), texts=texts, user=None, now=NOON + 2 * HOUR)

    assert tell_due_searches(now=NOON + DAY) == 2
    (mail,), (swedish,) = mails_to(), mails_to("bo@example.org")

    assert mail.subject == "Uutta teosta, jota seuraat"
    assert "Teosta ”Aamupalaveri” on uusi versio (Muuttunut: Tavoite, Tulos.)" in mail.text
    assert "http://testserver/t/7/versions/fi/compare/?from=1&to=2" in mail.text
    assert "Teon ”Aamupalaveri” otti käyttöön Kylala" in mail.text
    assert "”Morgonmöte” kan läsas på ett nytt språk: Svenska" in swedish.text
    assert "/d/searches/stop/" in mail.headers["List-Unsubscribe"]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert tell_due_searches(now=NOON + 2 * DAY) == 0


def test_deed_that_is_retired_is_told_of_once_and_one_taken_off_the_site_not_named():
    retired, hidden = DeedFactory(number=7, title="Aamupalaveri"), DeedFactory(number=8, title="Iltapalaveri")
    followed(retired)
    followed(hidden, address="bo@example.org")
    change(hidden, NOON + HOUR, goal="Toinen.")
    hidden.source_page.unpublish()
    retire_deed(deed=retired, ground="ended", reason="", replaced_by=None, user=None, now=NOON + HOUR)

    told = [tell_due_searches(now=NOON + days * DAY) for days in (1, 2)]

    assert (told, mails_to("bo@example.org")) == ([1, 0], [])
    assert "Teko 7 poistettiin käytöstä: työ on päättynyt." in mails_to()[0].text
    assert "Aamupalaveri" not in mails_to()[0].text


def test_one_mail_tells_of_everything_and_no_deed_twice():
    deed = DeedFactory(number=7, title="Aamupalaveri")
    followed(deed)
    saved("sector=education")
    saved("theme=wellbeing")
    change(deed, NOON + HOUR, goal="Toinen.")
    DeedFactory(number=8, title="Uusi teko", sectors=["education"], themes=["wellbeing"], now=NOON + HOUR)

    assert tell_due_searches(now=NOON + DAY) == 1
    (mail,) = mails_to()

    assert mail.subject == "Uutta siitä, mitä seuraat sivustolla Tekotori"
    assert (mail.text.count("- Uusi teko"), mail.text.count("- Teosta ”Aamupalaveri”")) == (1, 1)
    assert "/d/searches/stop-all/" in mail.headers["List-Unsubscribe"]


def test_weekly_search_leaves_out_what_a_daily_one_has_told():
    saved("sector=education", every="day")
    saved("theme=wellbeing", every="week")
    DeedFactory(title="Kerrottu", sectors=["education"], themes=["wellbeing"], now=NOON + HOUR)
    DeedFactory(title="Vain teema", organisation="kylala", themes=["wellbeing"], now=NOON + HOUR)

    told = [tell_due_searches(now=NOON + days * DAY) for days in (1, 7)]

    assert told == [1, 1]
    assert [("Kerrottu" in mail.text, "Vain teema" in mail.text) for mail in mails_to()] == [
        (True, False),
        (False, True),
    ]


def test_change_that_was_taken_back_is_no_news():
    deed = DeedFactory()
    followed(deed)
    goal = deed.source_page.goal
    change(deed, NOON + HOUR, goal="Toinen.")
    change(deed, NOON + 2 * HOUR, goal=goal)

    assert tell_due_searches(now=NOON + DAY) == 0


def test_following_twice_is_once_in_whatever_language():
    deed = DeedFactory()
    followed(deed)

    services.follow_deed(deed=deed, address=ADA, language="sv", every="week", now=NOON)

    assert list(SavedSearch.objects.values_list("language", "every")) == [("fi", "day")]
    assert mails_to()[-1].subject == "Seuraat jo tätä tekoa"


def test_link_shows_everything_and_stops_one_or_all(client: Client, clock):
    first, second = followed(DeedFactory(number=7, title="Aamupalaveri")), saved("sector=education")
    address = all_url(first, now=NOON).removeprefix("http://testserver")
    end = stop_all_url(first, now=NOON).removeprefix("http://testserver")
    stranger = followed(DeedFactory(number=8, title="Toinen"), address="bo@example.org")

    page = client.get(address).content.decode()
    assert ["Aamupalaveri (Teko 7)" in page, "Toinen" in page] == [True, False]
    client.post(address, {"stop": stranger.reference})  # not theirs
    assert SavedSearch.objects.count() == 3
    client.post(address, {"stop": second.reference})
    assert set(SavedSearch.objects.all()) == {first, stranger}
    assert client.get(end).status_code == 200
    assert SavedSearch.objects.count() == 2  # looking changes nothing
    client.post(end, {"List-Unsubscribe": "One-Click"})

    assert list(SavedSearch.objects.all()) == [stranger]
    assert not Contact.objects.filter(address=ADA).exists()
    assert "Emme enää kirjoita tästä" in client.get(end, headers={"accept-language": "fi"}).content.decode()
    assert [client.post(f"/d/searches/{name}/k1.a.b/").status_code for name in ("all", "stop-all")] == [
        400,
        400,
    ]


def test_person_sees_which_deed_they_follow():
    contact = followed(DeedFactory(number=7)).contact

    assert [row["deed"] for row in export_contact(contact=contact)["deeds.searches"]] == [7]


def test_mail_of_three_adoptions_takes_as_many_queries_as_of_one():
    def told(number: int, adopters: int) -> int:
        deed = DeedFactory(number=number, organisation=f"org-{number}")
        search = followed(deed, address=f"reader{number}@example.org")
        for each in range(adopters):
            adopt(deed, f"adopter-{number}-{each}", NOON + HOUR)
        due = [row for row in due_searches(now=NOON + DAY) if row.pk == search.pk]
        with CaptureQueriesContext(connection) as captured:
            assert tell_reader(searches=due, now=NOON + DAY)
        return len(captured)

    told(1, 1)  # languages and sites are remembered from here on

    assert told(2, 1) == told(3, 3)
