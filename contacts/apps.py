from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "tekotori_contacts"
    verbose_name = _("Contacts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contacts.tasks import EXPIRE_LINKS
        from core.tasks import sweeps

        sweeps.register(EXPIRE_LINKS)
