"""The keys of the kinds of decision that this room registers."""

DECIDE = "incidents.moment"
ANNOUNCE = "incidents.announce"
WAIVE = "incidents.waive"
CLOSE = "incidents.close"
REVIEW = "incidents.review"
NO_TEAM = "incidents.no_team"
DRILL = "incidents.drill"

EXERCISE = "【訓練】"
"""Stands before every text that leaves the screens of an exercise: a decision's question, a notice, a mail."""
