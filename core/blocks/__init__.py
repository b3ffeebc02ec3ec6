"""The blocks of which every story is made. They name no app; chosen items live in `syndication.blocks`."""

from core.blocks.media import EmbedBlock, MediaBlock
from core.blocks.stream import StoryBlocks, check_story
from core.blocks.structure import AccordionBlock, ButtonBlock, FileBlock, TableBlock
from core.blocks.text import FigureBlock, HeadingBlock, ImageBlock, ParagraphBlock, QuoteBlock

__all__ = [
    "AccordionBlock",
    "ButtonBlock",
    "EmbedBlock",
    "FigureBlock",
    "FileBlock",
    "HeadingBlock",
    "ImageBlock",
    "MediaBlock",
    "ParagraphBlock",
    "QuoteBlock",
    "StoryBlocks",
    "TableBlock",
    "check_story",
]
