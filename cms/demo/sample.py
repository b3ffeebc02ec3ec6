"""All sample content at once, and the tour through it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from cms.demo.awards import load_award
from cms.demo.files import read_toml
from cms.demo.load import Loader, Step, make_logins
from cms.demo.moderating import load_moderation
from cms.demo.samples import remember
from cms.demo.spreading import load_spreading
from cms.demo.subscribers import load_subscribers, sample_addresses
from cms.demo.tour import LOGINS, PASSWORD, Stop, lines
from cms.roles import make_roles
from cms.site_start import StartedSite, set_address, start_site
from contacts.models import Contact
from deeds.models import Deed, DeedIndexPage
from deeds.terms import start_terms
from home.models import HomePage
from newsletter.models import Issue, NewsletterPage
from newsletter.pages import archive_url

NAMES = {"fi": "Tekotorin uutiskirje", "sv": "Tekotoris nyhetsbrev", "en": "Tekotori newsletter"}


@dataclass(frozen=True, slots=True)
class Loaded:
    site: StartedSite
    issue: Issue


def load(*, step: Step) -> Loaded:
    """Load whatever is not there yet; a second run finds everything and doubles nothing."""
    now = timezone.now()
    user, created = get_user_model().objects.get_or_create(
        username=LOGINS[0].address, defaults={"email": LOGINS[0].address, "is_superuser": True}
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        remember([user])
    step("Front page and statements", 0, 1)
    site = _started(user)
    set_address()
    make_roles()  # the table may have changed since the first run
    make_logins()
    start_terms(now=now)  # a site begun by an earlier version has none
    step("Front page and statements", 1, 1)
    loader = Loader(root=Path(settings.DEMO_CONTENT_DIR).parent, user=user, now=now, step=step)
    loader.load_organisations()
    loader.load_deeds(site)
    load_spreading(root=loader.root, user=user, now=now)
    load_moderation(root=loader.root, user=user, now=now)
    loader.load_series(site)
    loader.load_show(site)
    load_award(site_home=site.home, root=loader.root, user=user, now=now)
    step("Subscribers", 0, 1)
    load_subscribers(newsletter=site.newsletter_page.newsletter, now=now)
    remember(Contact.objects.filter(address__in=sample_addresses()))
    step("Subscribers", 1, 1)
    issue = loader.load_issues(site)
    return Loaded(site=site, issue=issue)


def _started(user: Any) -> StartedSite:
    home = HomePage.objects.filter(locale__language_code="fi").first()
    if home is None:
        texts = read_toml(Path(settings.DEMO_CONTENT_DIR) / "content" / "pages.toml")
        return start_site(texts=texts, names=NAMES, user=user, now=timezone.now())
    return StartedSite(
        home=home,
        deeds=DeedIndexPage.objects.get(locale__language_code="fi"),
        newsletter_page=NewsletterPage.objects.get(locale__language_code="fi"),
    )


def tour_lines(loaded: Loaded) -> list[str]:
    """The eight stops with addresses on the site that is about to be served."""
    deed = Deed.objects.get(number=1)
    page = loaded.site.newsletter_page
    stops = (
        Stop("Front page", ("/fi/", "/sv/", "/en/"), "in three languages"),
        Stop("A deed", (_path(_deed_url(deed)), f"/t/{deed.number}"), "goal and result first"),
        Stop("Admin", ("/admin/", "/admin/moderation/"), "sign in below; deeds wait for the moderator"),
        Stop("Mailbox", ("/demo/mailbox/",), "every mail that was sent, as it arrived"),
        Stop("Subscribe and confirm", (_path(page.full_url),), "the answer arrives in the mailbox"),
        Stop(
            "The issue with its checks",
            (f"/admin/newsletter/issues/send/{loaded.issue.pk}/",),
            "as the newsletter approver",
        ),
        Stop("The archive", (_path(archive_url(loaded.issue, "fi")),), "one address per issue and language"),
        Stop(
            "Feeds and API",
            (
                "/fi/feeds/",
                "/feeds/fi/deeds.rss",
                "/feeds/fi/podcast-torin-laidalla.rss",
                "/api/content/v1/docs/",
            ),
            "for readers, podcast apps and front ends",
        ),
    )
    return lines(settings.BASE_URL, stops)


def _deed_url(deed: Deed) -> str:
    return (deed.source_page.full_url or "") if deed.source_page else ""


def _path(url: str) -> str:
    return url.removeprefix(settings.BASE_URL)
