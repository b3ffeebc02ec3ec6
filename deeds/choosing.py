"""What a reader chose in the list of deeds: read from the address and written back to it, always in one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from deeds.asking import ADOPTED, NEWEST, RELEVANCE, Question
from deeds.facets import all_facets
from finder.queries import Search

LONGEST_SEARCH = 120
LONGEST_CODE = 80
MOST_VALUES = 20  # of one facet; more than a person chooses, and no address makes a query without end


@dataclass(frozen=True)
class Choices:
    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet -> codes, as given
    sort: str = NEWEST
    only: bool = False  # only what has a page in the reader's language

    @classmethod
    def read(cls, query: QueryDict) -> "Choices":
        text = query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        values = {key: _codes(query, key) for key in all_facets()}
        default = RELEVANCE if text else NEWEST
        sort = query.get("sort", default)
        return cls(
            text=text,
            values={key: codes for key, codes in values.items() if codes},
            sort=sort if sort in _sorts(text) else default,
            only=query.get("only") == "1",
        )

    @classmethod
    def parse(cls, address: str) -> "Choices":
        return cls.read(QueryDict(address.removeprefix("?")))

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        """The address's parameters in one fixed order, so that equal choices have one address."""
        given = [("q", self.text)] if self.text else []
        given += [(key, code) for key in all_facets() for code in self.values.get(key, ())]
        given += [("only", "1")] if self.only else []
        given += [("sort", self.sort)] if self.sort != (RELEVANCE if self.text else NEWEST) else []
        return [pair for pair in given if pair[0] != without]

    @property
    def quoted(self) -> str:
        """What was searched for, between the quotation marks of the active language."""
        return _("“%(words)s”") % {"words": self.text}

    @property
    def words(self) -> str:
        """Everything that the reader gave, each on its line."""
        return "\n".join(value for _name, value in self.pairs())

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @property
    def url(self) -> str:
        # "?" alone leads to the list without any choice; an empty address would keep the present ones.
        return f"?{self.query}"

    def toggled(self, key: str, code: str) -> "Choices":
        codes = self.values.get(key, ())
        changed = tuple(other for other in codes if other != code) if code in codes else (*codes, code)
        return replace(self, values={**self.values, key: changed})

    def without_text(self) -> "Choices":
        return replace(self, text="", sort=NEWEST if self.sort == RELEVANCE else self.sort)

    def question(self, search: Search | None, language: str) -> Question:
        chosen = {key: codes for key, codes in self.values.items() if codes}
        return Question(search, chosen, language if self.only else "", self.sort)

    @property
    def sorts(self) -> tuple[str, ...]:
        return _sorts(self.text)

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.values and not self.only


def _codes(query: QueryDict, key: str) -> tuple[str, ...]:
    codes = (code.replace("\x00", "")[:LONGEST_CODE] for code in query.getlist(key))
    return tuple(dict.fromkeys(code for code in codes if code))[:MOST_VALUES]


def _sorts(text: str) -> tuple[str, ...]:
    return (RELEVANCE, NEWEST, ADOPTED) if text else (NEWEST, ADOPTED)
