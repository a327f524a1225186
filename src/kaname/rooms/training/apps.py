"""App configuration of training (教育・訓練)."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "kaname.rooms.training"
    label = "training"
