from geoclf.corpus.wording import Repetition, Run, distinct_ngrams, repetitions, shared_runs


def test_distinct_ngrams_counts_by_hand() -> None:
    # uno dos, dos tres, uno dos: two of three are different.
    assert distinct_ngrams(["Uno, dos... tres", "UNO dos"], 2) == 2 / 3


def test_no_ngram_means_nothing_is_repeated() -> None:
    assert distinct_ngrams([], 4) == 1.0
    assert distinct_ngrams(["uno dos tres"], 4) == 1.0


TEXTS = [
    "El portavoz del Gobierno dijo que no habrá cambios",
    "¡EL PORTAVOZ DEL GOBIERNO calló!",
    "Ayer, según dijo que no habrá cambios, se fue",
    "Y dijo que no habrá cambios; dijo que no habrá cambios",
    "Breve",
]


def test_openings_and_phrases_above_the_limit_are_found_whatever_case_and_punctuation() -> None:
    assert repetitions(TEXTS, limit=1) == [
        Repetition("phrase", "dijo que no habra cambios", (0, 2, 3)),
        Repetition("opening", "el portavoz del gobierno", (0, 1)),
    ]


def test_the_limit_itself_is_allowed_and_a_text_counts_once() -> None:
    assert [found.words for found in repetitions(TEXTS, limit=2)] == ["dijo que no habra cambios"]
    assert repetitions(TEXTS, limit=3) == []


def test_the_first_shared_run_of_each_text_is_found() -> None:
    others = ["nada de nada", "Uno dos tres cuatro, cinco"]
    texts = ["cero uno dos tres cuatro cinco", "tres cuatro cinco", "uno dos cuatro cinco tres"]
    assert shared_runs(texts, others, length=3) == [
        Run(0, 1, "uno dos tres"),
        Run(1, 1, "tres cuatro cinco"),
    ]
    assert shared_runs(texts, others, length=6) == []
