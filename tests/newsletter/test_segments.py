"""Who fits a segment, what an issue that goes to one does, and the screen on which one is composed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.facts import Fact, FactGroup, attribute, fact_groups, topic
from core.models import LedgerEntry
from newsletter.addresses import preferences_path
from newsletter.errors import SegmentInUse, SegmentWaits
from newsletter.models import Issue, Newsletter, Segment, Subscription
from newsletter.rules import Condition, Rules
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.audience import count_audience, one_for_all
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.segments import count_segment, delete_segment, fitting, save_segment
from newsletter.services.subscriptions import Preferences, current_preferences, set_preferences, unsubscribe
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADD = "newsletter_segments:add"
EDIT = "newsletter_segments:edit"


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics, something to tell, and something that is known otherwise, without any app that offers them."""
    monkeypatch.setattr(fact_groups, "_entries", {})
    groups = {
        "sector": [topic(f"sector:{name}", {"fi": name}, "sector") for name in ("care", "school")],
        "area": [attribute(f"area:{name}", {"fi": name}, "area") for name in ("north", "south")],
        "size": [Fact("size:large", {"fi": "suuri"}, "size", lambda: Q(contact__address__startswith="big"))],
    }
    for key, rows in groups.items():
        fact_groups.register(FactGroup(key, {"fi": key.capitalize()}, lambda rows=rows: rows))


def reader(newsletter: Newsletter, name: str, *keys: str, **changes: Any) -> Subscription:
    """Somebody who ticked the topics and told the areas among the keys."""
    row = make_reader(newsletter, name, **changes)
    for key in keys:
        rows = row.attribute_rows if key.startswith("area") else row.topic_rows
        rows.create(key=key)
    return row


def segment(*conditions: tuple[str, tuple[str, ...]], name: str = "A few", **more: Any) -> Segment:
    rules = Rules(conditions=tuple(Condition(kind, keys) for kind, keys in conditions), **more)
    return save_segment(segment=Segment(), name=name, rules=rules)


def names(rules: Rules) -> str:
    rows = Subscription.objects.filter(fitting(rules)).order_by("contact__address")
    return " ".join(row.contact.address.partition("@")[0] for row in rows.select_related("contact"))


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([], "ada big bob cec"),
        ([("any", ("sector:care", "sector:school"))], "ada bob"),
        ([("all", ("sector:care", "sector:school"))], "ada"),
        ([("none", ("sector:school", "area:south"))], "big cec"),
        ([("any", ("area:north", "area:south")), ("any", ("sector:care",))], "ada bob"),
        ([("any", ("sector:school", "area:south")), ("none", ("sector:school",))], "bob"),
        ([("any", ("size:large",))], "big"),
        ([("any", ("sector:gone",))], ""),
        ([("any", ("sector:gone", "gone:at-all", "size:large"))], "big"),
        ([("all", ("sector:care", "sector:gone"))], ""),
        ([("none", ("sector:gone",))], "ada big bob cec"),
    ],
)
def test_conditions_find_readers_and_a_key_that_nobody_offers_finds_nobody(letter, conditions, found):
    reader(letter, "ada", "sector:care", "sector:school", "area:north")
    reader(letter, "bob", "sector:care", "area:south")
    reader(letter, "cec", "sector:gone", "area:north")
    reader(letter, "big")

    assert names(segment(*conditions).rules) == found


def test_days_of_joining_are_days_in_helsinki_and_the_second_is_not_included(letter):
    at = {"eve": "2026-01-31T21:59:59Z", "first": "2026-01-31T22:00:00Z", "last": "2026-02-28T21:59:59Z"}
    for name, moment in at.items():
        reader(letter, name, confirmed_at=moment)

    rules = segment(joined_since=date(2026, 2, 1), joined_before=date(2026, 3, 1)).rules

    assert names(rules) == "first last"


def test_count_is_of_those_who_get_mail_now_and_examples_are_at_most_ten(letter):
    for number in range(11):
        reader(letter, f"r{number}", language="sv" if number == 7 else "fi")
    reader(letter, "gone", state="ended", ended_at=NOON)
    reader(letter, "resting", paused_until=date(2999, 1, 1))

    counted = count_segment(Rules(), now=NOON)
    of_one = count_segment(Rules(languages=("sv",)), now=NOON)

    assert (counted.people, len(counted.examples)) == ({(letter.pk, "fi"): 10, (letter.pk, "sv"): 1}, 10)
    assert (of_one.people, of_one.total) == ({(letter.pk, "sv"): 1}, 1)


def test_counting_costs_the_same_for_one_reader_and_for_many(letter, django_assert_num_queries):
    rules = segment(("any", ("sector:care", "area:north")), ("none", ("size:large",))).rules
    for number in range(3):
        reader(letter, f"r{number}", "sector:care", "area:north")
        with django_assert_num_queries(4):  # counts, examples, their topics, what they told
            assert count_segment(rules, now=NOON).total == number + 1


def test_equal_rules_are_stored_equally_however_they_were_ticked():
    one = Rules((Condition("any", ("b:1", "a:1")), Condition("all", ())), languages=("sv", "fi"))
    other = Rules((Condition("any", ("a:1", "b:1", "a:1")),), languages=("fi", "sv"))

    assert (
        one.stored()
        == other.stored()
        == segment(("any", ("a:1", "b:1")), languages=("fi", "sv")).rules.stored()
    )


# --- An issue for a segment


def test_issue_for_a_segment_counts_the_others_and_mails_those_who_fit(letter):
    reader(letter, "ada", "area:north")
    reader(letter, "bob", "area:south")
    reader(letter, "cec", "area:north", "sector:school")
    reader(letter, "dan", state="ended", ended_at=NOON)
    issue = make_issue(letter, segment=segment(("any", ("area:north",))))
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)

    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    part = dispatch.languages.get(language="fi")
    assert (part.audience, part.left_out) == (1, {"ended": 1, "segment": 1, "topics": 1})


def test_segment_adds_no_query_to_counting_an_audience(letter, django_assert_num_queries):
    reader(letter, "ada", "area:north")
    issue = Issue.objects.select_related("newsletter").get(pk=make_issue(letter).pk)
    offer = one_for_all("fi", frozenset({"sector:care"}))
    rules = segment(("any", ("area:north", "sector:care")), ("none", ("size:large",)))

    with CaptureQueriesContext(connection) as asked:
        everyone = count_audience(issue=issue, offer=offer, now=NOON)
    issue.segment = rules
    with django_assert_num_queries(len(asked)):
        those = count_audience(issue=issue, offer=offer, now=NOON)

    assert (everyone.people, those.people) == (1, 1)


def test_other_rules_or_another_segment_void_the_approval_and_another_name_does_not(letter):
    north, south = segment(("any", ("area:north",))), segment(("any", ("area:south",)), name="South")
    issue = make_issue(letter, segment=north)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)

    save_segment(segment=north, name="The north", rules=north.rules)
    renamed = len(approved_compilations(issue))
    issue.segment = south
    moved = len(approved_compilations(issue))
    issue.segment = save_segment(segment=north, name="The north", rules=Rules())
    changed = len(approved_compilations(issue))
    issue.segment = None

    assert (renamed, moved, changed, len(approved_compilations(issue))) == (2, 0, 0, 0)


def test_rules_stay_while_an_issue_that_was_approved_for_them_waits(letter):
    north = segment(("any", ("area:north",)))
    issue = make_issue(letter, segment=north)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    start_dispatch(issue=issue, user=None, now=NOON, at=NOON + DAY)

    with pytest.raises(SegmentWaits):
        save_segment(segment=north, name="North", rules=Rules())
    renamed = save_segment(segment=north, name="North", rules=north.rules)

    assert Segment.objects.get().rules == renamed.rules == Rules((Condition("any", ("area:north",)),))


def test_segment_that_an_issue_names_is_not_deleted_also_if_only_an_earlier_text_does(letter):
    north, south = segment(), segment(name="South")
    issue = make_issue(letter, segment=north)
    draft = issue.get_latest_revision_as_object()
    draft.segment = south
    draft.save_revision()
    draft.segment = None
    draft.save_revision()

    for row in (north, south):
        with pytest.raises(SegmentInUse):
            delete_segment(segment=row)
    Issue.objects.filter(pk=issue.pk).delete()
    delete_segment(segment=north)

    assert list(Segment.objects.all()) == [south]


# --- What a reader tells of their work


def test_what_was_told_is_kept_out_of_the_ledger_and_goes_when_the_reader_leaves(letter):
    row = reader(letter, "ada")
    chosen = Preferences(language="fi", attributes=["area:north"])

    changed = [set_preferences(subscription=row, preferences=chosen, now=NOON) for _twice in range(2)]
    told = current_preferences(row).attributes
    unsubscribe(subscription=row, how="page", now=NOON)

    assert (changed, told, list(row.attribute_rows.all())) == ([True, False], ["area:north"], [])
    assert "north" not in str(list(LedgerEntry.objects.values()))


def test_page_of_choices_asks_and_explains_and_takes_an_answer_back(client, letter):
    row = reader(letter, "ada")
    path = preferences_path(row, now=timezone.now())
    form = {"action": "save", "language": "fi", "other_languages": "any"}

    asked = client.get(path).content.decode()
    client.post(path, form | {"attribute-area": "area:south"})
    told = row.attributes
    shown = client.get(path).content.decode()
    refused = client.post(path, form | {"attribute-area": "sector:care"})
    client.post(path, form | {"attribute-area": ""})

    assert "Sinun ei tarvitse kertoa." in asked
    assert "size" not in asked  # nobody is asked what is known otherwise
    assert (told, '<option value="area:south" selected>' in shown) == (["area:south"], True)
    assert (refused.status_code, list(row.attribute_rows.all())) == (422, [])


# --- The screen


def editor(*permissions: str) -> User:
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    wanted = Q(codename="access_admin")
    for name in ("add_segment", "change_segment", "delete_segment", "view_segment", *permissions):
        wanted |= Q(codename=name)
    user.user_permissions.set(Permission.objects.filter(wanted))
    return user


def form_of(**changes: Any) -> dict[str, Any]:
    kinds = {f"c{number}-kind": "any" for number in range(1, 5)}
    return {"name": "North", "joined_since": "", "joined_before": "", **kinds, **changes}


def test_editor_composes_counts_and_saves(client: Client, letter):
    reader(letter, "ada", "area:north")
    reader(letter, "bob", "area:south")
    client.force_login(editor())
    rules = {"c1-area": ["area:north"], "c3-kind": "none", "c3-sector": ["sector:care"]}

    live = client.post(reverse("newsletter_segment_count"), form_of(name="", **rules))
    without_script = client.post(reverse(ADD), form_of(count="1", **rules))
    nothing_yet = Segment.objects.count()
    saved = client.post(reverse(ADD), form_of(**rules))

    assert [page.context["counted"].total for page in (live, without_script)] == [1, 1]
    assert [page.status_code for page in (live, without_script, saved)] == [200, 200, 302]
    assert nothing_yet == 0
    assert Segment.objects.get().rules == Rules(
        (Condition("any", ("area:north",)), Condition("none", ("sector:care",)))
    )
    assert (
        'value="area:north" id="id_c1-area_0" checked'
        in client.get(reverse(EDIT, args=[Segment.objects.get().pk])).content.decode()
    )


def test_examples_show_addresses_only_to_those_who_may_see_them(client: Client, letter):
    reader(letter, "ada", "area:north", "sector:care")
    user = editor()
    client.force_login(user)

    hidden = client.post(reverse("newsletter_segment_count"), form_of()).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="view_addresses"))
    shown = client.post(reverse("newsletter_segment_count"), form_of()).content.decode()

    assert ("ada@example.org" in hidden, "ada@example.org" in shown) == (False, True)
    assert ("care" in hidden, "north" in hidden) == (True, True)


def test_screen_is_closed_without_the_right(client: Client, letter):
    client.force_login(User.objects.create_user("guest", "guest@tori.example", "secret"))
    nobody = [client.get(reverse(ADD)), client.post(reverse("newsletter_segment_count"), form_of())]
    viewer = editor()
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_segment"]))
    client.force_login(viewer)

    answers = [*nobody, client.get(reverse(ADD)), client.post(reverse("newsletter_segment_count"), form_of())]

    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.parametrize(
    "changes",
    [
        {"joined_since": "not a day"},
        {"joined_since": "2026-02-01", "joined_before": "2026-02-01"},
        {"c1-area": ["area:nowhere"]},
        {"languages": ["de"]},
    ],
)
def test_what_cannot_be_read_is_not_counted_and_not_saved(client: Client, letter, changes):
    client.force_login(editor())

    live = client.post(reverse("newsletter_segment_count"), form_of(**changes))
    saved = client.post(reverse(ADD), form_of(**changes))

    assert (live.status_code, live.context["counted"]) == (200, None)
    assert (saved.status_code, Segment.objects.count()) == (200, 0)


def test_key_that_nobody_offers_any_longer_is_shown_and_stays_until_it_is_taken_out(client: Client, letter):
    old = segment(("any", ("award:best", "area:north")))
    client.force_login(editor())
    path = reverse(EDIT, args=[old.pk])

    page = client.get(path).content.decode()
    client.post(path, form_of(**{"c1-area": ["area:north"], "c1-gone": ["award:best"]}))
    kept = Segment.objects.get().rules.keys
    client.post(path, form_of(**{"c1-area": ["area:north"]}))

    assert 'value="award:best"' in page
    assert (kept, Segment.objects.get().rules.keys) == ({"award:best", "area:north"}, {"area:north"})


def test_refusals_are_said_in_words(client: Client, letter):
    north = segment(("any", ("area:north",)))
    issue = make_issue(letter, segment=north)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    start_dispatch(issue=issue, user=None, now=NOON, at=NOON + DAY)
    client.force_login(editor())

    deleted = client.post(reverse("newsletter_segments:delete", args=[north.pk]), follow=True)
    changed = client.post(reverse(EDIT, args=[north.pk]), form_of(**{"c1-area": ["area:south"]}))

    assert "ei poistettu: sille lähtevät tai aiemman tekstin mukaan lähtivät nämä kirjeet: Marraskuu." in (
        deleted.content.decode()
    )
    assert "Kirje ”Marraskuu” odottaa lähetystä tälle kohderyhmälle." in changed.content.decode()
    assert Segment.objects.get().rules == Rules((Condition("any", ("area:north",)),))


def test_list_says_the_rules_in_words_and_costs_the_same_for_one_segment_and_for_three(
    client: Client, letter
):
    client.force_login(editor())
    path = reverse("newsletter_segments:index")
    segment(("any", ("area:north", "award:best")), joined_since=date(2026, 2, 1))
    client.get(path)  # what is read once for a session is read

    costs = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        costs.append(len(queries))
        segment(("none", ("sector:care",)), name=f"Another {number}")

    assert (
        "ainakin yksi näistä: north, award:best (ei enää tarjolla); liittynyt 1.2.2026 tai myöhemmin" in page
    )
    assert len(set(costs)) == 1


def test_screen_and_dialog_of_sending_say_to_whom(client: Client, letter):
    reader(letter, "ada", "area:north")
    issue = make_issue(letter, segment=segment(("any", ("area:north",))))
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    client.force_login(User.objects.create_superuser("root", "root@tori.example", "secret"))

    screen = client.get(reverse("newsletter_send", args=[issue.pk])).content.decode()
    dialog = client.get(
        reverse("newsletter_confirm_send", args=[issue.pk]), {"languages": "fi"}
    ).content.decode()

    words = "Kohderyhmälle <strong>A few</strong>: ainakin yksi näistä: north."
    assert (words in screen, words in dialog) == (True, True)
