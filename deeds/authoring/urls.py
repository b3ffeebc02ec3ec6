"""Addresses of authors, below /d/."""

from django.urls import path

from deeds.authoring import views

urlpatterns = [
    path("author/<str:token>/", views.author_page, name="author"),
    path("invited/<str:token>/", views.invitation, name="invitation"),
    path("<slug:language>/author/<int:number>/", views.ask_link, name="ask_author_link"),
    path("<slug:language>/author/<int:number>/sent/", views.link_asked, name="author_asked"),
]
