"""What awards add to Wagtail's admin."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from awards.viewsets import AwardsViewSetGroup, deed_chooser

register_snippet(AwardsViewSetGroup)


@hooks.register("register_admin_viewset")
def register_deed_chooser() -> Any:
    return deed_chooser
