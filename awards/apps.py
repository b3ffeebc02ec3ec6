from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "awards"
    label = "tekotori_awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from awards import personal
        from awards.facets import AWARDED
        from awards.figures import winners
        from awards.models import Nomination
        from awards.permissions import ReadOnlyPolicy
        from awards.slots import awarded_slot, nominate_slot
        from awards.topics import AWARDS, WON
        from core.facts import fact_groups
        from core.figures import figures
        from core.slots import slots
        from deeds.facets import facets
        from deeds.topics import deed_topics

        personal.register()
        facets.register(AWARDED)
        figures.register(winners)
        fact_groups.register(AWARDS)
        deed_topics.register(WON)
        slots.register(nominate_slot)
        slots.register(awarded_slot)
        register_permission_policy(Nomination, ReadOnlyPolicy(Nomination))
