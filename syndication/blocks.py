"""Chosen items: a StreamField block by which an editor picks items of any source (a deed, an episode, an issue)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.batch import Batch
from core.blocks.base import StoryBlock
from syndication.items import Item
from syndication.shapes import item_json
from syndication.sources import resolve_refs
from syndication.widgets import ItemChooser


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen item: the key of its source and the ref that the source knows it by, in every language."""

    source: str
    ref: str

    @classmethod
    def parse(cls, text: str) -> "Choice":
        """From "deed:1055". Raises ValueError without a colon or with an empty part."""
        source, colon, ref = text.partition(":")
        if not (source and colon and ref):
            raise ValueError(f"{text!r} is not a choice. Write the source's key, a colon and the ref.")
        return cls(source, ref)

    def __str__(self) -> str:
        return f"{self.source}:{self.ref}"


class ChoiceField(forms.CharField):
    widget = ItemChooser

    def clean(self, value: Any) -> Choice | None:
        text = super().clean(str(value) if value else "")
        if not text:
            return None
        try:
            return Choice.parse(text)
        except ValueError:
            raise ValidationError(_("Choose the item again: its reference is not readable.")) from None


class ItemChoiceBlock(blocks.FieldBlock):
    """One chosen item. A plain FieldBlock, not a ChooserBlock: a Choice is no model and is never translated."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = ChoiceField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Choice | None:
        return Choice(value["source"], value["ref"]) if value else None

    def get_prep_value(self, value: Choice | None) -> dict[str, str] | None:
        return {"source": value.source, "ref": value.ref} if value else None

    def get_form_state(self, value: Choice | None) -> Any:
        widget: Any = self.field.widget
        return widget.get_value_data(value)

    def value_from_form(self, value: Any) -> Any:
        """A choice; text that is none stays as it came, for `clean` to refuse with a sentence."""
        if not isinstance(value, str):
            return value or None
        try:
            return Choice.parse(value) if value else None
        except ValueError:
            return value

    def get_api_representation(self, value: Choice | None, context: Any = None) -> Any:
        return self.get_prep_value(value)

    class Meta:
        icon = "list-ul"
        label = _("Item")


class ChosenItemsBlock(StoryBlock):
    """Items in the editor's order, under an optional heading. What vanished since is left out where readers look."""

    template_folder = "syndication/blocks"
    channel_name = "chosen_items"

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    items = blocks.ListBlock(
        ItemChoiceBlock(),
        min_num=1,
        label=_("Items"),
        help_text=_(
            "Deeds, articles, episodes and newsletters that are published. They follow their pages' changes."
        ),
    )

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        # A newsletter is rendered in one language after another, so it says which in the context.
        language = context.get("language") or get_language()
        return {**context, "items": resolve(value, language=language), "language": language}

    def json(self, value: Any, batch: Batch) -> Any:
        items = resolve(value, language=get_language())
        return {"heading": value["heading"], "items": [item_json(item) for item in items]}

    class Meta:
        icon = "list-ul"
        label = _("Chosen items")


def choices(value: Any) -> list[Choice]:
    """The choices in a ChosenItemsBlock's value, or in any iterable of choices or (source, ref) pairs."""
    listed: Iterable[Any] = value["items"] if hasattr(value, "keys") else value
    return [entry if isinstance(entry, Choice) else Choice(*entry) for entry in listed if entry]


def resolve(value: Any, language: str | None = None) -> list[Item]:
    """The items in the order chosen; what is gone, unpublished, or of a source not installed is left out."""
    chosen = choices(value)
    found = resolve_refs([(c.source, c.ref) for c in chosen], language=language or settings.LANGUAGE_CODE)
    return [found[c.source, c.ref] for c in chosen if (c.source, c.ref) in found]
