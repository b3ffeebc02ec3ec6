"""Where files stand that no address leads to: what people send in, until somebody publishes it."""

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files outside MEDIA_ROOT that only this process may read."""

    def url(self, name: str | None) -> str:
        # Django would make up an address below MEDIA_URL.
        raise ValueError(f"{name} is private: a view must decide who may read it.")
