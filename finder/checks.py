"""Says when the word lists of the search were not prepared or its index not filled."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError

from finder.services import is_left_out
from finder.sources import FinderSource, finder_sources
from finder.words import LANGUAGES, is_prepared


@checks.register(checks.Tags.database)
def check_dictionaries(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Runs with `check --database default`, like the other checks of what set-up prepares."""
    if not databases:
        return []
    missing = [language for language in LANGUAGES if not is_prepared(language)]
    found: list[checks.CheckMessage] = []
    if missing:
        found.append(_no_word_lists(missing))
    if empty := [source.key for source in finder_sources if _is_left_out(source)]:
        found.append(_not_indexed(empty))
    return found


def _is_left_out(source: FinderSource) -> bool:
    """Before the migrations have run nobody can say."""
    try:
        return is_left_out(source)
    except DatabaseError:
        return False


def _no_word_lists(missing: Sequence[str]) -> checks.CheckMessage:
    return checks.Warning(
        f"The search has no word lists for {', '.join(missing)}: it finds words only as they stand.",
        hint="Run `manage.py prepare_finder`, then `manage.py rebuild_index`.",
        id="tekotori_finder.W001",
    )


def _not_indexed(keys: Sequence[str]) -> checks.CheckMessage:
    return checks.Warning(
        f"The search finds nothing of {', '.join(keys)}: the index has no entry of theirs.",
        hint="Run `manage.py rebuild_index`.",
        id="tekotori_finder.W002",
    )
