"""Addresses that machines ask: is the process up, is the site ready, what may robots read, whom to tell of a hole."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cms.models import Beat

WORKER_SILENT_AFTER = timedelta(minutes=5)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readiness(now: datetime) -> dict[str, str]:
    """What the site needs, each "ok" or a sentence that says what to do."""
    try:
        plan = MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        )
    except DatabaseError:
        return {"database": "The database does not answer. Check DATABASE_URL and that the server is up."}
    states = {"database": "ok", "migrations": "ok", "worker": "ok"}
    if plan:
        states["migrations"] = f"{len(plan)} migrations are not applied. Run `manage.py migrate`."
        return states
    beat = Beat.objects.filter(name="worker").first()
    if beat is None or now - beat.beat_at > WORKER_SILENT_AFTER:
        since = beat.beat_at.isoformat(timespec="seconds") if beat else "never"
        states["worker"] = (
            f"Last sign of life: {since}. Start `manage.py db_worker` and `manage.py scheduler`."
        )
    return states


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    states = readiness(timezone.now())
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        *(
            f"Disallow: /{code}/{path}/"
            for code, _name in settings.LANGUAGES
            for path in ("accounts", "jury")
        ),
        "Disallow: /n/",
        "Disallow: /c/",
        "Disallow: /a/",
        "Disallow: /d/s/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; it must name an expiry less than a year ahead, so it is made when asked."""
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: fi, sv, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
