"""Own words: one value per language of the site in one block, each under its language's own name."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from wagtail import blocks
from wagtail.rich_text import RichText

from core.html import visible, words_of

CODES = tuple(code for code, _name in settings.LANGUAGES)


class WordsBlock(blocks.StructBlock):
    """The same place in each language; `make` builds the field of one language from its label.

    No language is required: a block without words in a language is left out of that language's mail.
    """

    def __init__(
        self, make: Callable[..., blocks.Block] | None = None, local_blocks: Any = None, **kwargs: Any
    ) -> None:
        fields = (
            [(place(code), make(label=own_name(code), required=False)) for code in CODES] if make else None
        )
        super().__init__(fields or local_blocks, **kwargs)
        for name, block in self.child_blocks.items():
            _mark_language(block, name.replace("_", "-"))

    class Meta:
        form_classname = "issue-words"


def place(code: str) -> str:
    """The field of a language: "zh-hant" could be no name of one."""
    return code.replace("-", "_")


def own_name(code: str) -> str:
    """A language by its own name, as a label: "Suomi"."""
    return str(get_language_info(code)["name_local"]).capitalize()


def _mark_language(block: blocks.Block, code: str) -> None:
    # So that the browser's spelling checker reads Swedish as Swedish.
    if isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        block.field.widget.attrs["lang"] = code


def words_in(words: Any, language: str) -> str:
    """What stands in one language, as it is stored: text, or the source of rich text. "" where nothing can be read."""
    value = words.get(place(language)) if words else None
    if isinstance(value, RichText):
        return value.source if visible(words_of(value.source)) else ""
    return visible(str(value or "")).strip()


def has_any_words(words: Any) -> bool:
    return any(words_in(words, code) for code in CODES)


def line(max_length: int, **kwargs: Any) -> WordsBlock:
    """One line per language."""
    return WordsBlock(lambda **field: blocks.CharBlock(max_length=max_length, **field), **kwargs)


def lines(max_length: int, **kwargs: Any) -> WordsBlock:
    """A few plain sentences per language."""
    return WordsBlock(lambda **field: blocks.TextBlock(max_length=max_length, rows=3, **field), **kwargs)


def rich(features: list[str], **kwargs: Any) -> WordsBlock:
    return WordsBlock(lambda **field: blocks.RichTextBlock(features=features, **field), **kwargs)
