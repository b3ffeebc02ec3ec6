"""Signing up, and asking for a new link: the answer is the same whether the address is known or not."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from contacts.services import find_contact
from core.public_forms import public_form
from newsletter import letters
from newsletter.forms import LinkForm, SignUpForm
from newsletter.models import Newsletter
from newsletter.models.subscriptions import SubscriptionState
from newsletter.services.subscriptions import SignUp, subscribe
from newsletter.views.responses import address_may, network_may, newsletter_and_language, page, too_many


@public_form
def sign_up(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    newsletter, language = newsletter_and_language(slug, language)
    now = timezone.now()
    with translation.override(language):
        data = request.POST if request.method == "POST" else None
        form = SignUpForm(data, newsletter=newsletter, page=request.path, now=now)
        status = 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now):
                _subscribe(form, newsletter)
                return _see("newsletter:signed_up", newsletter, language)
            form.add_error(None, too_many())
            status = 429
        elif form.is_bound:
            status = 422
        context = {"form": form, "newsletter": newsletter, "action": request.path}
        return page(request, "sign_up.html", context, language=language, status=status)


def signed_up(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    newsletter, language = newsletter_and_language(slug, language)
    return page(request, "signed_up.html", {"newsletter": newsletter}, language=language)


@public_form
def ask_link(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    newsletter, language = newsletter_and_language(slug, language)
    now = timezone.now()
    with translation.override(language):
        form = LinkForm(request.POST if request.method == "POST" else None, now=now)
        status = 200
        if form.is_bound and form.is_valid():
            if network_may(request, form, now):
                _send_link(form, newsletter)
                return _see("newsletter:link_sent", newsletter, language)
            form.add_error(None, too_many())
            status = 429
        elif form.is_bound:
            status = 422
        return page(
            request,
            "ask_link.html",
            {"form": form, "newsletter": newsletter},
            language=language,
            status=status,
        )


def link_sent(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    newsletter, language = newsletter_and_language(slug, language)
    return page(request, "link_sent.html", {"newsletter": newsletter}, language=language)


def _subscribe(form: SignUpForm, newsletter: Newsletter) -> None:
    address = form.cleaned_data["address"]
    if not address_may(address, form.now):
        return
    asked = SignUp(
        newsletter=newsletter,
        address=address,
        language=form.cleaned_data["language"],
        topics=form.chosen_topics,
        statement=form.was_shown.get("statement", ""),
        page=form.was_shown.get("page", ""),
    )
    subscribe(sign_up=asked, now=form.now)


def _send_link(form: LinkForm, newsletter: Newsletter) -> None:
    address = form.cleaned_data["address"]
    contact = find_contact(address=address)
    if contact is None or not address_may(address, form.now):
        return
    active = contact.subscriptions.select_related("newsletter", "contact").filter(
        state=SubscriptionState.ACTIVE
    )
    subscription = active.filter(newsletter=newsletter).first()
    if subscription is not None:
        letters.send_preferences_link(subscription=subscription, now=form.now)


def _see(name: str, newsletter: Newsletter, language: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name, kwargs={"slug": newsletter.slug, "language": language}))
    response.status_code = 303
    return response
