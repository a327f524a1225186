"""Collect the Japanese texts of Kaname for translation, keep the English there is, and compile it.

Pure Python: Babel reads the sources, Django turns templates into something Babel can read. `--check` fails when a
text has no English, or English for a text that is gone.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kaname"
FOLDER = PACKAGE / "locale" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
KEYWORDS = {
    **dict.fromkeys(("_", "_n", "gettext", "gettext_lazy", "gettext_noop", "noop", "say", "mend"), None),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CALL = re.compile(r"""(?:gettext|\b_)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠、。]")


def sources() -> list[Path]:
    """Python files and templates that people read; not tests."""
    found = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    return sorted(
        p for p in found if not {"tests", "migrations", "static"} & set(p.relative_to(PACKAGE).parts)
    )


def collect() -> Catalog:
    """All texts marked for translation, with where they stand."""
    catalog = Catalog(locale="en", domain="django", project="Kaname", charset="utf-8")
    for path in sources():
        for line, message in _messages(path):
            if isinstance(message, str) and message and JAPANESE.search(message):
                catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return catalog


def _messages(path: Path) -> list[tuple[int, object]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return list(_in_template(_templatized(text)))
    found = extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    return [(line, m[0] if isinstance(m, tuple) else m) for line, _function, m, _comments in found]


def _in_template(text: str) -> Iterator[tuple[int, object]]:
    """The calls that Django put in place of a template's tags, text by text."""
    for call in CALL.finditer(text):
        yield text.count("\n", 0, call.start()) + 1, ast.literal_eval(call[1])


def _templatized(text: str) -> str:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure()
        django.setup()
    from django.utils.translation.template import templatize

    return str(templatize(text))


def main() -> int:
    """Update and compile, or with --check only compare."""
    known = read_po(PO.open("rb"), locale="en") if PO.exists() else Catalog(locale="en")
    fresh = collect()
    for message in fresh:
        if message.id and known.get(message.id):
            message.string = known.get(message.id).string  # type: ignore[union-attr]
    missing = [m for m in fresh if m.id and not m.string]
    gone = [m for m in known if m.id and not fresh.get(m.id)]
    if "--check" in sys.argv:
        for message in missing[:20]:
            sys.stdout.write(f"no English: {message.id!r} ({message.locations[0][0]})\n")
        sys.stdout.write(f"{len(missing)} without English, {len(gone)} no longer used\n")
        return 1 if missing or gone else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(target, fresh, width=110, sort_output=True, omit_header=False, include_lineno=False)
    compile_po()
    sys.stdout.write(f"{len(fresh)} texts, {len(missing)} without English\n")
    return 0


def compile_po() -> None:
    """Write the binary catalogue that Django reads."""
    with PO.open("rb") as source, MO.open("wb") as target:
        write_mo(target, read_po(source, locale="en"))


if __name__ == "__main__":
    sys.exit(main())
