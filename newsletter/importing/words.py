"""What is wrong with a row and what to do, in the editor's words."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAULTS = {
    "address-missing": (gettext_lazy("The row has no address."), gettext_lazy("Write one, or take the row out.")),
    "address": (
        gettext_lazy("No mail server would take the address."),
        gettext_lazy("Look for a typing error, a space or a missing part."),
    ),
    "language-missing": (
        gettext_lazy("The row says no language."),
        gettext_lazy("Write one, or choose a language for such rows."),
    ),
    "language": (
        gettext_lazy("The language isn't one of the site."),
        gettext_lazy("Say under “Values that mean nothing here” which it is."),
    ),
    "topic": (
        gettext_lazy("A topic isn't one of the site."),
        gettext_lazy("Say under “Values that mean nothing here” which it is, or leave it out there."),
    ),
    "day": (gettext_lazy("The day of the consent can't be read."), gettext_lazy("Write it as 2.3.2026 or 2026-03-02.")),
    "day-missing": (
        gettext_lazy("The row doesn't say when consent was given."),
        gettext_lazy("Write the day, or choose one for such rows. Without it, ask the person to sign up anew."),
    ),
    "day-not-been": (
        gettext_lazy("Consent can't have been given on that day."),
        gettext_lazy("Write the day on which it was given."),
    ),
    "statement-missing": (
        gettext_lazy("The row doesn't say what the person agreed to."),
        gettext_lazy("Write the exact text, or give it for such rows. Without it, ask the person to sign up anew."),
    ),
    "where-missing": (
        gettext_lazy("The row doesn't say where consent was given."),
        gettext_lazy("Write the page, the form or the event, or give it for such rows."),
    ),
    "names-person": (
        gettext_lazy("The evidence of consent holds the person's address."),
        gettext_lazy("Take it out: evidence is kept for ever, and names nobody."),
    ),
    "failed": (
        gettext_lazy("The import failed on this row and went on with the next."),
        gettext_lazy("The log of the site says why."),
    ),
}  # fmt: skip


def sentences(codes: Iterable[Sequence[str]]) -> tuple[str, str]:
    """What is wrong and what to do, of all faults of a row."""
    pairs = [_said(code, about) for code, about in codes]
    return " ".join(wrong for wrong, _do in pairs), " ".join(dict.fromkeys(do for _wrong, do in pairs))


def _said(code: str, about: str) -> tuple[str, str]:
    if code == "doubled":
        wrong = _("Row %(number)s has the same address.") % {"number": about}
        return wrong, _("Nothing: the first of them is taken in.")
    wrong, do = map(str, FAULTS[code])
    return (f"{about}: {wrong}" if about else wrong), do
