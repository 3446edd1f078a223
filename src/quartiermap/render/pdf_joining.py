"""Joins the portions of a report (see `portions`) to one tagged PDF.

Every portion is a whole PDF with spare pages: one before (but for the first portion) that begins its headings, and behind one
with a table of contents those whose headings stand in for all that follow. Contents and the first portion's bookmarks thus name
everything; here they are led to the real pages, the spare pages go, and the trees that a screen reader follows (structure,
parents, names of head cells; ISO 32000-1, 14.7) become one. One portion is in memory at a time.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pikepdf

from quartiermap.render.pdf_writing import PdfWriter, renumbered

Node: TypeAlias = pikepdf.Object
"""A dictionary, an array or a value in a PDF."""


@dataclass(frozen=True)
class PortionFile:
    """A portion as it was set.

    Parameters
    ----------
    path : Path
    before : int
        Spare pages in front of its own.
    pages : int
        Its own pages; what follows them is spare too.
    """

    path: Path
    before: int
    pages: int


@dataclass(frozen=True)
class _Mark:
    """A bookmark: its title, the number of the page's object in the whole file, the place on the page."""

    title: str
    page: int
    place: tuple[Node, ...]


@dataclass
class _Whole:
    """What is known of the whole file while the portions come in; all numbers are those of its objects."""

    writer: PdfWriter
    page_tree: int
    document: int
    pages: list[int] = field(default_factory=list)
    kids: list[int] = field(default_factory=list)
    """What the structure has below the document."""
    parents: list[int] = field(default_factory=list)
    """For each page and link, by its key, what it stands in."""
    cells: dict[bytes, int] = field(default_factory=dict)
    """Head cells by their names."""
    marks: list[_Mark] = field(default_factory=list)
    root: int = 0
    info: int = 0


def join(files: Sequence[PortionFile], output: Path) -> None:
    """Write the portions as one file; the same portions give the same bytes.

    Raises
    ------
    ValueError
        If the headings of the portions are not those that the first one names: a bug of ours.
    """
    name = _name_of(files)
    with output.open("wb") as stream:
        writer = PdfWriter(stream)
        whole = _Whole(writer, writer.reserve(), writer.reserve())
        # From the last to the first: a portion leads to pages of those behind it.
        for number, file in reversed(list(enumerate(files))):
            with pikepdf.open(file.path) as pdf:
                source = _Source(pdf, file, whole, f"{number}-")
                whole.pages[:0] = source.pages
                whole.kids[:0] = source.kids
                own = source.marks()
                if len(pdf.pages) > file.before + file.pages:
                    own = own[: len(own) - len(whole.marks)]
                    source.lead_on(whole.marks)
                whole.marks[:0] = own
                if number == 0:
                    _finish(pdf, source, whole, name)
                source.write()
        writer.finish(whole.root, whole.info, name)


def _finish(pdf: pikepdf.Pdf, source: _Source, whole: _Whole, name: bytes) -> None:
    """Write what holds the portions together; the first one has it for all."""
    writer = whole.writer
    _describe(pdf, len(whole.pages), name)
    kids, parents, cells = (writer.reserve() for _ in range(3))
    structure = pdf.Root.StructTreeRoot
    document = structure.K[0]
    document.K = source.standing_for(kids)
    structure.ParentTree = source.standing_for(parents)
    structure.ParentTreeNextKey = len(whole.parents)
    structure.IDTree = source.standing_for(cells)
    whole.root, whole.info = source.number(pdf.Root), source.number(pdf.trailer.Info)
    source.take(document, whole.document)
    pages = b" ".join(b"%d 0 R" % number for number in whole.pages)
    writer.put(whole.page_tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(whole.pages), pages))
    writer.put(kids, b"[%b]" % b" ".join(b"%d 0 R" % number for number in whole.kids))
    nums = b" ".join(b"%d %d 0 R" % pair for pair in enumerate(whole.parents))
    writer.put(parents, b"<</Nums[%b]>>" % nums)
    names = b" ".join(b"<%b> %d 0 R" % (cell.hex().encode(), n) for cell, n in sorted(whole.cells.items()))
    writer.put(cells, b"<</Names[%b]>>" % names)


def _name_of(files: Sequence[PortionFile]) -> bytes:
    """Return 16 bytes that name what is in the portions."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.path.read_bytes()).digest())
    return digest.digest()[:16]


class _Source:
    """A portion: the objects of its own pages, and their numbers in the whole file."""

    def __init__(self, pdf: pikepdf.Pdf, file: PortionFile, whole: _Whole, prefix: str) -> None:
        self._pdf, self._whole = pdf, whole
        self._waiting: list[tuple[int, int]] = []
        root = pdf.Root.StructTreeRoot
        self._numbers = {pdf.Root.Pages.objgen[0]: whole.page_tree, root.K[0].objgen[0]: whole.document}
        self._own = list(pdf.pages)[file.before : file.before + file.pages]
        self.pages = [self.number(page.obj) for page in self._own]
        shown = {page.obj.objgen for page in self._own}
        kids = [kid for kid in root.K[0].K if _page_of(kid) in shown]
        self.kids = [self.number(kid) for kid in kids]
        for element in _elements(kids):
            self._rename(element, prefix)
        known = dict(_pairs(root.ParentTree.Nums))
        for page in self._own:
            for holder, key in _tagged(page):
                stands_in = known[int(holder[key])]
                holder[key] = len(whole.parents)
                whole.parents.append(self.number(stands_in))

    def number(self, node: Node) -> int:
        """Return the number of an object in the whole file; it is written with the others."""
        return self._number(node.objgen[0])

    def take(self, node: Node, number: int) -> None:
        """Write an object that had its number before."""
        self._waiting.append((node.objgen[0], number))

    def standing_for(self, number: int) -> Node:
        """Return an object that becomes a reference to one of the whole file."""
        node = self._pdf.make_indirect(pikepdf.Dictionary())
        self._numbers[node.objgen[0]] = number
        return node

    def marks(self) -> list[_Mark]:
        """Return the bookmarks of the portion."""
        return [
            _Mark(str(m.Title), self.number(m.Dest[0]), tuple(list(m.Dest)[1:]))
            for m in _bookmarks(self._pdf)
        ]

    def lead_on(self, real: Sequence[_Mark]) -> None:
        """Lead bookmarks and links that name a heading of a later portion to the heading itself."""
        marks = list(_bookmarks(self._pdf))
        found: dict[tuple[object, ...], Node] = {}
        for mark, target in zip(marks[len(marks) - len(real) :], real, strict=True):
            if str(mark.Title) != target.title:
                raise ValueError(f"{mark.Title} stands in for {target.title}")
            there = pikepdf.Array([self.standing_for(target.page), *target.place])
            found[_spot(mark.Dest)] = there
            mark.Dest = there
        for page in self._own:
            for link in page.obj.get("/Annots", ()):
                if "/Dest" in link:
                    link.Dest = found.get(_spot(link.Dest), link.Dest)

    def write(self) -> None:
        """Write everything asked for, and what it refers to."""
        writer = self._whole.writer
        while self._waiting:
            own, number = self._waiting.pop()
            node = self._pdf.get_object(own, 0)
            if isinstance(node, pikepdf.Stream):
                data = node.read_raw_bytes()
                head = node.stream_dict
                head.Length = len(data)
                writer.put_stream(number, renumbered(head.unparse(), self._number), data)
            else:
                writer.put(number, renumbered(node.unparse(resolved=True), self._number))

    def _number(self, own: int) -> int:
        if own not in self._numbers:
            self._numbers[own] = self._whole.writer.reserve()
            self._waiting.append((own, self._numbers[own]))
        return self._numbers[own]

    def _rename(self, element: Node, prefix: str) -> None:
        """Put a prefix before the name of a head cell and wherever another cell names it: they are the same in each portion."""
        if "/ID" in element:
            element.ID = pikepdf.String(prefix + str(element.ID))
            self._whole.cells[bytes(element.ID)] = self.number(element)
        for attributes in element.get("/A", ()):
            if isinstance(attributes, pikepdf.Dictionary) and "/Headers" in attributes:
                heads = [pikepdf.String(prefix + str(head)) for head in attributes.Headers]
                attributes.Headers = pikepdf.Array(heads)


def _tagged(page: pikepdf.Page) -> Iterator[tuple[Node, str]]:
    """Give what on a page has a place in the tree of parents, with the key of its number."""
    if "/StructParents" in page.obj:
        yield page.obj, "/StructParents"
    for annotation in page.obj.get("/Annots", ()):
        if "/StructParent" in annotation:
            yield annotation, "/StructParent"


def _pairs(nums: Iterable[Node]) -> Iterator[tuple[int, Node]]:
    items = iter(nums)
    for key in items:
        yield int(key), next(items)


def _elements(kids: Iterable[Node]) -> Iterator[Node]:
    """Give structure elements and all below them, in the order of reading."""
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", ()))


def _page_of(element: Node) -> tuple[int, int] | None:
    """Return the first page that an element is on; ``None`` of an empty one."""
    for inner in _elements([element]):
        for kid in inner.get("/K", ()):
            if not isinstance(
                kid, pikepdf.Dictionary
            ):  # a number: content of the page that the element names
                return inner.Pg.objgen
            if "/Pg" in kid and "/S" not in kid:
                return kid.Pg.objgen
    return None


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[Node]:
    """Give the bookmarks from first to last, chapters before what is in them."""
    waiting = [pdf.Root.Outlines.First] if "/Outlines" in pdf.Root else []
    while waiting:
        mark = waiting.pop()
        yield mark
        waiting += [mark[key] for key in ("/Next", "/First") if key in mark]


def _spot(destination: Node) -> tuple[object, ...]:
    return (destination[0].objgen, *(str(value) for value in list(destination)[1:]))


def _describe(pdf: pikepdf.Pdf, pages: int, name: bytes) -> None:
    """Put the number of pages and a name of these contents into the metadata."""
    said = pdf.Root.Metadata.read_bytes()
    said = re.sub(rb"(<xmpTPg:NPages>)\d+", rb"\g<1>%d" % pages, said)
    said = re.sub(rb"(<xmpMM:InstanceID>)[^<]*", rb"\g<1>" + b64encode(name), said)
    pdf.Root.Metadata.write(said)
