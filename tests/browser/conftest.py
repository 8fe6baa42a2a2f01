"""A served page, and a real browser that must not leave the machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.conftest import ROOT

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
START_SECONDS = 240
NAMES = ("chromium", "chromium-browser", "google-chrome")

Serve = Callable[..., str]
expect.set_options(timeout=90_000)  # the first answer after a start waits for the model to load


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and not Path(playwright.chromium.executable_path).exists():
        if os.environ.get("CI"):
            pytest.fail("no Chromium, and CI needs one")
        # Only on a contributor's machine where no browser can be had; in CI its lack fails, above.
        pytest.skip("no Chromium here; see tests/browser/find-chromium.sh")
    launched = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield launched
    launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1366, "height": 900})
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def serve(indexed_data: Path, tmp_path: Path) -> Iterator[Serve]:
    """Starts the product as a user does, and gives its address."""
    running: list[subprocess.Popen[bytes]] = []
    folder = Path(shutil.copytree(indexed_data, tmp_path / "served"))

    def start(**settings: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "INTERVIEWER_DATA_DIR": str(folder)}
        environment |= {f"INTERVIEWER_{name.upper()}": value for name, value in settings.items()}
        command = [sys.executable, "-m", "interviewer", "serve", "--port", str(port)]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        _wait_for(f"http://127.0.0.1:{port}/healthz", running[-1])
        return f"http://127.0.0.1:{port}"

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers: polls, since that is all that HTTP offers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")
