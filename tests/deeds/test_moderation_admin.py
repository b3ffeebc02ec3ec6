"""The moderators' queue and screens in the admin."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.users.models import UserProfile

from deeds.models import Appeal, Decision, Deed, DeedLead, DeedNotice, DeedPage, DeedSubmission
from deeds.moderating.appeals import send_appeal
from deeds.moderating.deciding import approve_submission, return_submission
from deeds.moderating.looking import look_for_duplicates
from deeds.moderating.notices import receive_notice
from deeds.moderating.proposing import propose_lead
from deeds.versioning.merging import Choice
from mail.models import Delivery
from tests.deeds.factories import NOON, DeedFactory, OrganisationFactory, locale
from tests.deeds.submissions import FINNISH, SWEDISH, make_moderator, make_submission, refused
from tests.deeds.test_admin import editor_values
from tests.deeds.test_corrections import correction
from tests.deeds.test_versions import change

pytestmark = pytest.mark.django_db
QUEUE = "/admin/moderation/"
TRANSLATOR = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}


@pytest.fixture
def moderator() -> Client:
    client = Client()
    client.force_login(make_moderator("katsoja"))
    return client


def screen(submission: DeedSubmission) -> str:
    return reverse("deed_submission", args=[submission.pk])


def page(answer: Any) -> str:
    return answer.content.decode()


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days, minutes=5)


def in_english(client: Client) -> Client:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
    return client


PICTURE = {
    "file": "pictures/x.jpg", "content_type": "image/jpeg", "width": 4, "height": 3, "size_bytes": 9,
    "people_agreed": True, "created_at": NOON,
}  # fmt: skip


def moment(at: datetime) -> str:
    with translation.override("en"):
        return date_format(localtime(at), "DATETIME_FORMAT")


def rows(answer: Any) -> list[str]:
    return [row.submission.title for row in answer.context["rows"]]


def titled(title: str, **values: Any) -> DeedSubmission:
    return make_submission(texts={"fi": {**FINNISH, "title": title}}, **values)


def test_the_queue_says_of_each_deed_what_a_moderator_needs_to_know(moderator: Client):
    DeedFactory(**{name: FINNISH[name] for name in ("title", "goal", "result")})
    organisation = OrganisationFactory()
    organisation.mail_domains = "mallila.example"
    organisation.save()
    own = make_submission(now=ago(9), flags=[{"kind": "name", "language": "fi", "field": "goal", "excerpt": "x", "start": 0}])  # fmt: skip
    words = {"title": "Vieras", "goal": "Kahvi oli kylmää.", "result": "Uusi keitin ostettiin keittiöön."}
    other = make_submission(texts={"fi": words}, address="joku@muualla.example", now=ago(0))
    look_for_duplicates(now=timezone.now())

    answer = in_english(moderator).get(QUEUE)

    found = {row.submission.pk: row for row in answer.context["rows"]}
    assert [(row.days, row.domain, row.flags, row.look_alikes, row.changed) for row in found.values()] == [
        (9, "own", 1, 1, []), (0, "other", 0, 0, []),
    ]  # fmt: skip
    assert list(found) == [own.pk, other.pk]
    for words in (
        "9 days",
        "its own mail domain",
        "another mail domain",
        "1 flag",
        "1 look-alike",
        "Mallila",
    ):
        assert words in page(answer)
    assert "kirjoittaja@mallila.example" not in page(answer)


def test_a_resubmission_says_what_changed_word_by_word(moderator: Client):
    submission = make_submission()
    return_submission(submission=submission, revision=3, note="Lisää.", user=None, now=NOON)
    texts = {"fi": {**FINNISH, "result": "Kaikki palavereista pidetään kävellen."}}
    DeedSubmission.objects.update(state="pending", revision=4, texts=texts)

    listed = in_english(moderator).get(QUEUE)
    shown = moderator.get(screen(submission))

    assert [row.changed for row in listed.context["rows"]] == [["result (fi)"]]
    assert "<del>Puolet</del><ins>Kaikki</ins>" in page(shown)


def test_a_resubmission_says_what_changed_beside_its_texts_with_what_was_there(moderator: Client):
    links = [{"url": "https://www.kt.fi/", "text": "KT"}]
    submission = make_submission(facts={"links": links}, author_name="Aino", shows_name=True)
    submission.pictures.create(alt="Polku", credit="Aino", **PICTURE)
    submission.texts["fi"]["unit"] = "Koulut"
    submission.save()
    return_submission(submission=submission, revision=3, note="Lisää.", user=None, now=NOON)
    row = DeedSubmission.objects.get()
    row.pictures.all().delete()
    row.pictures.create(alt="Silta", other_alts={"sv": "Bron"}, credit="Eino", **PICTURE)
    row.facts["links"] = [*links, {"url": "https://www.juko.fi/", "text": ""}]
    row.facts["themes"] = []
    row.texts["fi"]["unit"] = ""
    row.texts["sv"] = {"goal": "Ett mål."}
    row.organisation, row.new_organisation = None, {"name_fi": "Uusi yhdistys", "business_id": "1234567-1"}
    row.state, row.author_role = "pending", "opettaja"
    row.save()

    listed = in_english(moderator).get(QUEUE)
    shown = moderator.get(screen(submission))

    assert listed.context["rows"][0].changed == [
        "goal (sv)", "unit (fi)", "themes", "links", "organisation", "image", "alt text (fi)", "alt text (sv)",
        "who took the picture", "author shown",
    ]  # fmt: skip
    found = {
        (change.code, change.language): (
            [piece.text for piece in difference.pieces],
            difference.removed,
            difference.added,
            difference.kept,
        )
        for change, difference in shown.context["changed"]
        if difference
    }
    assert found == {
        ("unit", "fi"): (["Koulut"], [], [], []),
        ("themes", ""): ([], ["wellbeing en"], [], []),
        ("links", ""): ([], [], ["<https://www.juko.fi/>"], ["KT <https://www.kt.fi/>"]),
        ("organisation", ""): ([], ["Mallila en"], ["Uusi yhdistys, 1234567-1"], []),
        ("image", ""): ([], ["the picture sent before"], ["the picture sent now"], []),
        ("image_alt", "fi"): (["Polku", "Silta"], [], [], []),
        ("image_alt", "sv"): (["Bron"], [], [], []),
        ("image_credit", ""): ([], ["Aino"], ["Eino"], []),
        ("author", ""): ([], ["Aino"], ["Aino, opettaja"], []),
    }
    assert "&lt;https://www.juko.fi/&gt;" in page(shown)


def test_filters_and_order(moderator: Client):
    titled("Vanha", now=ago(5))
    titled("Uusi", now=ago(1), flags=[{"kind": "phone", "excerpt": "1", "field": "goal", "language": "fi", "start": 0}])  # fmt: skip
    titled("Palautettu", state="returned", now=ago(3))
    make_submission(
        texts={"sv": SWEDISH}, language="sv", now=ago(2), organisation=OrganisationFactory(code="abo")
    )

    found = {
        query: rows(moderator.get(f"{QUEUE}?{query}"))
        for query in ("", "sort=newest", "language=sv", "state=returned", "look=flags", "sort=flags", "q=ab%C3%B6", "q=Abo", "state=%00x")
    }  # fmt: skip

    swedish = SWEDISH["title"]
    assert found == {
        "": ["Vanha", swedish, "Uusi"],
        "sort=newest": ["Uusi", swedish, "Vanha"],
        "language=sv": [swedish],
        "state=returned": ["Palautettu"],
        "look=flags": ["Uusi"],
        "sort=flags": ["Uusi", "Vanha", swedish],
        "q=ab%C3%B6": [],
        "q=Abo": [swedish],
        "state=%00x": ["Vanha", swedish, "Uusi"],
    }


def test_three_hundred_waiting_deeds_take_as_many_queries_as_one_and_as_three(
    moderator: Client, count_queries: Callable[[Callable[[], object]], int]
):
    def look() -> int:
        return count_queries(lambda: moderator.get(QUEUE))

    make_submission()
    with_one = look()
    for _number in range(2):
        make_submission()
    with_three = look()
    one = DeedSubmission.objects.first()
    many = [copy_of(one, number) for number in range(297)]
    DeedSubmission.objects.bulk_create(many)
    Decision.objects.bulk_create(
        Decision(kind="returned", submission=row, language="fi", seen={"texts": row.texts}, decided_at=NOON)
        for row in DeedSubmission.objects.all()
    )

    answer = moderator.get(QUEUE)

    assert (with_one, with_three, look()) == (with_one, with_one, with_one)
    assert (answer.context["waiting"].submissions, len(answer.context["rows"])) == (300, 25)


def copy_of(row: DeedSubmission, number: int) -> DeedSubmission:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "reference")
    }
    return DeedSubmission(**values, reference=f"T{number:07d}")


def test_the_screen_of_one_submission_costs_the_same_however_many_wait(
    moderator: Client, count_queries: Callable[[Callable[[], object]], int]
):
    submission = make_submission()
    alone = count_queries(lambda: moderator.get(screen(submission)))
    for number in range(2):
        titled(f"Toinen {number}", now=NOON + timedelta(days=1))

    assert count_queries(lambda: moderator.get(screen(submission))) == alone


def test_flagged_places_are_marked_and_hostile_text_stays_text(moderator: Client):
    goal = "Soita Maijalle <script>alert(1)</script> 040 123 4567 tänään."
    flags = [{"kind": "phone", "language": "fi", "field": "goal", "excerpt": "040 123 4567", "start": goal.index("040")}]  # fmt: skip
    submission = make_submission(texts={"fi": {**FINNISH, "goal": goal}}, flags=flags)

    html = page(moderator.get(screen(submission)))

    assert '<mark class="moderation-flag">040 123 4567<span' in html
    assert "<script>alert(1)</script>" not in html


def test_addresses_are_for_those_who_may_see_them(moderator: Client, admin_client: Client):
    submission = make_submission()

    seen = [page(client.get(screen(submission))) for client in (moderator, admin_client)]

    assert ["kirjoittaja@mallila.example" in html for html in seen] == [False, True]


def test_one_press_publishes_and_leads_to_the_deed(moderator: Client):
    submission = make_submission()

    answer = moderator.post(reverse("deed_approve", args=[submission.pk]), {"revision": "3"})

    deed = Deed.objects.get(state="live")
    assert answer["Location"] == reverse("deed_moderated", args=[deed.number])
    assert Decision.objects.get().decided_by.username == "katsoja"


def test_whoever_decides_twice_is_told_that_it_was_themselves(moderator: Client):
    submission = make_submission()
    client, address = in_english(moderator), reverse("deed_approve", args=[submission.pk])

    client.post(address, {"revision": "3"}, follow=True)
    again = client.post(address, {"revision": "3"}, follow=True)

    when = moment(Decision.objects.get().decided_at)
    assert f"You decided on it yourself: {when}." in page(again)


def test_whoever_comes_second_is_told_and_changes_nothing(moderator: Client):
    submission = make_submission()
    approve_submission(submission=submission, revision=3, user=None, now=NOON)

    answer = in_english(moderator).post(
        reverse("deed_refuse", args=[submission.pk]),
        {"revision": "3", "ground": "duplicate", "reason": "Sama."},
        follow=True,
    )

    assert "Somebody else decided on it first: " in page(answer)
    assert DeedSubmission.objects.get().state == "accepted"


def test_what_changed_meanwhile_is_read_again_first(moderator: Client):
    submission = make_submission(revision=4)

    answer = in_english(moderator).post(
        reverse("deed_approve", args=[submission.pk]), {"revision": "3"}, follow=True
    )

    assert "The author has changed the text since you read it." in page(answer)
    assert DeedSubmission.objects.get().state == "pending"


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("deed_return", {"note": " "}, "Tell the author what to add or change."),
        ("deed_refuse", {"ground": "", "reason": "Syy."}, "Choose the ground."),
        ("deed_refuse", {"ground": "secret", "reason": ""}, "Write the reasons in the author"),
    ],
)
def test_a_decision_without_its_reasons_is_sent_back_with_what_was_written(
    moderator: Client, name: str, values: dict[str, str], sentence: str
):
    submission = make_submission()

    answer = in_english(moderator).post(reverse(name, args=[submission.pk]), {"revision": "3", **values})

    assert (answer.status_code, sentence in page(answer)) == (422, True)
    assert values.get("reason", "") in page(answer)
    assert DeedSubmission.objects.get().state == "pending"


def test_a_text_that_makes_no_deed_is_said_in_words(moderator: Client):
    submission = titled("x" * 91)

    answer = in_english(moderator).post(
        reverse("deed_approve", args=[submission.pk]), {"revision": "3"}, follow=True
    )

    assert "A deed&#x27;s title has at most 90 characters." in page(answer)
    assert DeedSubmission.objects.get().state == "pending"


def test_after_a_decision_the_next_one_comes(moderator: Client):
    first, second = titled("Eka", now=ago(2)), titled("Toka", now=ago(1))

    sent = moderator.post(reverse("deed_return", args=[first.pk]), {"revision": "3", "note": "Lisää."})
    last = moderator.post(reverse("deed_return", args=[second.pk]), {"revision": "3", "note": "Lisää."})

    assert (sent["Location"], last["Location"]) == (screen(second), QUEUE)


def test_nobody_without_the_right_gets_in(client: Client):
    submission = make_submission()
    user = make_moderator("muu")
    user.user_permissions.set(user.user_permissions.filter(codename="access_admin"))
    client.force_login(user)

    addresses = [QUEUE, screen(submission), "/admin/moderation/reports/", "/admin/moderation/appeals/",
                 "/admin/moderation/decisions/", "/admin/moderation/year/"]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [302] * 6
    assert client.post(reverse("deed_approve", args=[submission.pk]), {"revision": "3"}).status_code == 302
    assert DeedSubmission.objects.get().state == "pending"


def test_menu_and_dashboard_say_how_much_waits(moderator: Client):
    make_submission(now=ago(3))

    html = page(in_english(moderator).get("/admin/"))

    assert "Moderation (1)" in html
    assert "the oldest 3 days" in html


def test_restricting_and_lifting_on_the_deed_s_screen(moderator: Client):
    deed = DeedFactory()
    values = {"part": "whole", "ground": "secret", "reason": "Salainen.", "origin": "order"}

    in_english(moderator)
    nothing = moderator.post(reverse("deed_restrict", args=[deed.number]), {"part": "whole"})
    hidden = moderator.post(reverse("deed_restrict", args=[deed.number]), values)
    shown = moderator.get(reverse("deed_moderated", args=[deed.number]))
    decision = Decision.objects.get()
    lifted = moderator.post(
        reverse("deed_lift", args=[deed.number, decision.pk]), {"reason": "Ei ollutkaan."}
    )

    deed.refresh_from_db()
    assert [answer.status_code for answer in (nothing, hidden, shown, lifted)] == [422, 302, 200, 302]
    assert (decision.origin, deed.state) == ("order", "live")
    assert "Hidden. Nobody is told: it has no authors." in page(shown)


def test_a_restricted_deed_cannot_be_published_in_the_page_editor(admin_client: Client):
    deed = DeedFactory()
    admin_client.post(
        reverse("deed_restrict", args=[deed.number]),
        {"part": "whole", "ground": "secret", "reason": "Salainen.", "origin": "own"},
    )
    deed.refresh_from_db()
    values = editor_values(organisation=deed.organisation.pk, **{"action-publish": "1"})
    answer = admin_client.post(reverse("wagtailadmin_pages:edit", args=[deed.source_page.pk]), values)

    deed.refresh_from_db()
    assert (answer.status_code, deed.state) == (302, "unpublished")


def test_a_report_is_decided_on_its_screen(moderator: Client):
    deed = DeedFactory()
    notice = receive_notice(deed=deed, ground="insult", text="Loukkaa.", language="fi", now=NOON)
    address = reverse("deed_notice", args=[notice.pk])

    listed = moderator.get("/admin/moderation/reports/")
    empty = moderator.post(address, {})
    decided = moderator.post(address, {"outcome": "keep", "ground": "insult", "reason": "Ei loukkaa."})

    assert [answer.status_code for answer in (listed, empty, decided)] == [200, 422, 302]
    assert DeedNotice.objects.get().state == "decided"
    assert Decision.objects.get().kind == "kept"
    assert moderator.get(address).status_code == 200


def test_whoever_decided_does_not_decide_the_appeal(moderator: Client):
    decision = refused(user=get_user_model().objects.get(username="katsoja"))
    appeal = send_appeal(decision=decision, contact=decision.contact, text="Ei ole mainos.", now=NOON)
    address = reverse("deed_appeal", args=[appeal.pk])
    other = Client()
    other.force_login(make_moderator("toinen"))
    values = {"outcome": "uphold", "reason": "Totta."}

    shown = in_english(moderator).get(address)
    own = moderator.post(address, values)
    state = Appeal.objects.get().state
    theirs = other.post(address, values)
    twice = in_english(other).post(address, values, follow=True)

    when = moment(Appeal.objects.get().decided_at)
    assert f"You decided on it yourself: {when}." in page(twice)
    assert "Another moderator decides the appeal." in page(shown)
    assert (own.status_code, state, theirs.status_code) == (302, "open", 302)
    assert (Appeal.objects.get().state, DeedSubmission.objects.get().state) == ("decided", "pending")


@pytest.mark.parametrize("tab", ["reports", "appeals", "decisions"])
def test_lists_take_as_many_queries_with_three_rows_as_with_one(
    moderator: Client, count_queries: Callable[[Callable[[], object]], int], tab: str
):
    def add(number: int) -> None:
        decision = refused(address=f"a{number}@mallila.example")
        send_appeal(decision=decision, contact=decision.contact, text="Ei.", now=NOON)
        receive_notice(deed=DeedFactory(), ground="insult", text="Loukkaa.", language="fi", now=NOON)

    add(1)
    with_one = count_queries(lambda: moderator.get(f"/admin/moderation/{tab}/"))
    add(2)
    add(3)

    assert count_queries(lambda: moderator.get(f"/admin/moderation/{tab}/")) == with_one


# --- Leads.


def test_a_lead_is_written_on_the_deed_s_screen(moderator: Client):
    deed, _swedish = DeedFactory(), locale("sv")

    answer = moderator.post(
        reverse("deed_lead", args=[deed.number, "sv"]), {"title": "Morgonmöte", "text": "Kortare möten."}
    )

    lead = DeedLead.objects.get()
    assert answer.status_code == 302
    assert (lead.title, lead.text, lead.origin, lead.reviewed_at is not None) == (
        "Morgonmöte", "Kortare möten.", "editor", True,
    )  # fmt: skip


def test_without_a_translator_there_is_no_button_and_nothing_is_proposed(moderator: Client):
    deed, _swedish = DeedFactory(), locale("sv")
    address = reverse("deed_lead", args=[deed.number, "sv"])

    html = page(moderator.get(reverse("deed_moderated", args=[deed.number])))
    moderator.post(address, {"action": "propose"})

    assert 'value="propose"' not in html
    assert not DeedLead.objects.exists()


def test_a_machine_s_lead_waits_until_a_person_has_saved_it(moderator: Client, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = TRANSLATOR
    deed, _swedish = DeedFactory(title="Lyhyet palaverit", result="Palaveri kestää kymmenen minuuttia."), locale("sv")  # fmt: skip
    screen, address = reverse("deed_moderated", args=[deed.number]), reverse("deed_lead", args=[deed.number, "sv"])  # fmt: skip

    before = page(moderator.get(screen))
    moderator.post(address, {"action": "propose"})
    proposed = DeedLead.objects.get()
    shown = page(in_english(moderator).get(screen))
    moderator.post(address, {"title": proposed.title, "text": proposed.text})
    saved = DeedLead.objects.get()

    assert 'value="propose"' in before
    assert (proposed.title, proposed.text) == ("palaverit Lyhyet", "minuuttia. kymmenen kestää Palaveri")
    assert (proposed.origin, proposed.reviewed_at) == ("machine", None)
    assert "Made by a machine." in shown
    assert (saved.origin, saved.reviewed_at is not None) == ("editor", True)


def test_a_long_result_is_proposed_in_whole_sentences(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = TRANSLATOR
    deed = DeedFactory(result="Kymmenen sanaa on tässä lauseessa ihan kokeeksi vain nyt. " * 15)

    lead = propose_lead(deed=deed, locale=locale("sv"), now=NOON)

    assert 0 < len(lead.text) <= 600
    assert lead.text.count("lauseessa") == 8


# --- Corrections.


def sent_correction(deed: Deed) -> DeedSubmission:
    row = correction(deed, goal="Palaverit ovat nyt lyhyitä.")
    DeedSubmission.objects.filter(pk=row.pk).update(state="pending", submitted_at=NOON)
    return DeedSubmission.objects.get(pk=row.pk)


def test_a_correction_is_published_as_the_moderator_chose(moderator: Client):
    deed = DeedFactory()
    row = sent_correction(deed)
    address = reverse("deed_approve", args=[row.pk])

    listed = in_english(moderator).get(QUEUE)
    shown = moderator.get(screen(row))
    undecided = moderator.post(address, {"revision": row.revision, "seen_version": "1"}, follow=True)
    moderator.post(address, {"revision": row.revision, "seen_version": "1", "choice-goal": "proposed"})

    assert [line.changed for line in listed.context["rows"]] == [["goal (fi)"]]
    assert 'name="choice-goal"' in page(shown)
    assert "Choose for each field what is published" in page(undecided)
    assert DeedPage.objects.get(pk=deed.source_page.pk).goal == "Palaverit ovat nyt lyhyitä."
    assert DeedSubmission.objects.get().state == "accepted"
    assert "on korjattu" in Delivery.objects.latest("pk").message.text


def test_a_correction_of_a_page_that_moved_on_is_decided_once_more(moderator: Client):
    deed = DeedFactory()
    row = sent_correction(deed)
    change(DeedPage.objects.get(pk=deed.source_page.pk), goal="Toimitus muutti tätä.")

    answer = in_english(moderator).post(
        reverse("deed_approve", args=[row.pk]),
        {"revision": row.revision, "seen_version": "1", "choice-goal": "proposed"},
        follow=True,
    )

    assert "has changed since you looked at it" in page(answer)
    assert DeedPage.objects.get(pk=deed.source_page.pk).goal == "Toimitus muutti tätä."
    assert DeedSubmission.objects.get().state == "pending"


def test_a_merged_text_stays_in_the_form_when_it_can_not_be_published(moderator: Client):
    deed = DeedFactory()
    row = sent_correction(deed)
    data = {"revision": row.revision, "seen_version": "1", "choice-goal": "merged", "text-goal": "x" * 1201}

    refused = in_english(moderator).post(reverse("deed_approve", args=[row.pk]), data)
    change(DeedPage.objects.get(pk=deed.source_page.pk), goal="Toimitus muutti tätä.")
    moved_on = moderator.post(reverse("deed_approve", args=[row.pk]), data | {"text-goal": "Yhteinen."})

    choices = [answer.context["correction"].fields[0].choice for answer in (refused, moved_on)]
    assert [refused.status_code, moved_on.status_code] == [422, 422]
    # What was ticked was about another text; what was typed is not lost.
    assert choices == [Choice("merged", "x" * 1201), Choice("", "Yhteinen.")]
    assert "Yhteinen.</textarea>" in page(moved_on)


def test_a_correction_of_a_deed_that_is_gone_can_only_be_returned_or_refused(moderator: Client):
    deed = DeedFactory()
    row = sent_correction(deed)
    deed.source_page.unpublish()

    shown = in_english(moderator).get(screen(row))

    assert "there is nothing to correct" in page(shown)
