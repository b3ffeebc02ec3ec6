from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from syndication import chooser


@hooks.register("register_admin_urls")
def chooser_urls() -> list[URLPattern | URLResolver]:
    return [path("items/choose/", include((chooser.urlpatterns, "syndication_chooser")))]
