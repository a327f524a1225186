"""Addresses of status reports and of the management review, under planning."""

from django.urls import path

from .views import reports as views
from .views import reviews

urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/begin/<str:kind>/", views.report_begin, name="report_begin"),
    path("reports/<int:pk>/", views.report_detail, name="report_detail"),
    path("reports/<int:pk>/write/", views.report_write, name="report_write"),
    path("reports/<int:pk>/send/", views.report_send, name="report_send"),
    path("reports/<int:pk>/discard/", views.report_discard, name="report_discard"),
    path("reports/<int:pk>/revise/", views.report_revise, name="report_revise"),
    path("reports/<int:pk>/order/", views.report_order, name="report_order"),
    path("reports/<int:pk>/report.pdf", views.report_pdf, name="report_pdf"),
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("reviews/<int:pk>/write/", reviews.review_write, name="review_write"),
    path("reviews/<int:pk>/order/", reviews.review_order, name="review_order"),
]
