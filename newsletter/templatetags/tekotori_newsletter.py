from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import get_language

from newsletter.addresses import sign_up_path
from newsletter.forms import SignUpForm
from newsletter.models import Newsletter
from newsletter.views.responses import known_language

register = template.Library()


@register.inclusion_tag("newsletter/includes/signup_form.html", takes_context=True)
def newsletter_signup(context: Context, newsletter: Newsletter | str | None = None) -> dict[str, Any]:
    """The sign-up form in the page's language: `{% newsletter_signup %}`, or with a newsletter or its slug.

    Needs no script, session or cookie. Nothing where the site has no newsletter yet.
    """
    found = newsletter if isinstance(newsletter, Newsletter) else _find(newsletter)
    if found is None:
        return {"form": None}
    path = context["request"].path if "request" in context else ""
    language = known_language(get_language())
    form = SignUpForm(newsletter=found, page=path, now=timezone.now())
    return {"form": form, "action": sign_up_path(found, language)}


def _find(slug: str | None) -> Newsletter | None:
    newsletters = Newsletter.objects.filter(slug=slug) if slug else Newsletter.objects.all()
    return newsletters.first()
