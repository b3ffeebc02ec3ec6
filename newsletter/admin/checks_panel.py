"""The findings beside the editor: what the checks say of the issue as it was saved, each with the way to its block."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel

from newsletter.admin.words import hint
from newsletter.preflight import Finding
from newsletter.services.checking import check_language


class FindingsPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle the checks before sending")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": self.panel.errors}

    name = "newsletter-checks"
    title = _("Checks before sending")
    template_name = "newsletter/admin/findings_panel.html"
    order = 350

    class Media:
        css = {"all": ["newsletter/sending.css"]}

    @cached_property
    def languages(self) -> list[tuple[str, list[tuple[Finding, str]]]]:
        """Of each language that the issue has a text in: the findings with their words."""
        return [
            (
                language,
                [
                    (finding, hint(finding))
                    for finding in check_language(issue=self.object, language=language)
                ],
            )
            for language in self.object.languages
        ]

    @property
    def errors(self) -> int:
        return sum(finding.is_error for _language, findings in self.languages for finding, _words in findings)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "issue": self.object, "languages": self.languages}


class ChecksBeside:
    """The panel beside the editor; not in the answer to saving in the background, which shows no panel."""

    def get_side_panels(self) -> Any:
        view: Any = self
        panels = super().get_side_panels()  # type: ignore[misc]  # of Wagtail's view
        if view.expects_json_response:
            return panels
        return MediaContainer([*panels, FindingsPanel(view.object, view.request)])
