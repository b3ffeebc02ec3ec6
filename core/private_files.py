"""Where files stand that no address leads to: what people send in, until somebody publishes it."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    """Files outside MEDIA_ROOT that only this process may read."""

    def url(self, name: str | None) -> str:
        # Django would make up an address below MEDIA_URL.
        raise ValueError(f"{name} is private: a view must decide who may read it.")


def private_storage() -> Storage:
    """The project's storage "private"; where it has none, a folder beside its data."""
    if "private" in settings.STORAGES:
        return storages["private"]
    folder = Path(getattr(settings, "VAR_DIR", "var")) / "private"
    return PrivateStorage(location=folder, file_permissions_mode=0o600, directory_permissions_mode=0o700)
