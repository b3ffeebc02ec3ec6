"""Accounts of staff and jurors: made by administrators, signed in by allauth, led to where their work is."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from awards.services import NOMINATE
from cms.roles import ADMIN


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, and mails speak the language that their reader chose."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        with translation.override(language_of(email)):
            super().send_mail(template_prefix, email, context)


def language_of(email: str) -> str:
    """The language that a user has set for themselves, else that of the page on which they ask."""
    user = get_user_model().objects.filter(email__iexact=email).first()
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or translation.get_language() or "fi"


@login_required
def after_login(request: HttpRequest) -> HttpResponseRedirect:
    """Staff go to the admin, jurors to their nominations, anyone else to the front page."""
    if request.user.has_perm(ADMIN):
        return redirect("wagtailadmin_home")
    return redirect("awards:overview" if request.user.has_perm(NOMINATE) else "/")


def admin_login(request: HttpRequest) -> HttpResponseRedirect:
    """Wagtail's own sign-in knows no limit of attempts and no second factor, so allauth's stands in its place."""
    wanted = request.GET.get("next", "")
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(f"{reverse('account_login')}{query}")
