"""The forms of training (教育・訓練), one file per theme."""
