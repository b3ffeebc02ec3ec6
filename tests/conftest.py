import fcntl
import gc

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from tests.database import (  # noqa: F401  (fixtures of every test)
    django_db_modify_db_settings,
    django_db_setup,
    migrated_copy,
)

# A slow machine is no fault of the code, and one example's time says nothing.
hypothesis.settings.register_profile("tekotori", deadline=None)
hypothesis.settings.load_profile("tekotori")


def pytest_collection_finish() -> None:
    """Django, Wagtail and the tests themselves stay to the end: looking for garbage among them costs a run 3 %."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def dictionaries() -> None:
    """The real word lists of the search, built once on a machine; a second worker waits until they are whole."""
    from finder.words import LANGUAGES, is_prepared, prepare

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "dictionaries.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for language in LANGUAGES:
            if not is_prepared(language):
                prepare(language)


@pytest.fixture(autouse=True)
def language() -> None:
    """A request leaves its language behind in the thread, and the next test must not read by it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Rows of two tests may have the same numbers and times, and with them the tag under which a feed is kept."""
    cache.clear()


@pytest.fixture(autouse=True)
def roots(request: pytest.FixtureRequest) -> None:
    """A test with real transactions empties the database; the next one gets back the roots that migrations made."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        return
    request.getfixturevalue("transactional_db")
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Collection, Locale, Page
    from wagtail_localize.models import Translation

    locale, _created = Locale.objects.get_or_create(language_code="fi")
    if not Page.get_first_root_node():
        Page.add_root(title="Root", slug="root", locale=locale)
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    # The one permission that a migration makes and no signal brings back.
    Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Translation),
        codename="submit_translation",
        defaults={"name": "Can submit translations"},
    )
