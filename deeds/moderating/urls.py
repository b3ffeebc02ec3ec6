"""Public addresses of moderation, below /d/."""

from django.urls import path

from deeds.moderating.views import appeals, notices, reports, terms

urlpatterns = [
    path("terms/<slug:language>/", terms.terms, name="terms"),
    path("terms/<slug:language>/<str:label>/", terms.terms, name="terms_version"),
    path("report/<slug:language>/<int:number>/", notices.report, name="report"),
    path("report/<slug:language>/<int:number>/sent/", notices.reported, name="reported"),
    path("report/answer/<str:token>/", notices.answer, name="notice_answer"),
    path("appeal/<str:token>/", appeals.appeal, name="appeal"),
    path("moderation/<slug:language>/", reports.year_report, name="moderation"),
    path("moderation/<slug:language>/<int:year>/", reports.year_report, name="moderation_year"),
    path("moderation/<slug:language>/<int:year>.csv", reports.year_report_csv, name="moderation_csv"),
]
