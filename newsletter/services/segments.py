"""Segments: who fits the rules now, and the only writes to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from wagtail.models import Revision

from core.facts import Fact, fact_groups
from core.html import clean_words
from newsletter.errors import SegmentInUse, SegmentWaits
from newsletter.models import DispatchState, Issue, Segment, Subscription
from newsletter.rules import Condition, Kind, Rules
from newsletter.services.receiving import receiving

EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """How many fit and get mail now, by (key of the newsletter, language), and some of them as examples."""

    people: dict[tuple[int, str], int]
    examples: list[Subscription]

    @property
    def total(self) -> int:
        return sum(self.people.values())


def fitting(rules: Rules) -> Q:
    """The subscriptions that fit, whatever their state."""
    facts = _facts(rules.keys)
    found = Q(language__in=rules.languages) if rules.languages else Q()
    if rules.joined_since:
        found &= Q(confirmed_at__gte=_first_moment(rules.joined_since))
    if rules.joined_before:
        found &= Q(confirmed_at__lt=_first_moment(rules.joined_before))
    for condition in rules.conditions:
        found &= _holds(condition, facts)
    return found


def count_segment(rules: Rules, *, now: datetime) -> SegmentCount:
    """Count who fits and gets mail now. Addresses that must not be mailed are among them: mail alone knows those."""
    rows = Subscription.objects.filter(receiving(now)).filter(fitting(rules))
    counted = rows.order_by().values_list("newsletter_id", "language").annotate(people=Count("pk"))
    people = {(newsletter, language): number for newsletter, language, number in counted}
    # By the random key: the same ten while one composes, and not the ten who came first.
    examples = rows.select_related("newsletter", "contact").prefetch_related("topic_rows", "attribute_rows")
    return SegmentCount(people, list(examples.order_by("key")[:EXAMPLES]))


@transaction.atomic
def save_segment(*, segment: Segment, name: str, rules: Rules) -> Segment:
    """Create or change a segment. Raises SegmentWaits while an issue that was approved for it waits to be sent."""
    if issue := waiting_issue(segment, rules):
        raise SegmentWaits(segment=segment, issue=issue)
    segment.name, segment.rules = clean_words(name), rules
    segment.full_clean()
    segment.save()
    return segment


def waiting_issue(segment: Segment, rules: Rules) -> Issue | None:
    """An issue that waits to be sent to this segment, if other rules are to be saved than it was approved for."""
    saved = Segment.objects.filter(pk=segment.pk).first()
    if saved is None or saved.rules.stored() == rules.stored():
        return None
    return Issue.objects.filter(dispatches__state=DispatchState.SCHEDULED, segment=saved).first()


@transaction.atomic
def delete_segment(*, segment: Segment) -> None:
    """Raises SegmentInUse if an issue, or any earlier text of one, goes to it."""
    if issues := issues_of(segment):
        raise SegmentInUse(segment=segment, issues=issues)
    segment.delete()


def issues_of(segment: Segment) -> list[Issue]:
    """Issues that name it, in what was saved last or in any text before: one of those may be taken up again."""
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Issue), content__segment=segment.pk
    )
    drafts = [int(pk) for pk in revisions.values_list("object_id", flat=True).distinct()]
    return list(Issue.objects.filter(Q(segment=segment) | Q(pk__in=drafts)).order_by("-number"))


def _facts(keys: Iterable[str]) -> dict[str, Fact]:
    """The facts of these keys that are still offered; each group is read once."""
    names = {key.partition(":")[0] for key in keys}
    groups = [group for name in sorted(names) if (group := fact_groups.get(name))]
    return {fact.key: fact for group in groups for fact in group.facts()}


def _holds(condition: Condition, facts: dict[str, Fact]) -> Q:
    known = [facts[key] for key in condition.keys if key in facts]
    if condition.kind == Kind.ALL:
        if len(known) < len(condition.keys):
            return Q(pk__in=[])  # nobody has what nobody offers
        return Q(*(_with_one_of([fact]) for fact in known))
    return ~_with_one_of(known) if condition.kind == Kind.NONE else _with_one_of(known)


def _with_one_of(facts: list[Fact]) -> Q:
    # A query of its own for each, since one join would ask one row to be several facts at once.
    if not facts:
        return Q(pk__in=[])
    asked = reduce(or_, (fact.filter() for fact in facts))
    return Q(pk__in=Subscription.objects.filter(asked).values("pk"))


def _first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
