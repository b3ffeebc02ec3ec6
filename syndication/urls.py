"""Feeds: what machines read, outside the language prefix and its redirect."""

from django.urls import path

from syndication import views

app_name = "syndication"
urlpatterns = [
    path("<str:language>/all.opml", views.opml, name="opml"),
    path("<str:language>/<slug:key>.<str:file_format>", views.feed, name="feed"),
]
