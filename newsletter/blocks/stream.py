from typing import Any

from wagtail.blocks import StreamBlock

from newsletter.blocks.items import CardsBlock, LeadBlock
from newsletter.blocks.mjml import FreeMjmlBlock
from newsletter.blocks.pictures import IssuePictureBlock
from newsletter.blocks.telling import (
    IssueButtonBlock,
    IssueDividerBlock,
    IssueFigureBlock,
    IssueHeadingBlock,
    IssueQuoteBlock,
    IssueTextBlock,
)


class IssueBlocks(StreamBlock):
    """What an issue is made of. One stream for all languages: order and items are the same, words are per language."""

    lead = LeadBlock()
    cards = CardsBlock()
    heading = IssueHeadingBlock()
    text = IssueTextBlock()
    picture = IssuePictureBlock()
    quote = IssueQuoteBlock()
    figure = IssueFigureBlock()
    button = IssueButtonBlock()
    divider = IssueDividerBlock()
    mjml = FreeMjmlBlock()

    class Meta:
        required = False


def locked_blocks(mjml_blocks: int) -> IssueBlocks:
    """The blocks for whoever may not write MJML: as many free blocks as there are, to be read."""
    free = FreeMjmlBlock(is_locked=True)
    counts: dict[str, Any] = {"mjml": {"max_num": mjml_blocks}}
    return IssueBlocks([("mjml", free)], block_counts=counts)
