"""The trained classifier as it is used: texts in, labels, probabilities and explanations out.

Importing this module loads numpy and nothing heavier; training lives in `geoclf.classifier.estimator`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
import numpy.typing as npt

from geoclf.classifier.adjusting import adjustable, replace_thresholds, warn_unreached
from geoclf.classifier.article import ArticleResult, article_result, label_names
from geoclf.classifier.origin import Origin
from geoclf.classifier.scoring import Scorer, make_scorer
from geoclf.decision.article import ArticleCalibration
from geoclf.errors import ParameterError, TextError
from geoclf.protocols import BoolArray, Decision, Features, FloatArray, Model
from geoclf.texts import check_texts, normalise_with_offsets

if TYPE_CHECKING:
    from geoclf.classifier.explanation import Explanation
    from geoclf.classifier.nearest import ExampleIndex, NearExample

__all__ = ["REVIEW", "Labeller"]

REVIEW = -1
"""What `Labeller.predict(..., abstain=True)` says where a person should decide."""


class Labeller:
    """A trained classifier.

    Get one from `geoclf.load_model` or by fitting `geoclf.GeoClassifier`.

    Attributes
    ----------
    labels_
        Label names; the columns of every array.
    features_, model_, decision_
        The fitted parts.
    article_
        What makes the probability of an article of those of its sentences.
    origin_
        What it was trained on.

    Examples
    --------
    >>> import geoclf
    >>> clf = geoclf.load_model()
    >>> clf.labels
    ('military_cooperation', 'sanctions', 'humanitarian_aid', 'treaty')
    >>> clf.predict_proba(["Ambos países ratificaron el tratado.", ""]).shape
    (2, 4)
    >>> clf.predict("Ambos países ratificaron el tratado.")
    Traceback (most recent call last):
    geoclf.errors.TextError: expected a list of texts, got one text (str); pass [text]
    """

    labels_: tuple[str, ...]
    features_: Features
    model_: Model
    decision_: Decision
    article_: ArticleCalibration
    origin_: Origin

    @classmethod
    def from_parts(
        cls,
        *,
        labels: tuple[str, ...],
        features: Features,
        model: Model,
        decision: Decision,
        article: ArticleCalibration,
        origin: Origin,
    ) -> "Labeller":
        """Put a trained classifier together from its fitted parts."""
        labeller = Labeller()
        labeller.labels_ = labels
        labeller.features_ = features
        labeller.model_ = model
        labeller.decision_ = decision
        labeller.article_ = article
        labeller.origin_ = origin
        return labeller

    @property
    def labels(self) -> tuple[str, ...]:
        """Label names; the columns of every array."""
        self._check_fitted()
        return self.labels_

    @property
    def thresholds(self) -> dict[str, float]:
        """Probability from which on each label applies; fitted in training, mostly well below 0.5."""
        self._check_fitted()
        return dict(zip(self.labels_, self.decision_.thresholds().tolist(), strict=True))

    def __repr__(self) -> str:
        if not hasattr(self, "origin_"):
            return f"{type(self).__name__}()"
        labels = ", ".join(self.labels_)
        return f"<{type(self).__name__} for {labels}; trained on {self.origin_.n_texts} texts>"

    def decision_function(self, texts: Iterable[str]) -> FloatArray:
        """Return raw scores before calibration (logits), shape (n_texts, n_labels), float64."""
        self._check_fitted()
        return self._scorer().scores(check_texts(texts))[0]

    def predict_proba(self, texts: Iterable[str]) -> FloatArray:
        """Return calibrated probabilities.

        Parameters
        ----------
        texts
            Sentences: a list, numpy or pandas column, or `datasets.Column` of strings.

        Returns
        -------
        FloatArray
            Shape (n_texts, n_labels), float64. A text without a letter or digit has probability 0 throughout.

        Raises
        ------
        TextError
            If `texts` is one text, or holds something other than strings.
        """
        self._check_fitted()
        scores, has_word = self._scorer().scores(check_texts(texts))
        proba = self.decision_.proba(scores)
        proba[~has_word] = 0.0
        return proba

    @overload
    def predict(self, texts: Iterable[str], *, abstain: Literal[False] = ...) -> BoolArray: ...

    @overload
    def predict(self, texts: Iterable[str], *, abstain: Literal[True]) -> npt.NDArray[np.int8]: ...

    def predict(self, texts: Iterable[str], *, abstain: bool = False) -> BoolArray | npt.NDArray[np.int8]:
        """Return the labels that apply.

        Parameters
        ----------
        texts
            As in `predict_proba`.
        abstain
            Whether to leave to a person what is not sure enough.

        Returns
        -------
        BoolArray or array of int8
            Shape (n_texts, n_labels), bool. With `abstain` int8: 1 where a label applies, 0 where it does
            not, -1 where a person should decide. What is silently dropped or set is bounded as
            `geoclf.decision.calibrated.CalibratedDecision` says.

        Raises
        ------
        TextError
            As `predict_proba`.
        ParameterError
            If `abstain` is asked of a classifier whose decision cannot.
        """
        proba = self.predict_proba(texts)
        applies = self.decision_.predict(proba)
        if not abstain:
            return applies
        return np.where(adjustable(self.decision_).review(proba), np.int8(REVIEW), applies.astype(np.int8))

    def predict_labels(self, texts: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the names of the labels that apply to each text. Parameters as `predict_proba`."""
        return [label_names(self.labels_, row) for row in self.predict(texts)]

    def explain(
        self,
        text: str,
        *,
        nearest: int = 0,
        examples: "Iterable[Mapping[str, Any]] | ExampleIndex | None" = None,
    ) -> "Explanation":
        """Say what each part of `text` adds to each label's score; the parts and the intercept sum to it.

        Parameters
        ----------
        text
            A sentence.
        nearest
            How many of the training examples most like `text` to show beside it; see
            `geoclf.classifier.nearest`. The first call takes some seconds.
        examples
            The training examples, with "text" and "labels" and perhaps "id"; or a
            `geoclf.classifier.nearest.ExampleIndex` of them, quicker for many texts. None for the examples
            that ship with geoclf, if the classifier was trained on them.

        Raises
        ------
        TextError
            If `text` is not one string.
        ParameterError
            If `nearest` is no number of examples, or `examples` are missing or malformed.
        """
        from geoclf.classifier.explanation import Explanation, contributions

        self._check_text(text)
        normalised = normalise_with_offsets(text)
        intercept, occurrences = contributions(self.features_, self.model_, normalised)
        proba = self.predict_proba([text])
        return Explanation(
            text=text,
            labels=self.labels_,
            intercept=intercept,
            occurrences=occurrences,
            scores=self._scorer().scores([text])[0][0],
            proba=proba[0],
            thresholds=self.decision_.thresholds(),
            predicted=self.decision_.predict(proba)[0],
            nearest=self._nearest(text, nearest, examples),
        )

    def classify_article(self, text: str) -> ArticleResult:
        """Cut `text` into sentences and label each; the article's labels are the union of its sentences'.

        Raises
        ------
        TextError
            If `text` is not one string.
        """
        self._check_text(text)
        return self.classify_articles([text])[0]

    def classify_articles(self, texts: Iterable[str]) -> list[ArticleResult]:
        """Do what `classify_article` does for many articles, scoring all their sentences together.

        Raises
        ------
        TextError
            If `texts` is one text, or holds something other than strings.
        """
        from geoclf.corpus.segment import split_sentences

        self._check_fitted()
        articles = check_texts(texts)
        spans = []
        for text in articles:
            # Cut in normal form: the same article has the same sentences however its accents are written.
            normalised = normalise_with_offsets(text)
            spans.append([normalised.original_span(*span) for span in split_sentences(normalised.text)])
        sentences = [text[start:end] for text, own in zip(articles, spans, strict=True) for start, end in own]
        proba = self.predict_proba(sentences)
        predicted = self.decision_.predict(proba)
        ends = np.cumsum([len(own) for own in spans])
        return [
            article_result(
                text,
                own,
                self.labels_,
                proba[end - len(own) : end],
                predicted[end - len(own) : end],
                self.article_,
            )
            for text, own, end in zip(articles, spans, ends.tolist(), strict=True)
        ]

    def with_aim(self, aim: str, at_least: float | None = None) -> "Labeller":
        """Return this classifier with the thresholds that serve another aim best; nothing is trained.

        Parameters
        ----------
        aim
            "f1"; "f0.5" for fewer and surer labels; "f2" to miss fewer; "recall" or "precision" for at least
            a level of it, at the best of the other. What is expected, on texts like those trained on.
        at_least
            The level, in (0, 1), for the last two.

        Raises
        ------
        ParameterError
            If there is no such aim, or the classifier's decision cannot be changed.

        Warns
        -----
        UserWarning
            If the level is out of reach for a label, which then gets the threshold that comes nearest.

        Examples
        --------
        >>> import geoclf
        >>> clf = geoclf.load_model()
        >>> careful = clf.with_aim("recall", at_least=0.9)
        >>> careful.thresholds["treaty"] < clf.thresholds["treaty"]
        True
        """
        self._check_fitted()
        decision = adjustable(self.decision_).with_aim(aim, at_least)
        warn_unreached(decision, self.labels_)
        return self._with_decision(decision)

    def with_thresholds(self, thresholds: Mapping[str, float]) -> "Labeller":
        """Return this classifier with other thresholds for the labels named, each in (0, 1].

        Raises
        ------
        ParameterError
            If a name is no label, a threshold out of range, or the classifier's decision cannot be changed.

        Examples
        --------
        >>> import geoclf
        >>> geoclf.load_model().with_thresholds({"treaty": 0.6}).thresholds["treaty"]
        0.6
        """
        self._check_fitted()
        decision = adjustable(self.decision_)
        return self._with_decision(replace_thresholds(decision, self.labels_, thresholds))

    def with_levels(self, *, miss: float | None = None, false_alarm: float | None = None) -> "Labeller":
        """Return this classifier with other levels for `predict(..., abstain=True)`.

        Parameters
        ----------
        miss
            Share of the texts with a label that may be dropped unread, in (0, 1); None to leave it.
        false_alarm
            Share of the texts without a label that may get it unread, in (0, 1); None to leave it.

        Raises
        ------
        ParameterError
            If a level is out of range, or the classifier's decision cannot be changed.
        """
        self._check_fitted()
        return self._with_decision(adjustable(self.decision_).with_levels(miss=miss, false_alarm=false_alarm))

    def save(self, folder: str | Path) -> None:
        """Write this classifier to `folder`, to be read by `geoclf.load_model`.

        Raises
        ------
        ModelFileError
            If `folder` exists and is not a saved model.
        """
        from geoclf.classifier.persistence import save

        self._check_fitted()
        save(self, Path(folder))

    def _with_decision(self, decision: Decision) -> "Labeller":
        # Not a copy of the estimator, whose parameters would speak of the decision it was trained with.
        return Labeller.from_parts(
            labels=self.labels_,
            features=self.features_,
            model=self.model_,
            decision=decision,
            article=self.article_,
            origin=self.origin_,
        )

    def _scorer(self) -> Scorer:
        # Made when first needed, and again when the parts were replaced by another fit.
        made: Scorer | None = getattr(self, "_made_scorer", None)
        if made is None or made.features is not self.features_ or made.model is not self.model_:
            made = self._made_scorer = make_scorer(self.features_, self.model_)
        return made

    def _nearest(
        self, text: str, n: int, examples: "Iterable[Mapping[str, Any]] | ExampleIndex | None"
    ) -> "tuple[NearExample, ...]":
        if not isinstance(n, int) or n < 0:
            raise ParameterError(f"nearest: expected a number of examples, 0 or more, got {n!r}")
        if n == 0:
            return ()
        from geoclf.classifier.nearest import as_index, shipped_index

        index = shipped_index(self.origin_) if examples is None else as_index(examples)
        return index.nearest(text, n)

    def _check_fitted(self) -> None:
        if not hasattr(self, "origin_"):
            raise ParameterError(
                f"this {type(self).__name__} is not trained yet; call fit(texts, labels) first"
            )

    def _check_text(self, text: Any) -> None:  # noqa: ANN401 - anything may arrive here
        self._check_fitted()
        if not isinstance(text, str):
            raise TextError(f"expected one text (str), got {type(text).__name__}; for a list use predict")
