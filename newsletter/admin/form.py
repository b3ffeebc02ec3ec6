"""The form of the editing screen: what stands in a free block is changed only by who may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.base import BlockField

from newsletter.blocks import locked_blocks

WRITE_MJML = "tekotori_newsletter.write_mjml"


class IssueForm(WagtailAdminModelForm):
    """Compares free blocks with the stored ones by their uuid: the form hides nothing that it doesn't also refuse."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored = dict(_free_blocks(self.instance.items))
        if "items" in self.fields and not self._may_write_mjml():
            field = self.fields["items"]
            self.fields["items"] = BlockField(
                locked_blocks(len(self._stored)),
                required=field.required,
                label=field.label,
                help_text=field.help_text,
            )

    def _may_write_mjml(self) -> bool:
        return self.for_user is None or self.for_user.has_perm(WRITE_MJML)

    def clean_items(self) -> StreamValue:
        items: StreamValue = self.cleaned_data["items"]
        if self._may_write_mjml():
            return items
        errors = {
            position: ValidationError(_("Only an administrator can add or change free MJML."))
            for position, child in enumerate(items)
            if child.block_type == "mjml" and self._stored.get(child.id) != _source(child)
        }
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return items


def _free_blocks(items: StreamValue) -> list[tuple[str, Any]]:
    return [(child.id, _source(child)) for child in items if child.block_type == "mjml"]


def _source(child: Any) -> dict[str, str]:
    # A browser sends its line ends; they alone are no change.
    return {code: str(words or "").replace("\r\n", "\n") for code, words in child.value["source"].items()}
