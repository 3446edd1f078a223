"""What must fit together inside a programme: references, tests, facts, chains, periods, shares. All findings at once.

The checks read plain values (as TOML gives them) and bear anything: a part of the wrong shape is left to the model's
own check of types. Every finding says where it is, so that a reader of files can name the line.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain.laender import LAENDER
from quartiermap.domain.programme_parts import Finding, Path, all_tests, near_words, rows, texts
from quartiermap.domain.programme_test_checks import unfit_facts, unknown_tests

NO_PROMISE = "Keine Förderzusage; kein Rechtsanspruch"
"""The words that stand with every verdict (DOMAIN.md 1.10)."""


def findings(data: Mapping[str, Any]) -> list[Finding]:
    """Return everything that does not fit together in a programme; types are not looked at.

    Parameters
    ----------
    data : mapping
        A programme as TOML or ``Programme.model_dump(mode="json")`` gives it.
    """
    found: list[Finding] = []
    for check in (_twice, _sources, _chains, unfit_facts, unknown_tests, _lands, _period, _shares, _words):
        found += check(data)
    return list(dict.fromkeys(found))


def _twice(data: Mapping[str, Any]) -> list[Finding]:
    found = []
    for name, what in (("rule", "Regel"), ("source", "Quelle"), ("fact", "Angabe")):
        seen: set[str] = set()
        for number, row in rows(data, name):
            own = row.get("id")
            if isinstance(own, str):
                if own in seen:
                    message = f"{what} {own} doppelt."
                    found.append(
                        Finding((name, number, "id"), message, "Jede Kennung nur einmal vergeben.", own)
                    )
                seen.add(own)
    works: set[str] = set()
    for number, row in rows(data, "eligible"):
        for work in texts(row.get("works")):
            if work in works:
                found.append(
                    Finding(
                        ("eligible", number, "works"),
                        f"eligible: {work} doppelt.",
                        "Jede Art der Arbeiten nur einem Anteil zuordnen.",
                        work,
                    )
                )
            works.add(work)
    return found


def _sources(data: Mapping[str, Any]) -> list[Finding]:
    known = [str(s.get("id")) for _, s in rows(data, "source")]
    cited: list[tuple[Path, str, Any]] = []
    for number, rule in rows(data, "rule"):
        cited.append((("rule", number, "sources"), str(rule.get("id", "?")), rule.get("sources")))
        overrides = rule.get("overrides")
        for land, change in overrides.items() if isinstance(overrides, Mapping) else ():
            if isinstance(change, Mapping) and "sources" in change:
                at = ("rule", number, "overrides", land, "sources")
                cited.append((at, f"{rule.get('id', '?')} ({land})", change["sources"]))
    cited += [(("eligible", n, "sources"), "eligible", e.get("sources")) for n, e in rows(data, "eligible")]
    instalments = data.get("instalments")
    if isinstance(instalments, Mapping):
        cited.append((("instalments", "sources"), "instalments", instalments.get("sources")))
    return [
        Finding(
            (*at, position, "ref"),
            f"{name}: Quelle {source['ref']} fehlt.",
            f"Unter [[source]] eintragen oder die Kennung ändern. {near_words(source['ref'], known, 'Vorhanden')}",
            str(source["ref"]),
        )
        for at, name, sources in cited
        for position, source in rows({"s": sources}, "s")
        if "ref" in source and source["ref"] not in known
    ]


def _chains(data: Mapping[str, Any]) -> list[Finding]:
    """Find replacements that are not there, and chains that run in a circle, as they are in every Land."""
    found = []
    rules = list(rows(data, "rule"))
    known = [str(r.get("id")) for _, r in rules]
    lands: set[str | None] = {None}
    for number, rule in rules:
        overrides = rule.get("overrides")
        changes = overrides if isinstance(overrides, Mapping) else {}
        lands |= {str(land) for land in changes}
        nexts: list[tuple[Path, Any]] = [(("rule", number, "otherwise"), rule.get("otherwise"))]
        nexts += [
            (("rule", number, "overrides", land, "otherwise"), change.get("otherwise"))
            for land, change in changes.items()
            if isinstance(change, Mapping)
        ]
        found += [
            Finding(
                path, f"{rule.get('id', '?')}: Regel {n} fehlt.", near_words(n, known, "Vorhanden"), str(n)
            )
            for path, n in nexts
            if n and n not in known
        ]
    told: set[frozenset[str]] = set()
    for land in sorted(lands, key=lambda each: each or ""):
        after = {str(r.get("id")): _next(r, land) for _, r in rules}
        for number, rule in rules:
            start = str(rule.get("id"))
            seen, at = [start], after.get(start)
            while at and at not in seen:
                seen.append(at)
                at = after.get(at)
            if at == start and frozenset(seen) not in told:
                told.add(frozenset(seen))
                where = "" if land is None else f" (in {land})"
                found.append(
                    Finding(
                        ("rule", number, "otherwise"),
                        f"{start}: otherwise läuft im Kreis{where}: {' → '.join([*seen, start])}.",
                        "Die letzte Regel der Kette darf kein otherwise haben.",
                    )
                )
    return found


def _next(rule: Mapping[str, Any], land: str | None) -> str | None:
    overrides = rule.get("overrides")
    change = overrides.get(land) if isinstance(overrides, Mapping) and land is not None else None
    after = rule.get("otherwise")
    if isinstance(change, Mapping) and "otherwise" in change:
        after = change["otherwise"]
    return after if isinstance(after, str) and after else None


def _lands(data: Mapping[str, Any]) -> list[Finding]:
    named: list[tuple[Path, str]] = [(("lands", n), w) for n, w in enumerate(texts(data.get("lands")))]
    for number, row in rows(data, "successor"):
        named += [(("successor", number, "lands", n), w) for n, w in enumerate(texts(row.get("lands")))]
    for number, rule in rows(data, "rule"):
        named += [(("rule", number, "proved_in", n), w) for n, w in enumerate(texts(rule.get("proved_in")))]
        overrides = rule.get("overrides")
        if isinstance(overrides, Mapping):
            named += [(("rule", number, "overrides", str(land)), str(land)) for land in overrides]
    return [
        Finding(
            path, f"Das Land „{word}“ gibt es nicht.", f"Kürzel: {', '.join(LAENDER)}.", word, "land_unknown"
        )
        for path, word in named
        if word not in LAENDER
    ]


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _period(data: Mapping[str, Any]) -> list[Finding]:
    found = []
    start, end = _day(data.get("valid_from")), _day(data.get("valid_to"))
    if start is not None and end is not None and end < start:
        found.append(
            Finding(
                ("valid_to",),
                f"Das Ende {end.isoformat()} liegt vor dem Beginn {start.isoformat()}.",
                "valid_to muss gleich oder nach valid_from sein.",
                end.isoformat(),
                "period",
            )
        )
    for at, test, _ in all_tests(data):
        days = test.get("deadlines") if test.get("type") == "calls" else None
        for number, value in enumerate(
            days if isinstance(days, Sequence) and not isinstance(days, str) else ()
        ):
            day = _day(value)
            if day is not None and ((start is not None and day < start) or (end is not None and day > end)):
                found.append(
                    Finding(
                        (*at, "deadlines", number),
                        f"Die Frist {day.isoformat()} liegt außerhalb des Zeitraums des Programms.",
                        "Fristen müssen zwischen valid_from und valid_to liegen.",
                        day.isoformat(),
                        "deadline_outside",
                    )
                )
    own = data.get("id")
    found += [
        Finding(
            ("successor", number, "programme"),
            "Das Programm nennt sich selbst als Nachfolger.",
            "Ein anderes Programm nennen oder den Nachfolger streichen.",
            str(own),
            "successor_self",
        )
        for number, row in rows(data, "successor")
        if own is not None and row.get("programme") == own
    ]
    return found


def _shares(data: Mapping[str, Any]) -> list[Finding]:
    """Find payers that nobody can state, and shares that cannot add up to the whole."""
    payers = {
        str(o.get("value"))
        for _, f in rows(data, "fact")
        if f.get("type") == "amounts"
        for _, o in rows(f, "options")
    } | {"rest"}
    found = []
    least = 0.0
    for number, row in rows(data, "funding"):
        payer = row.get("payer")
        if isinstance(payer, str) and payer not in payers:
            found.append(
                Finding(
                    ("funding", number, "payer"),
                    f"funding: {payer} ist bei keiner Angabe eine Option.",
                    "Eine Angabe vom Typ amounts mit diesem Geldgeber beschreiben.",
                    payer,
                )
            )
        low, high = (_share(row.get(name)) for name in ("share_min", "share_max"))
        least += low or 0.0
        if low is not None and high is not None and low > high:
            found.append(
                Finding(
                    ("funding", number, "share_min"),
                    f"funding: Der Mindestanteil von {payer} ist größer als sein Höchstanteil.",
                    "share_min darf höchstens share_max sein.",
                    str(low),
                    "funding_share",
                )
            )
    counts = Counter(str(row.get("payer")) for _, row in rows(data, "funding"))
    found += [
        Finding(("funding",), f"funding: {payer} doppelt.", "Jeden Geldgeber nur einmal nennen.", payer)
        for payer, count in counts.items()
        if count > 1
    ]
    if least > 1 + 1e-9:
        found.append(
            Finding(
                ("funding",),
                "funding: Die Mindestanteile ergeben zusammen mehr als 1 (100\u00a0%).",
                "Anteile von 0 bis 1 angeben, zusammen höchstens 1.",
                code="funding_share",
            )
        )
    return found


def _share(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _words(data: Mapping[str, Any]) -> list[Finding]:
    said = data.get("disclaimer", NO_PROMISE)
    if not isinstance(said, str) or NO_PROMISE in said:
        return []
    return [
        Finding(
            ("disclaimer",),
            "Der Hinweis sagt nicht, dass die Vorprüfung nichts zusagt.",
            f"Den Satz „{NO_PROMISE}.“ aufnehmen oder den Schlüssel disclaimer weglassen.",
            code="disclaimer",
        )
    ]
