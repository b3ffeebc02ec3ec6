"""Addresses that hosted services call, mounted without a language prefix."""

from django.urls import path

from mail.returns.webhooks import receive

app_name = "mail_returns"
urlpatterns = [path("<slug:service>/", receive, name="webhook")]
