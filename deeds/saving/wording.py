"""A search in words, for mails and pages: "palaveri; Sector: Education"."""

from django.utils.translation import gettext as _

from deeds.choosing import Choices
from deeds.facets import all_facets


def in_words(choices: Choices, language: str) -> str:
    """In the active language, with the registers' names in `language`."""
    said = [choices.quoted] if choices.text else []
    for key, facet in all_facets().items():
        codes = choices.values.get(key, ())
        if codes:
            names = facet.labels(language)
            names |= facet.names([code for code in codes if code not in names], language)
            said.append(f"{facet.label}: {', '.join(names.get(code, code) for code in codes)}")
    if choices.only:
        said.append(_("Only in this language"))
    return "; ".join(said) or _("All deeds")
