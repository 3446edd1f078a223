"""The catalogue of facility kinds. Adding a kind is a line in ``data/kinds.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from quartiermap.domain.texts import fold


class Kind(BaseModel):
    """One kind of facility (screen: Einrichtungsart).

    `synonyms` are the words by which files name the kind (attribute values, file names); `osm` are
    OpenStreetMap tags ``key=value`` any of which makes an object one of this kind; `colour` and `sign`
    show it on the map (a colour and one or two letters, so that colour is never the only hint).
    `regelbeispiel` tells whether the SIQ agreement names the kind "in particular" (DOMAIN.md FG-02).
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    name_plural: str
    name_en: str
    sign: Annotated[str, Field(min_length=1, max_length=2)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    target_age: tuple[int, ...] | None = None
    capacity_unit: str = "Plätze"
    synonyms: tuple[str, ...] = ()
    osm: tuple[str, ...] = ()
    regelbeispiel: bool = False
    open_space: bool = False


class Kinds:
    """The catalogue, in its order on screen.

    Examples
    --------
    >>> kinds = Kinds([Kind(id="kita", name="Kita", name_plural="Kitas", name_en="Nursery", sign="K",
    ...                     colour="#5b3794", synonyms=("kindertagesstätte",))])
    >>> kinds.by_word("Kindertagesstaette").id
    'kita'
    >>> kinds.by_word("Rathaus") is None
    True
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = {kind.id: kind for kind in kinds}
        self._words: dict[str, str] = {}
        for kind in self._kinds.values():
            for word in (kind.id, kind.name, kind.name_plural, kind.name_en, *kind.synonyms):
                self._words.setdefault(fold(word), kind.id)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def __contains__(self, kind_id: object) -> bool:
        return kind_id in self._kinds

    def __getitem__(self, kind_id: str) -> Kind:
        return self._kinds[kind_id]

    def __len__(self) -> int:
        return len(self._kinds)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in catalogue order."""
        return tuple(self._kinds)

    def name(self, kind_id: str) -> str:
        """Return the German name of a kind; an unknown id is returned as it is."""
        return self._kinds[kind_id].name if kind_id in self._kinds else kind_id

    def by_word(self, word: str) -> Kind | None:
        """Return the kind that a word from a file names exactly (case and umlauts folded), or ``None``."""
        kind_id = self._words.get(fold(word))
        return self._kinds[kind_id] if kind_id else None


class _KindsFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    kind: tuple[Kind, ...]


def kinds_from_toml(text: str) -> Kinds:
    """Read a catalogue from TOML text; raises `pydantic.ValidationError` with every error at once."""
    return Kinds(_KindsFile.model_validate_json(_json(tomllib.loads(text))).kind)


def _json(value: object) -> str:
    import json

    return json.dumps(value, default=str)
