"""Files for machines, mounted at data/ without a language prefix."""

from django.urls import path

from deeds.opendata import views

app_name = "opendata"
urlpatterns = [
    path("deeds/changes.jsonl", views.changed, name="changes"),
    path("<str:name>", views.file, name="file"),
]
