"""Addresses of the subscriber's pages, mounted at /n/ without a language prefix."""

from django.urls import path

from newsletter.views import clicks, sign_up, subscriptions

app_name = "newsletter"
urlpatterns = [
    path("subscribe/<slug:slug>/<slug:language>/", sign_up.sign_up, name="sign_up"),
    path("subscribe/<slug:slug>/<slug:language>/sent/", sign_up.signed_up, name="signed_up"),
    path("link/<slug:slug>/<slug:language>/", sign_up.ask_link, name="ask_link"),
    path("link/<slug:slug>/<slug:language>/sent/", sign_up.link_sent, name="link_sent"),
    path("confirm/<str:token>/", subscriptions.confirm, name="confirm"),
    path("preferences/<str:token>/", subscriptions.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
    path("back/<str:token>/", subscriptions.come_back, name="come_back"),
    path("l/<str:code>/", clicks.follow, name="follow"),
]
