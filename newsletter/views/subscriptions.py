"""Pages behind the links in mails. A GET, by a person or a scanner, changes nothing; a button does."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.address_changes import ask_address_change
from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from contacts.services import send_data_link
from core import links
from core.public_forms import link_page
from newsletter.addresses import PREFERENCES, PREFERENCES_AGE, UNSUBSCRIBE, preferences_path, read_named
from newsletter.forms import ChangeAddressForm, PreferencesForm, statement
from newsletter.models import Subscription
from newsletter.models.subscriptions import SubscriptionState
from newsletter.services import subscriptions as services
from newsletter.services.subscriptions import SignUp
from newsletter.topics import topic_labels
from newsletter.views.responses import Problem, address_may, altered, page, problem_page, too_old


@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    act = services.confirm if request.method == "POST" else services.look_up_confirmation
    try:
        subscription = act(token=token, now=now)
    except LinkUsed as used:
        return _used(request, _by_key(used.reference), now)
    except LinkExpired as expired:
        return _old_confirmation(request, _by_key(expired.reference))
    except LinkUnknown:
        return problem_page(request, altered())
    template = "confirmed.html" if request.method == "POST" else "confirm.html"
    return _subscription_page(request, template, subscription, now)


@link_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        subscription, issue = _signed(PREFERENCES, token, now, max_age=PREFERENCES_AGE)
    except links.BadLink as bad:
        problem = too_old() if bad.expired else altered()
        return problem_page(request, problem, can_ask_link=True)
    if subscription.state != SubscriptionState.ACTIVE:
        return _left_page(request, subscription, now)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action == "leave":
        services.unsubscribe(subscription=subscription, how="preferences", now=now, issue=issue)
        return _left_page(request, subscription, now)
    if action == "data":
        return _data_link_sent(request, subscription, now)
    if action == "address":
        return _change_address(request, subscription, now)
    return _choices(request, subscription, now)


@link_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Leaving. A mail provider POSTs here by itself (RFC 8058): no cookie, no redirect, and twice is as good as once."""
    now = timezone.now()
    try:
        subscription, issue = _signed(UNSUBSCRIBE, token, now)
    except links.BadLink:
        return problem_page(request, altered(), can_ask_link=True)
    if request.method == "POST":
        how = "one-click" if request.POST.get("List-Unsubscribe") == "One-Click" else "page"
        services.unsubscribe(subscription=subscription, how=how, now=now, issue=issue)
    if subscription.state == SubscriptionState.ENDED:
        return _left_page(request, subscription, now)
    return _subscription_page(request, "unsubscribe.html", subscription, now, issue)


@link_page
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """Ordering again after leaving: the link may be in a forwarded mail, so the address confirms once more."""
    now = timezone.now()
    try:
        subscription, _issue = _signed(UNSUBSCRIBE, token, now)
    except links.BadLink:
        return problem_page(request, altered())
    if request.method != "POST":
        return _left_page(request, subscription, now)
    if address_may(subscription.contact.address, now):
        services.subscribe(sign_up=_again(subscription, request.path), now=now)
    return page(
        request, "signed_up.html", {"newsletter": subscription.newsletter}, language=subscription.language
    )


def _choices(request: HttpRequest, subscription: Subscription, now: datetime) -> HttpResponse:
    """The page of choices; after saving it is shown in the language that was chosen."""
    with translation.override(subscription.language):
        form = PreferencesForm(request.POST if request.method == "POST" else None, subscription=subscription)
        is_saved = form.is_bound and form.is_valid()
        if is_saved:
            services.set_preferences(subscription=subscription, preferences=form.preferences(), now=now)
    with translation.override(subscription.language):
        if is_saved:
            form = PreferencesForm(subscription=subscription)
        context = {
            "form": form,
            "address_form": ChangeAddressForm(),
            "newsletter": subscription.newsletter,
            "saved": is_saved,
        }
        status = 422 if form.is_bound else 200
        return page(request, "preferences.html", context, language=subscription.language, status=status)


def _subscription_page(
    request: HttpRequest, template: str, subscription: Subscription, now: datetime, issue: int | None = None
) -> HttpResponse:
    context = {
        "subscription": subscription,
        "newsletter": subscription.newsletter,
        "topics": topic_labels(subscription.topics, subscription.language),
        "preferences_url": preferences_path(subscription, now=now, issue=issue),
    }
    return page(request, template, context, language=subscription.language)


def _left_page(request: HttpRequest, subscription: Subscription, now: datetime) -> HttpResponse:
    token = links.sign(purpose=UNSUBSCRIBE, value=subscription.key, now=now)
    with translation.override(subscription.language):
        context = {
            "subscription": subscription,
            "newsletter": subscription.newsletter,
            "back_token": token,
            "statement": statement(subscription.newsletter),
        }
        return page(request, "left.html", context, language=subscription.language)


def _used(request: HttpRequest, subscription: Subscription | None, now: datetime) -> HttpResponse:
    """A confirmation link that was used: still subscribed, or left since."""
    if subscription is None:
        return problem_page(request, altered())
    if subscription.state == SubscriptionState.ACTIVE:
        return _subscription_page(request, "already_confirmed.html", subscription, now)
    return _left_page(request, subscription, now)


def _old_confirmation(request: HttpRequest, subscription: Subscription | None) -> HttpResponse:
    if subscription is None:
        return problem_page(request, too_old())
    language = subscription.language
    with translation.override(language):
        problem = Problem(
            title=_("This link is too old"),
            text=_("A confirmation link works for seven days. Subscribe again, and we send you a new one."),
            status=410,
        )
        return problem_page(request, problem, newsletter=subscription.newsletter, language=language)


def _change_address(request: HttpRequest, subscription: Subscription, now: datetime) -> HttpResponse:
    """The answer is the same whatever we hold of the new address; its owner alone reads more, by mail."""
    contact = subscription.contact
    with translation.override(subscription.language):
        form = ChangeAddressForm(request.POST)
        context = {"newsletter": subscription.newsletter, "address_form": form}
        if not form.is_valid():
            context["form"] = PreferencesForm(subscription=subscription)
            return page(request, "preferences.html", context, language=subscription.language, status=422)
        wanted = form.cleaned_data["new_address"]
        if address_may(contact.address, now) and address_may(wanted, now):
            ask_address_change(contact=contact, new_address=wanted, now=now)
        return page(request, "address_asked.html", context, language=subscription.language)


def _data_link_sent(request: HttpRequest, subscription: Subscription, now: datetime) -> HttpResponse:
    """The link in the mail may have been passed on, so what we hold is shown only behind a fresh one."""
    if address_may(subscription.contact.address, now):
        send_data_link(contact=subscription.contact, now=now)
    context = {"newsletter": subscription.newsletter}
    return page(request, "link_sent.html", context, language=subscription.language)


def _again(subscription: Subscription, path: str) -> SignUp:
    with translation.override(subscription.language):
        return SignUp(
            newsletter=subscription.newsletter,
            address=subscription.contact.address,
            language=subscription.language,
            topics=subscription.topics,
            statement=statement(subscription.newsletter),
            page=path.rpartition("/back/")[0] + "/back/",  # without the token
        )


def _signed(
    purpose: str, token: str, now: datetime, *, max_age: timedelta | None = None
) -> tuple[Subscription, int | None]:
    """The subscription that a signed link names, and the issue it stood in; raises BadLink also when it is gone."""
    key, issue = read_named(purpose=purpose, token=token, now=now, max_age=max_age)
    subscription = _by_key(key)
    if subscription is None:
        raise links.BadLink(purpose=purpose)
    return subscription, issue


def _by_key(key: str) -> Subscription | None:
    return Subscription.objects.select_related("newsletter", "contact").filter(key=key).first()
