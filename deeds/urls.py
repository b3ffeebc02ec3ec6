from django.urls import include, path

from deeds.views import deed_by_number

urlpatterns = [
    path("t/<int:number>", deed_by_number, name="deed_by_number"),
    path("t/<int:number>/versions/", include("deeds.versioning.urls")),
    path("d/", include("deeds.public_urls")),
]
