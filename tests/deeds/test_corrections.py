"""Corrections: begun by link from what stands, three sides when the page has moved on, nothing overwritten unseen."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import escape, format_html
from hypothesis import given
from hypothesis import strategies as st

from core.blocks import StoryBlocks
from core.rendering import render_stream
from deeds.errors import (
    ChoicesMissing,
    DeedNotPublished,
    DraftInTheWay,
    PageChangedMeanwhile,
    StoryNotPlain,
    StoryOutOfStep,
)
from deeds.models import Deed, DeedPage, DeedSubmission, DeedVersion
from deeds.moderating.changes import before_of, changes
from deeds.services import DeedTexts, translate_deed
from deeds.submitting.drafting import Part, save_part
from deeds.telling import is_plain, story
from deeds.versioning.correcting import apply_correction, correction_of, start_correction
from deeds.versioning.merging import Choice, choices_from, merged_values, three_sides, undecided
from tests.deeds.factories import NOON, DeedFactory, SectorFactory, ThemeFactory, locale
from tests.deeds.submissions import make_moderator
from tests.deeds.test_authors import author, link
from tests.deeds.test_languages import SWEDISH, in_swedish
from tests.deeds.test_versions import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PROPOSED, CURRENT = Choice("proposed"), Choice("current")
HOUR = timedelta(hours=1)


def correction(
    deed: Deed, *, facts: dict | None = None, language: str = "fi", **texts: str
) -> DeedSubmission:
    """A correction of a deed as its author left it."""
    one = deed.authors.first() or author(deed)
    draft = start_correction(author=one, now=NOON)
    return save_part(
        submission=draft,
        part=Part(texts={language: texts}, facts=facts or {}),
        revision=draft.revision,
        now=NOON,
    )


def apply(submission: DeedSubmission, seen: int = 1, **choices: Choice) -> Deed:
    return apply_correction(
        submission=submission, choices=choices, seen_version=seen, user=None, now=NOON + 5 * HOUR
    )


def page_of(deed: Deed) -> DeedPage:
    return DeedPage.objects.get(pk=deed.source_page_id)


# --- Three sides


def test_what_the_author_did_not_touch_and_what_stands_already_is_left_out():
    base = {"title": "A", "goal": "B", "result": "C", "unit": ""}
    current = {"title": "A", "goal": "B2", "result": "C2", "unit": ""}
    proposed = {"title": "A1", "goal": "B", "result": "C2", "unit": None}

    sides = three_sides(base, current, proposed)

    assert [(side.field.code, side.base, side.current, side.proposed) for side in sides] == [
        ("title", "A", "A", "A1")
    ]
    assert (sides[0].is_conflict, sides[0].suggestion) == (False, "proposed")


def test_a_field_that_changed_on_both_sides_is_decided_by_somebody():
    (side,) = three_sides({"goal": "A"}, {"goal": "B"}, {"goal": "C"})

    assert (side.is_conflict, side.suggestion) == (True, "")
    assert undecided([side], {}) == [side]
    assert undecided([side], {"goal": Choice("something")}) == [side]
    assert merged_values([side], {"goal": Choice("merged", " B ja C ")}) == {"goal": "B ja C"}
    assert merged_values([side], {"goal": CURRENT}) == {}


def test_lists_can_not_be_merged_by_hand():
    (side,) = three_sides({"themes": ["a"]}, {"themes": ["b"]}, {"themes": ["c"]})

    assert undecided([side], {"themes": Choice("merged", "a")}) == [side]


values = st.fixed_dictionaries(
    {name: st.sampled_from(["", "A", "B", "C"]) for name in ("title", "goal", "unit")}
)


@given(values, values, values)
def test_keeping_everything_changes_nothing_and_taking_everything_is_what_was_proposed(
    base, current, proposed
):
    sides = three_sides(base, current, proposed)

    kept = merged_values(sides, {side.field.code: CURRENT for side in sides})
    taken = current | merged_values(sides, {side.field.code: PROPOSED for side in sides})

    assert kept == {}
    # What the author touched is as proposed; what the author left alone is as it stands.
    assert taken == {name: proposed[name] if proposed[name] != base[name] else current[name] for name in base}


def test_choices_are_read_as_the_form_sends_them():
    data = {
        "choice-goal": "merged",
        "text-goal": "Eka.\r\nToka.",
        "choice-title": "current",
        "choice-x": "current",
    }

    assert choices_from(data) == {"goal": Choice("merged", "Eka.\nToka."), "title": Choice("current")}


# --- Begun by link


def test_author_begins_a_correction_by_link_from_what_stands(client: Client):
    deed = DeedFactory(number=7, sectors=["education"], participants=["staff"], start_date=NOON.date())
    path = link(author(deed))

    begun = client.post(path, {"action": "correct"})
    again = client.post(path, {"action": "correct"})

    row = DeedSubmission.objects.get()
    assert (begun.status_code, again.status_code, client.get(begun["Location"]).status_code) == (
        303,
        303,
        200,
    )
    assert (row.kind, row.state, row.deed, row.base_version, row.language, row.confirmed_at) == (
        "correction", "draft", deed, DeedVersion.objects.get(), "fi", NOON,
    )  # fmt: skip
    assert row.texts["fi"]["goal"] == "Halusimme lyhyemmät palaverit."
    assert row.texts["fi"]["what_we_did"] == "Siirsimme palaverin käytävälle.\n\nSovimme kolme kysymystä."
    assert row.facts == {
        "sectors": ["education"], "participants": ["staff"], "start_date": "2026-03-02",
    }  # fmt: skip


def test_deed_that_is_not_published_can_not_be_corrected(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    path = link(one)
    deed.source_page.unpublish()
    one.deed.refresh_from_db()

    answer = client.post(path, {"action": "correct"})

    assert (answer.status_code, DeedSubmission.objects.count()) == (422, 0)
    with pytest.raises(DeedNotPublished):
        start_correction(author=one, now=NOON)


# --- Applied


def test_correction_is_published_as_a_version_that_names_it():
    deed = DeedFactory(number=7, sectors=["education"])
    in_swedish(deed)
    SectorFactory(code="technical")
    row = correction(deed, goal="Korjattu tavoite.", facts={"sectors": ["technical"], "stage": "established"})

    apply(row, goal=PROPOSED, sectors=PROPOSED, stage=PROPOSED)

    page = page_of(deed)
    newest = deed.versions.filter(language="fi").last()
    assert (page.goal, page.stage, [row.code for row in page.sectors.all()]) == (
        "Korjattu tavoite.", "established", ["technical"],
    )  # fmt: skip
    assert (newest.number, newest.submission, newest.published_at) == (2, row, NOON + 5 * HOUR)
    assert page.body.get_prep_value()[0]["type"] == "paragraph"
    assert deed.versions.filter(language="sv").count() == 2


def test_three_sides_are_merged_and_nothing_is_overwritten():
    deed = DeedFactory(number=7, themes=["wellbeing"])
    row = correction(deed, goal="Tekijän tavoite.", result="Tekijän tulos.", unit="Koulut")
    change(
        page_of(deed),
        goal="Toimittajan tavoite.",
        conditions="Toimittajan lisäys.",
        themes=[ThemeFactory(code="leadership")],
    )

    shown = correction_of(row, language="fi")
    apply(row, 2, goal=Choice("merged", "Yhteinen tavoite."), result=PROPOSED, unit=PROPOSED)

    page = page_of(deed)
    assert shown.has_moved_on
    assert [(entry.side.field.code, entry.side.is_conflict) for entry in shown.fields] == [
        ("goal", True), ("result", False), ("unit", False),
    ]  # fmt: skip
    assert (page.goal, page.result, page.unit, page.conditions, [row.code for row in page.themes.all()]) == (
        "Yhteinen tavoite.", "Tekijän tulos.", "Koulut", "Toimittajan lisäys.", ["leadership"],
    )  # fmt: skip


def test_page_that_changed_while_the_moderator_decided_is_refused_and_nothing_is_written():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän tavoite.")
    change(page_of(deed), result="Toinen tulos.")

    with pytest.raises(PageChangedMeanwhile) as caught:
        apply(row, 1, goal=PROPOSED)

    assert (caught.value.seen, caught.value.current) == (1, 2)
    assert (page_of(deed).goal, deed.versions.count()) == ("Halusimme lyhyemmät palaverit.", 2)


def test_every_field_is_decided_on():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän tavoite.", result="Tekijän tulos.")

    with pytest.raises(ChoicesMissing) as caught:
        apply(row, goal=PROPOSED)

    assert (caught.value.fields, deed.versions.count()) == (("result",), 1)


def test_an_editor_s_draft_is_not_buried():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän tavoite.")
    draft = page_of(deed)
    draft.result = "Keskeneräinen."
    draft.save_revision()

    with pytest.raises(DraftInTheWay):
        apply(row, goal=PROPOSED)

    assert page_of(deed).get_latest_revision_as_object().result == "Keskeneräinen."


def test_merged_page_that_breaks_a_rule_is_refused_whole():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän tavoite.", result="Tekijän tulos.")

    with pytest.raises(ValidationError):
        apply(row, goal=PROPOSED, result=Choice("merged", "x" * 1201))

    assert (page_of(deed).goal, deed.versions.count()) == ("Halusimme lyhyemmät palaverit.", 1)


def test_keeping_everything_publishes_nothing():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän tavoite.")

    apply(row, goal=CURRENT)

    assert deed.versions.count() == 1


QUOTE = {"type": "quote", "value": {"text": "Tämä jää.", "source": ""}}
LINKS = {"links": [{"url": "https://www.juko.fi/", "text": "JUKO"}]}


def with_story(*blocks: dict) -> Deed:
    deed = DeedFactory(number=7)
    change(page_of(deed), body=blocks)
    return deed


def test_correction_that_leaves_the_story_alone_leaves_its_blocks_byte_for_byte():
    paragraph = {"type": "paragraph", "value": '<p data-block-key="a">Teksti &amp; <b>muoto</b>.</p>'}
    deed = with_story(paragraph, QUOTE)
    before = json.dumps(page_of(deed).body.get_prep_value())
    row = correction(deed, goal="Tekijän tavoite.")

    shown = correction_of(row, language="fi")
    apply(row, 2, goal=PROPOSED)

    assert [entry.side.field.code for entry in shown.fields] == ["goal"]
    assert [(change.code, change.language) for change in changes(row, before_of(row))] == [("goal", "fi")]
    assert json.dumps(page_of(deed).body.get_prep_value()) == before


def test_link_in_a_corrected_story_stays_a_link_and_a_new_one_becomes_one():
    link = '<ul><li><a href="https://www.kt.fi/">KT</a></li></ul>'
    deed = with_story({"type": "paragraph", "value": f"<p>Vanha.</p>{link}"})
    row = correction(deed, what_we_did="Uusi.\n\n- KT <https://www.kt.fi/>", facts=LINKS)

    apply(row, 2, what_we_did=PROPOSED)

    new = '<ul><li><a href="https://www.juko.fi/">JUKO</a></li></ul>'
    assert [block["value"] for block in page_of(deed).body.get_prep_value()] == [f"<p>Uusi.</p>{link}{new}"]


def test_story_that_holds_more_than_its_text_is_not_offered_and_takes_only_what_is_added(client: Client):
    deed = with_story({"type": "paragraph", "value": "<p>Teksti.</p>"}, QUOTE)
    begun = client.post(link(author(deed)), {"action": "correct"})
    home = "/".join(urlsplit(begun["Location"]).path.split("/")[:4])
    form = client.get(f"{home}/story/")
    row = correction(deed, unit="Koulut", facts=LINKS)

    shown = correction_of(row, language="fi")
    with pytest.raises(StoryNotPlain):
        apply(row, 2, unit=PROPOSED, what_we_did=Choice("merged", "Kokonaan toinen."))
    apply(row, 2, unit=PROPOSED, what_we_did=PROPOSED)

    assert ("what_we_did" in form.context["form"].fields, form.context["form"].note != "") == (False, True)
    assert [entry.side.field.code for entry in shown.fields] == ["what_we_did", "unit"]
    blocks = page_of(deed).body.get_prep_value()
    assert [(block["type"], block["value"]) for block in blocks] == [
        ("paragraph", "<p>Teksti.</p>"),
        ("quote", QUOTE["value"]),
        ("paragraph", '<ul><li><a href="https://www.juko.fi/">JUKO</a></li></ul>'),
    ]


lines = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=12)
lines = lines.map(lambda text: " ".join(text.split())).filter(lambda text: text and "<" not in text)
words_only = lines.filter(lambda text: "://" not in text)
prose = words_only.filter(lambda text: not text.startswith("-"))
addresses = st.sampled_from(
    ["https://www.kt.fi/", "https://kt.fi/a?b=1&c=%C3%A4#d", "http://xn--nkt.example/"]
)
items = st.one_of(
    words_only.map(lambda text: f"<li>{escape(text)}</li>"),
    st.builds(lambda url, text: format_html('<li><a href="{}">{}</a></li>', url, text or url), addresses, words_only | st.just("")),
)  # fmt: skip
parts = st.one_of(
    st.lists(prose, min_size=1, max_size=3).map(lambda texts: f"<p>{'<br/>'.join(map(escape, texts))}</p>"),
    st.lists(items, min_size=1, max_size=3).map(lambda each: f"<ul>{''.join(each)}</ul>"),
)


@given(st.lists(parts, min_size=1, max_size=4))
def test_story_goes_to_text_and_back_unchanged(html: list[str]):
    blocks = [{"type": "paragraph", "value": each} for each in html]
    body = StoryBlocks().to_python(blocks)

    text = render_stream(body, "text", {}).strip()

    assert is_plain(blocks)
    assert story(text) == [{"type": "paragraph", "value": "".join(html)}]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Teksti <b>muoto</b>.</p>",
        '<p>Katso <a href="https://www.kt.fi/">KT</a>.</p>',
        '<ul><li><a href="https://www.kt.fi/">KT</a> ja muut</li></ul>',
        '<ul><li><a linktype="page" id="3">Teko</a></li></ul>',
        "<ol><li>Ensin</li></ol>",
        "<ul><li>Ensin<ul><li>sitten</li></ul></li></ul>",
        "<h2>Otsikko</h2>",
    ],
)
def test_story_that_would_lose_something_is_not_plain(html: str):
    assert not is_plain([{"type": "paragraph", "value": html}])


def test_words_in_a_language_without_a_page_become_its_lead():
    deed = DeedFactory(number=7)
    in_swedish(deed)
    locale("en")
    row = correction(deed, language="en", title="Standing meeting", result="Ten minutes.", goal="Shorter.")

    apply(row)

    assert [(lead.locale.language_code, lead.title, lead.text) for lead in deed.leads.all()] == [
        ("en", "Standing meeting", "Ten minutes.")
    ]


# --- Pages in other languages


def corrected_in_swedish(deed: Deed, **texts: str) -> DeedSubmission:
    in_swedish(deed)
    return correction(deed, language="sv", **texts)


def swedish(deed: Deed) -> DeedPage:
    return DeedPage.objects.get(translation_key=deed.translation_key, locale__language_code="sv")


def test_correction_begins_with_what_each_page_says_and_publishes_what_is_chosen_in_each():
    deed = DeedFactory(number=7)
    row = corrected_in_swedish(deed, goal="Rättat mål.", result="Rättat resultat.")
    story = str(swedish(deed).body)

    shown = correction_of(row, language="fi")
    choices = {"sv.goal": PROPOSED, "sv.result": Choice("merged", "Bådas resultat.")}
    apply_correction(
        submission=row, choices=choices, seen_version=1, seen_others={"sv": 1}, user=None, now=NOON + HOUR
    )

    page = swedish(deed)
    (other,) = shown.other_pages
    assert (row.other_bases, row.texts["sv"]["title"]) == ({"sv": 1}, "Morgonmöte stående")
    assert [entry.side.field.code for entry in other.fields] == ["goal", "result"]
    assert (shown.fields, shown.lead_languages, other.has_moved_on) == ([], [], False)
    assert (page.goal, page.result, page.title) == ("Rättat mål.", "Bådas resultat.", "Morgonmöte stående")
    assert str(page.body) == story
    newest = deed.versions.filter(language="sv").last()
    assert (newest.number, newest.submission, deed.versions.filter(language="fi").count()) == (2, row, 1)


def test_other_page_that_moved_on_is_decided_field_by_field_and_an_untouched_field_is_kept():
    deed = DeedFactory(number=7)
    row = corrected_in_swedish(deed, goal="Författarens mål.")
    texts = DeedTexts(**vars(SWEDISH) | {"goal": "Redaktörens mål.", "result": "Redaktörens resultat."})
    translate_deed(deed=deed, locale=locale("sv"), texts=texts, user=None, now=NOON + HOUR)

    (other,) = correction_of(row, language="fi").other_pages
    given = {"submission": row, "seen_version": 1, "user": None, "now": NOON + 2 * HOUR}
    with pytest.raises(PageChangedMeanwhile):
        apply_correction(choices={"sv.goal": PROPOSED}, seen_others={"sv": 1}, **given)
    with pytest.raises(ChoicesMissing) as caught:
        apply_correction(choices={"goal": PROPOSED}, seen_others={"sv": 2}, **given)
    apply_correction(choices={"sv.goal": PROPOSED}, seen_others={"sv": 2}, **given)

    assert [(entry.side.field.code, entry.side.is_conflict) for entry in other.fields] == [("goal", True)]
    assert caught.value.fields == ("sv.goal",)
    assert (swedish(deed).goal, swedish(deed).result) == ("Författarens mål.", "Redaktörens resultat.")


def test_story_that_gets_other_paragraphs_than_a_translation_is_said_and_nothing_is_written():
    deed = DeedFactory(number=7)
    row = corrected_in_swedish(deed, goal="Rättat mål.")
    row.texts["fi"]["what_we_did"] = "Yksi.\n\nKaksi.\n\nKolme."
    row.save()
    choices = {"what_we_did": PROPOSED, "sv.goal": PROPOSED}

    with pytest.raises(StoryOutOfStep):
        apply_correction(
            submission=row, choices=choices, seen_version=1, seen_others={"sv": 1}, user=None, now=NOON + HOUR
        )
    kept = {**choices, "sv.goal": CURRENT}
    apply_correction(
        submission=row, choices=kept, seen_version=1, seen_others={"sv": 1}, user=None, now=NOON + HOUR
    )

    assert "Kolme." in str(page_of(deed).body)
    assert swedish(deed).goal == SWEDISH.goal


def test_author_and_moderator_correct_a_page_in_another_language_on_their_screens(client: Client):
    deed = DeedFactory(number=7)
    in_swedish(deed)
    begun = client.post(link(author(deed)), {"action": "correct"})
    home = "/".join(urlsplit(begun["Location"]).path.split("/")[:4]) + "/"
    screen = client.get(f"{home}in-sv/")
    values = screen.context["form"].initial
    client.post(f"{home}in-sv/", values | {"goal": "Rättat mål."})
    row = DeedSubmission.objects.get()
    DeedSubmission.objects.update(state="pending", submitted_at=NOON)
    client.force_login(make_moderator())
    address = reverse("deed_submission", args=[row.pk])

    shown = client.get(address).content.decode()
    data = {"revision": row.revision, "seen_version": "1", "seen-sv": "1", "choice-sv.goal": "proposed"}
    answer = client.post(reverse("deed_approve", args=[row.pk]), data)

    assert "what_we_did" not in screen.context["form"].fields
    assert 'name="choice-sv.goal"' in shown
    assert 'name="seen-sv" value="1"' in shown
    assert (answer.status_code, swedish(deed).goal) == (302, "Rättat mål.")


def test_moderator_sees_each_field_with_its_choices():
    deed = DeedFactory(number=7)
    row = correction(deed, goal="Tekijän <b>tavoite</b>.", facts={"stage": "established"})
    change(page_of(deed), goal="Toimittajan tavoite.")

    html = render_to_string(
        "deeds/admin/correction_sides.html", {"correction": correction_of(row, language="fi")}
    )

    assert 'name="seen_version" value="2"' in html
    assert html.count('type="radio"') == 5
    assert html.count("checked") == 1
    assert "Tekijän &lt;b&gt;tavoite&lt;/b&gt;." in html
    assert 'name="text-goal"' in html
    assert 'name="text-stage"' not in html
