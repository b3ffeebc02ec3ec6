from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "tekotori_contacts"
    verbose_name = _("Contacts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contacts import checks, personal  # noqa: F401 - the system check registers itself
        from contacts.tasks import EXPIRE_LINKS, FORGET_IDLE
        from core.tasks import sweeps

        personal.register()
        sweeps.register(EXPIRE_LINKS)
        sweeps.register(FORGET_IDLE)
