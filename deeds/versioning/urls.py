"""Earlier versions of a deed, mounted under its permanent address."""

from django.urls import path

from deeds.versioning import views

urlpatterns = [
    path("", views.versions, name="deed_versions"),
    path("<slug:language>/", views.version_list, name="deed_version_list"),
    path("<slug:language>/compare/", views.compare, name="deed_compare"),
    path("<slug:language>/<int:version>/", views.version, name="deed_version"),
]
