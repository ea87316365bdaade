"""Three tracked runs, `geoclf ui` on them, and a browser to look with."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from geoclf.tracking.connection import connect
from geoclf.tracking.find_run import find_run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
# A fresh profile would open an assistant and the pages for language models.
SETTINGS = """
localStorage.setItem("mlflow.assistant.panelOpen_v1", "false");
localStorage.setItem("mlflow.assistant.fab.autoOpenedOnFirstLoad_v1", "true");
localStorage.setItem("mlflow.workflowType_v1", '"machine_learning"');
"""
SECONDS = 1000
RUNS = ("majority", "lexicon", "tfidf_logistic")


@dataclass(frozen=True)
class Served:
    """What `geoclf ui` says of three runs."""

    root: str
    scores: str
    run_ids: dict[str, str]


def geoclf(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from geoclf.cli.main import main; main()", *arguments]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with a sweep over three models on gold."""
    folder = tmp_path_factory.mktemp("browser")
    uri = f"sqlite:///{folder}/mlflow.db"
    overrides = [
        *("model=majority,lexicon,logistic", "evaluation.n_resamples=100"),
        f"tracking.tracking_uri={uri}",
    ]
    subprocess.run(geoclf("train", "-m", *overrides), cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return uri


@pytest.fixture(scope="session")
def served(store: str) -> Iterator[Served]:
    """Start `geoclf ui`; at the end press Ctrl-C and see that it stops."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ui = subprocess.Popen(
        geoclf("ui", "--port", str(port), "--tracking-uri", store),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert ui.stdout is not None
    try:
        root = ui.stdout.readline().removeprefix("Open ").strip().removesuffix("/#/experiments")
        scores = re.sub(r"^.*: (?=http)", "", ui.stdout.readline().strip())
        connection = connect(store)
        ids = {name: find_run(connection, name).info.run_id for name in RUNS}
        yield Served(root, scores, ids)
        ui.send_signal(signal.SIGINT)
        assert ui.wait(60) == 0
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "a server was left behind"
    finally:
        ui.terminate()
        ui.wait(60)
        ui.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium found; apt-get install chromium")
        pytest.skip("no Chromium found; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of a person who is here for the first time; it may ask for nothing outside this machine."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000})
    context.add_init_script(SETTINGS)
    context.set_default_timeout(90 * SECONDS)
    foreign: list[str] = []
    context.on("request", lambda request: foreign.append(request.url) if _is_foreign(request.url) else None)
    yield context.new_page()
    context.close()
    assert foreign == []


@pytest.fixture
def take_picture(page: Page) -> Callable[[str], None]:
    """Keep a picture of the page in the folder GEOCLF_SCREENSHOTS, if that is set."""
    folder = os.environ.get("GEOCLF_SCREENSHOTS")

    def take(name: str) -> None:
        if folder:
            page.wait_for_timeout(2 * SECONDS)  # charts and images settle after their data have come
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))
