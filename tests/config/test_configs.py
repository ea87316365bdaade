"""Every file of configs/ is composed and bound to the class it names; no model is run."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hydra.utils import get_object

from geoclf.config.checking import TARGET, check_node
from geoclf.resources import resource_dir

Compose = Callable[..., dict[str, Any]]

CONFIGS = resource_dir("configs")
FILES = sorted(path.relative_to(CONFIGS) for path in CONFIGS.glob("*/*.yaml"))
NEEDED = {"data/file": ["data.path=mine.jsonl"], "scheme/file": ["scheme.source=mine.yaml"]}
FROM_CODE = {"data": {"scheme": None}}


def choice(path: Path) -> list[str]:
    """Return the overrides that choose a file and fill in what it leaves open."""
    name = path.with_suffix("").as_posix()
    return [name.replace("/", "="), *NEEDED.get(name, [])]


def nodes(config: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in config.items():
        if isinstance(value, dict):
            where = f"{path}.{key}" if path else key
            if TARGET in value:
                yield where, value
            yield from nodes(value, where)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_file_composes_and_binds(path: Path, composed: Compose) -> None:
    found = dict(nodes(composed(*choice(path))))
    assert {"scheme", "data", "split", "features", "model", "decision", "tracking"} <= set(found)
    for where, node in found.items():
        target = get_object(node[TARGET])
        given = {key: value for key, value in node.items() if key != TARGET}
        provided = FROM_CODE.get(where, {})
        bound = inspect.signature(target).bind(**given, **provided)
        missing = [name for name in bound.signature.parameters if name not in bound.arguments]
        assert not missing, f"{where}: {path} should name all arguments; missing: {missing}"
        check_node(node, where, provided=tuple(provided))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_file_says_what_it_is(path: Path) -> None:
    lines = (CONFIGS / path).read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("# ") and not line.startswith("# @package")]
    assert comments
    assert len(lines) <= 25


@pytest.mark.parametrize("name", [path.stem for path in FILES if path.parts[0] == "experiment"])
def test_experiments_are_changes_with_their_command(name: str, composed: Compose) -> None:
    text = (CONFIGS / "experiment" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# @package _global_\n# geoclf train experiment={name}\n")
    assert TARGET not in text
    assert composed(f"experiment={name}")["name"] == name


@pytest.mark.parametrize("model", ["majority", "lexicon"])
def test_a_model_brings_the_features_and_decision_it_needs(model: str, composed: Compose) -> None:
    config = composed(f"model={model}")
    assert config["features"][TARGET].endswith(".RawText")
    assert config["decision"][TARGET].endswith(".FixedDecision")
    chosen = composed(f"model={model}", "decision=calibrated")
    assert chosen["decision"][TARGET].endswith(".CalibratedDecision")


def test_another_scheme_has_the_majority_alone_for_baseline(composed: Compose) -> None:
    assert list(composed()["baselines"]) == ["majority", "lexicon"]
    assert list(composed("scheme=file", "scheme.source=x")["baselines"]) == ["majority"]


def test_baselines_are_what_their_own_experiments_train(composed: Compose) -> None:
    baselines = composed()["baselines"]
    for name, parts in baselines.items():
        config = composed(f"experiment={name}")
        assert parts == {part: config[part] for part in ("features", "model", "decision")}


def test_groups_mirror_the_library() -> None:
    folders = {path.parts[0] for path in FILES}
    assert folders == {
        *("scheme", "data", "split", "features", "model", "decision"),
        *("baselines", "tracking", "experiment"),
    }
