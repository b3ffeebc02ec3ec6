from django.urls import path

from deeds.thanking import views

urlpatterns = [
    path("thanks/confirm/<str:token>/", views.confirm, name="thanks_confirm"),
    path("thanks/<slug:language>/<int:number>/", views.thank, name="thank"),
    path("thanks/<slug:language>/<int:number>/sent/", views.sent, name="thanks_sent"),
]
