"""How the texts of an issue stand in its form: one per language."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldPanel, InlinePanel


class TextFormSet(BaseChildFormSet):
    """Says what is doubled in words of the editor, where Django would name columns."""

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        if "language" not in unique_check:
            return str(super().get_unique_error_message(unique_check))
        return _(
            "There are two texts in the same language: %(language)s. Keep one, and delete the other or give it "
            "another language."
        ) % {"language": self._doubled()}

    def _doubled(self) -> str:
        kept = [form for form in self.forms if form not in self.deleted_forms]
        languages = Counter(getattr(form, "cleaned_data", {}).get("language") for form in kept)
        names = dict(settings.LANGUAGES)
        return ", ".join(str(names[code]) for code, times in languages.items() if code and times > 1)

    def get_form_error(self) -> str:
        return _("There is another text in this language.")


class TextsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = TextFormSet
        return options


class SegmentPanel(FieldPanel):
    """Says in words what no segment means; a row of dashes could mean nobody."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field is not None:
                self.bound_field.field.empty_label = _("Everyone who reads the newsletter")
