"""Buttons, files, accordions and tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from core.batch import Batch
from core.blocks.base import RICH_TEXT_FEATURES, StoryBlock, with_batch
from core.html import absolute_url, expand, mail_html, rich_text_to_text
from core.rendering import ChannelMixin

# Words that say nothing about where a link leads; screen readers list links without the text around them.
_EMPTY_WORDS = {
    "click here", "here", "read more", "more", "link", "this link", "learn more", "see more", "continue",
    "klikkaa tästä", "klikkaa tätä", "paina tästä", "tästä", "täältä", "täällä", "lue lisää", "lisää", "linkki",
    "katso tästä", "jatka",
    "klicka här", "tryck här", "här", "läs mera", "läs mer", "mera", "mer", "länk", "se mera", "fortsätt",
}  # fmt: skip


def says_nothing(text: str) -> bool:
    """Whether a link's words tell nothing of its target: "Lue lisää »" and "click here!" do not."""
    return text.casefold().strip(" .,:;!?»›>→…-") in _EMPTY_WORDS


class ButtonBlock(StoryBlock):
    """A link that stands out, to a page of the site or to another address."""

    channel_name = "button"
    text = blocks.CharBlock(
        label=_("text"), max_length=80, help_text=_("Say where it leads: “Share your deed”.")
    )
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or another address"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if says_nothing(cleaned["text"]):
            errors["text"] = ValidationError(
                _("Say where the link leads: “click here” tells nothing when read alone.")
            )
        if not self.is_deferred_validation and bool(cleaned["page"]) == bool(cleaned["url"]):
            errors["url"] = ValidationError(_("Choose a page or give an address, not both."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "href": button_address(value)}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return base if channel == "site" else {**base, "href": absolute_url(base["href"])}

    def json(self, value: Any, batch: Batch) -> Any:
        page = value["page"]
        return {
            "text": value["text"],
            "url": value["url"] or "",
            "page": batch.page(page) if page else None,
        }

    class Meta:
        icon = "link"
        label = _("Button")
        preview_value = {"text": "Vie oma tekosi torille", "url": "https://tekotori.example/", "page": None}


def button_address(value: Any) -> str:
    """Where a button leads: the page in the reader's language where there is one, or the other address."""
    page = value["page"]
    if page:
        return (page.localized.url if page.live else "") or ""
    return value["url"] or ""


class FileBlock(StoryBlock):
    """A document to download, with its type and size."""

    channel_name = "file"
    document = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(label=_("name of the file"), required=False, max_length=160)

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **file_facts(value)}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return base if channel == "site" else {**base, **self.json(value, Batch())}

    def json(self, value: Any, batch: Batch) -> Any:
        facts = file_facts(value)
        return {**facts, "url": facts["url"] and absolute_url(facts["url"])}

    class Meta:
        icon = "doc-full"
        label = _("File")


def file_facts(value: Any) -> dict[str, Any]:
    """Title, address, type ("PDF") and size of a file block."""
    document = value["document"]
    if document is None:
        return {"title": value["title"] or "", "url": "", "file_type": "", "size_bytes": 0}
    return {
        "title": value["title"] or document.title,
        "url": document.url,
        "file_type": document.file_extension.upper(),
        "size_bytes": document.file_size or 0,
    }


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=160)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "list-ul"
        label = _("Section")


class AccordionBlock(StoryBlock):
    """Questions and answers that open one by one, without a script."""

    channel_name = "accordion"
    items = blocks.ListBlock(AccordionItemBlock(), label=_("sections"), min_num=1)

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        convert = {"mail": mail_html, "text": rich_text_to_text, "site": expand}[channel]
        sections = [{"title": item["title"], "html": convert(item["text"].source)} for item in value["items"]]
        return {**super().channel_context(value, channel, context), "sections": sections}

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        sections = [{"title": item["title"], "html": expand(item["text"].source)} for item in value["items"]]
        return {**super().get_context(value, parent_context), "sections": sections}

    def json(self, value: Any, batch: Batch) -> Any:
        return {
            "items": [
                {"title": item["title"], "text": batch.rich_text(item["text"].source)}
                for item in value["items"]
            ]
        }

    class Meta:
        icon = "list-ul"
        label = _("Accordion")


class TableBlock(ChannelMixin, TypedTableBlock):
    """A table with typed columns. wagtail-localize does not know Wagtail's, so its segments are named here."""

    channel_name = "table"
    text = blocks.CharBlock(label=_("text"), required=False)
    number = blocks.FloatBlock(label=_("number"), required=False)
    rich_text = blocks.RichTextBlock(
        label=_("text with links"), required=False, features=["bold", "italic", "link"]
    )

    def render_basic(self, value: Any, context: Mapping[str, Any] | None = None) -> str:
        return self.render_channel(value, "site", context or {})

    def get_template(self, value: Any = None, context: Any = None) -> None:  # type: ignore[override]  # rendered above
        return None

    def channel_context(self, value: TypedTable, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        convert = {"mail": mail_html, "text": rich_text_to_text, "site": expand}[channel]
        headings = [column["heading"] for column in value.columns]
        is_number = [column["block"].name == "number" for column in value.columns]
        rows = [[_cell(cell, convert) for cell in row["values"]] for row in value.row_data]
        return {
            **super().channel_context(value, channel, context),
            "headings": [
                {"text": text, "is_number": number} for text, number in zip(headings, is_number, strict=True)
            ],
            "rows": rows,
            "caption": value.caption,
        }

    def get_api_representation(self, table: TypedTable, context: Mapping[str, Any] | None = None) -> Any:
        batch, is_own = with_batch(context)
        shape = {
            "caption": table.caption,
            "columns": [
                {"type": column["block"].name, "heading": column["heading"]} for column in table.columns
            ],
            "rows": [[_json_cell(cell, batch) for cell in row["values"]] for row in table.row_data],
        }
        return batch.resolve(shape) if is_own else shape

    class Meta:
        icon = "table"
        label = _("Table")

    def get_translatable_segments(self, value: TypedTable) -> list[Any]:
        from core.blocks.table_segments import table_segments  # wagtail-localize loads models

        return table_segments(value)

    def restore_translated_segments(self, value: TypedTable, segments: Sequence[Any]) -> TypedTable:
        from core.blocks.table_segments import restore_table

        return restore_table(value, segments)


def _cell(cell: Any, convert: Any) -> dict[str, Any]:
    source = getattr(cell, "source", None)
    if source is not None:
        return {"html": convert(source), "number": None, "text": ""}
    if isinstance(cell, float):
        return {"html": "", "number": cell, "text": ""}
    return {"html": "", "number": None, "text": "" if cell is None else str(cell)}


def _json_cell(cell: Any, batch: Batch) -> Any:
    source = getattr(cell, "source", None)
    return batch.rich_text(source) if source is not None else cell
