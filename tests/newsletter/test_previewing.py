"""The preview beside the editor: as an invented reader with another language, wish and mail program meets the mail."""

import re

import pytest
from django.test import Client

from newsletter.models import Newsletter
from newsletter.services.previewing import PreviewOptions, preview
from tests.newsletter.issues import TEXTS, make_issue, make_reader
from tests.newsletter.test_blocks import full_issue, person

pytestmark = pytest.mark.django_db


def seen(letter: Newsletter, mode: str, **changes: object) -> str:
    return preview(issue=make_issue(letter, **changes), options=PreviewOptions.parse(mode))


@pytest.mark.parametrize(
    ("mode", "items"),
    [
        ("fi", ["Teko 1", "Teko 2"]),
        ("sv", ["Teko 1", "Gärning 2"]),
        ("sv,lead", ["Gärning 2"]),
        ("nonsense,sv,own", ["Gärning 2"]),
    ],
)
def test_each_reader_sees_the_items_of_their_variant(letter: Newsletter, mode: str, items: list[str]):
    assert re.findall(r"Teko \d|Gärning \d", seen(letter, mode)) == items


def test_strip_says_size_and_readers_of_the_language(letter: Newsletter):
    for name in ("aino", "eero"):
        make_reader(letter, name)
    make_reader(letter, "britta", language="sv")

    [(size, readers)] = re.findall(r"(\d+) / 102400 tavua ·\s+(\d+) lukijaa", seen(letter, "fi"))

    assert (5_000 < int(size) < 30_000, readers) == (True, "2")


def test_dark_is_forced_and_images_are_held_back_with_their_words(letter: Newsletter):
    issue = full_issue(letter)

    light = preview(issue=issue, options=PreviewOptions.parse("fi"))
    bare = preview(issue=issue, options=PreviewOptions.parse("fi,dark,no-images"))

    assert ("@media (prefers-color-scheme: dark)" in light, "@media all" in light) == (True, False)
    assert ("@media (prefers-color-scheme: dark)" in bare, "@media all" in bare) == (False, True)
    assert (len(re.findall(r"<img[^>]* src=", light)), re.findall(r"<img[^>]* src=", bare)) == (1, [])
    assert 'alt="Kojuja"' in bare


def test_plain_text_is_shown_as_it_is_sent_without_anyone_s_links(letter: Newsletter):
    text = seen(letter, "fi,text")

    assert ("<pre>TORIKIRJE" in text, "* Teko 1 &gt; työ" in text, "%%" in text) == (True, True, False)


def test_language_without_a_text_says_so(letter: Newsletter):
    assert "Tällä kielellä ei ole vielä tekstiä: suomi." in seen(letter, "fi", texts={"sv": TEXTS["sv"]})


def test_editor_has_the_choices_and_the_preview_answers_them(client: Client, letter: Newsletter):
    issue = make_issue(letter)
    client.force_login(person("author"))

    page = client.get(f"/admin/newsletter/issues/edit/{issue.pk}/")
    swedish = issue.make_preview_request(preview_mode="sv,own")

    assert page.text.count('data-controller="issue-preview"') == 1
    assert re.findall(r"Teko \d|Gärning \d", swedish.text) == ["Gärning 2"]
    assert "style-src 'unsafe-inline'" in swedish["Content-Security-Policy"]  # else it would have no looks
