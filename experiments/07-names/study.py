"""How much a model leans on the names of actors: leave one actor or region out, and swap states.

python study.py VARIANT [VARIANT ...] [--leave-out actors] [--pretrained]
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from names import masked, regions, spans, states, swaps, title, unknown
from scipy.sparse import hstack
from sklearn.base import clone

from geoclf import load_model
from geoclf.corpus.examples import load_tier
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.evaluation.comparison import compare
from geoclf.evaluation.metrics import point_metrics
from geoclf.evaluation.report import Predictions
from geoclf.features.counts import NgramCounts
from geoclf.features.hashed.counts import HashedCounts
from geoclf.features.hashed.features import HashedNgrams
from geoclf.features.hashed.hashes import PAIRS
from geoclf.features.tfidf import TfidfFeatures
from geoclf.models.nbsvm import NbsvmModel
from geoclf.models.svm import SvmModel
from geoclf.protocols import BoolArray, Decision, FloatArray, IntArray, Model
from geoclf.scheme.loading import load_scheme
from geoclf.texts import normalise

Counts = NgramCounts | HashedCounts
StrArray = np.ndarray[tuple[int], np.dtype[np.str_]]

N_ACTORS = 12
MIN_DF = 5
N_PARTS = 5
N_INNER = 3
N_PROBES = 300
N_SWAPS = 10
N_RESAMPLES = 1000


SVM = SvmModel(C=0.3)
NBSVM = NbsvmModel(C=1.0, alpha=1.0, beta=0.5)
SHIPPED = NbsvmModel(C=1.0, alpha=1.0, beta=0.5, tol=0.5, max_features=150_000, rounded=True)


class Variant(NamedTuple):
    """A model, what keeps names from it, and whether it is on tf-idf or on hashed counts."""

    model: Model
    hashed: bool = False
    mask_words: bool = False
    mask_chars: bool = False
    chars: bool = True
    swap: bool = False


VARIANTS = {
    "shipped": Variant(SHIPPED, hashed=True),
    "nbsvm": Variant(NBSVM),
    "svm": Variant(SVM),
    "svm, masked words": Variant(SVM, mask_words=True),
    "svm, masked words, no characters": Variant(SVM, mask_words=True, chars=False),
    "svm, masked words and characters": Variant(SVM, mask_words=True, mask_chars=True),
    "svm, swapped states": Variant(SVM, swap=True),
}


class Fitted(NamedTuple):
    """Features and model, without thresholds."""

    features: TfidfFeatures | HashedNgrams
    model: Model

    def scores(self, counts: Counts) -> FloatArray:
        """Return scores, shape (n_texts, n_labels)."""
        return self.model.scores(self.features.transform(counts))


class Judged(NamedTuple):
    """Probabilities and labels, both of shape (n_texts, n_labels)."""

    proba: FloatArray
    predicted: BoolArray


class Probe(NamedTuple):
    """A text that names one state, and how it reads with others in its place."""

    row: int
    changed: tuple[str, ...]


class Corpus:
    """All texts, who is named in each, and their swaps. Rows of swapped copies follow those of the texts."""

    def __init__(self) -> None:
        tiers = [load_tier(tier, load_scheme()) for tier in ("gold", "derived", "extended")]
        self.data = tiers[0].joined(*tiers[1:])
        self.texts = [normalise(text) for text in self.data.texts]
        self.groups = np.array(self.data.groups)
        self.extended = np.array([key.startswith("ext-") for key in self.data.ids])
        self.gold = np.arange(len(self.data)) < len(tiers[0])
        self.parts = parts_of_writers(self.data.ids)
        self.named = [frozenset(span.number for span in spans(text)) for text in self.texts]
        self._draw()
        own = [number for row in np.flatnonzero(self.extended) for number in self.named[row]]
        most = np.argsort(-np.bincount(own))[:N_ACTORS].tolist()
        self.actors = {title(number): frozenset({number}) for number in most}
        self.regions = regions()
        self.renamed = {
            (name, row): unknown(self.texts[row], numbers)
            for name, numbers in {**self.actors, **self.regions}.items()
            for row in np.flatnonzero(self.naming(numbers) & self.extended).tolist()
        }

    def _draw(self) -> None:
        """Draw a swapped copy of each text that allows one, and the probes."""
        rng = np.random.default_rng(0)
        mentions = np.bincount([number for named in self.named for number in named], minlength=500)
        self.sources: list[int] = []
        self.copies: list[str] = []
        probes = []
        for row, text in enumerate(self.texts):
            own = sorted(self.named[row] & set(states()))
            options = {old: dict(swaps(text, old)) for old in own}
            flat = [changed for found in options.values() for changed in found.values()]
            if flat:
                self.sources.append(row)
                self.copies.append(flat[rng.integers(len(flat))])
            if len(own) == 1 and (self.extended | self.gold)[row] and len(options[own[0]]) >= 2 * N_SWAPS:
                # Half of them often named, half of them seldom.
                found = sorted(options[own[0]], key=lambda new: -mentions[new])
                often, seldom = found[: len(found) // 3], found[-len(found) // 3 :]
                chosen = [rng.choice(some, N_SWAPS // 2, replace=False) for some in (often, seldom)]
                probes.append(
                    Probe(row, tuple(options[own[0]][new] for new in np.concatenate(chosen).tolist()))
                )
        order = rng.permutation(len(probes))[:N_PROBES].tolist()
        self.probes = [probes[i] for i in sorted(order)]

    def naming(self, numbers: frozenset[int], texts: Sequence[str] | None = None) -> BoolArray:
        """Return which texts name one of the actors."""
        named = self.named if texts is None else [{span.number for span in spans(text)} for text in texts]
        return np.array([not numbers.isdisjoint(one) for one in named])


class Study:
    """One variant: its fits and what they give."""

    def __init__(self, corpus: Corpus, name: str) -> None:
        self.corpus, self.name, self.variant = corpus, name, VARIANTS[name]
        self.pattern = (
            HashedNgrams(min_df=2)
            if self.variant.hashed
            else TfidfFeatures(
                word_pairs=8,
                min_df=MIN_DF,
                mask_actors=self.variant.mask_words,
                char_ngrams=(2, 5) if self.variant.chars else None,
            )
        )
        changed = [text for probe in corpus.probes for text in probe.changed]
        copies = corpus.copies if self.variant.swap else []
        self.sources = np.array(corpus.sources if self.variant.swap else [], dtype=np.int64)
        self.first_copy = len(corpus.texts)
        self.first_changed = self.first_copy + len(copies)
        first_renamed = self.first_changed + len(changed)
        self.renamed = {key: first_renamed + i for i, key in enumerate(corpus.renamed)}
        plain = [*corpus.texts, *copies, *changed]
        self.counts = self._analyse(
            [*plain, *(corpus.texts[row] for _, row in corpus.renamed)],
            [*plain, *corpus.renamed.values()],
        )

    def _analyse(self, texts: Sequence[str], renamed: Sequence[str]) -> Counts:
        """Count n-grams; `renamed` are the texts with unknown names where one is asked for.

        Pairs, and masked words and characters, are those of the texts: what is unknown there is a name, not
        that it is one.
        """
        if isinstance(self.pattern, HashedNgrams):
            return with_pairs_of(self.pattern.analyse(renamed), self.pattern.analyse(texts))
        words = TfidfFeatures(char_ngrams=None, mask_actors=self.variant.mask_words)
        families = dict(words.analyse(texts if self.variant.mask_words else renamed).families)
        families |= TfidfFeatures(word_ngrams=None, char_ngrams=None, word_pairs=8).analyse(texts).families
        if self.variant.chars:
            seen = [masked(text) for text in texts] if self.variant.mask_chars else renamed
            families |= TfidfFeatures(word_ngrams=None).analyse(seen).families
        # What stands in fewer than min_df of all texts does so in any part of them: the fits go faster.
        return NgramCounts(
            {
                prefix: family.most_frequent(min_df=MIN_DF, max_features=None)
                for prefix, family in families.items()
            }
        )

    def fit(self, train: BoolArray, left_out: frozenset[int] = frozenset()) -> Fitted:
        """Fit features and model to some of the texts, and their copies that name no actor left out."""
        corpus = self.corpus
        rows = np.flatnonzero(train)
        targets = corpus.data.targets[rows]
        if len(self.sources):
            copies = np.flatnonzero(train[self.sources] & ~corpus.naming(left_out, corpus.copies))
            rows = np.concatenate([rows, self.first_copy + copies])
            targets = np.concatenate([targets, corpus.data.targets[self.sources[copies]]])
        chosen = self.counts.select(rows)
        features = clone(self.pattern).fit(chosen)
        model = clone(self.variant.model).fit(features.transform(chosen), targets, seed=0)
        return Fitted(features, model)

    def fit_decision(self, train: BoolArray, left_out: frozenset[int] = frozenset()) -> CalibratedDecision:
        """Fit probabilities and thresholds for a model of these texts, by models without a third of files."""
        parts = self.corpus.parts
        written = train & (parts >= 0)
        scores = np.zeros(self.corpus.data.targets.shape)
        for inner in range(N_INNER):
            held_out = written & (parts % N_INNER == inner)
            fitted = self.fit(train & ~held_out, left_out)
            scores[held_out] = fitted.scores(self.counts.select(np.flatnonzero(held_out)))
        decision = CalibratedDecision(prevalence=0.05)
        return decision.fit(scores[written], self.corpus.data.targets[written])

    def on_writers(self) -> None:
        """Judge each writer's sentences by a model without theirs; swap the probes."""
        corpus, parts = self.corpus, self.corpus.parts
        scores = np.zeros(corpus.data.targets.shape)
        changed = np.zeros((len(corpus.probes), N_SWAPS, len(corpus.data.labels)))
        home = np.array([parts[probe.row] for probe in corpus.probes])
        for part in range(N_PARTS):
            fitted = self.fit(parts != part)
            scores[parts == part] = fitted.scores(self.counts.select(np.flatnonzero(parts == part)))
            own = np.flatnonzero(home == part)
            rows = self.first_changed + (own[:, np.newaxis] * N_SWAPS + np.arange(N_SWAPS)).ravel()
            changed[own] = fitted.scores(self.counts.select(rows)).reshape(len(own), N_SWAPS, -1)
        written = parts >= 0
        decision = CalibratedDecision(prevalence=0.05).fit(scores[written], corpus.data.targets[written])
        proba = decision.proba(scores[written])
        metrics = point_metrics(corpus.data.targets[written], decision.predict(proba), proba)
        print(
            f"{self.name}: writers left out, macro-F1 {metrics['macro_f1']:.3f}, macro average precision",
            end=" ",
        )
        print(f"{metrics['macro_average_precision']:.3f}", flush=True)
        rows = np.array([probe.row for probe in corpus.probes])[home >= 0]
        after = decision.proba(changed.reshape(-1, len(corpus.data.labels))).reshape(changed.shape)
        print_swaps(decision, decision.proba(scores[rows]), after[home >= 0])

    def leave_out(self, name: str, numbers: frozenset[int]) -> tuple[Predictions, ...]:
        """Judge the sentences that name these actors: with knowledge of them, without, with names unread.

        Each model has thresholds of its own, from its own texts.
        """
        corpus = self.corpus
        rng = np.random.default_rng(0)
        names_it = corpus.naming(numbers)
        judged = names_it & corpus.extended
        stories = rng.permutation(np.unique(corpus.groups[judged]))
        theirs = np.isin(corpus.groups, stories)
        without = ~names_it & ~theirs
        rest = rng.permutation(np.unique(corpus.groups[corpus.extended & ~theirs]))
        blind, blind_decision = self.fit(without, numbers), self.fit_decision(without, numbers)
        found: dict[str, list[Judged]] = {"with": [], "without": [], "unread": []}
        rows: list[IntArray] = []
        for half in np.array_split(stories, 2):
            tested = np.isin(corpus.groups, half)
            rows.append(np.flatnonzero(tested & judged))
            counts = self.counts.select(rows[-1])
            unread = self.counts.select([self.renamed[name, row] for row in rows[-1].tolist()])
            train = shortened(corpus.groups, ~tested, rest, int(without.sum()))
            knowing, decision = self.fit(train), self.fit_decision(train)
            found["with"].append(judged_by(decision, knowing.scores(counts)))
            found["without"].append(judged_by(blind_decision, blind.scores(counts)))
            found["unread"].append(judged_by(decision, knowing.scores(unread)))
        everyone = tuple(
            self._predictions(system, name, np.concatenate(rows), halves) for system, halves in found.items()
        )
        print_row(name, f"{without.sum():,}", *everyone)
        return everyone

    def _predictions(self, system: str, name: str, rows: IntArray, halves: Sequence[Judged]) -> Predictions:
        data = self.corpus.data.select(rows.tolist())
        proba, predicted = (np.concatenate(column) for column in zip(*halves, strict=True))
        return Predictions(
            system=system,
            dataset=name,
            labels=data.labels,
            ids=tuple(f"{name} {key}" for key in data.ids),
            texts=data.texts,
            groups=data.groups,
            folds=("",) * len(data),
            targets=data.targets,
            predicted=predicted,
            proba=proba,
        )


def judged_by(decision: Decision, scores: FloatArray) -> Judged:
    """Return what a decision makes of scores."""
    proba = decision.proba(scores)
    return Judged(proba, decision.predict(proba))


def with_pairs_of(counts: HashedCounts, others: HashedCounts) -> HashedCounts:
    """Return `counts` with the pairs of `others` in place of their own."""
    n_chars = counts.chars.shape[1]
    ids, other_ids = counts.ids[n_chars:], others.ids[others.chars.shape[1] :]
    kept, pairs = (ids & 3) != PAIRS, (other_ids & 3) == PAIRS
    return replace(
        counts,
        others=hstack([counts.others[:, kept], others.others[:, pairs]], format="csr"),
        ids=np.concatenate([counts.ids[:n_chars], ids[kept], other_ids[pairs]]),
    )


def parts_of_writers(ids: Sequence[str]) -> IntArray:
    """Return the part each text belongs to, whole files together; -1 for gold and its rewrites."""
    files = [key.split("-")[1] if key.startswith("ext-") else "" for key in ids]
    names = np.random.default_rng(0).permutation(sorted({name for name in files if name}))
    part = {name: number % N_PARTS for number, name in enumerate(names.tolist())}
    return np.array([part.get(name, -1) for name in files])


def shortened(groups: StrArray, train: BoolArray, rest: StrArray, size: int) -> BoolArray:
    """Return the texts to train on without as many of the stories `rest` as leave about `size` texts."""
    sizes = Counter(groups.tolist())
    gone = np.cumsum([sizes[story] for story in rest.tolist()])
    n_stories = int(np.searchsorted(gone, int(train.sum()) - size))
    return train & ~np.isin(groups, rest[:n_stories])


def swap_for_pretrained(corpus: Corpus) -> None:
    """Swap the probes for the model that ships, which was trained on the unchanged texts."""
    model = load_model()
    before = model.predict_proba([corpus.texts[probe.row] for probe in corpus.probes])
    after = model.predict_proba([text for probe in corpus.probes for text in probe.changed])
    print_swaps(model.decision_, before, after.reshape(len(before), N_SWAPS, -1))


def print_swaps(decision: Decision, before: FloatArray, after: FloatArray) -> None:
    """Print how often labels change between `before`, (n, n_labels), and `after`, (n, N_SWAPS, n_labels)."""
    labels = decision.predict(before)
    other = decision.predict(after.reshape(-1, before.shape[-1])).reshape(after.shape)
    differs = (other != labels[:, np.newaxis]).any(axis=2)
    gap = np.abs(after - before[:, np.newaxis])
    some = labels.any(axis=1)
    cells = {
        "all": (differs, gap),
        "often named": (differs[:, : N_SWAPS // 2], gap[:, : N_SWAPS // 2]),
        "seldom named": (differs[:, N_SWAPS // 2 :], gap[:, N_SWAPS // 2 :]),
        f"of {some.sum()} with a label": (differs[some], gap[some]),
        f"of {(~some).sum()} without": (differs[~some], gap[~some]),
    }
    for name, (changes, moves) in cells.items():
        print(f"  {name}: {changes.mean():.1%} of label sets change, probabilities by {moves.mean():.4f}")
    print(f"  sentences that change for one of the ten or more: {differs.any(axis=1).mean():.1%}", flush=True)


def print_row(name: str, n_train: str, known: Predictions, without: Predictions, unread: Predictions) -> None:
    """Print a row of the table: macro-F1, how far it falls with its interval, and macro average precision."""
    cells = [name, f"{len(known.ids):,}", n_train, macro("f1", known)]
    for other in (without, unread):
        paired = compare(known, other, metric="macro_f1", n_resamples=N_RESAMPLES, seed=0)
        low, middle, high = (100 * value for value in (paired.low, paired.difference, paired.high))
        cells += [macro("f1", other), f"{middle:+.1f} [{low:+.1f}, {high:+.1f}]"]
    cells += [macro("average_precision", one) for one in (known, without, unread)]
    print(f"| {' | '.join(cells)} |", flush=True)


def macro(metric: str, predictions: Predictions) -> str:
    """Return the mean over labels of a metric, as text."""
    found = point_metrics(predictions.targets, predictions.predicted, predictions.proba)
    return f"{float(found[f'macro_{metric}']):.3f}"


def pooled(pairs: Sequence[Predictions]) -> Predictions:
    """Return several predictions as one."""
    return Predictions(
        system=pairs[0].system,
        dataset="pooled",
        labels=pairs[0].labels,
        ids=sum((one.ids for one in pairs), ()),
        texts=sum((one.texts for one in pairs), ()),
        groups=sum((one.groups for one in pairs), ()),
        folds=sum((one.folds for one in pairs), ()),
        targets=np.concatenate([one.targets for one in pairs]),
        predicted=np.concatenate([one.predicted for one in pairs]),
        proba=np.concatenate([one.proba for one in pairs]),
    )


def main() -> None:
    """Run the variants named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("variants", nargs="+", choices=VARIANTS)
    kinds = ("actors", "regions")
    parser.add_argument("--leave-out", nargs="*", choices=kinds, default=kinds)
    parser.add_argument("--pretrained", action="store_true", help="swap states for the model that ships, too")
    arguments = parser.parse_args()
    corpus = Corpus()
    print(
        f"{len(corpus.texts):,} texts, {len(corpus.copies):,} copies, {len(corpus.probes)} sentences to swap"
    )
    if arguments.pretrained:
        swap_for_pretrained(corpus)
    for variant in arguments.variants:
        study = Study(corpus, variant)
        study.on_writers()
        for kind in arguments.leave_out:
            left_out = corpus.actors if kind == "actors" else corpus.regions
            columns = zip(
                *(study.leave_out(name, numbers) for name, numbers in left_out.items()), strict=True
            )
            print_row("pooled", "", *(pooled(column) for column in columns))


if __name__ == "__main__":
    main()
