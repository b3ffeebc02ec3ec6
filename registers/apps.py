from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "registers"
    label = "tekotori_registers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Registers")

    def ready(self) -> None:
        from core.facts import fact_groups
        from registers import checks, personal  # noqa: F401 - registers the system check
        from registers.attributes import AREAS, ORGANISATION_TYPES
        from registers.topics import SECTORS, THEMES

        personal.register()
        fact_groups.register(SECTORS)
        fact_groups.register(THEMES)
        fact_groups.register(ORGANISATION_TYPES)
        fact_groups.register(AREAS)
