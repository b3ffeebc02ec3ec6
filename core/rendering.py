"""One StreamField, four channels: the site, the mail (MJML fragments), plain text, and JSON."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import Block, StreamValue

from core.batch import Batch
from core.html import clean, clean_characters

CHANNELS = ("site", "mail", "text")
_SUFFIX = {"site": "html", "mail": "mjml", "text": "txt"}

# Mail has no style sheet of the site: the system's own fonts, and colours of the light theme. An outer template
# turns them dark by the classes tk-text, tk-heading, tk-muted, tk-card and tk-button.
MAIL_STYLE = {
    # Not Roboto: MJML would fetch a font of that name from Google, and Android's sans-serif is Roboto anyway.
    "font": "-apple-system, 'Segoe UI', Arial, sans-serif",
    "ink": "#1B2A26",
    "muted": "#4F5F59",
    "line": "#8A9690",
    "brand": "#0F5B4A",
    "surface": "#FFFFFF",
}


class ChannelMixin:
    """A block with one template per channel, `<template_folder>/<channel>/<name>.<suffix>`.

    Blocks of other apps use it with a `template_folder` of their own; `channel_name` is the file's name.
    """

    template_folder = "core/blocks"
    channel_name = ""

    def channel_template(self, channel: str) -> str:
        return f"{self.template_folder}/{channel}/{self.channel_name}.{_SUFFIX[channel]}"

    def get_template(self, value: Any = None, context: Any = None) -> str:
        """The site's template, so that `{% include_block %}` and `render_stream` show the same."""
        return self.channel_template("site")

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        """What the template of a channel sees beside `value`; blocks that compute something override it."""
        base = self.get_context(value, parent_context=dict(context))  # type: ignore[attr-defined]  # from wagtail's Block
        return {**base, "channel": channel, "style": {**MAIL_STYLE, **context.get("style", {})}}

    def render_channel(self, value: Any, channel: str, context: Mapping[str, Any]) -> str:
        return render_to_string(self.channel_template(channel), self.channel_context(value, channel, context))


def render_block(block: Block, value: Any, channel: str, context: Mapping[str, Any]) -> str:
    """One block in a channel; a block of another library without channels has its own HTML on the site only."""
    if isinstance(block, ChannelMixin):
        rendered = clean_characters(block.render_channel(value, channel, context))
        return rendered.replace("<br>", "<br />") if channel == "mail" else rendered  # MJML is read as XML
    return clean_characters(str(block.render(value, dict(context)))) if channel == "site" else ""


def render_stream(value: StreamValue, channel: str, context: Mapping[str, Any] | None = None) -> SafeString:
    """All blocks of a stream in a channel: "site" (HTML), "mail" (MJML inside mj-body) or "text".

    The context may hold `page_url` (where a mail leads for what it can't show) and `style` (see MAIL_STYLE).
    """
    if channel not in CHANNELS:
        raise ValueError(f"{channel!r} is not a channel. Choose one of {', '.join(CHANNELS)}.")
    parts = [render_block(child.block, child.value, channel, context or {}).strip() for child in value]
    joint = "\n\n" if channel == "text" else "\n"
    return mark_safe(joint.join(part for part in parts if part))  # noqa: S308 — the templates escape what editors write


def stream_json(value: StreamValue, batch: Batch | None = None) -> list[dict[str, Any]]:
    """A stream as typed blocks `{"type", "id", "value"}`.

    With a batch, placeholders are left for its `resolve`, so that many streams share its queries.
    """
    own = batch or Batch()
    tree = [
        {
            "type": child.block_type,
            "id": child.id,
            "value": child.block.get_api_representation(child.value, context={"batch": own}),
        }
        for child in value
    ]
    return tree if batch else own.resolve(tree)


def feed_html(value: StreamValue, page_url: str = "") -> str:
    """A stream as HTML for feeds: the site's, cut down to what readers show, every address absolute."""
    return clean(render_stream(value, "site", {"page_url": page_url}), "feed").strip()
