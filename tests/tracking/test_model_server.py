"""A logged model behind MLflow's own server, asked over HTTP as anybody would; and its container file."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from geoclf.experiment.result import ExperimentResult

TEXTS = ["Firmaron un tratado con Chile.", "", "Nuevas sanciones; \U0001f30d ñandú.", "?!", "Llovió."]
SECONDS = 120
# The program of the server is sought in PATH, and the store in the environment.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

Ask = Callable[..., tuple[int, Any]]


def mlflow(logged: tuple[str, str], *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "PATH": PATH, "MLFLOW_TRACKING_URI": logged[0]}
    return [sys.executable, "-m", "mlflow", "models", *arguments], environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def ask(logged: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Start `mlflow models serve`, and return what asks it: a body to status and answer."""
    root = f"http://127.0.0.1:{free_port()}"
    port = root.rpartition(":")[2]
    arguments = ["serve", "-m", f"runs:/{logged[1]}/model", "-h", "127.0.0.1", "-p", port]
    command, environment = mlflow(logged, *arguments, "--env-manager", "local")
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, env=environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait(server, f"{root}/ping", log)
        yield lambda body, kind="application/json": post(f"{root}/invocations", body, kind)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(SECONDS)


def wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(URLError, OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    pytest.fail(f"the server does not answer; it said:\n{log.read_text(errors='replace')}")


def post(address: str, body: bytes, kind: str) -> tuple[int, Any]:
    request = Request(address, data=body, headers={"Content-Type": kind})
    try:
        with urlopen(request, timeout=SECONDS) as response:
            return response.status, json.loads(response.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def as_json(**body: object) -> bytes:
    return json.dumps(body).encode("utf-8")


def expected(result: ExperimentResult, texts: list[str]) -> list[dict[str, Any]]:
    labels = result.model.predict_labels(texts)
    proba = result.model.predict_proba(texts).tolist()
    return [
        {"labels": list(names), "probabilities": dict(zip(result.model.labels, row, strict=True))}
        for names, row in zip(labels, proba, strict=True)
    ]


def test_answers_are_the_classifiers(ask: Ask, result: ExperimentResult) -> None:
    assert ask(as_json(inputs=TEXTS)) == (200, {"predictions": expected(result, TEXTS)})


def test_no_texts(ask: Ask) -> None:
    assert ask(as_json(inputs=[])) == (200, {"predictions": []})


def test_ten_thousand_texts(ask: Ask, result: ExperimentResult) -> None:
    status, answer = ask(as_json(inputs=TEXTS * 2000))
    assert status == 200
    assert answer["predictions"] == expected(result, TEXTS) * 2000


def test_two_hundred_at_once(ask: Ask, result: ExperimentResult) -> None:
    # Each has a text of its own, so that an answer to another would be seen.
    texts = [f"{TEXTS[number % len(TEXTS)]} {'tratado ' * (number % 7)}{number}" for number in range(200)]
    with ThreadPoolExecutor(max_workers=len(texts)) as pool:
        answers = list(pool.map(lambda text: ask(as_json(inputs=[text])), texts))
    assert [status for status, _ in answers] == [200] * len(texts)
    for text, (_, answer) in zip(texts, answers, strict=True):
        assert answer["predictions"] == expected(result, [text])


def test_another_threshold(ask: Ask, result: ExperimentResult) -> None:
    _, answer = ask(as_json(inputs=TEXTS, params={"threshold": 0.2}))
    found = [len(row["labels"]) for row in answer["predictions"]]
    assert found == (result.model.predict_proba(TEXTS) >= 0.2).sum(axis=1).tolist()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (as_json(inputs=["Firmaron.", 3]), "Expected type str, but got int"),
        (as_json(inputs=["Firmaron.", None]), "Expected type str, but got NoneType"),
        (as_json(inputs="Firmaron."), "Expected list, but got str"),
        (as_json(inputs=None), "Expected list, but got NoneType"),
        (as_json(inputs={"text": "Firmaron."}), "Expected list, but got dict"),
        (as_json(texts=["Firmaron."]), "must be a dictionary with 'inputs' key"),
        (as_json(), "must be a dictionary with 'inputs' key"),
        (as_json(instances=["Firmaron."]), "must be a dictionary with 'inputs' key"),
        (b'["Firmaron."]', "Received a list"),
        (b"Firmaron.", "valid JSON"),
        (as_json(inputs=["Firmaron."], params={"threshold": 1.5}), "threshold: expected a number in (0, 1]"),
        (as_json(inputs=["Firmaron."], params={"threshold": float("nan")}), "got nan"),
        (as_json(inputs=["Firmaron."], params={"threshold": "x"}), "Failed to validate type and shape"),
    ],
)
def test_what_it_cannot_read_is_refused_without_a_stack_trace(ask: Ask, body: bytes, message: str) -> None:
    status, answer = ask(body)
    assert status == 400
    assert message in answer["message"]
    assert "stack_trace" not in answer
    assert "Traceback" not in answer["message"]


@pytest.fixture(scope="module")
def image(logged: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a container is built from."""
    folder = tmp_path_factory.mktemp("container") / "image"
    arguments = ["generate-dockerfile", "-m", f"runs:/{logged[1]}/model", "-d", str(folder)]
    command, environment = mlflow(logged, *arguments)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_container_installs_all_when_it_is_built(image: Path) -> None:
    lines = (image / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("FROM python:3.")
    [copied] = [line.split()[1] for line in lines if line.startswith("COPY")]
    assert (image / copied / "MLmodel").is_file()
    install = lines.index("# Copy model to image and install dependencies") + 2
    assert (
        "C._install_pyfunc_deps('/opt/ml/model', install_mlflow=False, env_manager='local')" in lines[install]
    )
    assert "ENV MLFLOW_DISABLE_ENV_CREATION=True" in lines
    assert "C._serve('local')" in lines[-1]


def test_the_page_puts_the_wheel_where_the_container_installs_from(image: Path, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
    [sed] = [line for line in page.splitlines() if line.startswith("sed ")]
    shutil.copytree(image, tmp_path / "image")
    subprocess.run(["bash", "-c", sed], cwd=tmp_path, check=True)
    lines = (tmp_path / "image" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    wheels = lines.index("COPY wheels /wheels")
    assert lines[wheels + 1] == "ENV PIP_FIND_LINKS=/wheels"
    assert "_install_pyfunc_deps" in lines[wheels + 4]
