"""A page per newsletter: what the DNS says of its sender, asked when somebody presses the button."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from mail import conf
from mail.names.checking import Finding, Verdict
from mail.names.lookup import dns_lookup
from newsletter.admin.sender_words import PARTS, VERDICTS, sentence
from newsletter.models import Newsletter
from newsletter.services.senders import check_newsletter

MAY_CHECK = "tekotori_newsletter.change_newsletter"
STATUS = {
    Verdict.GOOD: "success",
    Verdict.WARNING: "warning",
    Verdict.ERROR: "critical",
    Verdict.UNKNOWN: "info",
}


def urls() -> list[URLPattern]:
    return [path("newsletter/newsletters/sender/<int:pk>/", show, name="newsletter_sender")]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(MAY_CHECK):
        raise PermissionDenied
    newsletter = get_object_or_404(Newsletter, pk=pk)
    found = check_newsletter(newsletter=newsletter, look_up=dns_lookup()) if request.method == "POST" else []
    context = {
        "header_title": _("Check the sender: %(name)s") % {"name": newsletter.name},
        "header_icon": "mail",
        "breadcrumbs_items": [
            {
                "url": reverse("wagtailsnippets_tekotori_newsletter_newsletter:list"),
                "label": _("Newsletters"),
            },
            {"url": "", "label": _("Check the sender")},
        ],
        "newsletter": newsletter,
        "replies": list(dict.fromkeys(_replies(newsletter))),
        "envelope": conf.mail_domain(),
        "parts": list(_parts(found)),
    }
    return TemplateResponse(request, "newsletter/admin/sender.html", context)


def _replies(newsletter: Newsletter) -> list[str]:
    return [newsletter.reply_to_in(code) or newsletter.from_address for code, _name in settings.LANGUAGES]


def _parts(found: list[Finding]) -> Any:
    for part, name in PARTS.items():
        lines = [
            (STATUS[finding.verdict], VERDICTS[finding.verdict], sentence(finding))
            for finding in found
            if finding.part == part
        ]
        if lines:
            yield part, name, lines
