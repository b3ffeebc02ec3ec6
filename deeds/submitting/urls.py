"""Addresses of open submission, below /d/."""

from django.urls import path

from deeds.submitting.views import begin, status, steps

urlpatterns = [
    path("s/<str:token>/", status.submission, name="submission"),
    path("s/<str:token>/withdraw/", status.withdraw, name="submission_withdraw"),
    path("s/<str:token>/<slug:step>/", steps.step, name="submission_step"),
    path("<slug:language>/new/", begin.begin, name="begin"),
]
