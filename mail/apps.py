from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    label = "tekotori_mail"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from core.tasks import Sweep, sweeps
        from mail import checks, personal, tasks  # noqa: F401  (importing registers the system checks)
        from mail.returns.tasks import read_returned_mail
        from mail.watch.tasks import watch_outbox

        personal.register()
        sweeps.register(Sweep("mail.sweep", "* * * * *", tasks.sweep_outbox))
        sweeps.register(Sweep("mail.purge", "20 3 * * *", tasks.purge_outbox))
        sweeps.register(Sweep("mail.read_returns", "*/5 * * * *", read_returned_mail))
        sweeps.register(Sweep("mail.watch", "*/5 * * * *", watch_outbox))
        sweeps.register(Sweep("mail.send_single", "* * * * *", tasks.send_single_mail))
        sweeps.register(Sweep("mail.send_bulk", "* * * * *", tasks.send_bulk_mail))
