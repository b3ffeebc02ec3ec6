from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeadlessConfig(AppConfig):
    name = "headless"
    label = "tekotori_headless"
    verbose_name = _("Content API")
