import re

import pytest
from django.test import Client

from awards.models import Nomination
from awards.services import nominate, withdraw
from tests.awards.factories import NOON, category, make_juror, make_round
from tests.deeds.factories import DeedFactory
from tests.home.factories import locales

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def juror(client: Client):
    locales()
    user = make_juror()
    client.force_login(user)
    return user


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_visitor_is_asked_to_sign_in_and_comes_back(client: Client):
    answer = client.get("/sv/jury/")

    assert (answer.status_code, answer.url) == (302, "/sv/accounts/login/?next=/sv/jury/")


def test_user_who_is_no_juror_is_refused(client: Client):
    client.force_login(make_juror(may=False))

    assert client.get("/fi/jury/").status_code == 403


def test_juror_finds_a_deed_and_nominates_it(client: Client, juror):
    round, deed = make_round(), DeedFactory(title="Kävelykokous metsässä")

    found = client.get("/en/jury/", {"q": "metsässä"})
    answer = client.post(
        f"/en/jury/nominate/{deed.number}/", {"category": category(round).pk, "reason": "It lasts."}
    )
    overview = client.get(answer.url)

    assert f"/en/jury/nominate/{deed.number}/" in found.content.decode()
    assert answer.url == "/en/jury/?done=nominated"
    nomination = Nomination.objects.get()
    assert (nomination.deed, nomination.juror, nomination.reason) == (deed, juror, "It lasts.")
    assert "Deeds of the Year 2026" in text_of(overview)
    assert "It lasts." in text_of(overview)
    assert overview["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_deed_is_found_by_its_number(client: Client, juror):
    make_round()
    deed = DeedFactory(number=812)

    assert f"/fi/jury/nominate/{deed.number}/" in client.get("/fi/jury/?q=812").content.decode()


def test_category_in_which_the_deed_is_nominated_is_not_offered_again(client: Client, juror):
    round, deed = make_round(), DeedFactory()
    nominate(deed=deed, category=category(round), juror=juror, reason="Hyvä.", now=NOON)

    form = client.get(f"/fi/jury/nominate/{deed.number}/").context["form"]

    assert list(form.fields["category"].queryset) == [category(round, "together")]


def test_form_without_a_reason_says_what_is_missing(client: Client, juror):
    round, deed = make_round(), DeedFactory()

    answer = client.post(f"/fi/jury/nominate/{deed.number}/", {"category": category(round).pk, "reason": " "})

    assert answer.context["form"].errors.keys() == {"reason"}
    assert not Nomination.objects.exists()


def test_withdrawing_is_confirmed_and_can_be_undone(client: Client, juror):
    nomination = nominate(
        deed=DeedFactory(), category=category(make_round()), juror=juror, reason="Hyvä.", now=NOON
    )

    client.get(f"/fi/jury/withdraw/{nomination.pk}/")
    assert Nomination.objects.standing().exists()
    answer = client.post(f"/fi/jury/withdraw/{nomination.pk}/")
    assert (answer.url, Nomination.objects.standing().exists()) == ("/fi/jury/?done=withdrawn", False)
    assert f'action="/fi/jury/restore/{nomination.pk}/"' in client.get(answer.url).content.decode()
    answer = client.post(f"/fi/jury/restore/{nomination.pk}/")

    assert (answer.url, Nomination.objects.standing().exists()) == ("/fi/jury/?done=restored", True)


def test_other_jurors_nomination_is_unknown(client: Client, juror):
    other = make_juror("toinen@example.org")
    nomination = nominate(
        deed=DeedFactory(), category=category(make_round()), juror=other, reason="Salaa.", now=NOON
    )

    answers = [
        client.post(f"/fi/jury/{verb}/{nomination.pk}/").status_code for verb in ("withdraw", "restore")
    ]

    assert answers == [404, 404]
    assert "Salaa." not in text_of(client.get("/fi/jury/")) + text_of(client.get("/fi/jury/print/"))


def test_closed_category_is_refused_with_a_sentence(client: Client, juror):
    round = make_round(opens_at=NOON.replace(year=2025), closes_at=NOON.replace(month=8), categories=[])
    open_then = make_round(round.award, year=2027)
    nomination = nominate(
        deed=DeedFactory(), category=category(open_then), juror=juror, reason="Hyvä.", now=NOON
    )
    open_then.closes_at = NOON
    open_then.save()

    answer = client.post(f"/en/jury/withdraw/{nomination.pk}/")

    assert answer.status_code == 409
    assert "This category is not open now, so nothing was changed." in text_of(answer)
    assert Nomination.objects.standing().exists()


def test_print_view_has_goal_result_and_reason_of_what_stands(client: Client, juror):
    round = make_round()
    kept = nominate(deed=DeedFactory(), category=category(round), juror=juror, reason="Kestää.", now=NOON)
    gone = nominate(
        deed=DeedFactory(title="Toinen teko"),
        category=category(round),
        juror=juror,
        reason="Ei enää.",
        now=NOON,
    )
    withdraw(nomination=gone, juror=juror, now=NOON)

    page = text_of(client.get("/fi/jury/print/"))

    assert [kept.deed.source_page.goal in page, "Kestää." in page, "Ei enää." in page] == [True, True, False]


def test_forms_of_the_jury_ask_for_their_token(juror):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(juror)

    assert strict.post(f"/fi/jury/nominate/{DeedFactory().number}/", {}).status_code == 403


def test_deed_page_offers_nominating_to_jurors_while_a_round_is_open(client: Client, juror):
    deed = DeedFactory()
    url, link = deed.source_page.url, f"/fi/jury/nominate/{deed.number}/"

    before = client.get(url).content.decode()
    make_round()
    during = client.get(url).content.decode()

    assert (link in before, link in during) == (False, True)


@pytest.mark.parametrize("cookies", [{}, {"sessionid": "stale"}])
def test_deed_page_offers_nothing_and_sets_nothing_for_visitors(client: Client, cookies):
    make_round()
    deed = DeedFactory()
    client.cookies.load(cookies)

    answer = client.get(deed.source_page.url)

    assert "/jury/" not in answer.content.decode()
    assert [cookie.value for cookie in answer.cookies.values() if cookie.value] == []
    assert ("Cookie" in answer.get("Vary", "")) == bool(cookies)


def test_staff_without_the_right_are_not_offered_to_nominate(client: Client):
    make_round()
    client.force_login(make_juror(may=False))

    assert "/jury/" not in client.get(DeedFactory().source_page.url).content.decode()
