"""Free MJML in an issue, for administrators: compiled when it is saved, so that its errors stand at the block."""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from core.html import clean, html_to_text
from mail.mjml import MjmlError, compile_mjml
from newsletter.blocks.base import IssueBlock
from newsletter.blocks.mjml_errors import explain
from newsletter.blocks.words import CODES, WordsBlock, place, words_in

MAX_LENGTH = 20_000


def _sources(*, is_locked: bool) -> WordsBlock:
    def make(**field: Any) -> blocks.TextBlock:
        block = blocks.TextBlock(max_length=MAX_LENGTH, rows=8, **field)
        if is_locked:
            block.field.widget.attrs["readonly"] = True
        return block

    words = (
        _("Only administrators can change this.")
        if is_locked
        else _("One or more mj-section elements. Images from this site only.")
    )
    return WordsBlock(make, label=_("MJML"), help_text=words)


class FreeMjmlBlock(IssueBlock):
    """Sections of MJML, one source per language. Who may write them is looked at where the form is read."""

    channel_name = "mjml"
    needs = ("source",)
    source = _sources(is_locked=False)

    def __init__(self, *args: Any, is_locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_locked:
            self.child_blocks["source"] = _sources(is_locked=True)
            self.child_blocks["source"].set_name("source")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        sources = {
            code: cleaned["source"][place(code)] for code in CODES if words_in(cleaned["source"], code)
        }
        errors = {place(code): error for code, source in sources.items() if (error := _error(source, code))}
        if errors:
            # Also in a draft: a mail that does not compile could be neither looked at nor checked.
            raise StructBlockValidationError(block_errors={"source": StructBlockValidationError(errors)})
        return cleaned

    def words(self, value: Any, language: str) -> dict[str, str]:
        return {"source": words_in(value["source"], language)}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        if channel == "mail":
            return base
        html = readable(base["words"]["source"])
        return {**base, "html": html if channel == "site" else html_to_text(html)}

    class Meta:
        icon = "code"
        label = _("Free MJML")
        group = _("For administrators")


def _error(source: str, language: str) -> ValidationError | None:
    """What is wrong with the source of one language, in words of the editor."""
    # All on one line, so that the error names the editor's own line.
    head = f'<mjml lang="{language}"><mj-head><mj-title>-</mj-title></mj-head><mj-body><mj-wrapper>'
    try:
        compile_mjml(f"{head}{source}</mj-wrapper></mj-body></mjml>")
    except MjmlError as error:
        return ValidationError(explain(error))
    return None


def readable(source: str) -> str:
    """What a reader sees of MJML as plain, clean HTML: texts, pictures and buttons, in their order."""
    writer = _Writer()
    writer.feed(source)
    writer.close()
    return clean("".join(writer.parts), "feed")


class _Writer(HTMLParser):
    """Keeps HTML as it is, turns buttons and pictures of MJML into HTML, and drops the other tags of MJML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._starts: dict[str, Callable[[dict[str, str]], str]] = {
            "mj-button": lambda given: f'<p><a href="{escape(given.get("href", ""))}">',
            "mj-image": _picture,
            "mj-text": lambda _given: "<p>",
            "mj-divider": lambda _given: "<hr>",
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("mj-"):
            start = self._starts.get(tag)
            self.parts.append(start({name: value or "" for name, value in attrs}) if start else "")
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        ends = {"mj-button": "</a></p>", "mj-text": "</p>"}
        self.parts.append(ends.get(tag, "") if tag.startswith("mj-") else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data))


def _picture(given: dict[str, str]) -> str:
    picture = f'<img src="{escape(given.get("src", ""))}" alt="{escape(given.get("alt", ""))}">'
    href = given.get("href", "")
    # The words stay where pictures are not shown: in the text part a link of a picture needs them.
    return f'<p><a href="{escape(href)}">{picture}</a></p>' if href else f"<p>{picture}</p>"
