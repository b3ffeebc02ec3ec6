"""What holds of submissions whoever calls: races, mails, how long they are kept, and what is left of a person."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.models import Contact
from contacts.services import erase_contact, export_contact, get_or_create_contact
from core import ledger
from core.html import clean_words, visible
from deeds.models import DeedSubmission
from deeds.submitting import drafting, sending
from deeds.submitting.drafting import Part, start_from_deed
from deeds.submitting.errors import ChangedMeanwhile, IdentityCodeFound, NotReady, SubmissionClosed
from deeds.submitting.keeping import Kept, keep_submissions
from deeds.submitting.organisations import settle_organisation
from mail.models import Message
from registers.models import Organisation, OrganisationEvent
from registers.services import load_registers
from tests.cms.test_scanner import state
from tests.deeds.factories import DeedFactory, OrganisationFactory
from tests.deeds.submitting import ACCEPTANCE, ADDRESS, DEED, NOON, draft, link_in, mail_link, travel

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    cache.clear()
    with travel():
        yield


def begin(key: str = "k", address: str = ADDRESS) -> DeedSubmission:
    return drafting.begin(
        address=address, language="fi", employer="Mallila", key=key, may_mail=True, now=NOON
    )


def at_once(count: int, act) -> list[object]:
    """What `count` threads get that do the same at the same moment: a value or the error's class."""
    start, results = threading.Barrier(count), []

    def run() -> None:
        try:
            start.wait()
            results.append(act())
        except Exception as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- At once


@pytest.mark.django_db(transaction=True)
def test_form_sent_by_many_threads_at_once_begins_one_draft_with_one_mail():
    OrganisationFactory(code="mallila")

    rows = at_once(6, lambda: begin().pk)

    assert len(set(rows)) == 1
    assert (DeedSubmission.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_that_save_at_once_exactly_one_writes():
    row = draft()
    titles = iter([f"Laite {number}" for number in range(5)])

    results = at_once(
        5,
        lambda: (
            drafting.save_part(
                submission=row, part=Part(texts={"fi": {"title": next(titles)}}), revision=1, now=NOON
            ).title
        ),
    )

    stored = DeedSubmission.objects.get()
    assert sorted(map(str, results)) == sorted([stored.title, *[str(ChangedMeanwhile)] * 4])
    assert stored.revision == 2


@pytest.mark.django_db(transaction=True)
def test_deed_sent_in_fifty_times_at_once_is_one_submission():
    row = draft()

    def send() -> str:
        return sending.send_in(
            submission=row, part=Part(), revision=row.revision, acceptance=ACCEPTANCE, now=NOON
        ).state

    assert at_once(50, send) == ["pending"] * 50
    assert DeedSubmission.objects.get().state == "pending"
    assert _terms_entries().count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_people_who_send_in_the_same_deed_at_once_are_all_heard():
    OrganisationFactory(code="mallila")
    people = iter(range(50))

    def send() -> str:
        address = f"kirjoittaja-{next(people)}@mallila.example"
        row = drafting.begin(
            address=address, language="fi", employer="Mallila", key=address, may_mail=False, now=NOON
        )
        row = drafting.save_part(submission=row, part=Part(texts={"fi": DEED}), revision=0, now=NOON)
        row = sending.confirm_address(submission=row, now=NOON)
        sent = sending.send_in(
            submission=row, part=Part(), revision=row.revision, acceptance=ACCEPTANCE, now=NOON
        )
        return sent.reference

    references = at_once(50, send)

    stored = DeedSubmission.objects.filter(state="pending", texts={"fi": DEED})
    assert sorted(references) == sorted(stored.values_list("reference", flat=True))
    assert (len(set(references)), _terms_entries().count()) == (50, 50)
    assert ledger.verify(chain="consent").is_sound


def _terms_entries():
    from core.models import LedgerEntry

    return LedgerEntry.objects.filter(kind="deeds.terms")


# --- What is refused whole


def test_identity_code_is_refused_by_the_service_too():
    row = draft()

    with pytest.raises(IdentityCodeFound) as refused:
        drafting.save_part(
            submission=row,
            part=Part(texts={"fi": {"goal": "131052-308T"}}, columns={"author_name": "131052-308T"}),
            revision=row.revision,
            now=NOON,
        )

    assert refused.value.fields == ("author_name", "goal")
    assert "131052" not in str(refused.value)


def test_submission_lacking_something_is_not_sent_and_nothing_is_written():
    row = draft(texts={"fi": {"title": "Otsikko", "goal": "x" * 1201}, "sv": {"title": "Rubrik"}})
    before = list(DeedSubmission.objects.values())

    with pytest.raises(NotReady) as refused:
        sending.send_in(submission=row, part=Part(), revision=row.revision, acceptance=ACCEPTANCE, now=NOON)

    assert refused.value.missing == ("result", "goal", "sv.goal", "sv.result")
    assert list(DeedSubmission.objects.values()) == before
    assert not _terms_entries().exists()


@pytest.mark.parametrize("closed", ["pending", "accepted", "refused", "withdrawn", "expired"])
def test_what_is_not_open_is_not_saved(closed):
    row = draft(state="pending")
    DeedSubmission.objects.update(state=closed, decided_at=NOON)

    with pytest.raises(SubmissionClosed):
        drafting.save_part(submission=row, part=Part(texts={"fi": {"title": "x"}}), revision=1, now=NOON)


@pytest.mark.parametrize("decided", ["accepted", "refused", "expired"])
def test_what_is_decided_is_not_withdrawn(decided):
    row = draft(state="pending")
    DeedSubmission.objects.update(state=decided, decided_at=NOON)

    with pytest.raises(SubmissionClosed):
        sending.withdraw(submission=row, now=NOON)


def test_characters_that_no_database_holds_are_taken_out():
    row = draft(texts={"fi": DEED | {"goal": "a\x00b\ud800c"}})

    assert row.texts["fi"]["goal"] == "abc"


def test_hostile_length_is_bounded():
    row = draft(texts={"fi": DEED | {"goal": "x" * 1_000_000}})

    assert len(row.texts["fi"]["goal"]) == 20_000


# --- A draft about a published deed


def test_correction_begins_filled_in_with_its_author_known_and_twice_is_once():
    deed = DeedFactory(number=7)
    contact = get_or_create_contact(address=ADDRESS, language="fi", now=NOON)
    values = {
        "kind": "correction",
        "deed": deed,
        "contact": contact,
        "language": "fi",
        "texts": {"fi": DEED},
        "facts": {"sectors": ["education"]},
        "organisation": deed.organisation,
        "base_version": None,
        "now": NOON,
    }

    rows = [start_from_deed(**values) for _time in range(2)]
    sent = sending.send_in(submission=rows[0], part=Part(), revision=0, acceptance=ACCEPTANCE, now=NOON)

    assert rows[0].pk == rows[1].pk
    assert (sent.state, sent.kind, sent.deed, sent.texts) == ("pending", "correction", deed, {"fi": DEED})
    assert Message.objects.count() == 0


# --- The organisation that a moderator agrees to


def test_area_without_an_employer_becomes_one_once_and_is_found_again():
    load_registers(now=NOON)
    rows = [draft(columns={"organisation": None, "new_organisation": _espoo()}, address=f"a{n}@example.org") for n in range(2)]  # fmt: skip

    made = [settle_organisation(submission=row, user=None, now=NOON) for row in rows]

    assert made[0] == made[1] == Organisation.objects.get(name_fi="Espoo")
    assert (made[0].type, made[0].municipality.code, made[0].county.code) == ("municipality", "049", "03")
    assert OrganisationEvent.objects.filter(organisation=made[0]).count() == 1
    assert [row.new_organisation for row in rows] == [{}, {}]


def test_described_organisation_gets_a_free_code_and_one_with_its_business_id_is_taken():
    new = {
        "name_fi": "Mallila",
        "name_sv": "",
        "type": "other",
        "business_id": "1234567-1",
        "municipality": "",
    }
    rows = [draft(columns={"organisation": None, "new_organisation": new}, address=f"a{n}@example.org") for n in range(2)]  # fmt: skip

    made = [settle_organisation(submission=row, user=None, now=NOON) for row in rows]

    assert made[0] == made[1]
    assert (made[0].code, made[0].name_fi, made[0].business_id) == ("mallila-2", "Mallila", "1234567-1")


def _espoo() -> dict[str, str]:
    from deeds.submitting.organisations import chosen

    return chosen("municipality:049")["new_organisation"]


# --- How long it is kept


def test_draft_is_told_five_days_before_it_expires_once_and_then_emptied(client):
    row = draft(state="unconfirmed")

    told = [keep_submissions(now=NOON + days * DAY) for days in (24, 25, 26)]
    notice = Message.objects.latest("pk")
    page = client.get(link_in(notice))
    ended = keep_submissions(now=NOON + 31 * DAY)

    assert [kept.noticed for kept in told] == [0, 1, 0]
    assert (notice.subject, page.status_code) == ("Luonnoksesi on vanhenemassa", 200)
    assert DEED["title"] in notice.text
    assert ended == Kept(noticed=0, expired=1, emptied=0, deleted=0)
    row.refresh_from_db()
    assert (row.state, row.texts, row.facts, row.contact) == ("expired", {}, {}, None)
    assert not Contact.objects.exists()


def test_saving_keeps_a_draft_for_thirty_days_more():
    row = draft()
    drafting.save_part(
        submission=row, part=Part(texts={"fi": {"title": "Uusi"}}), revision=row.revision, now=NOON + 20 * DAY
    )

    assert keep_submissions(now=NOON + 49 * DAY).expired == 0
    assert keep_submissions(now=NOON + 50 * DAY).expired == 1


def test_notice_counts_among_the_two_mails_and_an_empty_draft_gets_none():
    OrganisationFactory(code="mallila")
    begin("empty", "empty@example.org")
    full = begin("full", "full@example.org")
    drafting.save_part(submission=full, part=Part(texts={"fi": DEED}), revision=0, now=NOON)
    sending.send_link_again(submission=full, address="full@example.org", now=NOON)
    before = Message.objects.count()

    kept = keep_submissions(now=NOON + 26 * DAY)

    assert (kept.noticed, before, Message.objects.count()) == (0, 3, 3)


def test_withdrawn_deed_can_be_brought_back_for_thirty_days_and_is_then_emptied():
    row = draft(state="pending")
    sending.withdraw(submission=row, now=NOON)

    assert keep_submissions(now=NOON + 29 * DAY).expired == 0
    assert keep_submissions(now=NOON + 30 * DAY).expired == 1
    with pytest.raises(SubmissionClosed):
        sending.undo_withdrawal(submission=row, now=NOON + 31 * DAY)


def test_refused_texts_stay_as_long_as_they_can_be_appealed_and_the_row_stays_to_be_counted():
    row = draft(state="pending")
    DeedSubmission.objects.update(state="refused", decided_at=NOON)

    assert keep_submissions(now=NOON + 179 * DAY).emptied == 0
    assert keep_submissions(now=NOON + 180 * DAY).emptied == 1
    row.refresh_from_db()
    assert (row.state, row.texts, row.contact) == ("refused", {}, None)
    assert keep_submissions(now=NOON + 400 * DAY).emptied == 0


def test_expired_rows_are_deleted_a_month_later():
    draft()
    keep_submissions(now=NOON + 31 * DAY)

    assert keep_submissions(now=NOON + 60 * DAY).deleted == 0
    assert keep_submissions(now=NOON + 61 * DAY).deleted == 1


def test_waiting_deeds_are_left_alone():
    draft(state="pending")

    assert keep_submissions(now=NOON + 3650 * DAY) == Kept(noticed=0, expired=0, emptied=0, deleted=0)


def test_author_s_copy_of_a_published_deed_is_kept_for_a_year_and_its_row_for_good():
    row = draft(state="pending", columns={"author_name": "Aino Esimerkki"})
    DeedSubmission.objects.update(state="accepted", decided_at=NOON)

    assert keep_submissions(now=NOON + 364 * DAY).emptied == 0
    assert keep_submissions(now=NOON + 365 * DAY).emptied == 1
    row.refresh_from_db()
    assert (row.state, row.texts, row.author_name, row.contact) == ("accepted", {}, "", None)
    assert keep_submissions(now=NOON + 3650 * DAY) == Kept(noticed=0, expired=0, emptied=0, deleted=0)


# --- A person's own data


def test_person_sees_what_they_wrote():
    row = draft(columns={"author_name": "Aino Esimerkki", "shows_name": True})

    held = export_contact(contact=row.contact)["deeds.submissions"]

    assert [(each["texts"], each["author_name"], each["state"]) for each in held] == [
        ({"fi": DEED}, "Aino Esimerkki", "draft")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draft", "expired"),
        ("pending", "expired"),
        ("returned", "expired"),
        ("withdrawn", "expired"),
        ("accepted", "accepted"),
        ("refused", "refused"),
    ],
)
def test_erased_author_leaves_nothing_of_themselves_behind(before, after):
    words = {"title": "Erikoislause yksi", "goal": "Erikoislause kaksi", "result": "Soita 040 123 4567"}
    row = draft(
        state="pending",
        texts={"fi": words},
        columns={"author_name": "Aino Erikoinen", "author_role": "erikoishoitaja", "shows_name": True},
    )
    DeedSubmission.objects.update(state=before, decided_at=NOON, withdrawn_from="pending")

    erase_contact(contact=row.contact, now=NOON)

    row.refresh_from_db()
    everything = str(state()).lower()
    assert (row.state, row.contact) == (after, None)
    for trace in ("aino", "erikois", "040 123", "mallila.example"):
        assert trace not in everything
    assert ledger.verify(chain="consent").is_sound


def test_erased_author_of_a_published_deed_leaves_it_with_the_organisation():
    row = draft(state="pending")
    deed = DeedFactory(number=7, organisation="mallila")
    DeedSubmission.objects.update(state="accepted", decided_at=NOON, deed=deed)

    erase_contact(contact=row.contact, now=NOON)

    deed.refresh_from_db()
    assert (deed.is_live, deed.organisation.code, deed.submissions.get().contact) == (True, "mallila", None)


def test_link_of_an_erased_author_opens_nothing(client):
    row = draft(state="pending")
    path = mail_link(row)

    erase_contact(contact=row.contact, now=NOON)

    assert client.get(path).status_code == 400


# --- Whatever is typed, however much there is


@given(text=st.text(max_size=400))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_that_can_be_seen_is_kept_as_it_was_typed_but_for_what_no_database_holds(text):
    OrganisationFactory(code="mallila")
    row = begin(key=f"hypothesis-{DeedSubmission.objects.count()}")

    saved = drafting.save_part(
        submission=row, part=Part(texts={"fi": {"goal": text}}), revision=row.revision, now=NOON
    )

    saved.refresh_from_db()
    assert saved.texts.get("fi", {}).get("goal", "") == visible(clean_words(text))


def test_title_that_would_break_a_mail_is_told_in_the_notice():
    title = "Työ > vapaa <mj-raw>&amp;</mj-raw> %%name%%"
    draft(texts={"fi": DEED | {"title": title}})

    keep_submissions(now=NOON + 26 * DAY)

    assert title in Message.objects.latest("pk").text


def test_queries_of_the_last_screen_do_not_grow_with_what_was_filled_in(client, count_queries):
    load_registers(now=NOON)
    few = {"sectors": ["education"], "themes": ["wellbeing"], "municipalities": ["049"], "links": []}
    many = {
        "sectors": ["education", "technical", "administration"],
        "themes": ["wellbeing", "leadership", "digital"],
        "municipalities": ["049", "091", "092"],
        "links": [{"url": f"https://www.example.fi/{number}", "text": ""} for number in range(3)],
    }
    paths = [
        mail_link(draft(facts=facts, address=f"{name}@example.org")) + "check/"
        for name, facts in (("few", few), ("many", many))
    ]

    counts = [count_queries(lambda path=path: client.get(path)) for path in paths]

    assert counts[0] == counts[1]


def test_queries_of_the_organisation_search_do_not_grow_with_what_is_found(client, count_queries):
    load_registers(now=NOON)
    path = mail_link(draft()) + "organisation/"

    counts = [
        count_queries(lambda words=words: client.get(path, {"q": words})) for words in ("Utsjoki", "Kangas")
    ]

    assert counts[0] == counts[1]
