"""What people reach without an account, mounted at /d/ without a language prefix: links in mails must work for years."""

from deeds.authoring.urls import urlpatterns as authoring
from deeds.moderating.urls import urlpatterns as moderating
from deeds.pictures.urls import urlpatterns as pictures
from deeds.relay.urls import urlpatterns as relay
from deeds.saving.urls import urlpatterns as saving
from deeds.staying.urls import urlpatterns as staying
from deeds.submitting.urls import urlpatterns as submitting
from deeds.thanking.urls import urlpatterns as thanking

app_name = "deeds"
urlpatterns = [*authoring, *moderating, *relay, *pictures, *saving, *staying, *submitting, *thanking]
