from django.urls import path

from deeds.staying import views

urlpatterns = [path("stayed/<str:token>/", views.stayed, name="stayed")]
