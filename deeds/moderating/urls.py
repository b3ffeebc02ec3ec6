"""Public addresses of moderation, below /d/."""

from django.urls import path

from deeds.moderating import terms_views

urlpatterns = [
    path("terms/<slug:language>/", terms_views.terms, name="terms"),
    path("terms/<slug:language>/<str:label>/", terms_views.terms, name="terms_version"),
]
