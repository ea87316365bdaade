"""What is compared: one class per peer, each as its package's own documentation would have it used.

Every peer gets the same texts and labels, and gives a score per text and label. Packages are imported where a
peer is made or loaded, so that a process holds those of one peer only.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from benchmarks.peer import Peer

if TYPE_CHECKING:
    from geoclf.protocols import BoolArray, FloatArray

__all__ = ["PEERS", "Geoclf"]

_SEED = 0


class Geoclf(Peer):
    """The features and model of `configs/experiment/shipped.yaml`, behind `geoclf.load_model`.

    Its decision is a plain one: calibration would need five more trainings, and takes less than a hundredth
    of the time of a prediction.
    """

    name = "geoclf"
    title = "geoclf"
    requires = "geoclf"

    @classmethod
    def untrained(cls) -> Self:
        """Compose the configuration."""
        from hydra import compose, initialize_config_dir
        from hydra.utils import instantiate

        import geoclf.classifier.estimator  # noqa: F401 - what training would import
        from geoclf.resources import resource_dir

        with initialize_config_dir(str(resource_dir("configs")), version_base="1.3"):
            config = compose("train", ["experiment=shipped", "tracking=none"])
        peer = cls(None)
        peer._parts = instantiate(config.features), instantiate(config.model)
        return peer

    _parts: tuple[Any, Any]

    def fit(self, texts: Sequence[str], targets: "BoolArray") -> None:
        """Fit features and model as `geoclf.GeoClassifier` does, without its folds."""
        from geoclf.texts import normalise

        features, model = self._parts
        counts = features.analyse([normalise(text) for text in texts])
        model.fit(features.fit(counts).transform(counts), targets, seed=_SEED)
        used = model.used_columns()
        features.keep_columns(used)
        model.keep_columns(used)
        self.model = _labeller(features, model, len(texts), targets)

    def scores(self, texts: Sequence[str]) -> "FloatArray":
        """Return probabilities."""
        proba: FloatArray = self.model.predict_proba(texts)
        return proba

    def save(self, folder: Path) -> None:
        """Write a model folder."""
        self.model.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load it as a user does."""
        import geoclf

        return cls(geoclf.load_model(str(folder)))


def _labeller(features: Any, model: Any, n_texts: int, targets: "BoolArray") -> Any:  # noqa: ANN401
    from geoclf.classifier.labeller import Labeller
    from geoclf.classifier.origin import Origin
    from geoclf.decision.article import ArticleCalibration
    from geoclf.decision.fixed import FixedDecision

    n_labels = targets.shape[1]
    return Labeller.from_parts(
        labels=tuple(f"label {number}" for number in range(n_labels)),
        features=features,
        model=model,
        decision=FixedDecision().fit(np.zeros(targets.shape), targets),
        article=ArticleCalibration.uncalibrated(n_labels),
        origin=Origin(
            scheme_name="benchmark",
            scheme_version="1",
            scheme_hash="none",
            data_hash="none",
            n_texts=n_texts,
            positives=tuple(targets.sum(axis=0).tolist()),
        ),
    )


class SklearnPipeline(Peer):
    """A pipeline of scikit-learn ending in one `LinearSVC` per label; a subclass says what it reads."""

    requires = "sklearn"

    @classmethod
    def untrained(cls) -> Self:
        """Return features and classifier in a pipeline."""
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        return cls(make_pipeline(cls._features(), OneVsRestClassifier(LinearSVC(random_state=_SEED))))

    @staticmethod
    @abstractmethod
    def _features() -> Any:  # noqa: ANN401
        """Return the transformer of texts."""

    def fit(self, texts: Sequence[str], targets: "BoolArray") -> None:
        """Fit the pipeline."""
        self.model.fit(texts, targets.astype(int))

    def scores(self, texts: Sequence[str]) -> "FloatArray":
        """Return margins."""
        return np.asarray(self.model.decision_function(texts), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the pipeline as scikit-learn recommends."""
        import joblib

        folder.mkdir()
        joblib.dump(self.model, folder / "model.joblib")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read it again."""
        import joblib

        return cls(joblib.load(folder / "model.joblib"))


class SklearnUnion(SklearnPipeline):
    """The pipeline of many tutorials: tf-idf of words and of characters inside words, side by side."""

    name = "sklearn_union"
    title = "scikit-learn: tf-idf of words (1, 2) and characters (2, 5), linear SVM"

    @staticmethod
    def _features() -> Any:  # noqa: ANN401
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union

        return make_union(
            TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode", sublinear_tf=True),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode", sublinear_tf=True
            ),
        )


class SklearnSameFeatures(SklearnPipeline):
    """The n-grams and word pairs of geoclf's shipped model in scikit-learn, cut one text at a time.

    The analysers are geoclf's own plain ones, which are slow: the peer shows what the array functions of
    `geoclf.features.hashed` save, nothing about scikit-learn. Counts are weighted by family as there.
    """

    name = "sklearn_same_features"
    title = "scikit-learn: geoclf's features by its plain analysers, linear SVM"

    @staticmethod
    def _features() -> Any:  # noqa: ANN401
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.pipeline import FeatureUnion, make_pipeline
        from sklearn.preprocessing import Normalizer

        from geoclf.features.hashed import hashes
        from geoclf.features.hashed.features import FAMILY_WEIGHTS
        from geoclf.features.ngrams import WORDS, Analyzer
        from geoclf.features.pairs import PairAnalyzer

        features, _ = Geoclf.untrained()._parts
        window = features.window
        analysers = {
            "chars": WordChars(*window.chars),
            "words": Analyzer(WORDS, lowest=1, highest=2, strip_accents=True),
            "pairs": PairAnalyzer(window.pairs),
        }
        families = {"chars": hashes.CHARS, "words": hashes.WORDS, "pairs": hashes.PAIRS}
        union = FeatureUnion(
            [
                (name, CountVectorizer(analyzer=cut, min_df=features.min_df))
                for name, cut in analysers.items()
            ],
            transformer_weights={name: float(FAMILY_WEIGHTS[family]) for name, family in families.items()},
        )
        return make_pipeline(union, Normalizer())


@dataclass(frozen=True)
class WordChars:
    r"""Cuts the `\w+` words of a text into character n-grams.

    Examples
    --------
    >>> list(WordChars(3, 3)("¡Más!"))
    [' ma', 'mas', 'as ']
    """

    lowest: int
    highest: int

    def __call__(self, text: str) -> Iterator[str]:
        """Yield the n-grams."""
        from geoclf.features.ngrams import CHARS, WORDS
        from geoclf.texts import fold

        words = WORDS.name(fold(text, strip_accents=True), 1, 1)
        return CHARS.name(" ".join(words), self.lowest, self.highest)


class FastText(Peer):
    """fastText's supervised classifier, one label against the rest; a subclass says of which n-grams."""

    requires = "fasttext"
    # With one thread fastText trains on most vectors as they lie in memory; glibc then makes them zeros.
    environment: ClassVar[dict[str, str]] = {"MALLOC_PERTURB_": "255"}
    options: ClassVar[dict[str, int]]

    # As fastText's tutorial cuts texts: marks apart from words, lower case.
    _MARKS = ".,;:!?¡¿()\"'«»"
    _LABEL = "__label__"

    @classmethod
    def untrained(cls) -> Self:
        """Import the package; its model is made in training."""
        import fasttext

        return cls(fasttext)

    def fit(self, texts: Sequence[str], targets: "BoolArray") -> None:
        """Train from a file, fastText's only way; texts without a label get one that says so."""
        from tempfile import TemporaryDirectory

        self._n_labels = targets.shape[1]
        with TemporaryDirectory() as folder:
            lines = Path(folder, "lines.txt")
            with lines.open("w", encoding="utf-8") as file:
                for text, row in zip(self._cut(texts), targets, strict=True):
                    # fastText passes over lines without any label.
                    labels = [str(label) for label in np.flatnonzero(row)] or ["none"]
                    file.write(" ".join(f"{self._LABEL}{label}" for label in labels) + f" {text}\n")
            self.model = self.model.train_supervised(
                str(lines),
                loss="ova",
                dim=16,
                bucket=2**18,
                wordNgrams=2,
                epoch=25,
                lr=0.5,
                thread=1,
                seed=_SEED,
                verbose=0,
                **self.options,
            )

    def scores(self, texts: Sequence[str]) -> "FloatArray":
        """Return probabilities."""
        found = np.zeros((len(texts), self._n_labels))
        columns = {f"{self._LABEL}{label}": label for label in range(self._n_labels)}
        names, probabilities = self.model.predict(self._cut(texts), k=-1)
        for i, (row, values) in enumerate(zip(names, probabilities, strict=True)):
            for name, value in zip(row, values, strict=True):
                if name in columns:
                    found[i, columns[name]] = value
        return found

    def save(self, folder: Path) -> None:
        """Write fastText's own file."""
        folder.mkdir()
        self.model.save_model(str(folder / f"{self._n_labels}.bin"))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read it again; its name tells the number of labels."""
        import fasttext

        [file] = folder.iterdir()
        peer = cls(fasttext.load_model(str(file)))
        peer._n_labels = int(file.stem)
        return peer

    _n_labels: int

    @classmethod
    def _cut(cls, texts: Sequence[str]) -> list[str]:
        cut = []
        for text in texts:
            line = text.lower().replace("\n", " ")
            for mark in cls._MARKS:
                line = line.replace(mark, f" {mark} ")
            cut.append(line)
        return cut


class FastTextWords(FastText):
    """Words and pairs of neighbours."""

    name = "fasttext_words"
    title = "fastText: words (1, 2)"
    options: ClassVar[dict[str, int]] = {"minn": 0, "maxn": 0}


class FastTextChars(FastText):
    """Words, pairs of neighbours, and characters inside words."""

    name = "fasttext_chars"
    title = "fastText: words (1, 2) and characters (2, 5)"
    options: ClassVar[dict[str, int]] = {"minn": 2, "maxn": 5}


class Spacy(Peer):
    """spaCy's `textcat_multilabel`, a bag of words, on a blank Spanish pipeline."""

    name = "spacy"
    title = "spaCy: blank es, bag of words"
    requires = "spacy"

    _EPOCHS = 10
    _BATCH = 32

    @classmethod
    def untrained(cls) -> Self:
        """Return a pipeline that does not know its labels yet."""
        import spacy

        nlp = spacy.blank("es")
        architecture = {
            "@architectures": "spacy.TextCatBOW.v3",
            "exclusive_classes": False,
            "ngram_size": 1,
            "length": 2**18,
            "no_output_layer": False,
        }
        nlp.add_pipe("textcat_multilabel", config={"model": architecture})
        return cls(nlp)

    def fit(self, texts: Sequence[str], targets: "BoolArray") -> None:
        """Train for ten passes with spaCy's own optimiser."""
        from spacy.training import Example

        labels = [str(label) for label in range(targets.shape[1])]
        examples = [
            Example.from_dict(
                self.model.make_doc(text.lower()), {"cats": dict(zip(labels, map(float, row), strict=True))}
            )
            for text, row in zip(texts, targets, strict=True)
        ]
        optimiser = self.model.initialize(lambda: examples[: self._BATCH])
        rng = np.random.default_rng(_SEED)
        for _ in range(self._EPOCHS):
            order = rng.permutation(len(examples))
            for start in range(0, len(order), self._BATCH):
                batch = [examples[i] for i in order[start : start + self._BATCH]]
                self.model.update(batch, sgd=optimiser, drop=0.0)

    def scores(self, texts: Sequence[str]) -> "FloatArray":
        """Return probabilities."""
        documents = self.model.pipe((text.lower() for text in texts), batch_size=self._BATCH)
        labels = [str(label) for label in range(len(self.model.pipe_labels["textcat_multilabel"]))]
        return np.array([[document.cats[label] for label in labels] for document in documents])

    def save(self, folder: Path) -> None:
        """Write the pipeline."""
        self.model.to_disk(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read it again."""
        import spacy

        return cls(spacy.load(folder))


PEERS: dict[str, type[Peer]] = {
    peer.name: peer
    for peer in (Geoclf, SklearnUnion, SklearnSameFeatures, FastTextWords, FastTextChars, Spacy)
}
"""All peers by name; the first is what the others are compared with."""
