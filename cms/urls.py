"""Addresses. What machines call (feeds, API, mail links) has no language prefix and never meets its redirect."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import accounts, health
from core import media
from core.sitemaps import sitemap

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path(".well-known/security.txt", health.security_txt, name="security_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/login/", accounts.admin_login),
    path("admin/", include(wagtailadmin_urls)),
    path("api/content/v1/", include("headless.urls")),
    path("feeds/", include("syndication.urls")),
    path("n/", include("newsletter.urls")),
    path("c/", include("contacts.urls")),
    path("a/", include("deeds.spreading.urls")),
    path("hooks/mail/", include("mail.returns.urls")),
    path("data/", include("deeds.opendata.urls")),
    path("podcasts/", include("podcasts.urls")),
    path("media/<path:path>", media.serve, name="media"),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("deeds.urls")),
]
if settings.DEMO:
    from cms.demo import mailbox  # its route does not exist on a real site

    urlpatterns += [path("demo/mailbox/", include(mailbox))]
urlpatterns += i18n_patterns(
    path("accounts/after-login/", accounts.after_login, name="after_login"),
    path("accounts/", include("allauth.urls")),
    path("jury/", include("awards.urls")),
    path("square/", include("deeds.spreading.site_urls")),
    path("", include("finder.urls")),
    path("", include("syndication.site_urls")),
    path("", include(wagtail_urls)),
)
