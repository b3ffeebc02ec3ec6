"""In which issues an item went out already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsletter.models import Edition
from syndication.remarks import Pair, Remark

SHOWN = 2  # issues in one remark; whoever wants more looks into the archive


@dataclass(frozen=True, slots=True)
class Mention:
    """One issue that brought an item, on the day when its first language went."""

    issue: int
    newsletter: str
    number: int
    name: str
    sent_at: datetime

    def __str__(self) -> str:
        return _("%(newsletter)s %(number)s, “%(name)s”, %(date)s") % {
            "newsletter": self.newsletter,
            "number": self.number,
            "name": self.name,
            "date": date_format(timezone.localtime(self.sent_at), "SHORT_DATE_FORMAT"),
        }


def mentions_of(pairs: Iterable[Pair], *, newsletter: int | None = None) -> dict[Pair, list[Mention]]:
    """The issues that brought each item, newest first; one query. Items that none brought are missing."""
    wanted = set(pairs)
    gone = Edition.objects.gone().order_by("-sent_at", "-pk").select_related("issue__newsletter")
    if newsletter:
        gone = gone.filter(issue__newsletter=newsletter)
    editions = gone.select_related("compilation", "issue__newsletter").only(
        "sent_at",
        "issue__number",
        "issue__name",
        "issue__newsletter__name_fi",
        "issue__newsletter__name_sv",
        "issue__newsletter__name_en",
        "compilation__item_refs",
    )
    found: dict[Pair, dict[int, Mention]] = {}
    for edition in editions:
        for source, ref, *_language in edition.compilation.item_refs:
            if (source, ref) in wanted:
                found.setdefault((source, ref), {})[edition.issue_id] = _mention(edition)
    return {pair: list(issues.values()) for pair, issues in found.items()}


def _mention(edition: Edition) -> Mention:
    issue = edition.issue
    name = issue.newsletter.name_in(get_language() or "")
    return Mention(issue.pk, name, issue.number, issue.name, edition.sent_at or timezone.now())


def _remarks(pairs: Sequence[Pair]) -> Mapping[Pair, str]:
    return {pair: in_words(mentions) for pair, mentions in mentions_of(pairs).items()}


def in_words(mentions: Sequence[Mention]) -> str:
    return "; ".join(str(mention) for mention in mentions[:SHOWN])


MAILED = Remark(key="newsletter.mailed", about=_remarks)
