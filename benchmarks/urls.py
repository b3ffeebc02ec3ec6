"""The site's addresses and Wagtail's API v2, mounted as its manual says."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import urlpatterns as site_urls

api_v2 = WagtailAPIRouter("api_v2")
api_v2.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [path("api/v2/", api_v2.urls), *site_urls]
