"""The columns and facets of the tables of layers, without a widget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QPixmap

from quartiermap.domain import schema, texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.layer_rows import FundingRow, PlaceRow, SocialRow, SupplyRow
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.table_hows import DISTANCE, SHARE, SUPPLY, TableHows
from quartiermap.ui.viewmodels.table_order import day_order, place_in
from quartiermap.ui.viewmodels.tables import Column, Facet
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.verdicts import verdict_words
from quartiermap.ui.viewmodels.viewdata import DistrictRow, FacilityRow, SourceRow, ViewData, known
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.wording import worded

_CONFIDENCE = ("hoch", "mittel", "gering")
_STATUS = ("hoch", "mittel", "niedrig", "sehr niedrig")
_DYNAMICS = ("positiv", "stabil", "negativ")

LAYER_NAMES = {
    "districts": "Quartiere",
    "facilities": "Einrichtungen",
    "population": "Einwohner",
    "forecast": "Einwohner nach Jahren",
    "indicators": "Sozialindikatoren",
    "network": "Wegenetz",
    "funding-areas": "Fördergebiete",
    "basemap": "Grundkarte",
    "addresses": "Adressverzeichnis",
}


class Columns:
    """Makes columns for one state of the data; `data` and `theme` are set anew when they change.

    Parameters
    ----------
    sign : callable
        The sign of a kind.
    """

    def __init__(self, sign: Callable[[str], QPixmap | None]) -> None:
        self.data: ViewData | None = None
        self.theme = Theme()
        self.sign = sign
        self.hows = TableHows(lambda: self.data, lambda: self.theme.standard)
        self.classes: dict[str, str] = {}
        """Label of the class that a district is painted in."""

    def kind_name(self, kind: str) -> str:
        """Return the name of a kind."""
        return self.data.kinds[kind].name if self.data and kind in self.data.kinds else kind

    def standard_of(self, row: RankedGap) -> str:
        """Return the standard that a gap was found by, in few words."""
        data = self.data
        if data is None or row.gap.kind not in data.kinds:
            return texts.NO_DATA
        standards = data.kinds[row.gap.kind].standards
        found = next((s for s in standards if s.id == row.gap.standard_id), None)
        return texts.NO_DATA if found is None else explain.standard_short(found, None, data.walking)

    # ---- facets

    def gap_facets(self) -> tuple[Facet[RankedGap], ...]:
        """Return what gaps are filtered by."""
        return (
            Facet("kind", translate("BottomTables", "Einrichtungsart"), lambda g: self.kind_name(g.gap.kind)),
            Facet("reason", translate("BottomTables", "Grund"), lambda g: g.gap.reason.label),
            Facet("verdict", translate("BottomTables", "Vorprüfung"), lambda g: verdict_words(g.gap)),
            Facet("confidence", translate("BottomTables", "Sicherheit"), lambda g: g.gap.confidence, _CONFIDENCE),
            Facet("status", translate("BottomTables", "Sozialstatus"), lambda g: self._status(g.gap.district_id), _STATUS),
            Facet("parent", translate("BottomTables", "liegt in"), lambda g: self._parent(g.gap.district_id)),
        )  # fmt: skip

    def district_facets(self) -> tuple[Facet[DistrictRow], ...]:
        """Return what districts are filtered by."""
        return (
            Facet(
                "class",
                translate("BottomTables", "Klasse auf der Karte"),
                lambda d: self.classes.get(d.district_id, ""),
            ),
            Facet(
                "status",
                translate("BottomTables", "Sozialstatus"),
                lambda d: self._status(d.district_id),
                _STATUS,
            ),
            Facet("parent", translate("BottomTables", "liegt in"), lambda d: self._parent(d.district_id)),
            Facet(
                "gaps",
                translate("BottomTables", "Lücken"),
                lambda d: self._has_gaps(d.district_id),
            ),
        )

    def facility_facets(self) -> tuple[Facet[FacilityRow], ...]:
        """Return what facilities are filtered by."""
        return (
            Facet("kind", translate("BottomTables", "Einrichtungsart"), lambda f: self.kind_name(f.kind)),
            Facet("status", translate("BottomTables", "Stand"), lambda f: f.status, schema.STATUS),
            Facet("condition", translate("BottomTables", "Zustand"), lambda f: f.condition, schema.CONDITIONS),
            Facet("barrier", translate("BottomTables", "barrierefrei"), lambda f: f.barrier_free, schema.BARRIER_FREE),
            Facet("operator", translate("BottomTables", "Träger"), lambda f: f.operator),
            Facet("places", translate("BottomTables", "Plätze"), lambda f: translate("BottomTables", "angegeben") if f.places is not None else ""),
        )  # fmt: skip

    def place_facets(self) -> tuple[Facet[PlaceRow], ...]:
        """Return what dwelling places are filtered by."""
        return (
            Facet("reached", translate("BottomTables", "in Reichweite"), _reached),
            Facet("district", translate("BottomTables", "Quartier"), lambda r: r.district),
        )

    def supply_facets(self) -> tuple[Facet[SupplyRow], ...]:
        """Return what places and need are filtered by."""
        return (
            Facet("kind", translate("BottomTables", "Einrichtungsart"), lambda r: self.kind_name(r.kind)),
            Facet("enough", translate("BottomTables", "Deckung"), _enough),
        )

    def social_facets(self) -> tuple[Facet[SocialRow], ...]:
        """Return what the social index is filtered by."""
        return (
            Facet("status", translate("BottomTables", "Sozialstatus"), lambda r: r.need.status_class, _STATUS),
            Facet("dynamics", translate("BottomTables", "Dynamik"), lambda r: r.need.dynamics_class, _DYNAMICS),
            Facet("attention", translate("BottomTables", "Aufmerksamkeit"), _attention),
        )  # fmt: skip

    def funding_facets(self) -> tuple[Facet[FundingRow], ...]:
        """Return what funding areas are filtered by."""
        return (
            Facet("programme", translate("BottomTables", "Programm"), lambda r: r.programme),
            Facet("status", translate("BottomTables", "Stand"), lambda r: r.status, schema.FUNDING_STATUS),
        )

    def _status(self, district_id: str) -> str:
        need = self.data.need.get(district_id) if self.data else None
        return need.status_class if need else ""

    def _parent(self, district_id: str) -> str:
        data = self.data
        row = data.districts.get(district_id) if data else None
        parent = data.districts.get(row.parent_id) if data and row else None
        return parent.name if parent else ""

    def _has_gaps(self, district_id: str) -> str:
        data = self.data
        if data is None or not data.has_result:
            return ""
        lacking = data.lacking.get(district_id)
        if lacking is None:
            return translate("BottomTables", "keine Lücke")
        if self.theme.kind in lacking:
            return translate("BottomTables", "Lücke bei der gewählten Art")
        return translate("BottomTables", "Lücke bei anderen Arten")

    # ---- columns

    def districts(self) -> tuple[Column[DistrictRow], ...]:
        """Return the columns of districts for the theme."""

        def figure(shown: Callable[[Any], str]) -> Callable[[DistrictRow], str]:
            return lambda d: shown(self._figure(d))

        def value(name: str) -> Callable[[DistrictRow], float | None]:
            def of(row: DistrictRow) -> float | None:
                found = self._figure(row)
                return None if found is None else known(found[name])

            return of

        of = self.hows.of_district
        kind = self.kind_name(self.theme.kind)
        who = self.data.walking.who if self.data is not None else ""
        hint = translate("BottomTables", "Bezieht sich auf: {kind} · gerechnet für: {who}").format(
            kind=kind, who=who
        )
        standard = self.theme.standard
        reach = translate("BottomTables", "in Reichweite")
        if standard is not None:
            hint = f"{hint}\n{explain.standard_words(standard)}"
            reach = translate("BottomTables", "in {m}").format(m=worded(explain.target_short(standard)))
        return (
            Column(translate("BottomTables", "Quartier"), lambda d: d.name, width=146, is_name=True),
            Column(translate("BottomTables", "Schlüssel"), lambda d: d.district_id, lambda d: d.district_id, width=88),
            Column(translate("BottomTables", "Einwohner"), lambda d: texts.number(d.population, missing=explain.state_words(d.population_state)), lambda d: d.population,
                   number=True, width=96, hows=self.hows.residents),
            Column(translate("BottomTables", "Zielgruppe"), figure(explain.target_population), value("target_population"),
                   number=True, width=98, title_tip=hint, hows=of(SHARE)),
            Column(reach, figure(explain.share), lambda d: explain.share_order(self._figure(d)), exact=value("covered_share"),
                   number=True, width=132, title_tip=hint, form="share", hows=of(SHARE)),
            Column(translate("BottomTables", "mittl. Weg"), figure(explain.mean_distance), value("mean_distance_m"), number=True, width=96, title_tip=hint, form="metres",
                   hows=of(DISTANCE)),
            Column(translate("BottomTables", "Angebot/Bedarf"), figure(explain.places_and_need), lambda d: explain.places_order(self._figure(d)), width=122, title_tip=hint, hows=of(SUPPLY)),
            Column(translate("BottomTables", "Deckung"), figure(explain.supply_ratio), value("supply_ratio"), number=True, width=86, title_tip=hint, form="share",
                   hows=of(SUPPLY)),
            Column(translate("BottomTables", "Fehlbedarf"), figure(explain.shortfall), value("shortfall_places"), number=True, width=98,
                   title_tip=f"{translate('BottomTables', 'rechnerischer Fehlbedarf')}; {hint}", hows=of(SUPPLY)),
            Column(translate("BottomTables", "Sozialstatus"), lambda d: self._status(d.district_id) or texts.NO_DATA,
                   lambda d: place_in(_STATUS)(self._status(d.district_id)), width=100, hows=self.hows.status_of),
        )  # fmt: skip

    def _figure(self, row: DistrictRow) -> Any:
        return None if self.data is None else self.data.figure(row.district_id, self.theme.standard)

    def facilities(self) -> tuple[Column[FacilityRow], ...]:
        """Return the columns of facilities."""

        def or_no_data(get: Callable[[FacilityRow], str]) -> Callable[[FacilityRow], str]:
            return lambda f: get(f) or texts.NO_DATA

        return (
            Column(translate("BottomTables", "Name"), lambda f: f.name, width=230, is_name=True),
            Column(translate("BottomTables", "Einrichtungsart"), lambda f: self.kind_name(f.kind), width=165,
                   decoration=lambda f: self.sign(f.kind)),
            Column(translate("BottomTables", "Plätze"), lambda f: texts.number(f.places), lambda f: f.places, number=True, width=78),
            Column(translate("BottomTables", "Zustand"), or_no_data(lambda f: f.condition), lambda f: place_in(schema.CONDITIONS)(f.condition), width=84),
            Column(translate("BottomTables", "barrierefrei"), or_no_data(lambda f: f.barrier_free), lambda f: place_in(schema.BARRIER_FREE)(f.barrier_free), width=88),
            Column(translate("BottomTables", "Stand"), or_no_data(lambda f: f.status), lambda f: place_in(schema.STATUS)(f.status), width=80),
            Column(translate("BottomTables", "Träger"), or_no_data(lambda f: f.operator), width=170),
            Column(translate("BottomTables", "Anschrift"), or_no_data(lambda f: f.address), width=170),
        )  # fmt: skip

    def sources(self) -> tuple[Column[SourceRow], ...]:
        """Return the columns of sources."""
        read = translate("BottomTables", "{n} gelesen, {m} verwendet")
        return (
            Column(translate("BottomTables", "Ebene"), lambda s: LAYER_NAMES.get(s.layer, s.layer), width=120),
            Column(translate("BottomTables", "Datei"), lambda s: s.file, tip=lambda s: f"SHA-256 {s.sha256}", width=230),
            Column(translate("BottomTables", "Datenstand"), lambda s: s.data_date or texts.NO_DATA, lambda s: day_order(s.data_date), width=96),
            Column(translate("BottomTables", "Anbieter"), lambda s: s.provider or texts.NO_DATA, width=150),
            Column(translate("BottomTables", "Lizenz"), lambda s: s.licence or texts.NO_DATA, width=130),
            Column(translate("BottomTables", "Zeilen"), lambda s: texts.number(s.rows_used), lambda s: s.rows_used,
                   tip=lambda s: read.format(n=texts.number(s.rows_read), m=texts.number(s.rows_used)), number=True, width=74),
            Column(translate("BottomTables", "Befunde"), lambda s: texts.number(len(s.findings)), lambda s: len(s.findings),
                   tip=lambda _s: translate("BottomTables", "Eingabetaste oder Doppelklick zeigt die Befunde"), number=True, width=72),
            Column(translate("BottomTables", "Bemerkung"), lambda s: translate("BottomTables", "erfundene Daten") if s.invented else "", width=110),
        )  # fmt: skip

    def places(self) -> tuple[Column[PlaceRow], ...]:
        """Return the columns of dwelling places."""
        return (
            Column(translate("BottomTables", "Wohnort"), lambda r: r.cell_id, lambda r: r.cell_id, width=190),
            Column(translate("BottomTables", "Quartier"), lambda r: r.district or texts.NO_DATA, width=150),
            Column(translate("BottomTables", "Einwohner"), lambda r: texts.number(r.persons, missing=explain.state_words(r.persons_state)),
                   lambda r: r.persons, number=True, width=84),
            Column(translate("BottomTables", "Weg"), self._way, lambda r: r.metres, number=True, width=84, form="metres"),
            Column(translate("BottomTables", "in Reichweite"), _reached, width=110),
            Column(translate("BottomTables", "nächste Einrichtung"), lambda r: r.facility or texts.NO_DATA, width=210),
        )  # fmt: skip

    def _way(self, row: PlaceRow) -> str:
        if row.metres is None:
            return (
                translate("BottomTables", "kein Weg")
                if row.metres_state == "not_applicable"
                else texts.NO_DATA
            )
        walking = self.data.walking if self.data is not None else Walking()
        return walking.way(row.metres) if walking.minutes else f"{texts.number(row.metres)}\u00a0m"

    def supply(self) -> tuple[Column[SupplyRow], ...]:
        """Return the columns of places and need."""
        of = self.hows.of_supply

        def value(name: str) -> Callable[[SupplyRow], float | None]:
            return lambda r: known(r.figure[name])

        return (
            Column(translate("BottomTables", "Quartier"), lambda r: r.district, width=150, is_name=True),
            Column(translate("BottomTables", "Einrichtungsart"), lambda r: self.kind_name(r.kind), width=160,
                   decoration=lambda r: self.sign(r.kind), is_subject=True),
            Column(translate("BottomTables", "Zielgruppe"), lambda r: explain.target_population(r.figure), value("target_population"), tip=self._group_tip, number=True, width=92, hows=of(SHARE)),
            Column(translate("BottomTables", "vorhanden"), lambda r: texts.number(known(r.figure["places"])), value("places"), number=True, width=90, hows=of(SUPPLY)),
            Column(translate("BottomTables", "ohne Angabe"), lambda r: texts.number(known(r.figure["places_unknown"])), value("places_unknown"), number=True, width=90, hows=of(SUPPLY),
                   title_tip=translate("BottomTables", "Einrichtungen, deren Plätze niemand angegeben hat")),
            Column(translate("BottomTables", "Bedarf"), lambda r: texts.number(known(r.figure["need_places"]), 1, missing=explain.state_words(str(r.figure["need_state"]))),
                   value("need_places"), number=True, width=84, hows=of(SUPPLY)),
            Column(translate("BottomTables", "Deckung"), lambda r: explain.supply_ratio(r.figure), value("supply_ratio"), number=True, width=84, form="share", hows=of(SUPPLY)),
            Column(translate("BottomTables", "Fehlbedarf"), lambda r: explain.shortfall(r.figure), value("shortfall_places"), number=True, width=88, hows=of(SUPPLY)),
            Column(translate("BottomTables", "Einheit"), lambda r: str(r.figure["supply_unit"] or ""), width=84),
        )  # fmt: skip

    def _group_tip(self, row: SupplyRow) -> str:
        """Return who is counted, and where their number is from."""
        data, group = self.data, str(row.figure["target_group"] or "")
        kind = None if data is None else data.kinds.get(row.kind)
        key = str(row.figure["standard_id"])
        standard = next((s for s in kind.standards if s.id == key), None) if kind is not None else None
        if data is None or standard is None or standard.age is None:
            return group
        return "\n".join(
            filter(None, (group, data.ages.words_for(standard.age), data.ages.warning(standard.age)))
        )

    def social(self) -> tuple[Column[SocialRow], ...]:
        """Return the columns of the social index."""

        def word(get: Callable[[SocialRow], str]) -> Callable[[SocialRow], str]:
            return lambda r: get(r) or explain.state_words(r.need.state)

        return (
            Column(translate("BottomTables", "Quartier"), lambda r: r.district, width=150, is_name=True),
            Column(translate("BottomTables", "Jahr"), lambda r: r.need.period, width=60),
            Column(translate("BottomTables", "Status"), word(lambda r: r.need.status_class), lambda r: place_in(_STATUS)(r.need.status_class), width=100,
                   hows=self.hows.status),
            Column(translate("BottomTables", "Statusindex"), lambda r: texts.number(r.need.status_index, 2, missing=explain.state_words(r.need.state)),
                   lambda r: r.need.status_index, number=True, width=96, hows=self.hows.status),
            Column(translate("BottomTables", "Dynamik"), word(lambda r: r.need.dynamics_class), lambda r: place_in(_DYNAMICS)(r.need.dynamics_class), width=90,
                   hows=self.hows.dynamics),
            Column(translate("BottomTables", "Dynamikindex"), lambda r: texts.number(r.need.dynamics_index, 2, missing=explain.state_words(r.need.state)),
                   lambda r: r.need.dynamics_index, number=True, width=100, hows=self.hows.dynamics),
            Column(translate("BottomTables", "Aufmerksamkeit"), _attention, width=110,
                   title_tip=translate("BottomTables", "Gebiet mit besonderem Aufmerksamkeitsbedarf")),
            Column(translate("BottomTables", "veröffentlicht"), lambda r: " / ".join(part for part in (r.need.published_status_class, r.need.published_dynamics_class) if part)
                   or texts.NO_DATA, width=140, title_tip=translate("BottomTables", "Status und Dynamik, wie veröffentlicht")),
        )  # fmt: skip

    def funding(self) -> tuple[Column[FundingRow], ...]:
        """Return the columns of funding areas."""

        def or_no_data(get: Callable[[FundingRow], str]) -> Callable[[FundingRow], str]:
            return lambda r: get(r) or texts.NO_DATA

        return (
            Column(translate("BottomTables", "Name"), lambda r: r.name, width=170, is_name=True),
            Column(translate("BottomTables", "Programm"), or_no_data(lambda r: r.programme), width=160),
            Column(translate("BottomTables", "Stand"), or_no_data(lambda r: r.status), width=90),
            Column(translate("BottomTables", "seit"), or_no_data(lambda r: r.valid_from), lambda r: day_order(r.valid_from), width=84),
            Column(translate("BottomTables", "bis"), or_no_data(lambda r: r.valid_to), lambda r: day_order(r.valid_to), width=84),
            Column(translate("BottomTables", "Hektar"), lambda r: texts.number(r.hectares, 1), lambda r: r.hectares, number=True, width=74),
            Column(translate("BottomTables", "Rechtsgrundlage"), or_no_data(lambda r: r.legal_basis), width=120),
            Column(translate("BottomTables", "Quartiere"), or_no_data(lambda r: r.districts), width=200),
        )  # fmt: skip


def _reached(row: PlaceRow) -> str:
    if row.reached is None:
        return texts.NO_DATA
    if row.metres is None:
        return translate("BottomTables", "nein, kein Weg")
    return translate("BottomTables", "ja") if row.reached else translate("BottomTables", "nein")


def _enough(row: SupplyRow) -> str:
    ratio = known(row.figure["supply_ratio"])
    if ratio is None:
        return explain.state_words(str(row.figure["supply_ratio_state"]))
    return (
        translate("BottomTables", "reicht rechnerisch")
        if ratio >= 1.0
        else translate("BottomTables", "reicht nicht")
    )


def _attention(row: SocialRow) -> str:
    if row.need.state and row.need.state != "value":
        return explain.state_words(row.need.state)
    return translate("BottomTables", "ja") if row.need.attention else translate("BottomTables", "nein")
