"""The button with which an administrator is rid of the sample content."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.demo.samples import count_samples, remove_samples


def sample_content(request: HttpRequest) -> HttpResponse:
    """GET says what would go and asks; POST removes it."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        total = sum(remove_samples(keep_user=request.user, now=timezone.now()).values())
        done = ngettext("%d piece of sample content is gone.", "%d pieces of sample content are gone.", total)
        messages.success(request, done % total if total else _("There was no sample content."))
        return redirect("wagtailadmin_home")
    return render(request, "cms/admin/sample_content.html", {"counts": sorted(count_samples().items())})
