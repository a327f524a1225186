"""The history strip's layout."""

import datetime as dt

from kaname.web.strip import strip_parts


def segment(share, status="MET", **more):
    return {"status": status, "starts": dt.date(2026, 4, 1), "ends": None, "share_percent": share, **more}


def test_strip_lays_segments_side_by_side_and_leaves_out_labels_that_would_overlap():
    parts = strip_parts([segment(42), segment(5, "UNMET"), segment(43), segment(10, label="期限")])
    assert [(p.x, p.width, p.look.css, p.label_shown, p.anchor) for p in parts] == [
        ("0.00%", "42.00%", "met", True, "start"),
        ("42.00%", "5.00%", "unmet", True, "start"),
        ("47.00%", "43.00%", "met", False, "start"),
        ("90.00%", "10.00%", "met", True, "end"),
    ]


def test_strip_never_grows_beyond_its_frame():
    assert [p.width for p in strip_parts([segment(80), segment(80), segment(-5)])] == [
        "80.00%",
        "20.00%",
        "0.00%",
    ]
