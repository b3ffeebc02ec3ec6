"""A language goes when it is ready, and each of its readers gets one mail: the one that fits what they chose."""

from datetime import timedelta

import pytest

from mail.models import Delivery
from newsletter.errors import AlreadyDispatched
from newsletter.models import Dispatch, Edition, Issue, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue, current_compilations
from newsletter.services.controlling import cancel_dispatch
from newsletter.services.dispatching import start_dispatch
from newsletter.services.releasing import start_due
from newsletter.services.scheduling import schedule, undo
from newsletter.services.variants import variants_of
from tests.deeds.test_submitting_services import at_once
from tests.newsletter.issues import NOON, StallSource, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def approved(letter: Newsletter, *languages: str) -> Issue:
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), languages=languages or None, now=NOON)
    return issue


def send(issue: Issue, *languages: str) -> Dispatch:
    return start_dispatch(issue=issue, user=None, languages=languages, now=NOON)


def got(dispatch: Dispatch) -> dict[str, str]:
    """Name -> language, and variant unless it is the one for all."""
    variants = {
        mail.message_id: f"{part.language} {mail.compilation.variant}".removesuffix(" any")
        for part in dispatch.languages.all()
        for mail in part.mails.all()
    }
    rows = Delivery.objects.filter(message__group=dispatch.group).values_list("address", "message_id")
    return {address.partition("@")[0]: variants[message] for address, message in rows}


def test_finnish_goes_first_and_swedish_when_it_is_ready(letter: Newsletter):
    issue = approved(letter, "fi")
    make_reader(letter, "aino")
    make_reader(letter, "britta", language="sv")

    first = send(issue, "fi")
    approve_issue(issue=issue, user=make_user("second"), languages=["sv"], now=LATER)
    second = send(issue, "sv")

    assert (got(first), got(second)) == ({"aino": "fi"}, {"britta": "sv"})
    assert list(Edition.objects.gone().values_list("language", flat=True)) == ["fi", "sv"]


def test_a_language_goes_once_whoever_presses(letter: Newsletter):
    issue = approved(letter)
    send(issue, "fi")

    for languages in (["fi"], ["fi", "sv"]):
        with pytest.raises(AlreadyDispatched):
            send(Issue.objects.get(pk=issue.pk), *languages)

    assert [edition.language for edition in issue.editions.all()] == ["fi"]
    assert Dispatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_three_editors_who_press_send_at_the_same_moment_one_sends(letter: Newsletter):
    issue = approved(letter)
    make_reader(letter, "aino")

    results = at_once(3, lambda: send(Issue.objects.get(pk=issue.pk), "fi"))

    assert results.count(AlreadyDispatched) == 2
    assert (Dispatch.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_send_is_either_taken_back_or_goes_but_never_both(letter: Newsletter):
    issue = approved(letter)
    make_reader(letter, "aino")
    user = make_user("sender")
    [held] = schedule(issue=issue, times={"fi": None}, user=user, now=NOON)
    turns = iter((lambda: undo(dispatch=held, user=user, now=LATER), lambda: start_due(now=LATER)) * 2)

    results = at_once(4, lambda: next(turns)())

    gone, deliveries = Edition.objects.gone().count(), Delivery.objects.count()
    assert sorted(results) == [False, False, False, True]  # one of the four did something
    assert (gone, deliveries) in {(0, 0), (1, 1)}


def test_stopping_one_language_leaves_the_other_on_its_way(letter: Newsletter):
    issue = approved(letter)
    make_reader(letter, "aino")
    make_reader(letter, "britta", language="sv")
    finnish, swedish = send(issue, "fi"), send(issue, "sv")

    cancel_dispatch(dispatch=finnish, now=NOON)

    assert (got(finnish), got(swedish)) == ({}, {"britta": "sv"})
    assert [edition.language for edition in issue.editions.all()] == ["sv"]


def test_who_changed_language_between_two_runs_gets_one_mail_and_is_named(letter: Newsletter):
    issue = approved(letter)
    aino = make_reader(letter, "aino")
    send(issue, "fi")
    aino.language = "sv"
    aino.save()

    second = send(issue, "sv")

    part = second.languages.get()
    assert (got(second), part.candidates, part.audience) == ({}, 1, 0)
    assert part.left_out == {"other_language": 1}


def test_each_reader_gets_the_items_that_they_chose_and_nobody_gets_two_mails(letter: Newsletter):
    issue = approved(letter)  # in Swedish the second item only
    for choice in ("any", "lead", "own"):
        make_reader(letter, choice, language="sv", other_languages=choice)

    dispatch = send(issue, "sv")

    assert got(dispatch) == {"any": "sv", "lead": "sv lead", "own": "sv lead"}
    part = dispatch.languages.get()
    mails = {mail.compilation.variant: mail for mail in part.mails.all()}
    assert [(name, mail.audience, mail.compilation.item_refs) for name, mail in mails.items()] == [
        ("any", 1, [["stall", "1", "fi"], ["stall", "2", "sv"]]),
        ("lead", 2, [["stall", "2", "sv"]]),
    ]
    assert (part.candidates, part.audience) == (3, 3)
    assert "Teko 1" not in mails["lead"].compilation.html + mails["lead"].compilation.text


def test_whoever_would_be_left_with_no_item_gets_nothing_and_is_counted(letter: Newsletter):
    issue = make_issue(letter, items=[("stall", "1")])  # Finnish only
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    make_reader(letter, "any", language="sv")
    make_reader(letter, "own", language="sv", other_languages="own")

    dispatch = send(issue, "sv")

    assert got(dispatch) == {"any": "sv"}
    assert dispatch.languages.get().left_out == {"language": 1}


def test_an_issue_without_items_is_the_same_for_everyone():
    assert variants_of([], language="sv") == {"any": "any", "lead": "any", "own": "any"}


def test_a_variant_that_is_no_longer_needed_is_not_sent(letter: Newsletter, stall: StallSource):
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    stall.gone.add("1")  # what is left exists in Swedish
    compile_issue(issue=issue, now=LATER)

    current = [(mail.language, mail.variant) for mail in current_compilations(issue)]

    assert current == [("fi", "any"), ("sv", "any")]
