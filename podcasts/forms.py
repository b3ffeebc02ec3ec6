from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm


class ReadyForm(WagtailAdminPageForm):
    """Says at the form what would keep the page from being published; a draft is saved without it."""

    def _post_clean(self) -> None:
        super()._post_clean()
        self._report(self.instance.check_saved)
        if not self.is_deferred_validation:
            self._report(self.instance.check_ready)

    def _report(self, check: Any) -> None:
        try:
            check()
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                shown = field if field in self.fields else None
                if shown is None or shown not in self.errors:
                    self.add_error(shown, messages)
