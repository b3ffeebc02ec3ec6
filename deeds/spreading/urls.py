"""Pages of adopting, mounted at /a/ without a language prefix: links in mails must work for years."""

from django.urls import path

from deeds.spreading import adoption_views as views

app_name = "adoptions"
urlpatterns = [
    path("<int:number>/<slug:language>/", views.adopt, name="adopt"),
    path("<int:number>/<slug:language>/sent/", views.sent, name="sent"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
]
