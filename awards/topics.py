"""Awards as topics that a subscriber chooses."""

from awards.models import Award
from core.facts import Fact, FactGroup, topic
from registers.models import LANGUAGES


def award_topics() -> list[Fact]:
    return [
        topic(f"award:{award.code}", {code: award.name_in(code) for code in LANGUAGES}, "award")
        for award in Award.objects.all()
    ]


AWARDS = FactGroup(key="award", labels={"fi": "Palkinnot", "sv": "Pris", "en": "Awards"}, facts=award_topics)
