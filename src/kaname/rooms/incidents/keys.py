"""The keys of the kinds of decision that this room registers."""

DECIDE = "incidents.moment"
ANNOUNCE = "incidents.announce"
WAIVE = "incidents.waive"
CLOSE = "incidents.close"
REVIEW = "incidents.review"
NO_TEAM = "incidents.no_team"
