"""The views of training (教育・訓練), one file per theme."""
