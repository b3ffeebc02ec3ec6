"""People's words in an issue: they stay words, whatever they look like."""

from dataclasses import replace

import pytest

from mail.mailbox import MailboxEntry, read_mailbox
from mail.services import send_due
from newsletter.models import Issue, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue, render_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.issues import IssueTexts
from newsletter.services.previewing import PreviewOptions, preview
from syndication.items import ItemImage
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
TOKENS = "%%unsubscribe_url%% ja %%mitä%% ja %%something%%"


class HostileStall:
    """Items whose words are somebody's attempt."""

    def __init__(self, stall, **changes: object) -> None:
        self.stall, self.changes = stall, changes

    def __getattr__(self, name: str) -> object:
        return getattr(self.stall, name)

    def get_items(self, refs, *, language):
        found = self.stall.get_items(refs, language=language)
        return {ref: replace(item, **self.changes) for ref, item in found.items()}


def hostile(monkeypatch, stall, **changes: object) -> None:
    from syndication.sources import sources

    monkeypatch.setitem(sources._entries, stall.key, HostileStall(stall, **changes))


def send(issue: Issue, sink) -> MailboxEntry:
    """The one mail that one reader gets."""
    make_reader(issue.newsletter, "ada")
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    start_dispatch(issue=issue, user=None, now=NOON)
    assert send_due(now=NOON).sent == 1
    [entry] = read_mailbox(sink.filer.directory)
    return entry


def test_words_that_look_like_a_merge_token_reach_the_reader_as_words(
    letter: Newsletter, stall, sink, monkeypatch
):
    letter.name_fi, letter.from_name = "Tori %%name%%", "Lähettäjä %%address%%"
    letter.save()
    hostile(
        monkeypatch, stall, title=f"Teko {TOKENS}", summary=TOKENS, organisation=TOKENS, categories=(TOKENS,)
    )
    words = IssueTexts("Aihe %%unsubscribe_url%%", f"Esi {TOKENS}", f"<p>{TOKENS}</p>", f"<p>{TOKENS}</p>")

    entry = send(make_issue(letter, texts={"fi": words}), sink)

    plain = {
        name: value.replace("\u2060", "")
        for name, value in {"subject": entry.subject, "text": entry.text}.items()
    }
    assert plain["subject"] == "Aihe %%unsubscribe_url%%"
    assert (
        plain["text"].count(TOKENS) == 8
    )  # title, summary and organisation of two items, opening and closing words
    assert entry.html.count("%&#37;unsubscribe_url%&#37;") >= 6
    # Each part has its own two links, and nobody's words became a third.
    assert [part.count("/n/unsubscribe/") for part in (entry.text, entry.html)] == [1, 1]


def test_preview_shows_such_words_and_nobodys_links(letter: Newsletter, stall, monkeypatch):
    hostile(monkeypatch, stall, title=f"Teko {TOKENS}")

    html = preview(issue=make_issue(letter), options=PreviewOptions("fi"))

    assert "Teko %&#37;unsubscribe_url%&#37;" in html
    assert "%%" not in html


def test_mark_of_the_compiler_is_in_no_mail(letter: Newsletter, stall):
    mail = render_issue(issue=make_issue(letter), language="fi")

    assert (mail.html.count("%%unsubscribe_url%%"), mail.text.count("%%unsubscribe_url%%")) == (1, 1)
    assert "merge-" not in mail.html + mail.text


def test_decorative_picture_is_no_link_without_words(letter: Newsletter, stall, monkeypatch):
    image = ItemImage("http://testserver/media/kuva.png", "", 640, 480)
    hostile(monkeypatch, stall, image=image)
    issue = make_issue(letter)
    make_reader(letter, "ada")
    compile_issue(issue=issue, now=NOON)

    approved = approve_issue(issue=issue, user=make_user(), now=NOON)

    assert approved[0].html.count('alt=""') >= 2
