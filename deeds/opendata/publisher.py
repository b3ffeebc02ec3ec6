"""Who publishes the data and answers for them, as the site's settings say it."""

from dataclasses import dataclass

from django.conf import settings
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site


@dataclass(frozen=True)
class Publisher:
    name: str
    mail: str


def publisher() -> Publisher:
    """By whichever of Wagtail's settings models has a name and an address for the public: this app knows none of them."""
    site = Site.objects.filter(is_default_site=True).first()
    for model in registry:
        if site is not None and hasattr(model, "name_in") and hasattr(model, "contact_email"):
            stored = model.for_site(site)
            return Publisher(stored.name_in(settings.LANGUAGE_CODE), stored.contact_email)
    return Publisher(settings.WAGTAIL_SITE_NAME, "")
