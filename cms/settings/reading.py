"""Reads settings from the environment; a value that can't be meant is named in one sentence."""

import warnings
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

NO = {"", "0", "false", "no", "off", "n", "f"}


class Environment(environ.FileAwareEnv):
    """NAME_FILE=/run/secrets/name reads a secret from a file."""

    def database(self, var: str, default: str) -> dict[str, Any]:
        """Django's entry of a database from its address."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of what is refused below
            found: dict[str, Any] = self.db(var, default=default)
        if not found.get("ENGINE"):
            raise ImproperlyConfigured(
                f"{var} is no address of a database, such as postgres://user@host/name."
            )
        return found

    def get_value(self, var: str, cast: Any = None, *args: Any, **options: Any) -> Any:
        try:
            return super().get_value(var, cast, *args, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} in the environment can't be read: {error}.") from error

    @classmethod
    def parse_value(cls, value: Any, cast: Any) -> Any:
        # The library takes whatever is no word for yes for a no.
        if cast is bool and value.lower().strip() not in {*cls.BOOLEAN_TRUE_STRINGS, *NO}:
            raise ValueError(f"{value!r} is neither yes nor no")
        return super().parse_value(value, cast)
