"""What the blocks of an issue share: three channels, words in several languages, and what a language lacks."""

from collections.abc import Mapping
from typing import Any

from wagtail.blocks import StructBlock

from core.html import clean_characters
from core.rendering import ChannelMixin
from newsletter.blocks.words import has_any_words, words_in


class IssueBlock(ChannelMixin, StructBlock):
    """A block of an issue. `needs` names the words without which it is not shown in a language, `wants` those without
    which it is shown all the same.

    The context of rendering holds `language`, `items` by (source, ref), `figures` by key where they were counted
    already, and `block_class`, which marks the block's place in the mail.
    """

    template_folder = "newsletter/blocks"
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()

    def is_shown(self, value: Any, language: str) -> bool:
        return all(words_in(value[name], language) for name in self.needs)

    def is_untranslated(self, value: Any, language: str) -> bool:
        """Whether a language lacks words: those that the block needs, or wished ones that another language has."""
        wished = any(
            has_any_words(value[name]) and not words_in(value[name], language) for name in self.wants
        )
        return wished or any(not words_in(value[name], language) for name in self.needs)

    def words(self, value: Any, language: str) -> dict[str, str]:
        """The words of one language by name; what is missing is ""."""
        return {
            name: clean_characters(words_in(value[name], language)) for name in (*self.needs, *self.wants)
        }

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return {**base, "words": self.words(value, context["language"])}
