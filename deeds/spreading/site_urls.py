"""Pages for people: included under the language prefix at square/."""

from django.urls import path

from deeds.spreading import square_views as views

app_name = "square"
urlpatterns = [
    path("where/", views.where, name="where"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
]
