"""What the shipped model withstands: any text, threads, other processes, a million texts, a bare machine."""

import copy
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import geoclf
from geoclf.classifier.labeller import Labeller
from geoclf.protocols import FloatArray
from geoclf.records import LabelledTexts

NEWS = "Rusia y Corea del Norte firmaron un tratado de defensa mutua."
PIECES = (
    *("Rusia", "Cruz Roja", "EE. UU.", "sanciones", "un tratado", "SANCIONÓ", "acordaron", "Médicos Sin"),
    *(" ", "\n", "\u2028", "\r", ". ", "…", "_", "0", "«", "-"),
    *("\x00", "\ud800", "\udfff", "\u202e", "\u200d", "\ufeff", "\u0301", "\u0345", "\u1100", "\u1161"),
    *("ﬁ", "ß", "İ", "ǅ", "½", "٣", "معاهدة", "条約", "😀", "\U000e0041", "\U0010ffff"),
)
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)
LONG = {
    "one word": "ñ" * 1_000_000,
    "one word in capitals": "SANCIÓN" * 15_000,
    "words": NEWS * 16_000,
    "different words": " ".join(f"palabra{number}" for number in range(70_000)),
    "accents on one letter": "a" + "\u0301" * 100_000,
    "letters of Hangul": "\u1100\u1161" * 500_000,
    "blanks": " " * 1_000_000,
    "lines": "\n" * 200_000,
    "full stops": "." * 1_000_000,
    "open quotes": "«Firman " * 100_000,
    "NUL": "\x00" * 1_000_000,
    "lone surrogates": "\ud800 a" * 300_000,
    "right to left": "\u202eمعاهدة " * 120_000,
}
MANY_WORDS = {"words", "different words", "open quotes", "lone surrogates", "right to left"}


@pytest.fixture(scope="module")
def shipped() -> Labeller:
    """The shipped model; it has scored already."""
    labeller = geoclf.load_model()
    labeller.predict_proba([NEWS])
    return labeller


def check_proba(proba: FloatArray) -> None:
    assert np.isfinite(proba).all()
    assert ((proba >= 0) & (proba <= 1)).all()


def check_explanation(shipped: Labeller, text: str) -> None:
    explanation = shipped.explain(text)
    total = sum((part.contributions for part in explanation.occurrences), explanation.intercept)
    np.testing.assert_allclose(total, explanation.scores, rtol=0, atol=1e-6)
    assert all(0 <= part.start < part.end <= len(text) for part in explanation.occurrences)
    for column, label in enumerate(shipped.labels):
        stretches = explanation.words(label)
        assert "".join(text[start:end] for start, end, _ in stretches) == text
        words = sum(value for *_, value in stretches) + explanation.intercept[column]
        assert words == pytest.approx(explanation.scores[column], abs=1e-6)
    assert np.array_equal(explanation.proba, shipped.predict_proba([text])[0])


def check_article(shipped: Labeller, text: str) -> None:
    article = shipped.classify_article(text)
    check_proba(np.array(list(article.proba.values())))
    places = [place for sentence in article.sentences for place in (sentence.start, sentence.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(sentence.text == text[sentence.start : sentence.end] for sentence in article.sentences)
    proba = np.array([list(sentence.proba.values()) for sentence in article.sentences])
    assert np.array_equal(
        proba.reshape(-1, 4), shipped.predict_proba([sentence.text for sentence in article.sentences])
    )


@settings(deadline=None, max_examples=150)
@given(texts=st.lists(TEXT, min_size=1, max_size=5))
@example(["\ud800", "\udc00"])
@example(["tratado\x00de", NEWS])
def test_any_text_has_the_same_probabilities_alone_and_in_company(
    shipped: Labeller, texts: list[str]
) -> None:
    together = shipped.predict_proba([NEWS, *texts, *texts[::-1]])
    check_proba(together)
    alone = np.concatenate([shipped.predict_proba([text]) for text in [NEWS, *texts, *texts[::-1]]])
    assert np.array_equal(together, alone)


@settings(deadline=None, max_examples=150)
@given(text=TEXT)
@example("\u1100\u1161 sancio\u0301n")
def test_any_text_can_be_explained(shipped: Labeller, text: str) -> None:
    check_explanation(shipped, text)


@settings(deadline=None, max_examples=150)
@given(text=TEXT)
def test_any_text_is_an_article(shipped: Labeller, text: str) -> None:
    check_article(shipped, text)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts(shipped: Labeller, text: str) -> None:
    proba = shipped.predict_proba([text, NEWS])
    check_proba(proba)
    assert np.array_equal(proba[1:], shipped.predict_proba([NEWS]))
    check_article(shipped, text)


# Of many words every place of every n-gram is kept: an explanation is for a sentence.
@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", sorted(set(LONG) - MANY_WORDS))
def test_long_texts_are_explained(shipped: Labeller, name: str) -> None:
    check_explanation(shipped, LONG[name])


def test_eight_threads(shipped: Labeller, gold: LabelledTexts) -> None:
    expected = shipped.predict_proba(gold.texts)
    article = " ".join(gold.texts[:20])
    cut = shipped.classify_article(article)
    fresh = geoclf.load_model()  # the threads make what it scores with
    with ThreadPoolExecutor(8) as pool:
        turned = [[*gold.texts[n:], *gold.texts[:n]] for n in range(40)]
        for n, proba in enumerate(pool.map(fresh.predict_proba, turned)):
            assert np.array_equal(proba, np.roll(expected, -n, axis=0))
        assert set(pool.map(str, pool.map(fresh.classify_article, [article] * 16))) == {str(cut)}


def test_copies(shipped: Labeller, gold: LabelledTexts) -> None:
    expected = shipped.predict_proba(gold.texts)
    unused = pickle.loads(pickle.dumps(geoclf.load_model()))
    for twin in (unused, pickle.loads(pickle.dumps(shipped)), copy.deepcopy(shipped), copy.copy(shipped)):
        assert np.array_equal(twin.predict_proba(gold.texts), expected)
        assert (twin.thresholds, twin.origin_) == (shipped.thresholds, shipped.origin_)


def run(script: Path, code: str, *arguments: str, **environment: str) -> str:
    """Run a script in a process of its own; return what it prints."""
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=script.parent,
        env=environment or None,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


PROCESSES = """
import multiprocessing, sys
import geoclf

TEXTS = ["Rusia firmó un tratado.", "Envían ayuda humanitaria.", "Gana el Betis.", "\\ud800 sanciones"] * 50

def score(model):
    return model.predict_proba(TEXTS).tobytes()

def score_inherited(_):
    return score(MODEL)

if __name__ == "__main__":
    MODEL = geoclf.load_model()
    expected = score(MODEL)
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        found = pool.map(score, [MODEL] * 4)
        if sys.argv[1] == "fork":
            found += pool.map(score_inherited, range(4))
    print(all(scores == expected for scores in found), len(found))
"""


@pytest.mark.parametrize(("method", "n_answers"), [("fork", 8), ("spawn", 4)])
def test_processes_started_after_scoring(tmp_path: Path, method: str, n_answers: int) -> None:
    assert run(tmp_path / "processes.py", PROCESSES, method, **os.environ) == f"True {n_answers}"


MILLION = """
import geoclf

def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])

model = geoclf.load_model()
peaks = []
for call in range(5):
    texts = [f"Rusia firma{i % 997} el tratado{call}{i % 100003} con {i}" for i in range(200_000)]
    assert model.predict_proba(texts).shape == (200_000, 4)
    del texts
    peaks.append(peak())
print(peaks[-1] - peaks[0])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_million_texts_take_no_more_memory_than_the_first_fifth(tmp_path: Path) -> None:
    assert int(run(tmp_path / "million.py", MILLION, **os.environ)) < 10 * 1024


# The guard stands for what root cannot be denied by permissions: nothing is written, nobody is called.
GUARD = """
import os, sys

def forbid(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"network: {event} {arguments}")
    if event in ("os.mkdir", "os.rename", "os.remove", "tempfile.mkstemp", "tempfile.mkdtemp"):
        raise RuntimeError(f"writes: {event} {arguments}")
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
        raise RuntimeError(f"writes: {arguments}")

sys.addaudithook(forbid)
"""
BARE = {
    "LANG": "C",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment of a bare machine on which geoclf lies in a folder that cannot be written to."""
    folder = tmp_path / "read only"
    shutil.copytree(
        Path(geoclf.__file__).parent, folder / "geoclf", ignore=shutil.ignore_patterns("__pycache__")
    )
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return {**BARE, "PYTHONPATH": str(folder)}


def test_a_bare_machine(tmp_path: Path, installed: dict[str, str], shipped: Labeller) -> None:
    code = GUARD + (
        "import geoclf\n"
        f"assert geoclf.__file__.startswith({installed['PYTHONPATH']!r}), geoclf.__file__\n"
        "model = geoclf.load_model()\n"
        f"text = {NEWS + ' Mañana lloverá.'!a}\n"
        "print(model.predict_proba([text]).tolist(), len(model.explain(text).occurrences),\n"
        "      len(model.classify_article(text).sentences))\n"
    )
    text = NEWS + " Mañana lloverá."
    expected = (shipped.predict_proba([text]).tolist(), len(shipped.explain(text).occurrences), 2)
    assert run(tmp_path / "bare.py", code, **installed) == " ".join(map(str, expected))


def test_the_command_on_a_bare_machine(tmp_path: Path, installed: dict[str, str], shipped: Labeller) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "Bruselas sancionó a Irán."}\n', encoding="utf-8")
    code = GUARD + "from geoclf.cli.main import main\nmain(['predict', 'in.jsonl'])\n"
    [labels] = shipped.predict_labels(["Bruselas sancionó a Irán."])
    line = run(tmp_path / "command.py", code, **installed)
    assert line.startswith('{"text": "Bruselas sancionó a Irán.", "labels": ["' + '", "'.join(labels) + '"]')
