"""What Wagtail's log says of acts that concern many subscribers: who, when and how many, never whom."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

# action -> label and message, with what stands in the entry's data
ACTIONS: dict[str, tuple[Promise, Promise]] = {
    "newsletter.import_subscribers": (
        _("Import subscribers"),
        _("Took in a file of subscribers: %(people)s rows"),
    ),
    "newsletter.undo_import": (_("Undo an import"), _("Began to take an import of subscribers back: %(people)s people")),
    "newsletter.export_subscribers": (
        _("Export subscribers"),
        _("Took the list of subscribers along: %(people)s people"),
    ),
    "newsletter.change_subscribers": (
        _("Change many subscribers"),
        _("Changed many subscribers at once: %(people)s people"),
    ),
}  # fmt: skip


def register_actions(registry: LogActionRegistry) -> None:
    for action, (label, message) in ACTIONS.items():
        registry.register_action(action)(_formatter(label, message))


def _formatter(label: Promise, message: Promise) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        def format_message(self, log_entry: Any) -> str:
            return str(message) % log_entry.data

    Formatter.label = label
    return Formatter
