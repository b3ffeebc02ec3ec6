"""Pages for people: included under the language prefix."""

from django.urls import path

from syndication import views

urlpatterns = [path("feeds/", views.feed_list, name="feed_list")]
