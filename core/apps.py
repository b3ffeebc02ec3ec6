from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    label = "tekotori_core"
    verbose_name = _("Kernel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import checks as checks  # registers itself
        from core import ledger_heads, personal

        ledger_heads.register()
        personal.register(*personal.OWN_TABLES)
