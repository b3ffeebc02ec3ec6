from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from deeds.admin import DeedViewSetGroup, RowsFollowPages
from deeds.authoring import admin as retiring  # noqa: F401 — its hooks register themselves
from deeds.importing.admin import register as register_importing
from deeds.models import Deed, DeedPage, TermsVersion
from deeds.moderating.admin.terms import WrittenOnce
from deeds.moderating.hooks import register as register_moderating
from deeds.pictures.hooks import register as register_pictures
from deeds.relay import admin as relay  # noqa: F401 — its hooks register themselves
from deeds.spreading.hooks import register as register_spreading

register_permission_policy(Deed, RowsFollowPages(Deed))
register_permission_policy(TermsVersion, WrittenOnce(TermsVersion))
register_snippet(DeedViewSetGroup)
register_pictures()
register_moderating()
register_spreading()
register_importing()


@hooks.register("before_copy_page")
def refuse_to_copy_deeds(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy would be a second deed with the first one's words: counted twice, found twice."""
    if not DeedPage.objects.descendant_of(page, inclusive=True).exists():
        return None
    messages.error(
        request,
        _(
            "A deed can't be copied: it would be counted twice. Create a new deed, or translate this one instead."
        ),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
