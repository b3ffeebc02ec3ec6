"""What an issue is made of: in the mail, in its plain text, in the archive and its feed."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from core.figures import Figure, figures
from newsletter.blocks.mjml import FreeMjmlBlock
from newsletter.blocks.was_items import ItemsToBlocks
from newsletter.models import Issue, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.checking import check_issue
from newsletter.services.compiling import compile_issue, render_issue
from newsletter.services.issues import record_past_issue
from newsletter.sources import issue_source
from syndication.blocks import Choice
from tests.newsletter.issues import NOON, make_issue
from tests.newsletter.test_archive import pages  # noqa: F401 — a fixture

MJML = '<mj-section><mj-column><mj-text><p>Vapaa</p></mj-text><mj-button href="http://testserver/vapaa/">Ilmoittaudu</mj-button></mj-column></mj-section>'


def words(fi: Any, sv: Any = "", en: Any = "") -> dict[str, Any]:
    return {"fi": fi, "sv": sv, "en": en}


def every_block() -> list[tuple[str, Any]]:
    """One of each type; Swedish lacks the heading, the quote, the picture's alt text and the free MJML."""
    image = get_image_model().objects.create(title="Kuva", file=get_test_image_file())
    link = {"page": None, "url": "http://testserver/vie/"}
    picture = {"image": image, "alt": words("Kojuja"), "credit": "Toimitus", "is_decorative": False}
    return [
        ("lead", {"item": Choice("stall", "1"), "text": words("Omin sanoin", "Med egna ord")}),
        ("cards", {"layout": "one", "items": [Choice("stall", "2")]}),
        ("heading", {"text": words("Lue myös > nyt")}),
        ("cards", {"layout": "two", "items": [Choice("stall", "3")]}),
        (
            "text",
            {"text": words(RichText("<p>Teksti &amp; sanat</p>"), RichText("<p>Ord</p>"), RichText(""))},
        ),
        ("picture", {**picture, "page": None, "url": "http://testserver/kuva/"}),
        ("quote", {"text": words("Nyt tiedämme."), "source": words("Lähihoitaja", "Närvårdare")}),
        ("figure", {"figure": "", "number": "12 %", "text": words("vähemmän", "mindre")}),
        ("button", {"text": words("Vie tekosi", "Dela din gärning"), **link}),
        ("divider", None),
        ("mjml", {"source": words(MJML)}),
    ]


def full_issue(letter: Newsletter) -> Issue:
    return make_issue(letter, items=[], blocks=every_block())


def test_every_block_is_in_the_mail_in_its_order_marked_by_its_uuid_and_passes_the_checks(letter: Newsletter):
    issue = full_issue(letter)

    mail = render_issue(issue=issue, language="fi")

    marks = re.findall(r'class="(?:free )?(b-[0-9a-f]{8})"', mail.html)
    assert marks == [f"b-{child.id[:8]}" for child in issue.items]
    assert re.findall(r"<(h[1-6])", mail.html) == ["h1", "h2", "h2", "h2", "h3"]
    # The editor's words stand in place of the item's summary.
    assert ("Omin sanoin" in mail.html, mail.html.count("Mitä tehtiin &amp; mitä saatiin")) == (True, 2)
    findings = check_issue(issue=issue, now=NOON)
    # Its addresses lead to no page; and each finding in a block names it.
    assert {f.rule for f in findings if f.is_error} == {"link-answers"}
    assert {f.block for f in findings if f.language == "sv" and f.rule == "translation"} < {
        m[2:] for m in marks
    }


def test_plain_text_holds_every_block_with_its_links(letter: Newsletter):
    text = render_issue(issue=full_issue(letter), language="fi").text

    wanted = ["Omin sanoin", "/stall/1/", "/stall/2/", "## Lue myös > nyt", "/stall/3/", "Teksti & sanat"]
    wanted += ["[Kuva: Kojuja] <http://testserver/kuva/>", "Kuva: Toimitus", "”Nyt tiedämme.”\n– Lähihoitaja"]
    wanted += [
        "12 %: vähemmän",
        "Vie tekosi <http://testserver/vie/>",
        "Ilmoittaudu <http://testserver/vapaa/>",
    ]
    places = [text.find(part) for part in wanted]
    assert (-1 in places, places) == (False, sorted(places))


def test_block_without_words_in_a_language_is_left_out_there_and_named(letter: Newsletter):
    issue = full_issue(letter)
    ids = {child.block_type: child.id for child in issue.items}

    with translation.override("en"):
        mails = {language: render_issue(issue=issue, language=language) for language in ("fi", "sv")}

    assert mails["fi"].untranslated == ()
    assert mails["sv"].untranslated == (
        (ids["heading"], "Heading"),
        (ids["picture"], "Image"),
        (ids["quote"], "Quote"),
        (ids["mjml"], "Free MJML"),
    )
    swedish = mails["sv"].html
    assert [part in swedish for part in ("Närvårdare", "Kojuja", "Vapaa", "Ord", "mindre")] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_figure_of_the_site_is_counted_when_the_mail_is_made_and_written_as_the_language_writes_it(
    letter: Newsletter, monkeypatch: pytest.MonkeyPatch
):
    figure = Figure("test.deeds", "tekoa", number=lambda: 12345, recount=lambda: 12345)
    monkeypatch.setitem(figures._entries, figure.key, figure)
    block = ("figure", {"figure": figure.key, "number": "", "text": words("", "gärningar")})
    issue = make_issue(letter, items=[], blocks=[block])

    texts = {language: render_issue(issue=issue, language=language).text for language in ("fi", "sv")}

    assert ("12\xa0345: tekoa" in texts["fi"], "12\xa0345: gärningar" in texts["sv"]) == (True, True)


def test_figure_stays_as_it_was_approved_in_the_mail_and_in_the_archive(
    client: Client,
    letter: Newsletter,
    pages: Any,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    number = [12]
    figure = Figure("test.deeds", "tekoa", number=lambda: number[0], recount=lambda: number[0])
    monkeypatch.setitem(figures._entries, figure.key, figure)
    block = ("figure", {"figure": figure.key, "number": "", "text": words("")})
    issue = make_issue(letter, items=[], blocks=[block])
    compile_issue(issue=issue, now=NOON)
    approved = approve_issue(issue=issue, user=person("approver"), now=NOON)

    number[0] = 13
    again = compile_issue(issue=issue, now=NOON)
    record_past_issue(issue=issue, user=None, sent_at=NOON, now=NOON)

    assert again == approved
    assert re.findall(r"1[23] *<", client.get("/fi/uutiskirje/1/").text.replace("</strong>", "<")) == ["12<"]
    assert "12" in issue_source.items(language="fi", newsletter="tori")[0].html


def test_archive_page_and_its_feed_show_every_block(client: Client, letter: Newsletter, pages: Any):  # noqa: F811
    record_past_issue(issue=full_issue(letter), user=None, sent_at=NOON, now=NOON)

    page = client.get("/fi/uutiskirje/1/")
    [item] = issue_source.items(language="fi", newsletter="tori")

    shown = ["Omin sanoin", "/stall/2/", "Lue myös &gt; nyt", "/stall/3/", "Teksti &amp; sanat", "Kojuja"]
    shown += ["Nyt tiedämme.", "Lähihoitaja", "12 %", "Vie tekosi", "Vapaa", "http://testserver/vapaa/"]
    assert [part for part in shown if part not in page.text] == []
    assert [part for part in shown if part not in item.html] == []
    assert "<mj-" not in page.text + item.html


def test_error_in_free_mjml_stands_at_its_language_in_the_language_of_the_editor(db: None):
    block = FreeMjmlBlock()
    value = {"source": words(MJML, "<mj-section>\n<mj-colum></mj-colum></mj-section>")}

    with translation.override("fi"), pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.normalize(value))

    by_language = refusal.value.block_errors["source"].block_errors
    assert {code: error.messages for code, error in by_language.items()} == {
        "sv": ["Rivi 2: sähköpostissa ei voi käyttää tunnistetta <mj-colum>. Tarkoititko <mj-column>?"]
    }


def person(name: str, *codenames: str) -> User:
    user = User.objects.create_user(username=name, email=f"{name}@tekotori.example")
    wanted = ["access_admin", "change_issue", "add_issue", *codenames]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return user


def form_of(issue: Issue, sources: list[tuple[str, str]]) -> dict[str, Any]:
    """The editing form with free blocks (uuid, Finnish source) alone."""
    form: dict[str, Any] = {
        "newsletter": issue.newsletter_id,
        "name": issue.name,
        "texts-TOTAL_FORMS": 0,
        "texts-INITIAL_FORMS": 0,
        "items-count": len(sources),
    }
    for n, (uuid, source) in enumerate(sources):
        block = {"type": "mjml", "order": n, "deleted": "", "id": uuid}
        block |= {f"value-source-{code}": text for code, text in words(source).items()}
        form |= {f"items-{n}-{name}": value for name, value in block.items()}
    return form


@pytest.mark.parametrize(
    ("rights", "change", "stored"),
    [
        ((), "kept", "Vapaa"),
        ((), "altered", "Vapaa"),
        ((), "added", "Vapaa"),
        ((), "another uuid", "Vapaa"),
        (("write_mjml",), "altered", "Toinen"),
    ],
)
def test_free_mjml_is_added_and_changed_only_by_who_may(
    client: Client, letter: Newsletter, rights: tuple[str, ...], change: str, stored: str
):
    issue = make_issue(letter, items=[], blocks=[("mjml", {"source": words(MJML)})])
    uuid, other = issue.items[0].id, MJML.replace("Vapaa", "Toinen")
    sources = {
        "kept": [(uuid, MJML)],
        "altered": [(uuid, other)],
        "added": [(uuid, MJML), ("", other)],
        "another uuid": [("5d6cbcb5-3a4c-4d0e-9d7e-0e1a2b3c4d5e", other)],
    }[change]
    client.force_login(person("author", *rights))

    answer = client.post(f"/admin/newsletter/issues/edit/{issue.pk}/", form_of(issue, sources))

    saved = Issue.objects.get(pk=issue.pk).get_latest_revision_as_object()
    assert answer.status_code == (302 if change == "kept" or rights else 200)
    assert [re.findall("Vapaa|Toinen", child.value["source"]["fi"]) for child in saved.items] == [[stored]]


def test_an_issue_of_items_alone_becomes_one_of_blocks():
    item = {"type": "item", "value": {"source": "deed", "ref": "1"}, "id": "a"}
    other = {"type": "item", "value": {"source": "deed", "ref": "2"}, "id": "b"}
    was = [
        {"type": "items", "id": "1c7be8a0-0000-4000-8000-000000000001", "value": {"items": [item, other]}},
        {"type": "items", "id": "1c7be8a0-0000-4000-8000-000000000002", "value": {"items": [item]}},
    ]

    once, twice = ItemsToBlocks().apply(was), ItemsToBlocks().apply(was)

    assert once == twice  # the row and its revisions keep the same uuids
    assert [(block["type"], block["value"]) for block in once] == [
        ("lead", {"item": {"source": "deed", "ref": "1"}}),
        ("cards", {"layout": "one", "items": [other]}),
        ("cards", {"layout": "one", "items": [item]}),
    ]
