"""The author's own picture, below /d/."""

from django.urls import path

from deeds.pictures.views import submission_picture

urlpatterns = [path("s/<str:token>/picture.jpg", submission_picture, name="submission_picture")]
