"""Firefox as the distribution ships it, driven over its own remote protocol (Marionette), without any driver program."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
_PREFERENCES = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
}
"""Every request for a network goes to a port where nobody answers."""
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE_S = 60


class Firefox:
    """One headless browser with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        profile.mkdir()
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._number = 0

    def __enter__(self) -> Self:
        assert FIREFOX
        command = [FIREFOX, "--headless", "--no-remote", "--profile", str(self.profile), "--marionette"]
        environment = {**os.environ, "HOME": str(self.profile), "MOZ_DISABLE_CONTENT_SANDBOX": "1"}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._line = self._connect()
        self._read()
        self._call("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        self._call("WebDriver:SetTimeouts", {"implicit": 1000 * PATIENCE_S, "script": 1000 * PATIENCE_S})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()
        self.process.terminate()
        self.process.wait(30)

    def _connect(self) -> socket.socket:
        """Wait until the browser has written down its port and answers there."""
        told = self.profile / "MarionetteActivePort"
        for _attempt in range(10 * PATIENCE_S):
            if self.process.poll() is not None:
                raise AssertionError(f"firefox ended with {self.process.returncode}")
            try:
                return socket.create_connection(("127.0.0.1", int(told.read_text())), timeout=PATIENCE_S)
            except (OSError, ValueError):
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        raise AssertionError("firefox did not answer")

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._line.recv(1)
        body, left = b"", int(length[:-1])
        while len(body) < left:
            body += self._line.recv(left - len(body))
        return json.loads(body)

    def _call(self, command: str, values: dict[str, Any]) -> Any:
        self._number += 1
        body = json.dumps([0, self._number, command, values]).encode()
        self._line.sendall(str(len(body)).encode() + b":" + body)
        _kind, number, fault, result = self._read()
        assert number == self._number
        assert fault is None, f"{command}: {fault}"
        return result

    def _find(self, selector: str) -> str:
        found = self._call("WebDriver:FindElement", {"using": "css selector", "value": selector})
        return str(found["value"][_ELEMENT])

    def go(self, address: str) -> None:
        """Open an address."""
        self._call("WebDriver:Navigate", {"url": address})

    def fill(self, selector: str, text: str) -> None:
        """Type into a field in place of what is there."""
        element = self._find(selector)
        self._call("WebDriver:ElementClear", {"id": element})
        self._call("WebDriver:ElementSendKeys", {"id": element, "text": text})

    def click(self, selector: str) -> None:
        """Press a button."""
        self._call("WebDriver:ElementClick", {"id": self._find(selector)})

    def run(self, script: str) -> Any:
        """What a script returns."""
        return self._call("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def wait(self, text: str) -> None:
        """Until a text is to be seen."""
        script = """
            const [text, done] = arguments;
            const seen = () => document.body.innerText.includes(text) && (done(true), true);
            if (!seen()) new MutationObserver((_all, observer) => seen() && observer.disconnect())
                .observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        """
        found = self._call("WebDriver:ExecuteAsyncScript", {"script": script, "args": [text]})
        assert found["value"] is True
