"""Search engines that are given the same tokens: SQLite FTS5 without a cap, PostgreSQL with GIN, tantivy."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

TOP = 20
ROWS_AT_ONCE = 5_000
TABLE = "romduol_bench_search"
Row = tuple[str, list[str], list[str]]
"""A document's key, the tokens of its title, all its others."""


class Absent(RuntimeError):
    """An engine that this machine does not have; the message says what is missing."""


class Engine(ABC):
    """One engine over one directory."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @abstractmethod
    def build(self, rows: Iterable[Row]) -> int:
        """Index the rows; returns the bytes that the index takes."""

    @abstractmethod
    def open(self) -> None:
        """Get ready to be asked."""

    @abstractmethod
    def ask(self, tokens: Sequence[str], must: Sequence[str]) -> int:
        """Look for any of some tokens and all of others; returns how many of the best `TOP` there are."""

    def close(self) -> None:  # noqa: B027 (most engines leave nothing but files)
        """Leave nothing behind."""


class Fts5(Engine):
    """SQLite FTS5 over ready-made tokens, every match ranked."""

    def build(self, rows: Iterable[Row]) -> int:
        """Index the rows; returns the bytes that the index takes."""
        with sqlite3.connect(self.home / "fts5.sqlite3") as database:
            database.execute("pragma journal_mode = off")
            database.execute("create virtual table found using fts5(title, body, tokenize = 'ascii', content = '')")
            told = (
                (n, " ".join(map(plain, title)), " ".join(map(plain, body))) for n, (_, title, body) in _numbered(rows)
            )
            database.executemany("insert into found (rowid, title, body) values (?, ?, ?)", told)
            database.execute("insert into found (found) values ('optimize')")
        return (self.home / "fts5.sqlite3").stat().st_size

    def open(self) -> None:
        """Get ready to be asked."""
        self.database = sqlite3.connect(self.home / "fts5.sqlite3")

    def ask(self, tokens: Sequence[str], must: Sequence[str]) -> int:
        """Look for any of some tokens and all of others; returns how many of the best `TOP` there are."""
        parts = [f'"{plain(token)}"' for token in must]
        if tokens:
            parts.append("(" + " OR ".join(f'"{plain(token)}"' for token in tokens) + ")")
        query = "select rowid from found where found match ? order by bm25(found, 3.0, 1.0) limit ?"
        return len(self.database.execute(query, (" AND ".join(parts), TOP)).fetchall())


class Postgres(Engine):
    """PostgreSQL: a `tsvector` of ready-made tokens with a GIN index, ranked by `ts_rank`."""

    url = ""

    def build(self, rows: Iterable[Row]) -> int:
        """Index the rows; returns the bytes that table and index take."""
        with self._connected() as database:
            database.execute(f"drop table if exists {TABLE}")
            database.execute(f"create unlogged table {TABLE} (number integer, tokens tsvector)")
            with database.cursor().copy(f"copy {TABLE} from stdin") as copy:
                for number, (_, title, body) in _numbered(rows):
                    told = [f"{_quoted(token)}:1A" for token in title] + [f"{_quoted(token)}:2" for token in body]
                    copy.write_row((number, " ".join(told)))
            database.execute(f"create index on {TABLE} using gin (tokens)")
            database.execute(f"analyze {TABLE}")
            found = database.execute(f"select pg_total_relation_size('{TABLE}')").fetchone()
        return int(found[0]) if found else 0

    def open(self) -> None:
        """Get ready to be asked."""
        self.database = self._connected()

    def ask(self, tokens: Sequence[str], must: Sequence[str]) -> int:
        """Look for any of some tokens and all of others; returns how many of the best `TOP` there are."""
        parts = [_quoted(token) for token in must]
        if tokens:
            parts.append("(" + " | ".join(map(_quoted, tokens)) + ")")
        asked = " & ".join(parts)
        query = (
            f"select number from {TABLE} where tokens @@ %s::tsquery"  # noqa: S608 (the name is ours)
            " order by ts_rank(tokens, %s::tsquery) desc, number limit %s"
        )
        return len(self.database.execute(query, (asked, asked, TOP)).fetchall())

    def close(self) -> None:
        """Leave nothing behind."""
        with self._connected() as database:
            database.execute(f"drop table if exists {TABLE}")

    def _connected(self) -> "psycopg.Connection[Any]":
        if not self.url.startswith("postgres"):
            raise Absent("DATABASE_URL names no PostgreSQL")
        try:
            return psycopg.connect(self.url, autocommit=True)
        except psycopg.OperationalError as problem:
            raise Absent(f"PostgreSQL does not answer ({type(problem).__name__})") from problem


class Tantivy(Engine):
    """tantivy, an engine written in Rust, by its own ranking."""

    def build(self, rows: Iterable[Row]) -> int:
        """Index the rows; returns the bytes that the index takes."""
        tantivy, index = self._index()
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        for _, title, body in rows:
            writer.add_document(tantivy.Document(title=" ".join(map(plain, title)), body=" ".join(map(plain, body))))
        writer.commit()
        writer.wait_merging_threads()
        return sum(file.stat().st_size for file in (self.home / "tantivy").glob("*"))

    def open(self) -> None:
        """Get ready to be asked."""
        self.tantivy, self.index = self._index()
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def ask(self, tokens: Sequence[str], must: Sequence[str]) -> int:
        """Look for any of some tokens and all of others; returns how many of the best `TOP` there are."""
        query, occur = self.tantivy.Query, self.tantivy.Occur
        parts = [(occur.Must, query.term_query(self.schema, "body", plain(token))) for token in must]
        if tokens:
            any_of = [(occur.Should, self._either(plain(token))) for token in tokens]
            parts.append((occur.Must, query.boolean_query(any_of)))
        return len(self.searcher.search(query.boolean_query(parts), TOP).hits)

    def _either(self, token: str) -> Any:
        query, occur = self.tantivy.Query, self.tantivy.Occur
        title = query.boost_query(query.term_query(self.schema, "title", token), 3.0)
        return query.boolean_query(
            [(occur.Should, title), (occur.Should, query.term_query(self.schema, "body", token))]
        )

    def _index(self) -> tuple[Any, Any]:
        try:
            tantivy = import_module("tantivy")
        except ImportError as problem:
            raise Absent("the package tantivy is not installed") from problem
        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
        (self.home / "tantivy").mkdir(exist_ok=True)
        return tantivy, tantivy.Index(builder.build(), path=str(self.home / "tantivy"))


POSTGRES = "PostgreSQL, GIN"
ENGINES: dict[str, type[Engine]] = {"FTS5, uncapped": Fts5, POSTGRES: Postgres, "tantivy": Tantivy}


def plain(token: str) -> str:
    """Return a token without the signs that an engine would part it at."""
    return "".join(sign if sign.isalnum() or ord(sign) > 127 else "x" for sign in token)


def _quoted(token: str) -> str:
    return f"'{plain(token)}'"


def _numbered(rows: Iterable[Row]) -> Iterable[tuple[int, Row]]:
    return enumerate(rows, 1)
