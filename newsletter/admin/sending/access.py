"""Who may do what here, and with which issue."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from newsletter.models import Issue


def issue_for(request: HttpRequest, pk: int, permission: str = "change_issue") -> Issue:
    """The issue as last edited; the row itself shows what readers see."""
    if not request.user.has_perm(f"tekotori_newsletter.{permission}"):
        raise PermissionDenied
    issue: Issue = get_object_or_404(Issue, pk=pk).get_latest_revision_as_object()
    return issue


def user_of(request: HttpRequest) -> User:
    """Who asks: an account, since the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
