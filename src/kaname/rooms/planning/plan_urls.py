"""Addresses of plans, their tasks, the ISMS cycle and the figures over time, under planning."""

from django.urls import path

from .views import isms, metrics, parts, plans, tasks

urlpatterns = [
    path("", plans.overview, name="overview"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/change/", plans.plan_change, name="plan_change"),
    path("plans/<int:pk>/discard/", plans.plan_discard, name="plan_discard"),
    path("plans/<int:pk>/request/", plans.plan_request, name="plan_request"),
    path("plans/<int:pk>/next/", plans.plan_next, name="plan_next"),
    path("plans/<int:pk>/results/", plans.plan_results, name="plan_results"),
    path("plans/<int:pk>/end/", plans.plan_end, name="plan_end"),
    path("plans/<int:pk>/plan.pdf", plans.plan_pdf, name="plan_pdf"),
    path("plans/<int:pk>/goals/new/", parts.goal_new, name="goal_new"),
    path("plans/<int:pk>/measures/new/", parts.measure_new, name="measure_new"),
    path("plans/<int:pk>/tasks/new/", tasks.task_new, name="task_new"),
    path("goals/<int:pk>/change/", parts.goal_change, name="goal_change"),
    path("goals/<int:pk>/remove/", parts.goal_remove, name="goal_remove"),
    path("measures/<int:pk>/change/", parts.measure_change, name="measure_change"),
    path("measures/<int:pk>/remove/", parts.measure_remove, name="measure_remove"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/mine/", tasks.my_tasks, name="my_tasks"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/change/", tasks.task_change, name="task_change"),
    path("tasks/<int:pk>/remove/", tasks.task_remove, name="task_remove"),
    path("tasks/<int:pk>/report/", tasks.task_report, name="task_report"),
    path("tasks/<int:pk>/reschedule/", tasks.task_reschedule, name="task_reschedule"),
    path("tasks/<int:pk>/drop/", tasks.task_drop, name="task_drop"),
    path("tasks/<int:pk>/hand-over/", tasks.task_hand_over, name="task_hand_over"),
    path("isms/", isms.isms, name="isms"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics/trends.pdf", metrics.metrics_pdf, name="metrics_pdf"),
]
