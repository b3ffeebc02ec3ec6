"""The blocks of an issue: items of any source, and own words in every language of the site."""

from newsletter.blocks.items import CardsBlock, ItemsBlock, LeadBlock
from newsletter.blocks.stream import IssueBlocks, locked_blocks

__all__ = ["CardsBlock", "IssueBlocks", "ItemsBlock", "LeadBlock", "locked_blocks"]
