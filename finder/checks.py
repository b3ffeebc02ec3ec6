"""Says when the word lists of the search were not prepared: it would then find words only as they stand."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from finder.words import LANGUAGES, is_prepared


@checks.register(checks.Tags.database)
def check_dictionaries(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Runs with `check --database default`, like the other checks of what set-up prepares."""
    missing = [language for language in LANGUAGES if not is_prepared(language)]
    if not databases or not missing:
        return []
    return [
        checks.Warning(
            f"The search has no word lists for {', '.join(missing)}: it finds words only as they stand.",
            hint="Run `manage.py prepare_finder`, then `manage.py rebuild_index`.",
            id="tekotori_finder.W001",
        )
    ]
