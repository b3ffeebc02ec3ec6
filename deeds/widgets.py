"""The chooser of a deed in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.widgets import AdminSnippetChooser

from deeds.models import Deed


def deed_chooser() -> AdminSnippetChooser:
    """Speaks the language of whoever looks; Wagtail's own would keep that of the first who did."""
    return AdminSnippetChooser(
        model=Deed,
        choose_one_text=_("Choose a deed"),
        choose_another_text=_("Choose another deed"),
        link_to_chosen_text=_("Edit this deed"),
    )
