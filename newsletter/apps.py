from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    label = "tekotori_newsletter"
    verbose_name = _("Newsletter")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contacts.holdings import holdings
        from core.tasks import Sweep, sweeps
        from mail.registries import claim_checks
        from newsletter import personal, sources, tasks
        from newsletter.holdings import SUBSCRIPTIONS
        from newsletter.importing.tasks import RUN_IMPORTS, TIDY_IMPORTS
        from newsletter.services.mailed import MAILED
        from newsletter.services.receiving import CLAIM_CHECK
        from newsletter.sweeps import EXPIRE_SIGN_UPS, FORGET_ENDED
        from syndication.feeds import feeds
        from syndication.remarks import remarks
        from syndication.sources import sources as source_registry

        personal.register()
        claim_checks.register(CLAIM_CHECK)
        holdings.register(SUBSCRIPTIONS)
        sweeps.register(EXPIRE_SIGN_UPS)
        sweeps.register(FORGET_ENDED)
        sweeps.register(RUN_IMPORTS)
        sweeps.register(TIDY_IMPORTS)
        source_registry.register(sources.issue_source)
        feeds.register(sources.archive)
        remarks.register(MAILED)
        sweeps.register(Sweep(key="newsletter.run_dispatches", cron="* * * * *", task=tasks.run_dispatches))
