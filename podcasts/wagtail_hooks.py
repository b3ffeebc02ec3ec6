from django.urls import URLPattern, path
from wagtail import hooks

from podcasts import media_library


@hooks.register("register_admin_urls", order=-1)
def delete_view() -> list[URLPattern]:
    """Before wagtailmedia's own at the same address."""
    return [path("media/delete/<int:media_id>/", media_library.delete, name="podcasts_delete_media")]
