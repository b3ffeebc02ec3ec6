"""Awards as topics that a subscriber chooses; deeds that won one are about it."""

from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from awards.models import Award, Winner
from core.facts import Fact, FactGroup, topic
from deeds.topics import DeedTopics
from registers.models import LANGUAGES


def award_topic(code: str) -> str:
    return f"award:{code}"


def award_topics() -> list[Fact]:
    return [
        topic(award_topic(award.code), {code: award.name_in(code) for code in LANGUAGES}, "award")
        for award in Award.objects.all()
    ]


def awards_won(deeds: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Awards by the deeds that won a place in them, as far as the winners are published."""
    pairs = (
        Winner.objects.published(at=timezone.now())
        .filter(deed__in=deeds)
        .order_by("category__round__award__code")
        .values_list("deed_id", "category__round__award__code")
    )
    won: dict[int, dict[str, None]] = {}
    for deed, code in pairs:
        won.setdefault(deed, {})[award_topic(code)] = None
    return {deed: list(keys) for deed, keys in won.items()}


AWARDS = FactGroup(key="award", labels={"fi": "Palkinnot", "sv": "Pris", "en": "Awards"}, facts=award_topics)
WON = DeedTopics(key="award", topics_of=awards_won)
