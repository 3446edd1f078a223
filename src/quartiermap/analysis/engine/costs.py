"""What an edge costs somebody: the rules of a profile applied to the ways, and what is not known about them.

Whatever a rule asks for and nobody has mapped is counted, never silently taken to be good: such an edge is passable, and
`profile_report` says for how many kilometres that is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.graph import exact
from quartiermap.domain.network import (
    BARRIERS,
    CONDITIONAL,
    LIFT,
    ONEWAY,
    SMOOTHNESSES,
    STEPS,
    SURFACES,
    UNKNOWN,
    WHEELCHAIR,
    WalkNetwork,
)
from quartiermap.domain.profiles import ADULT, Profile, Rule
from quartiermap.domain.texts import number, percent

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ATTRIBUTE_LABELS: Mapping[str, str] = {
    "surface": "zur Oberfläche",
    "smoothness": "zum Zustand der Oberfläche",
    "width_cm": "zur Breite",
    "incline_pm": "zur Steigung",
    "kerb_mm": "zu Bordsteinen",
    "barrier": "zu Sperren im Weg",
    "wheelchair": "zur Eignung für Rollstühle (Einschätzung vor Ort)",
    "ramp": "zu einer Rampe",
}
"""How reports end the sentence "n km ohne Angabe …"."""


@dataclass(frozen=True)
class EdgeCosts:
    """What every edge costs, by direction, in metres of a profile.

    Parameters
    ----------
    forward, backward : float64 array, shape (m,)
        From node u to node v, and from v to u; multiples of the engine's quantum, ``inf`` where there is no way.
        Within an edge the cost is proportional to the way: ``offset_m / edge_length`` of it.
    """

    forward: Floats
    backward: Floats

    @property
    def passable(self) -> Bools:
        """Edges that can be used in at least one direction."""
        return np.asarray(np.isfinite(self.forward) | np.isfinite(self.backward), bool)


@dataclass(frozen=True)
class Judgement:
    """What a profile's rules say to every edge.

    Parameters
    ----------
    passable : bool array, shape (m,)
    slowness : float64 array, shape (m,)
        Metres that a metre counts as; 1 where the edge is not passable.
    decided_by : int16 array, shape (m,)
        Position in ``profile.rules`` of the rule that closes the edge, else of the one that slows it, else -1.
    unknown : mapping of attribute -> bool array, shape (m,)
        Edges for which a rule could not be decided because the attribute is not mapped.
    """

    passable: Bools
    slowness: Floats
    decided_by: NDArray[np.int16]
    unknown: Mapping[str, Bools]


def judge_edges(network: WalkNetwork, profile: Profile) -> Judgement:
    """Apply a profile's rules, in order, to every edge (see `quartiermap.domain.profiles.Rule`).

    Parameters
    ----------
    network : WalkNetwork
    profile : Profile

    Returns
    -------
    Judgement
        A rule with an unknown condition does not apply; the edge is marked in `Judgement.unknown` unless another
        condition of the rule rules it out anyway or an earlier rule has decided.
    """
    m = network.edge_count
    passable, slowness = np.ones(m, bool), np.ones(m)
    decided_by = np.full(m, -1, np.int16)
    undecided = np.ones(m, bool)
    unknown: dict[str, Bools] = {name: np.zeros(m, bool) for rule in profile.rules for name in rule.asks}
    for position, rule in enumerate(profile.rules):
        possible = undecided.copy()
        open_: dict[str, Bools] = {}
        for name, holds, known in _conditions(network, rule):
            possible &= holds | ~known
            if name is not None and not known.all():
                open_[name] = ~known
        applies = possible.copy()
        for name, missing in open_.items():
            unknown[name] |= possible & missing
            applies &= ~missing
        if not rule.passable:
            passable[applies], slowness[applies] = False, 1.0
            decided_by[applies] = position
            undecided &= ~applies
            continue
        slower = applies & (rule.slowness > slowness)
        slowness[slower] = rule.slowness
        decided_by[slower] = position
        if rule.final:
            undecided &= ~applies
    return Judgement(passable, slowness, decided_by, unknown)


def edge_costs(network: WalkNetwork, profile: Profile = ADULT) -> EdgeCosts:
    """Return what every edge costs in metres of a profile.

    Parameters
    ----------
    network : WalkNetwork
    profile : Profile

    Returns
    -------
    EdgeCosts
        ``length x slowness``, rounded once to the engine's quantum (so that sums are exact); ``inf`` in both
        directions where a rule closes the edge, against the direction of an edge signed one-way for people on foot.

    Examples
    --------
    >>> stairs = WalkNetwork(
    ...     node_x=np.array([0.0, 10.0]), node_y=np.zeros(2), edge_u=np.array([0], np.int32),
    ...     edge_v=np.array([1], np.int32), edge_length=np.array([10.0]), vertex_x=np.array([0.0, 10.0]),
    ...     vertex_y=np.zeros(2), edge_first=np.array([0, 2]), edge_class=np.zeros(1, np.int16),
    ...     edge_flags=np.array([STEPS | ONEWAY], np.uint8))
    >>> costs = edge_costs(stairs)
    >>> costs.forward.tolist(), costs.backward.tolist()
    ([10.0], [inf])
    >>> slow = Profile(id="slow", name="Langsam", speed_kmh=3, rules=(Rule(because="Treppe", steps=True, slowness=2),))
    >>> edge_costs(stairs, slow).forward.tolist()
    [20.0]
    """
    length = network.edge_length
    if profile.is_plain:
        forward = exact(length)
    else:
        judged = judge_edges(network, profile)
        forward = exact(length * judged.slowness)
        forward[~judged.passable] = np.inf
    one_way = (network.edge_flags & ONEWAY) != 0
    if not one_way.any():
        return EdgeCosts(forward, forward)
    backward = forward.copy()
    backward[one_way] = np.inf
    return EdgeCosts(forward, backward)


@dataclass(frozen=True)
class Share:
    """A part of the network: why it stands apart, how many edges, how long."""

    because: str
    edges: int
    length_m: float


@dataclass(frozen=True)
class ProfileReport:
    """What a profile makes of a network, in metres of way.

    Parameters
    ----------
    profile : Profile
    total_m, passable_m, certain_m : float
        The whole network; what is passable; what of that is passable without any assumption (everything that the
        rules ask for is mapped).
    closed, slowed : tuple of Share
        By the rule that decides, in the order of the rules; every edge counts once.
    unknown : mapping of attribute -> Share
        Passable edges where a rule could not be decided because the attribute is not mapped.
    unknown_closed : mapping of attribute -> Share
        Edges that stay closed although it is not mapped whether an exception would open them (steps: a ramp?).
    conditional : Share
        Passable edges that are only open at certain hours or on conditions; counted as open.
    """

    profile: Profile
    total_m: float
    passable_m: float
    certain_m: float
    closed: tuple[Share, ...]
    slowed: tuple[Share, ...]
    unknown: Mapping[str, Share]
    unknown_closed: Mapping[str, Share]
    conditional: Share

    def sentences(self) -> tuple[str, ...]:
        """Return the German sentences that belong into every report about the profile."""
        found = [f"Profil „{self.profile.name}“: {self.profile.speed_words}."]
        if self.profile.is_plain:
            found.append("Alle Wege des Wegenetzes gelten als begehbar, jeder Meter zählt als ein Meter.")
        else:
            share = percent(self.passable_m / self.total_m if self.total_m else None)
            found.append(
                f"Begehbar sind {_km(self.passable_m)} von {_km(self.total_m)} ({share}); davon ohne jede Annahme "
                f"{_km(self.certain_m)}."
            )
        if self.closed:
            found.append(f"Nicht begehbar: {_listed(self.closed)}.")
        if self.slowed:
            found.append(f"Langsamer gerechnet: {_listed(self.slowed)}.")
        good = [
            f"{_km(part.length_m)} {part.because}"
            for name, part in self.unknown.items()
            if name != "wheelchair"
        ]
        if good:
            found.append(f"{'; '.join(good)}: als begehbar gerechnet, Annahme.")
        if "wheelchair" in self.unknown:
            part = self.unknown["wheelchair"]
            found.append(
                f"{_km(part.length_m)} {part.because}: nach den übrigen Merkmalen beurteilt, Annahme."
            )
        found += [
            f"{_km(part.length_m)} Treppen {part.because}: als nicht begehbar gerechnet, Annahme."
            for name, part in self.unknown_closed.items()
            if name == "ramp"
        ]
        if self.conditional.edges:
            found.append(
                f"{_km(self.conditional.length_m)} {self.conditional.because}: als offen gerechnet, Annahme."
            )
        if self.profile.note:
            found.append(self.profile.note)
        return tuple(found)


def profile_report(network: WalkNetwork, profile: Profile) -> ProfileReport:
    """Say how much of a network a profile can use, why not, and about how much nothing is known.

    Parameters
    ----------
    network : WalkNetwork
    profile : Profile

    Returns
    -------
    ProfileReport
        Metres of way (not of profile); an attribute that no rule asks for is not counted.
    """
    judged = judge_edges(network, profile)
    length = network.edge_length

    def part(because: str, mask: Bools) -> Share:
        return Share(because, int(mask.sum()), float(length[mask].sum()))

    def by_rule(mask: Bools) -> tuple[Share, ...]:
        parts = (part(rule.because, mask & (judged.decided_by == i)) for i, rule in enumerate(profile.rules))
        return tuple(p for p in parts if p.edges)

    def without(mask: Bools) -> dict[str, Share]:
        parts = {
            name: part(f"ohne Angabe {ATTRIBUTE_LABELS[name]}", missing & mask)
            for name, missing in judged.unknown.items()
        }
        return {name: p for name, p in parts.items() if p.edges}

    uncertain = np.zeros(network.edge_count, bool)
    for missing in judged.unknown.values():
        uncertain |= missing
    slowed = judged.passable & (judged.decided_by >= 0)
    conditional = judged.passable & ((network.edge_flags & CONDITIONAL) != 0)
    return ProfileReport(
        profile,
        total_m=float(length.sum()),
        passable_m=float(length[judged.passable].sum()),
        certain_m=float(length[judged.passable & ~uncertain].sum()),
        closed=by_rule(~judged.passable),
        slowed=by_rule(slowed),
        unknown=without(judged.passable),
        unknown_closed=without(~judged.passable),
        conditional=part("nur zu bestimmten Zeiten oder unter Bedingungen offen", conditional),
    )


def _conditions(network: WalkNetwork, rule: Rule) -> Iterator[tuple[str | None, Bools, Bools]]:
    """Yield every condition of a rule: the attribute it needs (``None``: a flag), where it holds, where that is known."""
    known = np.ones(network.edge_count, bool)
    for wanted, bit in ((rule.steps, STEPS), (rule.lift, LIFT)):
        if wanted is not None:
            yield None, ((network.edge_flags & bit) != 0) == wanted, known
    words = (
        ("surface", rule.surface, SURFACES),
        ("smoothness", rule.smoothness, SMOOTHNESSES),
        ("barrier", rule.barrier, BARRIERS),
        ("wheelchair", rule.wheelchair, WHEELCHAIR),
    )
    for name, chosen, order in words:
        if chosen:
            value = network.attribute(name)
            yield name, np.isin(value, [order.index(word) for word in chosen]), value != UNKNOWN
    if rule.ramp is not None:
        value = network.attribute("ramp")
        yield "ramp", (value == 1) == rule.ramp, value != UNKNOWN
    for name, limit in (("kerb_mm", rule.kerb_over_mm), ("incline_pm", rule.incline_over_pm)):
        if limit is not None:
            value = network.attribute(name)
            yield name, np.asarray(np.abs(value) > limit), value != UNKNOWN
    if rule.width_under_cm is not None:
        value = network.attribute("width_cm")
        yield "width_cm", np.asarray(value < rule.width_under_cm), value != UNKNOWN


def _km(metres: float) -> str:
    return f"{number(metres / 1000, 1)}\u00a0km"


def _listed(parts: tuple[Share, ...]) -> str:
    return "; ".join(f"{part.because} {_km(part.length_m)}" for part in parts)
