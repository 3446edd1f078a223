"""How the charts came about: what is counted, by what standard, from which sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.explain_facts import sources_of
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.viewdata import TOWN, ViewData

if TYPE_CHECKING:
    from quartiermap.domain.standards import Standard


def distances_how(data: ViewData, theme: Theme, title: str, curves: Sequence[tuple[str, float]]) -> How:
    """Return how the curves of ways came about.

    Parameters
    ----------
    data : ViewData
    theme : Theme
        With a standard.
    title : str
        Of the chart.
    curves : sequence of (str, float)
        Whose curve, and how many persons it counts.
    """
    standard = theme.standard
    if standard is None:
        raise ValueError("without a standard there is no curve")
    inputs = [(name, translate("Charts", "{n} Personen").format(n=texts.number(n))) for name, n in curves]
    target = explain.standard_words(standard, theme.target_m if theme.moved else None, data.walking)
    inputs += [
        (translate("Explain", "Richtwert"), target),
        (translate("Explain", "Wer geht"), data.walking.words),
    ]
    if data.secrets is not None and data.secrets.limit:
        inputs.append((translate("Charts", "Stufen der Kurve"), _steps(data.secrets.limit)))
    return How(
        title,
        "",
        translate(
            "Charts",
            "Personen der Zielgruppe, deren Weg zur nächsten Einrichtung höchstens so lang ist ÷ alle Personen der Zielgruppe, "
            "deren Weg bekannt ist",
        ),
        tuple(inputs),
        *_grounds(data, standard),
    )


def _steps(limit: float) -> str:
    return translate("Charts", "je {n} Personen, damit einzelne nicht zu erkennen sind").format(
        n=texts.number(limit)
    )


def supply_how(data: ViewData, standard: Standard, title: str, shown: int, left_out: str) -> How:
    """Return how the points of places and need came about; `shown` districts have one, `left_out` says which have none."""
    supply = explain.supply_words(standard)
    return How(
        title,
        "",
        translate(
            "Charts", "nach rechts der rechnerische Bedarf des Quartiers, nach oben die vorhandenen Plätze"
        ),
        (
            (translate("Charts", "Quartiere im Bild"), texts.number(shown)),
            *(((translate("Charts", "nicht im Bild"), left_out),) if left_out else ()),
            (translate("Explain", "Bedarf"), supply),
        ),
        *_grounds(data, standard),
    )


def _grounds(data: ViewData, standard: Standard) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sources and caveats."""
    figure = data.figure(TOWN, standard)
    if figure is None:
        return sources_of(data, ("population", "network", "facilities"), standard.kind), ()
    return explain.common(data, figure)
