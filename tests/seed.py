"""`python -m tests.seed DIR` plays the story into a prepared data folder, for the browser."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(folder: str) -> None:
    """Play the story into a prepared data folder and print what the browser tests need as JSON."""
    os.environ["KANAME_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaname.settings")
    import django

    django.setup()
    from tests.story import make_story
    from tests.walk import page_addresses, texts_of_records

    story = make_story()
    told = {
        "pages": page_addresses(story),
        "texts": texts_of_records(),
        "public_form": story.records["contact_point"].public_path,
        "urls": {
            name: r.get_absolute_url() for name, r in story.records.items() if hasattr(r, "get_absolute_url")
        },
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).absolute()))
