"""In which line of a TOML text each key stands: `tomllib` reads values but keeps no positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+|\#[^\n]*)
  | (?P<end>\n)
  | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}(?:.|\n)*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')
  | (?P<mark>[\[\]{},=.])
  | (?P<word>[^\s\[\]{},=.\#"']+)
    """,
    re.VERBOSE | re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    """Return the line (counted from 1) of every key and every element of a list in a valid TOML text.

    A table that only comes about through dotted keys or a header stands in the line of the first of them.

    Examples
    --------
    >>> lines_of('a = 1\\n[[rule]]\\nid = "x"\\ntest = { kinds = [\\n"kita"] }\\n')[("rule", 0, "test", "kinds", 0)]
    5
    >>> lines_of('[t]\\nx.y = 2')[("t", "x", "y")]
    2
    """
    return _Scanner(text).run()


class _Scanner:
    """Walks over the tokens of a text that `tomllib` has already found to be valid."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        base: Path = ()
        while self._at < len(self._tokens):
            kind, word, line = self._tokens[self._at]
            if kind == "end":
                self._at += 1
            elif word == "[" and kind == "mark":
                base = self._header(line)
            else:
                self._pair(base)
        return self._lines

    def _header(self, line: int) -> Path:
        self._at += 1
        many = self._peek() == ("mark", "[")
        self._at += many
        keys = self._keys()
        self._at += 1 + many  # the closing brackets
        path = self._resolved(keys[:-1])
        for end in range(1, len(path) + 1):  # tables that only their parts name
            self._note(path[:end], line)
        path = (*path, keys[-1])
        if many:
            number = self._counts.get(path, 0)
            self._counts[path] = number + 1
            self._note(path, line)
            path = (*path, number)
        elif path in self._counts:
            path = (*path, self._counts[path] - 1)
        self._note(path, line)
        return path

    def _resolved(self, keys: list[str]) -> Path:
        """Return the path of a header's table: a name of a list of tables means its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, base: Path) -> None:
        if self._at >= len(self._tokens):
            return
        line = self._tokens[self._at][2]
        start = self._at
        for key in self._keys():
            base = (*base, key)
            self._note(base, line)
        if self._peek() == ("mark", "="):
            self._at += 1
        self._value(base)
        if self._at == start:  # nothing that we know: never stand still
            self._at += 1

    def _keys(self) -> list[str]:
        keys = []
        while self._at < len(self._tokens):
            kind, word, _ = self._tokens[self._at]
            if kind == "word":
                keys.append(word)
            elif kind == "text":
                keys.append(word[1:-1])
            elif word != ".":
                break
            self._at += 1
        return keys or [""]

    def _value(self, path: Path) -> None:
        if self._at >= len(self._tokens):
            return
        word = self._peek()
        if word == ("mark", "["):
            self._list(path)
        elif word == ("mark", "{"):
            self._table(path)
        else:  # a text, a number, a date: everything up to the end of the value
            while self._at < len(self._tokens):
                kind, word_, _ = self._tokens[self._at]
                if kind == "end" or (kind == "mark" and word_ in ",]}"):
                    return
                self._at += 1

    def _list(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._at < len(self._tokens):
            kind, word, line = self._tokens[self._at]
            if (kind, word) == ("mark", "]"):
                self._at += 1
                return
            if kind == "end" or (kind, word) == ("mark", ","):
                self._at += 1
                continue
            self._note((*path, number), line)
            before = self._at
            self._value((*path, number))
            self._at += self._at == before
            number += 1

    def _table(self, path: Path) -> None:
        self._at += 1
        while self._at < len(self._tokens):
            kind, word, _ = self._tokens[self._at]
            if (kind, word) == ("mark", "}"):
                self._at += 1
                return
            if kind == "end" or (kind, word) == ("mark", ","):
                self._at += 1
                continue
            before = self._at
            self._pair(path)
            self._at += self._at == before

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at][:2] if self._at < len(self._tokens) else ("end", "")

    def _note(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and line of every token; blanks and comments are left out."""
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            at += 1
            continue
        kind = match.lastgroup or "blank"
        if kind != "blank":
            yield kind, match.group(), line
        line += match.group().count("\n")
        at = match.end()
