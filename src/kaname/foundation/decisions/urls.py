"""Addresses of decisions."""

from django.urls import path

from . import views

app_name = "decisions"
urlpatterns = [
    path("", views.decision_list, name="decision_list"),
    path("new/", views.decision_new, name="decision_new"),
    path("<int:pk>/", views.decision_detail, name="decision_detail"),
    path("<int:pk>/act/", views.decision_act, name="decision_act"),
    path("<int:pk>/proxy/", views.decision_proxy, name="decision_proxy"),
    path("<int:pk>/return/", views.decision_return, name="decision_return"),
    path("<int:pk>/withdraw/", views.decision_withdraw, name="decision_withdraw"),
    path("<int:pk>/resubmit/", views.decision_resubmit, name="decision_resubmit"),
    path("proxies/<int:pk>/seen/", views.proxy_seen, name="proxy_seen"),
    path("<int:pk>/decision.pdf", views.decision_pdf, name="decision_pdf"),
]
