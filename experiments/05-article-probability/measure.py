"""Compare ways to get the probability of an article from those of its sentences.

python measure.py
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold

from geoclf.corpus.examples import load_tier, select_tiers
from geoclf.decision.article import ArticleCalibration
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.decision.scores import logit, sigmoid
from geoclf.evaluation.binning import bin_index
from geoclf.features.tfidf import TfidfFeatures
from geoclf.models.svm import SvmModel
from geoclf.protocols import FloatArray
from geoclf.records import LabelledTexts
from geoclf.scheme.loading import load_scheme
from geoclf.texts import normalise

PREVALENCE = 0.05
WAYS = ("largest", "noisy-or", "largest, scaled", "noisy-or, scaled", "largest and log n, scaled")


def out_of_fold(data: LabelledTexts) -> FloatArray:
    """Return scores of the shipped model's parts, each text by a model that does not know its story."""
    features = TfidfFeatures(word_pairs=8, min_df=5)
    analysed = features.analyse([normalise(text) for text in data.texts])
    scores = np.zeros(data.targets.shape)
    for train, test in GroupKFold(n_splits=5).split(data.texts, groups=data.groups):
        features.fit(analysed.select(train))
        rows = features.transform(analysed.select(train))
        model = SvmModel(C=0.3, class_weight=None).fit(rows, data.targets[train], seed=0)
        scores[test] = model.scores(features.transform(analysed.select(test)))
    return scores


def main() -> None:
    """Print the tables of the README."""
    first, *others = (load_tier(tier, load_scheme()) for tier in select_tiers("all"))
    data = first.joined(*others)
    proba = (
        CalibratedDecision(prevalence=PREVALENCE).fit(scores := out_of_fold(data), data.targets).proba(scores)
    )
    names, article, sizes = np.unique(data.groups, return_inverse=True, return_counts=True)
    # The five articles come with their rewrites, up to 264 sentences each: no stories.
    stories = np.flatnonzero((sizes > 1) & ~np.isin(names, first.groups))
    rows = np.isin(article, stories)
    fitted = ArticleCalibration(prevalence=PREVALENCE).fit(proba[rows], data.targets[rows], article[rows])
    has = np.array([data.targets[article == story].any(axis=0) for story in stories])
    largest = np.array([proba[article == story].max(axis=0) for story in stories])
    noisy_or = np.array([1 - np.prod(1 - proba[article == story], axis=0) for story in stories])
    weights = np.where(
        has, fitted.prevalence_ / has.mean(axis=0), (1 - fitted.prevalence_) / (1 - has.mean(axis=0))
    )
    print(f"{len(stories)} stories; share with each label {has.mean(axis=0).round(3)},")
    print(f"at {PREVALENCE:.0%} of sentences {fitted.prevalence_.round(3)}")
    print(f"slope {fitted.slope_.round(2)}, intercept {fitted.intercept_.round(2)}")
    ways = [largest, noisy_or, *(np.zeros(has.shape) for _ in range(3))]
    bounded = [np.clip(way, 1e-12, 1 - 1e-12) for way in ways[:2]]
    for j in range(has.shape[1]):
        evidence = [logit(way[:, [j]]) for way in bounded]
        evidence.append(np.hstack([evidence[0], np.log(sizes[stories])[:, np.newaxis]]))
        shift = logit(fitted.prevalence_[j]) - logit(has[:, j].mean())
        for way, given in zip(ways[2:], evidence, strict=True):
            for train, test in StratifiedKFold(10, shuffle=True, random_state=0).split(given, has[:, j]):
                line = LogisticRegression(C=1e6, max_iter=1000).fit(given[train], has[train, j])
                way[test, j] = sigmoid(line.decision_function(given[test]) + shift)
    for title, low, high in (("all", 2, 99), ("2 to 5", 2, 5), ("6 to 9", 6, 9), ("10 and more", 10, 99)):
        chosen = (sizes[stories] >= low) & (sizes[stories] <= high)
        print(f"\n{title} sentences: {chosen.sum()} stories\n| way | Brier | ECE |")
        for name, way in zip(WAYS, ways, strict=True):
            brier, ece = quality(way[chosen], has[chosen], weights[chosen])
            print(f"| {name} | {brier:.4f} | {ece:.3f} |")
    print("\nThe five articles, by models without them or their rewrites (+: has the label):")
    articles = [np.flatnonzero(np.array(first.groups) == seed) for seed in sorted(set(first.groups))]
    scaled = np.array([fitted.proba(proba[own]) for own in articles])
    plain = np.array([1 - np.prod(1 - proba[own], axis=0) for own in articles])
    target = np.array([data.targets[own].any(axis=0) for own in articles])
    for given, truth in zip(scaled.tolist(), target.tolist(), strict=True):
        print("|", " | ".join(f"{p:.2f}{'+' if t else ''}" for p, t in zip(given, truth, strict=True)), "|")
    print(f"Brier: {np.mean((scaled - target) ** 2):.3f}, noisy-or {np.mean((plain - target) ** 2):.3f}")


def quality(proba: FloatArray, has: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """Return Brier score and expected calibration error in ten bins, means over the labels."""
    brier, ece = [], []
    for j in range(proba.shape[1]):
        p, t, w = proba[:, j], has[:, j].astype(np.float64), weights[:, j] / weights[:, j].sum()
        brier.append(float(np.sum(w * (p - t) ** 2)))
        ece.append(float(np.abs(np.bincount(bin_index(p, 10), w * (p - t))).sum()))
    return float(np.mean(brier)), float(np.mean(ece))


if __name__ == "__main__":
    main()
