"""A Chromium without a window, told what to do over its DevTools protocol."""

import itertools
import json
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 60  # seconds, for a browser on a machine that has other things to do
ALONE = (  # nothing of its own on the network, and no sandbox: containers have none to give
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
A4 = 8.27, 11.69  # inches
INSIDE_A4 = 710  # pixels of 1/96 inch that the margins leave


def found() -> str | None:
    """Return the browser of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


class Tab:
    """One tab: what it is told, and what it has told since it was opened."""

    def __init__(self, line: ClientConnection) -> None:
        self.line, self.numbers, self.session = line, itertools.count(1), {}
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command, and return what comes of it."""
        id = next(self.numbers)
        self.line.send(json.dumps({"id": id, "method": method, "params": params} | self.session))
        while True:
            said = self.hear()
            if said.get("id") == id:
                assert "error" not in said, said["error"]
                return dict(said["result"])

    def hear(self) -> dict[str, Any]:
        """Return what it says next, and remember it where it is an event."""
        said: dict[str, Any] = json.loads(self.line.recv(PATIENCE))
        if "method" in said:
            self.events.append(said)
        return said

    def told(self, method: str) -> list[dict[str, Any]]:
        """Return what was told of a kind of event."""
        return [each["params"] for each in self.events if each["method"] == method]

    def open(self, url: str, width: int, language: str, media: str = "screen") -> None:
        """Open a page, and wait until all of it is there."""
        self.events.clear()
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Emulation.setEmulatedMedia", media=media)
        self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        self.ask("Page.navigate", url=url)
        while not self.told("Page.loadEventFired"):
            self.hear()

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get(
            "value"
        )

    def picture(self, file: Path) -> None:
        """Take a picture of the whole page."""
        png = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file.write_bytes(b64decode(png))

    def printed(self, file: Path) -> bytes:
        """Print it on A4, and return the PDF."""
        width, height = A4
        size = {"paperWidth": width, "paperHeight": height, "preferCSSPageSize": True}
        pdf = b64decode(self.ask("Page.printToPDF", **size)["data"])
        file.write_bytes(pdf)
        return pdf


@contextmanager
def tab(profile: Path) -> Iterator[Tab]:
    """Start a browser with a profile of its own, and yield its tab."""
    browser = found()
    assert browser
    with subprocess.Popen(
        [browser, *ALONE, f"--user-data-dir={profile}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            with connect(address(profile), max_size=None) as line:
                yield Tab(line)
        finally:
            process.terminate()


def address(profile: Path) -> str:
    """Wait until a browser says where it listens."""
    file, patience = profile / "DevToolsActivePort", time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if file.exists() and len(lines := file.read_text().splitlines()) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise AssertionError("The browser does not listen.")
