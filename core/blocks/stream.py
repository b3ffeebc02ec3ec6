from typing import Any

from wagtail.blocks import StreamBlock, StreamValue

from core.blocks.media import EmbedBlock, MediaBlock
from core.blocks.structure import AccordionBlock, ButtonBlock, FileBlock, TableBlock
from core.blocks.text import FigureBlock, HeadingBlock, ImageBlock, ParagraphBlock, QuoteBlock


class StoryBlocks(StreamBlock):
    """The body of every story: deeds, articles, episodes' notes, content pages and newsletters."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    image = ImageBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    button = ButtonBlock()
    file = FileBlock()
    accordion = AccordionBlock()
    table = TableBlock()
    media = MediaBlock()
    embed = EmbedBlock()

    class Meta:
        required = False


def check_story(value: StreamValue) -> Any:
    """The stream as an editor's form would take it; raises ValidationError. Services call it before publishing."""
    return value.stream_block.clean(value)
