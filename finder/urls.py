from django.urls import path

from finder.views import search_page, suggestions

# Mounted below the language prefix: /fi/search/
urlpatterns = [
    path("search/", search_page, name="search"),
    path("search/suggestions/", suggestions, name="search_suggestions"),
]
