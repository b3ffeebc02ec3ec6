from django.urls import path

from deeds.saving import views

urlpatterns = [
    path("searches/confirm/<str:token>/", views.confirm, name="search_confirm"),
    path("searches/manage/<str:token>/", views.manage, name="search_manage"),
    path("searches/stop/<str:token>/", views.stop, name="search_stop"),
    path("searches/<slug:language>/new/", views.save_search, name="search_new"),
    path("searches/<slug:language>/sent/", views.sent, name="search_sent"),
    path("searches/<slug:language>/feed.<slug:file_format>", views.feed, name="search_feed"),
]
