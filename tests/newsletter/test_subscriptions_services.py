import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connections

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from contacts.models import AccessLink, Contact
from contacts.services import CONSENT, erase_contact, personal_part
from core import ledger
from core.models import LedgerEntry
from mail.errors import InvalidAddress
from mail.models import Delivery, Message
from mail.services import suppress, suppressed
from newsletter.errors import NotSubscribed, WrongChoice
from newsletter.models import Subscription
from newsletter.services.receiving import no_longer_wanted
from newsletter.services.subscriptions import (
    ImportRow,
    Preferences,
    active_subscriptions,
    confirm,
    current_preferences,
    expire_pending,
    forget_ended,
    import_confirmed,
    left_out,
    left_out_reason,
    pause,
    set_preferences,
    unsubscribe,
)
from tests.newsletter.subscribing import (
    NOON,
    STATEMENT,
    active,
    last_mail,
    link_in,
    make_newsletter,
    sign_up,
    token_in,
    unsubscribe_link,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _token() -> str:
    return token_in(link_in(last_mail(), "confirm"))


def _kinds() -> list[str]:
    return list(LedgerEntry.objects.values_list("kind", flat=True))


def test_sign_up_waits_for_the_owner_of_the_address():
    subscription = sign_up(make_newsletter(), topics=["sector:education"])

    assert (subscription.state, subscription.confirmed_at, subscription.topics) == (
        "pending",
        None,
        ["sector:education"],
    )
    assert list(active_subscriptions(subscription.newsletter, NOON)) == []


def test_sign_up_is_recorded_with_the_words_and_the_page_that_were_shown():
    subscription = sign_up(make_newsletter(), topics=["theme:digital"], language="sv", page="/sv/nyhetsbrev/")

    entry = LedgerEntry.objects.get()

    assert (entry.chain, entry.kind, entry.at, entry.subject) == (
        CONSENT,
        "asked",
        NOON,
        subscription.contact.subject,
    )
    assert entry.facts == {
        "newsletter": "uutiskirje",
        "language": "sv",
        "topics": ["theme:digital"],
        "statement": STATEMENT,
        "page": "/sv/nyhetsbrev/",
    }
    assert ledger.opens(entry=entry, personal=personal_part(subscription.contact))


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fi", "Vahvista tilauksesi: Torin uutiskirje"),
        ("sv", "Bekräfta din prenumeration: Torgets nyhetsbrev"),
        ("en", "Confirm your subscription to The square's newsletter"),
    ],
)
def test_confirmation_mail_is_in_the_language_of_the_sign_up(language, subject):
    sign_up(make_newsletter(), language=language)

    mail = last_mail()

    assert (mail.language, mail.lane, mail.subject) == (language, "single", subject)
    assert f'lang="{language}"' in mail.html


def test_confirmation_mail_says_that_a_program_sent_it_and_how_to_leave():
    sign_up(make_newsletter())

    headers = last_mail().headers

    assert headers == {
        "Auto-Submitted": "auto-generated",
        "List-Id": "Torin uutiskirje <uutiskirje.tekotori.example>",
        "List-Unsubscribe": headers["List-Unsubscribe"],
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert headers["List-Unsubscribe"].startswith("<http://testserver/n/unsubscribe/")


def test_confirmation_mail_has_the_link_in_html_and_text():
    sign_up(make_newsletter())

    mail = last_mail()

    assert link_in(mail, "confirm") in mail.html


def test_confirming_makes_the_subscription_active():
    subscription = sign_up(make_newsletter())

    confirmed = confirm(token=_token(), now=NOON + DAY)

    assert confirmed == subscription
    assert (confirmed.state, confirmed.confirmed_at) == ("active", NOON + DAY)
    assert list(active_subscriptions(subscription.newsletter, NOON + DAY)) == [subscription]
    assert _kinds() == ["asked", "confirmed"]
    assert ledger.verify(chain=CONSENT).is_sound


def test_confirmation_link_works_once():
    sign_up(make_newsletter())
    token = _token()
    confirm(token=token, now=NOON)

    with pytest.raises(LinkUsed):
        confirm(token=token, now=NOON)
    assert _kinds() == ["asked", "confirmed"]


def test_confirmation_link_works_for_seven_days():
    sign_up(make_newsletter())

    with pytest.raises(LinkExpired):
        confirm(token=_token(), now=NOON + 7 * DAY)
    assert Subscription.objects.get().state == "pending"


def test_token_of_another_purpose_confirms_nothing():
    sign_up(make_newsletter())
    token = _token()
    AccessLink.objects.update(purpose="contacts.data")

    with pytest.raises(LinkUnknown):
        confirm(token=token, now=NOON)


def test_token_is_not_stored():
    sign_up(make_newsletter())

    assert _token() not in str(list(AccessLink.objects.values()))


def test_who_subscribes_already_is_told_by_mail_and_nothing_changes():
    subscription = active(make_newsletter(), topics=("sector:education",))

    again = sign_up(subscription.newsletter, "ADA@Example.org", topics=["theme:digital"], language="sv")

    assert (again, again.state, again.language, again.topics) == (
        subscription,
        "active",
        "fi",
        ["sector:education"],
    )
    assert last_mail().subject == "Sinulle tulee jo Torin uutiskirje"
    assert _kinds() == ["imported"]


def test_second_sign_up_before_confirming_sends_a_new_link_and_keeps_one_row():
    newsletter = make_newsletter()
    sign_up(newsletter)
    sign_up(newsletter, language="en", now=NOON + timedelta(minutes=1))

    confirmed = confirm(token=_token(), now=NOON + DAY)

    assert Subscription.objects.count() == 1
    assert (confirmed.language, Message.objects.count()) == ("en", 2)


def test_older_links_of_a_sign_up_end_with_its_confirmation():
    newsletter = make_newsletter()
    sign_up(newsletter)
    first = _token()
    sign_up(newsletter, now=NOON + timedelta(minutes=1))
    confirmed = confirm(token=_token(), now=NOON + DAY)
    unsubscribe(subscription=confirmed, how="page", now=NOON + DAY)

    with pytest.raises(LinkExpired):
        confirm(token=first, now=NOON + 2 * DAY)
    assert Subscription.objects.get().state == "ended"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Ada+Kunta@Työ.example", "ada+kunta@xn--ty-gka.example"),
        ("Ä.Ö@example.org", "ä.ö@example.org"),
        ("a.d.a@example.org", "a.d.a@example.org"),
    ],
)
def test_address_is_normalised_without_folding_dots_and_tags(written, stored):
    subscription = sign_up(make_newsletter(), written)

    assert subscription.contact.address == stored
    assert Delivery.objects.get().address.lower() == stored


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "ada@example", "ada@exa mple.org", "ada@example.org\nBcc: x@y.fi"]
)
def test_impossible_address_leaves_nothing(address):
    with pytest.raises(InvalidAddress):
        sign_up(make_newsletter(), address)

    assert (Contact.objects.count(), Subscription.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)


def test_leaving_ends_the_subscription_once():
    subscription = active(make_newsletter())

    first = unsubscribe(subscription=subscription, how="one-click", now=NOON + DAY)
    second = unsubscribe(subscription=subscription, how="page", now=NOON + 2 * DAY)

    assert (first, second, subscription.state, subscription.ended_at) == (True, False, "ended", NOON + DAY)
    assert _kinds() == ["imported", "ended"]
    assert LedgerEntry.objects.get(kind="ended").facts["how"] == "one-click"


def test_leaving_before_confirming_ends_the_confirmation_link():
    subscription = sign_up(make_newsletter())
    token = _token()

    unsubscribe(subscription=subscription, how="one-click", now=NOON + DAY)

    with pytest.raises(LinkExpired):
        confirm(token=token, now=NOON + 2 * DAY)


def test_ordering_again_after_leaving_takes_a_new_confirmation():
    subscription = active(make_newsletter())
    unsubscribe(subscription=subscription, how="page", now=NOON)

    sign_up(subscription.newsletter, now=NOON + DAY)
    waiting = Subscription.objects.get().state
    back = confirm(token=_token(), now=NOON + DAY)

    assert (waiting, back.state, back.ended_at, back.confirmed_at) == ("pending", "active", None, NOON + DAY)


def test_confirming_lifts_an_old_bounce():
    newsletter = make_newsletter()
    suppress(address="ada@example.org", reason="bounced", now=NOON)
    sign_up(newsletter)

    confirm(token=_token(), now=NOON)

    assert suppressed(["ada@example.org"]) == set()


def test_choices_are_saved_and_recorded_before_and_after():
    subscription = active(make_newsletter())
    chosen = Preferences(
        language="sv", topics=["theme:digital"], paused_until=date(2026, 12, 24), other_languages="own"
    )

    changed = set_preferences(subscription=subscription, preferences=chosen, now=NOON)

    assert changed
    assert current_preferences(subscription) == chosen
    assert subscription.contact.language == "sv"
    facts = LedgerEntry.objects.get(kind="changed").facts
    assert (facts["before"], facts["after"]) == (
        {"language": "fi", "topics": [], "paused_until": None, "other_languages": "any"},
        {
            "language": "sv",
            "topics": ["theme:digital"],
            "paused_until": "2026-12-24",
            "other_languages": "own",
        },
    )


def test_equal_choices_are_not_recorded():
    subscription = active(make_newsletter(), topics=("b:2", "a:1"))

    changed = set_preferences(
        subscription=subscription, preferences=Preferences(language="fi", topics=["a:1", "b:2"]), now=NOON
    )

    assert (changed, _kinds()) == (False, ["imported"])


@pytest.mark.parametrize(
    "wrong",
    [{"language": "de"}, {"paused_until": date(2026, 11, 23)}, {"other_languages": "all"}],
)
def test_impossible_choice_saves_nothing(wrong):
    subscription = active(make_newsletter())

    with pytest.raises(WrongChoice):
        set_preferences(
            subscription=subscription, preferences=Preferences(**{"language": "fi"} | wrong), now=NOON
        )
    assert _kinds() == ["imported"]


def test_choices_of_an_ended_subscription_are_refused():
    subscription = active(make_newsletter())
    unsubscribe(subscription=subscription, how="page", now=NOON)

    with pytest.raises(NotSubscribed):
        pause(subscription=subscription, until=date(2026, 12, 1), now=NOON)


def test_pause_holds_until_its_day_in_helsinki():
    subscription = active(make_newsletter())
    pause(subscription=subscription, until=date(2026, 12, 1), now=NOON)
    # 23.59 and 00.00 in Helsinki, where people live
    before, after = (
        NOON.replace(month=11, day=30, hour=21, minute=59),
        NOON.replace(month=11, day=30, hour=22),
    )

    assert list(active_subscriptions(subscription.newsletter, before)) == []
    assert list(active_subscriptions(subscription.newsletter, after)) == [subscription]


def test_everyone_who_gets_nothing_is_counted_once_with_the_first_reason():
    newsletter = make_newsletter()
    active(newsletter, "ada@example.org")
    active(newsletter, "bob@example.org", language="sv", paused_until=date(2027, 1, 1))
    active(newsletter, "cec@example.org", language="sv", ended_at=NOON)
    active(newsletter, "dan@example.org", language="en")
    sign_up(newsletter, "eva@example.org")
    for address in ("bob@example.org", "dan@example.org"):
        suppress(address=address, reason="bounced", now=NOON)

    counts = left_out(newsletter, NOON)

    assert counts == Counter(
        {("sv", "paused"): 1, ("sv", "ended"): 1, ("en", "suppressed"): 1, ("fi", "pending"): 1}
    )
    barred = suppressed(Contact.objects.values_list("address", flat=True))
    one_by_one = Counter(
        (row.language, reason)
        for row in newsletter.subscriptions.select_related("contact")
        if (reason := left_out_reason(row, now=NOON, is_suppressed=row.contact.address in barred))
    )
    assert one_by_one == counts


def test_delivery_is_not_wanted_once_its_subscription_ended_paused_or_went():
    newsletter = make_newsletter()
    stays, leaves, pauses, goes = (
        active(newsletter, f"{name}@example.org") for name in ("stays", "leaves", "pauses", "goes")
    )
    references = [f"subscription:{row.pk}" for row in (stays, leaves, pauses, goes)] + ["other:1"]
    unsubscribe(subscription=leaves, how="one-click", now=NOON)
    Subscription.objects.filter(pk=pauses.pk).update(paused_until=date(2999, 1, 1))
    goes.delete()

    assert no_longer_wanted(references) == set(references[1:4])


def test_unconfirmed_sign_up_is_forgotten_after_two_weeks():
    newsletter = make_newsletter()
    sign_up(newsletter, "late@example.org")
    sign_up(newsletter, "young@example.org", now=NOON + DAY)

    expired = expire_pending(now=NOON + 14 * DAY + timedelta(seconds=1))

    assert expired == 1
    assert list(Contact.objects.values_list("address", flat=True)) == ["young@example.org"]
    assert ledger.verify(chain=CONSENT).is_sound


def test_expired_sign_up_of_somebody_who_had_left_leaves_them_ended():
    subscription = active(make_newsletter(), ended_at=NOON - 9 * DAY)
    sign_up(subscription.newsletter)

    expire_pending(now=NOON + 15 * DAY)

    subscription.refresh_from_db()
    assert (subscription.state, subscription.ended_at) == ("ended", NOON - 9 * DAY)


def test_expired_sign_up_keeps_a_contact_that_reads_another_newsletter():
    subscription = active(make_newsletter())
    sign_up(make_newsletter("toinen"))

    expire_pending(now=NOON + 15 * DAY)

    assert list(Subscription.objects.all()) == [subscription]


def test_import_adds_confirmed_readers_with_their_evidence_once():
    newsletter = make_newsletter()
    rows = [
        ImportRow(address="ada@example.org", language="fi", confirmed_at=NOON - DAY, topics=("a:1",)),
        ImportRow(address="not an address", language="fi", confirmed_at=NOON - DAY),
        ImportRow(address="Bob@Example.org", language="sv", confirmed_at=NOON - DAY, ended_at=NOON),
    ]

    first = import_confirmed(newsletter=newsletter, rows=rows, evidence="list of 2025", now=NOON)
    second = import_confirmed(newsletter=newsletter, rows=rows, evidence="list of 2025", now=NOON)

    assert (first.added, first.known, first.refused) == (2, 0, [2])
    assert (second.added, second.known, second.refused) == (0, 2, [2])
    assert [row.contact.address for row in active_subscriptions(newsletter, NOON)] == ["ada@example.org"]
    assert [entry.facts["statement"] for entry in LedgerEntry.objects.all()] == ["list of 2025"] * 2
    assert Message.objects.count() == 0


def test_import_never_adds_an_address_that_is_suppressed_or_was_erased():
    newsletter = make_newsletter()
    erase_contact(contact=active(newsletter, "ada@example.org").contact, now=NOON)
    suppress(address="bob@example.org", reason="bounced", now=NOON)
    rows = [
        ImportRow(address=f"{name}@example.org", language="fi", confirmed_at=NOON)
        for name in ("ada", "bob", "cec")
    ]

    report = import_confirmed(newsletter=newsletter, rows=rows, evidence="list", now=NOON)

    assert report.fates == ["suppressed", "suppressed", "added"]
    assert [row.address for row in Contact.objects.all()] == ["cec@example.org"]


def test_import_costs_a_few_queries_however_many_rows_it_has(django_assert_max_num_queries):
    newsletter = make_newsletter()
    active(newsletter)  # the chain of the ledger is begun
    rows = [
        ImportRow(address=f"reader-{number}@example.org", language="fi", confirmed_at=NOON, topics=("a:1",))
        for number in range(300)
    ]

    # SQLite takes an insert of many rows in several parts.
    for begin, end, most in ((0, 1, 20), (1, 300, 30)):
        with django_assert_max_num_queries(most):
            import_confirmed(newsletter=newsletter, rows=rows[begin:end], evidence="list", now=NOON)

    assert ledger.verify(chain=CONSENT).problems == ()
    assert LedgerEntry.objects.count() == 301


def test_import_does_not_bring_back_whoever_left_here():
    subscription = active(make_newsletter())
    unsubscribe(subscription=subscription, how="one-click", now=NOON)

    active(subscription.newsletter)

    assert Subscription.objects.get().state == "ended"


def test_unsubscribe_link_survives_a_new_signing_key(settings, client):
    sign_up(make_newsletter())
    link = unsubscribe_link(last_mail())
    settings.LINK_KEYS = ["new:another-key", *settings.LINK_KEYS]

    client.post(link, {"List-Unsubscribe": "One-Click"})

    assert Subscription.objects.get().state == "ended"


def test_ended_subscription_is_forgotten_after_two_years_and_an_old_list_does_not_bring_it_back():
    newsletter, other = make_newsletter(), make_newsletter("toinen")
    unsubscribe(subscription=active(newsletter), how="page", now=NOON)
    unsubscribe(subscription=active(newsletter, "bob@example.org"), how="page", now=NOON)
    reads_on = active(other, "bob@example.org")

    forgotten = [forget_ended(now=NOON + days * DAY) for days in (730, 731)]

    assert forgotten == [0, 2]
    assert (list(Subscription.objects.all()), Contact.objects.count()) == ([reads_on], 1)
    assert suppressed(["ada@example.org", "bob@example.org"]) == {"ada@example.org"}


@pytest.mark.django_db(transaction=True)
def test_fifty_confirmations_at_once_make_one_unbroken_chain():
    newsletter = make_newsletter()
    tokens = []
    for number in range(50):
        sign_up(newsletter, f"reader-{number}@example.org")
        tokens.append(_token())

    failures = _at_once([lambda token=token: confirm(token=token, now=NOON + DAY) for token in tokens])

    assert failures == []
    assert Subscription.objects.filter(state="active").count() == 50
    assert Counter(_kinds()) == {"asked": 50, "confirmed": 50}
    assert ledger.verify(chain=CONSENT) == ledger.Verification(chain=CONSENT, entries=100, problems=())


@pytest.mark.django_db(transaction=True)
def test_one_link_confirmed_ten_times_at_once_is_confirmed_once():
    sign_up(make_newsletter())
    token = _token()

    failures = _at_once([lambda: confirm(token=token, now=NOON)] * 10)

    assert [type(failure) for failure in failures] == [LinkUsed] * 9
    assert _kinds() == ["asked", "confirmed"]


@pytest.mark.django_db(transaction=True)
def test_one_address_signed_up_ten_times_at_once_has_one_subscription():
    newsletter = make_newsletter()

    failures = _at_once([lambda: sign_up(newsletter)] * 10)

    assert failures == []
    assert (Contact.objects.count(), Subscription.objects.count()) == (1, 1)
    assert ledger.verify(chain=CONSENT).is_sound


def _at_once(calls):
    failures, start = [], threading.Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            call()
        except Exception as error:  # a thread's failure must reach the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
