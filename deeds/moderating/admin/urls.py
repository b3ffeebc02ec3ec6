"""Addresses of moderation in the admin."""

from django.urls import URLPattern, path

from deeds.moderating.admin import deed_views, notice_views, queue_views, version_views, year_view


def admin_urls() -> list[URLPattern]:
    return [
        path("moderation/", queue_views.queue, name="deed_queue"),
        path("moderation/sent-in/<int:pk>/", queue_views.submission, name="deed_submission"),
        path("moderation/sent-in/<int:pk>/publish/", queue_views.approve, name="deed_approve"),
        path("moderation/sent-in/<int:pk>/return/", queue_views.send_back, name="deed_return"),
        path("moderation/sent-in/<int:pk>/refuse/", queue_views.refuse, name="deed_refuse"),
        path("moderation/deeds/<int:number>/", deed_views.deed, name="deed_moderated"),
        path("moderation/deeds/<int:number>/restrict/", deed_views.restrict, name="deed_restrict"),
        path("moderation/deeds/<int:number>/lift/<int:pk>/", deed_views.lift, name="deed_lift"),
        path("moderation/deeds/<int:number>/lead/<slug:language>/", deed_views.lead, name="deed_lead"),
        path(
            "moderation/deeds/<int:number>/versions/<slug:language>/",
            version_views.versions,
            name="deed_redact",
        ),
        path("moderation/reports/", notice_views.notices, name="deed_notices"),
        path("moderation/reports/<int:pk>/", notice_views.notice, name="deed_notice"),
        path("moderation/appeals/", notice_views.appeals, name="deed_appeals"),
        path("moderation/appeals/<int:pk>/", notice_views.appeal, name="deed_appeal"),
        path("moderation/decisions/", notice_views.decisions, name="deed_decisions"),
        path("moderation/year/", year_view.year, name="deed_moderation_year"),
    ]
