"""What wagtail-localize's screens lack: our words in its script."""

from typing import Any

from django.utils.translation import gettext
from django.views.i18n import JavaScriptCatalog

from cms.borrowed_words import WAGTAIL_LOCALIZE_SCRIPT


class ScriptWords(JavaScriptCatalog):
    """The library's catalogue with our words in front; the script of the translation screen reads it."""

    packages = ["wagtail_localize"]

    def get_catalog(self) -> dict[str, Any]:
        own = {word: gettext(word) for word in WAGTAIL_LOCALIZE_SCRIPT}
        return {**super().get_catalog(), **own}
