"""What the game of "Was wäre wenn" says: figures that a room can read, and words for facilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.io import bundled
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.walking import who_walks
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.whatif import Change, Site
    from quartiermap.app.whatif_results import Reach
    from quartiermap.domain.profiles import Profile
    from quartiermap.domain.standards import Standard
    from quartiermap.ui.viewmodels.viewdata import ViewData
    from quartiermap.ui.viewmodels.whatif import Standing

_NONE = "–"
_PLACES = "Plätze"
"""The unit that goes without saying; units come from the kinds' own list, which is German."""
TOWN = "__town__"
"""As `domain.results.TOWN`, which cannot be imported before the window stands (it brings pandas)."""


@dataclass(frozen=True)
class FigureLine:
    """The figures of the town or of a district.

    Parameters
    ----------
    name : str
    share, share_before : str
        Share within reach now and in the analysis ("85,3 %"), or the words of a state.
    difference : str
        Percentage points with their sign; a dash where nothing can be said.
    gained, lost : str
        Persons newly reached and no longer reached.
    places : str
        Need that finds no place in a catchment, before and now; dots while the hand drags.
    places_caveat : str
        Who is not in it, for the tool tip.
    gaps : str
        How many gaps for being out of reach the town has, or whether the district has one (said behind the town's); empty
        where that is not judged.
    """

    name: str
    share: str
    share_before: str
    difference: str
    gained: str
    lost: str
    places: str
    places_caveat: str = ""
    gaps: str = ""


def figure_line(
    change: Change, district_id: str | None, *, moving: bool = False, data: ViewData | None = None
) -> FigureLine | None:
    """Return the figures of a district, or of the town (``None``); ``None`` if it has none.

    Parameters
    ----------
    change : Change
    district_id : str or None
    moving : bool
        The hand is moving: places are counted when it lets go.
    data : ViewData, optional
        Knows which figures are secret: the game says none of them either.
    """
    from quartiermap.app.whatif_told import published, told_reach

    table = change.reach
    if table is None or (district_id is not None and district_id not in table.ids):
        return None
    reach = table.town if district_id is None else table.district(district_id)
    name = translate("GameWords", "Ganze Stadt") if district_id is None else reach.name
    known = reach.share_now is not None and reach.share_before is not None
    area, standard_id = TOWN if district_id is None else district_id, change.standard_id or ""
    if data is not None and data.hides_group(area, standard_id):
        secret = texts.SECRET
        return FigureLine(name, secret, secret, _NONE, secret, secret, "…" if moving else secret)
    hidden = data is not None and data.hides_need(area, standard_id)
    # With people to reach there is no share only where nobody has surveyed the kind.
    state = texts.NOT_APPLICABLE if reach.target_population == 0 else texts.NO_DATA
    limit = 0.0 if data is None or data.secrets is None else data.secrets.limit
    figure = None if data is None else data.figures.get((area, standard_id))
    words = told_reach(reach, published(figure), limit, state)
    return FigureLine(
        name,
        worded(words.share_now),
        worded(words.share_before),
        _difference(reach, limit) if known else _NONE,
        _moved(reach.newly_reached, 1.0, limit) if known else _NONE,
        _moved(reach.newly_lost, -1.0, limit) if known else _NONE,
        "…" if moving else texts.SECRET if hidden else places_words(change, district_id),
        "" if moving or hidden else places_caveat(change, district_id),
        gaps_words(change, district_id),
    )


def gaps_words(change: Change, district_id: str | None) -> str:
    """Return the gaps for being out of reach before and now ("Lücken beim Weg: 12 → 11"), or whether a district has one.

    Gaps of other reasons (too few places, bad condition) are not judged while playing.
    """
    table = change.reach
    if table is None or table.gaps_before is None or table.gaps_now is None:
        return ""
    if district_id is None:
        before, now = (texts.number(int(found.sum())) for found in (table.gaps_before, table.gaps_now))
        count = now if before == now else f"{before}\u2009→\u2009{now}"
        return translate("GameWords", "Lücken beim Weg: {n}").format(n=count)
    row = table.ids.index(district_id)
    return {
        (False, False): translate("GameWords", "hier keine"),
        (False, True): translate("GameWords", "hier neu"),
        (True, False): translate("GameWords", "hier geschlossen"),
        (True, True): translate("GameWords", "hier eine"),
    }[bool(table.gaps_before[row]), bool(table.gaps_now[row])]


def _difference(reach: Reach, limit: float) -> str:
    """Write the difference of the shares in percentage points; that of a few persons is not told."""
    from quartiermap.analysis.small_numbers import is_small, stepped

    now, before = reach.share_now or 0.0, reach.share_before or 0.0
    moved = (reach.now or 0.0) - (reach.before or 0.0)
    if is_small(abs(moved), limit):
        return _NONE
    points = 100.0 * (now - before)
    if limit and moved:
        points *= stepped(abs(moved), limit) / abs(moved)
    return f"{signed(points, 1)}\u00a0" + translate("GameWords", "Punkte")


def _moved(persons: float, sign: float, limit: float) -> str:
    """Write persons newly reached or lost: few as such, others in steps of the limit."""
    from quartiermap.analysis.small_numbers import is_small, stepped, told

    return (
        worded(told(persons, limit)) if is_small(persons, limit) else signed(sign * stepped(persons, limit))
    )


def places_words(change: Change, district_id: str | None) -> str:
    """Return the need without a place before and now ("120 → 84 m²"); a dash where there is no standard for places.

    "≥ 84" where some facilities do not say how many places they have.
    """
    table = change.supply
    if table is None or (district_id is not None and district_id not in table.ids):
        return _NONE
    supply = table.town if district_id is None else table.district(district_id)
    if supply.unserved_before is None or supply.unserved_now is None:
        return texts.NO_DATA
    if not table.places_now and (table.unknown_now or not surveyed(change)):
        return texts.NO_DATA  # nobody knows a single place: a 0 would say that nothing is missing
    before, now = texts.number(supply.unserved_before), texts.number(supply.unserved_now)
    words = now if before == now else f"{before}\u2009→\u2009{now}"
    if supply.undecided_now >= 0.5:
        words = f"≥\u2009{words}"
    return words if table.unit == _PLACES else f"{words}\u00a0{worded(table.unit)}"


def surveyed(change: Change) -> bool:
    """Return whether anything is known of the kind that is played with: without a single facility a 0 says nothing."""
    return (
        change.reach is None
        or change.reach.town.share_now is not None
        or not change.reach.town.target_population
    )


def places_caveat(change: Change, district_id: str | None) -> str:
    """Return what has to be known about the need without a place: who is not in it."""
    table = change.supply
    if table is None or (district_id is not None and district_id not in table.ids):
        return ""
    supply = table.town if district_id is None else table.district(district_id)
    lines = [
        translate(
            "GameWords",
            "Plätze ({unit}), die in den Einzugsgebieten rechnerisch fehlen (2SFCA): heute und so. "
            "Wer gar keine Einrichtung erreicht, zählt hier nicht, sondern als außer Reichweite.",
        ).format(unit=worded(table.unit))
    ]
    if supply.need is not None:
        lines.append(
            translate("GameWords", "Bedarf insgesamt: {n} {unit}.").format(
                n=texts.number(supply.need), unit=worded(table.unit)
            )
        )
    if supply.undecided_now > 0:
        lines.append(
            translate(
                "GameWords",
                "Für einen Bedarf von {n} {unit} lässt sich nichts sagen: Dort sind Platzzahlen unbekannt.",
            ).format(n=texts.number(supply.undecided_now), unit=table.unit)
        )
    return "\n".join(lines)


def signed(value: float, decimals: int = 0) -> str:
    """Write a change with its sign; nothing changed is a plain 0.

    Examples
    --------
    >>> signed(142.4), signed(-13.2), signed(0.2), signed(-0.04, 1)
    ('+142', '−13', '0', '0,0')
    """
    words = texts.number(value, decimals)
    return f"+{words}" if value > 0 and words.strip("0,") else words


def site_words(site: Site) -> str:
    """Return what the map says of a facility of the game: kind, places, what was done to it."""
    kinds = bundled.kinds()
    kind = kinds.name(site.kind)
    unit = kinds[site.kind].capacity_unit if site.kind in kinds else translate("GameWords", "Plätze")
    places = f"{texts.number(site.places)} {unit}" if site.places is not None else f"{unit}: {texts.NO_DATA}"
    lines = [kind, places]
    done = done_words(site)
    if done:
        lines.append(translate("GameWords", "Was wäre wenn: {what}").format(what=done))
    if not site.reached and site.open:
        lines.append(translate("GameWords", "zu weit von jedem Weg: niemand erreicht sie"))
    return "\n".join(lines)


def done_words(site: Site) -> str:
    """Return what the game did to a facility, in one or two words."""
    words = []
    if site.added:
        words.append(translate("GameWords", "neu"))
    if site.moved and not site.added:
        words.append(translate("GameWords", "verschoben"))
    if site.resized and not site.added:
        words.append(translate("GameWords", "andere Platzzahl"))
    if site.closed:
        words.append(translate("GameWords", "geschlossen"))
    return ", ".join(words)


def distance_words(metres: float, profile: Profile, speed_kmh: float | None) -> str:
    """Return a distance in metres and in minutes at the speed that people walk with now.

    Examples
    --------
    >>> from quartiermap.domain.profiles import ADULT
    >>> distance_words(500.0, ADULT, None).replace(chr(160), " ")
    '500 m (6 min)'
    """
    speed = speed_kmh or profile.speed_kmh
    minutes = metres / (speed * 1000 / 60)
    decimals = 0 if abs(minutes - round(minutes)) < 0.05 else 1
    return f"{texts.number(metres)}\u00a0m ({texts.number(minutes, decimals)}\u00a0min)"


def group_words(standing: Standing) -> str:
    """Return who is counted by which rule: "Kinder unter 6 Jahre · Kita · 500 m (6 min) · Erwachsene"."""
    change, standard = standing.change, standing.standard
    if change.reach is None or standard is None:
        return translate(
            "GameWords", "Für diese Einrichtungsart gibt es keinen Richtwert: nur die Wege ändern sich."
        )
    own = own_value(change, standard)
    return " · ".join(
        part
        for part in (
            change.reach.group,
            rule_words(standing) + own,
            translate("GameWords", "gerechnet für: {who}").format(who=who_walks(standing.profile)),
        )
        if part
    )


def rule_words(standing: Standing) -> str:
    """Return the distance that is counted by, and what it is measured in: "500 m Fußweg (6 min)", "750 m Luftlinie"."""
    standard, metres = standing.standard, standing.change.target_now_m
    if standard is not None and standard.measure == "air_line":
        return f"{texts.number(metres)}\u00a0m {standard.measure_label}"
    length, minutes = distance_words(metres, standing.profile, standing.speed_kmh).split("\u00a0m ", 1)
    way = (
        translate("GameWords", "Fußweg")
        if standing.has_network
        else translate("GameWords", "Fußweg, geschätzt aus der Luftlinie")
    )
    return f"{length}\u00a0m {way} {minutes}"


def own_value(change: Change, standard: Standard) -> str:
    """Return how far the threshold is from the standard's, for the line under the figures."""
    if change.target_now_m == standard.target_m:
        return ""
    return translate("GameWords", ", eigener Wert (Annahme)")
