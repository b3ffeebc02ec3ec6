"""What people reach without an account, mounted at /d/ without a language prefix: links in mails must work for years."""

from deeds.authoring.urls import urlpatterns as authoring
from deeds.moderating.urls import urlpatterns as moderating

app_name = "deeds"
urlpatterns = [*authoring, *moderating]
