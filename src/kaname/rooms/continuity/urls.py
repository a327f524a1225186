"""Addresses of business continuity (事業継続)."""

from __future__ import annotations

from django.urls import path

from .views import checks, impact, plan, recovery

app_name = "continuity"
urlpatterns = [
    path("", plan.overview, name="overview"),
    path("criteria/", plan.criteria, name="criteria"),
    path("plan.pdf", plan.plan_pdf, name="plan_pdf"),
    path("plan/", plan.plan, name="plan"),
    path("plan/parts/<str:part>/", plan.part_change, name="part_change"),
    path("plan/phases/<slug:item>/", plan.item_change, name="item_change"),
    path("functions/", impact.function_list, name="function_list"),
    path("functions/new/", impact.function_new, name="function_new"),
    path("functions/<int:pk>/", impact.function_detail, name="function_detail"),
    path("functions/<int:pk>/change/", impact.function_change, name="function_change"),
    path("functions/<int:pk>/end/", impact.function_end, name="function_end"),
    path("systems/<int:pk>/", impact.system_place, name="system_place"),
    path("procedures/", recovery.procedure_list, name="procedure_list"),
    path("procedures/new/", recovery.procedure_new, name="procedure_new"),
    path("procedures/<int:pk>/", recovery.procedure_detail, name="procedure_detail"),
    path("procedures/<int:pk>/write/", recovery.procedure_write, name="procedure_write"),
    path("procedures/<int:pk>/request/", recovery.procedure_request, name="procedure_request"),
    path("procedures/<int:pk>/revise/", recovery.procedure_revise, name="procedure_revise"),
    path("procedures/<int:pk>/take-back/", recovery.procedure_take_back, name="procedure_take_back"),
    path("procedures/<int:pk>/discard/", recovery.procedure_discard, name="procedure_discard"),
    path("backups/", recovery.backup_list, name="backup_list"),
    path("backups/new/", recovery.backup_new, name="backup_new"),
    path("backups/<int:pk>/", recovery.backup_detail, name="backup_detail"),
    path("backups/<int:pk>/change/", recovery.backup_change, name="backup_change"),
    path("backups/<int:pk>/end/", recovery.backup_end, name="backup_end"),
    path("checks/", checks.check_list, name="check_list"),
    path("checks/new/", checks.check_new, name="check_new"),
    path("checks/<int:pk>/", checks.check_detail, name="check_detail"),
    path("checks/<int:pk>/change/", checks.check_change, name="check_change"),
    path("checks/<int:pk>/send/", checks.check_send, name="check_send"),
    path("checks/<int:pk>/take-back/", checks.check_take_back, name="check_take_back"),
    path("checks/<int:pk>/findings/new/", checks.finding_new, name="finding_new"),
    path("findings/<int:pk>/direct/", checks.finding_direct, name="finding_direct"),
]
