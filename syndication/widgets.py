from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.admin.widgets.chooser import BaseChooser, BaseChooserAdapter

from syndication.sources import resolve_refs, sources


class ItemChooser(BaseChooser):
    """Wagtail's chooser over what the sources offer; its value is "source:ref"."""

    choose_one_text = gettext_lazy("Choose an item")
    choose_another_text = gettext_lazy("Choose another item")
    icon = "list-ul"
    chooser_modal_url_name = "syndication_chooser:choose"
    show_edit_link = False

    def get_value_data(self, value: Any) -> dict[str, Any] | None:
        return {"id": str(value), "edit_url": None, "title": describe(str(value))} if value else None


def describe(choice: str) -> str:
    """What the editor reads of a choice; also of one whose source or item is gone."""
    key, _colon, ref = choice.partition(":")
    source = sources.get(key)
    if source is None:
        return _("Not shown: no installed app offers “%(key)s” (%(ref)s)") % {
            "key": key,
            "ref": ref,
        }
    language = get_language() or settings.LANGUAGE_CODE
    item = resolve_refs([(key, ref)], language=language).get((key, ref))
    if item is None:
        return _("Not shown: %(source)s %(ref)s is not published any more") % {
            "source": source.label,
            "ref": ref,
        }
    return _("%(source)s: %(title)s") % {"source": source.label, "title": item.title}


register(BaseChooserAdapter(), ItemChooser)
