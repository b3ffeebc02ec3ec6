"""How the texts of an issue stand in its form: a tab per language of the site, each always there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel

from core.html import visible, words_of

WORDS = ("subject", "preheader", "intro", "outro")
ASSETS = forms.Media(css={"all": ["newsletter/editor.css"]}, js=["newsletter/editor.js"])


class TextFormSet(BaseChildFormSet):
    """One form per language. A form without a word is no text: the issue does not go in that language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = {text.language for text in self.get_queryset()}
        missing = [code for code, _name in settings.LANGUAGES if code not in present]
        self.initial_extra = None if self.is_bound else [{"language": code} for code in missing]
        self.extra = len(missing)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if self.is_bound and i >= self.initial_form_count():
            language = self.data.get(f"{self.add_prefix(i)}-language")
            kwargs["initial"] = {"language": language}
            # Somebody wrote this language since the page was opened: theirs is the text, and no second one is made.
            known = [text for text in self.get_queryset() if text.pk and text.language == language]
            kwargs |= {"instance": known[0]} if known and not self._is_posted(known[0].pk) else {}
        return super()._construct_form(i, **kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        for form in self.forms if self.is_bound else []:
            if is_empty(form):
                form.errors.clear()  # nobody wants this language, so nothing is missing in it

    def _is_posted(self, pk: int) -> bool:
        posted = (self.data.get(f"{self.add_prefix(n)}-id") for n in range(self.initial_form_count()))
        return str(pk) in posted

    def _should_delete_form(self, form: Any) -> bool:
        return bool(super()._should_delete_form(form)) or is_empty(form)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """What is doubled in words of the editor, where Django would name columns."""
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


def is_empty(form: Any) -> bool:
    return not any(visible(words_of(str(form[name].value() or ""))) for name in WORDS)


class TextsPanel(InlinePanel):
    """Wagtail's tabs around the forms of a relation: nothing to add, order or delete."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        formset["formset"] = TextFormSet
        formset["fields"] = [*formset["fields"], "language"]
        formset["widgets"] = {**formset["widgets"], "language": forms.HiddenInput}
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "newsletter/admin/texts.html"

        @cached_property
        def tabs(self) -> list[dict[str, Any]]:
            """The languages in the site's order, each with its form."""
            forms_by_code = {child.form["language"].value(): child for child in self.children}
            known = [code for code, _name in settings.LANGUAGES if code in forms_by_code]
            return [
                {
                    "id": f"text-{code}",
                    "code": code,
                    "title": str(get_language_info(code)["name_local"]).capitalize(),
                    "is_empty": is_empty(forms_by_code[code].form),
                    "panel": forms_by_code[code],
                }
                for code in known
            ]

        @property
        def media(self) -> forms.Media:
            return super().media + ASSETS

        def telepath_pack(self, context: Any) -> Any:
            # As a plain panel: the script of InlinePanel would look for buttons that are not here.
            return ("wagtail.panels.Panel", [Panel.BoundPanel.js_opts(self)])


class SegmentPanel(FieldPanel):
    """Says in words what no segment means; a row of dashes could mean nobody."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field is not None:
                self.bound_field.field.empty_label = _("Everyone who reads the newsletter")
