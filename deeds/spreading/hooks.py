"""What spreading adds to Wagtail's admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from deeds.admin import RowsFollowPages
from deeds.models import Adoption, PeriodReport
from deeds.spreading.admin import FrozenForGood, SpreadingViewSetGroup
from deeds.spreading.admin_views import decide_adoption


def register() -> None:
    # First: the views of the group ask for a policy, and Wagtail would make one of its own.
    register_permission_policy(Adoption, RowsFollowPages(Adoption))
    register_permission_policy(PeriodReport, FrozenForGood(PeriodReport))
    register_snippet(SpreadingViewSetGroup)
    hooks.register("register_admin_urls", admin_urls)


def admin_urls() -> list[URLPattern]:
    return [path("spreading/adoptions/<int:pk>/", decide_adoption, name="decide_adoption")]
