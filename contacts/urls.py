"""A person's own data, mounted at /c/ without a language prefix: links in mails must work for years."""

from django.urls import path

from contacts import address_views, views

app_name = "contacts"
urlpatterns = [
    path("data/<str:token>/", views.data, name="data"),
    path("address/<slug:side>/<str:token>/", address_views.confirm, name="confirm_address"),
    path("ask/<slug:language>/", views.ask_data, name="ask_data"),
]
