"""Pages for people: included under the language prefix at square/."""

from django.urls import path

from deeds.opendata import views as opendata
from deeds.spreading import campaign_views, share_views
from deeds.spreading import square_views as views
from deeds.spreading import statistics_views as statistics

app_name = "square"
urlpatterns = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/deeds.csv", statistics.all_csv, name="statistics_csv"),
    path("statistics/<str:start>/<str:end>/", statistics.report, name="report"),
    path("statistics/<str:start>/<str:end>/deeds.csv", statistics.report_csv, name="report_csv"),
    path("data/", opendata.about, name="data"),
    path("where/", views.where, name="where"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("share/<int:number>/", share_views.share, name="share"),
    path("share/<int:number>/qr.svg", share_views.share_qr, name="share_qr"),
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/<slug:slug>/", campaign_views.campaign, name="campaign"),
    path("campaigns/<slug:slug>/deeds.csv", campaign_views.campaign_csv, name="campaign_csv"),
    path("campaigns/<slug:slug>/deeds.json", campaign_views.campaign_json, name="campaign_json"),
]
