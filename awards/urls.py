from django.urls import path

from awards import views

app_name = "awards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("print/", views.print_view, name="print"),
    path("nominate/<int:number>/", views.nominate, name="nominate"),
    path("withdraw/<int:pk>/", views.withdraw, name="withdraw"),
    path("restore/<int:pk>/", views.restore, name="restore"),
]
