"""Runs that are killed, in processes of their own: what `--resume` makes of what they leave."""

import gzip
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GEOCLF = str(Path(sys.executable).with_name("geoclf"))
TEXT = "El gobierno firma un tratado y aprueba sanciones; llega ayuda humanitaria a Haití."
N_ROWS = 2500


def write_input(path: Path) -> Path:
    rng = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for i in range(N_ROWS):
            row = {"id": i, "text": TEXT[rng.randrange(40) :]}
            file.write("no\n" if i % 100 == 7 else json.dumps(row, ensure_ascii=False) + "\n")
    return path


def start(folder: Path, output: str, *options: str) -> subprocess.Popen[str]:
    command = [GEOCLF, "predict", "in.jsonl", "-o", output, "--batch-size", "25", "--checkpoint", "0"]
    command += ["--bad-rows", f"{output}.bad", *options]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


def run(folder: Path, output: str, *options: str) -> str:
    process = start(folder, output, *options)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return told


def batches_done(sidecar: Path) -> int:
    return json.loads(sidecar.read_bytes())["reached"]["n_batches"] if sidecar.exists() else 0


def end_at_a_random_moment(
    process: subprocess.Popen[str], sidecar: Path, rng: random.Random, how: int
) -> str:
    """Wait until a batch more is done, and not much longer."""
    before = batches_done(sidecar)
    while process.poll() is None and batches_done(sidecar) <= before:
        time.sleep(0.002)
    time.sleep(rng.uniform(0, 0.01))
    process.send_signal(how)
    _, told = process.communicate(timeout=60)
    return told


@pytest.mark.parametrize(("output", "n_kills"), [("out.jsonl", 10), ("out.csv.gz", 2)])
def test_a_killed_run_is_gone_on_with_to_the_same_bytes(output: str, n_kills: int, tmp_path: Path) -> None:
    write_input(tmp_path / "in.jsonl")
    told = run(tmp_path, f"whole.{output}")
    rng = random.Random(1)
    reached = []
    sidecar = tmp_path / f"{output}.partial.json"
    for _ in range(n_kills):
        end_at_a_random_moment(start(tmp_path, output, "--resume"), sidecar, rng, signal.SIGKILL)
        assert not (tmp_path / output).exists(), "ended before it was killed: give it more rows"
        reached.append(batches_done(sidecar))
    assert reached[0] > 0
    assert reached == sorted(set(reached)), "each run went on where the last one was"
    assert run(tmp_path, output, "--resume").partition(": ")[2] == told.partition(": ")[2].replace(
        "whole.", ""
    )
    assert (tmp_path / output).read_bytes() == (tmp_path / f"whole.{output}").read_bytes()
    assert (tmp_path / f"{output}.bad").read_bytes() == (tmp_path / f"whole.{output}.bad").read_bytes()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"in.jsonl", output, f"{output}.bad", f"whole.{output}", f"whole.{output}.bad"}
    content = (tmp_path / output).read_bytes()
    text = (gzip.decompress(content) if output.endswith(".gz") else content).decode()
    assert len(text.splitlines()) - output.endswith(".csv.gz") == N_ROWS - N_ROWS // 100


def test_an_interrupt_keeps_what_is_done(tmp_path: Path) -> None:
    write_input(tmp_path / "in.jsonl")
    run(tmp_path, "whole.jsonl")
    process = start(tmp_path, "out.jsonl")
    told = end_at_a_random_moment(
        process, tmp_path / "out.jsonl.partial.json", random.Random(0), signal.SIGINT
    )
    assert process.returncode == 130
    assert "Warning: out.jsonl: what is done is kept in out.jsonl.partial" in told
    assert told.endswith("\nInterrupted\n")
    run(tmp_path, "out.jsonl", "--resume", "--workers", "2")
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
