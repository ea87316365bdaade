import numpy as np

from geoclf.features.counts import NgramCounts, count_ngrams


def cut(text: str) -> list[str]:
    return text.split()


def test_selected_texts_keep_all_columns() -> None:
    counts = NgramCounts({"w:": count_ngrams(["b a b", "c", "a"], lambda text: iter(cut(text)))})
    chosen = counts.select(np.array([2, 0]))
    assert (len(counts), len(chosen)) == (3, 2)
    assert chosen.families["w:"].names.tolist() == ["a", "b", "c"]
    assert chosen.families["w:"].counts.toarray().tolist() == [[1, 0, 0], [1, 2, 0]]


def test_texts_without_any_ngram() -> None:
    family = count_ngrams(["", " "], lambda text: iter(cut(text)))
    assert family.names.tolist() == []
    assert family.counts.shape == (2, 0)


def test_rare_ngrams_go_and_ties_are_decided_by_the_alphabet() -> None:
    family = count_ngrams(["b a b", "c a b", "d c"], lambda text: iter(cut(text)))
    assert family.most_frequent(min_df=2, max_features=None).names.tolist() == ["a", "b", "c"]
    assert family.most_frequent(min_df=1, max_features=2).names.tolist() == ["a", "b"]
    assert family.most_frequent(min_df=4, max_features=2).names.tolist() == []
