"""What became of one deed in a span of time: a new version or language, who adopted it, that it was retired."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Link
from core.html import absolute_url
from core.pages import LANGUAGE_NAMES
from deeds.languages import Shown, shown_in
from deeds.models import Adoption, Deed, DeedVersion
from deeds.versioning.values import changed_fields
from deeds.versioning.words import field_labels


def deed_news(deed: Deed, *, language: str, since: datetime, until: datetime) -> list[Link]:
    """One line for each kind of news, in the reader's language; nothing of a deed that was taken off the site."""
    span = (since, until)
    with translation.override(language):
        if deed.state == Deed.State.RETIRED:
            return _retirement(deed, span)
        shown = shown_in([deed], language) if deed.is_live else []
        return [*_changes(shown[0], language, span), *_adoptions(shown[0], language, span)] if shown else []


Span = tuple[datetime, datetime]


def _retirement(deed: Deed, span: Span) -> list[Link]:
    if deed.retired_at is None or not span[0] < deed.retired_at <= span[1]:
        return []
    words = {"number": deed.number, "ground": deed.get_retired_ground_display()}
    text = _("Deed %(number)s was retired: %(ground)s.") % words
    return [Link(text, absolute_url(deed.get_absolute_url()))]


def _changes(shown: Shown, language: str, span: Span) -> list[Link]:
    """From the version that readers knew before to the one that stands now, whatever came between."""
    versions = shown.deed.versions.filter(language=shown.page_language)
    last = versions.order_by("number").last()
    if last is None or not span[0] < last.published_at <= span[1]:
        return []
    before = versions.filter(published_at__lte=span[0]).order_by("number").last()
    return [_new_language(shown)] if before is None else _change(shown, before, last, language)


def _new_language(shown: Shown) -> Link:
    name = LANGUAGE_NAMES.get(shown.page_language, shown.page_language)
    words = {"title": shown.title, "language": name}
    return Link(_("“%(title)s” can be read in a new language: %(language)s") % words, shown.url)


def _change(shown: Shown, before: DeedVersion, last: DeedVersion, language: str) -> list[Link]:
    changed = field_labels(changed_fields(before.values, last.values), language)
    if not changed:  # it was changed, and back again
        return []
    path = reverse("deed_compare", kwargs={"number": shown.deed.number, "language": shown.page_language})
    address = absolute_url(f"{path}?from={before.number}&to={last.number}")
    return [Link(_("“%(title)s” has a new version") % {"title": shown.title}, address, _changed(changed))]


def _changed(labels: list[str]) -> str:
    return _("Changed: %(fields)s.") % {"fields": ", ".join(labels)}


def _adoptions(shown: Shown, language: str, span: Span) -> list[Link]:
    rows = shown.deed.adoptions.filter(
        state=Adoption.State.ACCEPTED, decided_at__gt=span[0], decided_at__lte=span[1]
    )
    return [
        Link(
            _("“%(title)s” was adopted by %(organisation)s")
            % {"title": shown.title, "organisation": row.organisation.label_in(language)},
            f"{shown.url}#adoptions",
            row.get_kind_display().capitalize(),
        )
        for row in rows.select_related("organisation__merged_into").order_by("decided_at", "pk")
    ]
