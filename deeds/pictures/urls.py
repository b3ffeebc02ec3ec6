"""The author's own picture, below /d/. Before the other screens, whose address would take it for one of theirs."""

from django.urls import path

from deeds.pictures.screen import picture_screen
from deeds.pictures.views import submission_picture

urlpatterns = [
    path("s/<str:token>/picture/", picture_screen, name="submission_picture_screen"),
    path("s/<str:token>/picture.jpg", submission_picture, name="submission_picture"),
]
