"""Files of episodes, by the permanent guid: outside the language prefix, stable when a slug changes."""

from django.urls import path

from podcasts import views

app_name = "podcasts"
urlpatterns = [
    path("<uuid:guid>/transcript.vtt", views.transcript_vtt, name="transcript_vtt"),
    path("<uuid:guid>/transcript.txt", views.transcript_txt, name="transcript_txt"),
    path("<uuid:guid>/chapters.json", views.chapters, name="chapters"),
]
