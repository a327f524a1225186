"""The toolkit's one page of its own."""

from django.urls import path

from . import views

app_name = "web"
urlpatterns = [path("", views.gallery, name="gallery")]
