"""Which relations a folder (or single file) holds; never a path outside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.api import Relation, RelationNotFound, SourceRefused, SourceUnavailable

SCHEMA = "main"
FORMATS = {
    ".parquet": "parquet", ".csv": "csv", ".tsv": "csv", ".json": "json", ".ndjson": "json",
    ".jsonl": "json",
}  # fmt: skip
_COMPRESSED = frozenset({".gz", ".bz2", ".zst"})


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of one relation, in order of their paths. `partitions` are hive folder names."""

    relation: Relation
    format: str
    paths: tuple[Path, ...]
    partitions: tuple[str, ...] = ()

    @property
    def state(self) -> tuple[tuple[str, int, int], ...]:
        """Path, size and time of change of every file: equal means unchanged."""
        found = [(path, path.stat()) for path in self.paths]
        return tuple((str(path), s.st_size, s.st_mtime_ns) for path, s in found)

    @property
    def bytes(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.paths)


@dataclass(frozen=True, slots=True)
class Folder:
    """A registered root: a folder, or one file."""

    root: Path
    hive: bool = False

    def relations(self) -> list[FileSet]:
        """Every file and folder of files, by name. SourceUnavailable, SourceRefused."""
        self.check()
        if self.root.is_file():
            found = [(self.root.name, self._one(self.root))]
        else:
            found = list(self._walk(self.root, ""))
        return _named(found)

    def find(self, relation: Relation) -> FileSet:
        """The files of a relation. RelationNotFound."""
        for files in self.relations():
            if files.relation == relation:
                return files
        raise RelationNotFound(
            f'relation "{relation}" does not exist',
            detail=f'There is no such file in "{self.root}".',
        )

    def check(self) -> None:
        """Is the root there? SourceUnavailable, SourceRefused."""
        try:
            if self.root.is_dir():
                next(self.root.iterdir(), None)
            else:
                self.root.open("rb").close()
        except PermissionError as error:
            raise SourceRefused(f'"{self.root}" cannot be read') from error
        except OSError as error:
            raise SourceUnavailable(f'"{self.root}" is not there') from error

    def _walk(self, folder: Path, prefix: str) -> Iterator[tuple[str, tuple[str, list[Path]]]]:
        entries = sorted(p for p in folder.iterdir() if self._inside(p))
        files = [p for p in entries if p.is_file() and format_of(p)]
        folders = [p for p in entries if p.is_dir()]
        parts = [p for p in folders if "=" in p.name]
        formats = {format_of(p) for p in files}
        if prefix and len(formats) == 1 and len(folders) == 0:
            yield prefix.rstrip("/"), (format_of(files[0]), files)
            return
        if prefix and self.hive and parts and parts == folders and not files:
            deep = sorted(p for p in folder.rglob("*") if p.is_file() and self._inside(p))
            deep = [p for p in deep if format_of(p) and not _hidden(p.relative_to(folder))]
            if len({format_of(p) for p in deep}) == 1:
                yield prefix.rstrip("/"), (format_of(deep[0]), deep)
                return
        for path in files:
            yield prefix + path.name, self._one(path)
        for path in folders:
            yield from self._walk(path, f"{prefix}{path.name}/")

    def _one(self, path: Path) -> tuple[str, list[Path]]:
        return format_of(path), [path]

    def _inside(self, path: Path) -> bool:
        """Not hidden, and not a link that leads out of the root."""
        if path.name.startswith((".", "_")):
            return False
        return path.resolve().is_relative_to(self.root.resolve())


def format_of(path: Path) -> str:
    """ "parquet", "csv", "json", or "" for any other file."""
    suffixes = [s.lower() for s in path.suffixes]
    if (
        suffixes
        and suffixes[-1] in _COMPRESSED
        and FORMATS.get("".join(suffixes[-2:-1])) != "parquet"
    ):
        suffixes.pop()
    return FORMATS.get(suffixes[-1], "") if suffixes else ""


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _named(found: list[tuple[str, tuple[str, list[Path]]]]) -> list[FileSet]:
    """Names without suffix, but with it where two files would have the same."""
    short = [_stem(name) for name, _ in found]
    sets = []
    for (name, (kind, paths)), stem in zip(found, short, strict=True):
        relation = Relation(SCHEMA, stem if short.count(stem) == 1 else name)
        if kind:
            sets.append(FileSet(relation, kind, tuple(paths), _partitions(name, paths)))
    return sorted(sets, key=lambda s: s.relation.name)


def _stem(name: str) -> str:
    folder, _, file = name.rpartition("/")
    path = Path(file)
    while path.suffix and format_of(path):
        path = path.with_suffix("")
    return f"{folder}/{path.name}" if folder else path.name


def _partitions(name: str, paths: list[Path]) -> tuple[str, ...]:
    depth = name.rpartition("/")[2]
    parts = paths[0].parts
    if depth not in parts:
        return ()
    below = parts[len(parts) - parts[::-1].index(depth) : -1]
    return tuple(part.split("=", 1)[0] for part in below if "=" in part)
