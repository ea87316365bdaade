import json
import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.errors import DataError, ParameterError
from geoclf.models.lexicon import LexiconModel
from geoclf.protocols import Model, State

TARGETS = np.zeros((1, 4), dtype=bool)
M, S, H, T = "military_cooperation", "sanctions", "humanitarian_aid", "treaty"


@pytest.fixture(scope="module")
def shipped() -> LexiconModel:
    return LexiconModel().fit(["x"], TARGETS, seed=0)


def labels_of(model: LexiconModel, text: str) -> set[str]:
    return {label for label, score in zip(model.labels_, model.scores([text])[0], strict=True) if score > 0}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # The boundary cases of the codebook.
        ("Perú firmó un acuerdo de cooperación militar con Chile.", {M, T}),
        ("El tratado incluye asistencia militar inmediata en caso de ataque.", {M, T}),
        ("Japón y Canadá acordaron reforzar su cooperación en ciberdefensa.", {M}),
        ("Italia elevará su gasto en defensa al 2 % del PIB.", set()),
        ("Suiza aún no ha brindado ayuda militar ni humanitaria a Ucrania.", {M, H}),
        ("Noruega se sumó a las sanciones y envió mantas y medicinas a los refugiados sirios.", {S, H}),
        ("Rusia y China rechazan el uso de sanciones políticas.", {S}),
        ("El TAS confirmó la sanción al jugador.", set()),
        ("El pacto de gobierno entre los dos partidos.", set()),
        ("Asistencia para la reconstrucción de Ucrania.", set()),
        ("Tokio mantiene su ayuda al sector energético para que las ciudades pasen el invierno.", {H}),
        ("El alto el fuego pactado entre el Gobierno y la guerrilla.", {T}),
        ("Tropas de Rusia entraron en Georgia y ocuparon la ciudad.", set()),
        ("La misión de paz de la ONU recibirá soldados de Uruguay.", {M}),
        ("El tratado de libre comercio entre Colombia y Corea del Sur.", {T}),
        ("Según el secretario general de la OTAN, la guerra será larga.", set()),
        # Refused, planned or ended acts count all the same.
        ("Washington suspende la entrega de cazas F-35 a Ankara.", {M}),
        ("Naciones Unidas levantó las sanciones que pesaban sobre Eritrea.", {S}),
        ("Israel no deja entrar los convoyes de la UNRWA con ayuda humanitaria.", {H}),
        ("Corea del Norte se retiró del Tratado de No Proliferación.", {T}),
        # Lookalikes.
        ("Ganó el partido; sin embargo, perdió a su portero.", set()),
        ("El juez decretó el embargo de los bienes del exministro.", set()),
        ("El presidente de Chile sancionó la ley de presupuesto.", set()),
        ("El convenio colectivo del metal prevé una subida salarial.", set()),
        ("El autor ha tratado de explicar la crisis de Rusia.", set()),
        ("El paciente fue tratado con antibióticos en Francia.", set()),
        ("El protocolo sanitario obliga a usar mascarilla en Italia.", set()),
        ("El presidente chileno se mostró de acuerdo con su homólogo peruano.", set()),
        ("Messi dio la asistencia de gol a su compañero argentino.", set()),
        ("Los manifestantes mantienen el bloqueo de la carretera a Bolivia.", set()),
        ("La junta militar de Birmania disolvió el Parlamento.", set()),
        ("", set()),
    ],
)
def test_the_shipped_rules_follow_the_codebook(shipped: LexiconModel, text: str, labels: set[str]) -> None:
    assert labels_of(shipped, text) == labels


def test_case_and_accents_do_not_matter(shipped: LexiconModel) -> None:
    text = "Japón y Canadá acordaron reforzar su cooperación en ciberdefensa"
    assert labels_of(shipped, text.upper()) == {M}
    assert labels_of(shipped, "japon y canada acordaron reforzar su cooperacion en ciberdefensa") == {M}


@pytest.mark.parametrize(
    "text",
    [
        "Perú firmó un acuerdo de cooperación militar con Chile y rompió el alto el fuego.",
        "La UE levanta las sanciones y el embargo de armas a Siria.",
        "Sin novedad.",
    ],
)
def test_occurrences_and_intercept_add_up_to_the_scores(shipped: LexiconModel, text: str) -> None:
    found = shipped.occurrences(text)
    total = shipped.intercept() + sum((occurrence.contributions for occurrence in found), np.zeros(4))
    np.testing.assert_allclose(total, shipped.scores([text])[0], rtol=0, atol=1e-12)
    assert [occurrence.start for occurrence in found] == sorted(occurrence.start for occurrence in found)


def test_an_occurrence_shows_the_words_and_the_pattern(tmp_path: Path) -> None:
    path = write(tmp_path, "labels:\n  protesta:\n    rules: [marcha*, huelga]\n")
    model = LexiconModel(path=path, match_logit=3.0).fit(["x"], TARGETS[:, :1], seed=0)
    text = "Huelga y ¡MARCHAS!"
    shown = [(text[o.start : o.end], o.feature, o.contributions.tolist()) for o in model.occurrences(text)]
    assert shown == [("Huelga", "huelga", [3.0]), ("MARCHAS", "marcha*", [3.0])]


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_follow_the_labels_given() -> None:
    model = LexiconModel(labels=[T, S, H, M]).fit(["x"], TARGETS, seed=0)
    assert model.scores(["Rompen el alto el fuego en Siria"]).tolist() == [[2.0, -2.0, -2.0, -2.0]]


def test_restored_models_need_no_file(tmp_path: Path) -> None:
    path = write(tmp_path, "version: '1'\nlabels:\n  b: {rules: [uno]}\n  a: {rules: [dos]}\n")
    model = LexiconModel(path=path, labels=("a", "b")).fit(["x"], TARGETS[:, :2], seed=0)
    state = model.state()
    path.unlink()
    saved = json.loads(json.dumps([state.params, state.values]))
    restored = LexiconModel.from_state(State(params=saved[0], values=saved[1]))
    assert restored.labels_ == ("a", "b")
    assert restored.scores(["dos", "x"]).tolist() == [[2.0, -2.0], [-2.0, -2.0]]
    assert pickle.loads(pickle.dumps(model)).scores(["uno"]).tolist() == [[-2.0, 2.0]]


def test_protocol_and_clone(shipped: LexiconModel) -> None:
    assert isinstance(shipped, Model)
    copy = clone(shipped)
    assert shipped.scores([]).shape == (0, 4)
    for use in (lambda: copy.scores(["x"]), copy.intercept, copy.state, lambda: copy.occurrences("x")):
        with pytest.raises(ParameterError, match="LexiconModel is not fitted yet"):
            use()


def test_labels_must_be_those_of_the_file() -> None:
    message = (
        r"labels: expected those of .*geopolitical\.yaml \(military_cooperation, .*\), got sanctions, protest"
    )
    with pytest.raises(ParameterError, match=message):
        LexiconModel(labels=["sanctions", "protest"]).fit(["x"], TARGETS[:, :2], seed=0)
    with pytest.raises(ParameterError, match=r"targets: expected 4 columns, .*, got 3; pass path="):
        LexiconModel().fit(["x"], TARGETS[:, :3], seed=0)


def test_bad_parameters_are_named_in_fit(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"match_logit: expected a finite number above 0, got 'high'"):
        LexiconModel(match_logit="high").fit(["x"], TARGETS, seed=0)  # type: ignore[arg-type]
    with pytest.raises(DataError, match=re.escape(f"{tmp_path}/none.yaml: cannot be read")):
        LexiconModel(path=tmp_path / "none.yaml").fit(["x"], TARGETS, seed=0)
