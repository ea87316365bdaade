"""The fixed words of an annotation guide, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from geoclf.scheme.parts import Language, Mode

__all__ = ["WORDING", "Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words of a guide in one language."""

    guide: str
    version: str
    unit: str
    rule: str
    labels: str
    label: str
    name: str
    definition: str
    includes: str
    excludes: str
    examples: str
    seed: str
    none: str
    boundary_cases: str
    boundary_case: str
    decisions: str
    crosswalk: str
    code: str
    title: str
    mode: str
    modes: Mapping[Mode, str]
    nearest: str
    not_cameo: str
    reason: str
    type: str
    contexts: str
    notes: str
    sources: str


_ES = Wording(
    guide="guía de anotación",
    version="Versión",
    unit="Unidad de anotación",
    rule="La regla única",
    labels="Etiquetas",
    label="Etiqueta",
    name="Nombre",
    definition="Definición",
    includes="Se aplica a",
    excludes="No se aplica a",
    examples="Ejemplos",
    seed="artículo",
    none="ninguna",
    boundary_cases="Casos límite",
    boundary_case="Oración (en esencia)",
    decisions="Decisiones sobre dudas recurrentes",
    crosswalk="Equivalencias con CAMEO y PLOVER",
    code="Código",
    title="Título",
    mode="Modo",
    modes={
        "done": "realizado",
        "ease": "suavizado",
        "intent": "intención",
        "appeal": "petición",
        "demand": "exigencia",
        "reject": "rechazo",
        "threaten": "amenaza",
        "reduce_or_stop": "reducción o fin",
        "breach": "incumplimiento",
    },
    nearest="el más próximo",
    not_cameo="Códigos que no corresponden",
    reason="Motivo",
    type="Tipo",
    contexts="Contextos",
    notes="Notas",
    sources="Fuentes",
)

_EN = Wording(
    guide="annotation guide",
    version="Version",
    unit="Unit of annotation",
    rule="The one rule",
    labels="Labels",
    label="Label",
    name="Name",
    definition="Definition",
    includes="Applies to",
    excludes="Does not apply to",
    examples="Examples",
    seed="article",
    none="none",
    boundary_cases="Boundary cases",
    boundary_case="Sentence (gist)",
    decisions="Decisions on recurring doubts",
    crosswalk="Crosswalk to CAMEO and PLOVER",
    code="Code",
    title="Title",
    mode="Mode",
    modes={
        "done": "done",
        "ease": "ease",
        "intent": "intent",
        "appeal": "appeal",
        "demand": "demand",
        "reject": "reject",
        "threaten": "threaten",
        "reduce_or_stop": "reduce or stop",
        "breach": "breach",
    },
    nearest="nearest",
    not_cameo="Codes that do not belong",
    reason="Reason",
    type="Type",
    contexts="Contexts",
    notes="Notes",
    sources="Sources",
)

WORDING: Mapping[Language, Wording] = {"es": _ES, "en": _EN}
