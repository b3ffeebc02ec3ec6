from django.urls import path

from deeds.saving import follow_views, views

urlpatterns = [
    path("searches/confirm/<str:token>/", views.confirm, name="search_confirm"),
    path("searches/manage/<str:token>/", views.manage, name="search_manage"),
    path("searches/stop/<str:token>/", views.stop, name="search_stop"),
    path("searches/all/<str:token>/", follow_views.everything, name="search_all"),
    path("searches/stop-all/<str:token>/", follow_views.stop_all, name="search_stop_all"),
    path("searches/<slug:language>/new/", views.save_search, name="search_new"),
    path("searches/<slug:language>/sent/", views.sent, name="search_sent"),
    path("searches/<slug:language>/feed.<slug:file_format>", views.feed, name="search_feed"),
    path("follow/<slug:language>/<int:number>/", follow_views.follow, name="follow"),
    path("follow/<slug:language>/<int:number>/sent/", follow_views.sent, name="follow_sent"),
]
