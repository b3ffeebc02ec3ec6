"""What a reader follows in words, for mails and pages: "palaveri; Sector: Education", or a deed by its title."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from deeds.choosing import Choices
from deeds.facets import WHOLE, Facet, all_facets
from deeds.languages import shown_in
from deeds.models import Deed, SavedSearch

DEED = "deed"


def in_words(choices: Choices, language: str) -> str:
    """In the active language, with the registers' names in `language`."""
    said = [choices.quoted] if choices.text else []
    for key, facet in all_facets().items():
        codes = choices.values.get(key, ())
        if codes:
            names = _names(facet, codes, language)
            said.append(f"{facet.label}: {', '.join(names.get(code, code) for code in codes)}")
    if choices.only:
        said.append(_("Only in this language"))
    return "; ".join(said) or _("All deeds")


def names_what_is_not_there(choices: Choices, language: str) -> bool:
    """Whether a sector, an organisation or the like is chosen that does not exist: nothing would ever meet it."""
    return any(
        code not in _names(facet, codes, language)
        for key, facet in all_facets().items()
        if (codes := choices.values.get(key, ()))
        for code in codes
    )


def _names(facet: Facet, codes: Sequence[str], language: str) -> dict[str, str]:
    names = dict(facet.labels(language))
    return names | dict(facet.names([code for code in codes if code not in names], language))


def followed_in_words(search: SavedSearch) -> str:
    """In the search's language, whatever is active."""
    with translation.override(search.language):
        if search.deed is not None:
            return deed_in_words(search.deed, search.language)
        return in_words(Choices.parse(search.query), search.language)


def deed_in_words(deed: Deed, language: str) -> str:
    """By its title; by its number alone once it is no longer published."""
    shown = shown_in([deed], language) if deed.is_live else []
    number = _("Deed %(number)s") % {"number": deed.number}
    return f"{shown[0].title} ({number})" if shown else number


def ways_to_follow(deed: Deed, language: str) -> list[tuple[str, str]]:
    """What can be followed from a deed's page: the deed itself, then searches that find others like it."""
    organisation = deed.organisation.merged_into or deed.organisation if deed.organisation else None
    codes = [("organisation", organisation.code)] if organisation else []
    codes += [("sector", code) for code in [WHOLE] * deed.whole_organisation + _codes(deed.sectors)]
    codes += [("theme", code) for code in _codes(deed.themes)]
    searches = [Choices(values={key: (code,)}) for key, code in codes]
    return [
        (DEED, _("This deed: new versions, who adopts it, and if it is retired")),
        *(
            (each.query, _("New deeds – %(search)s") % {"search": in_words(each, language)})
            for each in searches
        ),
    ]


def _codes(relation: Any) -> list[str]:
    return sorted(row.code for row in relation.all())
