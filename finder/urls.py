from django.urls import path

from finder.views import search_page

# Mounted below the language prefix: /fi/search/
urlpatterns = [path("search/", search_page, name="search")]
