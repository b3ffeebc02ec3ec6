"""Addresses of conversations, below /d/."""

from django.urls import path

from deeds.relay import views

urlpatterns = [
    path("thread/<str:token>/", views.thread, name="thread"),
    path("<slug:language>/write/<int:number>/", views.ask, name="write_to_author"),
    path("<slug:language>/write/<int:number>/sent/", views.asked, name="thread_asked"),
]
