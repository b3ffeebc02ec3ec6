"""The rules by subject, in the order in which an editor reads their findings."""

from collections.abc import Sequence

from newsletter.preflight.findings import Rule
from newsletter.preflight.rules import (
    clients,
    contents,
    head,
    images,
    languages,
    links,
    listing,
    looks,
    structure,
    template,
    tokens,
)

RULES: Sequence[Rule] = (
    *template.RULES,
    *head.RULES,
    *contents.RULES,
    *languages.RULES,
    *structure.RULES,
    *links.RULES,
    *images.RULES,
    *looks.RULES,
    *tokens.RULES,
    *listing.RULES,
    *clients.RULES,
)
