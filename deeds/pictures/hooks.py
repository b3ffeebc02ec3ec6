"""The moderators' address of a picture, in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from deeds.pictures.views import moderated_picture


def register() -> None:
    hooks.register("register_admin_urls", moderated_picture_url)


def moderated_picture_url() -> list[URLPattern]:
    return [path("deeds/pictures/<int:pk>.jpg", moderated_picture, name="deeds_submission_picture")]
