from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinderConfig(AppConfig):
    name = "finder"
    label = "tekotori_finder"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Search")

    def ready(self) -> None:
        from core.tasks import sweeps
        from finder import checks, personal  # noqa: F401 - registers the system check
        from finder.tasks import MEND_VOCABULARY

        personal.register()
        sweeps.register(MEND_VOCABULARY)
