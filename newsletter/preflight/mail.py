"""One mail as the rules read it: the facts, and the HTML parsed once for all of them."""

from dataclasses import dataclass
from functools import cached_property

from newsletter.preflight.cascade import Look
from newsletter.preflight.facts import Facts
from newsletter.preflight.page import Page, parse
from newsletter.preflight.styles import StyleSheet, parse_sheets


@dataclass(frozen=True)
class Mail:
    facts: Facts

    @cached_property
    def page(self) -> Page:
        return parse(self.facts.html)

    @cached_property
    def styles(self) -> StyleSheet:
        return parse_sheets(tuple(self.page.style_sheets))

    @cached_property
    def light(self) -> Look:
        return Look(self.page, self.styles, dark=False)

    @cached_property
    def dark(self) -> Look:
        return Look(self.page, self.styles, dark=True)
