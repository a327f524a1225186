"""Somebody at the screen: opens a page, fills in a form by the names of its fields, sends it, and reads what comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

ALL = "ALL"
"""Every box of a field."""


@dataclass
class Hand:
    """One person's browser. Nothing but pages, links and forms is used."""

    page: Any

    def open(self, address: str) -> str:
        """Go to a page and read it. AssertionError when it is not shown."""
        answer = self.page.goto(address)
        assert answer.status == 200, f"{address} answered {answer.status}"
        return str(self.page.locator("main").inner_text())

    def send(self, address: str, *, form: str = "main form", button: str = "", **fields: Any) -> str:
        """Open a page, fill in a form and send it. AssertionError, with the page's words, when it is refused."""
        self.open(address)
        return self.send_here(form=form, button=button, **fields)

    def send_here(self, *, form: str = "main form", button: str = "", **fields: Any) -> str:
        """Fill in a form of the page that is open, and send it; the address it leads to."""
        found = self._form(form, next(iter(fields), ""), button)
        self._unfold(found)
        for name, value in fields.items():
            self._fill(found, name, value)
        buttons = found.locator("button[type=submit], button:not([type])")
        chosen = buttons.filter(has_text=re.compile(button)) if button else buttons
        with self.page.expect_response(lambda r: r.request.method in ("POST", "GET")) as answer:
            chosen.first.click()
        self.page.wait_for_load_state()
        assert answer.value.status < 400, f"refused at {self.page.url}:\n{self._complaint()}"
        return str(self.page.url)

    def _form(self, selector: str, field: str, button: str) -> Any:
        """The first form that has the field, or else the button."""
        forms = self.page.locator(selector)
        inside = (
            self.page.locator(f"[name='{field}']") if field else self.page.locator("button", has_text=button)
        )
        fitting = forms.filter(has=inside)
        assert fitting.count(), f"no form with {field or button} at {self.page.url}:\n{self._complaint()}"
        return fitting.first

    def tick_all(self, selector: str) -> None:
        """Tick every box."""
        for box in self.page.locator(selector).all():
            box.check()

    def press(self, address: str, button: str) -> str:
        """Open a page and press a button that needs no more."""
        self.open(address)
        return self.send_here(form="main form", button=button)

    def follow(self, words: str) -> str:
        """Click the first link of the page that carries these words."""
        self.page.locator("main a", has_text=words).first.click()
        self.page.wait_for_load_state()
        return str(self.page.url)

    def addresses(self, pattern: str) -> list[str]:
        """The addresses of the page's links that match, each once."""
        found = self.page.locator("main a").evaluate_all("rows => rows.map(a => a.getAttribute('href'))")
        return list(dict.fromkeys(a for a in found if a and re.fullmatch(pattern, a)))

    def number(self) -> int:
        """The record that the open page's address names."""
        found = re.search(r"/(\d+)/", self.page.url)
        assert found, f"no record in {self.page.url}"
        return int(found.group(1))

    def _unfold(self, form: Any) -> None:
        """Open what a form is folded into, as a click on its heading would."""
        for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("summary").first.click()

    def _fill(self, form: Any, name: str, value: Any) -> None:
        field = form.locator(f"[name='{name}']")
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                self._tick(form, name, one)
        elif kind == "select" or kind.startswith("select"):
            self._choose(field.first, value)
        elif kind == "file":
            field.first.set_input_files([value] if isinstance(value, dict) else value)
        else:
            field.first.fill(str(value))

    def _tick(self, form: Any, name: str, value: Any) -> None:
        if value == ALL:
            for box in form.locator(f"[name='{name}']").all():
                box.check()
            return
        if isinstance(value, bool):
            form.locator(f"[name='{name}']").first.set_checked(value)
        else:
            form.locator(f"[name='{name}'][value='{value}']").check()

    def _choose(self, field: Any, value: Any) -> None:
        """By value, or by words that only one choice holds."""
        several = value if isinstance(value, list) else [value]
        field.select_option(value=[self._value_of(field, str(v)) for v in several])

    def _value_of(self, field: Any, value: str) -> str:
        choices = field.evaluate("e => [...e.options].map(o => [o.value, o.text])")
        for known, words in choices:
            if value in (known, words):
                return str(known)
        fitting = [known for known, words in choices if value in words]
        assert len(fitting) == 1, f"{value!r} fits {len(fitting)} of {choices}"
        return str(fitting[0])

    def _complaint(self) -> str:
        shown = self.page.locator(".error, .alert, [role=alert], .errorlist").all_inner_texts()
        return "\n".join(shown) or str(self.page.locator("body").inner_text())[:2000]
